import type { Sight } from "./detect/sight.ts";
import { roomIn, WAYS } from "./memo-door.ts";
import { SHAPE_SETS, type ShapeArea } from "./scan/shape-area.ts";

/** What must be looked at again in a text of a known shape. */
export interface Shape extends Pick<Sight, "alive" | "stages" | "reads" | "parts"> {
  /** Nothing but its looks decides whether a text is clean: there is nothing to learn from it. */
  readonly isSettled: boolean;
}

/**
 * Remembers texts by their shape: the text with a zero for each digit of its free numerals, a stand-in for each UUID
 * and digest (`scan/assembly/shape.ts`), and its candidates. Messages of one line of code differ in these, hardly in more. What found nothing in one text of a
 * shape without asking what a digit says finds nothing in any other; the rest is looked at again, in every text. Shapes are
 * known by a keyed digest of 128 bits, and none of the text is kept; 16,384 of them, each pushing out only what is seldom
 * asked for.
 */
export class ShapeMemo {
  readonly #area: ShapeArea;
  readonly #shapes: (Shape | undefined)[] = Array.from({ length: WAYS * SHAPE_SETS }, () => undefined);

  constructor(area: ShapeArea) {
    this.#area = area;
  }

  /** What is known of the shape of a digest (four words). */
  get(digest: Int32Array): Shape | undefined {
    const { digests, asked } = this.#area;
    const first = firstSlot(digest);
    for (let slot = first; slot < first + WAYS; slot++) {
      const at = 4 * slot;
      if (digests[at] !== digest[0] || digests[at + 1] !== digest[1]) continue;
      if (digests[at + 2] !== digest[2] || digests[at + 3] !== digest[3]) continue;
      if (asked[slot]! < 255) asked[slot]!++;
      return this.#shapes[slot];
    }
    return undefined;
  }

  /** Notes what was seen of a text of the shape. */
  add(digest: Int32Array, { alive, stages, reads, parts }: Sight, isSettled: boolean): Shape | undefined {
    const { digests, asked, clean } = this.#area;
    const slot = roomIn(asked, firstSlot(digest));
    if (slot === undefined) return undefined;
    digests.set(digest, 4 * slot);
    // Until it is asked for, the next one may take its place.
    asked[slot] = 0;
    clean[slot] = Number(isSettled && alive.length === 0 && !stages);
    return (this.#shapes[slot] = { alive, stages, reads, parts, isSettled });
  }

  /** Forgets everything: more may be found in these texts now. */
  clear(): void {
    this.#area.digests.fill(0);
    this.#area.asked.fill(0);
    this.#area.clean.fill(0);
    this.#shapes.fill(undefined);
  }
}

function firstSlot(digest: Int32Array): number {
  return (digest[0]! & (SHAPE_SETS - 1)) * WAYS;
}
