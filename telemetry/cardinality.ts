import type { Sample } from "./counts.ts";

/** Counts of rejected points by reason, and of folded labels by key and reason: closed lists, capped by who gives them. */
export interface Counted {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** What the fold says about itself when somebody asks; totals since the start, but for series, outputs, saved and bytes. */
export interface CardinalityView {
  readonly inputSeries: number;
  readonly outputSeries: number;
  readonly savedSeries: number;
  readonly foldedPoints: number;
  readonly emittedPoints: number;
  readonly collapsed: readonly Counted[];
  readonly rejected: readonly Counted[];
  readonly unconserved: number;
  readonly baselines: number;
  readonly restarts: number;
  readonly resets: number;
  readonly late: number;
  readonly duplicates: number;
  /** Now: sources that other replicas seem to fold too. */
  readonly alternating: number;
  /** Now: hashes of some sources, alike in replicas that share a key. */
  readonly sourceMarks: readonly Counted[];
  readonly overflowed: readonly Counted[];
  /** Now: tenants told apart, and series of the largest. */
  readonly tenants: number;
  readonly largestTenant: number;
  /** Metrics of tenants that came too late to be told apart. */
  readonly lateTenants: number;
  readonly bytes: number;
  /** Seconds, of the oldest that stands for the books as they were sent last; undefined where there is none. */
  readonly snapshotAge: number | undefined;
  readonly snapshotFailures: readonly Counted[];
}

/** Metrics of the fold, read at each scrape; the keys are those of `METRICS`. */
export const CARDINALITY_KEYS = [
  "foldInputs",
  "foldOutputs",
  "foldSaved",
  "foldPoints",
  "foldEmitted",
  "foldCollapsed",
  "foldRejected",
  "foldUnconserved",
  "foldBaselines",
  "foldRestarts",
  "foldResets",
  "foldLate",
  "foldDuplicates",
  "foldAlternating",
  "foldMarks",
  "foldOverflowed",
  "foldTenants",
  "foldLargestTenant",
  "foldLateTenants",
  "foldBytes",
  "foldSnapshotAge",
  "foldSnapshotFailures",
] as const;
export type CardinalityKey = (typeof CARDINALITY_KEYS)[number];

/** Sources of the fold's metrics. */
export function cardinalitySources(view: () => CardinalityView): Record<CardinalityKey, () => Iterable<Sample>> {
  const look = oncePerTurn(view);
  const one = (read: (seen: CardinalityView) => number) => (): Sample[] => [{ labels: {}, value: read(look()) }];
  return {
    foldInputs: one((seen) => seen.inputSeries),
    foldOutputs: one((seen) => seen.outputSeries),
    foldSaved: one((seen) => seen.savedSeries),
    foldPoints: one((seen) => seen.foldedPoints),
    foldEmitted: one((seen) => seen.emittedPoints),
    foldCollapsed: () => look().collapsed,
    foldRejected: () => look().rejected,
    foldUnconserved: one((seen) => seen.unconserved),
    foldBaselines: one((seen) => seen.baselines),
    foldRestarts: one((seen) => seen.restarts),
    foldResets: one((seen) => seen.resets),
    foldLate: one((seen) => seen.late),
    foldDuplicates: one((seen) => seen.duplicates),
    foldAlternating: one((seen) => seen.alternating),
    foldMarks: () => look().sourceMarks,
    foldOverflowed: () => look().overflowed,
    foldTenants: one((seen) => seen.tenants),
    foldLargestTenant: one((seen) => seen.largestTenant),
    foldLateTenants: one((seen) => seen.lateTenants),
    foldBytes: one((seen) => seen.bytes),
    foldSnapshotAge: () => {
      const { snapshotAge } = look();
      return snapshotAge === undefined ? [] : [{ labels: {}, value: snapshotAge }];
    },
    foldSnapshotFailures: () => look().snapshotFailures,
  };
}

/** A scrape reads all its metrics in one turn of the loop, and a view goes through all metrics and outputs. */
function oncePerTurn(view: () => CardinalityView): () => CardinalityView {
  let seen: CardinalityView | undefined;
  return () => {
    if (seen === undefined) {
      seen = view();
      setImmediate(() => (seen = undefined));
    }
    return seen;
  };
}

/** Nothing folds. */
export const NO_CARDINALITY: CardinalityView = {
  inputSeries: 0,
  outputSeries: 0,
  savedSeries: 0,
  foldedPoints: 0,
  emittedPoints: 0,
  collapsed: [],
  rejected: [],
  unconserved: 0,
  baselines: 0,
  restarts: 0,
  resets: 0,
  late: 0,
  duplicates: 0,
  alternating: 0,
  sourceMarks: [],
  overflowed: [],
  tenants: 0,
  largestTenant: 0,
  lateTenants: 0,
  bytes: 0,
  snapshotAge: undefined,
  snapshotFailures: [],
};
