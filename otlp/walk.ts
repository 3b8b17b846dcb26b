import { RoadError } from "../core/errors.ts";
import { LIMITS } from "../core/limits.ts";
import type { Signal } from "../core/signal.ts";
import { ROOTS } from "./fields.generated.ts";
import {
  ATTRIBUTES,
  DROP,
  FIELDS_PER_MESSAGE,
  IDENTIFIER,
  MESSAGE,
  NUMBER,
  PACKED,
  TEXT,
  VALUE,
  walkTable,
} from "./places.ts";
import { delimited, Rewrite } from "./rewrite.ts";

/** What becomes of an attribute, decided by its key. */
export const VISIT = 0;
/** The whole entry leaves the message. */
export const REMOVE = 1;
/** The value, of any kind, becomes the string `Visitor.replaced` returns. */
export const REPLACE = 2;
export type Verdict = typeof VISIT | typeof REMOVE | typeof REPLACE;

/**
 * What the walk tells, in wire order, about a message whose bytes are `buffer`. Places are indices into `PLACES`.
 * Methods that judge text return its replacement, or undefined to keep it.
 */
export interface Visitor {
  /** A ResourceLogs, ResourceSpans or ResourceMetrics begins. */
  resource(buffer: Uint8Array, start: number, end: number): void;
  record(): void;
  /** A text field that is no attribute. */
  text(place: number, start: number, end: number): Uint8Array | undefined;
  /**
   * The name of an attribute or map entry. Sets `keyText` when the name itself must change.
   * `levels` is 0 for an attribute, more inside maps. `certain` is false when the entry is malformed (several keys or
   * values, value before key): then no key may protect the value. Every `key` that returns VISIT is matched by `leave`.
   */
  key(place: number, start: number, end: number, levels: number, certain: boolean): Verdict;
  keyText: Uint8Array | undefined;
  /** After `REPLACE`: what stands for the AnyValue in [start, end); undefined visits the value after all. */
  replaced(place: number, start: number, end: number): Uint8Array | undefined;
  leave(): void;
  /** A value that stands alone, a log body; matched by `leave`. */
  body(place: number): Verdict;
  /** A string inside a value. */
  value(place: number, start: number, end: number): Uint8Array | undefined;
  /** A bytes value. */
  bytes(place: number, start: number, end: number): Uint8Array | undefined;
  /** A bool (2), int (3) or double (4) inside a value, with its raw bytes; a replacement makes it a string. */
  number(place: number, field: number, start: number, end: number): Uint8Array | undefined;
  /** A value nested deeper than `LIMITS.maxDepth`: its replacement. */
  tooDeep(place: number, start: number, end: number): Uint8Array;
  unknownField(): void;
  badId(): void;
}

const NOTHING = new Uint8Array(0);
const NO_GUIDE = new Int32Array(0);
const TABLE = walkTable();

// AnyValue (common.proto): fields of the oneof `value`.
const STRING_VALUE = 1;
const BOOL_VALUE = 2;
const INT_VALUE = 3;
const DOUBLE_VALUE = 4;
const ARRAY_VALUE = 5;
const KVLIST_VALUE = 6;
const BYTES_VALUE = 7;

/**
 * Walks one Export request in wire order without decoding it, so that a value behind a duplicate field or an overwritten
 * oneof is seen as well. Unknown fields, and known ones in a wrong wire type, are dropped; groups, broken varints and
 * lengths that do not fit are refused (`RoadError` malformed). Not reentrant: one walker per thread.
 */
export class Walker {
  readonly #visitor: Visitor;
  readonly #rewrite = new Rewrite();
  #buffer: Uint8Array = NOTHING;
  #at = 0;
  #guide: Int32Array = NO_GUIDE;
  #guideLength = 0;
  #nextGuide = 0;
  /** Up to here every field is visited: inside a field the guide named, or everywhere without a guide. */
  #visitUntil = 0;

  constructor(visitor: Visitor) {
    this.#visitor = visitor;
  }

  /** Whether the last walk changed anything. */
  get changed(): boolean {
    return this.#rewrite.edits > 0;
  }

  /** Returns the bytes with the visitor's decisions applied, always in memory from `take`. */
  walk(
    buffer: Uint8Array,
    length: number,
    signal: Signal,
    take: (bytes: number) => Uint8Array = (bytes) => Buffer.allocUnsafeSlow(bytes),
  ): Uint8Array {
    this.#visitUntil = Number.MAX_SAFE_INTEGER;
    return this.#run(buffer, length, signal, take);
  }

  /**
   * The same, but only fields whose offsets are among the first `count` of `guide` are visited, with what leads to them:
   * the rest is known to be well formed and to need nothing. `record` is not told of records that are passed over.
   */
  walkGuided(
    buffer: Uint8Array,
    length: number,
    signal: Signal,
    guide: Int32Array,
    count: number,
    take: (bytes: number) => Uint8Array,
  ): Uint8Array {
    this.#visitUntil = 0;
    this.#guide = guide;
    this.#guideLength = count;
    this.#nextGuide = 0;
    return this.#run(buffer, length, signal, take);
  }

  #run(buffer: Uint8Array, length: number, signal: Signal, take: (bytes: number) => Uint8Array): Uint8Array {
    this.#buffer = buffer;
    this.#rewrite.reset();
    try {
      this.#message(ROOTS[signal], 0, length);
      return this.#rewrite.apply(length === buffer.length ? buffer : buffer.subarray(0, length), take);
    } finally {
      this.#buffer = NOTHING;
    }
  }

  /**
   * Reads a tag or length at `#at`: a varint of at most 32 bits in at most five bytes, also an over-long one. Readers do
   * not agree on what a longer one means, so none may leave: it is malformed, as is an end before its end.
   */
  #varint(end: number): number {
    const buffer = this.#buffer;
    let at = this.#at;
    let byte = at < end ? buffer[at++]! : this.#fail(at);
    if (byte < 0x80) {
      this.#at = at;
      return byte;
    }
    let value = byte & 0x7f;
    for (let shift = 7; shift < 35; shift += 7) {
      byte = at < end ? buffer[at++]! : this.#fail(at);
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) {
        if (value > 0xffffffff) this.#fail(at);
        this.#at = at;
        return value;
      }
    }
    return this.#fail(at);
  }

  /** Moves past a varint of at most 10 bytes. */
  #skipVarint(at: number, end: number): number {
    const buffer = this.#buffer;
    const stop = at + 10 < end ? at + 10 : end;
    for (let i = at; i < stop; i++) if (buffer[i]! < 0x80) return i + 1;
    return this.#fail(at);
  }

  /** Moves past a field's content; for wire type 2 `#at` is left at the content's start. */
  #fieldEnd(wireType: number, end: number): number {
    let fieldEnd: number;
    switch (wireType) {
      case 0:
        return this.#skipVarint(this.#at, end);
      case 1:
        fieldEnd = this.#at + 8;
        break;
      case 2: {
        const length = this.#varint(end);
        fieldEnd = this.#at + length;
        break;
      }
      case 5:
        fieldEnd = this.#at + 4;
        break;
      default:
        return this.#fail(this.#at);
    }
    return fieldEnd <= end ? fieldEnd : this.#fail(this.#at);
  }

  /** Whether the guide passes over the field [start, end). */
  #isPassed(start: number, end: number): boolean {
    if (start < this.#visitUntil) return false;
    let next = this.#nextGuide;
    while (next < this.#guideLength && this.#guide[next]! < start) next++;
    this.#nextGuide = next;
    if (next === this.#guideLength || this.#guide[next]! >= end) return true;
    if (this.#guide[next] === start) this.#visitUntil = end;
    return false;
  }

  #fail(at: number): never {
    throw new RoadError("malformed", `Byte ${at} of the message cannot be read.`);
  }

  #drop(start: number, end: number): void {
    this.#visitor.unknownField();
    this.#rewrite.edit(start, end, NOTHING);
  }

  #message(type: number, start: number, end: number): void {
    if (TABLE.isResource[type] === 1) this.#visitor.resource(this.#buffer, start, end);
    else if (TABLE.isRecord[type] === 1) this.#visitor.record();
    let at = start;
    while (at < end) {
      const fieldStart = at;
      this.#at = at;
      const tag = this.#varint(end);
      const lengthAt = this.#at;
      const wireType = tag & 7;
      const field = tag >>> 3;
      if (field === 0) this.#fail(fieldStart);
      at = this.#fieldEnd(wireType, end);
      if (this.#isPassed(fieldStart, at)) continue;
      const entry = field < FIELDS_PER_MESSAGE ? type * FIELDS_PER_MESSAGE + field : -1;
      const action = entry < 0 ? DROP : TABLE.action[entry]!;
      if (
        action === DROP ||
        (wireType !== TABLE.wireType[entry]! && !(action === PACKED && wireType === TABLE.argument[entry]!))
      ) {
        this.#drop(fieldStart, at);
        continue;
      }
      if (wireType === 2) this.#delimitedField(action, entry, fieldStart, lengthAt, this.#at, at);
    }
  }

  #delimitedField(
    action: number,
    entry: number,
    fieldStart: number,
    lengthAt: number,
    start: number,
    end: number,
  ): void {
    const argument = TABLE.argument[entry]!;
    switch (action) {
      case TEXT: {
        const text = this.#visitor.text(argument, start, end);
        if (text !== undefined) this.#rewrite.replace(lengthAt, end, text);
        return;
      }
      case MESSAGE:
        this.#rewrite.open(lengthAt, start);
        this.#message(argument, start, end);
        return this.#rewrite.close(end);
      case ATTRIBUTES:
        return this.#attribute(TABLE.keyPlace[entry]!, argument, fieldStart, lengthAt, start, end, 0);
      case VALUE:
        return this.#standalone(argument, TABLE.keyPlace[entry]!, lengthAt, start, end);
      case IDENTIFIER:
        if (end !== start && end - start !== argument) {
          this.#visitor.badId();
          this.#rewrite.edit(fieldStart, end, NOTHING);
        }
        return;
      case PACKED:
        return this.#packed(argument, start, end);
      case NUMBER:
      default:
        return this.#drop(fieldStart, end);
    }
  }

  #packed(wireType: number, start: number, end: number): void {
    if (wireType === 1 ? (end - start) % 8 !== 0 : wireType === 5 && (end - start) % 4 !== 0) this.#fail(start);
    if (wireType === 0) for (let at = start; at < end; ) at = this.#skipVarint(at, end);
  }

  #standalone(place: number, keyPlace: number, lengthAt: number, start: number, end: number): void {
    this.#valueOrText(this.#visitor.body(place), place, keyPlace, lengthAt, start, end, 0);
    this.#visitor.leave();
  }

  /** An AnyValue field: visited, or replaced as a whole. */
  #valueOrText(
    verdict: Verdict,
    place: number,
    keyPlace: number,
    lengthAt: number,
    start: number,
    end: number,
    levels: number,
  ): void {
    const text = verdict === REPLACE ? this.#visitor.replaced(place, start, end) : undefined;
    if (text !== undefined) return this.#rewrite.replace(lengthAt, end, this.#stringValue(text));
    this.#rewrite.open(lengthAt, start);
    this.#anyValue(place, keyPlace, start, end, levels);
    this.#rewrite.close(end);
  }

  /** AnyValue that holds a string. */
  #stringValue(text: Uint8Array): Uint8Array {
    const content = delimited(text);
    const out = new Uint8Array(content.length + 1);
    out[0] = (STRING_VALUE << 3) | 2;
    out.set(content, 1);
    return out;
  }

  /** KeyValue: the common shape (one key, then one value, both short) is read at once, everything else with care. */
  #attribute(
    keyPlace: number,
    place: number,
    fieldStart: number,
    lengthAt: number,
    start: number,
    end: number,
    levels: number,
  ): void {
    const buffer = this.#buffer;
    if (end - start >= 4 && buffer[start] === 0x0a && buffer[start + 1]! < 0x80) {
      const keyEnd = start + 2 + buffer[start + 1]!;
      if (keyEnd + 2 <= end && buffer[keyEnd] === 0x12) {
        this.#at = keyEnd + 1;
        const length = this.#varint(end);
        if (this.#at + length === end) {
          return this.#entry(
            keyPlace,
            place,
            fieldStart,
            lengthAt,
            start,
            start + 1,
            start + 2,
            keyEnd,
            keyEnd + 1,
            this.#at,
            end,
            levels,
          );
        }
      }
    }
    this.#oddEntry(keyPlace, place, fieldStart, lengthAt, start, end, levels);
  }

  #entry(
    keyPlace: number,
    place: number,
    fieldStart: number,
    lengthAt: number,
    start: number,
    keyLengthAt: number,
    keyStart: number,
    keyEnd: number,
    valueLengthAt: number,
    valueStart: number,
    end: number,
    levels: number,
  ): void {
    const visitor = this.#visitor;
    const verdict = visitor.key(keyPlace, keyStart, keyEnd, levels, true);
    if (verdict === REMOVE) return this.#rewrite.edit(fieldStart, end, NOTHING);
    this.#rewrite.open(lengthAt, start);
    if (visitor.keyText !== undefined) this.#rewrite.replace(keyLengthAt, keyEnd, visitor.keyText);
    this.#valueOrText(verdict, place, keyPlace, valueLengthAt, valueStart, end, levels);
    visitor.leave();
    this.#rewrite.close(end);
  }

  /** A KeyValue in any other shape: key last, missing, repeated, unknown fields. Its last key counts, none protects. */
  #oddEntry(
    keyPlace: number,
    place: number,
    fieldStart: number,
    lengthAt: number,
    start: number,
    end: number,
    levels: number,
  ): void {
    const fields = this.#keyValueFields(start, end);
    const keys = fields.filter((field) => field.number === 1);
    const values = fields.filter((field) => field.number === 2);
    const last = keys[keys.length - 1];
    const visitor = this.#visitor;
    const certain = keys.length <= 1 && values.length <= 1;
    const verdict = visitor.key(keyPlace, last?.start ?? start, last?.end ?? start, levels, certain);
    const { keyText } = visitor;
    if (verdict === REMOVE) return this.#rewrite.edit(fieldStart, end, NOTHING);
    this.#rewrite.open(lengthAt, start);
    for (const field of fields) {
      if (field.number === 0) this.#drop(field.fieldStart, field.end);
      else if (field.number === 1) {
        const text = field === last ? keyText : visitor.text(keyPlace, field.start, field.end);
        if (text !== undefined) this.#rewrite.replace(field.lengthAt, field.end, text);
      } else this.#valueOrText(verdict, place, keyPlace, field.lengthAt, field.start, field.end, levels);
    }
    visitor.leave();
    this.#rewrite.close(end);
  }

  /** Fields of a KeyValue in wire order; number 0 stands for one that must be dropped. */
  #keyValueFields(
    start: number,
    end: number,
  ): { number: number; fieldStart: number; lengthAt: number; start: number; end: number }[] {
    const fields = [];
    let at = start;
    while (at < end) {
      const fieldStart = at;
      this.#at = at;
      const tag = this.#varint(end);
      const lengthAt = this.#at;
      if (tag >>> 3 === 0) this.#fail(fieldStart);
      at = this.#fieldEnd(tag & 7, end);
      const known = tag === 0x0a || tag === 0x12;
      fields.push({ number: known ? tag >>> 3 : 0, fieldStart, lengthAt, start: this.#at, end: at });
    }
    return fields;
  }

  #anyValue(place: number, keyPlace: number, start: number, end: number, levels: number): void {
    let at = start;
    while (at < end) {
      const fieldStart = at;
      this.#at = at;
      const tag = this.#varint(end);
      const lengthAt = this.#at;
      const field = tag >>> 3;
      if (field === 0) this.#fail(fieldStart);
      at = this.#fieldEnd(tag & 7, end);
      if (this.#isPassed(fieldStart, at)) continue;
      this.#valueField(place, keyPlace, tag, fieldStart, lengthAt, this.#at, at, levels);
    }
  }

  #valueField(
    place: number,
    keyPlace: number,
    tag: number,
    fieldStart: number,
    lengthAt: number,
    start: number,
    end: number,
    levels: number,
  ): void {
    switch (tag) {
      case (STRING_VALUE << 3) | 2: {
        const text = this.#visitor.value(place, start, end);
        if (text !== undefined) this.#rewrite.replace(lengthAt, end, text);
        return;
      }
      case BOOL_VALUE << 3:
      case INT_VALUE << 3:
      case (DOUBLE_VALUE << 3) | 1: {
        const text = this.#visitor.number(place, tag >>> 3, lengthAt, end);
        if (text !== undefined) this.#rewrite.edit(fieldStart, end, this.#stringValue(text));
        return;
      }
      case (ARRAY_VALUE << 3) | 2:
      case (KVLIST_VALUE << 3) | 2:
        if (levels >= LIMITS.maxDepth)
          return this.#rewrite.edit(fieldStart, end, this.#stringValue(this.#visitor.tooDeep(place, start, end)));
        return this.#list(place, keyPlace, tag >>> 3, lengthAt, start, end, levels + 1);
      case (BYTES_VALUE << 3) | 2: {
        const bytes = this.#visitor.bytes(place, start, end);
        if (bytes !== undefined) this.#rewrite.replace(lengthAt, end, bytes);
        return;
      }
      default:
        return this.#drop(fieldStart, end);
    }
  }

  /** ArrayValue and KeyValueList: one repeated field, number 1. */
  #list(
    place: number,
    keyPlace: number,
    kind: number,
    listLengthAt: number,
    start: number,
    end: number,
    levels: number,
  ): void {
    this.#rewrite.open(listLengthAt, start);
    let at = start;
    while (at < end) {
      const fieldStart = at;
      this.#at = at;
      const tag = this.#varint(end);
      const lengthAt = this.#at;
      if (tag >>> 3 === 0) this.#fail(fieldStart);
      at = this.#fieldEnd(tag & 7, end);
      if (this.#isPassed(fieldStart, at)) continue;
      if (tag !== 0x0a) this.#drop(fieldStart, at);
      else if (kind === KVLIST_VALUE) this.#attribute(keyPlace, place, fieldStart, lengthAt, this.#at, at, levels);
      else {
        const valueStart = this.#at;
        this.#rewrite.open(lengthAt, valueStart);
        this.#anyValue(place, keyPlace, valueStart, at, levels);
        this.#rewrite.close(at);
      }
    }
    this.#rewrite.close(end);
  }
}
