import { createHmac } from "node:crypto";
import type { Context } from "./contexts.ts";
import { CONTEXT, type Machine } from "./machine.ts";

export const MARK_SLOTS = 16;
/** As written in metrics.proto. */
const CUMULATIVE = 2;
/** A source that was not heard for longer went elsewhere or ended. */
const RECENT_SECONDS = 600;
/** A double holds them. */
const MARK_BYTES = 6;

/**
 * A sample of the sources whose totals fold here: in each slot the least keyed hash of those that fall into it (one
 * permutation hashing; Li, Owen and Zhang, 2012). Replicas with one key choose alike, so that two which hear all the same
 * sources show the same marks, and two that share none show other ones. 48 bits of an HMAC say nothing about a source.
 */
export class SourceMarks {
  readonly #key: Uint8Array;
  readonly #known = new WeakMap<Context["resource"], readonly [slot: number, mark: number]>();

  constructor(key: Uint8Array) {
    this.#key = key;
  }

  /** By slot; undefined where no source falls into it. */
  read({ words, contextAt }: Machine, contexts: readonly (Context | undefined)[]): (number | undefined)[] {
    const heardAt = ({ slot }: Context): number => words[(contextAt + slot * CONTEXT.bytes + CONTEXT.heard) >> 2]!;
    let latest = 0;
    for (const context of contexts) if (context !== undefined) latest = Math.max(latest, heardAt(context));
    const marks = Array.from<number | undefined>({ length: MARK_SLOTS });
    for (const context of contexts) {
      if (context === undefined || context.temporality !== CUMULATIVE || context.outputs.size === 0) continue;
      if (heardAt(context) + RECENT_SECONDS < latest) continue;
      const [slot, mark] = this.#markOf(context.resource);
      const least = marks[slot];
      if (least === undefined || mark < least) marks[slot] = mark;
    }
    return marks;
  }

  #markOf(resource: Context["resource"]): readonly [slot: number, mark: number] {
    const known = this.#known.get(resource);
    if (known !== undefined) return known;
    const digest = createHmac("sha256", this.#key).update(resource.identity).digest();
    const made = [digest[MARK_BYTES]! % MARK_SLOTS, digest.readUIntBE(0, MARK_BYTES)] as const;
    this.#known.set(resource, made);
    return made;
  }
}
