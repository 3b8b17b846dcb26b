import { add, amountOf, type Cause, foldLabels, holdsLess, type Output, sourceOf } from "./output.ts";
import { labelText } from "./processes.ts";
import { firstSight, type SeenSource } from "./sight.ts";
import { isHostile } from "./tenancy.ts";
import type { Folding, GaugeTold, Life, Point } from "./trace.ts";

const NEAR_NS = 2_000_000_000n;

export interface SeriesState {
  life: Life;
  /** How far into `life` was counted. */
  reached: number;
  timeNs: bigint;
  /** Of totals: time of the last value, which an end may lie behind. */
  valuedNs: bigint;
  startNs: bigint;
  arrivedNs: bigint;
  output: Output | undefined;
  /** Of gauges and totals that may fall: the latest value, while it lives. */
  last: Point | undefined;
  /** Delta points counted. */
  readonly counted: Set<number>;
}

/** How a request's points are to be answered. */
export interface Expected {
  passed: number;
  folded: number;
  rejected: number;
  /** The end of something that would be rejected: told or not, nothing is lost. */
  either: number;
  /** Indexes of those that pass. */
  readonly passing: number[];
}

export interface ModelOptions {
  readonly epochNs: bigint;
  readonly intervalNs: bigint;
  readonly folding: Folding;
  readonly gauge: GaugeTold;
  /** All outputs of a metric of a resource are one, because some overflow. */
  readonly capped: boolean;
  /** The same of those of a hostile tenant, or nothing is known of what it has: some of its series are not remembered. */
  readonly hostile?: "overflows" | "unknown" | undefined;
}

/** Whether all outputs of a metric of a resource are one to the model; by the resource's text or what begins with it. */
export function isCapped({ capped, hostile }: Pick<ModelOptions, "capped" | "hostile">, resource: string): boolean {
  return capped || (hostile !== undefined && isHostile(resource));
}

/**
 * The view of a god: it knows every increment of every process, and that each must be in exactly one output as soon as
 * a point that contains it arrived. It reads no value and no start time to find increments; start times decide only
 * whether a first value can be known to be new (`sight.ts`).
 */
export class Model {
  readonly outputs = new Map<string, Output>();
  readonly series = new Map<string, SeriesState>();
  readonly causes: Record<Cause, number> = {
    baseline: 0,
    "unknown-start": 0,
    doubtful: 0,
    "hidden-reset": 0,
    "late-after-restart": 0,
    lost: 0,
    "too-much": 0,
  };
  readonly sources = new Map<string, SeenSource>();
  /** Lives that were delivered before all was forgotten. */
  readonly beforeAmnesia = new Set<Life>();
  /** First values in doubt, as how far into their life they reached. */
  readonly doubted = new Map<Life, number>();
  epochNs: bigint;
  folding: Folding;
  readonly options: ModelOptions;
  /** Series whose end arrived before any of their points. */
  readonly #endedUnseen = new Map<string, bigint>();
  readonly #keys = new Map<Life, { readonly folding: Folding; readonly key: string }>();

  constructor(options: ModelOptions) {
    this.options = options;
    this.epochNs = options.epochNs;
    this.folding = options.folding;
  }

  deliver(points: readonly Point[], nowNs: bigint): Expected {
    const expected: Expected = { passed: 0, folded: 0, rejected: 0, either: 0, passing: [] };
    for (const [index, point] of points.entries()) this.#deliver(point, index, nowNs, expected);
    return expected;
  }

  #deliver(point: Point, index: number, nowNs: bigint, expected: Expected): void {
    const { metric, resource } = point.life;
    if (resource.isHostile && this.options.hostile === "unknown") {
      expected.either++;
      return;
    }
    const folds = this.#folds(point.life);
    if (!folds) {
      expected.passed++;
      expected.passing.push(index);
    } else if (this.#isRejected(point)) {
      if (point.fault === "no-value") expected.either++;
      else expected.rejected++;
      return;
    } else expected.folded++;
    if (point.fault === "not-a-number" || point.fault === "buckets") return;
    if (point.fault === "no-value" && !this.series.has(point.life.series)) {
      this.#endedUnseen.set(point.life.series, point.timeNs);
      return;
    }
    // A delta is led to its output before it is known to have come before.
    const isLed = !metric.cumulative && metric.kind !== "gauge";
    const output = folds && (isLed || this.#isNew(point)) ? this.#outputOf(point, nowNs) : undefined;
    if (output !== undefined && !point.life.isInt) output.doubles = true;
    if (metric.kind === "gauge" && this.options.gauge === undefined) return;
    this.#count(point, nowNs, output);
    this.#hear(point, nowNs);
  }

  #count(point: Point, nowNs: bigint, output: Output | undefined): void {
    const { metric } = point.life;
    if (!metric.cumulative && metric.kind !== "gauge") this.#countDelta(point, nowNs, output);
    else if (!metric.monotonic || metric.kind === "gauge") this.#replace(point, nowNs, output);
    else this.#countCumulative(point, nowNs, output);
  }

  /** A series without a label to fold would be a second writer of an output with the same labels: it folds as well. */
  #folds(life: Life): boolean {
    return life.labels.some(({ key }) => this.folding.has(key)) || this.outputs.has(this.keyOf(life));
  }

  #isRejected({ life, fault }: Point): boolean {
    if (life.metric.kind === "gauge") return this.options.gauge === undefined;
    return fault === "not-a-number" || fault === "buckets";
  }

  /** Where increments go by today's decision. */
  #outputOf({ life }: Point, nowNs: bigint): Output {
    const key = this.keyOf(life);
    let output = this.outputs.get(key);
    if (output === undefined) {
      output = {
        key,
        metric: life.metric,
        total: 0n,
        magnitude: 0n,
        doubles: false,
        observations: [],
        doubts: [],
        members: new Map(),
        forms: new Set(),
        counted: new Set(),
        vague: false,
        lastChangeNs: 0n,
      };
      this.outputs.set(key, output);
      this.#adopt(output, nowNs);
    }
    return output;
  }

  keyOf(life: Life): string {
    let known = this.#keys.get(life);
    if (known?.folding !== this.folding) {
      const group = `${labelText(life.resource.labels)}|${life.metric.name}|`;
      const key = isCapped(this.options, group) ? group : group + labelText(foldLabels(life.labels, this.folding));
      known = { folding: this.folding, key };
      this.#keys.set(life, known);
    }
    return known.key;
  }

  #hear({ life }: Point, nowNs: bigint): void {
    const source = this.sources.get(sourceOf(life));
    if (source === undefined) this.sources.set(sourceOf(life), { firstNs: nowNs, lastNs: nowNs, longestNs: 0n });
    else {
      if (nowNs - source.lastNs > source.longestNs) source.longestNs = nowNs - source.lastNs;
      source.lastNs = nowNs;
    }
  }

  /** Whether anything of the point can be new; one that cannot changes nothing. */
  #isNew({ id, life, timeNs, fault }: Point): boolean {
    const state = this.series.get(life.series);
    if (state === undefined) return true;
    // The end of a total is late only behind a value: behind an end it may still be told what it had counted.
    const isTotal = life.metric.cumulative && life.metric.monotonic && life.metric.kind !== "gauge";
    if (isTotal && fault === "no-value") return timeNs > state.valuedNs;
    return life.metric.cumulative || life.metric.kind === "gauge" ? timeNs > state.timeNs : !state.counted.has(id);
  }

  /** A series that passed under the very labels of a new output is part of it, with what it holds. */
  #adopt(output: Output, nowNs: bigint): void {
    const { metric } = output;
    if (metric.kind !== "gauge" && (metric.monotonic || !metric.cumulative)) return;
    for (const [name, state] of this.series) {
      if (state.last === undefined || state.output !== undefined || this.keyOf(state.life) !== output.key) continue;
      if (!this.#folds(state.life) || state.life.labels.some(({ key }) => this.folding.has(key))) continue;
      output.members.set(name, state.last);
      if (!state.life.isInt) output.doubles = true;
      state.output = output;
      output.lastChangeNs = nowNs;
    }
  }

  /** Each delta once, whenever it comes. */
  #countDelta(point: Point, nowNs: bigint, output: Output | undefined): void {
    const state = this.#stateOf(point, nowNs);
    const isRepeated = state.counted.has(point.id);
    const isLate = point.timeNs <= state.timeNs;
    if (!isLate) state.timeNs = point.timeNs;
    if (output !== undefined && isLate && point.startNs === 0n && point.timeNs !== state.timeNs) {
      // Without a start nobody can tell whether it fills a gap or was counted long ago.
      this.#doubt(output, point, isRepeated);
      state.counted.add(point.id);
      return;
    }
    if (isRepeated) return;
    state.counted.add(point.id);
    state.output = output;
    if (output !== undefined) add(output, point.life, point.from, point.to, nowNs);
  }

  #doubt(output: Output, { life, from, to }: Point, isOld: boolean): void {
    this.causes.doubtful++;
    const observations = life.observations.slice(from, to);
    output.doubts.push({ isOld, life, amount: amountOf(life, from, to), observations });
  }

  /** Non-monotonic sums and gauges: the latest value of each live series. */
  #replace(point: Point, nowNs: bigint, output: Output | undefined): void {
    const { series } = point.life;
    this.#blur(point, output);
    const state = this.#stateOf(point, nowNs);
    state.arrivedNs = nowNs;
    if (point.timeNs <= state.timeNs) return;
    state.timeNs = point.timeNs;
    state.output?.members.delete(series);
    state.output = undefined;
    state.life = point.life;
    state.last = point.fault === "no-value" ? undefined : point;
    if (output === undefined || point.fault === "no-value") return;
    state.output = output;
    output.members.set(series, point);
    const size = amountOf(point.life, 0, point.to);
    output.magnitude += size < 0n ? -size : size;
    output.lastChangeNs = nowNs;
  }

  #countCumulative(point: Point, nowNs: bigint, output: Output | undefined): void {
    const { life } = point;
    const known = this.series.get(life.series);
    // What comes late behind an end may still tell what had been counted.
    if (point.fault === "no-value") return;
    if (known !== undefined && point.timeNs <= known.timeNs) {
      if (known.life !== life) this.causes["late-after-restart"]++;
      return;
    }
    if (known === undefined) this.#blur(point, output);
    const state = this.#stateOf(point, nowNs);
    const before = known === undefined ? undefined : { life: state.life, reached: state.reached };
    const startBefore = state.startNs;
    state.life = life;
    state.reached = point.to;
    state.timeNs = point.timeNs;
    state.valuedNs = point.timeNs;
    state.startNs = point.startNs;
    state.arrivedNs = nowNs;
    state.output = output;
    if (output !== undefined) output.forms.add(life);
    if (before === undefined) this.#countFirst(point, nowNs, output);
    else if (before.life === life) this.#add(output, life, before.reached, point.to, nowNs);
    else this.#countRestart(point, nowNs, output, { ...before, startNs: startBefore });
  }

  #countFirst(point: Point, nowNs: bigint, output: Output | undefined): void {
    const sight = firstSight(point, {
      nowNs,
      epochNs: this.epochNs,
      intervalNs: this.options.intervalNs,
      source: this.sources.get(sourceOf(point.life)),
      deliveredBefore: this.beforeAmnesia.has(point.life),
    });
    if (sight === "full") return this.#add(output, point.life, 0, point.to, nowNs);
    if (sight !== "doubtful") this.causes[sight]++;
    else if (output !== undefined) {
      const { life, to } = point;
      this.doubted.set(life, to);
      this.#doubt(output, point, life.before > 0 || this.beforeAmnesia.has(life));
      output.lastChangeNs = nowNs;
    }
  }

  /** Another process writes the series: all it counted is new, unless nobody could tell that it is another. */
  #countRestart(
    point: Point,
    nowNs: bigint,
    output: Output | undefined,
    before: { readonly life: Life; readonly reached: number; readonly startNs: bigint },
  ): void {
    const { life, startNs } = point;
    const isAnnounced = startNs !== 0n && startNs !== before.startNs;
    if (isAnnounced && startNs === point.timeNs) {
      this.causes["unknown-start"]++;
      return;
    }
    if (isAnnounced || holdsLess(life, point.to, before)) return this.#add(output, life, 0, point.to, nowNs);
    this.causes["hidden-reset"]++;
    if (output === undefined) return;
    if (life.metric.kind !== "sum") output.vague = true;
    else {
      const gained = amountOf(life, 0, point.to) - amountOf(before.life, 0, before.reached);
      output.total += gained;
      output.magnitude += gained;
      if (!before.life.isInt) output.doubles = true;
      output.lastChangeNs = nowNs;
    }
  }

  /** A series that ended before it was seen: whether a still older point brings it to life is nobody's promise. */
  #blur({ life, timeNs }: Point, output: Output | undefined): void {
    const endedNs = this.#endedUnseen.get(life.series);
    if (endedNs !== undefined && endedNs >= timeNs && output !== undefined) output.vague = true;
  }

  #add(output: Output | undefined, life: Life, from: number, to: number, nowNs: bigint): void {
    if (output !== undefined) add(output, life, from, to, nowNs);
  }

  #stateOf(point: Point, nowNs: bigint): SeriesState {
    const { life } = point;
    let state = this.series.get(life.series);
    if (state === undefined) {
      state = {
        life,
        reached: 0,
        timeNs: -(2n ** 62n),
        valuedNs: -(2n ** 62n),
        startNs: 0n,
        arrivedNs: nowNs,
        output: undefined,
        last: undefined,
        counted: new Set(),
      };
      this.series.set(life.series, state);
    }
    return state;
  }

  /** Series that said nothing for `staleNs` have ended: their last values leave what is a total of the living. */
  expire(nowNs: bigint, staleNs: bigint): void {
    for (const source of this.sources.values()) {
      // It may be forgotten, and be met as if for the first time.
      if (nowNs - source.lastNs >= staleNs) source.longestNs = nowNs;
    }
    for (const [name, state] of this.series) {
      const idleNs = nowNs - state.arrivedNs;
      // Clocks of seconds decide: within a second or two both are right.
      if (state.output !== undefined && idleNs > staleNs - NEAR_NS && idleNs < staleNs + NEAR_NS)
        state.output.vague = true;
      if (idleNs < staleNs) continue;
      if (state.output?.members.delete(name) === true) state.output = undefined;
      state.last = undefined;
    }
  }

  /** The ledger began anew and remembers nothing. */
  forget(nowNs: bigint): void {
    for (const { life } of this.series.values()) this.beforeAmnesia.add(life);
    this.series.clear();
    this.outputs.clear();
    this.sources.clear();
    this.epochNs = nowNs;
  }
}
