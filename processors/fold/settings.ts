import * as v from "valibot";
import { DURATION_PATTERN, parseDuration } from "../../core/duration.ts";

const MAX_INTERVAL_MS = 600_000;

const text = v.pipe(v.string(), v.nonEmpty("must not be empty"));
/** Milliseconds once read. */
const duration = v.pipe(
  v.string(),
  v.regex(DURATION_PATTERN, "expected a duration such as 10s or 1m"),
  v.transform((value) => parseDuration(value) ?? 0),
);
const interval = (fallback: string) =>
  v.optional(
    v.pipe(
      duration,
      v.check((ms) => ms >= 1_000 && ms <= MAX_INTERVAL_MS, "must be between 1s and 10m"),
    ),
    fallback,
  );
const count = v.pipe(v.number(), v.integer("expected a whole number"), v.minValue(1));

/** `processors: scrub: fold`: how the fold runs. Which labels fold is the policy's. */
export const FoldSettingsSchema = v.strictObject({
  /** Time between two emissions: the export interval of the sources, or a little less. */
  interval: interval("10s"),
  /** Series remembered at once of one tenant alone; a seventh more is kept for others. */
  max_series: v.optional(count, 1_000_000),
  /** Series one metric of one source may leave as; the rest is counted in `otel.metric.overflow`. */
  max_outputs_per_metric: v.optional(count, 2_000),
  /**
   * Resource attributes that tell tenants apart; the first that a resource has decides, and those without any are one
   * tenant. Tenants share what is remembered, and none can take what another needs. [] for no tenants.
   */
  tenant_attributes: v.optional(v.array(text), ["service.namespace", "k8s.namespace.name"]),
  /** Tenants told apart at once; those who come later are one. */
  max_tenants: v.optional(v.pipe(count, v.maxValue(10_000)), 1_000),
  /** Series remembered of one tenant; what the others leave by default. */
  max_series_per_tenant: v.optional(count),
  /** Series one tenant may leave as; the rest is counted in `otel.metric.overflow`. What the others leave by default. */
  max_outputs_per_tenant: v.optional(count),
  /** Memory for all of it; an eighth is kept for other tenants than the largest. */
  max_memory_mib: v.optional(count, 400),
  /**
   * A process that began this close before the proxy, or after it, may have a clock that is off: what its first point
   * holds is not counted. 0s where both share a clock, in a sidecar say.
   */
  clock_guard: v.optional(duration, "2s"),
  /** `as_received`, or one temporality for all that is folded. */
  output_temporality: v.optional(v.picklist(["as_received", "cumulative", "delta"]), "as_received"),
  /** `attribute` writes the replica's name on each folded point; `affinity` trusts that a source always comes here. */
  replica_mode: v.optional(v.picklist(["attribute", "affinity"]), "attribute"),
  /** Name of this replica; by default the host's. */
  replica_id: v.optional(text),
  /** File for what must survive a restart. Needs `hmac_key`, under which labels are hashed in it. */
  snapshot_file: v.optional(text),
  /** Least time between two; with each emission by default. */
  snapshot_interval: interval("10s"),
});

export type FoldSettings = v.InferOutput<typeof FoldSettingsSchema>;
