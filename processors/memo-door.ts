const BITS = 16;
/** After so many new texts the door forgets who knocked. */
const RESET = 1 << 15;

/**
 * Lets a text into a memo when it comes a second time, so that what comes once pushes nothing out (Einziger et al.,
 * TinyLFU, 2017, in its simplest form).
 */
export class MemoDoor {
  readonly #seen = new Uint8Array(1 << BITS);
  #knocks = 0;

  /** Whether a text of this 32-bit hash knocked before. */
  isExpected(hash: number): boolean {
    const at = hash >>> (32 - BITS);
    if (this.#seen[at] !== 0) return true;
    this.#seen[at] = 1;
    if (++this.#knocks >= RESET) {
      this.#seen.fill(0);
      this.#knocks = 0;
    }
    return false;
  }
}

/** Slots of each set of a memo. */
export const WAYS = 4;

/** The slot of the set from `first` on that is asked for least; undefined, and all have aged, while each is asked for. */
export function roomIn(asked: Uint8Array, first: number): number | undefined {
  let slot = first;
  for (let other = first + 1; other < first + WAYS; other++) if (asked[other]! < asked[slot]!) slot = other;
  if (asked[slot] === 0) return slot;
  for (let other = first; other < first + WAYS; other++) asked[other]!--;
  return undefined;
}
