import type { CleanBytes } from "../../core/bytes.ts";
import type { MetricFacts } from "./labels/decider.ts";
import type { GaugeCompanion, GaugeFunction as PlannedFunction } from "./labels/fold-plan.ts";

/** How gauges of several live sources become one; no function, no fold. */
export type GaugeFunction = Exclude<PlannedFunction, "keep">;

/** Why a point whose labels would fold was not counted; its sender is told how many (OTLP partial success). */
export const REJECTIONS = [
  /** No time, or one further from the clock than `maxSkewMs`. */
  "time",
  /** NaN or infinite, or no value at all. */
  "not_a_number",
  /** A negative value in a monotonic sum. */
  "negative",
  /** A sum or histogram that says neither cumulative nor delta. */
  "temporality",
  /** A gauge nobody gave a function. */
  "gauge",
  /** Bucket counts and bounds that do not fit each other. */
  "malformed",
  /** A count above 2^53. */
  "count",
  /** A new series beyond `maxSeries` or `maxBytes`. */
  "limit",
  /** More attributes or a longer description of its metric than is remembered. */
  "size",
  /** A new series of a tenant that has its share. */
  "tenant_limit",
] as const;

/** Why points went to an overflow output: too many outputs of their metric, at all, or of their tenant. */
export const OVERFLOWS = ["metric_limit", "limit", "tenant_limit"] as const;

/** A point attribute that tells the replicas of this proxy apart, so that each output has one writer. */
interface ReplicaAttribute {
  readonly key: string;
  readonly value: string;
}

/** What a snapshot of the books is bound to. */
export interface SnapshotBinding {
  /** Secret, from which all keys of a snapshot are derived. */
  readonly key: Uint8Array;
  /** Whatever must be the same when it is taken up again: policy, temporality, replica. */
  readonly of: string;
}

export interface LedgerOptions {
  /** Start of observation, Unix nanoseconds: what began later is counted from zero. */
  readonly epochNs: bigint;
  /** Key of all hashes, 16 bytes; random by default. */
  readonly secret: Uint8Array;
  /** Of the marks by which replicas find that they hear one source; random by default, and then they do not. */
  readonly markKey: Uint8Array;
  /** Books can be saved; undefined by default. `secret` is derived from its key then. */
  readonly snapshot?: SnapshotBinding | undefined;
  /** Series remembered at once of one tenant, passed ones included; a seventh more is kept for others. */
  readonly maxSeries: number;
  /** The same of outputs. */
  readonly maxOutputs: number;
  /** Resource attributes that tell tenants apart, of which the first that is there decides. None: all are one. */
  readonly tenantAttributes: readonly string[];
  /** Tenants told apart at once; those who come later share what one may have. */
  readonly maxTenants: number;
  readonly maxSeriesPerTenant: number;
  readonly maxOutputsPerTenant: number;
  /** Outputs of one metric of one resource; the rest goes to `otel.metric.overflow` (metrics SDK, "Cardinality limits"). */
  readonly maxOutputsPerMetric: number;
  /** Memory for series, attributes and outputs. */
  readonly maxBytes: number;
  /** Largest request that `absorb` takes; room for one is reserved. */
  readonly maxRequestBytes: number;
  /** A source that says nothing for so long has ended. */
  readonly staleAfterMs: number;
  /** How long an ended source's last value is kept, should it come back. */
  readonly tombstoneMs: number;
  /** An output without a live source ends after so long. */
  readonly outputIdleMs: number;
  readonly outputTemporality: "as_received" | "cumulative" | "delta";
  readonly replica?: ReplicaAttribute;
  /** Remember values of series that pass, so that folding them later loses nothing. */
  readonly trackPassed: boolean;
  /** The export interval assumed of a source until it was observed. */
  readonly intervalMs: number;
  /** Intervals after the first export of a metric from a source in which unknown series count as old. */
  readonly warmUpIntervals: number;
  /** Start times this close to the epoch are not trusted to be later. */
  readonly clockGuardMs: number;
  /**
   * A source that began longer ago than this when it is first seen has been counted by somebody before, by another
   * replica say: its first values are only remembered, though it began after the epoch. Infinity for never.
   */
  readonly freshMs: number;
  /** Times further from the clock are rejected. */
  readonly maxSkewMs: number;
  /** A first value so many times the median of first values is only remembered; 0 for never. */
  readonly spikeFactor: number;
  /** Largest request that `flush` makes. */
  readonly maxExportBytes: number;
  /** Points that a flush writes in a row. */
  readonly slicePoints: number;
  /** Kept for each output between two flushes. */
  readonly maxExemplars: number;
  /** Further gauges written beside a folded one, under its name and theirs. */
  readonly companions: (metric: MetricFacts) => readonly GaugeCompanion[];
  readonly gauge: (metric: MetricFacts) => GaugeFunction | undefined;
}

/** What became of a request. */
export interface Absorption {
  /** The points that pass; the very request when none was taken out, undefined when none is left. */
  readonly bytes: CleanBytes | undefined;
  readonly passed: number;
  /** Points taken out and in the books, late ones and duplicates included. */
  readonly folded: number;
  /** Points taken out and not in the books. */
  readonly rejected: number;
  /** By index of `REJECTIONS`; undefined when nothing was rejected. */
  readonly rejections: readonly number[] | undefined;
}

/** An Export request made by `flush`; goes back to `flushed` when its fate is known. */
export interface Emission {
  readonly bytes: CleanBytes;
  readonly items: number;
}

/** Totals since the start unless said otherwise. */
export interface LedgerStats {
  /** Now. */
  readonly series: number;
  /** Now: series whose points are taken out. */
  readonly foldedSeries: number;
  /** Now. */
  readonly outputs: number;
  readonly tombstones: number;
  /** Now, by our own accounting. */
  readonly bytes: number;
  readonly passedPoints: number;
  readonly foldedPoints: number;
  /** By index of `REJECTIONS`. */
  readonly rejected: readonly number[];
  /** First values that were only remembered. */
  readonly baselines: number;
  /** Those of them that the spike guard held back. */
  readonly spikes: number;
  /** New start times. */
  readonly restarts: number;
  /** Values that fell without a new start time. */
  readonly resets: number;
  /** Points older than what is known. */
  readonly late: number;
  readonly duplicates: number;
  /** Now: sources of whose totals only some exports come here, the others to other replicas it seems. */
  readonly alternating: number;
  /** Now: hashes of some sources whose totals fold, by slot; equal ones in two replicas are one source. */
  readonly sourceMarks: readonly (number | undefined)[];
  /** Late and overlapping deltas, which are counted where they arrive. */
  readonly lateDeltas: number;
  /** Points that went to an overflow output, by index of `OVERFLOWS`. */
  readonly overflowed: readonly number[];
  /** Now: tenants that name themselves. */
  readonly tenants: number;
  /** Now: of the tenant that has most. */
  readonly largestTenant: number;
  /** Metrics of tenants that came too late to be told apart. */
  readonly lateTenants: number;
  readonly redirected: number;
  /** Increments accepted and not in any output: 0, or the books are wrong. */
  readonly unconserved: number;
  readonly emitted: number;
  /** Output slots of a 64-bit sum that had to become a double. */
  readonly widened: number;
}

/**
 * Where points that were taken out of a request are safe: their sender is told OK once `append` resolves with the
 * scrubbed request that held them, and to come again when it rejects. Totals are sent again anyway; of deltas this is
 * what an OK is worth: with `IN_MEMORY` what came since the last emission is lost with the process.
 */
export interface Journal {
  append(bytes: CleanBytes): Promise<void>;
}

export const IN_MEMORY: Journal = { append: () => Promise.resolve() };
