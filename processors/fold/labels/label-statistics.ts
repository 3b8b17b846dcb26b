import type { TokenKey } from "../../transform/token.ts";
import type { Label, MetricFacts } from "./decider.ts";
import { Distinct } from "./distinct.ts";
import type { SketchBudget } from "./hash-set.ts";
import { KeyedHash } from "./keyed-hash.ts";
import { LabelTracker } from "./label-tracker.ts";
import type { Tickets } from "./tickets.ts";

/** Bounds of the statistics; all have a default. */
export interface StatisticsLimits {
  /** Labels that are followed, over all metrics; those that come later are not. */
  readonly maxTrackers: number;
  /** Memory of sketches and samples. */
  readonly maxBytes: number;
  readonly windowMs: number;
}

export const STATISTICS_LIMITS: StatisticsLimits = {
  maxTrackers: 20_000,
  maxBytes: 64 * 1024 * 1024,
  windowMs: 600_000,
};

/** Longest name of a metric or label, in UTF-16 units. */
const MAX_NAME = 256;
/** Labels whose window closes in one tick, some 20 microseconds each. */
const CLOSED_PER_TICK = 1_000;

/** What is counted of one metric. */
export interface MetricStatistics {
  readonly name: string;
  /** Series as they came. */
  readonly series: Distinct;
  /** Series by the labels that did not fold when last asked. */
  readonly kept: Distinct;
  /** The same since the budget last took a label away. */
  readonly pressing: Distinct;
  readonly labels: Map<string, LabelTracker>;
}

/** Follows which labels make the series of each metric, in bounded memory and without values. */
export class LabelStatistics {
  readonly #limits: StatisticsLimits;
  readonly #hash: KeyedHash;
  readonly #tickets: Tickets;
  readonly #budget: SketchBudget;
  readonly #metrics = new Map<string, MetricStatistics>();
  /** Metrics whose window is still to be closed. */
  readonly #closing: MetricStatistics[] = [];
  #trackers = 0;
  #windows = 0;
  #halves = 0;
  #openedAt: number | undefined;

  constructor(key: TokenKey, tickets: Tickets, limits: StatisticsLimits) {
    this.#limits = limits;
    this.#hash = new KeyedHash(key.secret, "label statistics");
    this.#tickets = tickets;
    this.#budget = { bytesLeft: limits.maxBytes };
  }

  /** Notes a series. A series is the sum of its labels' hashes, so that their order does not matter. */
  observe(facts: MetricFacts, labels: readonly Label[], textOf: (label: Label) => string): void {
    const metric = this.#metric(facts.name);
    if (metric === undefined) return;
    const hashes: number[] = [];
    const sum = { low: 0, high: 0, keptLow: 0, keptHigh: 0 };
    for (const label of labels) {
      const tracker = this.#tracker(metric, label.key);
      this.#hash.hash(textOf(label), tracker?.domain ?? this.#domainOf(label.key));
      const { low, high } = this.#hash;
      hashes.push(low, high);
      sum.low += low;
      sum.high += high;
      if (tracker === undefined || (tracker.folded === undefined && tracker.verdict === undefined)) {
        sum.keptLow += low;
        sum.keptHigh += high;
      }
      tracker?.add(low, high);
    }
    metric.series.add(sum.low >>> 0, sum.high >>> 0);
    metric.kept.add(sum.keptLow >>> 0, sum.keptHigh >>> 0);
    metric.pressing.add(sum.keptLow >>> 0, sum.keptHigh >>> 0);
    // A series that lacks a label is there without it, too.
    for (const { key, without } of metric.labels.values()) {
      const i = labels.findIndex((label) => label.key === key);
      without.add((sum.low - (hashes[2 * i] ?? 0)) >>> 0, (sum.high - (hashes[2 * i + 1] ?? 0)) >>> 0);
    }
  }

  #domainOf(key: string): number {
    this.#hash.hash(key);
    return this.#hash.low;
  }

  #metric(name: string): MetricStatistics | undefined {
    const found = this.#metrics.get(name);
    // A metric counts like a label: its three counters are of a tracker's size.
    if (found !== undefined || !this.#mayFollow(name)) return found;
    this.#trackers++;
    const counter = (): Distinct => new Distinct(this.#budget);
    const made = { name, series: counter(), kept: counter(), pressing: counter(), labels: new Map() };
    this.#metrics.set(name, made);
    return made;
  }

  #tracker(metric: MetricStatistics, key: string): LabelTracker | undefined {
    const found = metric.labels.get(key);
    if (found !== undefined || !this.#mayFollow(key)) return found;
    this.#trackers++;
    const made = new LabelTracker(key, this.#domainOf(key), this.#budget, this.#tickets);
    made.without.merge(metric.series);
    metric.labels.set(key, made);
    return made;
  }

  /** Names are kept as they are, so long ones are not followed. */
  #mayFollow(name: string): boolean {
    return this.#trackers < this.#limits.maxTrackers && name.length <= MAX_NAME;
  }

  trackerOf(metric: string, key: string): LabelTracker | undefined {
    return this.#metrics.get(metric)?.labels.get(key);
  }

  /** The ticket under which points with a value are weighed; undefined for values outside the sample. */
  ticket(tracker: LabelTracker, text: string): number | undefined {
    if (!tracker.isSampled) return undefined;
    this.#hash.hash(text, tracker.domain);
    return tracker.ticket(this.#hash.low, this.#hash.high);
  }

  /** Closes the window when it is time; true when a verdict changed. `maxSeries` is the budget of a metric. */
  tick(nowMs: number, maxSeries: number, mayFold: (key: string) => boolean): boolean {
    this.#openedAt ??= nowMs;
    const halves = Math.floor((2 * (nowMs - this.#openedAt)) / this.#limits.windowMs);
    // Unfinished windows come first: one that closes late is only longer.
    if (halves <= this.#halves || this.#closing.length > 0) return this.#closeSome(maxSeries, mayFold);
    this.#halves = halves;
    for (const { labels } of this.#metrics.values()) for (const tracker of labels.values()) tracker.ripen();
    if (Math.floor(halves / 2) > this.#windows) {
      this.#windows = Math.floor(halves / 2);
      this.#closing.push(...this.#metrics.values());
    }
    return this.#closeSome(maxSeries, mayFold);
  }

  /** A window with many labels closes over several ticks: no flush may stall the loop. */
  #closeSome(maxSeries: number, mayFold: (key: string) => boolean): boolean {
    let changed = false;
    for (let left = CLOSED_PER_TICK; left > 0; ) {
      const metric = this.#closing.pop();
      if (metric === undefined) break;
      changed = this.#close(metric, maxSeries, mayFold) || changed;
      left -= metric.labels.size;
    }
    return changed;
  }

  #close(metric: MetricStatistics, maxSeries: number, mayFold: (key: string) => boolean): boolean {
    let changed = false;
    for (const tracker of metric.labels.values()) {
      const flips = tracker.close(this.#windows);
      if (mayFold(tracker.key)) changed = flips || changed;
      else tracker.verdict = undefined;
    }
    return pressed(metric, maxSeries, mayFold) || changed;
  }

  get metrics(): Iterable<MetricStatistics> {
    return this.#metrics.values();
  }

  get windows(): number {
    return this.#windows;
  }

  /** Bytes held by sketches and samples, and labels followed. */
  get size(): { readonly bytes: number; readonly trackers: number } {
    return { bytes: this.#limits.maxBytes - this.#budget.bytesLeft, trackers: this.#trackers };
  }
}

/** Over its budget, a metric gives up the label whose absence saves most; one in each window. */
function pressed(metric: MetricStatistics, maxSeries: number, mayFold: (key: string) => boolean): boolean {
  if (metric.pressing.count() <= maxSeries) return false;
  const free = [...metric.labels.values()].filter(
    (tracker) => tracker.folded === undefined && tracker.verdict === undefined && mayFold(tracker.key),
  );
  const widest = free.sort((a, b) => a.without.count() - b.without.count())[0];
  // A label that saves less than a tenth is not what makes the metric wide.
  if (widest === undefined || widest.without.count() > 0.9 * metric.series.count()) return false;
  widest.verdict = "budget";
  // What is kept now is another set of series.
  metric.pressing.release();
  return true;
}
