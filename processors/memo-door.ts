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
