import type { ProtoWriter } from "../../../otlp/proto-writer.ts";
import { type Blocks, NOWHERE } from "./blocks.ts";
import { type SavedNumbers, saveNumber, saveNumbers } from "./saved.ts";
import { Slots } from "./slots.ts";
import { clearTotals, TOTALS } from "./totals.ts";

/** The head of an output: which life of the slot this is, the kind's own mark, three rows, whether a delta is on its way. */
const LIFE = 0;
const TAG = 1;
const IS_FLYING = 5;
const HEAD = 6;

/** The rows of an output: since it was opened, since the last delta, that last delta. */
export const PARTS = { total: 2, pending: 3, flight: 4 } as const;
export type Part = (typeof PARTS)[keyof typeof PARTS];
const { total: TOTAL, pending: PENDING, flight: FLIGHT } = PARTS;
const ALL_PARTS = [TOTAL, PENDING, FLIGHT] as const;
const MAX_ROW = 4096;

/**
 * The rows of outputs. Every output has a total since it was opened. From its first delta on it also has what came
 * since the last delta, and that last delta, in case its export fails.
 */
export class OutputRows {
  readonly #blocks: Blocks;
  readonly #slots = new Slots();
  /** Doubles behind the sums that outlive a delta. */
  readonly #kept: number;
  #lives = 0;

  constructor(blocks: Blocks, kept = 0) {
    this.#blocks = blocks;
    this.#kept = kept;
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
    for (const part of ALL_PARTS) this.#blocks.release(this.#get(output, part));
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

  /** Where a row is. Before the first delta only the total is anywhere: until then the delta would be the same. */
  address(output: number, part: Part): number {
    return this.#get(output, part);
  }

  /** Gives an output its total, with room for so many doubles behind the sums. */
  begin(output: number, doubles: number): void {
    this.#set(output, TOTAL, this.#row(doubles));
  }

  /** Where a row with room for so many doubles behind the sums is from now on; what was there is there no more if it moved. */
  resize(output: number, part: Part, doubles: number): number {
    const address = this.#get(output, part);
    if (this.#blocks.capacity(address) >= TOTALS + doubles) return address;
    const larger = this.#blocks.take(TOTALS + doubles);
    this.#copy(address, larger, TOTALS);
    this.#blocks.release(address);
    this.#set(output, part, larger);
    return larger;
  }

  #row(doubles: number): number {
    const address = this.#blocks.take(TOTALS + doubles);
    clearTotals(this.#blocks.chunk(address), this.#blocks.offset(address));
    return address;
  }

  eachRow(output: number, change: (row: Float64Array, at: number) => void): void {
    for (const part of ALL_PARTS) {
      const address = this.#get(output, part);
      if (address !== NOWHERE) change(this.#blocks.chunk(address), this.#blocks.offset(address));
    }
  }

  /** The row of what came since the last delta; it is on its way from now on. The output must have a total. */
  takeDelta(output: number): number {
    const total = this.#get(output, TOTAL);
    const last = this.#get(output, FLIGHT);
    this.#set(output, IS_FLYING, 1);
    if (last === NOWHERE) {
      const doubles = this.#blocks.capacity(total);
      const all = this.#blocks.take(doubles);
      this.#copy(total, all, doubles);
      this.#set(output, FLIGHT, all);
      this.#set(output, PENDING, this.#blocks.take(doubles));
    } else {
      this.#set(output, FLIGHT, this.#get(output, PENDING));
      this.#set(output, PENDING, last);
    }
    const pending = this.#get(output, PENDING);
    const flight = this.#get(output, FLIGHT);
    // That a sum is unknown, and what the kind keeps, hold for the output's life.
    this.#copy(flight, pending, TOTALS + this.#kept);
    clearTotals(this.#blocks.chunk(pending), this.#blocks.offset(pending));
    const at = this.#blocks.offset(pending);
    this.#blocks.chunk(pending).fill(0, at + TOTALS + this.#kept, at + this.#blocks.capacity(pending));
    return flight;
  }

  #copy(from: number, to: number, doubles: number): void {
    const source = this.#blocks.chunk(from);
    const target = this.#blocks.chunk(to);
    const at = this.#blocks.offset(from);
    const toAt = this.#blocks.offset(to);
    for (let i = 0; i < doubles; i++) target[toAt + i] = source[at + i] as number;
  }

  /** Ends the flight of a delta; false where none is on its way. */
  land(output: number): boolean {
    const isFlying = this.#get(output, IS_FLYING) === 1;
    this.#set(output, IS_FLYING, 0);
    return isFlying;
  }

  /** `doubles` says how many there are behind the sums of a row. */
  save(output: number, writer: ProtoWriter, doubles: (row: Float64Array, at: number) => number): void {
    saveNumber(writer, this.#get(output, LIFE));
    saveNumber(writer, this.#get(output, IS_FLYING));
    for (const part of ALL_PARTS) {
      const address = this.#get(output, part);
      if (address === NOWHERE) {
        saveNumber(writer, 0);
        continue;
      }
      const row = this.#blocks.chunk(address);
      const at = this.#blocks.offset(address);
      const length = TOTALS + doubles(row, at);
      saveNumber(writer, length);
      saveNumbers(writer, row, at, length);
    }
  }

  /** An output as it was saved, in the same life; -1, and nothing opened, where it is not understood or `isSound` refuses a row. */
  load(
    tag: number,
    hasTotal: boolean,
    saved: SavedNumbers,
    isSound: (row: Float64Array, at: number, doubles: number) => boolean,
  ): number {
    const output = this.open(tag);
    const life = saved.next();
    this.#set(output, LIFE, life);
    this.#set(output, IS_FLYING, saved.next());
    let isWhole = true;
    for (const part of ALL_PARTS) {
      const length = saved.length(MAX_ROW);
      if (length === 0) continue;
      const address = this.#blocks.take(length);
      const row = this.#blocks.chunk(address);
      const at = this.#blocks.offset(address);
      this.#set(output, part, address);
      saved.readInto(row, at, length);
      isWhole &&= !saved.isBroken && length >= TOTALS && isSound(row, at, length - TOTALS);
    }
    const hasBoth = (this.#get(output, PENDING) === NOWHERE) === (this.#get(output, FLIGHT) === NOWHERE);
    if (isWhole && hasBoth && hasTotal === (this.#get(output, TOTAL) !== NOWHERE) && saved.isComplete) {
      this.#lives = Math.max(this.#lives, life);
      return output;
    }
    this.close(output);
    return -1;
  }

  get bytes(): number {
    return this.#slots.bytes;
  }
}
