import { SIGNALS, type Signal } from "../core/signal.ts";
import { type Desk, newDesk } from "./desk.ts";
import { KeyMemo, type MemoBudget } from "./key-memo.ts";
import type { KeyRule, Plan } from "./plan.ts";
import { KEPT, REMEMBERED, SCANNED, type Survey, UNNAMED } from "./scan/survey.ts";

/** Names remembered per scrubber; beyond it names are worked out each time they come. */
const MEMO_ENTRIES = 16_384;
/** Memos hold owners in 32 bits: what comes behind the last is not remembered. */
const LAST_OWNER = 2 ** 31 - 1;

/** The desks of one scrubber, and the numbers by which its memos and its survey know names. */
export class Desks {
  readonly #plan: Plan;
  readonly #survey: Survey | undefined;
  #budget: MemoBudget = { left: MEMO_ENTRIES };
  /** By rule set and signal. */
  #desks = new Map<number, Desk>();
  /** The next owner of texts where there is no survey to number them. */
  #nextOwner = 1;

  constructor(plan: Plan, survey: Survey | undefined) {
    this.#plan = plan;
    this.#survey = survey;
  }

  /** Between two requests: names are learned anew when there are too many. */
  begin(): void {
    if (this.#budget.left > 0) return;
    this.#desks = new Map();
    this.#budget = { left: MEMO_ENTRIES };
  }

  at(ruleSet: number, signal: Signal): Desk {
    const at = ruleSet * SIGNALS.length + SIGNALS.indexOf(signal);
    let desk = this.#desks.get(at);
    if (desk === undefined) {
      desk = newDesk(this.#plan, ruleSet, signal, this.#budget, (surveyed) => this.ownerFor(surveyed));
      this.#desks.set(at, desk);
    }
    return desk;
  }

  /** Memory for the names under a name. */
  newMemo(): KeyMemo {
    return new KeyMemo(this.#budget);
  }

  /** Tells the survey of a name; `isPlain` where only candidates matter under it. */
  introduce(parent: number, name: Uint8Array, rule: KeyRule, isPlain: boolean): number {
    if (this.#survey === undefined || rule.kind === "act") return UNNAMED;
    return this.#survey.learn(parent, name, rule.kind === "never" ? KEPT : isPlain ? SCANNED : REMEMBERED);
  }

  /** Owner in the memos of texts: the survey's number, or one of our own that no other name, place or rule set has. */
  ownerFor(surveyed: number): number {
    if (this.#survey !== undefined) return surveyed;
    return this.#nextOwner < LAST_OWNER ? this.#nextOwner++ : UNNAMED;
  }
}
