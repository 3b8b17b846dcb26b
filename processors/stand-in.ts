/** What stands for a UUID while a text is looked at. Letters at both ends: a number beside a digit may be part of another. */
export const UUID = "c4d19e52-a16b-4f08-9b4d-2ea85c70f1da";
/** What stands for a digest in hex: as much of it as the digest is long, with letters at both ends of each. */
export const DIGEST = "b64e1f07a2d85b3ce81d5a0c7f39b26db60d7f2c985ae13c0d92b87461fc3e5a";

const UUID_AT =
  /(?<![A-Za-z0-9%\\&#\u0080-\uffff])[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}(?![\w\u0080-\uffff-])/y;
const DASH = 0x2d;
const SHORTEST = 16;
/** Of fewer different digits an identifier is made up. */
const MOST_ALIKE = 6;
/** As of one digit so often in a row. */
const LONGEST_ROW = 6;
/** With fewer letters it may be a number with letters in front, such as `be68539007547034`; with fewer digits a word. */
const FEWEST_OF_KIND = 3;
const LONGEST_STRETCH = 12;

/**
 * The text with one and the same UUID for each in small letters (RFC 9562 4, versions 1 to 8), and one digest for each of
 * 16, 24, 32, 40 or 64 small hex digits (ids of traces and commits, MD5, SHA-1, SHA-256): as long as it was, so that
 * positions hold, and nothing that is seen in it depends on what an identifier says. Where one may be part of an escape,
 * is made up (`0000...`, `abcdabcd...`), or may be a number of another kind, it is left as it is. The same rules as in
 * `scan/assembly/cover.ts`.
 */
export function withStandIns(text: string): string {
  return coverDigests(coverUuids(text));
}

/** Whether a text that may have stand-ins has one. */
export function holdsStandIn(text: string): boolean {
  return text.includes(UUID) || text.includes(DIGEST.slice(0, SHORTEST));
}

function coverUuids(text: string): string {
  let covered = "";
  let done = 0;
  for (let at = text.indexOf("-", 8); at >= 0; at = text.indexOf("-", at + 1)) {
    if (text.charCodeAt(at + 5) !== DASH || text.charCodeAt(at + 10) !== DASH) continue;
    UUID_AT.lastIndex = at - 8;
    if (!UUID_AT.test(text) || !isMixed(text, at - 8, at + UUID.length - 8)) continue;
    covered += text.slice(done, at - 8) + UUID;
    done = at + UUID.length - 8;
    at = done - 1;
  }
  return done === 0 ? text : covered + text.slice(done);
}

/** Of a run of 16 units, one stands at a multiple of 16 and 15, and one half a run before or behind it. */
function coverDigests(text: string): string {
  let covered = "";
  let done = 0;
  for (let i = SHORTEST - 1; i < text.length; i += SHORTEST) {
    if (digitBit(text.charCodeAt(i)) === 0) continue;
    if (digitBit(text.charCodeAt(i - 7)) === 0 && digitBit(text.charCodeAt(i + 8)) === 0) continue;
    let from = i;
    while (from > done && digitBit(text.charCodeAt(from - 1)) !== 0) from--;
    let to = i + 1;
    while (to < text.length && digitBit(text.charCodeAt(to)) !== 0) to++;
    if (isDigest(text, from, to)) {
      covered += text.slice(done, from) + DIGEST.slice(0, to - from);
      done = to;
    }
    while (i + SHORTEST < to) i += SHORTEST;
  }
  return done === 0 ? text : covered + text.slice(done);
}

function isDigest(text: string, from: number, to: number): boolean {
  const length = to - from;
  if (length !== 16 && length !== 24 && length !== 32 && length !== 40 && length !== 64) return false;
  if (from > 0 && !mayStandBefore(text.charCodeAt(from - 1))) return false;
  if (to < text.length && (text.charCodeAt(to) > 0x7f || isWordUnit(text.charCodeAt(to)))) return false;
  let letters = 0;
  for (let i = from; i < to; i++) if (text.charCodeAt(i) >= 0x61) letters++;
  if (letters < FEWEST_OF_KIND || length - letters < FEWEST_OF_KIND) return false;
  return isMixed(text, from, to) && !isRepeated(text, from, to);
}

/** Of several digits, none of them often in a row: what looks made up is judged as what it is. */
function isMixed(text: string, from: number, to: number): boolean {
  let seen = 0;
  let row = 0;
  for (let i = from; i < to; i++) {
    const unit = text.charCodeAt(i);
    row = i > from && unit === text.charCodeAt(i - 1) ? row + 1 : 1;
    if (row > LONGEST_ROW) return false;
    seen |= digitBit(unit);
  }
  return bitsIn(seen) >= MOST_ALIKE;
}

/** Whether the same stands on both sides of the middle: what repeats itself through half of its length does so there. */
function isRepeated(text: string, from: number, to: number): boolean {
  const middle = (from + to) >> 1;
  for (let stretch = 2; stretch <= LONGEST_STRETCH && 4 * stretch <= to - from; stretch++) {
    let i = middle;
    while (i < middle + stretch && text.charCodeAt(i) === text.charCodeAt(i - stretch)) i++;
    if (i === middle + stretch) return true;
  }
  return false;
}

/** One bit for each hex digit, 0 for what is none or a capital. */
function digitBit(unit: number): number {
  if (unit >= 0x30 && unit <= 0x39) return 1 << (unit - 0x30);
  return unit >= 0x61 && unit <= 0x66 ? 1 << (unit - 0x57) : 0;
}

function bitsIn(mask: number): number {
  let bits = 0;
  for (let rest = mask; rest !== 0; rest &= rest - 1) bits++;
  return bits;
}

/** No part of a word, and none of `%`, backslash, `&` and `#`, which begin what stands for another sign. */
function mayStandBefore(unit: number): boolean {
  return unit <= 0x7f && !isWordUnit(unit) && unit !== 0x25 && unit !== 0x5c && unit !== 0x26 && unit !== 0x23;
}

/** A letter, digit or `_`. */
function isWordUnit(unit: number): boolean {
  const lower = unit | 0x20;
  return (lower >= 0x61 && lower <= 0x7a) || (unit >= 0x30 && unit <= 0x39) || unit === 0x5f;
}
