/** Classes of ASCII characters as bits, so that one look-up answers several questions. */
export const CLASS = {
  digit: 1,
  /** a-f and A-F. */
  hexLetter: 2,
  lower: 4,
  upper: 8,
  vowel: 16,
  /** The alphabet of Kubernetes' generated names (apimachinery `rand.SafeEncodeString`). */
  pod: 32,
  /** Crockford's base32, in either case. */
  crockford: 64,
} as const;

export const LETTER = CLASS.lower | CLASS.upper;
export const ALNUM = LETTER | CLASS.digit;
export const HEX = CLASS.digit | CLASS.hexLetter;

const TABLE: Uint8Array = table();

function table(): Uint8Array {
  const classes = new Uint8Array(128);
  const mark = (characters: string, bit: number): void => {
    for (const character of characters) classes[character.charCodeAt(0)]! |= bit;
  };
  mark("0123456789", CLASS.digit);
  mark("abcdefABCDEF", CLASS.hexLetter);
  mark("abcdefghijklmnopqrstuvwxyz", CLASS.lower);
  mark("ABCDEFGHIJKLMNOPQRSTUVWXYZ", CLASS.upper);
  mark("aeiouAEIOU", CLASS.vowel);
  mark("bcdfghjklmnpqrstvwxz2456789", CLASS.pod);
  mark("0123456789abcdefghjkmnpqrstvwxyzABCDEFGHJKMNPQRSTVWXYZ", CLASS.crockford);
  return classes;
}

/** Class bits of the character at `at`; 0 beyond ASCII and beyond the end. */
export function classAt(text: string, at: number): number {
  return TABLE[text.charCodeAt(at)] ?? 0;
}

/** Whether every character in [start, end) has one of the bits. */
export function all(text: string, start: number, end: number, bits: number): boolean {
  for (let i = start; i < end; i++) if ((classAt(text, i) & bits) === 0) return false;
  return true;
}

/** First position from `start` whose character has none of the bits. */
export function skip(text: string, start: number, end: number, bits: number): number {
  let at = start;
  while (at < end && (classAt(text, at) & bits) !== 0) at++;
  return at;
}

/** Value of the digits in [start, end), at most 15 of them. */
export function numberAt(text: string, start: number, end: number): number {
  let value = 0;
  for (let i = start; i < end; i++) value = value * 10 + text.charCodeAt(i) - 0x30;
  return value;
}
