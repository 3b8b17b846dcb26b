import type { ProtoWriter } from "../../../otlp/proto-writer.ts";

/** A fixed64 field. */
export function writeCount(writer: ProtoWriter, field: number, count: number): void {
  writer.varint((field << 3) | 1);
  writer.fixed64(count >>> 0, Math.floor(count / 2 ** 32));
}

/** A double field; nothing where there is no value. */
export function writeDouble(writer: ProtoWriter, field: number, value: number | undefined): void {
  if (value === undefined) return;
  writer.varint((field << 3) | 1);
  writer.double(value);
}
