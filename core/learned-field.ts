import type { EntityType } from "./entity.ts";
import type { Signal } from "./signal.ts";

/** An attribute of a service that was found to hold names: by its name alone, never by a value. */
export interface LearnedField {
  readonly signal: Signal;
  readonly service: string;
  /** Dotted path from the attribute's name. */
  readonly key: string;
  readonly type: EntityType;
}
