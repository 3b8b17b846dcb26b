import type { Estimate } from "../processors/fold/census/series-count.ts";
import type { MetricKind } from "../processors/fold/labels/decider.ts";
import type { Explanation } from "../processors/fold/labels/explanation.ts";
import type { KeyClass } from "../processors/fold/labels/label-keys.ts";

/** What a label is, what it costs and what becomes of it. No value of it is in here. */
export interface LabelReport {
  readonly key: string;
  /** `single_writer` and `bounded` are left alone by everything but policy. */
  readonly class: KeyClass;
  readonly values: Estimate;
  /** Series that are there because of it. */
  readonly contributes: Estimate;
  readonly fate: "kept" | "folds" | "partly";
  /** Why it folds, and what its values look like: series by reason, series by shape. */
  readonly reasons: Readonly<Record<string, number>>;
  readonly shapes: Readonly<Record<string, number>>;
  /** Series that folding it as well would save; at most as many where `atMost` is true. */
  readonly saves: Estimate;
  readonly atMost: boolean;
  /** Statistics found no end of its values; the policy only asks to be told (`fold.statistics: dry_run`). */
  readonly isUnbounded: boolean;
}

export interface MetricReport {
  readonly name: string;
  readonly kind: MetricKind;
  /** A proxy knows points only in total. */
  readonly points?: number;
  readonly foldedPoints?: number;
  readonly refusedPoints?: number;
  /** Bounds of its histograms or quantiles of its summaries, each a series in some backends; unknown in a proxy. */
  readonly parts: number | undefined;
  readonly before: Estimate;
  readonly after: Estimate;
  readonly labels: readonly LabelReport[];
}

/** What `otelscrub cardinality` shows and `/cardinality` answers with. */
export interface CardinalityReport {
  readonly version: 1;
  /** A sample was read, or a proxy was asked. */
  readonly source: "sample" | "proxy";
  readonly policy: { readonly name: string; readonly version: string };
  /** Time between the first and the last point, or since the proxy's start. */
  readonly seconds: number;
  readonly points: number;
  readonly foldedPoints: number;
  readonly refusedPoints: number;
  readonly before: Estimate;
  readonly after: Estimate;
  readonly metrics: readonly MetricReport[];
  /** Of a proxy: who holds most of its books. No name of a tenant is in here. */
  readonly tenants?: readonly TenantReport[];
}

/** What a tenant holds; by a keyed hash, `unnamed` or `others`. */
interface TenantReport {
  readonly mark: string;
  readonly series: number;
  readonly outputs: number;
  readonly bytes: number;
}

/** Tenants in a report. */
export const MAX_TENANTS_REPORTED = 100;

/** Metrics in a report; the rest is in its totals. */
export const MAX_REPORTED = 1_000;

/** Labels without end that are only told, by `labelId`. */
export function onlyTold(explanations: readonly Explanation[]): ReadonlySet<string> {
  return new Set(explanations.filter(({ applied }) => !applied).map(({ metric, label }) => labelId(metric, label)));
}

/** A label of a metric as one text. */
export function labelId(metric: string, label: string): string {
  return JSON.stringify([metric, label]);
}
