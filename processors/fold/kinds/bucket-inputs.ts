import type { ProtoWriter } from "../../../otlp/proto-writer.ts";
import { type Blocks, NOWHERE } from "./blocks.ts";
import type { BoundsTable } from "./bounds.ts";
import { MAX_BOUNDS, type TotalsPoint } from "./histogram-point.ts";
import { SavedNumbers, saveNumber, saveNumbers } from "./saved.ts";
import { Slots } from "./slots.ts";

/** The block of an input: the last point's bounds, whether it had a sum, that sum, the whole of it, its buckets. */
export const BOUNDS = 0;
export const HAS_SUM = 1;
export const SUM = 2;
/** The life of the output in which everything this input counts since its start was counted; 0: in none. */
export const WHOLE_IN = 3;
export const BUCKETS = 4;

/** The last point of every series with buckets between bounds. */
export class BucketInputs {
  readonly #blocks: Blocks;
  readonly #bounds: BoundsTable;
  readonly #slots = new Slots();

  constructor(blocks: Blocks, bounds: BoundsTable) {
    this.#blocks = blocks;
    this.#bounds = bounds;
  }

  open(): number {
    return this.#slots.open(NOWHERE);
  }

  close(input: number): void {
    const address = this.#slots.get(input);
    this.#releaseBounds(address);
    this.#blocks.release(address);
    this.#slots.close(input);
  }

  /** Where the last point is; `NOWHERE` where there was none. */
  address(input: number): number {
    return this.#slots.get(input);
  }

  /** Whether a point of so many bounds takes more memory than the last. */
  grows(before: number, boundsLength: number): boolean {
    return before === NOWHERE || this.#blocks.capacity(before) < BUCKETS + boundsLength + 1;
  }

  #releaseBounds(address: number): void {
    if (address === NOWHERE) return;
    this.#bounds.release(this.#blocks.chunk(address)[this.#blocks.offset(address) + BOUNDS] as number);
  }

  /** Keeps a point in place of the last. `bounds` are held for it. */
  remember(input: number, point: TotalsPoint, bounds: number, wholeIn: number): void {
    const before = this.#slots.get(input);
    this.#releaseBounds(before);
    const address = this.#blocks.resize(before, BUCKETS + point.boundsLength + 1);
    if (address !== before) this.#slots.set(input, address);
    const chunk = this.#blocks.chunk(address);
    const at = this.#blocks.offset(address);
    chunk[at + BOUNDS] = bounds;
    chunk[at + HAS_SUM] = point.hasSum ? 1 : 0;
    chunk[at + SUM] = point.sum;
    chunk[at + WHOLE_IN] = wholeIn;
    const first = at + BUCKETS;
    for (let i = 0; i <= point.boundsLength; i++) chunk[first + i] = point.counts[i] as number;
  }

  save(input: number, writer: ProtoWriter): void {
    const address = this.#slots.get(input);
    if (address === NOWHERE) return;
    const chunk = this.#blocks.chunk(address);
    const at = this.#blocks.offset(address);
    const bounds = this.#bounds.list(chunk[at + BOUNDS] as number);
    saveNumber(writer, bounds.length);
    saveNumbers(writer, bounds, 0, bounds.length);
    saveNumbers(writer, chunk, at + HAS_SUM, BUCKETS - HAS_SUM + bounds.length + 1);
  }

  /** A new input as it was saved; -1 where the bytes are not understood. */
  load(buffer: Uint8Array, start: number, end: number): number {
    if (start === end) return this.open();
    const saved = new SavedNumbers(buffer, start, end);
    const length = saved.length(MAX_BOUNDS);
    const bounds = new Float64Array(length);
    saved.readInto(bounds, 0, length);
    const row = new Float64Array(BUCKETS - HAS_SUM + length + 1);
    saved.readInto(row, 0, row.length);
    if (!saved.isComplete) return -1;
    const address = this.#blocks.take(HAS_SUM + row.length);
    const at = this.#blocks.offset(address);
    this.#blocks.chunk(address)[at + BOUNDS] = this.#bounds.hold(bounds, length);
    this.#blocks.chunk(address).set(row, at + HAS_SUM);
    return this.#slots.open(address);
  }

  get bytes(): number {
    return this.#slots.bytes;
  }
}
