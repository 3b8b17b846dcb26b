import { OVERFLOWS, REJECTIONS } from "../processors/fold/contract.ts";
import { MARK_SLOTS } from "../processors/fold/source-marks.ts";
import type { CardinalityView, Counted } from "../telemetry/cardinality.ts";
import type { Folding } from "./folding.ts";

/** What the folds of all pipelines say about themselves, added up. */
export function cardinalityOf(
  foldings: readonly (Pick<Folding, "ledger" | "labels"> & Partial<Pick<Folding, "snapshots">>)[],
): CardinalityView {
  const all = foldings.map(({ ledger }) => ledger.stats());
  const sum = (read: (stats: (typeof all)[number]) => number): number => all.reduce((n, stats) => n + read(stats), 0);
  return {
    inputSeries: sum((stats) => stats.series),
    outputSeries: sum((stats) => stats.outputs),
    // Outputs outlive their sources for a while.
    savedSeries: sum((stats) => Math.max(0, stats.foldedSeries - stats.outputs)),
    foldedPoints: sum((stats) => stats.foldedPoints),
    emittedPoints: sum((stats) => stats.emitted),
    collapsed: added(foldings.flatMap(({ labels }) => labels.counted())),
    rejected: REJECTIONS.map((reason, index) => ({
      labels: { reason },
      value: sum((stats) => stats.rejected[index] ?? 0),
    })),
    unconserved: sum((stats) => stats.unconserved),
    baselines: sum((stats) => stats.baselines),
    restarts: sum((stats) => stats.restarts),
    resets: sum((stats) => stats.resets),
    late: sum((stats) => stats.late),
    duplicates: sum((stats) => stats.duplicates),
    alternating: sum((stats) => stats.alternating),
    sourceMarks: marksOf(all.map((stats) => stats.sourceMarks)),
    overflowed: OVERFLOWS.map((reason, index) => ({
      labels: { reason },
      value: sum((stats) => stats.overflowed[index] ?? 0),
    })),
    tenants: sum((stats) => stats.tenants),
    largestTenant: Math.max(0, ...all.map((stats) => stats.largestTenant)),
    lateTenants: sum((stats) => stats.lateTenants),
    bytes: sum((stats) => stats.bytes),
    snapshotAge: oldest(foldings.map(({ snapshots }) => snapshots?.ageSeconds)),
    snapshotFailures: added(foldings.flatMap(({ snapshots }) => snapshots?.failures ?? [])),
  };
}

/** By slot; the pipelines of a proxy hear the same sources, or each its own. */
function marksOf(marks: readonly (readonly (number | undefined)[])[]): Counted[] {
  return Array.from({ length: MARK_SLOTS }, (_, slot) => marks.flatMap((found) => found[slot] ?? []))
    .map((found, slot) => ({ labels: { slot: String(slot) }, value: Math.min(...found) }))
    .filter(({ value }) => Number.isFinite(value));
}

function oldest(ages: readonly (number | undefined)[]): number | undefined {
  const known = ages.filter((age) => age !== undefined);
  return known.length === 0 ? undefined : Math.max(...known);
}

/** One count per label set. */
function added(counts: readonly Counted[]): Counted[] {
  const sums = new Map<string, { labels: Counted["labels"]; value: number }>();
  for (const { labels, value } of counts) {
    const id = Object.values(labels).join("\n");
    const known = sums.get(id);
    if (known === undefined) sums.set(id, { labels, value });
    else known.value += value;
  }
  return [...sums.values()];
}
