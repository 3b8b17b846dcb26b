import { ticketOf, type Weighed } from "./tickets.ts";

/** Slots per value that is kept: the error of a weight is at most the total by the number of slots. */
const SLOTS_PER_VALUE = 4;
const LEAST_SLOTS = 64;
/** Weights count half after each ranking but the last, so that what was heavy once makes room. */
const DECAY = 0.5;
/** A newcomer must weigh this much more than the lightest of the top: ranks must not flicker. */
const MARGIN = 1.25;

/**
 * The heaviest values of a label by Space-Saving (Metwally, Agrawal and El Abbadi, 2005), as keyed hashes. Which values are
 * on top changes in `rank` only.
 */
export class TopValues implements Weighed {
  owner = 0;
  readonly #keep: number;
  readonly #slots = new Map<number, number>();
  readonly #hashes: Float64Array;
  readonly #weights: Float64Array;
  readonly #versions: Uint32Array;
  #top = new Set<number>();

  /** `keep` from 1 to 1,000. */
  constructor(keep: number) {
    this.#keep = keep;
    const slots = Math.max(LEAST_SLOTS, keep * SLOTS_PER_VALUE);
    this.#hashes = new Float64Array(slots);
    this.#weights = new Float64Array(slots);
    this.#versions = new Uint32Array(slots);
  }

  /** Sees a value and gives the ticket under which it is weighed. */
  see(hash: number): number {
    const slot = this.#slots.get(hash) ?? this.#take(hash);
    return ticketOf(this.owner, slot, this.#versions[slot] ?? 0);
  }

  isTop(hash: number): boolean {
    return this.#top.has(hash);
  }

  weigh(slot: number, version: number, weight: number): void {
    if ((this.#versions[slot]! & 0xfffff) === version && weight > 0) this.#weights[slot]! += weight;
  }

  #take(hash: number): number {
    const count = this.#slots.size;
    const slot = count < this.#hashes.length ? count : this.#lightest();
    if (count === this.#hashes.length) {
      this.#slots.delete(this.#hashes[slot]!);
      this.#versions[slot]!++;
    }
    this.#slots.set(hash, slot);
    this.#hashes[slot] = hash;
    // The newcomer takes over the weight it displaced, plus one for being seen.
    this.#weights[slot]! += 1;
    return slot;
  }

  #lightest(): number {
    let best = 0;
    for (let slot = 1; slot < this.#weights.length; slot++) {
      if (this.#weights[slot]! < this.#weights[best]!) best = slot;
    }
    return best;
  }

  /** Chooses the top anew; true when it is another one. */
  rank(): boolean {
    const score = (hash: number): number => {
      const slot = this.#slots.get(hash);
      return slot === undefined ? 0 : this.#weights[slot]! * (this.#top.has(hash) ? MARGIN : 1);
    };
    const ranked = [...this.#slots.keys()].sort((a, b) => score(b) - score(a)).slice(0, this.#keep);
    const next = new Set(ranked.filter((hash) => score(hash) > 0));
    const changed = next.size !== this.#top.size || ranked.some((hash) => next.has(hash) && !this.#top.has(hash));
    this.#top = next;
    for (let slot = 0; slot < this.#weights.length; slot++) this.#weights[slot]! *= DECAY;
    return changed;
  }
}
