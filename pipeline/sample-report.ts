import type { Census } from "../processors/fold/census/census.ts";
import type { LabelTally, MetricTally } from "../processors/fold/census/metric-tally.ts";
import { difference, sum } from "../processors/fold/census/series-count.ts";
import type { Explanation } from "../processors/fold/labels/explanation.ts";
import { KnownLabels } from "../processors/fold/labels/label-keys.ts";
import type { Plan } from "../processors/plan.ts";
import {
  type CardinalityReport,
  type LabelReport,
  labelId,
  MAX_REPORTED,
  type MetricReport,
  onlyTold,
} from "./cardinality-report.ts";
import { shownName } from "./shown-name.ts";

const NS_PER_S = 1e9;

/** What a census counted, the largest metrics first. */
export function sampleReport(
  census: Census,
  explanations: readonly Explanation[],
  { name, version }: Pick<Plan, "name" | "version">,
): CardinalityReport {
  const told = onlyTold(explanations);
  const known = new KnownLabels();
  const tallies = [...census.metrics.values()];
  const metrics = tallies
    .map((tally) => metricReport(tally, known, told))
    .sort((a, b) => b.before.value - a.before.value);
  const total = (read: (tally: MetricTally) => number): number => tallies.reduce((n, one) => n + read(one), 0);
  return {
    version: 1,
    source: "sample",
    policy: { name, version },
    seconds: Number(census.lastNs - census.firstNs) / NS_PER_S,
    points: total((one) => one.points),
    foldedPoints: total((one) => one.foldedPoints),
    refusedPoints: total((one) => one.refusedPoints),
    before: sum(metrics.map((one) => one.before)),
    after: sum(metrics.map((one) => one.after)),
    metrics: metrics.slice(0, MAX_REPORTED),
  };
}

function metricReport(tally: MetricTally, known: KnownLabels, told: ReadonlySet<string>): MetricReport {
  const { kind, points, foldedPoints, refusedPoints, parts } = tally;
  const labels = [...tally.labels].map(([key, label]) => labelReport(key, label, tally, known, told));
  return {
    name: shownName(tally.name),
    kind,
    points,
    foldedPoints,
    refusedPoints,
    parts,
    before: tally.series.estimate(),
    after: tally.outputs.estimate(),
    labels: labels.sort((a, b) => b.contributes.value - a.contributes.value),
  };
}

function labelReport(
  key: string,
  label: LabelTally,
  metric: MetricTally,
  known: KnownLabels,
  told: ReadonlySet<string>,
): LabelReport {
  const folds = label.reasons.size > 0;
  return {
    key: shownName(key),
    class: known.classOf(key),
    values: label.values.estimate(),
    contributes: difference(metric.series.estimate(), label.seriesWithout.estimate()),
    fate: folds ? (label.keptSeries > 0 ? "partly" : "folds") : "kept",
    reasons: Object.fromEntries(label.reasons),
    shapes: Object.fromEntries(label.shapes),
    saves: difference(metric.outputs.estimate(), label.outputsWithout.estimate()),
    atMost: false,
    isUnbounded: told.has(labelId(metric.name, key)),
  };
}
