import { ProtoCursor } from "../../otlp/proto-cursor.ts";
import { ProtoWriter } from "../../otlp/proto-writer.ts";
import type { LabelValue } from "./labels/decider.ts";

/** One attribute, read. */
export interface Attribute {
  readonly key: string;
  readonly value: LabelValue;
}

export interface ReadAttribute extends Attribute {
  /** The one spelling of this key and value; the very bytes when they are it already. */
  readonly canonical: Uint8Array;
}

const OTHER: LabelValue = { kind: "other" };
const TRUE: LabelValue = { kind: "bool", value: true };
const FALSE: LabelValue = { kind: "bool", value: false };
const MAX_ATTRIBUTE_BYTES = 64 * 1024 * 1024;

/**
 * Reads a KeyValue (opentelemetry/proto/common/v1/common.proto). Of fields that occur twice the last counts; within
 * arrays and maps spellings are not made equal.
 */
export function readAttribute(bytes: Buffer, start: number, end: number): ReadAttribute {
  return readPlain(bytes, start, end) ?? readAny(bytes, start, end);
}

/** The usual shape, a short key and then a short string, which is canonical. */
function readPlain(bytes: Buffer, start: number, end: number): ReadAttribute | undefined {
  const keyLength = bytes[start + 1]!;
  const keyEnd = start + 2 + keyLength;
  const length = bytes[keyEnd + 3]!;
  const isPlain =
    end - start < 128 &&
    bytes[start] === 0x0a &&
    keyEnd + 4 <= end &&
    bytes[keyEnd] === 0x12 &&
    bytes[keyEnd + 1] === end - keyEnd - 2 &&
    bytes[keyEnd + 2] === 0x0a &&
    length === end - keyEnd - 4;
  if (!isPlain) return undefined;
  const text = bytes.toString("utf8", keyEnd + 4, end);
  return {
    key: bytes.toString("utf8", start + 2, keyEnd),
    value: { kind: "string", text },
    canonical: bytes.subarray(start, end),
  };
}

function readAny(bytes: Buffer, start: number, end: number): ReadAttribute {
  const cursor = new ProtoCursor(bytes, start, end);
  let keyStart = start;
  let keyEnd = start;
  let valueStart = start;
  let valueEnd = start;
  while (cursor.next()) {
    if (cursor.number === 1) [keyStart, keyEnd] = [cursor.valueStart, cursor.valueEnd];
    else if (cursor.number === 2) [valueStart, valueEnd] = [cursor.valueStart, cursor.valueEnd];
  }
  const key = bytes.toString("utf8", keyStart, keyEnd);
  const writer = new ProtoWriter(end - start + 16, MAX_ATTRIBUTE_BYTES);
  writeBytes(writer, 0x0a, bytes.subarray(keyStart, keyEnd));
  writer.varint(0x12);
  const content = writer.open(1);
  const value = readValue(new ProtoCursor(bytes, valueStart, valueEnd), bytes, writer);
  writer.close(content, 1);
  return { key, value, canonical: writer.result() };
}

/** AnyValue: the last member of the oneof, written in its one spelling. */
function readValue(cursor: ProtoCursor, bytes: Buffer, writer: ProtoWriter): LabelValue {
  const contentAt = writer.at;
  let value = OTHER;
  while (cursor.next()) {
    writer.at = contentAt;
    switch (cursor.number) {
      case 1:
        writeBytes(writer, 0x0a, bytes.subarray(cursor.valueStart, cursor.valueEnd));
        value = { kind: "string", text: bytes.toString("utf8", cursor.valueStart, cursor.valueEnd) };
        break;
      case 2:
        value = cursor.low === 0 && cursor.high === 0 ? FALSE : TRUE;
        writer.varint(0x10);
        writer.varint(value === TRUE ? 1 : 0);
        break;
      case 3:
        value = { kind: "int", value: BigInt.asIntN(64, (BigInt(cursor.high) << 32n) | BigInt(cursor.low)) };
        writer.varint(0x18);
        writer.varint64(cursor.low, cursor.high);
        break;
      case 4:
        value = { kind: "double", value: cursor.double() };
        writer.varint(0x21);
        writer.fixed64(cursor.low, cursor.high);
        break;
      default:
        value = OTHER;
        writeBytes(writer, (cursor.number << 3) | 2, bytes.subarray(cursor.valueStart, cursor.valueEnd));
    }
  }
  return value;
}

/** A KeyValue that holds a string. */
export function stringAttribute(key: string, text: string): Uint8Array {
  const writer = new ProtoWriter(64, MAX_ATTRIBUTE_BYTES);
  writeBytes(writer, 0x0a, Buffer.from(key));
  writer.varint(0x12);
  const value = writer.open(1);
  writeBytes(writer, 0x0a, Buffer.from(text));
  writer.close(value, 1);
  return writer.result();
}

/** A KeyValue that holds true. */
export function trueAttribute(key: string): Uint8Array {
  const writer = new ProtoWriter(64, MAX_ATTRIBUTE_BYTES);
  writeBytes(writer, 0x0a, Buffer.from(key));
  writeBytes(writer, 0x12, Uint8Array.of(0x10, 1));
  return writer.result();
}

/** Writes a length-delimited field. */
export function writeBytes(writer: ProtoWriter, tag: number, bytes: Uint8Array): void {
  writer.reserve(bytes.length + 10);
  writer.varint(tag);
  writer.varint(bytes.length);
  writer.reserve(bytes.length);
  writer.buffer.set(bytes, writer.at);
  writer.at += bytes.length;
}
