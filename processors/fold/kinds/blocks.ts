/** Doubles in a chunk: 32 KiB, so growing costs one small allocation and copies nothing. */
const CHUNK = 4096;
const CHUNK_BITS = 12;

/** No address: no block starts here. */
export const NOWHERE = 0;

/** What a block may hold, in doubles. Fine steps where most series are, so that little is wasted. */
const SIZES = [
  8, 12, 16, 20, 24, 28, 32, 40, 48, 64, 80, 96, 128, 160, 192, 256, 320, 384, 512, 768, 1024, 2048, 4096,
] as const;

/**
 * Blocks of doubles of a few sizes. An address is a plain number: `chunk(address)[offset(address) + i]`. Chunks are
 * never given back, blocks are; a chunk holds blocks of one size, and free blocks of a size are chained through their
 * first double.
 */
export class Blocks {
  /** The first chunk is never used: address 0 stands for "none". */
  readonly #chunks: Float64Array[] = [new Float64Array(0)];
  readonly #sizeOf: number[] = [0];
  readonly #free: number[] = SIZES.map(() => NOWHERE);
  readonly #next: number[] = SIZES.map(() => NOWHERE);
  readonly #left: number[] = SIZES.map(() => 0);
  #heldDoubles = 0;

  chunk(address: number): Float64Array {
    return this.#chunks[address >>> CHUNK_BITS] as Float64Array;
  }

  offset(address: number): number {
    return address & (CHUNK - 1);
  }

  /** Doubles that fit into the block. */
  capacity(address: number): number {
    return SIZES[this.#sizeOf[address >>> CHUNK_BITS] as number] as number;
  }

  /** A block of zeros for at least `doubles` (at most 4096). */
  take(doubles: number): number {
    const size = SIZES.findIndex((one) => one >= doubles);
    if (size < 0) throw new RangeError("A block of this size does not exist.");
    this.#heldDoubles += SIZES[size] as number;
    const address = this.#free[size] as number;
    if (address === NOWHERE) return this.#fresh(size);
    const chunk = this.chunk(address);
    const at = this.offset(address);
    this.#free[size] = chunk[at] as number;
    chunk.fill(0, at, at + (SIZES[size] as number));
    return address;
  }

  #fresh(size: number): number {
    const doubles = SIZES[size] as number;
    if (this.#left[size] === 0) {
      this.#next[size] = this.#chunks.length * CHUNK;
      this.#left[size] = Math.floor(CHUNK / doubles);
      this.#chunks.push(new Float64Array(CHUNK));
      this.#sizeOf.push(size);
    }
    const address = this.#next[size] as number;
    this.#next[size] = address + doubles;
    this.#left[size] = (this.#left[size] as number) - 1;
    return address;
  }

  /** Gives a block back; `NOWHERE` is none. */
  release(address: number): void {
    if (address === NOWHERE) return;
    const size = this.#sizeOf[address >>> CHUNK_BITS] as number;
    this.#heldDoubles -= SIZES[size] as number;
    this.chunk(address)[this.offset(address)] = this.#free[size] as number;
    this.#free[size] = address;
  }

  /** A block for `doubles`: the same one where it is large enough and not four times too large, else another one of zeros. */
  resize(address: number, doubles: number): number {
    if (address !== NOWHERE) {
      const capacity = this.capacity(address);
      if (capacity >= doubles && capacity <= Math.max(16, doubles * 4)) return address;
      this.release(address);
    }
    return this.take(doubles);
  }

  /** Bytes of blocks that are held. */
  get held(): number {
    return this.#heldDoubles * 8;
  }

  get bytes(): number {
    return (this.#chunks.length - 1) * CHUNK * 8;
  }
}
