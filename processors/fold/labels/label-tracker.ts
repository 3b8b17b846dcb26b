import type { LabelReason } from "./decider.ts";
import { Distinct, hash53 } from "./distinct.ts";
import type { SketchBudget } from "./hash-set.ts";
import type { Tickets } from "./tickets.ts";
import { SAMPLE_BYTES, ValueSample } from "./value-sample.ts";

/** What a label of one metric is known by. */
const JUDGING = {
  /** Of a hundred points, half bring a value that was never seen: a stable label is near 0, request ids near 1. */
  unseen: 0.5,
  /** New values in a window below which nothing grows. */
  newValues: 4,
  /** Windows of evidence in a row before a label counts as without end; a flood needs one. */
  windows: 2,
  flood: 1000,
  /** Quiet windows in a row (six hours) before a label comes back: at night nobody buys anything. */
  quietWindows: 36,
  /** Windows (a day) after which values that were seen count as new again. */
  memoryWindows: 144,
} as const;

/** What the last closed window said. */
export interface Evidence {
  readonly distinct: number;
  /** Standard error of `distinct`, as a share. */
  readonly error: number;
  readonly newValues: number;
  readonly unseen: number | undefined;
}

/** Statistics of one label of one metric: counts and keyed hashes, no values. */
export class LabelTracker {
  readonly key: string;
  /** Half of the key's hash: keeps equal values of two labels apart. */
  readonly domain: number;
  /** Hashes of series without this label. */
  readonly without: Distinct;
  /** Why its values folded when last asked, by whatever came before statistics. */
  folded: { readonly reason: LabelReason; readonly shape: number } | undefined;
  /** What statistics or budget have found; whether it is applied is the policy's. */
  verdict: "statistics" | "budget" | undefined;
  evidence: Evidence = { distinct: 0, error: 0, newValues: 0, unseen: undefined };
  readonly #budget: SketchBudget;
  readonly #tickets: Tickets;
  #now: Distinct;
  #before: Distinct;
  #sample: ValueSample | undefined;
  #age = 0;
  #strikes = 0;
  #quiet = 0;

  constructor(key: string, domain: number, budget: SketchBudget, tickets: Tickets) {
    this.key = key;
    this.domain = domain;
    this.#budget = budget;
    this.#tickets = tickets;
    this.#now = new Distinct(budget);
    this.#before = new Distinct(budget);
    this.without = new Distinct(budget);
  }

  add(low: number, high: number): void {
    this.#now.add(low, high);
    const isMany = !this.#now.isExact || !this.#before.isExact;
    if (this.#sample === undefined && isMany && this.#budget.bytesLeft >= SAMPLE_BYTES) this.#open();
    this.#sample?.add(hash53(low, high), this.#age);
  }

  #open(): void {
    this.#budget.bytesLeft -= SAMPLE_BYTES;
    this.#sample = new ValueSample();
    this.#sample.owner = this.#tickets.enter(this.#sample);
  }

  get isSampled(): boolean {
    return this.#sample !== undefined;
  }

  ticket(low: number, high: number): number | undefined {
    return this.#sample?.ticket(hash53(low, high));
  }

  /** Half a window has passed: what was seen before had time to be seen again. */
  ripen(): void {
    this.#age++;
  }

  /** Closes a window; true when the verdict of statistics is another one. */
  close(windows: number): boolean {
    const newValues = this.#now.newSince(this.#before);
    const unseen = this.#sample?.unseen(this.#age);
    // After some windows only the last one is remembered: a value that was away for so long is new.
    const forgets = windows % JUDGING.memoryWindows === 0;
    const before = forgets ? this.#now : this.#before;
    if (forgets) this.#before.release();
    else before.merge(this.#now);
    if (!forgets) this.#now.release();
    this.#before = before;
    this.#now = new Distinct(this.#budget);
    this.evidence = { distinct: before.count(), error: before.error, newValues, unseen };
    return this.#judge(newValues, unseen);
  }

  #judge(newValues: number, unseen: number | undefined): boolean {
    const was = this.verdict;
    const grows = newValues >= JUDGING.newValues && (unseen ?? 0) >= JUDGING.unseen;
    this.#strikes = grows ? this.#strikes + 1 : 0;
    this.#quiet = grows ? 0 : this.#quiet + 1;
    // Where nobody weighs points, every value of a first window looks new and unseen.
    const floods = newValues >= JUDGING.flood && this.#sample?.isWeighed === true;
    if (this.#strikes >= JUDGING.windows || (grows && floods)) this.verdict = "statistics";
    else if (was === "statistics" && this.#quiet >= JUDGING.quietWindows) this.verdict = undefined;
    return this.verdict !== was;
  }

  /** Distinct values of the windows that are remembered and of the one that runs. */
  distinct(): number {
    return this.#before.count() + this.#now.newSince(this.#before);
  }

  get error(): number {
    return Math.max(this.#before.error, this.#now.error);
  }
}
