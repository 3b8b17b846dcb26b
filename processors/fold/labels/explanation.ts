import type { LabelReason } from "./decider.ts";
import type { LabelStatistics, MetricStatistics } from "./label-statistics.ts";
import type { LabelTracker } from "./label-tracker.ts";
import { SHAPES, type ShapeName } from "./shapes.ts";

/** What a label makes of its metric's series. Estimates have a standard error, as a share; exact ones 0. */
export interface Contribution {
  readonly metric: string;
  readonly label: string;
  readonly distinct: number;
  readonly distinctError: number;
  /** Series of the metric as they came, and as they would be without the label. */
  readonly seriesWith: number;
  readonly seriesWithout: number;
  readonly seriesError: number;
  /** Series of the metric by the labels that do not fold, as answers were when each was first seen. */
  readonly seriesKept: number;
}

/** Why a label folds, or would. Holds no value. */
export interface Explanation extends Contribution {
  readonly reason: LabelReason;
  readonly shape: ShapeName;
  /** False for a dry run. */
  readonly applied: boolean;
  /** New values in the last window, and the share of points that brought one. */
  readonly newValues: number;
  readonly unseen: number | undefined;
  readonly sentence: string;
}

/** What every label contributes, widest first. */
export function contributions(statistics: LabelStatistics): Contribution[] {
  const all = [...statistics.metrics].flatMap((metric) =>
    [...metric.labels.values()].map((tracker) => contribution(metric, tracker)),
  );
  return all.sort((a, b) => b.seriesWith - b.seriesWithout - (a.seriesWith - a.seriesWithout));
}

function contribution(metric: MetricStatistics, tracker: LabelTracker): Contribution {
  const seriesWith = metric.series.count();
  return {
    metric: metric.name,
    label: tracker.key,
    distinct: tracker.distinct(),
    distinctError: tracker.error,
    seriesWith,
    // Two estimates may cross; a label never adds less than nothing.
    seriesWithout: Math.min(seriesWith, tracker.without.count()),
    seriesError: Math.max(metric.series.error, tracker.without.error),
    seriesKept: Math.min(seriesWith, metric.kept.count()),
  };
}

/** Every label that folds or would fold; `applies` says whether verdicts of statistics are carried out. */
export function explanations(statistics: LabelStatistics, applies: boolean): Explanation[] {
  return [...statistics.metrics].flatMap((metric) =>
    [...metric.labels.values()].flatMap((tracker): Explanation[] => {
      const { folded, verdict, evidence } = tracker;
      const reason = folded?.reason ?? verdict;
      if (reason === undefined) return [];
      const applied = folded !== undefined || applies;
      const shape = SHAPES[folded?.shape ?? 0] ?? "none";
      const facts = { ...contribution(metric, tracker), reason, shape, applied };
      const { newValues, unseen } = evidence;
      return [{ ...facts, newValues, unseen, sentence: sentence(facts, newValues, unseen) }];
    }),
  );
}

function sentence(
  facts: Contribution & { readonly reason: LabelReason; readonly shape: ShapeName; readonly applied: boolean },
  newValues: number,
  unseen: number | undefined,
): string {
  const { label, metric, distinct, reason, shape, applied, seriesWith, seriesWithout } = facts;
  const does = applied ? "folds" : "would fold";
  const effect = `${seriesWith} series become ${seriesWithout}`;
  switch (reason) {
    case "policy":
      return `${label} of ${metric} ${does}: a rule of the policy names it; ${effect}`;
    case "personal":
      return `${label} of ${metric} ${does}: its values are personal; ${effect}`;
    case "shape":
      return `${label} of ${metric} ${does}: its values are identifiers by their shape (${shape}); ${effect}`;
    case "statistics":
      return `${label} of ${metric} ${does}: ${distinct} values, ${newValues} of them new in the last window, and ${Math.round(100 * (unseen ?? 0))} % of what is seen is seen once; ${effect}`;
    case "budget":
      return `${label} of ${metric} ${does}: the metric is over max_series_per_metric and this label makes most of it; ${effect}`;
  }
}
