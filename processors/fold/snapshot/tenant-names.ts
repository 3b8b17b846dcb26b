import type { Tenant, Tenants } from "../tenants.ts";
import type { SnapshotReader } from "./snapshot-reader.ts";
import type { SnapshotWriter } from "./snapshot-writer.ts";

/** Writes the keyed names of the tenants that are told apart; their ordinals by slot. */
export function saveTenants(writer: SnapshotWriter, tenants: Tenants): ReadonlyMap<number, number> {
  const named = [...tenants.named()];
  writer.u32(named.length);
  for (const [, { name, mark }] of named) {
    writer.blob(Buffer.from(name));
    writer.blob(Buffer.from(mark));
  }
  return new Map(named.map(([slot], ordinal) => [slot, ordinal]));
}

/**
 * Tenants by their ordinals. They enter before anything of theirs is read: who was told apart still is, whatever the
 * order of metrics. Those of which nothing comes must leave when all is read.
 */
export function loadTenants(reader: SnapshotReader, tenants: Tenants): Tenant[] {
  return Array.from({ length: reader.u32() }, () =>
    tenants.enter({ name: reader.blob().toString(), mark: reader.blob().toString() }),
  );
}
