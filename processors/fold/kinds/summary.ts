import type { ProtoWriter } from "../../../otlp/proto-writer.ts";
import { BucketLedger } from "./bucket-ledger.ts";
import type { TotalsPoint } from "./histogram-point.ts";
import { ABSORBED, type Absorbed, type KindLedger, Purse } from "./kind.ts";
import { PointReader } from "./point-reader.ts";
import { COUNT, sumOf } from "./totals.ts";
import { writeCount, writeDouble } from "./write-fields.ts";

export interface SummaryLedger extends KindLedger {
  /** Quantiles in points that were read: they cannot be merged (data model, "Summary") and are not written. */
  readonly droppedQuantiles: number;
}

/** The books of summaries: count and sum. */
export function createSummaries(purse = new Purse()): SummaryLedger {
  return new Summaries(new SummaryPoint(), purse);
}

class Summaries extends BucketLedger implements SummaryLedger {
  readonly #point: SummaryPoint;

  constructor(point: SummaryPoint, purse: Purse) {
    super({ leastBounds: 0, purse, point, write: writeSummary });
    this.#point = point;
  }

  get droppedQuantiles(): number {
    return this.#point.quantiles;
  }
}

/** SummaryDataPoint: count 4, sum 5, quantile_values 6. To the books it is a histogram of one bucket. */
class SummaryPoint implements TotalsPoint {
  readonly #reader = new PointReader();
  readonly bounds = new Float64Array(0);
  readonly boundsLength = 0;
  readonly counts = new Float64Array(1);
  count = 0;
  sum = 0;
  readonly hasSum = true;
  readonly min = Number.NaN;
  readonly max = Number.NaN;
  /** Of all points so far. */
  quantiles = 0;

  read(buffer: Uint8Array, start: number, end: number): Absorbed {
    const reader = this.#reader;
    this.count = 0;
    this.sum = 0;
    let quantiles = 0;
    reader.open(buffer, start, end);
    while (reader.next()) {
      if (reader.number === 4 && reader.wireType === 1) this.count = reader.fixedCount();
      else if (reader.number === 5 && reader.wireType === 1) this.sum = reader.double();
      else if (reader.number === 6 && reader.wireType === 2) quantiles++;
    }
    if (reader.isBroken) return ABSORBED.malformed;
    if (reader.isTooLarge) return ABSORBED.tooLarge;
    if (this.count === 0) this.sum = 0;
    if (!Number.isFinite(this.sum)) return ABSORBED.notANumber;
    this.counts[0] = this.count;
    this.quantiles += quantiles;
    return ABSORBED.counted;
  }
}

function writeSummary(writer: ProtoWriter, row: Float64Array, at: number): void {
  writeCount(writer, 4, row[at + COUNT] as number);
  writeDouble(writer, 5, sumOf(row, at));
}
