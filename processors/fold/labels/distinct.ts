import { HLL_BYTES, HLL_ERROR, HyperLogLog } from "./hyperloglog.ts";

/** Hashes kept one by one; a label with fewer values is no problem and needs no estimate. */
const EXACT = 128;

/** Bytes that all sketches may take together; when they are gone, counters stop at their exact part. */
export interface SketchBudget {
  bytesLeft: number;
}

/** Counts distinct keyed hashes: exactly up to 128, then within 2.3 %. No value is kept. */
export class Distinct {
  readonly #budget: SketchBudget;
  #exact: Set<number> | undefined = new Set();
  #sketch: HyperLogLog | undefined;

  constructor(budget: SketchBudget) {
    this.#budget = budget;
  }

  add(low: number, high: number): void {
    if (this.#exact === undefined) return this.#sketch?.add(low, high);
    if (this.#exact.size < EXACT) {
      this.#exact.add(high * 2 ** 21 + (low >>> 11));
      return;
    }
    if (this.#exact.has(high * 2 ** 21 + (low >>> 11)) || this.#budget.bytesLeft < HLL_BYTES) return;
    this.#grow().add(low, high);
  }

  /** The exact part goes into a sketch: 53 bits of a hash are more than a sketch reads of most. */
  #grow(): HyperLogLog {
    this.#budget.bytesLeft -= HLL_BYTES;
    const sketch = new HyperLogLog();
    for (const hash of this.#exact ?? []) sketch.add((hash % 2 ** 21) * 2 ** 11, Math.floor(hash / 2 ** 21));
    this.#exact = undefined;
    this.#sketch = sketch;
    return sketch;
  }

  /** Takes in what another counter has seen. */
  merge(other: Distinct): void {
    if (other.#sketch !== undefined) {
      if (this.#sketch === undefined && this.#budget.bytesLeft < HLL_BYTES) return;
      (this.#sketch ?? this.#grow()).merge(other.#sketch);
    }
    for (const hash of other.#exact ?? []) this.add((hash % 2 ** 21) * 2 ** 11, Math.floor(hash / 2 ** 21));
  }

  get isExact(): boolean {
    return this.#exact !== undefined;
  }

  count(): number {
    return this.#exact?.size ?? Math.round(this.#sketch?.count() ?? 0);
  }

  /** Standard error of `count`, as a share. */
  get error(): number {
    return this.#exact === undefined ? HLL_ERROR : 0;
  }

  /** How many of the values in `before` and here are not in `before`: of the union, since two estimates would drown the few. */
  newSince(before: Distinct): number {
    if (this.#exact !== undefined && before.#exact !== undefined) return this.#exact.difference(before.#exact).size;
    const union = new Distinct({ bytesLeft: HLL_BYTES });
    union.merge(before);
    union.merge(this);
    return Math.max(0, union.count() - before.count());
  }

  /** Gives its memory back. */
  release(): void {
    if (this.#sketch !== undefined) this.#budget.bytesLeft += HLL_BYTES;
    this.#sketch = undefined;
    this.#exact = new Set();
  }
}
