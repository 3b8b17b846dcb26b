import { hostname } from "node:os";
import type { Exporter } from "../exporters/exporter.ts";
import type { GaugeFunction, LedgerOptions } from "../processors/fold/contract.ts";
import { createLabelDecider } from "../processors/fold/labels/create-decider.ts";
import type { GaugeFunction as PlannedFunction } from "../processors/fold/labels/fold-plan.ts";
import { gaugeRule } from "../processors/fold/labels/rules.ts";
import { Ledger } from "../processors/fold/ledger.ts";
import type { FoldSettings } from "../processors/fold/settings.ts";
import type { Plan } from "../processors/plan.ts";
import type { TokenKey } from "../processors/transform/token.ts";
import type { Log } from "../telemetry/logger.ts";
import { CollapsedLabels } from "./collapsed-labels.ts";
import { Folding } from "./folding.ts";

/** Point attribute that tells replicas apart. */
export const REPLICA_KEY = "otelscrub.replica";
const MIB = 1024 * 1024;
const AFFINITY_IDLE_MS = 60_000;
/** A process exports long before it is so old: one that comes later was counted by another replica. */
const FRESH_MS = 300_000;

/** What of a scrub processor the fold needs. */
interface Source {
  readonly scrubber: { readonly plan: Plan };
  readonly key: TokenKey;
  readonly settings: { readonly fold: FoldSettings };
}

/** The fold of one metrics pipeline; undefined where the policy folds nothing. */
export function buildFolding(source: Source, exporters: readonly Exporter[], log: Log): Folding | undefined {
  const { plan } = source.scrubber;
  if (!plan.fold.enabled) return undefined;
  const { fold } = source.settings;
  const labels = new CollapsedLabels(createLabelDecider(plan.fold, source.key));
  return new Folding({
    ledger: new Ledger(ledgerOptions(plan, fold), labels),
    labels,
    exporters,
    policy: { name: plan.name, version: plan.version },
    intervalMs: fold.interval,
    log,
  });
}

function ledgerOptions(plan: Plan, fold: FoldSettings): Partial<LedgerOptions> & Pick<LedgerOptions, "epochNs"> {
  return {
    epochNs: BigInt(Date.now()) * 1_000_000n,
    maxSeries: fold.max_series,
    maxOutputsPerMetric: Math.min(fold.max_outputs_per_metric, plan.fold.maxSeriesPerMetric),
    maxBytes: fold.max_memory_mib * MIB,
    outputTemporality: fold.output_temporality,
    clockGuardMs: fold.clock_guard,
    freshMs: FRESH_MS,
    trackPassed: plan.fold.statistics === "apply",
    gauge: ({ name }) => gaugeOf(gaugeRule(plan.fold, name)?.function),
    ...(fold.replica_mode === "attribute"
      ? { replica: { key: REPLICA_KEY, value: fold.replica_id ?? hostname() } }
      : // Nothing tells its series from those of the proxy a source moved to.
        { outputIdleMs: AFFINITY_IDLE_MS }),
  };
}

function gaugeOf(chosen: PlannedFunction | undefined): GaugeFunction | undefined {
  return chosen === "keep" ? undefined : chosen;
}
