/** What stands for a UUID while a text is looked at. */
export const UUID = "7d3e9a52-c16b-4f08-9b4d-2ea85c70f1d6";
/** What stands for a digest in hex: as much of it as the digest is long. */
export const DIGEST = "9c4e1f07a2d85b36e81d5a0c7f39b2644b60d7f2985ae13c0d92b87461fc3e5a";

const UUID_AT =
  /(?<![A-Za-z0-9%\\&#\u0080-\uffff])(?!0000)[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}(?![\w-])/y;
const DASH = 0x2d;
const SHORTEST = 16;
/** Of fewer different digits a digest is made up. */
const MOST_ALIKE = 6;
const LETTERS = 0xfc00;
const DIGITS = 0x03ff;

/**
 * The text with one and the same UUID for each in small letters (RFC 9562 4, versions 1 to 8), and one digest for each of
 * 16, 24, 32, 40 or 64 small hex digits (ids of traces and commits, MD5, SHA-1, SHA-256): as long as it was, so that
 * positions hold, and nothing that is seen in it depends on what an identifier says. Where one may be part of an escape,
 * or is hardly any (`0000...`), it is left as it is. The same rules as in `scan/assembly/cover.ts`.
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
    if (!UUID_AT.test(text)) continue;
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
  if (to < text.length && isWordUnit(text.charCodeAt(to))) return false;
  let seen = 0;
  for (let i = from; i < to; i++) seen |= digitBit(text.charCodeAt(i));
  return (seen & LETTERS) !== 0 && (seen & DIGITS) !== 0 && bitsIn(seen) >= MOST_ALIKE;
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
