import { SketchSide } from "./sketch-side.ts";

/** Stands above every scale: that of a sketch which never had a bucket. */
export const NO_SCALE = 127;

/** Where a sketch lies in a row of doubles: scale and threshold first, which only ever fall and rise. */
const SCALE = 0;
const THRESHOLD = 1;
const ZERO = 2;
const POSITIVE_OFFSET = 3;
const POSITIVE_LENGTH = 4;
const NEGATIVE_OFFSET = 5;
const NEGATIVE_LENGTH = 6;
export const SKETCH_HEAD = 7;

/**
 * An exponential histogram in memory that is used again. Bucket `index` holds values in (edge(index), edge(index + 1)];
 * what is not above `threshold` is in `zero`, and no bucket reaches below it.
 */
export class Sketch {
  scale = NO_SCALE;
  threshold = 0;
  zero = 0;
  readonly positive = new SketchSide();
  readonly negative = new SketchSide();

  clear(): void {
    this.scale = NO_SCALE;
    this.threshold = 0;
    this.zero = 0;
    this.positive.clear();
    this.negative.clear();
  }

  copyFrom(other: Sketch): void {
    this.scale = other.scale;
    this.threshold = other.threshold;
    this.zero = other.zero;
    this.positive.copyFrom(other.positive);
    this.negative.copyFrom(other.negative);
  }

  load(row: Float64Array, at: number): void {
    this.scale = row[at + SCALE] as number;
    this.threshold = row[at + THRESHOLD] as number;
    this.zero = row[at + ZERO] as number;
    const positive = row[at + POSITIVE_LENGTH] as number;
    this.positive.load(row[at + POSITIVE_OFFSET] as number, positive, row, at + SKETCH_HEAD);
    const rest = at + SKETCH_HEAD + positive;
    this.negative.load(row[at + NEGATIVE_OFFSET] as number, row[at + NEGATIVE_LENGTH] as number, row, rest);
  }

  /** Doubles that `store` writes. */
  get doubles(): number {
    return SKETCH_HEAD + this.positive.length + this.negative.length;
  }

  store(row: Float64Array, at: number): void {
    const { positive, negative } = this;
    row[at + SCALE] = this.scale;
    row[at + THRESHOLD] = this.threshold;
    row[at + ZERO] = this.zero;
    row[at + POSITIVE_OFFSET] = positive.offset;
    row[at + POSITIVE_LENGTH] = positive.length;
    row[at + NEGATIVE_OFFSET] = negative.offset;
    row[at + NEGATIVE_LENGTH] = negative.length;
    copyTo(row, at + SKETCH_HEAD, positive);
    copyTo(row, at + SKETCH_HEAD + positive.length, negative);
  }

  /** Lowers the scale and raises the threshold, which may end up higher: at the edge of a bucket that held something. */
  coarsen(scale: number, threshold: number): void {
    if (scale < this.scale) {
      this.positive.downscale(this.scale - scale);
      this.negative.downscale(this.scale - scale);
      this.scale = scale;
    }
    if (threshold > this.threshold) this.threshold = threshold;
    if (this.threshold === 0) return;
    while (this.#absorb(this.positive) || this.#absorb(this.negative));
  }

  /** Moves the lowest bucket to zero where it reaches below the threshold, and the threshold to its upper edge. */
  #absorb(side: SketchSide): boolean {
    if (side.length === 0 || edge(side.offset, this.scale) >= this.threshold) return false;
    const upper = Math.min(edge(side.offset + 1, this.scale), Number.MAX_VALUE);
    if (upper > this.threshold) this.threshold = upper;
    this.zero += side.shift();
    return true;
  }

  /** Adds a sketch that `meet` has brought together with this one. */
  add(other: Sketch): void {
    this.zero += other.zero;
    this.positive.add(other.positive);
    this.negative.add(other.negative);
  }

  /**
   * Adds this sketch to a stored one in place. False, and nothing done to the row, where that would have to be coarser
   * or wider; this sketch may have been coarsened then.
   */
  addWithin(row: Float64Array, at: number): boolean {
    const scale = row[at + SCALE] as number;
    const threshold = row[at + THRESHOLD] as number;
    if (this.scale < scale || this.threshold > threshold) return false;
    this.coarsen(scale, threshold);
    if (this.threshold > threshold) return false;
    const positiveLength = row[at + POSITIVE_LENGTH] as number;
    const positive = (row[at + POSITIVE_OFFSET] as number) - this.positive.offset;
    const negative = (row[at + NEGATIVE_OFFSET] as number) - this.negative.offset;
    if (!isWithin(this.positive, positive, positiveLength)) return false;
    if (!isWithin(this.negative, negative, row[at + NEGATIVE_LENGTH] as number)) return false;
    row[at + ZERO] = (row[at + ZERO] as number) + this.zero;
    addTo(row, at + SKETCH_HEAD - positive, this.positive);
    addTo(row, at + SKETCH_HEAD + positiveLength - negative, this.negative);
    return true;
  }

  /** Subtracts a sketch that `meet` has brought together with this one; false where this one counts less. */
  subtract(other: Sketch): boolean {
    this.zero -= other.zero;
    const isEnough = this.positive.subtract(other.positive);
    const isBoth = this.negative.subtract(other.negative) && isEnough && this.zero >= 0;
    this.positive.trim();
    this.negative.trim();
    return isBoth;
  }
}

/** Doubles of the sketch that is stored at `at`; NaN where none is. */
export function storedDoubles(row: Float64Array, at: number): number {
  const positive = row[at + POSITIVE_LENGTH] as number;
  const negative = row[at + NEGATIVE_LENGTH] as number;
  const isSound = positive >= 0 && negative >= 0 && Number.isInteger(positive) && Number.isInteger(negative);
  return isSound ? SKETCH_HEAD + positive + negative : Number.NaN;
}

/** `distance` is from the side's first bucket to the row's. */
function isWithin(side: SketchSide, distance: number, length: number): boolean {
  return side.length === 0 || (distance <= 0 && side.length - distance <= length);
}

function addTo(row: Float64Array, at: number, { counts, length }: SketchSide): void {
  for (let i = 0; i < length; i++) row[at + i] = (row[at + i] as number) + (counts[i] as number);
}

function copyTo(row: Float64Array, at: number, { counts, length }: SketchSide): void {
  for (let i = 0; i < length; i++) row[at + i] = counts[i] as number;
}

/** The lower edge of a bucket: base^index, where base is 2^(2^-scale). */
function edge(index: number, scale: number): number {
  return 2 ** (index * 2 ** -scale);
}

/** Whether a bucket lies where no double does; one that has only subnormal numbers is allowed. */
export function isBeyondDoubles(side: SketchSide, scale: number): boolean {
  if (side.length === 0) return false;
  const width = 2 ** -scale;
  return (side.offset + 1) * width <= -1075 || (side.offset + side.length - 1) * width >= 1024;
}

/**
 * Brings two sketches to one scale and one threshold at which both together need at most `mostBuckets` on a side (data
 * model, "Exponential histogram: merging"): the lower scale, the higher threshold, and lower scales until they fit.
 */
export function meet(a: Sketch, b: Sketch, mostBuckets: number): void {
  for (;;) {
    const scale = Math.min(a.scale, b.scale);
    const threshold = Math.max(a.threshold, b.threshold);
    a.coarsen(scale, threshold);
    b.coarsen(scale, threshold);
    if (a.threshold !== b.threshold) continue;
    const steps = Math.max(
      stepsToFit(a.positive, b.positive, mostBuckets),
      stepsToFit(a.negative, b.negative, mostBuckets),
    );
    if (steps === 0) return;
    a.coarsen(scale - steps, threshold);
  }
}

function stepsToFit(a: SketchSide, b: SketchSide, mostBuckets: number): number {
  if (a.length === 0 && b.length === 0) return 0;
  const only = a.length === 0 ? b : a;
  const other = b.length === 0 ? a : b;
  const first = Math.min(only.offset, other.offset);
  const last = Math.max(only.offset + only.length, other.offset + other.length) - 1;
  let steps = 0;
  while ((last >> steps) - (first >> steps) >= mostBuckets) steps++;
  return steps;
}
