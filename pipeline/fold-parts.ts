import { createHmac } from "node:crypto";
import { hostname } from "node:os";
import type { Exporter } from "../exporters/exporter.ts";
import type { LedgerOptions, SnapshotBinding } from "../processors/fold/contract.ts";
import { createLabelDecider } from "../processors/fold/labels/create-decider.ts";
import { gaugeRule } from "../processors/fold/labels/rules.ts";
import { Ledger } from "../processors/fold/ledger.ts";
import type { FoldSettings } from "../processors/fold/settings.ts";
import type { Plan } from "../processors/plan.ts";
import type { TokenKey } from "../processors/transform/token.ts";
import type { Log } from "../telemetry/logger.ts";
import { CollapsedLabels } from "./collapsed-labels.ts";
import { FoldSnapshots } from "./fold-snapshots.ts";
import { Folding } from "./folding.ts";
import { SnapshotFile } from "./snapshot-file.ts";

/** Point attribute that tells replicas apart. */
export const REPLICA_KEY = "otelscrub.replica";
const MIB = 1024 * 1024;
const NS_PER_MS = 1_000_000n;
const AFFINITY_IDLE_MS = 60_000;
/** A process exports long before it is so old: one that comes later was counted by another replica. */
const FRESH_MS = 300_000;

/** What of a scrub processor the fold needs. */
interface Source {
  readonly scrubber: { readonly plan: Plan };
  readonly key: TokenKey;
  readonly settings: { readonly fold: FoldSettings };
}

/**
 * The fold of one metrics pipeline; undefined where the policy folds nothing. The snapshot's path is this pipeline's own.
 */
export function buildFolding(
  source: Source,
  exporters: readonly Exporter[],
  log: Log,
  { snapshotPath, isAlone, pipeline }: FoldPlace,
): Folding | undefined {
  const { plan } = source.scrubber;
  if (!plan.fold.enabled) return undefined;
  const { fold } = source.settings;
  // Two folds may send to one backend: each is a writer of its own.
  const replica = fold.replica_mode === "affinity" ? undefined : `${replicaOf(fold)}${isAlone ? "" : `/${pipeline}`}`;
  const labels = new CollapsedLabels(createLabelDecider(plan.fold, source.key));
  const snapshot = snapshotPath === undefined ? undefined : bindingOf(source, replica);
  const options = { ...ledgerOptions(plan, fold, replica), snapshot, markKey: markKeyOf(source) };
  return new Folding({
    ledger: new Ledger(options, labels),
    snapshots:
      snapshotPath === undefined
        ? undefined
        : new FoldSnapshots({
            file: new SnapshotFile(snapshotPath),
            maxBytes: fold.max_memory_mib * MIB,
            // Half an interval of the fold, because timers are not exact.
            intervalMs: fold.snapshot_interval - fold.interval / 2,
            log,
            restore: (bytes) => Ledger.restore(bytes, BigInt(Date.now()) * NS_PER_MS, options, labels),
          }),
    labels,
    exporters,
    policy: { name: plan.name, version: plan.version },
    intervalMs: fold.interval,
    log,
  });
}

/** One for all replicas that share the key of tokens. */
function markKeyOf({ key }: Source): Uint8Array {
  return createHmac("sha256", key.secret.reveal()).update("otelscrub fold: marks of sources").digest();
}

/** Totals of another policy, temporality or replica are other totals. */
function bindingOf({ scrubber: { plan }, key, settings: { fold } }: Source, replica?: string): SnapshotBinding {
  return { key: key.secret.reveal(), of: JSON.stringify([plan.digest, fold.output_temporality, replica ?? null]) };
}

function replicaOf(fold: FoldSettings): string {
  return fold.replica_id ?? hostname();
}

function ledgerOptions(
  plan: Plan,
  fold: FoldSettings,
  replica: string | undefined,
): Partial<LedgerOptions> & Pick<LedgerOptions, "epochNs"> {
  return {
    epochNs: BigInt(Date.now()) * NS_PER_MS,
    maxSeries: fold.max_series,
    tenantAttributes: fold.tenant_attributes,
    maxTenants: fold.max_tenants,
    maxSeriesPerTenant: fold.max_series_per_tenant ?? Number.POSITIVE_INFINITY,
    maxOutputsPerTenant: fold.max_outputs_per_tenant ?? Number.POSITIVE_INFINITY,
    maxOutputsPerMetric: Math.min(fold.max_outputs_per_metric, plan.fold.maxSeriesPerMetric),
    maxBytes: fold.max_memory_mib * MIB,
    outputTemporality: fold.output_temporality,
    clockGuardMs: fold.clock_guard,
    freshMs: FRESH_MS,
    trackPassed: plan.fold.statistics === "apply",
    gauge: ({ name }) => gaugeRule(plan.fold, name)?.function,
    companions: ({ name }) => gaugeRule(plan.fold, name)?.companions ?? [],
    ...(replica === undefined
      ? // Nothing tells its series from those of the proxy a source moved to.
        { outputIdleMs: AFFINITY_IDLE_MS }
      : { replica: { key: REPLICA_KEY, value: replica } }),
  };
}

/** Which of the folds of a configuration one is. */
interface FoldPlace {
  readonly pipeline: string;
  /** There is no other. */
  readonly isAlone: boolean;
  /** Where it survives a restart: the path as configured, with the pipeline's name where there are several. */
  readonly snapshotPath: string | undefined;
}

export function foldPlace(
  pipeline: string,
  settings: { readonly fold: FoldSettings },
  { service }: { readonly service: { readonly pipelines: readonly { id: string; signal: string }[] } },
): FoldPlace {
  const { snapshot_file: path } = settings.fold;
  const isAlone = service.pipelines.filter(({ signal }) => signal === "metrics").length === 1;
  const own = path === undefined || isAlone ? path : `${path}.${pipeline.replaceAll(/[^A-Za-z0-9_-]/g, "-")}`;
  return { pipeline, isAlone, snapshotPath: own };
}
