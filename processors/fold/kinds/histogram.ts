import type { ProtoWriter } from "../../../otlp/proto-writer.ts";
import { BucketLedger } from "./bucket-ledger.ts";
import { HistogramPoint } from "./histogram-point.ts";
import { type KindLedger, Purse } from "./kind.ts";
import { COUNT, maxOf, minOf, sumOf, TOTALS } from "./totals.ts";
import { writeCount, writeDouble } from "./write-fields.ts";

interface HistogramOptions {
  /** With fewer common bounds than this, unequal histograms do not share an output; default 5. */
  readonly leastBounds?: number;
  readonly purse?: Purse;
}

/** The books of histograms with explicit bounds. */
export function createHistograms({ leastBounds = 5, purse = new Purse() }: HistogramOptions = {}): KindLedger {
  return new BucketLedger({ leastBounds, purse, point: new HistogramPoint(), write: writeHistogram });
}

/** HistogramDataPoint: count 4, sum 5, bucket_counts 6, explicit_bounds 7, min 11, max 12. */
function writeHistogram(writer: ProtoWriter, row: Float64Array, at: number, bounds: Float64Array): void {
  writeCount(writer, 4, row[at + COUNT] as number);
  writeDouble(writer, 5, sumOf(row, at));
  if (bounds.length > 0) {
    writer.varint((6 << 3) | 2);
    writer.varint((bounds.length + 1) * 8);
    for (let i = 0; i <= bounds.length; i++) {
      const count = row[at + TOTALS + i] as number;
      writer.fixed64(count >>> 0, Math.floor(count / 2 ** 32));
    }
    writer.varint((7 << 3) | 2);
    writer.varint(bounds.length * 8);
    for (const bound of bounds) writer.double(bound);
  }
  writeDouble(writer, 11, minOf(row, at));
  writeDouble(writer, 12, maxOf(row, at));
}
