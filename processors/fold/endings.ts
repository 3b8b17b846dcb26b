import type { Context } from "./contexts.ts";

/** A total or a gauge that ends: told once. */
export interface Ending {
  readonly context: Context;
  readonly attributes: readonly Uint8Array[];
  readonly startNs: bigint;
  /** An output of ours, not a series that passed. */
  readonly isOutput: boolean;
}

/** What ended since the last flush, each identity once; what came back meanwhile has not ended. */
export class Endings {
  #byIdentity = new Map<string, Ending>();

  get size(): number {
    return this.#byIdentity.size;
  }

  add(ending: Ending): void {
    this.#byIdentity.set(identityOf(ending), ending);
  }

  /** It goes on, or begins anew. */
  cancel(ending: Omit<Ending, "startNs">): void {
    if (this.#byIdentity.size > 0) this.#byIdentity.delete(identityOf(ending));
  }

  take(): readonly Ending[] {
    const endings = [...this.#byIdentity.values()];
    this.#byIdentity = new Map();
    return endings;
  }
}

/** By contents: what is closed and opened again meanwhile has other slots, and keeps its name. */
function identityOf({ context, attributes, isOutput }: Omit<Ending, "startNs">): string {
  const { resource, scope, facts, kind, temporality, isMonotonic } = context;
  const texts = attributes.map((attribute) => Buffer.from(attribute).toString("latin1")).sort();
  const metric = [resource.identity, scope.identity, facts.name, facts.unit, kind, temporality, isMonotonic];
  return JSON.stringify([isOutput, metric, texts]);
}
