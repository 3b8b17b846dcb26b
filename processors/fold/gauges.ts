import type { GaugeFunction } from "./contract.ts";
import { FLAG, type Machine, REFUSED, SERIES } from "./machine.ts";

/** A gauge's value at a flush: an integer `total` or a double `sum`. */
interface GaugeValue {
  readonly isDouble: boolean;
  readonly total: bigint;
  readonly sum: number;
}

export type GaugeValues = ReadonlyMap<number, GaugeValue>;

interface Tally {
  count: number;
  isDouble: boolean;
  total: bigint;
  sum: number;
  least: bigint | number;
  most: bigint | number;
  lastTime: bigint;
  last: bigint | number;
}

/** Values of gauge outputs, by slot, from the last values of their live sources. */
export function gaugeValues(machine: Machine, functionOf: (output: number) => GaugeFunction | undefined): GaugeValues {
  const tallies = new Map<number, Tally>();
  const { words, longs, doubles, seriesAt, run } = machine;
  const end = run.seriesSlots();
  for (let slot = 1; slot < end; slot++) {
    const at = seriesAt + slot * SERIES.bytes;
    const flags = words[(at + SERIES.flags) >> 2]!;
    const output = words[(at + SERIES.output) >> 2]!;
    const isSource = (flags & (FLAG.live | FLAG.hasValue | FLAG.ended)) === (FLAG.live | FLAG.hasValue);
    if (!isSource || flags >>> FLAG.kindShift !== 0 || output >= REFUSED) continue;
    const isDouble = (flags & FLAG.isDouble) !== 0;
    const value = isDouble ? doubles[(at + SERIES.value) >> 3]! : longs[(at + SERIES.value) >> 3]!;
    tally(tallies, output, value, longs[(at + SERIES.time) >> 3]!);
  }
  const values = new Map<number, GaugeValue>();
  for (const [output, found] of tallies) values.set(output, result(found, functionOf(output)));
  return values;
}

function tally(tallies: Map<number, Tally>, output: number, value: bigint | number, time: bigint): void {
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

function result(found: Tally, how: GaugeFunction | undefined): GaugeValue {
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
