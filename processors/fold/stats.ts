import type { Contexts } from "./contexts.ts";
import type { LedgerStats } from "./contract.ts";
import { AT, type Machine } from "./machine.ts";
import type { Outputs } from "./outputs.ts";
import { alternatingSources } from "./rhythm.ts";
import type { Sources } from "./sources.ts";
import { SHARE } from "./tenants.ts";

type CountedElsewhere = "emitted" | "sourceMarks" | "passedPoints" | "foldedPoints" | "rejected";

/** Reads the books; goes through metrics and outputs, and not through series. */
export function ledgerStats(
  machine: Machine,
  outputs: Outputs,
  contexts: Contexts,
  sources: Sources,
): Omit<LedgerStats, CountedElsewhere> {
  const { doubles, run } = machine;
  const counters = AT.counters >> 3;
  const { tombstones } = sources;
  const { tenants } = sources.parts;
  return {
    series: tenants.inUse(SHARE.series),
    foldedSeries: run.foldedSeries(),
    outputs: outputs.size,
    tombstones: tombstones.size,
    bytes: tenants.usedBytes + tombstones.bytes,
    baselines: doubles[counters]!,
    spikes: sources.spikes,
    restarts: doubles[counters + 1]!,
    resets: doubles[counters + 2]!,
    late: doubles[counters + 3]!,
    duplicates: doubles[counters + 4]!,
    alternating: alternatingSources(machine, contexts.bySlot),
    lateDeltas: doubles[counters + 5]!,
    widened: doubles[counters + 6]!,
    overflowed: [...outputs.overflowed],
    tenants: tenants.size,
    largestTenant: tenants.views()[0]?.series ?? 0,
    lateTenants: tenants.refused,
    redirected: sources.redirected,
    unconserved: unconserved(machine, outputs),
  };
}

/** What all outputs were given and do not hold: exact for integers, relative 1e-9 for doubles, whose last digits depend on the order. */
function unconserved({ run }: Machine, outputs: Outputs): number {
  let total = outputs.leftTotal;
  let sum = outputs.leftSum;
  let size = outputs.leftSize;
  for (const output of outputs.bySlot) {
    if (output === undefined) continue;
    const number = outputs.number(output.slot);
    total += number.total;
    sum += number.sum;
    size += Math.abs(number.sum);
  }
  const given = BigInt.asIntN(64, (BigInt(run.givenHigh()) << 32n) | BigInt(run.givenLow() >>> 0));
  const difference = Math.abs(run.given() - sum);
  return Number(BigInt.asIntN(64, total) - given) + (difference <= size * 1e-9 ? 0 : difference);
}
