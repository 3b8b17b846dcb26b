import type { EntityType } from "../core/entity.ts";
import type { LearnedField } from "../core/learned-field.ts";
import type { Signal } from "../core/signal.ts";

/** Types a field may be learned to hold. */
export const LEARNABLE: ReadonlySet<EntityType> = new Set<EntityType>(["PERSON", "USERNAME"]);

/** Distinct values that must have been found. */
export const MIN_DISTINCT = 5;
/** Values that must have come by. */
export const MIN_SEEN = 10;
/** Part of all values seen that must have been found. */
export const MIN_SHARE = 0.2;
/** After so many values without that part, a field is dropped. */
const ENOUGH = 256;
const MAX_WATCHED = 1_024;
const MAX_LEARNED = 256;
const MAX_PATH = 256;

const NOTHING: readonly LearnedField[] = [];

interface Field {
  readonly field: Omit<LearnedField, "type">;
  /** Hashes of values found, `MIN_DISTINCT` at most. */
  readonly values: Set<number>;
  readonly found: Map<EntityType, number>;
  seen: number;
  state: "new" | "watched" | "dropped";
}

/**
 * Which attributes hold names, learned from what is found in them: an attribute of a service in which whole values were
 * found to be names of users or persons, several different ones and a good part of all, holds such names. Values are kept
 * as hashes, five of each field; fields in a fixed number. What one request teaches holds from the next one on.
 */
export class LearnedFields {
  /** Least recently found in first. */
  readonly #watched = new Map<string, Field>();
  readonly #learned = new Map<string, LearnedField>();
  /** Attributes of any service that have to be looked at each time, by `pathId`. */
  readonly #paths = new Map<string, number>();
  readonly #fresh: Field[] = [];
  /** Fields in which something was found since they were last judged. */
  readonly #touched = new Set<string>();

  /** A value of nothing but a name was found. */
  found(signal: Signal, service: string, path: string, type: EntityType, hash: number): void {
    if (path.length > MAX_PATH || service.length > MAX_PATH) return;
    const id = fieldId(signal, service, path);
    const known = this.#watched.get(id);
    if (known === undefined) return this.#watch(id, { signal, service, key: path });
    if (known.state !== "watched") return;
    this.#watched.delete(id);
    this.#watched.set(id, known);
    if (known.values.size < MIN_DISTINCT) known.values.add(hash);
    known.found.set(type, (known.found.get(type) ?? 0) + 1);
    this.#touched.add(id);
  }

  /** A value of a watched attribute came by, whatever it holds. Returns true when it shows that the attribute holds other things. */
  seen(signal: Signal, service: string, path: string): boolean {
    const known = this.#watched.get(fieldId(signal, service, path));
    if (known === undefined || known.state !== "watched") return false;
    known.seen++;
    if (known.seen < ENOUGH || foundIn(known) >= MIN_SHARE * known.seen) return false;
    known.state = "dropped";
    known.values.clear();
    this.#countPath(signal, path, -1);
    return true;
  }

  /** What an attribute of a service was learned to hold. */
  typeOf(signal: Signal, service: string, path: string): EntityType | undefined {
    return this.#learned.size === 0 ? undefined : this.#learned.get(fieldId(signal, service, path))?.type;
  }

  /** Whether an attribute of this name has to be looked at each time. */
  isWatched(signal: Signal, path: string): boolean {
    return (this.#paths.get(pathId(signal, path)) ?? 0) > 0;
  }

  /** Between two requests: what was learned begins to hold, and is returned. */
  settle(): readonly LearnedField[] {
    for (const field of this.#fresh.splice(0)) if (field.state === "new") field.state = "watched";
    if (this.#touched.size === 0) return NOTHING;
    const learned = [...this.#touched].flatMap((id) => this.#judged(id));
    this.#touched.clear();
    return learned;
  }

  #watch(id: string, field: Omit<LearnedField, "type">): void {
    if (this.#watched.size >= MAX_WATCHED) this.#forgetOldest();
    const fresh: Field = { field, values: new Set(), found: new Map(), seen: 0, state: "new" };
    this.#watched.set(id, fresh);
    this.#fresh.push(fresh);
    this.#countPath(field.signal, field.key, 1);
  }

  /** Makes room; what was learned stays, and goes on being looked at. */
  #forgetOldest(): void {
    for (const [id, { state, field }] of this.#watched) {
      if (this.#learned.has(id)) continue;
      this.#watched.delete(id);
      if (state !== "dropped") this.#countPath(field.signal, field.key, -1);
      return;
    }
  }

  /** A whole request is judged at once: names may stand at its beginning. */
  #judged(id: string): readonly LearnedField[] {
    const known = this.#watched.get(id);
    if (known === undefined || this.#learned.has(id) || this.#learned.size >= MAX_LEARNED) return NOTHING;
    if (known.values.size < MIN_DISTINCT || known.seen < MIN_SEEN) return NOTHING;
    if (foundIn(known) < MIN_SHARE * known.seen) return NOTHING;
    const [type] = [...known.found].reduce((most, one) => (one[1] > most[1] ? one : most));
    const learned = { ...known.field, type };
    this.#learned.set(id, learned);
    return [learned];
  }

  #countPath(signal: Signal, path: string, by: number): void {
    const id = pathId(signal, path);
    const count = (this.#paths.get(id) ?? 0) + by;
    if (count > 0) this.#paths.set(id, count);
    else this.#paths.delete(id);
  }
}

function foundIn({ found }: Field): number {
  let sum = 0;
  for (const count of found.values()) sum += count;
  return sum;
}

function fieldId(signal: Signal, service: string, path: string): string {
  return `${signal}\n${service}\n${path}`;
}

function pathId(signal: Signal, path: string): string {
  return `${signal}\n${path}`;
}

/** FNV-1a of a value's bytes: tells values apart, and says nothing of them. */
export function hashOfValue(buffer: Uint8Array, start: number, end: number): number {
  let hash = 0x811c9dc5;
  for (let i = start; i < end; i++) hash = Math.imul(hash ^ buffer[i]!, 0x01000193);
  return hash >>> 0;
}
