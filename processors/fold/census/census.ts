import type { CleanBytes } from "../../../core/bytes.ts";
import type { Secret } from "../../../core/secret.ts";
import { type Attribute, readAttribute } from "../attributes.ts";
import type { LabelAnswer, LabelDecider, MetricFacts } from "../labels/decider.ts";
import type { FoldPlan } from "../labels/fold-plan.ts";
import { KeyedHash } from "../labels/keyed-hash.ts";
import { gaugeRule, textOf } from "../labels/rules.ts";
import { type LabelTally, MetricTally } from "./metric-tally.ts";
import { fieldsOf, type PointReader, type Range, readPoints, type SeenMetric, type SeenPoint } from "./points.ts";

/** Metrics told apart; the rest is counted together. */
const MAX_METRICS = 4_000;
/** Series of which it is remembered what became of them; beyond, they are asked about again. */
const MAX_SERIES = 500_000;
const NS_PER_MS = 1_000_000n;

/** What became of a series' points. */
interface Fate {
  readonly folds: boolean;
  readonly tickets: readonly number[];
}

/** Sum of two 32-bit lanes of attribute hashes: the order of attributes does not matter, and one can be taken out. */
interface Lanes {
  low: number;
  high: number;
}

const NOTHING: Lanes = { low: 0, high: 0 };

/** One attribute of a series: as it came, as it leaves unless it is dropped, and why. */
interface Part {
  readonly before: Lanes;
  readonly after: Lanes | undefined;
  readonly answer: LabelAnswer;
}

/**
 * Counts the series of scrubbed metrics requests and those they would leave as, without sending anything: what a sample
 * holds, what folds, and what folding each further label would save. Keeps hashes and counts, no values.
 */
export class Census implements PointReader {
  readonly metrics = new Map<string, MetricTally>();
  firstNs = 0n;
  lastNs = 0n;
  readonly #decider: LabelDecider;
  readonly #plan: FoldPlan;
  readonly #hash: KeyedHash;
  readonly #fates = new Map<number, Fate>();
  readonly #counted = new Set<number>();
  #generation: number;
  #buffer: Buffer = Buffer.alloc(0);
  #facts: MetricFacts = { service: "", name: "", unit: "", kind: "gauge" };
  #tally = new MetricTally("", "gauge");
  /** Resource, scope and metric at hand. */
  #context: Lanes = { low: 0, high: 0 };
  #sourceHash = 0;

  constructor(plan: FoldPlan, decider: LabelDecider, secret: Secret) {
    this.#plan = plan;
    this.#decider = decider;
    this.#generation = decider.generation;
    this.#hash = new KeyedHash(secret, "series census");
  }

  /** Counts one Export request. Throws `RoadError` malformed. */
  add(bytes: CleanBytes): void {
    this.#buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    readPoints(bytes, (resource) => this.#serviceOf(resource), this);
    this.settle(this.lastNs);
  }

  /** Lets the decider see that time went on; series are asked about again where an answer may be another now. */
  settle(timeNs: bigint): void {
    if (timeNs > 0n) this.#decider.tick(Number(timeNs / NS_PER_MS));
    if (this.#decider.generation === this.#generation) return;
    this.#generation = this.#decider.generation;
    this.#fates.clear();
  }

  /** Forgets what was counted; the decider keeps what it learned. */
  restart(): void {
    this.metrics.clear();
    this.#fates.clear();
    this.#counted.clear();
    this.firstNs = this.lastNs = 0n;
  }

  metric({ facts, resource, scope, header }: SeenMetric): void {
    this.#facts = facts;
    const source = this.#hashOf(this.#buffer.toString("latin1", resource.start, resource.end), 1);
    this.#sourceHash = source.low === 0 ? 1 : source.low;
    const identity = [facts.name, facts.unit, facts.kind, header, String(source.low), String(source.high)];
    identity.push(this.#buffer.toString("latin1", scope.start, scope.end));
    this.#context = this.#hashOf(JSON.stringify(identity), 2);
    const name = JSON.stringify([facts.name, facts.unit, facts.kind]);
    const known = this.metrics.get(name);
    if (known !== undefined) this.#tally = known;
    else if (this.metrics.size < MAX_METRICS) {
      this.#tally = new MetricTally(facts.name, facts.kind);
      this.metrics.set(name, this.#tally);
    } else {
      const rest = this.metrics.get("") ?? new MetricTally("", "sum");
      this.metrics.set("", rest);
      this.#tally = rest;
    }
  }

  point({ attributes, timeNs, parts }: SeenPoint): void {
    if (timeNs > this.lastNs) this.lastNs = timeNs;
    if (timeNs > 0n && (this.firstNs === 0n || timeNs < this.firstNs)) this.firstNs = timeNs;
    const tally = this.#tally;
    tally.points++;
    if (parts > tally.parts) tally.parts = parts;
    let spelling = "";
    for (const { start, end } of attributes)
      spelling += `${end - start} ${this.#buffer.toString("latin1", start, end)}`;
    const { low, high } = this.#hashOf(spelling, this.#context.low);
    const id = number53(low ^ this.#context.high, high);
    const fate = this.#fates.get(id) ?? this.#judge(attributes, id);
    for (const ticket of fate.tickets) this.#decider.weigh(ticket, 1);
    if (!fate.folds) return;
    if (this.#isRefusedGauge()) tally.refusedPoints++;
    else tally.foldedPoints++;
  }

  /** A gauge has no sum: without a function of the policy its points cannot fold. */
  #isRefusedGauge(): boolean {
    return this.#facts.kind === "gauge" && gaugeRule(this.#plan, this.#facts.name) === undefined;
  }

  #judge(ranges: readonly Range[], id: number): Fate {
    const byKey = new Map<string, Attribute>();
    for (const { start, end } of ranges) {
      const attribute = readAttribute(this.#buffer, start, end);
      byKey.set(attribute.key, attribute);
    }
    const attributes = [...byKey.values()];
    this.#decider.observe(this.#facts, attributes);
    const tickets: number[] = [];
    const answers = attributes.map(({ key, value }) => {
      const answer = this.#decider.decide(this.#facts, key, value, this.#sourceHash);
      if (answer.ticket !== undefined) tickets.push(answer.ticket);
      return answer;
    });
    this.#count(attributes, answers);
    const fate = { folds: answers.some(({ action }) => action !== "keep"), tickets };
    if (this.#fates.size < MAX_SERIES) this.#fates.set(id, fate);
    return fate;
  }

  #count(attributes: readonly Attribute[], answers: readonly LabelAnswer[]): void {
    const tally = this.#tally;
    const come = { ...this.#context };
    const leave = { ...this.#context };
    const parts = new Map<LabelTally, Part>();
    attributes.forEach((attribute, i) => {
      const before = this.#label(attribute.key, textOf(attribute.value));
      const after = leaves(answers[i]!, before, (text) => this.#label(attribute.key, text));
      addTo(come, before);
      if (after !== undefined) addTo(leave, after);
      parts.set(tally.label(attribute.key), { before, after, answer: answers[i]! });
    });
    const isNew = this.#isNew(number53(come.low, come.high));
    const isRefused = this.#isRefusedGauge() && answers.some(({ action }) => action !== "keep");
    tally.series.add(number53(come.low, come.high));
    if (!isRefused) tally.outputs.add(number53(leave.low, leave.high));
    // A series that lacks a label is there without it, too.
    for (const label of tally.labels.values()) {
      const part = parts.get(label);
      label.seriesWithout.add(numberWithout(come, part?.before));
      if (!isRefused) label.outputsWithout.add(numberWithout(leave, part?.after));
      if (part === undefined) continue;
      label.values.add(number53(part.before.low, part.before.high));
      if (isNew) label.note(part.answer);
    }
  }

  /** Whether a series is counted for the first time, however its attributes are ordered. */
  #isNew(series: number): boolean {
    if (this.#counted.has(series)) return false;
    if (this.#counted.size < MAX_SERIES) this.#counted.add(series);
    return true;
  }

  #label(key: string, text: string): Lanes {
    const { low, high } = this.#hashOf(key, 3);
    return this.#hashOf(text, low ^ high);
  }

  #hashOf(text: string, domain: number): Lanes {
    this.#hash.hash(text, domain);
    return { low: this.#hash.low, high: this.#hash.high };
  }

  #serviceOf(resource: Range): string {
    for (const { start, end } of fieldsOf(this.#buffer, resource, 1)) {
      const { key, value } = readAttribute(this.#buffer, start, end);
      if (key === "service.name" && value.kind === "string") return value.text;
    }
    return "";
  }
}

/** What an attribute leaves as; undefined when it is dropped. */
function leaves(answer: LabelAnswer, before: Lanes, hashOf: (text: string) => Lanes): Lanes | undefined {
  if (answer.action === "keep") return before;
  return answer.action === "replace" ? hashOf(answer.text ?? "") : undefined;
}

function addTo(lanes: Lanes, { low, high }: Lanes): void {
  lanes.low = (lanes.low + low) >>> 0;
  lanes.high = (lanes.high + high) >>> 0;
}

function numberWithout(lanes: Lanes, { low, high }: Lanes = NOTHING): number {
  return number53((lanes.low - low) >>> 0, (lanes.high - high) >>> 0);
}

/** 53 bits of two lanes. */
function number53(low: number, high: number): number {
  return (high >>> 0) * 2 ** 21 + ((low >>> 0) >>> 11);
}
