import { isUtf8 } from "node:buffer";
import { textOfBytes } from "./bytes-value.ts";

/** Shorter ones hold no text worth the look: 24 characters are 18 bytes. */
const SHORTEST = 24;
const MAX_DECODED = 1 << 20;

/** A run of base64 whose bytes are text. */
export interface Base64Text {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

const BASE64 = new Uint8Array(128);
for (const unit of Buffer.from("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_")) BASE64[unit] = 1;

/** Runs of base64 or base64url (RFC 4648) that hold readable text, or gzip of it, decoded once; none inside `known`. */
export function base64Texts(
  text: string,
  known: readonly { readonly start: number; readonly end: number }[] = [],
): Base64Text[] {
  const found: Base64Text[] = [];
  let i = 0;
  while (i < text.length) {
    const unit = text.charCodeAt(i);
    if (unit > 0x7f || BASE64[unit] === 0) {
      i++;
      continue;
    }
    const start = i;
    let capitals = 0;
    while (i < text.length && text.charCodeAt(i) < 0x80 && BASE64[text.charCodeAt(i)] === 1) {
      const lower = text.charCodeAt(i++);
      if (lower >= 0x41 && lower <= 0x5a) capitals++;
    }
    let end = i;
    while (end < text.length && text.charCodeAt(end) === 0x3d && end - i < 2) end++;
    // Text in base64 is never without capitals: hex, names and paths in small letters are not decoded.
    if (i - start < SHORTEST || capitals < 3) continue;
    const runEnd = i;
    if (known.some((one) => one.start <= start && one.end >= runEnd)) continue;
    const decoded = decode(text, start, i);
    if (decoded !== undefined) found.push({ start, end, text: decoded });
    i = end;
  }
  return found;
}

function decode(text: string, start: number, end: number): string | undefined {
  // The first bytes tell text from noise before all is decoded.
  const head = Buffer.from(text.slice(start, start + 16), "base64");
  const isGzip = head[0] === 0x1f && head[1] === 0x8b;
  if (!isGzip && !isReadable(head, 0)) return undefined;
  const bytes = Buffer.from(text.slice(start, end), "base64");
  if (isGzip) return textOfBytes(bytes, MAX_DECODED);
  return isReadable(bytes, 2) && isUtf8(bytes) ? bytes.toString("utf8") : undefined;
}

/** No control characters but white space; at most `odd` of them. */
function isReadable(bytes: Uint8Array, odd: number): boolean {
  let left = odd;
  for (const byte of bytes) {
    if (byte < 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09 && left-- <= 0) return false;
    if (byte === 0x7f || byte === 0xc0 || byte === 0xc1 || byte >= 0xf5) return false;
  }
  return true;
}
