// Identifiers that detectors do not see either: the rules of `../../stand-in.ts`.
import { DASH } from "./layout";
import { isUuid } from "./sites";

/** What no text holds that has a shape. */
const STAND_IN: u8 = 0xff;
const SHORTEST: usize = 16;
const MOST_ALIKE: u32 = 6;
const LONGEST_ROW: i32 = 6;
const FEWEST_OF_KIND: i32 = 3;
const LONGEST_STRETCH: usize = 12;

/** Covers UUIDs and digests in the copy at `target` of the text [first, limit). */
export function coverIdentifiers(first: usize, limit: usize, target: usize): void {
  coverUuids(first, limit, target);
  coverDigests(first, limit, target);
}

function coverUuids(first: usize, limit: usize, target: usize): void {
  const kDash = v128.load(DASH);
  for (let at = first + 8; at + 28 <= limit; at += 16) {
    let dashes = i8x16.bitmask(i8x16.eq(v128.load(at), kDash));
    for (; dashes != 0; dashes &= dashes - 1) {
      const start = at + <usize>ctz(dashes) - 8;
      if (isOpaque(start, first, limit)) memory.fill(target + (start - first), STAND_IN, 36);
    }
  }
}

function isOpaque(i: usize, first: usize, limit: usize): bool {
  if (!isUuid(i, limit) || <u32>load<u8>(i + 14) - 0x31 > 7) return false;
  for (let k: usize = 0; k < 36; k++) if (<u32>load<u8>(i + k) - 0x41 < 6) return false;
  if (!isMixed(i, i + 36) || (i + 36 < limit && load<u8>(i + 36) > 0x7f)) return false;
  if (i == first) return true;
  const before: u32 = load<u8>(i - 1);
  return before == 0x5f || mayStandBefore(before);
}

function coverDigests(first: usize, limit: usize, target: usize): void {
  let done = first;
  for (let i = first + SHORTEST - 1; i < limit; i += SHORTEST) {
    if (digitBit(load<u8>(i)) == 0) continue;
    let from = i;
    while (from > done && digitBit(load<u8>(from - 1)) != 0) from--;
    let to = i + 1;
    while (to < limit && digitBit(load<u8>(to)) != 0) to++;
    if (isDigest(from, to, first, limit)) {
      memory.fill(target + (from - first), STAND_IN, to - from);
      done = to;
    }
    while (i + SHORTEST < to) i += SHORTEST;
  }
}

function isDigest(from: usize, to: usize, first: usize, limit: usize): bool {
  const length = to - from;
  if (length != 16 && length != 24 && length != 32 && length != 40 && length != 64) return false;
  if (from > first && !mayStandBefore(load<u8>(from - 1))) return false;
  if (to < limit && (load<u8>(to) > 0x7f || isWordUnit(load<u8>(to)))) return false;
  let letters: i32 = 0;
  for (let i = from; i < to; i++) if (load<u8>(i) >= 0x61) letters++;
  if (letters < FEWEST_OF_KIND || <i32>length - letters < FEWEST_OF_KIND) return false;
  return isMixed(from, to) && !isRepeated(from, to);
}

function isMixed(from: usize, to: usize): bool {
  let seen: u32 = 0;
  let row: i32 = 0;
  for (let i = from; i < to; i++) {
    const u: u32 = load<u8>(i);
    row = i > from && u == <u32>load<u8>(i - 1) ? row + 1 : 1;
    if (row > LONGEST_ROW) return false;
    seen |= digitBit(u);
  }
  return popcnt(seen) >= MOST_ALIKE;
}

function isRepeated(from: usize, to: usize): bool {
  const half = (to - from) >> 1;
  const middle = from + half;
  for (let stretch: usize = 2; stretch <= LONGEST_STRETCH && stretch << 1 <= half; stretch++) {
    let i = middle;
    while (i < middle + stretch && load<u8>(i) == load<u8>(i - stretch)) i++;
    if (i == middle + stretch) return true;
  }
  return false;
}

@inline
function digitBit(u: u32): u32 {
  if (u - 0x30 < 10) return <u32>1 << (u - 0x30);
  return u - 0x61 < 6 ? <u32>1 << (u - 0x57) : 0;
}

@inline
function mayStandBefore(u: u32): bool {
  return u <= 0x7f && !isWordUnit(u) && u != 0x25 && u != 0x5c && u != 0x26 && u != 0x23;
}

@inline
function isWordUnit(u: u32): bool {
  return (u | 0x20) - 0x61 < 26 || u - 0x30 < 10 || u == 0x5f;
}
