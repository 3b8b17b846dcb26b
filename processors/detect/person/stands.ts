import { CLASS } from "../model/chain.ts";
import { LEX } from "../model/lexicon.ts";
import { SHAPE, type Tokens, wordHash } from "../model/tokens.ts";
import { standsAsAddress } from "./address-stands.ts";
import { MANNER, type Manner } from "./gate.ts";
import { holdsLongWord, holdsPlace, holdsWord, isCapital, type Makeup, makeupOf } from "./makeup.ts";
import type { Run } from "./runs.ts";

/** Words cut short that stand where a name may, and those that say whose name follows. */
const NO_NAMES: ReadonlySet<number> = new Set(
  "c'mon y'all ma'am o'clock d'oh g'day e'er ne'er mein meine mon il mio mijn mitt min moje moja benim mano mani minu jina nama saya"
    .split(" ")
    .map(wordHash),
);

/** Words beside a name in scripts with one case: mister, name, called. */
const PERSON_WORDS: ReadonlySet<number> = new Set(
  "様 氏 君 さん さま くん ちゃん 先 師 叫 姓 名 님 씨 군 양 السيد السيدة الأستاذ الدكتور اسمي اسمه اسمها מר גברת שמי שמו שמה คุณ นาย นาง นางสาว ชื่อ श्री श्रीमती नाम"
    .split(" ")
    .map(wordHash),
);

/** Whether a run is more than the tagger's opinion: what each class must show besides. `keyed`: the key asks for such values. */
export function stands(tokens: Tokens, run: Run, manner: Manner, keyed: boolean): boolean {
  const makeup = makeupOf(tokens, run);
  if (!keyed && makeup.uncased * 2 > makeup.letters && !standsWithoutCase(tokens, run, makeup)) return false;
  if (!keyed && run.kind === CLASS.place && isNumbered(tokens, run)) return false;
  if (!keyed && run.kind !== CLASS.person && isCode(tokens, run, makeup)) return false;
  if (run.first === run.last && NO_NAMES.has(tokens.hashes[run.first]!)) return false;
  if (manner === MANNER.machine) return makeup.glued === 0 && standsAmongMachines(tokens, run, makeup);
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

const IS: ReadonlySet<number> = new Set("is ist es est è é er är heter".split(" ").map(wordHash));
const NAME_WORDS: ReadonlySet<number> = new Set("name nombre nom nome naam navn namn".split(" ").map(wordHash));
const BY = wordHash("by");
const SIGNED: ReadonlySet<number> = new Set("signed approved requested reported reviewed".split(" ").map(wordHash));
const GREETINGS: ReadonlySet<number> = new Set(
  "dear hello mr mrs ms miss dr prof herr frau monsieur madame señor señora signor signora".split(" ").map(wordHash),
);

/** Two words with capitals right behind `name is`, `Dear`, `signed by`, of which the tagger has no doubt. */
function isIntroduced(tokens: Tokens, run: Run, makeup: Makeup): boolean {
  if (run.sure < 0.95 || makeup.capitals < 2 || makeup.capitals < makeup.letters) return false;
  let before = run.first - 1;
  if (before >= 0 && tokens.shapes[before]! >= SHAPE.mark) before--;
  if (before < 0) return GREETINGS.has(tokens.hashes[run.first]!);
  if (GREETINGS.has(tokens.hashes[before]!) || GREETINGS.has(tokens.hashes[run.first]!)) return true;
  if (before === 0) return false;
  return (
    (IS.has(tokens.hashes[before]!) && NAME_WORDS.has(tokens.hashes[before - 1]!)) ||
    (tokens.hashes[before] === BY && SIGNED.has(tokens.hashes[before - 1]!))
  );
}

/** Lines of machines need two listed names side by side, or a word of addresses with its number. */
function standsAmongMachines(tokens: Tokens, run: Run, makeup: Makeup): boolean {
  if (run.kind === CLASS.person)
    return makeup.digits === 0 && ((makeup.firsts > 0 && makeup.names > 1) || isIntroduced(tokens, run, makeup));
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

/** One word in a phrase: nothing but it, or a listed one that no other capitalised word stands beside. */
function standsAlone(tokens: Tokens, run: Run): boolean {
  if (run.kind === CLASS.address || (run.first === 0 && run.last === tokens.count - 1)) return true;
  const bits = tokens.lexicon[run.first]!;
  // `residing in Larkmoor`: the tagger has no doubt, and a small word stands before.
  if (run.kind === CLASS.place && bits === 0 && run.sure > 0.97 && tokens.shapes[run.first] === SHAPE.title)
    return run.first > 0 && tokens.shapes[run.first - 1] === SHAPE.lower && !isCapital(tokens, run.first + 1);
  const listed = run.kind === CLASS.person ? LEX.first | LEX.last : LEX.city | LEX.region;
  if ((bits & listed) === 0 || (bits & LEX.common) !== 0 || run.sure < 0.85) return false;
  return !isCapital(tokens, run.first - 1) && !isCapital(tokens, run.last + 1);
}

/** `Utrecht-7`: one of several machines or halls that are called after a town. */
function isNumbered(tokens: Tokens, { last }: Run): boolean {
  return (
    last + 2 < tokens.count &&
    tokens.shapes[last + 1] === SHAPE.mark &&
    tokens.spaced[last + 1] === 0 &&
    tokens.spaced[last + 2] === 0 &&
    tokens.shapes[last + 2]! >= SHAPE.digits &&
    tokens.shapes[last + 2]! < SHAPE.mixed
  );
}
