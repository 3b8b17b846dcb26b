import { FLAG, type Machine, SERIES, SERIES_MORE } from "./machine.ts";

/** Identity (2 words), start (2), last value or slot in its `KindLedger` (2), when it was buried, flags. */
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
  readonly #closeInput: (kind: number, slot: number) => void;

  /** `closeInput` ends what is no number when nothing is left of it. */
  constructor(most: number, closeInput: (kind: number, slot: number) => void) {
    this.#most = most;
    this.#closeInput = closeInput;
  }

  get size(): number {
    return this.#count;
  }

  get bytes(): number {
    return this.#words.byteLength;
  }

  /** Remembers a total that is about to be closed; true when its slot in a `KindLedger` is to stay. */
  bury({ words, seriesAt }: Machine, series: number, nowSeconds: number): boolean {
    const at = (seriesAt + series * SERIES.bytes) >> 2;
    const flags = words[at + SERIES.flags / 4]!;
    const kind = flags >>> FLAG.kindShift;
    const isTotal = (flags & FLAG.delta) === 0 && (kind > 1 || (kind === 1 && (flags & FLAG.monotonic) !== 0));
    if (!isTotal || (flags & FLAG.hasValue) === 0 || this.#count >= this.#most) return false;
    if ((this.#count + 1) * 4 > (this.#words.length / WORDS) * 3) this.#rebuild(this.#words.length * 2, 0);
    const identity = at + SERIES_MORE.identity / 4;
    const free = this.#find(words[identity]!, words[identity + 1]!);
    if (this.#words[free + 6] === 0) this.#count++;
    else this.#end(this.#words, free);
    const value = at + (kind > 1 ? SERIES.slot : SERIES.value) / 4;
    this.#words.set(words.subarray(identity, identity + 2), free);
    this.#words.set(words.subarray(at, at + 2), free + 2);
    this.#words.set(words.subarray(value, value + 2), free + 4);
    this.#words[free + 6] = nowSeconds;
    this.#words[free + 7] = flags;
    return kind > 1;
  }

  /** Gives a series that was just opened what is left of it; false when nothing is. */
  revive({ words, seriesAt }: Machine, series: number): boolean {
    const at = (seriesAt + series * SERIES.bytes) >> 2;
    if (this.#count === 0) return false;
    const identity = at + SERIES_MORE.identity / 4;
    const found = this.#find(words[identity]!, words[identity + 1]!);
    const flags = this.#words[found + 7]!;
    const kind = flags >>> FLAG.kindShift;
    if (this.#words[found + 6] === 0 || (kind > 1 && this.#words[found + 4] === 0)) return false;
    words.set(this.#words.subarray(found + 2, found + 4), at);
    words[at + SERIES.flags / 4]! |= FLAG.hasValue | (flags & FLAG.isDouble);
    if (kind > 1) {
      const fresh = words[at + SERIES.slot / 4]!;
      if (fresh !== 0) this.#closeInput(kind, fresh - 1);
      words[at + SERIES.slot / 4] = this.#words[found + 4]!;
      this.#words[found + 4] = 0;
    } else words.set(this.#words.subarray(found + 4, found + 6), at + SERIES.value / 4);
    return true;
  }

  /** Ends what is no number, if its slot is still here. */
  #end(words: Uint32Array, at: number): void {
    const kind = words[at + 7]! >>> FLAG.kindShift;
    if (kind > 1 && words[at + 4] !== 0) this.#closeInput(kind, words[at + 4]! - 1);
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
      if (buried === 0) continue;
      if (buried < beforeSeconds) {
        this.#end(old, at);
        continue;
      }
      const free = this.#find(old[at]!, old[at + 1]!);
      this.#words.set(old.subarray(at, at + WORDS), free);
      this.#count++;
    }
  }
}
