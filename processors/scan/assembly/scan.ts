// The candidate scan: the definition in `../triggers.ts`, 32 bytes a step. Each class of bytes is a bit mask over a
// window of the current and the next 32 bytes; a trigger is a formula over masks; most formulas are skipped in blocks
// that hold no digit or no sign. The one byte before the window is looked at by itself, so a scan can begin anywhere
// in a text.
import { AT, BACKSLASH, CAPACITY, COLON, DASH, DOT, EQUALS, LETTERS, LINE, MESSAGE, NINE, PERCENT, POSITIONS, SLASH, SMALL_A, SPACE, TRIGGERS, ZERO } from "./layout";
import * as sites from "./sites";

const LOW: u64 = 0xffffffff;

let active: i32 = 0;
let next: i32 = 0;

export function configure(triggers: i32): void {
  active = triggers;
}

/** Whether some detector asks for a trigger. */
@inline
export function wants(trigger: i32): bool {
  return (active & trigger) != 0;
}

/** Where a scan that returned a negative number stopped. */
export function stoppedAt(): i32 {
  return next;
}

@inline
function mask(a: v128, b: v128): u64 {
  return u64(<u32>i8x16.bitmask(a) | (<u32>i8x16.bitmask(b) << 16));
}

@inline
function within(x: v128, first: v128, span: v128): v128 {
  return i8x16.le_u(i8x16.sub(x, first), span);
}

/** Where a and b equal the byte that `splat` points to 16 copies of. */
@inline
function equal(a: v128, b: v128, splat: usize): u64 {
  const s = v128.load(splat);
  return mask(i8x16.eq(a, s), i8x16.eq(b, s));
}

/** `@`, `%` and backslash. */
@inline
function marks(x: v128): v128 {
  return v128.or(v128.or(i8x16.eq(x, v128.load(AT)), i8x16.eq(x, v128.load(PERCENT))), i8x16.eq(x, v128.load(BACKSLASH)));
}

/** At bit i: whether bit i-1 is set; `first` is what stands before the window. */
@inline
function before(m: u64, first: bool): u64 {
  return (m << 1) | u64(first);
}

/** At bit i: whether at least 7 of the bits i..i+15 are set. Sums in bit planes: of 2, 4, 8, then 16 neighbours. */
@inline
function sevenOf16(m: u64): u64 {
  const n = m >> 1;
  const a0 = m ^ n;
  const a1 = m & n;

  const c0 = a0 & (a0 >> 2);
  const b0 = a0 ^ (a0 >> 2);
  const x1 = a1 ^ (a1 >> 2);
  const b1 = x1 ^ c0;
  const b2 = (a1 & (a1 >> 2)) | (x1 & c0);

  const d0 = b0 & (b0 >> 4);
  const e0 = b0 ^ (b0 >> 4);
  const y1 = b1 ^ (b1 >> 4);
  const e1 = y1 ^ d0;
  const d1 = (b1 & (b1 >> 4)) | (y1 & d0);
  const y2 = b2 ^ (b2 >> 4);
  const e2 = y2 ^ d1;
  const e3 = (b2 & (b2 >> 4)) | (y2 & d1);

  // Of two sums of 8: 8 and more by carry, 7 by all three low bits.
  const f0 = e0 & (e0 >> 8);
  const g0 = e0 ^ (e0 >> 8);
  const z1 = e1 ^ (e1 >> 8);
  const g1 = z1 ^ f0;
  const f1 = (e1 & (e1 >> 8)) | (z1 & f0);
  const z2 = e2 ^ (e2 >> 8);
  const g2 = z2 ^ f1;
  const f2 = (e2 & (e2 >> 8)) | (z2 & f1);
  return e3 | (e3 >> 8) | f2 | (g0 & g1 & g2);
}

/**
 * Writes the candidates of the text [start, end) from `from` on. Returns their number, or its complement (~n) when there
 * is no room for more: then `stoppedAt` is the `from` to go on with.
 */
export function scan(start: i32, end: i32, from: i32): i32 {
  const kZero = v128.load(ZERO);
  const kNine = v128.load(NINE);
  const kSpace = v128.load(SPACE);
  const kA = v128.load(SMALL_A);
  const kLetters = v128.load(LETTERS);
  const first = MESSAGE + <usize>start;
  const limit = MESSAGE + <usize>end;
  const wanted = active;
  let at = MESSAGE + <usize>from;
  if (at >= limit) return 0;
  let out: i32 = 0;
  let skipUntil: i32 = from > start ? sites.atomEnd(first, limit, at) : from;

  // The byte before the window; a blank stands for none.
  let u: u32 = from > start ? load<u8>(at - 1) : 0x20;
  let valid: u64 = ~(<u64>0) >> max<i64>(64 - <i64>(limit - at), 0);

  let a = v128.load(at);
  let b = v128.load(at, 16);
  let digit = mask(within(a, kZero, kNine), within(b, kZero, kNine)) & valid;
  let letter = mask(within(v128.or(a, kSpace), kA, kLetters), within(v128.or(b, kSpace), kA, kLetters)) & valid;
  let small = mask(i16x8.shl(a, 2), i16x8.shl(b, 2));
  let high = mask(a, b) & valid;
  let blank = mask(i8x16.le_u(a, kSpace), i8x16.le_u(b, kSpace));

  while (true) {
    if (out > CAPACITY - 32) {
      next = i32(at - MESSAGE);
      return ~out;
    }
    const ahead = at + 32;
    const nowA = a;
    const nowB = b;
    const signs = ~(digit | letter | high | blank) & valid & LOW;
    if (ahead < limit) {
      a = v128.load(ahead);
      b = v128.load(ahead, 16);
      digit |= (mask(within(a, kZero, kNine), within(b, kZero, kNine)) << 32) & valid;
      letter |= (mask(within(v128.or(a, kSpace), kA, kLetters), within(v128.or(b, kSpace), kA, kLetters)) << 32) & valid;
      small |= mask(i16x8.shl(a, 2), i16x8.shl(b, 2)) << 32;
      high |= (mask(a, b) << 32) & valid;
      blank |= mask(i8x16.le_u(a, kSpace), i8x16.le_u(b, kSpace)) << 32;
    }

    const isSmall = u - 0x61 < 26;
    const isLetter = (u | 0x20) - 0x61 < 26;
    const isDigit = u - 0x30 < 10;
    const lower = letter & small;
    const upper = letter & ~small;
    const alnum = digit | letter;
    const notAfterAlnum = ~before(alnum, isLetter || isDigit);

    let word: u64 = 0;
    const starts = ((letter & ~before(letter, isLetter)) | (upper & before(lower, isSmall))) & LOW;
    for (let left = starts; left != 0; left &= left - 1) {
      // No shift by a variable: V8 moves registers about for each.
      word |= left & -left & -u64(sites.isPrefix(at + <usize>ctz(left), limit));
    }
    let numberWord: u64 = 0;
    for (let left = word; left != 0; left &= left - 1) {
      const kind = sites.wordAt(at + <usize>ctz(left), first, limit);
      if (kind == sites.WORD) continue;
      word ^= left & -left;
      if (kind != 0) numberWord |= left & -left;
    }
    let caps: u64 = 0;
    if (wanted & sites.CAPS) {
      caps = upper & ((lower | high) >> 1) & notAfterAlnum;
      if (at == first && (caps & 1) != 0 && sites.isVerb(at, limit)) caps &= ~(<u64>1);
    }
    let highs: u64 = 0;
    if (high & LOW) highs = high & ~before(high, u > 0x7f);

    let dots: u64 = 0;
    let pair: u64 = 0;
    let hex: u64 = 0;
    let rare: u64 = 0;
    let dash: u64 = 0;
    let line: u64 = 0;
    if (signs != 0) {
      // Masks of signs end with the block: near its end a site is looked at by itself.
      const dot = equal(nowA, nowB, DOT) & signs;
      dash = equal(nowA, nowB, DASH) & signs;
      const slash = equal(nowA, nowB, SLASH) & signs;
      dots = dot & (digit >> 1) & before(digit, isDigit);
      rare = dash & ((dash >> 1) | 0x80000000) & ((dash >> 2) | 0xc0000000);
      let near = (dash & ((dash >> 3) | 0xe0000000) & ((dash >> 6) | 0xfc000000)) | (dot & ((dot >> 5) | 0xf8000000) & (alnum >> 1)) | dots;
      const others = signs & ~(dot | dash | slash);
      if (others != 0) {
        line = equal(nowA, nowB, LINE) & others;
        const colon = equal(nowA, nowB, COLON) & others;
        const sign = colon | (equal(nowA, nowB, EQUALS) & others);
        const second = colon & ((colon >> 2) | (colon >> 3) | (colon >> 4) | (colon >> 5) | 0xf8000000);
        const third = (second >> 2) | (second >> 3) | (second >> 4) | (second >> 5) | 0xf8000000;
        near |= colon & ((colon >> 1) | third);
        // A pair for certain: a letter before the sign, and behind it no other sign.
        pair = sign & (valid >> 1) & ((alnum | blank | high) >> 1) & before(letter | line, isLetter || u == 0x5f);
        rare |= (mask(marks(nowA), marks(nowB)) & others) | (sign & ~pair);
      }
      for (; near != 0; near &= near - 1) {
        const found = sites.groupsAt(at + <usize>ctz(near), first, limit);
        hex |= near & -near & -u64((found & sites.HEX_PAIRS) != 0);
        if ((found & sites.DOTS) == 0) dots &= ~(near & -near);
      }
    }

    let digits: u64 = 0;
    let mixed: u64 = 0;
    let tokens: u64 = 0;
    let uuids: u64 = 0;
    if (digit != 0) {
      const d2 = digit | (digit >> 1);
      const d4 = d2 | (d2 >> 2);
      const d8 = d4 | (d4 >> 4);
      const l2 = upper | (upper >> 1);
      const l4 = l2 | (l2 >> 2);
      const capital = digit | upper;
      const a2 = capital & (capital >> 1);
      const a4 = a2 & (a2 >> 2);
      mixed = notAfterAlnum & a4 & ((d4 & l4) | ((a4 >> 4) & d8 & (l4 | (l4 >> 4))));

      let dashes = dash;
      let token = alnum | line;
      if (ahead < limit) {
        dashes |= (equal(a, b, DASH) << 32) & valid;
        token |= (equal(a, b, LINE) << 32) & valid;
      }
      token |= dashes;
      uuids = notAfterAlnum & alnum & (dashes >> 8) & (dashes >> 13) & (dashes >> 18) & (dashes >> 23) & LOW;
      for (let left = uuids; left != 0; left &= left - 1) {
        if (!sites.isUuid(at + <usize>ctz(left), limit)) uuids ^= left & -left;
      }
      const t2 = token & (token >> 1);
      const t4 = t2 & (t2 >> 2);
      const t8 = t4 & (t4 >> 4);
      const t16 = t8 & (t8 >> 8);
      if (t16 & LOW) {
        const d16 = d8 | (d8 >> 8);
        tokens = t16 & (d16 | (d16 >> 16)) & ~before(token, isLetter || isDigit || u == 0x5f || u == 0x2d) & ~uuids & LOW;
        for (let left = tokens; left != 0; left &= left - 1) {
          if (!sites.isToken(at + <usize>ctz(left), limit)) tokens ^= left & -left;
        }
      }
      if (popcnt(digit) >= 7) {
        digits = digit & notAfterAlnum & sevenOf16(digit) & LOW;
        for (let left = digits; left != 0; left &= left - 1) {
          if (!sites.isNumber(at + <usize>ctz(left), first, limit)) digits ^= left & -left;
        }
      }
    }

    const seldom = highs | dots | hex | rare | uuids | numberWord;
    let all = (mixed | tokens | caps | pair | word | digits | seldom) & LOW;
    for (; all != 0; all &= all - 1) {
      const bit = all & -all;
      const k = ctz(all);
      const position = i32(at - MESSAGE) + i32(k);
      if (position < skipUntil) continue;
      if (uuids & bit) {
        skipUntil = position + 36;
        store<i32>(POSITIONS + (<usize>out << 2), position);
        store<i32>(TRIGGERS + (<usize>out << 2), sites.UUID);
        out += i32((wanted & sites.UUID) != 0);
        continue;
      }
      if (digits & bit) {
        const stop = sites.stampEnd(at + <usize>k, first, limit);
        if (stop != 0) {
          skipUntil = i32(stop - MESSAGE);
          continue;
        }
      }
      let bits = i32((digits & bit) != 0) << 3;
      bits |= i32((mixed & bit) != 0) << 4;
      bits |= i32((tokens & bit) != 0) << 5;
      bits |= i32((word & bit) != 0) << 6;
      bits |= i32((caps & bit) != 0) << 7;
      bits |= i32((pair & bit) != 0) << 11;
      if (seldom & bit) {
        bits |= i32((highs & bit) != 0) << 13;
        bits |= i32((dots & bit) != 0) << 1;
        bits |= i32((hex & bit) != 0) << 2;
        bits |= i32((numberWord & bit) != 0) << 15;
        if (rare & bit) bits |= sites.signAt(at + <usize>k, first, limit);
      }
      bits &= wanted;
      store<i32>(POSITIONS + (<usize>out << 2), position);
      store<i32>(TRIGGERS + (<usize>out << 2), bits);
      out += i32(bits != 0);
    }

    if (ahead >= limit) return out;
    at = ahead;
    u = load<u8>(at - 1);
    valid = ~(<u64>0) >> max<i64>(64 - <i64>(limit - at), 0);
    digit >>= 32;
    letter >>= 32;
    small >>= 32;
    high >>= 32;
    blank >>= 32;
  }
}
