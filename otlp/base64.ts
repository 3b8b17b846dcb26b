const PAD = 0x3d;
const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** Six bits by character of the standard and the URL-safe alphabet (RFC 4648, 4 and 5); 255 elsewhere. */
const VALUES = new Uint8Array(256).fill(255);
for (let i = 0; i < 64; i++) VALUES[ALPHABET.charCodeAt(i)] = i;
VALUES[0x2d] = 62;
VALUES[0x5f] = 63;

const LETTERS = new TextEncoder().encode(ALPHABET);

/** Decodes into `out` at `to`, padding optional. Returns the position behind the result, -1 for anything else. */
export function decodeBase64(bytes: Uint8Array, start: number, end: number, out: Uint8Array, to: number): number {
  let stop = end;
  if ((end - start) % 4 === 0) {
    if (stop > start && bytes[stop - 1] === PAD) stop--;
    if (stop > start && bytes[stop - 1] === PAD) stop--;
  }
  const rest = (stop - start) % 4;
  if (rest === 1) return -1;
  let at = start;
  let put = to;
  let invalid = 0;
  for (const quads = stop - rest; at < quads; at += 4) {
    const a = VALUES[bytes[at] as number] as number;
    const b = VALUES[bytes[at + 1] as number] as number;
    const c = VALUES[bytes[at + 2] as number] as number;
    const d = VALUES[bytes[at + 3] as number] as number;
    invalid |= a | b | c | d;
    out[put++] = (a << 2) | (b >> 4);
    out[put++] = (b << 4) | (c >> 2);
    out[put++] = (c << 6) | d;
  }
  if (rest > 0) {
    const a = VALUES[bytes[at] as number] as number;
    const b = VALUES[bytes[at + 1] as number] as number;
    const c = rest === 3 ? (VALUES[bytes[at + 2] as number] as number) : 0;
    invalid |= a | b | c;
    out[put++] = (a << 2) | (b >> 4);
    if (rest === 3) out[put++] = (b << 4) | (c >> 2);
  }
  return invalid > 63 ? -1 : put;
}

/** Length of `size` bytes in base64 with padding. */
export function base64Length(size: number): number {
  return Math.ceil(size / 3) * 4;
}

/** Writes standard base64 with padding and returns the position behind it. */
export function encodeBase64(bytes: Uint8Array, start: number, end: number, out: Uint8Array, to: number): number {
  let put = to;
  for (let at = start; at < end; at += 3) {
    const left = end - at;
    const a = bytes[at] as number;
    const b = left > 1 ? (bytes[at + 1] as number) : 0;
    const c = left > 2 ? (bytes[at + 2] as number) : 0;
    out[put++] = LETTERS[a >> 2] as number;
    out[put++] = LETTERS[((a & 3) << 4) | (b >> 4)] as number;
    out[put++] = left > 1 ? (LETTERS[((b & 15) << 2) | (c >> 6)] as number) : PAD;
    out[put++] = left > 2 ? (LETTERS[c & 63] as number) : PAD;
  }
  return put;
}
