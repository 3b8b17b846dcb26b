import type { Rng } from "../../test/support/rng.ts";
import { foldLabels } from "./output.ts";
import { labelText } from "./processes.ts";
import type { Folding, Label, Life, Step } from "./trace.ts";

/** The attribute that names tenants. */
export const TENANT_KEY = "service.namespace";
const HOSTILE = "hostile";
/** Misfits make further outputs of histograms: so many of one label set at most, for there are so many forms. */
const VARIANTS = 4;
/** All outputs there may be, where room runs out and no share is set. */
const LEAST_FOR_ONE = 10;
/** Beyond these the tables of a trace are too small for two that have their share. */
const MOST = 100;

/** Who is hostile, and how many new series each of its exports has. */
export interface Tenancy {
  readonly hostile: readonly boolean[];
  readonly flood: number;
  /** What the others are called: by one name, or by none. */
  readonly honest: readonly Label[];
  /** What runs out: outputs of a tenant, outputs of all, series of a tenant. */
  readonly what: "outputs" | "all_outputs" | "series";
}

/** Limits that the honest never reach, whatever comes first. */
export interface TenantLimits {
  /** False for a ledger that takes all tenants for one. */
  readonly areTold: boolean;
  readonly maxOutputs: number | undefined;
  readonly maxOutputsPerTenant: number | undefined;
  readonly maxSeriesPerTenant: number | undefined;
}

/** One place is hostile, one is not. */
export function drawTenancy(rng: Rng, sources: number): Tenancy | undefined {
  if (sources < 2) return undefined;
  return {
    hostile: Array.from({ length: sources }, (_, place) => place === 0 || (place > 1 && rng.chance(0.3))),
    flood: rng.between(2, 8),
    honest: rng.chance(0.5) ? [] : [{ key: TENANT_KEY, value: "honest" }],
    what: rng.pick(["outputs", "all_outputs", "series"]),
  };
}

export function tenantLabels({ hostile, honest }: Tenancy, place: number): readonly Label[] {
  return hostile[place] === true ? [{ key: TENANT_KEY, value: HOSTILE }] : honest;
}

/** By the text of a resource, or of anything that begins with it. */
export function isHostile(resource: string): boolean {
  return resource.includes(`${TENANT_KEY}=string:${HOSTILE}`);
}

/** As little as the honest need; undefined where that is too much for a small table. */
export function limitsFor(
  { what }: Tenancy,
  lives: readonly Life[],
  steps: readonly Step[],
  folding: Folding,
): TenantLimits | undefined {
  const honest = lives.filter(({ resource }) => !isHostile(labelText(resource.labels)));
  const none = { areTold: true, maxOutputs: undefined, maxOutputsPerTenant: undefined, maxSeriesPerTenant: undefined };
  if (what === "series") {
    const series = new Set(honest.map(({ series: name }) => name)).size;
    return series > MOST || series === 0 ? undefined : { ...none, maxSeriesPerTenant: series };
  }
  const foldings = [folding, ...steps.flatMap((step) => (step.kind === "flip" ? [step.folding] : []))];
  const outputs = new Map<string, number>();
  for (const { resource, metric, labels } of honest) {
    for (const one of foldings) {
      const key = `${labelText(resource.labels)}|${metric.name}|${labelText(foldLabels(labels, one))}`;
      outputs.set(key, metric.kind === "sum" || metric.kind === "gauge" ? 1 : VARIANTS);
    }
  }
  const most = [...outputs.values()].reduce((sum, count) => sum + count, 0);
  if (most > MOST || most === 0) return undefined;
  return what === "outputs" ? { ...none, maxOutputsPerTenant: most } : { ...none, maxOutputs: LEAST_FOR_ONE * most };
}
