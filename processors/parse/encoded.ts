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
  for (let run = nextRun(text, 0); run !== undefined; run = nextRun(text, run.end)) {
    const { start, end } = run;
    if (known.some((one) => one.start <= start && one.end >= end)) continue;
    const decoded = decode(text, start, end);
    if (decoded === undefined) continue;
    let padded = end;
    while (padded < text.length && text.charCodeAt(padded) === 0x3d && padded - end < 2) padded++;
    found.push({ start, end: padded, text: decoded });
  }
  return found;
}

/** Whether something in the text would be decoded to see whether it is text. */
export function holdsBase64Run(text: string): boolean {
  return nextRun(text, 0) !== undefined;
}

/** The next run at or behind `from` that is long enough and has capitals. */
function nextRun(text: string, from: number): { readonly start: number; readonly end: number } | undefined {
  let i = from;
  // A run of that length has a character in every so many: between those nothing need be looked at.
  while (i + SHORTEST <= text.length) {
    let start = i + SHORTEST - 1;
    if (!isBase64(text.charCodeAt(start))) {
      i += SHORTEST;
      continue;
    }
    while (start > i && isBase64(text.charCodeAt(start - 1))) start--;
    i += SHORTEST;
    while (i < text.length && isBase64(text.charCodeAt(i))) i++;
    if (i - start >= SHORTEST && hasCapitals(text, start, i)) return { start, end: i };
  }
  return undefined;
}

function isBase64(unit: number): boolean {
  return unit < 0x80 && BASE64[unit] === 1;
}

/** Text in base64 is never without capitals: hex, names and paths in small letters are not decoded. */
function hasCapitals(text: string, start: number, end: number): boolean {
  let capitals = 0;
  for (let i = start; i < end && capitals < 3; i++) {
    const unit = text.charCodeAt(i);
    if (unit >= 0x41 && unit <= 0x5a) capitals++;
  }
  return capitals === 3;
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
