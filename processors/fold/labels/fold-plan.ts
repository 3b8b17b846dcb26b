import type { TextMatch } from "../../plan.ts";

/** What the fold needs to know, compiled from the policy's `fold:` section: plain frozen data. */
export interface FoldPlan {
  readonly enabled: boolean;
  /** What becomes of personal values (tokens, typed placeholders) that no rule names. */
  readonly personal: PlainMode;
  /** What becomes of values that are identifiers by their shape and that no rule names. */
  readonly identifiers: PlainMode;
  /** Tried in order; the first that matches decides. */
  readonly labels: readonly LabelRule[];
  readonly statistics: StatisticsMode;
  /** Output series of one metric beyond which its widest label folds and the rest goes to the overflow series. */
  readonly maxSeriesPerMetric: number;
  /** Tried in order; a gauge that no rule matches is never folded. */
  readonly gauges: readonly GaugeRule[];
}

/** `dry_run` explains and counts what statistics would fold, `apply` folds it. */
export const STATISTICS_MODES = ["off", "dry_run", "apply"] as const;
type StatisticsMode = (typeof STATISTICS_MODES)[number];

/** What may be done to a class of values, without parameters. */
export const PLAIN_MODES = ["keep", "drop", "placeholder", "exemplar"] as const;
type PlainMode = (typeof PLAIN_MODES)[number];

/** What a rule may do to a label. */
export const LABEL_MODES = [...PLAIN_MODES, "template", "bucket", "topk", "k_anonymous", "generalise"] as const;

export type LabelMode =
  | { readonly kind: "keep" }
  | { readonly kind: "drop" }
  | { readonly kind: "exemplar" }
  | { readonly kind: "placeholder" }
  /** Placeholders for the identifiers in it; words stay. */
  | { readonly kind: "template" }
  /** An address to its network, a time to its hour, a version to its major number. */
  | { readonly kind: "generalise" }
  /** One of `buckets` names, by a keyed hash of the value. */
  | { readonly kind: "bucket"; readonly buckets: number }
  /** The `keep` heaviest values stay, the rest is `{other}`. */
  | { readonly kind: "topk"; readonly keep: number }
  /** A value stays once `sources` resources have sent it; until then it is `{rare}`. */
  | { readonly kind: "k_anonymous"; readonly sources: number };

export interface LabelRule {
  readonly metric: TextMatch;
  readonly key: TextMatch;
  /** `service.name`; absent means any. */
  readonly service?: TextMatch;
  readonly mode: LabelMode;
}

/** How the live values of gauges that fold become one. `keep` leaves such gauges unfolded. */
export const GAUGE_FUNCTIONS = ["keep", "avg", "min", "max", "sum", "count", "last"] as const;
export type GaugeFunction = (typeof GAUGE_FUNCTIONS)[number];

/** Further gauges beside the folded one: `<name>.min` and so on. */
export const GAUGE_COMPANIONS = ["min", "max", "count"] as const;
export type GaugeCompanion = (typeof GAUGE_COMPANIONS)[number];

export interface GaugeRule {
  readonly metric: TextMatch;
  readonly function: GaugeFunction;
  readonly companions: readonly GaugeCompanion[];
}

/** The fold of a policy that says nothing about it. */
export const NO_FOLD: FoldPlan = {
  enabled: false,
  personal: "drop",
  identifiers: "drop",
  labels: [],
  statistics: "off",
  maxSeriesPerMetric: 2000,
  gauges: [],
};
