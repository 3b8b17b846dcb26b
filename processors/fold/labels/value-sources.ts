/** Values of which sources are remembered; beyond, new values stay hidden. */
const MAX_VALUES = 50_000;

/** Counts from how many resources a value came, up to the number at which it may be shown; values and resources are hashes. */
export class ValueSources {
  readonly #needed: number;
  readonly #sources = new Map<number, number[]>();
  readonly #released = new Set<number>();
  #hasNew = false;

  constructor(needed: number) {
    this.#needed = needed;
  }

  /** Notes a value; true when it may be shown, which begins with the `release` after its last missing source. */
  see(hash: number, source: number): boolean {
    if (this.#released.has(hash)) return true;
    // Without a resource, nobody vouches.
    if (source === 0) return false;
    const known = this.#sources.get(hash);
    if (known === undefined) {
      if (this.#sources.size < MAX_VALUES) this.#sources.set(hash, [source]);
    } else if (known.length < this.#needed && !known.includes(source)) known.push(source);
    if ((this.#sources.get(hash)?.length ?? 0) >= this.#needed) this.#hasNew = true;
    return false;
  }

  /** Shows from now on what has enough sources; true when there is something new. */
  release(): boolean {
    const isNew = this.#hasNew;
    this.#hasNew = false;
    let excess = this.#sources.size >= MAX_VALUES ? MAX_VALUES / 2 : 0;
    for (const [hash, sources] of this.#sources) {
      const isReleased = sources.length >= this.#needed && this.#released.size < MAX_VALUES;
      if (isReleased) this.#released.add(hash);
      // The oldest make room: a flood of values hides others for one window only.
      if (isReleased || excess-- > 0) this.#sources.delete(hash);
    }
    return isNew;
  }
}
