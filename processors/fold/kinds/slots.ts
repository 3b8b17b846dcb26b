const CHUNK = 4096;
const CHUNK_BITS = 12;
const NONE = 0xffff_ffff;

/** Small numbers that are handed out and taken back, each with one address. Grows by 16 KiB at a time. */
export class Slots {
  readonly #chunks: Uint32Array[] = [];
  #opened = 0;
  /** Free slots are chained through their addresses. */
  #free = NONE;

  open(address: number): number {
    const slot = this.#free === NONE ? this.#opened++ : this.#free;
    if (slot >>> CHUNK_BITS === this.#chunks.length) this.#chunks.push(new Uint32Array(CHUNK));
    if (slot === this.#free) this.#free = this.get(slot);
    this.set(slot, address);
    return slot;
  }

  close(slot: number): void {
    this.set(slot, this.#free);
    this.#free = slot;
  }

  get(slot: number): number {
    return (this.#chunks[slot >>> CHUNK_BITS] as Uint32Array)[slot & (CHUNK - 1)] as number;
  }

  set(slot: number, address: number): void {
    (this.#chunks[slot >>> CHUNK_BITS] as Uint32Array)[slot & (CHUNK - 1)] = address;
  }

  get bytes(): number {
    return this.#chunks.length * CHUNK * 4;
  }
}
