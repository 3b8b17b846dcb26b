import type { ProtoWriter } from "../../../otlp/proto-writer.ts";
import { NO_SCALE, type Sketch } from "./sketch.ts";
import type { SketchSide } from "./sketch-side.ts";
import { COUNT, maxOf, minOf, sumOf } from "./totals.ts";
import { writeCount, writeDouble } from "./write-fields.ts";

/**
 * ExponentialHistogramDataPoint: count 4, sum 5, scale 6, zero_count 7, positive 8, negative 9, min 12, max 13,
 * zero_threshold 14.
 */
export function writeExponential(writer: ProtoWriter, row: Float64Array, at: number, sketch: Sketch): void {
  writeCount(writer, 4, row[at + COUNT] as number);
  writeDouble(writer, 5, sumOf(row, at));
  writer.varint((6 << 3) | 0);
  writer.varint(zigzag(sketch.scale === NO_SCALE ? 0 : sketch.scale));
  writeCount(writer, 7, sketch.zero);
  writeSide(writer, 8, sketch.positive);
  writeSide(writer, 9, sketch.negative);
  writeDouble(writer, 12, minOf(row, at));
  writeDouble(writer, 13, maxOf(row, at));
  if (sketch.threshold > 0) writeDouble(writer, 14, sketch.threshold);
}

/** Buckets: offset 1 as sint32, bucket_counts 2 as packed uint64. */
function writeSide(writer: ProtoWriter, field: number, side: SketchSide): void {
  if (side.length === 0) return;
  writer.varint((field << 3) | 2);
  const content = writer.open(2);
  writer.varint((1 << 3) | 0);
  writer.varint(zigzag(side.offset));
  writer.varint((2 << 3) | 2);
  const counts = writer.open(2);
  for (let i = 0; i < side.length; i++) {
    const count = side.counts[i] as number;
    writer.varint64(count >>> 0, Math.floor(count / 2 ** 32));
  }
  writer.close(counts, 2);
  writer.close(content, 2);
}

function zigzag(value: number): number {
  return ((value << 1) ^ (value >> 31)) >>> 0;
}
