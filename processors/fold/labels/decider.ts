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
export const LABEL_REASONS = ["policy", "personal", "shape", "statistics", "budget"] as const;
export type LabelReason = (typeof LABEL_REASONS)[number];

/** What becomes of one attribute of a metric point. */
export type LabelAnswer =
  | { readonly action: "keep" }
  | {
      /** `drop` removes the attribute; `replace` puts `text` in its value's place. */
      readonly action: "drop" | "replace";
      readonly text?: string;
      readonly reason: LabelReason;
      /** Index in the decider's list of shapes, for counters and explanations. */
      readonly shape: number;
      /** The removed attribute stays with exemplars, as a filtered attribute. */
      readonly toExemplar?: boolean;
    };

/**
 * Decides which labels of metrics fold. Asked when a series is first seen and again when `generation` has risen: answers
 * may change at any time, because only increments are redirected by them.
 */
export interface LabelDecider {
  readonly generation: number;
  /** `sourceHash` tells resources apart (k-anonymity), `weight` is what the point adds (top k); both may be 0. */
  decide(metric: MetricFacts, key: string, value: LabelValue, sourceHash: number): LabelAnswer;
}
