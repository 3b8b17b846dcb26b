import type { Rng } from "../../test/support/rng.ts";
import type { Hazards } from "./hazards.ts";
import type { Tenancy } from "./tenancy.ts";
import { CANARY, type Label, type Life, type Resource } from "./trace.ts";
import { EXPLICIT_BOUNDS } from "./values.ts";

export const SECOND_NS = 1_000_000_000n;
/** Labels a trace may fold, and some it never does. */
export const FOLDABLE = ["user.id", "session.id"] as const;

/** What the parts of the generator share while a trace is made. */
export interface Making {
  readonly rng: Rng;
  readonly hazards: Hazards;
  readonly epochNs: bigint;
  readonly intervalNs: bigint;
  readonly lives: Life[];
  readonly nextId: { life: number; point: number; label: number };
  readonly tenancy?: Tenancy | undefined;
}

/** Labels of a series: some kept, some to fold. A series without any to fold appears where hazards say so. */
export function drawLabels({ rng, hazards, nextId }: Making, resource: Resource): Label[] {
  const labels: Label[] = [{ key: "http.route", value: rng.pick(["/a", "/b"]) }];
  // Kept, and never the same: each makes a series and an output of its own.
  if (resource.isHostile) labels.push({ key: "flood", value: `n${nextId.label++}` });
  if (rng.chance(0.3)) labels.push({ key: "http.status", value: BigInt(rng.pick([200, 404])) });
  if (rng.chance(0.1)) labels.push({ key: "cached", value: rng.chance(0.5) });
  if (rng.chance(hazards.unlabelled)) return labels;
  labels.push({ key: FOLDABLE[0], value: `${CANARY}-${nextId.label++}` });
  if (rng.chance(0.4)) labels.push({ key: FOLDABLE[1], value: `${CANARY}-${nextId.label++}` });
  return labels;
}

export function drawBounds(rng: Rng): readonly number[] {
  return rng.pick(EXPLICIT_BOUNDS);
}
