/**
 * Words of the `word` trigger as bits that hashes point to, in three parts: first letters, whole beginnings, and lengths
 * of beginnings by first letters. `assembly/sites.ts` reads the same.
 *
 * A word is known by its first (up to) eight ASCII units, case ignored; it announces every text that begins with them. A
 * word of fewer than four letters only stands for itself: a non-letter must follow. Hashes fall together now and then:
 * then a candidate is one too many, never one too few.
 */
const BEGINNINGS = 8_192;
const LENGTHS = BEGINNINGS + 8_192;
export const PREFIX_TABLE_BYTES = LENGTHS + 1_024;

const FACTOR = 0x9e3779b1;
const OTHER_FACTOR = 0x85ebca6b;

/** Units of a text: bytes, or the UTF-16 code units of a string. */
export type Units = Uint8Array | Uint16Array;

/** The table of lower-cased words. */
export function prefixTable(words: Iterable<string>): Uint8Array {
  const table = new Uint8Array(PREFIX_TABLE_BYTES);
  for (const word of words) {
    const units = Uint16Array.from(word, (_, at) => word.charCodeAt(at));
    const beyond = units.findIndex((unit) => unit > 0x7f);
    const length = Math.min(8, beyond < 0 ? units.length : beyond);
    if (length === 0) continue;
    const prefix = lettersHash(units, 0, units.length);
    setBit(table, 0, prefix);
    setBit(table, BEGINNINGS, beginningHash(units, 0, length));
    table[LENGTHS + (prefix & 0x3ff)]! |= 1 << (length - 1);
  }
  return table;
}

/** Whether a word of the table begins at i, where a word starts. */
export function knowsWord(units: Units, i: number, end: number, table: Uint8Array): boolean {
  const prefix = lettersHash(units, i, end);
  if (!hasBit(table, 0, prefix)) return false;
  const lengths = table[LENGTHS + (prefix & 0x3ff)]!;
  for (let length = 1; length <= 8 && i + length <= end; length++) {
    if ((lengths & (1 << (length - 1))) !== 0 && hasBit(table, BEGINNINGS, beginningHash(units, i, length)))
      return true;
  }
  return false;
}

/** Of the first four units, lower-cased, cut at the first that is no letter. */
function lettersHash(units: Units, i: number, end: number): number {
  let packed = 0;
  for (let k = 0; k < 4 && i + k < end; k++) {
    const unit = units[i + k]! | 0x20;
    if (unit < 0x61 || unit > 0x7a) break;
    packed |= unit << (k * 8);
  }
  return Math.imul(packed, FACTOR) >>> 16;
}

/** Of the first `length` units, with the case bit set. */
function beginningHash(units: Units, i: number, length: number): number {
  let low = 0;
  let high = 0;
  for (let k = 0; k < length; k++) {
    const unit = units[i + k]!;
    const folded = unit > 0xff ? 0xff : unit | 0x20;
    if (k < 4) low |= folded << (k * 8);
    else high |= folded << (k * 8 - 32);
  }
  const mixed = Math.imul(low, FACTOR) ^ Math.imul(high, OTHER_FACTOR);
  return Math.imul(mixed ^ (mixed >>> 15), FACTOR) >>> 16;
}

function setBit(table: Uint8Array, part: number, hash: number): void {
  table[part + (hash >> 3)]! |= 1 << (hash & 7);
}

function hasBit(table: Uint8Array, part: number, hash: number): boolean {
  return (table[part + (hash >> 3)]! & (1 << (hash & 7))) !== 0;
}
