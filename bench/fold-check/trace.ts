import type { TenantLimits } from "./tenancy.ts";

/** One attribute as the generator means it. */
export interface Label {
  readonly key: string;
  readonly value: string | bigint | boolean;
}

export const KINDS = ["sum", "gauge", "histogram", "exponential", "summary"] as const;
export type Kind = (typeof KINDS)[number];

export interface MetricSpec {
  readonly name: string;
  readonly unit: string;
  readonly kind: Kind;
  readonly cumulative: boolean;
  readonly monotonic: boolean;
}

export interface Resource {
  /** Equal for equal labels. */
  readonly id: number;
  /** Which line of processes lives here: two may share a resource, but never a series. */
  readonly owner: number;
  /** Of a tenant that wants everything. */
  readonly isHostile: boolean;
  readonly labels: readonly Label[];
}

/** How a life tells when it began: truly, with 0, or with the time of its first point ("unknown" in the data model). */
export type StartStyle = "told" | "missing" | "first-point";

/** One observation of a histogram; `index` is its exponential bucket at `BASE_SCALE`, of its absolute value. */
export interface Observation {
  readonly value: number;
  readonly index: number;
}

/** Exponential bucket indexes are computed once at this scale; every lower scale is a shift of them. */
export const BASE_SCALE = 12;

/**
 * What one series of one process truly counted, in the order in which it happened. Everything the model knows is here;
 * points only say how far into it they reach.
 */
export interface Life {
  readonly id: number;
  /** The series: the same text for the same resource, metric and labels, whatever process writes it. */
  readonly series: string;
  readonly metric: MetricSpec;
  readonly resource: Resource;
  readonly labels: readonly Label[];
  readonly isInt: boolean;
  readonly style: StartStyle;
  /** When it says that its process began, on the true clock. */
  readonly bornNs: bigint;
  /** What it writes as start time, on its own clock; for `first-point` set by its first export. */
  startNs: bigint;
  /** Exact value after n increments, in units of `UNIT` for doubles; `exact[0]` is 0. Empty for histograms. */
  readonly exact: bigint[];
  /** The same as the process holds it. */
  readonly held: number[];
  readonly observations: Observation[];
  /** Increments that happened before the ledger's epoch. */
  before: number;
  /** Bounds of an explicit histogram, bucket limit of an exponential one. */
  readonly bounds: readonly number[];
  readonly maxBuckets: number;
  readonly zeroThreshold: number;
}

export type Fault = "none" | "no-value" | "not-a-number" | "buckets";

/** A data point: it reaches from increment `from` (0 if cumulative) up to, not including, `to` of its life. */
export interface Point {
  readonly id: number;
  readonly life: Life;
  readonly from: number;
  readonly to: number;
  readonly startNs: bigint;
  readonly timeNs: bigint;
  readonly fault: Fault;
  /** When it was written, on the true clock. */
  readonly writtenNs: bigint;
}

export type GaugeTold = "last" | "min" | "max" | "avg" | "sum" | "count" | undefined;

/** What the policy does with each label that may fold; a label not named is kept. */
export type Folding = ReadonlyMap<string, "drop" | "replace">;

export type Step =
  | { readonly kind: "request"; readonly atNs: bigint; readonly points: readonly Point[]; readonly shuffle: number }
  | { readonly kind: "flush"; readonly atNs: bigint; readonly ok: boolean }
  | { readonly kind: "expire"; readonly atNs: bigint }
  | { readonly kind: "flip"; readonly atNs: bigint; readonly folding: Folding }
  /** Saved and started again from what was saved: nobody can tell. */
  | { readonly kind: "restart"; readonly atNs: bigint }
  /** Started again with nothing. */
  | { readonly kind: "amnesia"; readonly atNs: bigint };

export interface Trace {
  readonly epochNs: bigint;
  readonly intervalNs: bigint;
  readonly folding: Folding;
  readonly steps: readonly Step[];
  readonly lives: readonly Life[];
  /** Outputs a metric may have; beyond, they overflow. */
  readonly maxOutputs: number | undefined;
  /** What tenants may have, where there are tenants. */
  readonly tenants: TenantLimits | undefined;
  readonly temporality: "as_received" | "cumulative" | "delta";
  /** What becomes of gauges that fold. */
  readonly gauge: GaugeTold;
}

/** Doubles are multiples of this power of two, so that their sums are whole numbers of it. */
export const UNIT_BITS = 52;

/** A double as a whole number of 2^-52; only for doubles that are one. */
export function exactly(value: number): bigint {
  return BigInt(value * 2 ** UNIT_BITS);
}

/** Folded labels hold this in every value, so that a leak is found by searching for it. */
export const CANARY = "canary";
