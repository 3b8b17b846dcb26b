import { HashSet, type SketchBudget } from "./hash-set.ts";
import { HLL_BYTES, HLL_ERROR, HyperLogLog } from "./hyperloglog.ts";

/** Hashes kept one by one; a label with fewer values is no problem and needs no estimate. */
const EXACT = 128;
const LOW_BITS = 2 ** 21;
/** Memory of a union that lives for one call. */
const TRANSIENT: number = 16 * HLL_BYTES;

/** 53 bits of a hash, never 0. */
export function hash53(low: number, high: number): number {
  return high * LOW_BITS + (low >>> 11) || 1;
}

/** Counts distinct keyed hashes: exactly up to 128, then within 2.3 %. No value is kept. */
export class Distinct {
  readonly #budget: SketchBudget;
  readonly #exact: HashSet;
  #sketch: HyperLogLog | undefined;

  constructor(budget: SketchBudget) {
    this.#budget = budget;
    this.#exact = new HashSet(budget);
  }

  add(low: number, high: number): void {
    this.#addHash(hash53(low, high), low, high);
  }

  #addHash(hash: number, low: number, high: number): void {
    if (this.#sketch !== undefined) return this.#sketch.add(low, high);
    if (this.#exact.size < EXACT) {
      this.#exact.add(hash);
      return;
    }
    if (!this.#exact.has(hash)) this.#toSketch()?.add(low, high);
  }

  /** 53 bits of a hash are more than a sketch reads of nearly all. Undefined where there is no memory left. */
  #toSketch(): HyperLogLog | undefined {
    if (this.#sketch !== undefined || this.#budget.bytesLeft < HLL_BYTES) return this.#sketch;
    this.#budget.bytesLeft -= HLL_BYTES;
    const sketch = new HyperLogLog();
    for (const hash of this.#exact.values()) sketch.add((hash % LOW_BITS) * 2 ** 11, Math.floor(hash / LOW_BITS));
    this.#exact.clear();
    this.#sketch = sketch;
    return sketch;
  }

  /** Takes in what another counter has seen. */
  merge(other: Distinct): void {
    if (other.#sketch !== undefined) this.#toSketch()?.merge(other.#sketch);
    for (const hash of other.#exact.values())
      this.#addHash(hash, (hash % LOW_BITS) * 2 ** 11, Math.floor(hash / LOW_BITS));
  }

  get isExact(): boolean {
    return this.#sketch === undefined;
  }

  count(): number {
    return this.#sketch === undefined ? this.#exact.size : Math.round(this.#sketch.count());
  }

  /** Standard error of `count`, as a share. */
  get error(): number {
    return this.isExact ? 0 : HLL_ERROR;
  }

  /** How many values here are not in `before`: by the union, since the difference of two estimates would drown the few. */
  newSince(before: Distinct): number {
    if (this.#sketch === undefined && before.#sketch === undefined) {
      let count = 0;
      for (const hash of this.#exact.values()) if (!before.#exact.has(hash)) count++;
      return count;
    }
    if (this.count() === 0) return 0;
    const union = new Distinct({ bytesLeft: TRANSIENT });
    union.merge(before);
    union.merge(this);
    return Math.max(0, union.count() - before.count());
  }

  /** Gives its memory back. */
  release(): void {
    if (this.#sketch !== undefined) this.#budget.bytesLeft += HLL_BYTES;
    this.#sketch = undefined;
    this.#exact.clear();
  }
}
