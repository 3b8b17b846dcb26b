// The candidate scan: the definition in `../triggers.ts`, 32 bytes a step. Each class of bytes is a bit mask over a
// window of the current and the next 32 bytes; a trigger is a formula over masks. What lies before the window comes in
// as one carried bit per class, so a scan can begin anywhere in a text.
import { CAPACITY, MESSAGE, POSITIONS, PREFIXES, SPLATS, TAIL, TRIGGERS } from "./layout";
import * as sites from "./sites";

let active: i32 = 0;
let next: i32 = 0;

export function configure(triggers: i32): void {
  active = triggers;
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
function same(a: v128, b: v128, splat: v128): u64 {
  return mask(i8x16.eq(a, splat), i8x16.eq(b, splat));
}

@inline
function within(x: v128, first: v128, span: v128): v128 {
  return i8x16.le_u(i8x16.sub(x, first), span);
}

/** At bit i: whether bit i-1 is set; `carry` is the bit before the window. */
@inline
function before(m: u64, carry: u64): u64 {
  return (m << 1) | carry;
}

@inline
function isLetter(u: u32): bool {
  return (u | 0x20) - 0x61 < 26;
}

/**
 * Writes the candidates of the text [start, end) from `from` on. Returns their number, or its complement (~n) when there
 * is no room for more: then `stoppedAt` is the `from` to go on with.
 */
export function scan(start: i32, end: i32, from: i32): i32 {
  const kZero = v128.load(SPLATS, 0);
  const kNine = v128.load(SPLATS, 16);
  const kCase = v128.load(SPLATS, 32);
  const kA = v128.load(SPLATS, 48);
  const kZ = v128.load(SPLATS, 64);
  const kDot = v128.load(SPLATS, 80);
  const kColon = v128.load(SPLATS, 96);
  const kEquals = v128.load(SPLATS, 112);
  const kDash = v128.load(SPLATS, 128);
  const kLine = v128.load(SPLATS, 144);
  const kAt = v128.load(SPLATS, 160);
  const kPercent = v128.load(SPLATS, 176);
  const kBackslash = v128.load(SPLATS, 192);
  const kSlash = v128.load(SPLATS, 208);

  const first = MESSAGE + <usize>start;
  const limit = MESSAGE + <usize>end;
  let at = MESSAGE + <usize>from;
  let out: i32 = 0;

  // Carries: classes of the byte before `at`.
  let pDigit: u64 = 0;
  let pLetter: u64 = 0;
  let pLower: u64 = 0;
  let pToken: u64 = 0;
  let pName: u64 = 0;
  let pDash: u64 = 0;
  let pHigh: u64 = 0;
  if (from > start) {
    const u: u32 = load<u8>(at - 1);
    pDigit = u64(u - 0x30 < 10);
    pLetter = u64(isLetter(u));
    pLower = u64(u - 0x61 < 26);
    pDash = u64(u == 0x2d);
    pName = pDigit | pLetter | u64(u == 0x5f);
    pToken = pName | pDash;
    pHigh = u64(u >> 7);
  }

  // The current block.
  let n = min<usize>(limit - at, 32);
  let a = v128.and(v128.load(at), v128.load(TAIL + 32 - n));
  let b = v128.and(v128.load(at, 16), v128.load(TAIL + 32 - n, 16));
  let digit = mask(within(a, kZero, kNine), within(b, kZero, kNine));
  let letter = mask(within(v128.or(a, kCase), kA, kZ), within(v128.or(b, kCase), kA, kZ));
  let small = mask(i16x8.shl(a, 2), i16x8.shl(b, 2));
  let dot = same(a, b, kDot);
  let colon = same(a, b, kColon);
  let equals = same(a, b, kEquals);
  let dash = same(a, b, kDash);
  let line = same(a, b, kLine);
  let slash = same(a, b, kSlash);
  let high = mask(a, b);
  let rare = mask(
    v128.or(v128.or(i8x16.eq(a, kAt), i8x16.eq(a, kPercent)), i8x16.eq(a, kBackslash)),
    v128.or(v128.or(i8x16.eq(b, kAt), i8x16.eq(b, kPercent)), i8x16.eq(b, kBackslash)),
  );

  while (at < limit) {
    if (out > CAPACITY - 32) {
      next = i32(at - MESSAGE);
      return ~out;
    }
    const rareNow = rare;
    const ahead = at + 32;
    if (ahead < limit) {
      n = min<usize>(limit - ahead, 32);
      a = v128.and(v128.load(ahead), v128.load(TAIL + 32 - n));
      b = v128.and(v128.load(ahead, 16), v128.load(TAIL + 32 - n, 16));
      digit |= mask(within(a, kZero, kNine), within(b, kZero, kNine)) << 32;
      letter |= mask(within(v128.or(a, kCase), kA, kZ), within(v128.or(b, kCase), kA, kZ)) << 32;
      small |= mask(i16x8.shl(a, 2), i16x8.shl(b, 2)) << 32;
      dot |= same(a, b, kDot) << 32;
      colon |= same(a, b, kColon) << 32;
      equals |= same(a, b, kEquals) << 32;
      dash |= same(a, b, kDash) << 32;
      line |= same(a, b, kLine) << 32;
      slash |= same(a, b, kSlash) << 32;
      high |= mask(a, b) << 32;
      rare = mask(
        v128.or(v128.or(i8x16.eq(a, kAt), i8x16.eq(a, kPercent)), i8x16.eq(a, kBackslash)),
        v128.or(v128.or(i8x16.eq(b, kAt), i8x16.eq(b, kPercent)), i8x16.eq(b, kBackslash)),
      );
    }

    const lower = letter & small;
    const upper = letter & ~small;
    const alnum = digit | letter;
    const name = alnum | line;
    const token = name | dash;
    const notAfterAlnum = ~before(alnum, pDigit | pLetter);
    const digitAfter = digit >> 1;

    const d2 = digit | digitAfter;
    const d4 = d2 | (d2 >> 2);
    const d8 = d4 | (d4 >> 4);
    const d16 = d8 | (d8 >> 8);
    const l2 = letter | (letter >> 1);
    const l4 = l2 | (l2 >> 2);
    const a2 = alnum & (alnum >> 1);
    const a4 = a2 & (a2 >> 2);
    const mixed = notAfterAlnum & ((a4 & d4 & l4) | (a4 & (a4 >> 4) & d8 & (l4 | (l4 >> 4))));

    const t2 = token & (token >> 1);
    const t4 = t2 & (t2 >> 2);
    const t8 = t4 & (t4 >> 4);
    const tokens = ~before(token, pToken) & t8 & (t8 >> 8) & (d16 | (d16 >> 16));

    const caps = upper & ((lower | high) >> 1) & notAfterAlnum;
    const highs = high & ~before(high, pHigh);

    const dotDigit = dot & digitAfter;
    const dots = dotDigit & before(digit, pDigit) & ((dotDigit >> 2) | (dotDigit >> 3) | (dotDigit >> 4));

    const sign = colon | equals;
    const exists = (u64(1) << min<u64>(u64(limit - at) - 1, 63)) - 1;
    const free = sign & exists & ~((colon & (colon >> 1)) | (equals & (equals >> 1)) | (slash >> 1));
    let pair = free & before(name, pName);
    let open = (free & ~pair) & 0xffffffff;
    while (open != 0) {
      const k = ctz(open);
      open &= open - 1;
      const p = at + <usize>k;
      if (p > first) {
        const u = load<u8>(p - 1);
        pair |= u64(u == 0x22 || u == 0x27 || u == 0x5d) << k;
      }
    }
    const scheme = colon & (slash >> 1) & (slash >> 2);
    const m2 = dash & (dash >> 1);
    const pem = m2 & (m2 >> 2) & (dash >> 4) & ~before(dash, pDash);

    let word: u64 = 0;
    let starts = ((letter & ~before(letter, pLetter)) | (upper & before(lower, pLower))) & 0xffffffff;
    while (starts != 0) {
      const k = ctz(starts);
      starts &= starts - 1;
      const length = ctz((~letter >> k) | 16);
      const units = (load<u32>(at + <usize>k) | 0x20202020) & u32((u64(1) << (length << 3)) - 1);
      const hash = (units * 0x9e3779b1) >> 16;
      word |= u64((<u32>load<u8>(PREFIXES + (hash >> 3)) >> (hash & 7)) & 1) << k;
    }

    let digits: u64 = 0;
    if (popcnt(digit) >= 7) {
      let runs = digit & ~before(digit, pDigit) & 0xffffffff;
      while (runs != 0) {
        const k = ctz(runs);
        runs &= runs - 1;
        digits |= u64(popcnt((digit >> k) & 0xffff) >= 7) << k;
      }
    }

    const c2 = (colon >> 2) | (colon >> 3) | (colon >> 4) | (colon >> 5);
    const c1 = colon & c2;
    let hex: u64 = 0;
    let hexSites = ((colon & ((colon >> 1) | (c1 >> 2) | (c1 >> 3) | (c1 >> 4) | (c1 >> 5))) | (dash & (dash >> 3) & (dash >> 6)) | (dot & (dot >> 5))) & 0xffffffff;
    while (hexSites != 0) {
      const k = ctz(hexSites);
      hexSites &= hexSites - 1;
      hex |= u64(sites.isHexPairs(at + <usize>k, first, limit)) << k;
    }

    let all = (mixed | tokens | caps | highs | dots | pair | scheme | pem | word | digits | hex | rareNow) & 0xffffffff;
    while (all != 0) {
      const k = ctz(all);
      all &= all - 1;
      let bits = i32((dots >> k) & 1) << 1;
      bits |= i32((hex >> k) & 1) << 2;
      bits |= i32((digits >> k) & 1) << 3;
      bits |= i32((mixed >> k) & 1) << 4;
      bits |= i32((tokens >> k) & 1) << 5;
      bits |= i32((word >> k) & 1) << 6;
      bits |= i32((caps >> k) & 1) << 7;
      bits |= i32((scheme >> k) & 1) << 8;
      bits |= i32((pem >> k) & 1) << 9;
      bits |= i32((pair >> k) & 1) << 11;
      bits |= i32((highs >> k) & 1) << 13;
      if ((rareNow >> k) & 1) bits |= sites.punctuationAt(at + <usize>k, first, limit);
      bits &= active;
      store<i32>(POSITIONS + (<usize>out << 2), i32(at - MESSAGE) + i32(k));
      store<i32>(TRIGGERS + (<usize>out << 2), bits);
      out += i32(bits != 0);
    }

    pDigit = (digit >> 31) & 1;
    pLetter = (letter >> 31) & 1;
    pLower = (lower >> 31) & 1;
    pName = (name >> 31) & 1;
    pToken = (token >> 31) & 1;
    pDash = (dash >> 31) & 1;
    pHigh = (high >> 31) & 1;
    digit >>= 32;
    letter >>= 32;
    small >>= 32;
    dot >>= 32;
    colon >>= 32;
    equals >>= 32;
    dash >>= 32;
    line >>= 32;
    slash >>= 32;
    high >>= 32;
    at = ahead;
  }
  return out;
}
