/** Doubles in a chunk: 32 KiB, so growing costs one small allocation and copies nothing. */
const CHUNK = 4096;
const CHUNK_BITS = 12;

/** No address: no block starts here. */
export const NOWHERE = 0;

/** What a block may hold, in doubles. Fine steps where most series are, so that little is wasted. */
const SIZES = [
  8, 12, 16, 20, 24, 28, 32, 40, 48, 64, 80, 96, 128, 160, 192, 256, 320, 384, 512, 768, 1024, 2048, 4096,
] as const;

/** Empty chunks that are kept for the next size that wants one. */
const MOST_SPARE = 8;
const NO_CHUNK = new Float64Array(0);

/** A chunk: its blocks' size, its free blocks, chained through their first double, and how many are held. */
interface Shelf {
  doubles: Float64Array;
  /** Index in `SIZES`. */
  size: number;
  free: number;
  /** Where the first block lies that was never taken. */
  fresh: number;
  held: number;
  /** Place among those of its size that have room; -1 for a full one. */
  place: number;
}

/**
 * Blocks of doubles of a few sizes. An address is a plain number: `chunk(address)[offset(address) + i]`. A chunk holds
 * blocks of one size, and is given back with its last one: what came and went in one size leaves its room to all.
 */
export class Blocks {
  /** The first chunk is never used: address 0 stands for "none". */
  readonly #shelves: Shelf[] = [newShelf()];
  /** Numbers of chunks that were given back. */
  readonly #gone: number[] = [];
  readonly #spare: Float64Array[] = [];
  /** By size, numbers of the chunks that have room. */
  readonly #open: readonly number[][] = SIZES.map(() => []);
  #heldDoubles = 0;

  chunk(address: number): Float64Array {
    return (this.#shelves[address >>> CHUNK_BITS] as Shelf).doubles;
  }

  offset(address: number): number {
    return address & (CHUNK - 1);
  }

  /** Doubles that fit into the block. */
  capacity(address: number): number {
    return SIZES[(this.#shelves[address >>> CHUNK_BITS] as Shelf).size] as number;
  }

  /** A block of zeros for at least `doubles` (at most 4096). */
  take(doubles: number): number {
    const size = SIZES.findIndex((one) => one >= doubles);
    if (size < 0) throw new RangeError("A block of this size does not exist.");
    const length = SIZES[size] as number;
    const number = this.#open[size]?.at(-1) ?? this.#newChunk(size);
    const shelf = this.#shelves[number] as Shelf;
    const address = shelf.free === NOWHERE ? number * CHUNK + shelf.fresh : shelf.free;
    const at = this.offset(address);
    if (shelf.free === NOWHERE) shelf.fresh += length;
    else shelf.free = shelf.doubles[at] as number;
    shelf.doubles.fill(0, at, at + length);
    shelf.held++;
    this.#heldDoubles += length;
    if (shelf.free === NOWHERE && shelf.fresh + length > CHUNK) this.#shut(shelf);
    return address;
  }

  #newChunk(size: number): number {
    const number = this.#gone.pop() ?? this.#shelves.length;
    const shelf = (this.#shelves[number] ??= newShelf());
    shelf.doubles = this.#spare.pop() ?? new Float64Array(CHUNK);
    shelf.size = size;
    shelf.free = NOWHERE;
    shelf.fresh = 0;
    this.#offer(number, shelf);
    return number;
  }

  /** It has room. */
  #offer(number: number, shelf: Shelf): void {
    const open = this.#open[shelf.size] as number[];
    shelf.place = open.length;
    open.push(number);
  }

  /** It has none, or is there no more: the last of its size takes its place. */
  #shut(shelf: Shelf): void {
    const open = this.#open[shelf.size] as number[];
    const last = open.pop() as number;
    if (shelf.place < open.length) {
      open[shelf.place] = last;
      (this.#shelves[last] as Shelf).place = shelf.place;
    }
    shelf.place = -1;
  }

  /** Gives a block back; `NOWHERE` is none. */
  release(address: number): void {
    if (address === NOWHERE) return;
    const number = address >>> CHUNK_BITS;
    const shelf = this.#shelves[number] as Shelf;
    this.#heldDoubles -= SIZES[shelf.size] as number;
    shelf.doubles[this.offset(address)] = shelf.free;
    shelf.free = address;
    if (shelf.place < 0) this.#offer(number, shelf);
    if (--shelf.held > 0) return;
    this.#shut(shelf);
    if (this.#spare.length < MOST_SPARE) this.#spare.push(shelf.doubles);
    shelf.doubles = NO_CHUNK;
    this.#gone.push(number);
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
    return (this.#shelves.length - 1 - this.#gone.length + this.#spare.length) * CHUNK * 8;
  }
}

function newShelf(): Shelf {
  return { doubles: NO_CHUNK, size: 0, free: NOWHERE, fresh: 0, held: 0, place: -1 };
}
