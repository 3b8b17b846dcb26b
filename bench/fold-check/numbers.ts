import type { SeenPoint } from "./decode.ts";
import { amountOf, type Output } from "./output.ts";
import { type GaugeTold, UNIT_BITS } from "./trace.ts";

const GAUGE = 5;
const SUM = 7;
const NO_RECORDED_VALUE = 1;
const ROUNDING = 1e-12;
const UNIT = 2 ** UNIT_BITS;

/** Increments so far, or what the living hold where the sum may fall. */
export function totalOf(output: Output): bigint {
  if (output.metric.monotonic || !output.metric.cumulative) return output.total;
  let total = 0n;
  for (const { life, to } of output.members.values()) total += amountOf(life, 0, to);
  return total;
}

/** What is wrong with sums that together must be `truly`, in units of 2^-52. */
export function sumFault(output: Output, told: readonly SeenPoint[], truly: bigint): string | undefined {
  if (output.vague) return undefined;
  let exact = 0n;
  let rounded = 0;
  let hasDouble = false;
  for (const point of told) {
    if ((point.flags & NO_RECORDED_VALUE) !== 0) {
      if (output.members.size > 0) return "a sum ended that has sources";
    } else if (point.int === undefined) {
      hasDouble = true;
      rounded += point.double ?? Number.NaN;
    } else {
      exact += point.int << BigInt(UNIT_BITS);
      rounded += Number(point.int);
    }
  }
  if (!hasDouble)
    return exact === truly || output.doubles
      ? near(output, rounded, truly)
      : `I1 sum ${rounded}, truly ${Number(truly) / UNIT}`;
  // Beyond 64 bits a sum goes on as a double.
  if (truly >= 2n ** (63n + 52n) || truly < -(2n ** (63n + 52n))) output.doubles = true;
  if (!output.doubles) return "I1 a sum of integers became a double";
  return near(output, rounded, truly);
}

function near(output: Output, got: number, truly: bigint): string | undefined {
  // What is doubtful is no part of the output yet.
  const magnitude = (Number(output.magnitude) + Math.abs(Number(truly))) / UNIT + membersSize(output);
  const off = Math.abs(got - Number(truly) / UNIT);
  return off <= ROUNDING * magnitude ? undefined : `I1 sum ${got}, truly ${Number(truly) / UNIT}`;
}

function membersSize({ members }: Output): number {
  let size = 0;
  for (const { life, to } of members.values()) size += Math.abs(Number(amountOf(life, 0, to))) / UNIT;
  return size;
}

/** The number a point shows; the count of a distribution. */
export function value({ kind, int, double, count }: SeenPoint): number {
  if (kind !== GAUGE && kind !== SUM) return count;
  return int === undefined ? (double ?? Number.NaN) : Number(int);
}

/** What is wrong with a gauge of the living, or with its absence. */
export function gaugeFault(output: Output, point: SeenPoint | undefined, told: GaugeTold): string | undefined {
  if (output.vague) return undefined;
  if (told === undefined) return point === undefined ? undefined : "a gauge nobody folds";
  const values = [...output.members.values()].map(({ life, to }) =>
    life.isInt ? Number(life.exact[to]!) : life.held[to]!,
  );
  if (point === undefined) return values.length > 0 ? `a gauge of ${values.length} sources is missing` : undefined;
  if ((point.flags & NO_RECORDED_VALUE) !== 0) return values.length > 0 ? "a gauge ended that has sources" : undefined;
  if (values.length === 0) return "a gauge without a source goes on";
  const truly = gaugeValues(output, values, told);
  const got = value(point);
  const size = values.reduce((sum, one) => sum + Math.abs(one), 1);
  if (truly.some((one) => Math.abs(one - got) <= ROUNDING * size)) return undefined;
  return `gauge ${told} ${got}, truly ${truly.join()}`;
}

/** Values a gauge may have: of several latest ones any may be the last. */
function gaugeValues({ members }: Output, values: readonly number[], told: GaugeTold): readonly number[] {
  const sum = values.reduce((total, one) => total + one, 0);
  switch (told) {
    case "min":
      return [Math.min(...values)];
    case "max":
      return [Math.max(...values)];
    case "avg":
      return [sum / values.length];
    case "sum":
      return [sum];
    case "count":
      return [values.length];
    default: {
      const points = [...members.values()];
      const latest = points.reduce((most, { timeNs }) => (timeNs > most ? timeNs : most), 0n);
      return values.filter((_, i) => points[i]!.timeNs === latest);
    }
  }
}
