import type { Signal } from "../../core/signal.ts";
import { MESSAGES, ROOTS } from "../../otlp/fields.generated.ts";

/** One field of a message, as it lies on the wire; everything may be changed. */
export interface WireField {
  number: number;
  wireType: number;
  /** Fields of a sub-message, or the content: of a varint its bytes. */
  content: Uint8Array | WireField[];
  /** Needless bytes in the tag's and the length's varint. */
  tagPadding?: number;
  lengthPadding?: number;
  /** Added to the true length. */
  lie?: number;
  /** Index into `MESSAGES` of a sub-message. */
  message?: number;
}

/** Fields of a well-formed request; messages by the definitions become lists of fields. */
export function parseWire(bytes: Uint8Array, signal: Signal): WireField[] {
  return parseMessage(bytes, ROOTS[signal]);
}

function parseMessage(bytes: Uint8Array, message: number): WireField[] {
  const fields: WireField[] = [];
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = bytes[at++] ?? 0;
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
    }
  };
  while (at < bytes.length) {
    const tag = varint();
    const number = Math.floor(tag / 8);
    const wireType = tag % 8;
    const start = wireType === 2 ? varint() + at : at;
    if (wireType === 2) {
      const content = bytes.subarray(at, start);
      const info = MESSAGES[message]?.fields.find((field) => field.number === number);
      fields.push(
        info?.message === undefined
          ? { number, wireType, content }
          : { number, wireType, content: parseMessage(content, info.message), message: info.message },
      );
      at = start;
      continue;
    }
    if (wireType === 0) varint();
    else at += wireType === 1 ? 8 : 4;
    fields.push({ number, wireType, content: bytes.subarray(start, at) });
  }
  return fields;
}

/** The bytes of fields, with their faults. */
export function encodeWire(fields: readonly WireField[]): Buffer {
  const parts: Uint8Array[] = [];
  for (const field of fields) {
    parts.push(varintBytes(field.number * 8 + field.wireType, field.tagPadding));
    const content = field.content instanceof Uint8Array ? field.content : encodeWire(field.content);
    if (field.wireType === 2)
      parts.push(varintBytes(Math.max(0, content.length + (field.lie ?? 0)), field.lengthPadding));
    parts.push(content);
  }
  return Buffer.concat(parts);
}

/** A varint, with so many bytes more than it needs. */
export function varintBytes(value: number, padding = 0): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 0x80) {
    bytes.push((rest % 0x80) | 0x80);
    rest = Math.floor(rest / 0x80);
  }
  bytes.push(rest);
  for (let i = 0; i < padding; i++) {
    bytes[bytes.length - 1] = (bytes[bytes.length - 1] ?? 0) | 0x80;
    bytes.push(0);
  }
  return Uint8Array.from(bytes);
}

/** A length-delimited field. */
export function field(number: number, content: Uint8Array | string | WireField[]): WireField {
  return { number, wireType: 2, content: typeof content === "string" ? Buffer.from(content) : content };
}

/** Every list of fields in a tree: the message itself and all sub-messages. */
export function everyMessage(fields: WireField[]): { fields: WireField[]; message: number | undefined }[] {
  const found: { fields: WireField[]; message: number | undefined }[] = [{ fields, message: undefined }];
  const visit = (list: WireField[]): void => {
    for (const { content, message } of list) {
      if (content instanceof Uint8Array) continue;
      found.push({ fields: content, message });
      visit(content);
    }
  };
  visit(fields);
  return found;
}

/** A request without its packed numbers, which may spell anything. */
export function withoutPacked(bytes: Uint8Array, signal: Signal): Buffer {
  const strip = (fields: readonly WireField[], message: number): WireField[] =>
    fields.flatMap((one) => {
      const info = MESSAGES[message]?.fields.find(({ number }) => number === one.number);
      if (info?.packed === true && one.wireType === 2) return [];
      const { content, message: inner } = one;
      return content instanceof Uint8Array || inner === undefined
        ? [one]
        : [{ ...one, content: strip(content, inner) }];
    });
  return encodeWire(strip(parseWire(bytes, signal), ROOTS[signal]));
}
