import { ticketOf, type Weighed } from "./tickets.ts";

/** Values in the sample: the share of values seen once is then within 4.4 points (one standard error). */
const SIZE = 128;
export const SAMPLE_BYTES = SIZE * 40;
/** Values counted before anything is said about their share. */
const LEAST = 32;

/**
 * The values of a label with the smallest keyed hashes, so a uniform sample of the distinct ones (bottom-k, Bar-Yossef et
 * al., 2002), each with how often it was seen. From it comes the Good-Turing estimate of how likely the next value is a
 * new one.
 */
export class ValueSample implements Weighed {
  owner = 0;
  readonly #slots = new Map<number, number>();
  readonly #hashes = new Float64Array(SIZE);
  readonly #seen = new Float64Array(SIZE);
  readonly #born = new Uint32Array(SIZE);
  readonly #versions = new Uint32Array(SIZE);
  /** Slot of the largest hash, once the sample is full. */
  #last = 0;
  /** Whether points are weighed, so that a value is seen when it counts and not when its series is opened. */
  isWeighed = false;

  /** Notes a value when a series with it is first seen; `age` counts half windows. */
  add(hash: number, age: number): void {
    const known = this.#slots.get(hash);
    if (known !== undefined) {
      this.#seen[known]!++;
      return;
    }
    const isFull = this.#slots.size === SIZE;
    if (isFull && hash >= this.#hashes[this.#last]!) return;
    const slot = isFull ? this.#last : this.#slots.size;
    if (isFull) {
      this.#slots.delete(this.#hashes[slot]!);
      this.#versions[slot]!++;
    }
    this.#slots.set(hash, slot);
    this.#hashes[slot] = hash;
    this.#seen[slot] = this.isWeighed ? 0 : 1;
    this.#born[slot] = age;
    if (this.#slots.size === SIZE) this.#last = this.#largest();
  }

  /** The ticket of a value in the sample. */
  ticket(hash: number): number | undefined {
    const slot = this.#slots.get(hash);
    return slot === undefined ? undefined : ticketOf(this.owner, slot, this.#versions[slot]!);
  }

  /** A point with the value counted: it lives. Once weights come, series first seen count no more. */
  weigh(slot: number, version: number, weight: number): void {
    if (!this.isWeighed) {
      this.isWeighed = true;
      for (const known of this.#slots.values()) this.#seen[known]!--;
    }
    if (weight !== 0 && (this.#versions[slot]! & 0xfffff) === version) this.#seen[slot]!++;
  }

  #largest(): number {
    let best = 0;
    for (let slot = 1; slot < SIZE; slot++) if (this.#hashes[slot]! > this.#hashes[best]!) best = slot;
    return best;
  }

  /**
   * Share of observations that were the only one of their value (Good, 1953: f1 / n), among values that had half a window to
   * come back; undefined where there are too few.
   */
  unseen(age: number): number | undefined {
    let ripe = 0;
    let once = 0;
    let total = 0;
    for (const slot of this.#slots.values()) {
      if (this.#born[slot]! >= age) continue;
      ripe++;
      const seen = Math.max(1, this.#seen[slot]!);
      total += seen;
      if (seen === 1) once++;
    }
    return ripe < LEAST ? undefined : once / total;
  }
}
