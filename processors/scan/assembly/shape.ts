// The shape of a text: the text with a zero for each digit of its free numerals, a stand-in for each UUID and
// digest, and its candidates. Texts of one shape differ in nothing but what those digits and identifiers say. See `../../shape-memo.ts`.
import { MESSAGE, NINE, POSITIONS, SHAPE, SHAPE_ASKED, SHAPE_CLEAN, SHAPE_DIGESTS, SHAPE_SETS, SHAPE_WAYS, SHAPED_CANDIDATES, SHAPED_LONGEST, SHAPE_DIGEST, TRIGGERS, ZERO } from "./layout";
import { coverIdentifiers } from "./cover";
import { siphash } from "./digest";

/** Bytes in front of the text: owner, length and number of candidates. */
const HEAD: usize = 8;

/** Whether a text with so many candidates has a shape that is worth knowing. */
@inline
function hasShape(length: i32, found: i32): bool {
  return found > 0 && found <= SHAPED_CANDIDATES && length <= SHAPED_LONGEST;
}

/**
 * Writes the digest of the shape of the text [start, end), whose `found` candidates the scan has written, to
 * `SHAPE_DIGEST`; false for a text too long or with too many candidates.
 */
export function shape(owner: u32, start: i32, end: i32, found: i32): bool {
  const length = end - start;
  if (!hasShape(length, found)) return false;
  store<u32>(SHAPE, owner);
  store<u32>(SHAPE, (<u32>length << 16) | <u32>found, 4);
  const text = SHAPE + HEAD;
  memory.copy(text, MESSAGE + <usize>start, <usize>length);
  flatten(MESSAGE + <usize>start, MESSAGE + <usize>end, text);
  coverIdentifiers(MESSAGE + <usize>start, MESSAGE + <usize>end, text);
  store<u64>(text + <usize>length, 0);
  let at = text + ((<usize>length + 7) & ~7);
  for (let c = 0; c < found; c++) {
    store<i32>(at, load<i32>(POSITIONS + (<usize>c << 2)) - start);
    store<i32>(at, load<i32>(TRIGGERS + (<usize>c << 2)), 4);
    at += 8;
  }
  siphash(SHAPE, <i32>(at - SHAPE), SHAPE_DIGEST);
  return true;
}

/** Whether nothing is found in any text of the shape of [start, end). */
export function isCleanShape(owner: u32, start: i32, end: i32, found: i32): bool {
  if (!shape(owner, start, end, found)) return false;
  const digest = v128.load(SHAPE_DIGEST);
  let slot = (load<u32>(SHAPE_DIGEST) & (SHAPE_SETS - 1)) * SHAPE_WAYS;
  for (const stop = slot + SHAPE_WAYS; slot < stop; slot++) {
    if (v128.any_true(v128.xor(v128.load(SHAPE_DIGESTS + (<usize>slot << 4)), digest))) continue;
    const asked = load<u8>(SHAPE_ASKED + <usize>slot);
    if (asked < 255) store<u8>(SHAPE_ASKED + <usize>slot, asked + 1);
    return load<u8>(SHAPE_CLEAN + <usize>slot) != 0;
  }
  return false;
}

/** Writes zeros to the copy at `target` of the text [first, limit) where free numerals stand. */
function flatten(first: usize, limit: usize, target: usize): void {
  const kZero = v128.load(ZERO);
  const kNine = v128.load(NINE);
  let done = first;
  for (let at = first; at < limit; at += 16) {
    let digits = i8x16.bitmask(i8x16.le_u(i8x16.sub(v128.load(at), kZero), kNine));
    for (; digits != 0; digits &= digits - 1) {
      const start = at + <usize>ctz(digits);
      if (start >= limit) break;
      if (start < done) continue;
      let stop = start + 1;
      while (stop < limit && isDigit(load<u8>(stop))) stop++;
      done = stop;
      if (isFree(start, stop, first, limit)) memory.fill(target + (start - first), 0x30, stop - start);
    }
  }
}

/**
 * Whether a run of digits is a numeral by itself, or follows a single letter (`R25`), and so no part of a word, of an
 * escape, or of a digest in hex.
 */
function isFree(start: usize, stop: usize, first: usize, limit: usize): bool {
  if (stop < limit && stop - start == 1 && isWordPart(load<u8>(stop))) return false;
  if (start == first) return true;
  const before: u32 = load<u8>(start - 1);
  if (before > 0x7f || isEscape(before)) return false;
  if (!isLetter(before) || start - 1 == first) return true;
  const earlier: u32 = load<u8>(start - 2);
  return !isWordPart(earlier) && !isDigit(earlier) && !isEscape(earlier);
}

@inline
function isDigit(u: u32): bool {
  return u - 0x30 < 10;
}

@inline
function isLetter(u: u32): bool {
  return (u | 0x20) - 0x61 < 26;
}

/** A letter, or a part of one beyond ASCII. */
@inline
function isWordPart(u: u32): bool {
  return u > 0x7f || isLetter(u);
}

/** `%`, backslash, `&` and `#` begin what stands for another sign. */
@inline
function isEscape(u: u32): bool {
  return u == 0x25 || u == 0x5c || u == 0x26 || u == 0x23;
}
