import { RoadError } from "../core/errors.ts";
import { numberEnd } from "./json-number.ts";
import { ProtoWriter } from "./proto-writer.ts";
import { putCodePoint, sequenceLength } from "./utf8.ts";

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const REPLACEMENT = 0xfffd;

/** Containers inside containers; each AnyValue level takes up to four. Bounds the recursion of the reader. */
export const MAX_CONTAINERS = 820;

const LITERALS: ReadonlyMap<number, Uint8Array> = new Map(
  ["true", "false", "null"].map((word) => [word.charCodeAt(0), new TextEncoder().encode(word)]),
);

/** What a single character behind a backslash stands for (RFC 8259, 7). */
const ESCAPES: ReadonlyMap<number, number> = new Map(
  Object.entries({ '"': '"', "\\": "\\", "/": "/", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" }).map(
    ([letter, meaning]) => [letter.charCodeAt(0), meaning.charCodeAt(0)],
  ),
);

/** JSON tokens from bytes (RFC 8259), without a string or an object ever being made of them. */
export class JsonLexer {
  readonly bytes: Uint8Array;
  /** Next byte to read. */
  at = 0;
  /** Where the last string's text lies, unescaped: in `bytes`, or in a copy when it held escapes. */
  spanBytes: Uint8Array;
  spanStart = 0;
  spanEnd = 0;
  /** Strings in which invalid UTF-8 or a lone surrogate became U+FFFD. */
  repairedStrings = 0;
  readonly #scratch: ProtoWriter;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.spanBytes = bytes;
    this.#scratch = new ProtoWriter(256, bytes.length * 3 + 256);
    // A byte order mark may be ignored (RFC 8259, 8.1).
    if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) this.at = 3;
  }

  /** Refuses the document, naming the place and nothing else. */
  fail(at = this.at): never {
    throw new RoadError("malformed", `The JSON is invalid at byte ${at}.`);
  }

  /** Skips white space and returns the byte behind it, -1 at the end. */
  peek(): number {
    const { bytes } = this;
    let { at } = this;
    while (at < bytes.length) {
      const byte = bytes[at] as number;
      if (byte > 0x20 || !(byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09)) break;
      at++;
    }
    this.at = at;
    return at < bytes.length ? (bytes[at] as number) : -1;
  }

  expect(byte: number): void {
    if (this.peek() !== byte) this.fail();
    this.at++;
  }

  /** Consumes `true`, `false` or `null`, whichever its first byte announces. */
  literal(): void {
    const word = LITERALS.get(this.bytes[this.at] ?? 0);
    if (word === undefined) this.fail();
    for (let i = 0; i < word.length; i++) if (this.bytes[this.at + i] !== word[i]) this.fail();
    this.at += word.length;
  }

  /** Consumes a member name and its colon; its text is the span. Returns a hash of it, see `hashName`. */
  name(): number {
    const hash = this.span();
    this.expect(COLON);
    return hash;
  }

  /** Consumes a string and leaves its text as the span. Returns its hash. */
  span(): number {
    if (this.peek() !== QUOTE) this.fail();
    const { bytes } = this;
    const start = this.at + 1;
    let hash = 0;
    let at = start;
    while (at < bytes.length) {
      const byte = bytes[at] as number;
      if (byte === QUOTE) {
        this.spanBytes = bytes;
        this.spanStart = start;
        this.spanEnd = at;
        this.at = at + 1;
        return hash;
      }
      if (byte === BACKSLASH) break;
      if (byte < 0x20) this.fail(at);
      hash = (Math.imul(hash, 31) + byte) | 0;
      at++;
    }
    this.#scratch.at = 0;
    this.copyString(this.#scratch);
    this.spanBytes = this.#scratch.buffer;
    this.spanStart = 0;
    this.spanEnd = this.#scratch.at;
    return hashName(this.#scratch.result());
  }

  /** Consumes the string at `at` and writes its text, unescaped and as valid UTF-8. */
  copyString(out: ProtoWriter): void {
    const { bytes } = this;
    if (this.peek() !== QUOTE) this.fail();
    const repairs = this.repairedStrings;
    let at = this.at + 1;
    for (;;) {
      const target = out.buffer;
      let to = out.at;
      const stop = at + Math.min(bytes.length - at, target.length - to);
      while (at < stop) {
        const byte = bytes[at] as number;
        if (byte < 0x20 || byte === QUOTE || byte === BACKSLASH || byte > 0x7f) break;
        target[to++] = byte;
        at++;
      }
      out.at = to;
      if (at >= bytes.length) this.fail(at);
      const byte = bytes[at] as number;
      if (byte === QUOTE) break;
      out.reserve(4);
      if (byte === BACKSLASH) at = this.#escape(out, at);
      else if (byte > 0x7f) at = this.#sequence(out, at);
      else if (byte < 0x20) this.fail(at);
    }
    this.at = at + 1;
    if (this.repairedStrings !== repairs) this.repairedStrings = repairs + 1;
  }

  #sequence(out: ProtoWriter, at: number): number {
    const { bytes } = this;
    const length = sequenceLength(bytes, at, bytes.length);
    if (length < 0) {
      this.repairedStrings++;
      out.at = putCodePoint(out.buffer, out.at, REPLACEMENT);
      return at - length;
    }
    for (let i = 0; i < length; i++) out.buffer[out.at++] = bytes[at + i] as number;
    return at + length;
  }

  #escape(out: ProtoWriter, at: number): number {
    const letter = this.bytes[at + 1] ?? 0;
    const meaning = ESCAPES.get(letter);
    if (meaning !== undefined) {
      out.buffer[out.at++] = meaning;
      return at + 2;
    }
    if (letter !== 0x75) this.fail(at);
    let codePoint = this.#hex4(at + 2);
    let next = at + 6;
    if ((codePoint & 0xfc00) === 0xd800 && this.bytes[next] === BACKSLASH && this.bytes[next + 1] === 0x75) {
      const low = this.#hex4(next + 2);
      if ((low & 0xfc00) === 0xdc00) {
        codePoint = 0x10000 + ((codePoint & 0x3ff) << 10) + (low & 0x3ff);
        next += 6;
      }
    }
    if (codePoint >= 0xd800 && codePoint < 0xe000) this.repairedStrings++;
    out.at = putCodePoint(out.buffer, out.at, codePoint);
    return next;
  }

  #hex4(at: number): number {
    let value = 0;
    for (let i = at; i < at + 4; i++) {
      const digit = hexDigit(this.bytes[i] ?? 0);
      if (digit < 0) this.fail(i);
      value = value * 16 + digit;
    }
    return value;
  }

  /** Consumes a value of any kind, checking its form only. `depth` containers are open already. */
  skipValue(depth: number): void {
    const open: number[] = [];
    for (;;) {
      const byte = this.peek();
      if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) {
        if (depth + open.length >= MAX_CONTAINERS) this.fail();
        const close = byte + 2;
        this.at++;
        open.push(close);
        if (this.peek() !== close) {
          if (close === CLOSE_OBJECT) this.name();
          continue;
        }
      } else this.#skipScalar(byte);
      if (!this.#skipToNextValue(open)) return;
    }
  }

  #skipScalar(byte: number): void {
    if (byte === QUOTE) this.span();
    else if (LITERALS.has(byte)) this.literal();
    else {
      const end = numberEnd(this.bytes, this.at, this.bytes.length);
      if (end < 0) this.fail();
      this.at = end;
    }
  }

  /** Behind a value: closes what ends here. False when nothing is open any more. */
  #skipToNextValue(open: number[]): boolean {
    for (;;) {
      const close = open.at(-1);
      if (close === undefined) return false;
      const byte = this.peek();
      if (byte === COMMA) {
        this.at++;
        if (close === CLOSE_OBJECT) this.name();
        return true;
      }
      if (byte !== close) this.fail();
      this.at++;
      open.pop();
    }
  }
}

/** The value of a hexadecimal digit, -1 for another byte. */
export function hexDigit(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const letter = byte | 32;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
}

/** The hash that `JsonLexer.name` returns for a member name. */
export function hashName(name: Uint8Array): number {
  let hash = 0;
  for (const byte of name) hash = (Math.imul(hash, 31) + byte) | 0;
  return hash;
}

export const JSON_BYTES = { QUOTE, COMMA, COLON, OPEN_OBJECT, CLOSE_OBJECT, OPEN_ARRAY, CLOSE_ARRAY } as const;
