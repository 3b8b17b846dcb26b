// Triggers too rare for vectors: the definition in `../triggers.ts` byte by byte, at sites the masks point to.
// Positions are addresses; bytes outside [start, end) are none of the classes.

// Bits of the triggers, in the order of `TRIGGERS`.
export const AT: i32 = 1 << 0;
export const DOTS: i32 = 1 << 1;
export const HEX_PAIRS: i32 = 1 << 2;
export const DIGITS: i32 = 1 << 3;
export const MIXED: i32 = 1 << 4;
export const TOKEN: i32 = 1 << 5;
export const WORD: i32 = 1 << 6;
export const CAPS: i32 = 1 << 7;
export const SCHEME: i32 = 1 << 8;
export const PEM: i32 = 1 << 9;
export const PERCENT: i32 = 1 << 10;
export const PAIR: i32 = 1 << 11;
export const ESCAPE: i32 = 1 << 12;
export const NON_ASCII: i32 = 1 << 13;

/** `@`, `%` and backslash. */
export function punctuationAt(i: usize, start: usize, end: usize): i32 {
  const u = load<u8>(i);
  if (u == 0x40) {
    return i > start && i + 1 < end && load<u8>(i - 1) > 0x20 && load<u8>(i + 1) > 0x20 ? AT : 0;
  }
  if (u == 0x25) {
    if (!hexRun(i + 1, 2, start, end)) return 0;
    return load<u16>(i + 1) == 0x3034 ? PERCENT | AT : PERCENT;
  }
  if (i + 1 >= end) return 0;
  const next = load<u8>(i + 1);
  return next == 0x75 || next == 0x78 || next == 0x22 ? ESCAPE : 0;
}

/** `hex_pairs` at a `:`, `-` or `.`. */
export function isHexPairs(i: usize, start: usize, end: usize): bool {
  const u = load<u8>(i);
  if (u == 0x3a) {
    if (i + 1 < end && load<u8>(i + 1) == 0x3a) return true;
    if (!hexRun(i - 1, 1, start, end)) return false;
    const second = nextColon(i, end);
    return second != 0 && nextColon(second, end) != 0;
  }
  if (u == 0x2d) {
    return hexRun(i - 2, 2, start, end) && hexRun(i + 1, 2, start, end) && hexRun(i + 4, 2, start, end) && hexRun(i + 7, 2, start, end);
  }
  return hexRun(i - 4, 4, start, end) && hexRun(i + 1, 4, start, end) && hexRun(i + 6, 4, start, end);
}

function hexRun(i: usize, length: usize, start: usize, end: usize): bool {
  if (i < start || i + length > end) return false;
  for (let k: usize = 0; k < length; k++) if (!isHex(load<u8>(i + k))) return false;
  return true;
}

function isHex(u: u32): bool {
  return u - 0x30 < 10 || (u | 0x20) - 0x61 < 6;
}

/** Address of the next `:` at i+2..i+5 with only hex digits between, or 0. */
function nextColon(i: usize, end: usize): usize {
  for (let k = i + 1; k <= i + 5 && k < end; k++) {
    const u = load<u8>(k);
    if (u == 0x3a) return k > i + 1 ? k : 0;
    if (!isHex(u)) return 0;
  }
  return 0;
}
