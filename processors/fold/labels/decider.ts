/** Kinds of metrics, as the oneof `data` of a Metric names them. */
export const METRIC_KINDS = ["gauge", "sum", "histogram", "exponential_histogram", "summary"] as const;
export type MetricKind = (typeof METRIC_KINDS)[number];

/** What a decision about a label may depend on besides the label. */
export interface MetricFacts {
  /** `service.name` of the resource; empty where it has none. */
  readonly service: string;
  readonly name: string;
  readonly unit: string;
  readonly kind: MetricKind;
}

/** An attribute's value as read from its AnyValue; `other` stands for arrays, maps and bytes. */
export type LabelValue =
  | { readonly kind: "string"; readonly text: string }
  | { readonly kind: "int"; readonly value: bigint }
  | { readonly kind: "double"; readonly value: number }
  | { readonly kind: "bool"; readonly value: boolean }
  | { readonly kind: "other" };

/** Why a label was folded, for counters: a closed list. */
export type LabelReason = "policy" | "personal" | "shape" | "statistics" | "budget";

/** What becomes of one attribute of a metric point. */
export type LabelAnswer =
  | { readonly action: "keep"; readonly ticket?: number }
  | {
      /** `drop` removes the attribute; `replace` puts `text` in its value's place, as a string whatever it was. */
      readonly action: "drop" | "replace";
      readonly text?: string;
      readonly reason: LabelReason;
      /** Index in `SHAPES`, for counters and explanations. */
      readonly shape: number;
      /** The removed attribute stays with exemplars, as a filtered attribute whose value is `text`. */
      readonly toExemplar?: boolean;
      readonly ticket?: number;
    };

/** One attribute of a point, as `observe` takes them. */
export interface Label {
  readonly key: string;
  readonly value: LabelValue;
}

/**
 * Decides which labels of metrics fold. Asked when a series is first seen and again when `generation` has risen: answers
 * may change at any time, because only increments are redirected by them.
 */
export interface LabelDecider {
  /** Rises in `tick` only, and only when an answer given before may be another now. */
  readonly generation: number;
  /** `sourceHash` tells resources apart (k-anonymity); 0 where it is not known. */
  decide(metric: MetricFacts, key: string, value: LabelValue, sourceHash: number): LabelAnswer;
  /** Statistics of a series: call once when it is first seen, before its labels are decided. Keeps no value. */
  observe(metric: MetricFacts, labels: readonly Label[]): void;
  /**
   * What a point added to its total (top k, values seen once): call with the tickets of its series' answers, where they
   * have one. A ticket that has run out is ignored. A caller that never weighs loses the ranking by weight only.
   */
  weigh(ticket: number, weight: number): void;
  /** Closes windows of statistics and flips decisions; call with each flush, in Unix milliseconds. */
  tick(nowMs: number): void;
}
