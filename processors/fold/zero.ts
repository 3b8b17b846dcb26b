import { ProtoCursor } from "../../otlp/proto-cursor.ts";
import { ProtoWriter } from "../../otlp/proto-writer.ts";
import { writeBytes } from "./attributes.ts";

const MAX_POINT_BYTES = 64 * 1024 * 1024;
const BUCKET_COUNTS = 6;
const EXPLICIT_BOUNDS = 7;
const COUNT = 4;
const SUM = 5;

/**
 * Writes the zero a distribution began with: count and sum 0, and for explicit bounds the same buckets with nothing in
 * them, so that each `le` has a first value. Scale, zero threshold and quantiles have no zero and are left out.
 */
export function writeZero(writer: ProtoWriter, write: (writer: ProtoWriter) => void): void {
  const now = new ProtoWriter(256, MAX_POINT_BYTES);
  write(now);
  const cursor = new ProtoCursor(now.result());
  while (cursor.next()) {
    const { bytes, valueStart, valueEnd } = cursor;
    if (cursor.wireType === 1 && (cursor.number === COUNT || cursor.number === SUM)) {
      writer.varint((cursor.number << 3) | 1);
      writer.fixed64(0, 0);
    } else if (cursor.number === BUCKET_COUNTS && cursor.wireType === 2) {
      writeBytes(writer, (BUCKET_COUNTS << 3) | 2, new Uint8Array(valueEnd - valueStart));
    } else if (cursor.number === EXPLICIT_BOUNDS && cursor.wireType === 2) {
      writeBytes(writer, (EXPLICIT_BOUNDS << 3) | 2, bytes.subarray(valueStart, valueEnd));
    }
  }
}
