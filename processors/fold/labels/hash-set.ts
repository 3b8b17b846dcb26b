const LEAST_SLOTS = 8;

/** Bytes that all sketches may take together; when they are gone, counters stay where they are. */
export interface SketchBudget {
  bytesLeft: number;
}

/**
 * A small set of 53-bit hashes in one typed array at most half full: a Set of numbers takes four times the memory, and the
 * sets of twenty thousand labels count.
 */
export class HashSet {
  size = 0;
  readonly #budget: SketchBudget;
  #slots: Float64Array = new Float64Array(0);

  constructor(budget: SketchBudget) {
    this.#budget = budget;
  }

  has(hash: number): boolean {
    return this.#slots.length > 0 && this.#slots[this.#find(hash)] === hash;
  }

  /** False where there is no memory left for a new one. */
  add(hash: number): boolean {
    if (2 * this.size >= this.#slots.length && !this.has(hash) && !this.#grow()) return false;
    const slot = this.#find(hash);
    if (this.#slots[slot] === hash) return true;
    this.#slots[slot] = hash;
    this.size++;
    return true;
  }

  /** The slot that holds a hash or would; 0 marks a free one, so no hash is 0. */
  #find(hash: number): number {
    const mask = this.#slots.length - 1;
    let slot = (hash % 2 ** 31) & mask;
    while (this.#slots[slot] !== 0 && this.#slots[slot] !== hash) slot = (slot + 1) & mask;
    return slot;
  }

  #grow(): boolean {
    const before = this.#slots;
    const slots = Math.max(LEAST_SLOTS, 2 * before.length);
    if (this.#budget.bytesLeft < 8 * (slots - before.length)) return false;
    this.#budget.bytesLeft -= 8 * (slots - before.length);
    this.#slots = new Float64Array(slots);
    for (const hash of before) if (hash !== 0) this.#slots[this.#find(hash)] = hash;
    return true;
  }

  *values(): Generator<number> {
    for (const hash of this.#slots) if (hash !== 0) yield hash;
  }

  /** Gives its memory back. */
  clear(): void {
    this.#budget.bytesLeft += 8 * this.#slots.length;
    this.#slots = new Float64Array(0);
    this.size = 0;
  }
}
