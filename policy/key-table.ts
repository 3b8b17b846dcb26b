import type { EntityType } from "../core/entity.ts";
import type { Format } from "../processors/plan.ts";

/** Attribute keys by what they are; `*` in a name stands for any run. */
export interface KeyTable {
  /** Personal or secret by definition. */
  readonly personal: Readonly<Partial<Record<EntityType, readonly string[]>>>;
  /** May hold anything, in this format. */
  readonly parse: Readonly<Partial<Record<Format, readonly string[]>>>;
  /** May hold anything, and people write here. */
  readonly freeText: Readonly<Partial<Record<Format, readonly string[]>>>;
  /** Left alone, unseen. */
  readonly never: readonly string[];
}
