import { CLASS } from "../model/chain.ts";
import { LEX } from "../model/lexicon.ts";
import { SHAPE, type Tokens, wordHash } from "../model/tokens.ts";
import { MANNER, type Manner } from "./gate.ts";
import type { Run } from "./runs.ts";

const POST_CODE_WORDS: ReadonlySet<number> = new Set(
  "zip zipcode postcode postal code plz postleitzahl postal cap cep cp postnummer postcode psč індекс индекс"
    .split(" ")
    .map(wordHash),
);

/** Words cut short that stand where a name may, and those that say whose name follows. */
const NO_NAMES: ReadonlySet<number> = new Set(
  "c'mon y'all ma'am o'clock d'oh g'day e'er ne'er mein meine mon il mio mijn mitt min moje moja benim mano mani minu jina nama saya"
    .split(" ")
    .map(wordHash),
);

/** What the tokens of a run are, counted. */
interface Makeup {
  glued: number;
  /** Listed first names, and listed names of any kind, that are no ordinary words. */
  firsts: number;
  names: number;
  streets: number;
  digits: number;
  letters: number;
  capitals: number;
  /** Letters of scripts with one case, where no capital tells a name from a word. */
  uncased: number;
}

/** Words beside a name in scripts with one case: mister, name, called. */
const PERSON_WORDS: ReadonlySet<number> = new Set(
  "様 氏 君 さん さま くん ちゃん 先 師 叫 姓 名 님 씨 군 양 السيد السيدة الأستاذ الدكتور اسمي اسمه اسمها מר גברת שמי שמו שמה คุณ นาย นาง นางสาว ชื่อ श्री श्रीमती नाम"
    .split(" ")
    .map(wordHash),
);

function makeupOf(tokens: Tokens, run: Run): Makeup {
  const makeup: Makeup = { glued: 0, firsts: 0, names: 0, streets: 0, digits: 0, letters: 0, capitals: 0, uncased: 0 };
  for (let i = run.first; i <= run.last; i++) {
    const bits = tokens.lexicon[i]!;
    const shape = tokens.shapes[i]!;
    makeup.glued += tokens.glued[i]!;
    if (shape >= SHAPE.digits && shape <= SHAPE.mixed) makeup.digits++;
    else if (shape < SHAPE.mark || shape === SHAPE.uncased) {
      makeup.letters++;
      if (shape !== SHAPE.lower) makeup.capitals++;
      if (shape === SHAPE.uncased) makeup.uncased++;
    }
    if ((bits & LEX.street) !== 0) makeup.streets++;
    if ((bits & LEX.common) !== 0) continue;
    if ((bits & LEX.first) !== 0) makeup.firsts++;
    if ((bits & (LEX.first | LEX.last)) !== 0) makeup.names++;
  }
  return makeup;
}

/** Whether a run is more than the tagger's opinion: what each class must show besides. `keyed`: the key asks for such values. */
export function stands(tokens: Tokens, run: Run, manner: Manner, keyed: boolean): boolean {
  const makeup = makeupOf(tokens, run);
  if (!keyed && makeup.uncased * 2 > makeup.letters && !standsWithoutCase(tokens, run, makeup)) return false;
  if (!keyed && run.kind !== CLASS.person && isCode(tokens, run, makeup)) return false;
  if (run.first === run.last && NO_NAMES.has(tokens.hashes[run.first]!)) return false;
  if (manner === MANNER.machine) return makeup.glued === 0 && standsAmongMachines(run, makeup);
  if (manner === MANNER.plain && run.first === run.last && !standsAlone(tokens, run)) return false;
  // Ordinary words in small letters are a message, unless a word of addresses stands among them.
  if (
    manner === MANNER.plain &&
    run.kind === CLASS.address &&
    !keyed &&
    makeup.streets === 0 &&
    (holdsWord(tokens, run) || !holdsLongWord(tokens, run))
  )
    return false;
  switch (run.kind) {
    case CLASS.person:
      return standsAsName(tokens, run, makeup, keyed);
    case CLASS.address:
      return standsAsAddress(tokens, run, makeup, keyed);
    default:
      // Small letters where others are capitals: only a listed place, not the `s` of `time(s)`.
      if (tokens.cased !== 0 && makeup.capitals === 0 && makeup.uncased === 0 && !holdsPlace(tokens, run)) return false;
      return (
        run.first !== run.last ||
        tokens.shapes[run.first] !== SHAPE.upper ||
        isListedPlace(tokens, run) ||
        run.sure > 0.97
      );
  }
}

/** In a script with one case a name needs a listed one in it and a word for a person beside it. */
function standsWithoutCase(tokens: Tokens, run: Run, makeup: Makeup): boolean {
  if (run.kind !== CLASS.person) return makeup.streets > 0 && makeup.digits > 0;
  if (makeup.names === 0) return false;
  for (let i = Math.max(0, run.first - 3); i < Math.min(tokens.count, run.last + 3); i++)
    if (PERSON_WORDS.has(tokens.hashes[i]!) || (tokens.lexicon[i]! & LEX.title) !== 0) return true;
  return false;
}

/** Capitals and digits tied by hyphens, `ABC-1314-ZY`: a number of goods or of an order. */
function isCode(tokens: Tokens, run: Run, makeup: Makeup): boolean {
  if (makeup.digits === 0) return false;
  for (let i = run.first; i <= run.last; i++) {
    const shape = tokens.shapes[i]!;
    if (i > run.first && tokens.spaced[i] !== 0) return false;
    if (shape === SHAPE.title || shape === SHAPE.lower || shape === SHAPE.uncased) return false;
  }
  return makeup.letters > 0;
}

/** Lines of machines need two listed names side by side, or a word of addresses with its number. */
function standsAmongMachines(run: Run, makeup: Makeup): boolean {
  if (run.kind === CLASS.person) return makeup.firsts > 0 && makeup.names > 1 && makeup.digits === 0;
  return run.kind === CLASS.address && makeup.streets > 0 && makeup.digits > 0 && makeup.names + makeup.letters > 3;
}

/** Small letters are seldom a name, but for listed ones where nothing has capitals; a lone ordinary word is none. */
function standsAsName(tokens: Tokens, run: Run, makeup: Makeup, keyed: boolean): boolean {
  const bits = tokens.lexicon[run.first]!;
  if (run.first === run.last && (bits & LEX.common) !== 0 && (bits & (LEX.first | LEX.last)) === 0) return false;
  // `PESEL 790...`, `NIK`: letters that stand for something, among capitalised words.
  if (
    run.first === run.last &&
    !keyed &&
    tokens.shapes[run.first] === SHAPE.upper &&
    (bits & (LEX.first | LEX.last)) === 0 &&
    holdsTitle(tokens)
  )
    return false;
  if (makeup.letters === 0 || makeup.glued * 2 > makeup.letters) return false;
  if (run.first < run.last && isAllWords(tokens, run)) return false;
  if (makeup.capitals > 0) return true;
  if (run.sure > 0.9 && (keyed || makeup.names > 0 || makeup.uncased > 0)) return true;
  return tokens.cased === 0 && (keyed || makeup.names > 0 || run.sure > 0.75);
}

/** Whether the text has a word with one capital: then capitals alone are no way of writing names in it. */
function holdsTitle(tokens: Tokens): boolean {
  for (let i = 0; i < tokens.count; i++) if (tokens.shapes[i] === SHAPE.title) return true;
  return false;
}

function isListedPlace(tokens: Tokens, run: Run): boolean {
  const bits = tokens.lexicon[run.first]!;
  return (bits & (LEX.city | LEX.region)) !== 0 && (bits & LEX.common) === 0;
}

/** Ordinary words side by side, none of them a first name or a title: a band, a book, a shop. */
function isAllWords(tokens: Tokens, run: Run): boolean {
  for (let i = run.first; i <= run.last; i++) {
    const bits = tokens.lexicon[i]!;
    if (tokens.shapes[i]! >= SHAPE.mark) continue;
    if ((bits & LEX.common) === 0 || (bits & (LEX.first | LEX.title)) !== 0) return false;
  }
  return true;
}

const YEARS: ReadonlySet<number> = new Set("years años ans anni anos jahre jahren jaar".split(" ").map(wordHash));

/** `una mujer de 46 años`: somebody's age. */
function holdsYears(tokens: Tokens, run: Run): boolean {
  for (let i = run.first + 1; i <= run.last; i++)
    if (YEARS.has(tokens.hashes[i]!) && tokens.shapes[i - 1]! >= SHAPE.digits && tokens.shapes[i - 1]! < SHAPE.mixed)
      return true;
  return false;
}

function isOrdinary(tokens: Tokens, run: Run): boolean {
  for (let i = run.first; i <= run.last; i++)
    if (tokens.shapes[i]! < SHAPE.digits && (tokens.lexicon[i]! & LEX.common) === 0) return false;
  return true;
}

/** Nothing but capitals and digits, in words of five letters at most. */
function isInitials(tokens: Tokens, run: Run): boolean {
  for (let i = run.first; i <= run.last; i++) {
    const shape = tokens.shapes[i]!;
    if (shape === SHAPE.title || shape === SHAPE.lower || shape === SHAPE.camel || shape === SHAPE.uncased)
      return false;
    if (shape === SHAPE.upper && tokens.ends[i]! - tokens.starts[i]! > 5) return false;
  }
  return true;
}

function holdsSmall(tokens: Tokens): boolean {
  for (let i = 0; i < tokens.count; i++) if (tokens.shapes[i] === SHAPE.lower) return true;
  return false;
}

/** `44110 B`: a number and its unit. */
function holdsLongWord(tokens: Tokens, run: Run): boolean {
  for (let i = run.first; i <= run.last; i++)
    if (
      (tokens.shapes[i]! < SHAPE.digits || tokens.shapes[i] === SHAPE.uncased) &&
      tokens.ends[i]! - tokens.starts[i]! > 2
    )
      return true;
  return false;
}

function holdsWord(tokens: Tokens, run: Run): boolean {
  for (let i = run.first; i <= run.last; i++) {
    const bits = tokens.lexicon[i]!;
    if (tokens.shapes[i] === SHAPE.lower && (bits & LEX.common) !== 0 && tokens.ends[i]! - tokens.starts[i]! > 3)
      return true;
  }
  return false;
}

function holdsPlace(tokens: Tokens, run: Run): boolean {
  for (let i = run.first; i <= run.last; i++) {
    const bits = tokens.lexicon[i]!;
    if ((bits & (LEX.city | LEX.region)) !== 0 && (bits & LEX.common) === 0) return true;
  }
  return false;
}

const MONTHS: ReadonlySet<number> = new Set(
  "january february march april may june july august september october november december januar februar märz mai juni juli oktober dezember janvier février mars avril juin juillet août septembre octobre novembre décembre enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre gennaio febbraio aprile maggio giugno luglio settembre ottobre novembre dicembre janeiro fevereiro março maio junho julho setembro outubro novembro dezembro januari februari maart mei augustus maj augusti"
    .split(" ")
    .map(wordHash),
);
const HALVES: ReadonlySet<number> = new Set("am pm uhr".split(" ").map(wordHash));

/** A word of addresses, `Am Markt 1`, and of hours and days. */
const AM = wordHash("am");

function countOf(tokens: Tokens, run: Run, hash: number): number {
  let count = 0;
  for (let i = run.first; i <= run.last; i++) if (tokens.hashes[i] === hash) count++;
  return count;
}

/** `am 4. Mai`, `le 3 juin 1990`, `9 am`: a day or an hour. */
function holdsDate(tokens: Tokens, run: Run): boolean {
  for (let i = run.first; i < run.last; i++) {
    if (tokens.shapes[i]! < SHAPE.digits || tokens.shapes[i]! >= SHAPE.mixed) continue;
    if (HALVES.has(tokens.hashes[i + 1]!)) return true;
    const dot = tokens.shapes[i + 1]! >= SHAPE.mark ? 2 : 1;
    if (i + dot <= run.last && MONTHS.has(tokens.hashes[i + dot]!)) return true;
  }
  return false;
}

function standsAsAddress(tokens: Tokens, run: Run, makeup: Makeup, keyed: boolean): boolean {
  if (makeup.letters === 0) return isPostCode(tokens, run);
  if (!keyed && holdsYears(tokens, run)) return false;
  if (!keyed && holdsDate(tokens, run) && makeup.streets === countOf(tokens, run, AM)) return false;
  // Words of a sentence between two places: `Jordan release train green; Georgia`.
  if (!keyed && makeup.streets === 0 && makeup.digits === 0 && holdsWord(tokens, run)) return false;
  // Ordinary words alone, with a number at most: `1146 Table`, `Ihr Termin am Montag`.
  if (!keyed && makeup.streets === 0 && (makeup.digits === 0 || makeup.letters === 1) && isOrdinary(tokens, run))
    return false;
  // `STAN 4121, RRN 9901`: letters that stand for something, where other words have small letters.
  if (!keyed && makeup.streets === 0 && isInitials(tokens, run) && !holdsPlace(tokens, run) && holdsSmall(tokens))
    return false;
  // A line without capitals hides which words are names: there a listed one must stand among them.
  if (makeup.digits > 0)
    return makeup.streets > 0 || (run.sure > 0.6 && (makeup.capitals > 0 || keyed || holdsPlace(tokens, run)));
  if (makeup.capitals === 0 && tokens.cased !== 0) return false;
  return (makeup.streets > 0 || makeup.letters > 1) && run.sure > 0.7;
}

/** One word in a phrase: nothing but it, or a listed one that no other capitalised word stands beside. */
function standsAlone(tokens: Tokens, run: Run): boolean {
  if (run.kind === CLASS.address || (run.first === 0 && run.last === tokens.count - 1)) return true;
  const bits = tokens.lexicon[run.first]!;
  const listed = run.kind === CLASS.person ? LEX.first | LEX.last : LEX.city | LEX.region;
  if ((bits & listed) === 0 || (bits & LEX.common) !== 0 || run.sure < 0.85) return false;
  return !isCapital(tokens, run.first - 1) && !isCapital(tokens, run.last + 1);
}

function isCapital(tokens: Tokens, i: number): boolean {
  if (i < 0 || i >= tokens.count) return false;
  const shape = tokens.shapes[i]!;
  return shape >= SHAPE.title && shape <= SHAPE.camel;
}

/** Digits alone are a post code only behind a word that says so. */
function isPostCode(tokens: Tokens, run: Run): boolean {
  for (let i = Math.max(0, run.first - 4); i < run.first; i++) if (POST_CODE_WORDS.has(tokens.hashes[i]!)) return true;
  return false;
}
