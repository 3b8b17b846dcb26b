import { LEX } from "../model/lexicon.ts";
import { SHAPE, type Tokens, wordHash } from "../model/tokens.ts";
import { holdsPlace, holdsWord, isCapital, isOrdinary, type Makeup } from "./makeup.ts";
import type { Run } from "./runs.ts";

const POST_CODE_WORDS: ReadonlySet<number> = new Set(
  "zip zipcode postcode postal code plz postleitzahl postal cap cep cp postnummer postcode psč індекс индекс"
    .split(" ")
    .map(wordHash),
);

const COMMA = wordHash(",");

const YEARS: ReadonlySet<number> = new Set("years años ans anni anos jahre jahren jaar".split(" ").map(wordHash));

/** `una mujer de 46 años`: somebody's age. */
function holdsYears(tokens: Tokens, run: Run): boolean {
  for (let i = run.first + 1; i <= run.last; i++)
    if (YEARS.has(tokens.hashes[i]!) && tokens.shapes[i - 1]! >= SHAPE.digits && tokens.shapes[i - 1]! < SHAPE.mixed)
      return true;
  return false;
}

/** `824` and a letter of the next line; `order 49, Dear ...`: a number, and then the next part of the sentence. */
function isCounted(tokens: Tokens, run: Run): boolean {
  if (tokens.cased !== 0 && !holdsCapitalWord(tokens, run)) return true;
  const first = tokens.shapes[run.first]!;
  return (
    first >= SHAPE.digits &&
    first <= SHAPE.mixed &&
    run.last >= run.first + 2 &&
    tokens.hashes[run.first + 1] === COMMA &&
    (tokens.lexicon[run.first + 2]! & LEX.common) !== 0 &&
    run.first > 0 &&
    tokens.shapes[run.first - 1] === SHAPE.lower
  );
}

/** A word with a capital and more than two letters, or one of a script with one case. */
function holdsCapitalWord(tokens: Tokens, run: Run): boolean {
  for (let i = run.first; i <= run.last; i++) {
    const shape = tokens.shapes[i]!;
    if (shape === SHAPE.uncased || (isCapital(tokens, i) && tokens.ends[i]! - tokens.starts[i]! > 2)) return true;
  }
  return false;
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

export function standsAsAddress(tokens: Tokens, run: Run, makeup: Makeup, keyed: boolean): boolean {
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
  if (!keyed && makeup.streets === 0 && makeup.digits > 0 && isCounted(tokens, run)) return false;
  // A line without capitals hides which words are names: there a listed one must stand among them.
  if (makeup.digits > 0)
    return makeup.streets > 0 || (run.sure > 0.6 && (makeup.capitals > 0 || keyed || holdsPlace(tokens, run)));
  if (makeup.capitals === 0 && tokens.cased !== 0) return false;
  return (makeup.streets > 0 || makeup.letters > 1) && run.sure > 0.7;
}

/** Digits alone are a post code only behind a word that says so. */
function isPostCode(tokens: Tokens, run: Run): boolean {
  for (let i = Math.max(0, run.first - 4); i < run.first; i++) if (POST_CODE_WORDS.has(tokens.hashes[i]!)) return true;
  return false;
}
