import { FLAG, type Machine, SERIES, SERIES_MORE } from "./machine.ts";

/** Identity (2 words), start (2), last value (2), when it was buried, flags. */
const WORDS = 8;
const FIRST_ROOM = 1_024;

/**
 * What is left of series that went silent: should one come back, it goes on where it was. Open addressing by the keyed
 * 64-bit identity; the oldest go when there are too many.
 */
export class Tombstones {
  #words = new Uint32Array(FIRST_ROOM * WORDS);
  #count = 0;
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  get size(): number {
    return this.#count;
  }

  get bytes(): number {
    return this.#words.byteLength;
  }

  /** Remembers a sum that is about to be closed; what is no number has no value here. */
  bury({ words, seriesAt }: Machine, series: number, nowSeconds: number): void {
    const at = (seriesAt + series * SERIES.bytes) >> 2;
    const flags = words[at + SERIES.flags / 4]!;
    const isTotal = flags >>> FLAG.kindShift === 1 && (flags & FLAG.monotonic) !== 0 && (flags & FLAG.delta) === 0;
    if (!isTotal || (flags & FLAG.hasValue) === 0 || this.#count >= this.#most) return;
    if ((this.#count + 1) * 4 > (this.#words.length / WORDS) * 3) this.#rebuild(this.#words.length * 2, 0);
    const identity = at + SERIES_MORE.identity / 4;
    const free = this.#find(words[identity]!, words[identity + 1]!);
    if (this.#words[free + 6] === 0) this.#count++;
    this.#words.set(words.subarray(identity, identity + 2), free);
    this.#words.set(words.subarray(at, at + 2), free + 2);
    this.#words.set(words.subarray(at + SERIES.value / 4, at + SERIES.value / 4 + 2), free + 4);
    this.#words[free + 6] = nowSeconds;
    this.#words[free + 7] = flags & FLAG.isDouble;
  }

  /** Gives a series that was just opened what is left of it; false when nothing is. */
  revive({ words, seriesAt }: Machine, series: number): boolean {
    const at = (seriesAt + series * SERIES.bytes) >> 2;
    if (this.#count === 0) return false;
    const identity = at + SERIES_MORE.identity / 4;
    const found = this.#find(words[identity]!, words[identity + 1]!);
    if (this.#words[found + 6] === 0) return false;
    words.set(this.#words.subarray(found + 2, found + 4), at);
    words.set(this.#words.subarray(found + 4, found + 6), at + SERIES.value / 4);
    words[at + SERIES.flags / 4]! |= FLAG.hasValue | this.#words[found + 7]!;
    return true;
  }

  #find(low: number, high: number): number {
    const mask = this.#words.length / WORDS - 1;
    for (let i = low & mask; ; i = (i + 1) & mask) {
      const at = i * WORDS;
      if (this.#words[at + 6] === 0 || (this.#words[at] === low && this.#words[at + 1] === high)) return at;
    }
  }

  /** Forgets those buried before. */
  expire(beforeSeconds: number): void {
    if (this.#count > 0) this.#rebuild(this.#words.length, beforeSeconds);
  }

  #rebuild(length: number, beforeSeconds: number): void {
    const old = this.#words;
    this.#words = new Uint32Array(length);
    this.#count = 0;
    for (let at = 0; at < old.length; at += WORDS) {
      const buried = old[at + 6]!;
      if (buried === 0 || buried < beforeSeconds) continue;
      const free = this.#find(old[at]!, old[at + 1]!);
      this.#words.set(old.subarray(at, at + WORDS), free);
      this.#count++;
    }
  }
}
