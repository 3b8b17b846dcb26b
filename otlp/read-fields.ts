/** One field of a protobuf message, by position: nothing is copied or decoded. */
export interface WireField {
  readonly number: number;
  readonly wireType: number;
  /** First byte of the tag. */
  readonly start: number;
  /** First byte of the content; for length-delimited fields after the length. */
  readonly valueStart: number;
  /** One past the last byte. */
  readonly end: number;
  /** Content of a varint field, wrapped to 64 bits; 0n otherwise. */
  readonly varint: bigint;
}

/**
 * Lists the fields of one message between two offsets, for messages that are small or handled rarely (responses, the
 * splitting of a refused batch). Undefined where the bytes are not a message, groups included.
 */
export function readFields(bytes: Uint8Array, from = 0, to = bytes.length): WireField[] | undefined {
  const fields: WireField[] = [];
  let at = from;
  while (at < to) {
    const tag = readVarint(bytes, at, to);
    if (tag === undefined || tag.value >= 1n << 32n) return undefined;
    const number = Number(tag.value >> 3n);
    const wireType = Number(tag.value & 7n);
    const field = readContent(bytes, { number, wireType, start: at }, tag.end, to);
    if (number === 0 || field === undefined) return undefined;
    fields.push(field);
    at = field.end;
  }
  return fields;
}

function readContent(
  bytes: Uint8Array,
  head: Pick<WireField, "number" | "wireType" | "start">,
  at: number,
  to: number,
): WireField | undefined {
  if (head.wireType === 0) {
    const varint = readVarint(bytes, at, to);
    return varint && { ...head, valueStart: at, end: varint.end, varint: varint.value };
  }
  let valueStart = at;
  let length: number;
  if (head.wireType === 1) length = 8;
  else if (head.wireType === 5) length = 4;
  else if (head.wireType === 2) {
    const prefix = readVarint(bytes, at, to);
    if (prefix === undefined || prefix.value > BigInt(to)) return undefined;
    valueStart = prefix.end;
    length = Number(prefix.value);
  } else return undefined;
  const end = valueStart + length;
  return end > to ? undefined : { ...head, valueStart, end, varint: 0n };
}

function readVarint(bytes: Uint8Array, from: number, to: number): { value: bigint; end: number } | undefined {
  let value = 0n;
  for (let at = from, shift = 0n; at < to && shift < 70n; at++, shift += 7n) {
    const byte = bytes[at] ?? 0;
    value |= BigInt(byte & 0x7f) << shift;
    if (byte < 0x80) return { value: BigInt.asUintN(64, value), end: at + 1 };
  }
  return undefined;
}
