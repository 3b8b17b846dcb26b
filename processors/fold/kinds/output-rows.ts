import { type Blocks, NOWHERE } from "./blocks.ts";
import { Slots } from "./slots.ts";
import { clearTotals, mergeTotals, TOTALS } from "./totals.ts";

/** The head of an output: which life of the slot this is, the kind's own mark, three rows, whether a delta is on its way. */
const LIFE = 0;
const TAG = 1;
const TOTAL = 2;
const PENDING = 3;
const FLIGHT = 4;
const IS_FLYING = 5;
const HEAD = 6;

/**
 * The rows of outputs. Every output has a total since it was opened. From its first delta on it also has what came
 * since the last delta, and that last delta, in case its export fails.
 */
export class OutputRows {
  readonly #blocks: Blocks;
  readonly #slots = new Slots();
  #lives = 0;

  constructor(blocks: Blocks) {
    this.#blocks = blocks;
  }

  /** An output without rows. */
  open(tag: number): number {
    const head = this.#blocks.take(HEAD);
    const output = this.#slots.open(head);
    this.#set(output, LIFE, ++this.#lives);
    this.#set(output, TAG, tag);
    return output;
  }

  close(output: number): void {
    for (const part of [TOTAL, PENDING, FLIGHT]) this.#blocks.release(this.#get(output, part));
    this.#blocks.release(this.#slots.get(output));
    this.#slots.close(output);
  }

  #get(output: number, part: number): number {
    const head = this.#slots.get(output);
    return this.#blocks.chunk(head)[this.#blocks.offset(head) + part] as number;
  }

  #set(output: number, part: number, value: number): void {
    const head = this.#slots.get(output);
    this.#blocks.chunk(head)[this.#blocks.offset(head) + part] = value;
  }

  /** Another number for every time a slot is opened, never 0. */
  life(output: number): number {
    return this.#get(output, LIFE);
  }

  tag(output: number): number {
    return this.#get(output, TAG);
  }

  setTag(output: number, tag: number): void {
    this.#set(output, TAG, tag);
  }

  total(output: number): number {
    return this.#get(output, TOTAL);
  }

  /** `NOWHERE` before the first delta: until then it would be the total. */
  pending(output: number): number {
    return this.#get(output, PENDING);
  }

  /** Gives an output its total, with room for so many doubles behind the sums. */
  begin(output: number, doubles: number): void {
    this.#set(output, TOTAL, this.#row(doubles));
  }

  #row(doubles: number): number {
    const address = this.#blocks.take(TOTALS + doubles);
    clearTotals(this.#blocks.chunk(address), this.#blocks.offset(address));
    return address;
  }

  eachRow(output: number, change: (row: Float64Array, at: number) => void): void {
    for (const part of [TOTAL, PENDING, FLIGHT]) {
      const address = this.#get(output, part);
      if (address !== NOWHERE) change(this.#blocks.chunk(address), this.#blocks.offset(address));
    }
  }

  /** The row of what came since the last delta; it is on its way from now on. The output must have a total. */
  takeDelta(output: number): number {
    const total = this.#get(output, TOTAL);
    const flight = this.#get(output, FLIGHT);
    this.#set(output, IS_FLYING, 1);
    if (flight === NOWHERE) {
      const doubles = this.#blocks.capacity(total) - TOTALS;
      this.#set(output, FLIGHT, this.#row(doubles));
      this.#set(output, PENDING, this.#row(doubles));
      this.#copy(total, this.#get(output, FLIGHT));
      this.#copy(total, this.#get(output, PENDING));
    } else {
      this.#set(output, FLIGHT, this.#get(output, PENDING));
      this.#set(output, PENDING, flight);
      this.#copy(this.#get(output, FLIGHT), flight);
    }
    // The flags of a sum that is unknown stay: they hold for the output's life.
    const pending = this.#get(output, PENDING);
    const row = this.#blocks.chunk(pending);
    const at = this.#blocks.offset(pending);
    clearTotals(row, at);
    row.fill(0, at + TOTALS, at + this.#blocks.capacity(pending));
    return this.#get(output, FLIGHT);
  }

  #copy(from: number, to: number): void {
    const at = this.#blocks.offset(from);
    const row = this.#blocks.chunk(from).subarray(at, at + this.#blocks.capacity(to));
    this.#blocks.chunk(to).set(row, this.#blocks.offset(to));
  }

  /** Adds the delta that is on its way, if any, to what came since, bucket by bucket. */
  restoreDelta(output: number, buckets: number): void {
    if (this.#get(output, IS_FLYING) === 0) return;
    this.#set(output, IS_FLYING, 0);
    const flight = this.#get(output, FLIGHT);
    const pending = this.#get(output, PENDING);
    const from = this.#blocks.chunk(flight);
    const fromAt = this.#blocks.offset(flight);
    const to = this.#blocks.chunk(pending);
    const toAt = this.#blocks.offset(pending);
    mergeTotals(to, toAt, from, fromAt);
    for (let i = TOTALS; i < TOTALS + buckets; i++) {
      to[toAt + i] = (to[toAt + i] as number) + (from[fromAt + i] as number);
    }
  }

  get bytes(): number {
    return this.#slots.bytes;
  }
}
