import { LIMITS } from "../core/limits.ts";
import type { Signal } from "../core/signal.ts";
import { decodeBase64 } from "./base64.ts";
import { ROOTS } from "./fields.generated.ts";
import { findField, JSON_FIELD_COUNT, JSON_MESSAGES, type JsonField, type JsonMessage } from "./json-fields.ts";
import { hexDigit, JSON_BYTES, JsonLexer, MAX_CONTAINERS } from "./json-lexer.ts";
import { NumberReader } from "./json-number.ts";
import { ProtoWriter } from "./proto-writer.ts";

const { QUOTE, COMMA, OPEN_OBJECT, CLOSE_OBJECT, OPEN_ARRAY, CLOSE_ARRAY } = JSON_BYTES;
const LETTER_T = 0x74;
const LETTER_N = 0x6e;
const NON_FINITE: ReadonlyMap<string, number> = new Map([
  ["NaN", Number.NaN],
  ["Infinity", Number.POSITIVE_INFINITY],
  ["-Infinity", Number.NEGATIVE_INFINITY],
]);

/** What the conversion left out or repaired; added to, never reset. */
export interface JsonCounts {
  /** Members with names this version does not know, snake_case spellings included. Their values are not converted. */
  unknownFields: number;
  /** Strings in which invalid UTF-8 or a lone surrogate became U+FFFD. */
  repairedStrings: number;
}

/**
 * Converts an OTLP/JSON Export request to protobuf. Every occurrence of a duplicate member is written, so that nothing
 * hides from the scrub behind a later one; protobuf's own rules (the last scalar counts, messages and lists join) then
 * decide between them.
 *
 * @throws RoadError `malformed`, with the byte position and nothing of the input.
 */
export function jsonToProtobuf(bytes: Uint8Array, signal: Signal, counts?: JsonCounts): Uint8Array {
  const reader = new JsonReader(bytes);
  const result = reader.request(ROOTS[signal]);
  if (counts !== undefined) {
    counts.unknownFields += reader.unknownFields;
    counts.repairedStrings += reader.repairedStrings;
  }
  return result;
}

class JsonReader {
  unknownFields = 0;
  readonly #lexer: JsonLexer;
  readonly #out: ProtoWriter;
  readonly #numbers = new NumberReader();
  /** Bytes the length of each field took last time: a good guess saves moving the content. */
  readonly #lengthBytes = new Uint8Array(JSON_FIELD_COUNT).fill(1);

  constructor(bytes: Uint8Array) {
    this.#lexer = new JsonLexer(bytes);
    // Protobuf is about half as long as JSON.
    this.#out = new ProtoWriter(256 + Math.ceil(bytes.length * 0.6), LIMITS.maxRequestBytes);
  }

  get repairedStrings(): number {
    return this.#lexer.repairedStrings;
  }

  request(message: number): Uint8Array {
    const lexer = this.#lexer;
    this.#message(message, 0);
    if (lexer.peek() !== -1) lexer.fail();
    return this.#out.result();
  }

  #message(index: number, depth: number): void {
    const lexer = this.#lexer;
    const message = JSON_MESSAGES[index] as JsonMessage;
    lexer.expect(OPEN_OBJECT);
    if (depth >= MAX_CONTAINERS) lexer.fail();
    if (lexer.peek() === CLOSE_OBJECT) {
      lexer.at++;
      return;
    }
    let seen = 0;
    for (;;) {
      const hash = lexer.name();
      const field = findField(message, hash, lexer.spanBytes, lexer.spanStart, lexer.spanEnd);
      if (field === undefined) {
        this.unknownFields++;
        lexer.skipValue(depth + 1);
      } else {
        this.#member(field, (seen & field.bit) !== 0, depth + 1);
        seen |= field.bit;
      }
      if (lexer.peek() === CLOSE_OBJECT) break;
      lexer.expect(COMMA);
    }
    lexer.at++;
  }

  /** `again`: the message had this member before, so that even a default value must be written to override it. */
  #member(field: JsonField, again: boolean, depth: number): void {
    const lexer = this.#lexer;
    const first = lexer.peek();
    if (first === LETTER_N) lexer.literal();
    else if (!field.repeated) this.#value(field, field.presence || again, depth);
    else if (first !== OPEN_ARRAY) lexer.fail();
    else if (field.packed) this.#packed(field);
    else this.#elements(field, depth);
  }

  #elements(field: JsonField, depth: number): void {
    const lexer = this.#lexer;
    if (depth >= MAX_CONTAINERS) lexer.fail();
    lexer.expect(OPEN_ARRAY);
    if (lexer.peek() === CLOSE_ARRAY) {
      lexer.at++;
      return;
    }
    for (;;) {
      this.#value(field, true, depth + 1);
      if (lexer.peek() === CLOSE_ARRAY) break;
      lexer.expect(COMMA);
    }
    lexer.at++;
  }

  #packed(field: JsonField): void {
    const lexer = this.#lexer;
    const out = this.#out;
    lexer.expect(OPEN_ARRAY);
    if (lexer.peek() === CLOSE_ARRAY) {
      lexer.at++;
      return;
    }
    out.varint(field.tag);
    const guess = this.#lengthBytes[field.id] as number;
    const start = out.open(guess);
    for (;;) {
      this.#number(field);
      this.#putNumber(field);
      if (lexer.peek() === CLOSE_ARRAY) break;
      lexer.expect(COMMA);
    }
    lexer.at++;
    this.#lengthBytes[field.id] = out.close(start, guess);
  }

  /** One value with its tag. Without `always`, a default value writes nothing, as protobuf encoders do. */
  #value(field: JsonField, always: boolean, depth: number): void {
    const out = this.#out;
    const before = out.at;
    out.varint(field.tag);
    if (field.form === "message") {
      this.#delimitedMessage(field, depth);
      return;
    }
    const isDefault = this.#scalar(field);
    if (isDefault && !always) out.at = before;
  }

  #delimitedMessage(field: JsonField, depth: number): void {
    const lexer = this.#lexer;
    const guess = this.#lengthBytes[field.id] as number;
    const start = this.#out.open(guess);
    // An element cannot be absent: `[null]`, as JSON.stringify writes [undefined], is an empty value.
    if (lexer.peek() === LETTER_N) lexer.literal();
    else this.#message(field.message, depth);
    this.#lengthBytes[field.id] = this.#out.close(start, guess);
  }

  /** Writes the content of a scalar; true when it is the default. */
  #scalar(field: JsonField): boolean {
    switch (field.form) {
      case "string":
        return this.#string(field);
      case "id":
        return this.#id(field);
      case "bytes":
        return this.#bytes(field);
      case "bool":
        return this.#bool();
      case "enum":
      case "double":
      case "integer":
        this.#number(field);
        return this.#putNumber(field);
      case "message":
        throw new Error("A message is no scalar.");
    }
  }

  #string(field: JsonField): boolean {
    const out = this.#out;
    const guess = this.#lengthBytes[field.id] as number;
    const start = out.open(guess);
    this.#lexer.copyString(out);
    const empty = out.at === start;
    this.#lengthBytes[field.id] = out.close(start, guess);
    return empty;
  }

  #id(field: JsonField): boolean {
    const lexer = this.#lexer;
    const out = this.#out;
    lexer.span();
    const { spanBytes, spanStart, spanEnd } = lexer;
    const size = (spanEnd - spanStart) / 2;
    if (size !== field.idBytes && size !== 0) lexer.fail();
    out.varint(size);
    out.reserve(size);
    for (let at = spanStart; at < spanEnd; at += 2) {
      const high = hexDigit(spanBytes[at] as number);
      const low = hexDigit(spanBytes[at + 1] as number);
      if (high < 0 || low < 0) lexer.fail();
      out.buffer[out.at++] = high * 16 + low;
    }
    return size === 0;
  }

  #bytes(field: JsonField): boolean {
    const lexer = this.#lexer;
    const out = this.#out;
    const guess = this.#lengthBytes[field.id] as number;
    const start = out.open(guess);
    lexer.span();
    out.reserve(lexer.spanEnd - lexer.spanStart);
    const end = decodeBase64(lexer.spanBytes, lexer.spanStart, lexer.spanEnd, out.buffer, out.at);
    if (end < 0) lexer.fail();
    out.at = end;
    this.#lengthBytes[field.id] = out.close(start, guess);
    return end === start;
  }

  #bool(): boolean {
    const lexer = this.#lexer;
    const isTrue = lexer.peek() === LETTER_T;
    // `null` is the only other literal and was taken for absent, or is an element that cannot be.
    if (!isTrue && lexer.peek() === LETTER_N) lexer.fail();
    lexer.literal();
    this.#out.varint(isTrue ? 1 : 0);
    return !isTrue;
  }

  /** Reads a number, bare or in quotes, into `#numbers`. */
  #number(field: JsonField): void {
    const lexer = this.#lexer;
    if (lexer.peek() !== QUOTE) {
      const end = this.#parse(field, lexer.bytes, lexer.at, lexer.bytes.length);
      if (end < 0) lexer.fail();
      lexer.at = end;
      return;
    }
    const { at } = lexer;
    lexer.span();
    const { spanBytes, spanStart, spanEnd } = lexer;
    if (
      !this.#named(field, spanBytes, spanStart, spanEnd) &&
      this.#parse(field, spanBytes, spanStart, spanEnd) !== spanEnd
    )
      lexer.fail(at);
  }

  #parse(field: JsonField, bytes: Uint8Array, start: number, end: number): number {
    if (field.form === "double") return this.#numbers.double(bytes, start, end);
    return this.#numbers.integer(bytes, start, end, field.range);
  }

  /** Names of enum values (never written, accepted as the Collector does) and the doubles JSON has no numbers for. */
  #named(field: JsonField, bytes: Uint8Array, start: number, end: number): boolean {
    const first = bytes[start] ?? 0;
    const second = bytes[start + 1] ?? 0;
    if (start === end || end - start > 64 || (first === 0x2d ? second : first) < 0x41) return false;
    const numbers = this.#numbers;
    const text = String.fromCharCode(...bytes.subarray(start, end));
    const value = (field.form === "double" ? NON_FINITE : field.enumNames)?.get(text);
    if (value === undefined) return false;
    numbers.value = value;
    numbers.low = value >>> 0;
    numbers.high = 0;
    return true;
  }

  /** Writes what `#number` read; true when it is the default. */
  #putNumber(field: JsonField): boolean {
    const out = this.#out;
    const { low, high, value } = this.#numbers;
    if (field.form === "double") {
      out.double(value);
      return Object.is(value, 0);
    }
    switch (field.layout) {
      case "varint":
        out.varint64(low, high);
        break;
      case "zigzag": {
        const sign = high >>> 31 === 1 ? 0xffff_ffff : 0;
        out.varint64(((low << 1) ^ sign) >>> 0, (((high << 1) | (low >>> 31)) ^ sign) >>> 0);
        break;
      }
      case "fixed32":
        out.fixed32(low);
        break;
      case "fixed64":
        out.fixed64(low, high);
    }
    return low === 0 && high === 0;
  }
}
