import { CleanMemo } from "./clean-memo.ts";
import { Sight } from "./detect/sight.ts";
import type { WorkBudget } from "./detect/work.ts";
import { FoundMemo, isRemembered, type Outcome } from "./found-memo.ts";
import type { Scanner } from "./scan/scanner.ts";
import { type Survey, UNNAMED } from "./scan/survey.ts";
import { type Shape, ShapeMemo } from "./shape-memo.ts";

/** Where a text stands: whose it is, in which place, and its bytes. */
export interface Standing {
  readonly owner: number;
  readonly place: number;
  readonly start: number;
  readonly end: number;
}

/** What the scrub remembers of texts: which were clean, what the others became, and what all texts of a shape have in common. */
export class TextMemory {
  readonly #scanner: Scanner;
  readonly #work: WorkBudget;
  readonly #clean: CleanMemo;
  readonly #found = new FoundMemo();
  readonly #shapes: ShapeMemo | undefined;
  /** Of the text under work, where it may be remembered. */
  #digest: Int32Array | undefined;
  #shapeDigest: Int32Array | undefined;
  #shape: Shape | undefined;

  constructor(scanner: Scanner, survey: Survey | undefined, work: WorkBudget) {
    this.#scanner = scanner;
    this.#work = work;
    this.#clean = new CleanMemo(survey?.clean);
    this.#shapes = scanner.shapeArea && new ShapeMemo(scanner.shapeArea);
  }

  /** What this very text became before; the first thing asked of a text. */
  recall({ owner, place, start, end }: Standing): Outcome | undefined {
    this.#shapeDigest = this.#shape = undefined;
    this.#digest = owner === UNNAMED || !isRemembered(end - start) ? undefined : this.#scanner.digest(start, end);
    return this.#digest && this.#found.get(this.#digest, owner, place);
  }

  /** Whether this very text was found clean before. */
  isClean(buffer: Uint8Array, { owner, start, end }: Standing): boolean {
    return this.#clean.has(owner, buffer, start, end);
  }

  /** What is known of the shape of the text scanned last. Where nothing is, the look at it is noted until `keep`. */
  shapeOf({ owner }: Standing): Shape | undefined {
    this.#shapeDigest = owner === UNNAMED ? undefined : this.#scanner.shape(owner);
    if (this.#shapeDigest === undefined || this.#shapes === undefined) return undefined;
    this.#shape = this.#shapes.get(this.#shapeDigest);
    if (this.#shape === undefined) this.#work.sight = new Sight();
    return this.#shape;
  }

  /** Ends the look at a text whose outcome is no one else's. */
  drop(): void {
    this.#work.sight = undefined;
  }

  /** Ends the look at a text: it became `outcome`, or was clean. `isSettled` where there is nothing to learn from it. */
  keep(buffer: Uint8Array, standing: Standing, outcome: Outcome | undefined, isSettled: boolean): void {
    const { sight } = this.#work;
    this.#work.sight = undefined;
    if (sight?.isWhole === true && this.#shapeDigest !== undefined)
      this.#shape = this.#shapes?.add(this.#shapeDigest, sight, isSettled && outcome === undefined);
    if (!isSettled) return;
    const { owner, place, start, end } = standing;
    if (outcome !== undefined) {
      if (this.#digest !== undefined) this.#found.add(this.#digest, owner, place, outcome);
      return;
    }
    // Where all texts of its shape are clean, it need not be known by itself.
    if (this.#shape === undefined || this.#shape.stages || this.#shape.alive.length > 0)
      this.#clean.add(owner, buffer, start, end);
  }

  /** Forgets every text: more may be found in them now. */
  clear(): void {
    this.#clean.clear();
    this.#found.clear();
    this.#shapes?.clear();
  }
}
