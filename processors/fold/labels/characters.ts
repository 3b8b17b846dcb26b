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
  // Beyond the end the unit is NaN; reading outside the table would take it off the fast path.
  const unit = text.charCodeAt(at);
  return unit < 128 ? TABLE[unit]! : 0;
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

/** For each letter the letters that follow it in 96 % of the pairs inside English words and names of the conventions. */
const FOLLOWERS =
  "abcdfgiklmnprstuvwyz aeilorsu acehiklorstuy abdeilmorsuy abcdefgilmnprstuvwxy aefilortu aehilnorsu aeinortu " +
  "abcdefgjklmnoprstvz aeou aeinosu adefiklostuy abeimopsu acdefgiknostuvy abcdefghiklmnoprstuvwy aehiloprstu u " +
  "acdegiklmnoprstuvy acehiklmopqstuwy acehilorstuwy abcdegilmnoprst aeio aehinos p eos aei";
const PAIRS: Int32Array = Int32Array.from(FOLLOWERS.split(" "), (letters) =>
  letters.split("").reduce((bits, letter) => bits | (1 << (letter.charCodeAt(0) - 0x61)), 0),
);

/** Whether two letters, in either case, stand side by side in many words. */
export function isCommonPair(first: number, second: number): boolean {
  return ((PAIRS[(first | 0x20) - 0x61]! >>> ((second | 0x20) - 0x61)) & 1) === 1;
}
