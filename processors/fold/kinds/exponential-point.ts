import { ABSORBED, type Absorbed } from "./kind.ts";
import { PointReader } from "./point-reader.ts";
import { isBeyondDoubles, meet, NO_SCALE, Sketch } from "./sketch.ts";
import { MAX_READ_BUCKETS, type SketchSide } from "./sketch-side.ts";

/** Buckets on a side of what is remembered and written: the default of the SDKs (SDK specification, "MaxSize"). */
export const MOST_BUCKETS = 160;
/** The SDK specification's lowest scale: at it two buckets hold all doubles above or below 1. */
const LEAST_SCALE = -10;
const MOST_INDEX = 2 ** 31 - 1;

/**
 * What one ExponentialHistogramDataPoint says: count 4, sum 5, scale 6, zero_count 7, positive 8, negative 9, min 12,
 * max 13, zero_threshold 14. Filled anew by every `read`.
 */
export class ExponentialPoint {
  readonly #reader = new PointReader();
  readonly #nothing = new Sketch();
  readonly sketch = new Sketch();
  /** As they came; `sketch` may be coarser. The scale of a point without buckets says nothing. */
  scale = NO_SCALE;
  threshold = 0;
  count = 0;
  sum = 0;
  hasSum = false;
  /** NaN where it is not known. */
  min = Number.NaN;
  max = Number.NaN;
  #hasNaN = false;

  read(buffer: Uint8Array, start: number, end: number): Absorbed {
    this.sketch.clear();
    this.scale = 0;
    this.threshold = 0;
    this.count = 0;
    this.sum = 0;
    this.hasSum = false;
    this.min = Number.NaN;
    this.max = Number.NaN;
    this.#hasNaN = false;
    const reader = this.#reader;
    reader.open(buffer, start, end);
    while (reader.next()) this.#field(reader, end);
    if (reader.isBroken) return ABSORBED.malformed;
    const { positive, negative } = this.sketch;
    if (reader.isTooLarge || Math.max(positive.length, negative.length) > MAX_READ_BUCKETS) return ABSORBED.tooLarge;
    return this.#check();
  }

  #field(reader: PointReader, end: number): void {
    if (reader.wireType === 1) return this.#number(reader);
    if (reader.wireType === 0) {
      if (reader.number === 6) this.scale = reader.sint32();
    } else if (reader.wireType === 2) {
      if (reader.number === 8) readSide(reader, this.sketch.positive, end);
      else if (reader.number === 9) readSide(reader, this.sketch.negative, end);
    }
  }

  #number(reader: PointReader): void {
    switch (reader.number) {
      case 4:
        this.count = reader.fixedCount();
        break;
      case 5:
        this.sum = reader.double();
        this.hasSum = true;
        break;
      case 7:
        this.sketch.zero = reader.fixedCount();
        break;
      case 12:
        this.min = reader.double();
        this.#hasNaN ||= Number.isNaN(this.min);
        break;
      case 13:
        this.max = reader.double();
        this.#hasNaN ||= Number.isNaN(this.max);
        break;
      case 14:
        this.threshold = reader.double();
        break;
      default:
    }
  }

  #check(): Absorbed {
    const { sketch } = this;
    if (!isIndexed(sketch.positive) || !isIndexed(sketch.negative)) return ABSORBED.malformed;
    sketch.positive.trim();
    sketch.negative.trim();
    if (sketch.zero + this.#reader.varintTotal !== this.count) return ABSORBED.malformed;
    if (!(this.threshold >= 0 && this.threshold < Infinity)) return ABSORBED.notANumber;
    if (this.count === 0) {
      // Nothing was measured. SDKs send no sum then, or infinite extremes.
      this.hasSum = true;
      this.sum = 0;
    } else if (this.#hasNaN || !Number.isFinite(this.sum)) return ABSORBED.notANumber;
    return this.#settle();
  }

  #settle(): Absorbed {
    const { sketch } = this;
    sketch.threshold = this.threshold;
    if (sketch.positive.length === 0 && sketch.negative.length === 0) {
      this.scale = NO_SCALE;
      return ABSORBED.counted;
    }
    if (this.scale < LEAST_SCALE || this.scale >= NO_SCALE) return ABSORBED.malformed;
    if (isBeyondDoubles(sketch.positive, this.scale) || isBeyondDoubles(sketch.negative, this.scale))
      return ABSORBED.malformed;
    sketch.scale = this.scale;
    this.#nothing.clear();
    meet(sketch, this.#nothing, MOST_BUCKETS);
    return ABSORBED.counted;
  }
}

/** Buckets: offset 1, bucket_counts 2. Several of them are one, as protobuf merges messages. */
function readSide(reader: PointReader, side: SketchSide, end: number): void {
  const after = reader.end;
  reader.enter(reader.start, after);
  while (reader.next()) {
    if (reader.number === 1 && reader.wireType === 0) side.offset = reader.sint32();
    else if (reader.number === 2) side.length = reader.varintCounts(side.counts, side.length);
  }
  reader.enter(after, end);
}

function isIndexed(side: SketchSide): boolean {
  return side.length === 0 || side.offset + side.length - 1 <= MOST_INDEX;
}
