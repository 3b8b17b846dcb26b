import type { Tokens } from "./tokens.ts";

/** Tokens before and behind one that its features look at. */
const BACK = 3;
const AHEAD = 2;
const SLOTS = 256;

/** Finds in texts that repeat themselves an earlier token with the same features: the same tokens stand around it. */
export class Echo {
  readonly #tokens: Tokens;
  /** Last token, plus one, by hash. */
  readonly #last = new Int32Array(SLOTS);
  /** Up to `#to` the tokens are the same as `#distance` before, as far back as features look from the one asked for last. */
  #distance = 0;
  #to = 0;

  constructor(tokens: Tokens) {
    this.#tokens = tokens;
  }

  /** A token before `i` with the same features, or -1. To be asked for each token in order. */
  before(i: number): number {
    const { count, hashes } = this.#tokens;
    const slot = hashes[i]! & (SLOTS - 1);
    const last = this.#last[slot]! - 1;
    this.#last[slot] = i + 1;
    // What stands at an edge has other features.
    if (last < BACK || i + AHEAD >= count) return -1;
    if (this.#reaches(i)) return i - this.#distance;
    if (i - last === this.#distance || !this.#isSame(i, last)) return -1;
    this.#distance = i - last;
    this.#to = 0;
    return this.#reaches(i) ? last : -1;
  }

  /** Whether all tokens around `i` are the same as those `#distance` before. */
  #reaches(i: number): boolean {
    const distance = this.#distance;
    const from = i - BACK;
    if (distance === 0 || from < distance) return false;
    if (from > this.#to) this.#to = from;
    while (this.#to <= i + AHEAD && this.#isSame(this.#to, this.#to - distance)) this.#to++;
    return this.#to > i + AHEAD;
  }

  #isSame(a: number, b: number): boolean {
    const { shapes, hashes, affixes, lexicon, glued } = this.#tokens;
    return (
      hashes[a] === hashes[b] &&
      shapes[a] === shapes[b] &&
      lexicon[a] === lexicon[b] &&
      glued[a] === glued[b] &&
      affixes[a * 4] === affixes[b * 4] &&
      affixes[a * 4 + 1] === affixes[b * 4 + 1] &&
      affixes[a * 4 + 2] === affixes[b * 4 + 2] &&
      affixes[a * 4 + 3] === affixes[b * 4 + 3]
    );
  }
}
