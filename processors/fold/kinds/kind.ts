import type { ProtoWriter } from "../../../otlp/proto-writer.ts";

/** How a point relates to what is known of its series (OTLP metrics data model, "Resets and gaps"). */
export const SIGHTS = {
  /** Only remembered: what it counts began before anybody watched. */
  baseline: 0,
  /** All of it is new: a delta, a new process, a true reset. */
  full: 1,
  /** What it holds beyond the point before it is new. */
  difference: 2,
} as const;
export type Sight = (typeof SIGHTS)[keyof typeof SIGHTS];

/** What became of a point. Everything from `malformed` on was not counted and goes back to its sender as rejected. */
export const ABSORBED = {
  counted: 0,
  /** It held less than the point before it without a new start time: counted as a reset (data model, "Resets"). */
  reset: 1,
  /** Bucket counts and bounds that do not fit each other. */
  malformed: 2,
  /** NaN, infinite or negative where the kind forbids it. */
  notANumber: 3,
  /** A count of 2^53 or more (negative ones arrive as such), or too many buckets. */
  tooLarge: 4,
  /**
   * This output cannot take it without losing its meaning: too few bounds would survive, or its count would pass 2^53.
   * Nothing was changed; absorb it again with another output. A newly opened one takes every point.
   */
  misfit: 5,
  /** No output takes it, and there may be no other; or its series would need more memory, and there is none. */
  noRoom: 6,
} as const;
export type Absorbed = (typeof ABSORBED)[keyof typeof ABSORBED];

/** Stands for "no output": the point is remembered and counted nowhere. */
export const NO_OUTPUT = -1;

/** Who pays for memory. */
export interface Payer {
  hostBytes: number;
}

/** Who pays for what is taken now. Lists that several share are paid by the one that sent them first. */
export class Purse {
  payer: Payer = { hostBytes: 0 };
  /** Whether the payer may take more. */
  hasRoom: (payer: Payer) => boolean = () => true;

  get isOpen(): boolean {
    return this.hasRoom(this.payer);
  }
}

/**
 * The books of one kind of point. Inputs are series as they come, outputs are series as they leave; both are slots this
 * ledger hands out and takes back. Whoever calls decides the `Sight` from start times; only increments reach an output,
 * so an input may change its output at any time and no total is lost. Allocates nothing for a known series.
 */
export interface KindLedger {
  openInput(): number;
  /** Forgets an input; what it added stays. A non-monotonic total loses its last value. */
  closeInput(input: number, output: number): void;
  openOutput(): number;
  closeOutput(output: number): void;
  /**
   * Reads the point message in [start, end) of `buffer`; attributes, times, exemplars and flags in it are passed over.
   * Below zero, `input` is a series that is not remembered: a delta, counted in full. A `baseline` gives a new output its
   * bounds (with an input below zero it does nothing else), so that a zero point written then has all the buckets.
   */
  absorb(input: number, output: number, sight: Sight, buffer: Uint8Array, start: number, end: number): Absorbed;
  /** Writes an output's fields, all but attributes, times, exemplars and flags; `asDelta` writes what came since the last time. */
  write(output: number, writer: ProtoWriter, asDelta: boolean): void;
  /** Undoes the last `write` with `asDelta` whose export failed: it is in the next one again. */
  restoreDelta(output: number): void;
  /** Writes what is known of an input or an output, for `loadInput` and `loadOutput` of a new ledger of this kind. */
  saveInput(input: number, writer: ProtoWriter): void;
  saveOutput(output: number, writer: ProtoWriter): void;
  /**
   * Opens what was saved in [start, end) of `buffer`; -1 where the bytes are not understood. Load everything before the
   * first `openOutput`: inputs know outputs by what both saved. A delta that was on its way still is.
   */
  loadInput(buffer: Uint8Array, start: number, end: number): number;
  loadOutput(buffer: Uint8Array, start: number, end: number): number;
  /** Bytes of memory held, with what is free for others. */
  readonly bytes: number;
  /** Bytes in use, but for lists that several share. */
  readonly held: number;
}
