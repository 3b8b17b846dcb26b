import { difference, type Estimate } from "../processors/fold/census/series-count.ts";
import type { Contribution, Explanation } from "../processors/fold/labels/explanation.ts";
import { KnownLabels } from "../processors/fold/labels/label-keys.ts";
import {
  type CardinalityReport,
  type LabelReport,
  MAX_REPORTED,
  MAX_TENANTS_REPORTED,
  type MetricReport,
} from "./cardinality-report.ts";
import type { Folding } from "./folding.ts";
import { shownName } from "./shown-name.ts";

/** Half-width of a 95 % band in standard errors. */
const Z_95 = 1.96;

/**
 * What the folds of all pipelines know, the widest metrics first: totals from the ledgers, exact; metrics and labels from
 * the statistics, which are there unless the policy says `fold.statistics: off`.
 */
export function proxyReport(foldings: readonly Folding[]): CardinalityReport {
  const stats = foldings.map(({ ledger }) => ledger.stats());
  const total = (read: (one: (typeof stats)[number]) => number): number => stats.reduce((n, one) => n + read(one), 0);
  const passed = total((one) => one.passedPoints);
  const foldedPoints = total((one) => one.foldedPoints);
  const refusedPoints = total((one) => one.rejected.reduce((n, count) => n + count, 0));
  const series = total((one) => one.series);
  const known = new KnownLabels();
  const metrics = foldings
    .flatMap((folding) => metricsOf(folding, known))
    .sort((a, b) => b.before.value - a.before.value);
  return {
    version: 1,
    source: "proxy",
    policy: foldings[0]?.policy ?? { name: "none", version: "" },
    seconds: process.uptime(),
    points: passed + foldedPoints + refusedPoints,
    foldedPoints,
    refusedPoints,
    before: exact(series),
    after: exact(series - total((one) => one.foldedSeries - one.outputs)),
    metrics: metrics.slice(0, MAX_REPORTED),
    tenants: tenantsOf(foldings),
  };
}

/** The largest of all pipelines; one that is in several is there several times. */
function tenantsOf(foldings: readonly Folding[]): NonNullable<CardinalityReport["tenants"]> {
  return foldings
    .flatMap(({ ledger }) => ledger.tenants())
    .sort((a, b) => b.series - a.series)
    .slice(0, MAX_TENANTS_REPORTED);
}

function metricsOf({ labels }: Folding, known: KnownLabels): MetricReport[] {
  const explained = Map.groupBy(labels.decider.explanations(), ({ metric }) => metric);
  const byMetric = Map.groupBy(labels.decider.contributions(), ({ metric }) => metric);
  return [...byMetric].map(([name, contributions]) => {
    const reasons = new Map(explained.get(name)?.map((one) => [one.label, one]));
    const folds = [...reasons.values()].some(({ applied }) => applied);
    const widest = contributions[0]!;
    const before = estimate(widest.seriesWith, widest.seriesError);
    const after = folds ? estimate(widest.seriesKept, widest.seriesError) : before;
    return {
      name: shownName(name),
      kind: labels.kindOf(name),
      parts: undefined,
      before,
      after,
      labels: contributions.map((one) => labelReport(one, reasons.get(one.label), after, folds, known)),
    };
  });
}

function labelReport(
  contribution: Contribution,
  explanation: Explanation | undefined,
  after: Estimate,
  folds: boolean,
  known: KnownLabels,
): LabelReport {
  const { label, distinct, distinctError, seriesWith, seriesWithout, seriesError } = contribution;
  const contributes = difference(estimate(seriesWith, seriesError), estimate(seriesWithout, seriesError));
  const { reason, shape, applied = false } = explanation ?? {};
  const { value, band } = contributes;
  return {
    key: shownName(label),
    class: known.classOf(label),
    values: estimate(distinct, distinctError),
    contributes,
    fate: applied ? "folds" : "kept",
    reasons: applied && reason !== undefined ? { [reason]: seriesWith } : {},
    shapes: applied && shape !== undefined ? { [shape]: seriesWith } : {},
    // The statistics know what a label makes of the series that come; where others fold, fewer leave.
    saves: applied ? exact(0) : { value: Math.min(value, after.value), band },
    atMost: folds,
    isUnbounded: explanation !== undefined && !applied,
  };
}

function exact(value: number): Estimate {
  return { value, band: 0 };
}

/** From a standard error as a share. */
function estimate(value: number, error: number): Estimate {
  return { value, band: value * error * Z_95 };
}
