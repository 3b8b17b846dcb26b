import { type HashSeeds, hashText } from "./keyed-hash.ts";

/** Different names with a path that one service may have at a time. */
const MAX_NAMES = 1_000;
/** Names asked about until those that were not among them are forgotten. */
const PERIOD = 100_000;

/**
 * Admits a bounded number of different names. Those of this period and of the one before count, so that names which are
 * no longer used make room.
 */
export class NameBudget {
  readonly #seeds: HashSeeds;
  #current = new Set<number>();
  #before = new Set<number>();
  #asked = 0;
  /** Periods begun. */
  periods = 0;

  constructor(seeds: HashSeeds) {
    this.#seeds = seeds;
  }

  get size(): number {
    return this.#current.size + this.#before.size;
  }

  admits(name: string): boolean {
    if (++this.#asked > PERIOD) {
      this.#asked = 0;
      this.periods++;
      this.#before = this.#current;
      this.#current = new Set();
    }
    const hash = hashText(this.#seeds, 2, name);
    if (this.#current.has(hash)) return true;
    const isKnown = this.#before.delete(hash);
    if (!isKnown && this.size >= MAX_NAMES) return false;
    this.#current.add(hash);
    return true;
  }
}
