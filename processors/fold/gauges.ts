import type { Slices } from "../../core/slices.ts";
import type { GaugeFunction } from "./contract.ts";
import { FLAG, type Machine, REFUSED, SERIES } from "./machine.ts";

/** Series looked at in a row. */
const SLICE = 16_384;

/** A gauge's value at a flush: an integer `total` or a double `sum`. */
interface GaugeValue {
  readonly isDouble: boolean;
  readonly total: bigint;
  readonly sum: number;
}

/** By slot of their output. */
export type GaugeTallies = ReadonlyMap<number, GaugeTally>;

/** What the live sources of a gauge output say. */
export interface GaugeTally {
  count: number;
  isDouble: boolean;
  total: bigint;
  sum: number;
  least: bigint | number;
  most: bigint | number;
  lastTime: bigint;
  last: bigint | number;
}

/** Tallies of gauge outputs from the last values of their live sources. */
export function* gaugeTallies(machine: Machine): Slices<GaugeTallies> {
  const tallies = new Map<number, GaugeTally>();
  const { words, longs, doubles, seriesAt, run } = machine;
  const end = run.seriesSlots();
  for (let slot = 1; slot < end; slot++) {
    if (slot % SLICE === 0) yield;
    const at = seriesAt + slot * SERIES.bytes;
    const flags = words[(at + SERIES.flags) >> 2]!;
    const output = words[(at + SERIES.output) >> 2]!;
    const isSource = (flags & (FLAG.live | FLAG.hasValue | FLAG.ended)) === (FLAG.live | FLAG.hasValue);
    if (!isSource || flags >>> FLAG.kindShift !== 0 || output >= REFUSED) continue;
    const isDouble = (flags & FLAG.isDouble) !== 0;
    const value = isDouble ? doubles[(at + SERIES.value) >> 3]! : longs[(at + SERIES.value) >> 3]!;
    tally(tallies, output, value, longs[(at + SERIES.time) >> 3]!);
  }
  return tallies;
}

function tally(tallies: Map<number, GaugeTally>, output: number, value: bigint | number, time: bigint): void {
  const known = tallies.get(output);
  const isDouble = typeof value === "number";
  if (known === undefined) {
    const [total, sum] = isDouble ? [0n, value] : [value, 0];
    tallies.set(output, { count: 1, isDouble, total, sum, least: value, most: value, lastTime: time, last: value });
    return;
  }
  known.count++;
  known.isDouble ||= isDouble;
  if (isDouble) known.sum += value;
  else known.total += value;
  if (value < known.least) known.least = value;
  if (value > known.most) known.most = value;
  if (time > known.lastTime) {
    known.lastTime = time;
    known.last = value;
  }
}

/** The live values as one. */
export function gaugeValue(found: GaugeTally, how: GaugeFunction | undefined): GaugeValue {
  switch (how) {
    case "count":
      return exact(BigInt(found.count));
    case "min":
      return exact(found.least);
    case "max":
      return exact(found.most);
    case "avg":
      return exact((found.sum + Number(found.total)) / found.count);
    case "sum":
      if (found.isDouble || found.total !== BigInt.asIntN(64, found.total))
        return exact(found.sum + Number(found.total));
      return exact(found.total);
    case "last":
    case undefined:
      return exact(found.last);
  }
}

function exact(value: bigint | number): GaugeValue {
  return typeof value === "number"
    ? { isDouble: true, total: 0n, sum: value }
    : { isDouble: false, total: value, sum: 0 };
}
