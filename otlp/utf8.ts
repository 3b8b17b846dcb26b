/** Encodings of U+FFFD and of surrogates that need special care. */
const REPLACEMENT = [0xef, 0xbf, 0xbd] as const;

/**
 * Length of the well-formed UTF-8 sequence at `at`, or minus the number of bytes that one U+FFFD replaces (the maximal
 * subpart, as WHATWG's decoder and Unicode 3.9 count it). The first byte must be 0x80 or above.
 */
export function sequenceLength(bytes: Uint8Array, at: number, end: number): number {
  const first = bytes[at] as number;
  if (first < 0xc2 || first > 0xf4) return -1;
  const size = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  // Over-long forms, surrogates and values above U+10FFFF are all decided by the second byte.
  const least = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
  const most = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
  for (let i = 1; i < size; i++) {
    const byte = at + i < end ? (bytes[at + i] as number) : 0;
    if (byte < (i === 1 ? least : 0x80) || byte > (i === 1 ? most : 0xbf)) return -i;
  }
  return size;
}

/** Writes a code point (a surrogate becomes U+FFFD) and returns the position behind it; four bytes must be free. */
export function putCodePoint(out: Uint8Array, start: number, codePoint: number): number {
  let at = start;
  if (codePoint < 0x80) {
    out[at++] = codePoint;
  } else if (codePoint < 0x800) {
    out[at++] = 0xc0 | (codePoint >> 6);
    out[at++] = 0x80 | (codePoint & 63);
  } else if (codePoint >= 0xd800 && codePoint < 0xe000) {
    for (const byte of REPLACEMENT) out[at++] = byte;
  } else if (codePoint < 0x10000) {
    out[at++] = 0xe0 | (codePoint >> 12);
    out[at++] = 0x80 | ((codePoint >> 6) & 63);
    out[at++] = 0x80 | (codePoint & 63);
  } else {
    out[at++] = 0xf0 | (codePoint >> 18);
    out[at++] = 0x80 | ((codePoint >> 12) & 63);
    out[at++] = 0x80 | ((codePoint >> 6) & 63);
    out[at++] = 0x80 | (codePoint & 63);
  }
  return at;
}
