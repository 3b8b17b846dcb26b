// Triggers too rare for vectors: the definition in `../triggers.ts` byte by byte, at sites the masks point to.
// Positions are addresses; bytes outside [start, end) are none of the classes.

import { BITS, DASH, HEX_LETTERS, LENGTHS, LETTERS, LINE, MESSAGE, NINE, NUMBERED, PREFIXES, SMALL_A, SPACE, WORDS, ZERO } from "./layout";

const FACTOR: u32 = 0x9e3779b1;
const OTHER_FACTOR: u32 = 0x85ebca6b;

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
export const UUID: i32 = 1 << 14;
export const NUMBER_WORD: i32 = 1 << 15;
export const NUMERAL_PAIR: i32 = 1 << 16;

/** Whether the letters at i are in the prefix table. */
@inline
export function isPrefix(i: usize, end: usize): bool {
  const hash = prefixHash(i, end);
  return (load<u8>(PREFIXES + (hash >> 3)) & load<u8>(BITS + (hash & 7))) != 0;
}

/** Hash of the first four units, lower-cased, cut at the first that is no letter. */
@inline
function prefixHash(i: usize, end: usize): u32 {
  const units = load<u32>(i) | 0x20202020;
  const seven = units & 0x7f7f7f7f;
  // The high bit of each byte: from `a` on, beyond `z`, not ASCII.
  const letters = (seven + 0x1f1f1f1f) & ~(seven + 0x05050505) & ~units;
  let others = ~letters & 0x80808080;
  if (i + 4 > end) others |= 0x80808080 << u32((end - i) << 3);
  return ((units & (((others & -others) >> 7) - 1)) * FACTOR) >> 16;
}

/** `word` or `number_word` at i in the text [first, end), given that its first letters are in the prefix table. */
export function wordAt(i: usize, first: usize, end: usize): i32 {
  let found: i32 = 0;
  let lengths = load<u32>(LENGTHS + ((prefixHash(i, end) & 0x3ff) << 2));
  const left = u32(min<usize>(end - i, 32));
  const head = load<u32>(i) | 0x20202020;
  for (; lengths != 0; lengths &= lengths - 1) {
    const length = ctz(lengths) + 1;
    if (length > left) return found;
    let start = head;
    let last: u32 = 0;
    if (length < 4) {
      // A short word only stands for itself.
      if (i + length < end) {
        const next: u32 = load<u8>(i + length);
        if (isLetter(next) || (next - 0x30 < 10 && i > first && <u32>load<u8>(i - 1) - 0x30 < 10)) continue;
      }
      start &= (<u32>1 << (length << 3)) - 1;
    } else {
      last = load<u32>(i + length - 4) | 0x20202020;
    }
    const mixed = (start * FACTOR) ^ (last * OTHER_FACTOR);
    const hash = (((mixed ^ (mixed >> 15)) + length) * FACTOR) >> 16;
    if ((load<u8>(WORDS + (hash >> 3)) & load<u8>(BITS + (hash & 7))) == 0) continue;
    if ((load<u8>(NUMBERED + (hash >> 3)) & load<u8>(BITS + (hash & 7))) == 0) return WORD;
    found = NUMBER_WORD;
  }
  return found;
}

function isLetter(u: u32): bool {
  return (u | 0x20) - 0x61 < 26;
}

/** `at`, `percent`, `escape`, `pair`, `numeral_pair`, `scheme` and `pem` at a sign. */
export function signAt(i: usize, start: usize, end: usize): i32 {
  const u = load<u8>(i);
  const next: u32 = i + 1 < end ? load<u8>(i + 1) : 0;
  switch (u) {
    case 0x40:
      return i > start && load<u8>(i - 1) > 0x20 && next > 0x20 ? AT : 0;
    case 0x25:
      if (!hexRun(i + 1, 2, start, end)) return 0;
      return load<u16>(i + 1) == 0x3034 ? PERCENT | AT : PERCENT;
    case 0x5c:
      return next == 0x75 || next == 0x78 || next == 0x22 || isGlued(i, end, next) ? ESCAPE : 0;
    case 0x2d:
      return i + 5 <= end && load<u32>(i + 1) == 0x2d2d2d2d && (i == start || load<u8>(i - 1) != 0x2d) ? PEM : 0;
    default:
      if (u == 0x3a && i + 3 <= end && load<u16>(i + 1) == 0x2f2f) return SCHEME;
      return pairAt(i, start, end, next);
  }
}

/** `\n`, `\r` and `\t` in letters, with a letter, a digit or a plus right behind them. */
function isGlued(i: usize, end: usize, next: u32): bool {
  if ((next != 0x6e && next != 0x72 && next != 0x74) || i + 2 >= end) return false;
  const u: u32 = load<u8>(i + 2);
  return isLetter(u) || u - 0x30 < 10 || u == 0x2b;
}

function pairAt(i: usize, start: usize, end: usize, next: u32): i32 {
  if (i == start || i + 1 >= end || next == load<u8>(i) || next == 0x2f) return 0;
  let last = i - 1;
  while (last > start && i - last < 5 && load<u8>(last) == 0x20) last--;
  const u: u32 = load<u8>(last);
  if (u - 0x30 < 10) return isNumeral(last, start) ? NUMERAL_PAIR : PAIR;
  return isLetter(u) || u == 0x5f || u == 0x22 || u == 0x27 || u == 0x5d ? PAIR : 0;
}

/** Whether what ends with the digit at `last` is digits and `._-` alone; of long ones nothing is said. */
function isNumeral(last: usize, start: usize): bool {
  const least = max<usize>(start, last - 62);
  for (let i = last; i >= least; i--) {
    const u: u32 = load<u8>(i);
    if (u - 0x30 >= 10 && u != 0x2d && u != 0x2e && u != 0x5f) return !isLetter(u) && u <= 0x7f;
  }
  return least == start;
}

/** Letters that end in `ing` or `ed`. */
export function isVerb(i: usize, end: usize): bool {
  let k = i;
  while (k < end && isLetter(load<u8>(k))) k++;
  const length = k - i;
  if (length > 3 && load<u8>(k - 1) == 0x67 && load<u16>(k - 3) == 0x6e69) return true;
  return length > 2 && load<u16>(k - 2) == 0x6465;
}

/** Whether a run of digits and ` -./()` from i on holds seven digits within 16 units; the unit before is no letter or digit. */
export function isNumber(i: usize, start: usize, end: usize): bool {
  if (i > start && load<u8>(i - 1) == 0x5f) return false;
  const stop = min(i + 16, end);
  let digits = 0;
  for (let k = i; k < stop; k++) {
    const u: u32 = load<u8>(k);
    if (u - 0x30 < 10) {
      if (++digits == 7) return true;
    } else if (u != 0x20 && u - 0x2d > 2 && u - 0x28 > 1) return false;
  }
  return false;
}

/** Whether the token from i on, of 16 units at least, has a digit within 32 units and is neither a UUID nor a digest. */
export function isToken(i: usize, end: usize): bool {
  const a = v128.load(i);
  const b = v128.load(i, 16);
  const inside = head(end - i, 32);
  const token = (u64(tokenMask(a)) | (u64(tokenMask(b)) << 16)) & inside;
  const run = head(<usize>ctz(~token), 32);
  const digits = (u64(i8x16.bitmask(digitLanes(a))) | (u64(i8x16.bitmask(digitLanes(b))) << 16)) & run;
  if (digits == 0) return false;
  const hex = u64(smallHexMask(a)) | (u64(smallHexMask(b)) << 16);
  return !((hex & run) == run && isDigest(i, end)) && !isUuid(i, end);
}

/** 32, 40 or 64 small hex digits as a token of its own. */
function isDigest(i: usize, end: usize): bool {
  let hex = u64(smallHexMask(v128.load(i))) | (u64(smallHexMask(v128.load(i, 16))) << 16);
  hex |= (u64(smallHexMask(v128.load(i, 32))) << 32) | (u64(smallHexMask(v128.load(i, 48))) << 48);
  hex &= head(end - i, 64);
  const length = <usize>ctz(~hex);
  if (length != 32 && length != 40 && length != 64) return false;
  if (i + length == end) return true;
  const next: u32 = load<u8>(i + length);
  return !isLetter(next) && next - 0x30 >= 10 && next != 0x2d && next != 0x5f;
}

/** The lowest `count` bits, at most `most` of them. */
@inline
function head(count: usize, most: u32): u64 {
  const bits = min(count, <usize>most);
  return bits >= 64 ? ~(<u64>0) : (<u64>1 << u64(bits)) - 1;
}

/** One bit per byte: letters, digits, `-` and `_`. */
@inline
function tokenMask(x: v128): i32 {
  const letters = i8x16.le_u(i8x16.sub(v128.or(x, v128.load(SPACE)), v128.load(SMALL_A)), v128.load(LETTERS));
  const lines = v128.or(i8x16.eq(x, v128.load(DASH)), i8x16.eq(x, v128.load(LINE)));
  return i8x16.bitmask(v128.or(v128.or(letters, digitLanes(x)), lines));
}

/** One bit per byte: digits and a to f. */
@inline
function smallHexMask(x: v128): i32 {
  return i8x16.bitmask(v128.or(digitLanes(x), i8x16.le_u(i8x16.sub(x, v128.load(SMALL_A)), v128.load(HEX_LETTERS))));
}

/** Offset behind a UUID or a date that began before `from` and reaches beyond it; that of `from` where there is none. */
export function atomEnd(start: usize, end: usize, from: usize): i32 {
  for (let i = max(start, from - 35); i < from; i++) {
    const u: u32 = i > start ? load<u8>(i - 1) : 0x20;
    if (isLetter(u) || u - 0x30 < 10) continue;
    const stop = isUuid(i, end) ? i + 36 : stampEnd(i, start, end);
    if (stop > from) return i32(stop - MESSAGE);
  }
  return i32(from - MESSAGE);
}

/** Address behind a date at i, with its time of day where one follows, or 0: as in `../twin.ts`. */
export function stampEnd(i: usize, start: usize, end: usize): usize {
  if (i + 10 > end) return 0;
  const sign: u32 = load<u8>(i + 4);
  if (sign - 0x2d > 2 || load<u8>(i + 7) != sign) return 0;
  if (i > start && !isBeforeStamp(load<u8>(i - 1))) return 0;
  const century = two(i);
  if ((century != 19 && century != 20) || two(i + 2) > 99 || two(i + 5) - 1 > 11 || two(i + 8) - 1 > 30) return 0;
  const time = timeEnd(i + 10, end);
  const stop = time != 0 ? time : i + 10;
  if (stop >= end) return stop;
  const next: u32 = load<u8>(stop);
  if (next == 0x20) return time != 0 || stop + 1 >= end || <u32>load<u8>(stop + 1) - 0x30 >= 10 ? stop : 0;
  return isBehindStamp(next) ? stop : 0;
}

function timeEnd(i: usize, end: usize): usize {
  if (i + 9 > end) return 0;
  const lead: u32 = load<u8>(i);
  if (lead != 0x20 && lead != 0x54 && lead != 0x2d) return 0;
  const sign: u32 = load<u8>(i + 3);
  if ((sign != 0x3a && sign != 0x2e) || load<u8>(i + 6) != sign) return 0;
  if (two(i + 1) > 23 || two(i + 4) > 59 || two(i + 7) > 60) return 0;
  let stop = i + 9;
  if (stop + 1 < end && (load<u8>(stop) == 0x2e || load<u8>(stop) == 0x2c) && <u32>load<u8>(stop + 1) - 0x30 < 10) {
    const most = min(end, stop + 10);
    stop++;
    while (stop < most && <u32>load<u8>(stop) - 0x30 < 10) stop++;
  }
  return stop < end && load<u8>(stop) == 0x5a ? stop + 1 : stop;
}

/** Two digits at i as a number; above 99 where there are none. */
@inline
function two(i: usize): u32 {
  const tens: u32 = <u32>load<u8>(i) - 0x30;
  const ones: u32 = <u32>load<u8>(i, 1) - 0x30;
  return tens < 10 && ones < 10 ? tens * 10 + ones : 1_000;
}

/** A blank, or `[`, `"`, `'`, `=`, `,`, `<`, `|`. */
function isBeforeStamp(u: u32): bool {
  return u <= 0x20 || u == 0x5b || u == 0x22 || u == 0x27 || u == 0x3d || u == 0x2c || u == 0x3c || u == 0x7c;
}

/** A blank other than a space, or `]`, `"`, `'`, `,`, `;`, `|`, `>`, `)`. */
function isBehindStamp(u: u32): bool {
  return u < 0x20 || u == 0x5d || u == 0x22 || u == 0x27 || u == 0x2c || u == 0x3b || u == 0x7c || u == 0x3e || u == 0x29;
}

@inline
function digitLanes(x: v128): v128 {
  return i8x16.le_u(i8x16.sub(x, v128.load(ZERO)), v128.load(NINE));
}

/** One bit per byte: whether it is a hex digit. */
@inline
function hexMask(x: v128): i32 {
  const letters = i8x16.le_u(i8x16.sub(v128.or(x, v128.load(SPACE)), v128.load(SMALL_A)), v128.load(HEX_LETTERS));
  return i8x16.bitmask(v128.or(digitLanes(x), letters));
}

/** RFC 9562 text form with a digit among its first 32 units, as a token of its own. */
export function isUuid(i: usize, end: usize): bool {
  if (i + 36 > end || load<u8>(i + 8) != 0x2d || load<u8>(i + 13) != 0x2d || load<u8>(i + 18) != 0x2d || load<u8>(i + 23) != 0x2d) return false;
  const a = v128.load(i);
  const b = v128.load(i, 16);
  const c = v128.load(i, 20);
  // All but the dashes at 8 and 13, at 18 and 23.
  if ((hexMask(a) & 0xdeff) != 0xdeff || (hexMask(b) & 0xff7b) != 0xff7b || (hexMask(c) & 0xfff7) != 0xfff7) return false;
  const digits = v128.or(digitLanes(a), digitLanes(b));
  if (!v128.any_true(digits)) return false;
  if (i + 36 == end) return true;
  const next: u32 = load<u8>(i + 36);
  return !(isLetter(next) || next - 0x30 < 10 || next == 0x2d || next == 0x5f);
}

/** `hex_pairs` and `dots` at a `:`, `-` or `.`. */
export function groupsAt(i: usize, start: usize, end: usize): i32 {
  const u = load<u8>(i);
  if (u == 0x3a) {
    if (i + 1 < end && load<u8>(i + 1) == 0x3a) return HEX_PAIRS;
    if (!hexRun(i - 1, 1, start, end)) return 0;
    const second = nextColon(i, end);
    return second != 0 && nextColon(second, end) != 0 ? HEX_PAIRS : 0;
  }
  if (u == 0x2d) {
    if (i + 9 > end || load<u8>(i + 3) != 0x2d || load<u8>(i + 6) != 0x2d) return 0;
    return hexRun(i - 2, 2, start, end) && hexRun(i + 1, 2, start, end) && hexRun(i + 4, 2, start, end) && hexRun(i + 7, 2, start, end) ? HEX_PAIRS : 0;
  }
  return dotsAt(i, start, end) | hexDotsAt(i, start, end);
}

function dotsAt(i: usize, start: usize, end: usize): i32 {
  if (!isDigit(i - 1, start, end) || !isDigit(i + 1, start, end)) return 0;
  for (let k: usize = 2; k <= 4; k++) if (i + k < end && load<u8>(i + k) == 0x2e && isDigit(i + k + 1, start, end)) return DOTS;
  return 0;
}

function hexDotsAt(i: usize, start: usize, end: usize): i32 {
  if (i + 10 > end || load<u8>(i + 5) != 0x2e) return 0;
  return hexRun(i - 4, 4, start, end) && hexRun(i + 1, 4, start, end) && hexRun(i + 6, 4, start, end) ? HEX_PAIRS : 0;
}

function isDigit(i: usize, start: usize, end: usize): bool {
  return i >= start && i < end && <u32>load<u8>(i) - 0x30 < 10;
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
