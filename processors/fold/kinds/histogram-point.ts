import { ABSORBED, type Absorbed } from "./kind.ts";
import { PointReader } from "./point-reader.ts";

/** More bounds than this are refused as too large. */
export const MAX_BOUNDS = 2047;

/** What one point of a histogram or a summary says. Filled anew by every `read`. */
export interface TotalsPoint {
  readonly bounds: Float64Array;
  readonly boundsLength: number;
  /** One more than there are bounds. */
  readonly counts: Float64Array;
  readonly count: number;
  readonly sum: number;
  readonly hasSum: boolean;
  /** NaN where it is not known. */
  readonly min: number;
  readonly max: number;
  /** Anything but `counted` says why the point cannot be used. */
  read(buffer: Uint8Array, start: number, end: number): Absorbed;
}

/** HistogramDataPoint: count 4, sum 5, bucket_counts 6, explicit_bounds 7, min 11, max 12. */
export class HistogramPoint implements TotalsPoint {
  readonly #reader = new PointReader();
  readonly bounds = new Float64Array(MAX_BOUNDS);
  boundsLength = 0;
  readonly counts = new Float64Array(MAX_BOUNDS + 1);
  #countsLength = 0;
  count = 0;
  sum = 0;
  hasSum = false;
  min = Number.NaN;
  max = Number.NaN;
  #hasNaN = false;

  read(buffer: Uint8Array, start: number, end: number): Absorbed {
    this.boundsLength = 0;
    this.#countsLength = 0;
    this.count = 0;
    this.sum = 0;
    this.hasSum = false;
    this.min = Number.NaN;
    this.max = Number.NaN;
    this.#hasNaN = false;
    const reader = this.#reader;
    reader.open(buffer, start, end);
    while (reader.next()) this.#field(reader);
    if (reader.isBroken) return ABSORBED.malformed;
    if (reader.isTooLarge || this.boundsLength > MAX_BOUNDS) return ABSORBED.tooLarge;
    return this.#check();
  }

  #field(reader: PointReader): void {
    switch (reader.number) {
      case 4:
        if (reader.wireType === 1) this.count = reader.fixedCount();
        break;
      case 6:
        this.#countsLength = reader.fixedCounts(this.counts, this.#countsLength);
        break;
      case 7:
        this.boundsLength = reader.doubles(this.bounds, this.boundsLength);
        break;
      case 5:
        if (reader.wireType !== 1) break;
        this.sum = reader.double();
        this.hasSum = true;
        break;
      case 11:
        if (reader.wireType !== 1) break;
        this.min = reader.double();
        this.#hasNaN ||= Number.isNaN(this.min);
        break;
      case 12:
        if (reader.wireType !== 1) break;
        this.max = reader.double();
        this.#hasNaN ||= Number.isNaN(this.max);
        break;
      default:
    }
  }

  #check(): Absorbed {
    const { counts, bounds, boundsLength } = this;
    if (this.#countsLength === 0 && boundsLength === 0) {
      // metrics.proto allows a histogram without buckets: all of it is one bucket.
      counts[0] = this.count;
    } else if (this.#countsLength !== boundsLength + 1) return ABSORBED.malformed;
    let total = counts[0] as number;
    let last = -Infinity;
    for (let i = 0; i < boundsLength; i++) {
      const bound = bounds[i] as number;
      // NaN is above nothing. The first bound may be -Infinity: its bucket holds nothing else.
      if (!(bound > last || (i === 0 && bound === -Infinity))) return ABSORBED.malformed;
      last = bound;
      total += counts[i + 1] as number;
    }
    if (total !== this.count) return ABSORBED.malformed;
    if (this.count === 0) {
      // Nothing was measured. SDKs send no sum then, or infinite extremes.
      this.hasSum = true;
      this.sum = 0;
      return ABSORBED.counted;
    }
    return this.#hasNaN || !Number.isFinite(this.sum) ? ABSORBED.notANumber : ABSORBED.counted;
  }
}
