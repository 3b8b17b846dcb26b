/**
 * Words of the `word` trigger as bits that hashes point to, in three parts: first letters, whole words, and lengths of
 * words by first letters. `assembly/sites.ts` reads the same.
 *
 * A word announces every text that begins with it, case ignored; one of fewer than four letters only stands for itself:
 * a non-letter must follow, and it may not stand between two digits, as in ids in hex. Of a word, up to 32 ASCII units count, and of those the first four, the last four and the
 * number. So a candidate is sometimes one too many, never one too few.
 */
const WHOLES = 8_192;
const LENGTHS = WHOLES + 8_192;
const BUCKETS = 1_024;
const LONGEST = 32;
const NUMBERED = LENGTHS + 4 * BUCKETS;
export const PREFIX_TABLE_BYTES = NUMBERED + 8_192;

const FACTOR = 0x9e3779b1;
const OTHER_FACTOR = 0x85ebca6b;

/** Units of a text: bytes, or the UTF-16 code units of a string. */
export type Units = Uint8Array | Uint16Array;

/** What begins at a place: no known word, one that may announce anything, or one that only announces numbers. */
export const NO_WORD = 0;
export const ANY_WORD = 1;
export const NUMBER_WORD = 2;
export type WordKind = typeof NO_WORD | typeof ANY_WORD | typeof NUMBER_WORD;

/** The table of lower-cased words; `numbered` are those among them that only announce values with digits. */
export function prefixTable(words: Iterable<string>, numbered: ReadonlySet<string> = new Set()): Uint8Array {
  const table = new Uint8Array(PREFIX_TABLE_BYTES);
  const plain = new Set<number>();
  const numbers = new Set<number>();
  for (const word of words) {
    const units = Uint16Array.from(word, (_, at) => word.charCodeAt(at));
    const length = knownLength(units);
    if (length === 0) continue;
    const prefix = lettersHash(units, 0, units.length);
    const whole = wholeHash(units, 0, length);
    setBit(table, 0, prefix);
    setBit(table, WHOLES, whole);
    (numbered.has(word) ? numbers : plain).add(whole);
    table[LENGTHS + 4 * (prefix % BUCKETS) + ((length - 1) >> 3)]! |= 1 << ((length - 1) & 7);
  }
  // Two words of one hash: the one that may announce anything decides.
  for (const whole of numbers) if (!plain.has(whole)) setBit(table, NUMBERED, whole);
  return table;
}

/** How many units of a word count. Of three and fewer only the letters: what follows them is no letter then. */
function knownLength(units: Uint16Array): number {
  const beyond = units.findIndex((unit) => unit > 0x7f);
  const ascii = beyond < 0 ? units.length : beyond;
  if (ascii > 3) return Math.min(LONGEST, ascii);
  const sign = units.findIndex((unit) => !isLetter(unit));
  return sign < 0 ? ascii : Math.min(ascii, sign);
}

/** What word of the table begins at i, where a word starts; of several one that may announce anything. */
export function knowsWord(units: Units, i: number, end: number, table: Uint8Array, start = 0): WordKind {
  const prefix = lettersHash(units, i, end);
  let kind: WordKind = NO_WORD;
  if (!hasBit(table, 0, prefix)) return kind;
  const lengths = LENGTHS + 4 * (prefix % BUCKETS);
  for (let length = 1; length <= LONGEST && i + length <= end; length++) {
    if (!hasBit(table, lengths, length - 1)) continue;
    if (length < 4 && i + length < end && (isLetter(units[i + length]!) || isBetweenDigits(units, i, length, start)))
      continue;
    const whole = wholeHash(units, i, length);
    if (!hasBit(table, WHOLES, whole)) continue;
    if (!hasBit(table, NUMBERED, whole)) return ANY_WORD;
    kind = NUMBER_WORD;
  }
  return kind;
}

function isBetweenDigits(units: Units, i: number, length: number, start: number): boolean {
  return i > start && isDigit(units[i - 1]!) && isDigit(units[i + length]!);
}

function isDigit(unit: number): boolean {
  return unit >= 0x30 && unit <= 0x39;
}

function isLetter(unit: number): boolean {
  return unit <= 0x7f && (unit | 0x20) >= 0x61 && (unit | 0x20) <= 0x7a;
}

/** Of the first four units, lower-cased, cut at the first that is no letter. */
function lettersHash(units: Units, i: number, end: number): number {
  let letters = 0;
  for (let k = 0; k < 4 && i + k < end; k++) {
    const unit = units[i + k]! | 0x20;
    if (unit < 0x61 || unit > 0x7a) break;
    letters |= unit << (k * 8);
  }
  return Math.imul(letters, FACTOR) >>> 16;
}

/** Of `length` units, with the case bit set: the first four, the last four, and their number. */
function wholeHash(units: Units, i: number, length: number): number {
  const first = packed(units, i, Math.min(4, length));
  const last = length < 4 ? 0 : packed(units, i + length - 4, 4);
  const mixed = Math.imul(first, FACTOR) ^ Math.imul(last, OTHER_FACTOR);
  return Math.imul((mixed ^ (mixed >>> 15)) + length, FACTOR) >>> 16;
}

function packed(units: Units, i: number, length: number): number {
  let four = 0;
  for (let k = 0; k < length; k++) {
    const unit = units[i + k]!;
    four |= (unit > 0xff ? 0xff : unit | 0x20) << (k * 8);
  }
  return four;
}

function setBit(table: Uint8Array, part: number, hash: number): void {
  table[part + (hash >> 3)]! |= 1 << (hash & 7);
}

function hasBit(table: Uint8Array, part: number, hash: number): boolean {
  return (table[part + (hash >> 3)]! & (1 << (hash & 7))) !== 0;
}
