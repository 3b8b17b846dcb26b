import { RoadError } from "../core/errors.ts";
import { base64Length, encodeBase64 } from "./base64.ts";
import { putCodePoint, sequenceLength } from "./utf8.ts";

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const TWO_32 = 2 ** 32;
/** Five digits below this and up to fifteen above hold 64 bits. */
const SPLIT = 100_000;
const HEX = new TextEncoder().encode("0123456789abcdef");
const MAX_JSON_BYTES = 1024 * 1024 * 1024;

/** Characters with a short escape; other control characters become \u00xx. */
const SHORT_ESCAPES: ReadonlyMap<number, string> = new Map([
  [0x08, "b"],
  [0x09, "t"],
  [0x0a, "n"],
  [0x0c, "f"],
  [0x0d, "r"],
  [QUOTE, '"'],
  [BACKSLASH, "\\"],
]);

/** Writes JSON values as bytes into one buffer that grows. */
export class JsonWriter {
  #buffer: Uint8Array;
  #at = 0;

  constructor(initialBytes: number) {
    this.#buffer = new Uint8Array(initialBytes);
  }

  result(): Uint8Array {
    return this.#buffer.subarray(0, this.#at);
  }

  #reserve(bytes: number): void {
    const needed = this.#at + bytes;
    if (needed <= this.#buffer.length) return;
    if (needed > MAX_JSON_BYTES) throw new RoadError("too_large");
    const larger = new Uint8Array(Math.max(needed, this.#buffer.length * 2));
    larger.set(this.#buffer.subarray(0, this.#at));
    this.#buffer = larger;
  }

  byte(value: number): void {
    this.#reserve(1);
    this.#buffer[this.#at++] = value;
  }

  /** Bytes that are JSON already. */
  raw(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#buffer.set(bytes, this.#at);
    this.#at += bytes.length;
  }

  /** ASCII text that is JSON already. */
  ascii(text: string): void {
    this.#reserve(text.length);
    for (let i = 0; i < text.length; i++) this.#buffer[this.#at++] = text.charCodeAt(i);
  }

  /** A string from UTF-8; what is no UTF-8 becomes U+FFFD. */
  string(bytes: Uint8Array, start: number, end: number): void {
    // No byte becomes longer than \u00xx.
    this.#reserve((end - start) * 6 + 2);
    const out = this.#buffer;
    let to = this.#at;
    out[to++] = QUOTE;
    let at = start;
    while (at < end) {
      const byte = bytes[at] as number;
      if (byte > 0x7f) {
        const length = sequenceLength(bytes, at, end);
        if (length < 0) to = putCodePoint(out, to, 0xfffd);
        for (let i = 0; i < length; i++) out[to++] = bytes[at + i] as number;
        at += Math.abs(length);
        continue;
      }
      if (byte < 0x20 || byte === QUOTE || byte === BACKSLASH) to = putEscape(out, to, byte);
      else out[to++] = byte;
      at++;
    }
    out[to++] = QUOTE;
    this.#at = to;
  }

  hex(bytes: Uint8Array, start: number, end: number): void {
    this.#reserve((end - start) * 2 + 2);
    const out = this.#buffer;
    out[this.#at++] = QUOTE;
    for (let at = start; at < end; at++) {
      const byte = bytes[at] as number;
      out[this.#at++] = HEX[byte >> 4] as number;
      out[this.#at++] = HEX[byte & 15] as number;
    }
    out[this.#at++] = QUOTE;
  }

  base64(bytes: Uint8Array, start: number, end: number): void {
    this.#reserve(base64Length(end - start) + 2);
    this.#buffer[this.#at++] = QUOTE;
    this.#at = encodeBase64(bytes, start, end, this.#buffer, this.#at);
    this.#buffer[this.#at++] = QUOTE;
  }

  /** 64-bit integers are strings in JSON. Halves in two's complement. */
  integer64(low: number, high: number, signed: boolean): void {
    this.#reserve(23);
    const negative = signed && high >>> 31 === 1;
    const lo = negative ? -low >>> 0 : low;
    const hi = negative ? (low === 0 ? -high : ~high) >>> 0 : high;
    this.#buffer[this.#at++] = QUOTE;
    if (negative) this.#buffer[this.#at++] = 0x2d;
    const quotientHigh = Math.floor(hi / SPLIT);
    const rest = (hi - quotientHigh * SPLIT) * TWO_32 + lo;
    const quotientLow = Math.floor(rest / SPLIT);
    const quotient = quotientHigh * TWO_32 + quotientLow;
    if (quotient === 0) this.#digits(rest, 1);
    else {
      this.#digits(quotient, 1);
      this.#digits(rest - quotientLow * SPLIT, 5);
    }
    this.#buffer[this.#at++] = QUOTE;
  }

  /** A safe, unsigned integer with at least `least` digits; the caller has made room. */
  #digits(value: number, least: number): void {
    let count = least;
    while (value >= 10 ** count) count++;
    let rest = value;
    for (let at = this.#at + count - 1; at >= this.#at; at--) {
      const next = Math.floor(rest / 10);
      this.#buffer[at] = 0x30 + (rest - next * 10);
      rest = next;
    }
    this.#at += count;
  }

  double(value: number): void {
    if (Number.isFinite(value)) this.ascii(Object.is(value, -0) ? "-0" : String(value));
    else this.ascii(`"${value}"`);
  }
}

function putEscape(out: Uint8Array, start: number, byte: number): number {
  let to = start;
  out[to++] = BACKSLASH;
  const short = SHORT_ESCAPES.get(byte);
  if (short !== undefined) {
    out[to++] = short.charCodeAt(0);
    return to;
  }
  for (const digit of [0x75, 0x30, 0x30, HEX[byte >> 4] as number, HEX[byte & 15] as number]) out[to++] = digit;
  return to;
}
