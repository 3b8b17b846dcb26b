import { RoadError } from "../core/errors.ts";
import type { Signal } from "../core/signal.ts";
import { type FieldInfo, MESSAGES, ROOTS } from "./fields.generated.ts";
import { JsonWriter } from "./json-writer.ts";
import { ProtoCursor } from "./proto-cursor.ts";

const COMMA = 0x2c;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
/** Messages inside messages; an AnyValue level takes up to three. Bounds the recursion. */
const MAX_MESSAGES = 640;
const WIRE_TYPES = { varint: 0, fixed64: 1, fixed32: 5, string: 2, bytes: 2, message: 2 } as const;
const LENGTH_DELIMITED = 2;

interface WrittenField {
  readonly info: FieldInfo;
  /** `"name":` */
  readonly label: Uint8Array;
  readonly bit: number;
  /** Bits of all members of the same oneof, 0 outside. */
  readonly rivals: number;
  /** Written even when it holds the default. */
  readonly presence: boolean;
  readonly wireType: number;
}

/** Parallel to `MESSAGES`, then by field number. */
const FIELDS: readonly (readonly (WrittenField | undefined)[])[] = MESSAGES.map(({ fields }) => {
  const byNumber: (WrittenField | undefined)[] = [];
  for (const [i, info] of fields.entries()) {
    byNumber[info.number] = {
      info,
      label: new TextEncoder().encode(`"${info.jsonName}":`),
      bit: 1 << i,
      rivals:
        info.oneof === undefined ? 0 : fields.reduce((bits, f, j) => bits | (f.oneof === info.oneof ? 1 << j : 0), 0),
      presence: info.repeated || info.optional === true || info.oneof !== undefined,
      wireType: WIRE_TYPES[info.kind],
    };
  }
  return byNumber;
});

/**
 * Converts a protobuf Export request to OTLP/JSON: lowerCamelCase names, hex ids, integers for enums, 64-bit integers
 * as strings, defaults left out, unknown fields too. Members stand in the order of the protobuf.
 *
 * @throws RoadError `malformed` where the bytes are not such a request.
 */
export function protobufToJson(bytes: Uint8Array, signal: Signal): Uint8Array {
  const out = new JsonWriter(256 + bytes.length * 2);
  writeMessage(out, ROOTS[signal], new ProtoCursor(bytes, 0, bytes.length), 0);
  return out.result();
}

function writeMessage(out: JsonWriter, index: number, cursor: ProtoCursor, depth: number): void {
  if (depth > MAX_MESSAGES) throw new RoadError("malformed", "The nesting is too deep.");
  const fields = FIELDS[index] as readonly (WrittenField | undefined)[];
  const { at, end, bytes } = cursor;
  const ordinary = isOrdinary(fields, cursor);
  const source = ordinary ? new ProtoCursor(bytes, at, end) : new ProtoCursor(merged(fields, bytes, at, end));
  out.byte(OPEN_OBJECT);
  let first = true;
  let list: WrittenField | undefined;
  while (source.next()) {
    const field = fields[source.number];
    if (field === undefined) continue;
    if (field === list) {
      writeElements(out, field, source, depth, false);
      continue;
    }
    if (list !== undefined) out.byte(CLOSE_ARRAY);
    list = undefined;
    if (!field.presence && isDefault(field, source)) continue;
    if (!first) out.byte(COMMA);
    first = false;
    out.raw(field.label);
    if (field.info.repeated) {
      list = field;
      out.byte(OPEN_ARRAY);
      writeElements(out, field, source, depth, true);
    } else writeValue(out, field, source, depth);
  }
  if (list !== undefined) out.byte(CLOSE_ARRAY);
  out.byte(CLOSE_OBJECT);
}

/**
 * Looks at one message without its parts: true when every list lies in one piece and nothing else occurs twice, so that
 * it can be written as it lies. Also refuses wrong wire types.
 */
function isOrdinary(fields: readonly (WrittenField | undefined)[], cursor: ProtoCursor): boolean {
  let seen = 0;
  let previous = 0;
  let ordinary = true;
  while (cursor.next()) {
    const field = fields[cursor.number];
    if (field === undefined) continue;
    const { repeated } = field.info;
    const packed = field.info.packed && cursor.wireType === LENGTH_DELIMITED;
    if (cursor.wireType !== field.wireType && !packed) throw new RoadError("malformed");
    if ((seen & (field.bit | field.rivals)) !== 0 && !(repeated && previous === field.bit)) ordinary = false;
    // An empty packed list would open an array without elements in the middle of it.
    if (packed && cursor.valueStart === cursor.valueEnd) ordinary = false;
    seen |= field.bit;
    previous = field.bit;
  }
  return ordinary;
}

/** The same message with its fields by number, lists in one piece, and one occurrence of everything else. */
function merged(
  fields: readonly (WrittenField | undefined)[],
  bytes: Uint8Array,
  start: number,
  end: number,
): Uint8Array {
  const parts: Uint8Array[] = [];
  for (const field of fields) {
    if (field === undefined) continue;
    const joins = field.info.kind === "message" && !field.info.repeated;
    let found: Uint8Array[] = [];
    for (const cursor = new ProtoCursor(bytes, start, end); cursor.next(); ) {
      const occurrence = fields[cursor.number];
      if (occurrence === undefined) continue;
      if (occurrence !== field) {
        // Setting a member of a oneof clears the others.
        if ((occurrence.bit & field.rivals) !== 0 && found.length > 0) found = [];
        continue;
      }
      const { valueStart, valueEnd } = cursor;
      if (field.info.packed && cursor.wireType === LENGTH_DELIMITED && valueStart === valueEnd) continue;
      if (!field.info.repeated && !joins) found.length = 0;
      found.push(bytes.subarray(joins ? valueStart : cursor.start, valueEnd));
    }
    if (found.length === 0) continue;
    // Two occurrences of a message join, which is what their contents in a row mean.
    if (joins) parts.push(delimited(field.info.number, found));
    else for (const part of found) parts.push(part);
  }
  return Buffer.concat(parts);
}

function delimited(number: number, contents: readonly Uint8Array[]): Uint8Array {
  const content = Buffer.concat(contents);
  const head: number[] = [];
  for (const value of [number * 8 + LENGTH_DELIMITED, content.length]) {
    let rest = value;
    for (; rest > 127; rest >>>= 7) head.push((rest & 127) | 128);
    head.push(rest);
  }
  return Buffer.concat([Uint8Array.from(head), content]);
}

/** The elements that one occurrence holds: many when packed, else one. */
function writeElements(out: JsonWriter, field: WrittenField, source: ProtoCursor, depth: number, first: boolean): void {
  if (!field.info.packed || source.wireType !== LENGTH_DELIMITED) {
    if (!first) out.byte(COMMA);
    writeValue(out, field, source, depth);
    return;
  }
  const elements = new ProtoCursor(source.bytes, source.valueStart, source.valueEnd);
  for (let start = first; elements.nextElement(field.wireType); start = false) {
    if (!start) out.byte(COMMA);
    writeValue(out, field, elements, depth);
  }
}

function isDefault({ info }: WrittenField, source: ProtoCursor): boolean {
  if (info.kind === "message") return false;
  if (info.kind === "string" || info.kind === "bytes") return source.valueStart === source.valueEnd;
  return source.low === 0 && source.high === 0;
}

function writeValue(out: JsonWriter, { info }: WrittenField, source: ProtoCursor, depth: number): void {
  const { bytes, valueStart, valueEnd, low, high } = source;
  switch (info.scalar) {
    case "message":
      writeMessage(out, info.message ?? -1, new ProtoCursor(bytes, valueStart, valueEnd), depth + 1);
      return;
    case "string":
      out.string(bytes, valueStart, valueEnd);
      return;
    case "bytes":
      if (info.idBytes === undefined) out.base64(bytes, valueStart, valueEnd);
      else out.hex(bytes, valueStart, valueEnd);
      return;
    case "bool":
      out.ascii(low === 0 && high === 0 ? "false" : "true");
      return;
    case "double":
      out.double(source.double());
      return;
    case "int64":
    case "sfixed64":
      out.integer64(low, high, true);
      return;
    case "uint64":
    case "fixed64":
      out.integer64(low, high, false);
      return;
    case "sint32":
      out.ascii(String((low >>> 1) ^ -(low & 1)));
      return;
    case "int32":
    case "sfixed32":
    case "enum":
      out.ascii(String(low | 0));
      return;
    case "uint32":
    case "fixed32":
      out.ascii(String(low));
      return;
    case "sint64":
    case "float":
      throw new Error("OTLP has no such field.");
  }
}
