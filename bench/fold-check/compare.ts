import { decodeRequest, type SeenPoint } from "./decode.ts";
import { distributionFault } from "./distributions.ts";
import { isCapped, type Model } from "./model.ts";
import { gaugeFault, sumFault, totalOf, value } from "./numbers.ts";
import type { Cause, Output } from "./output.ts";
import { isHostile } from "./tenancy.ts";
import { CANARY, type GaugeTold, type Life, type MetricSpec, type Point, type Trace } from "./trace.ts";

const GAUGE = 5;
const NO_RECORDED_VALUE = 1;
/** Above this many points of doubt only the range is checked. */
const MAX_DOUBTS = 8;

/** A broken invariant; the message begins with its number. */
export class Violation extends Error {}

function isEnd({ flags }: SeenPoint): boolean {
  return (flags & NO_RECORDED_VALUE) !== 0;
}

/** One stream as a backend has seen it. */
interface Stream {
  startNs: bigint;
  timeNs: bigint;
  /** Its last point was accepted by a backend; undefined before the first. */
  last: SeenPoint;
  /** It may begin anew: its writer forgot, or all its members ended. */
  ended: boolean;
  /** Time of its first point until a backend took one: that first one may come again; then 0. */
  untoldNs: bigint;
}

/** What a backend knows after every flush, held against what the model says it must know. */
export class Books {
  readonly #model: Model;
  readonly #gauge: GaugeTold;
  readonly #temporality: Trace["temporality"];
  readonly #streams = new Map<string, Stream>();
  /** Streams of each output of the model. */
  readonly #byOutput = new Map<string, Set<Stream>>();
  /** Of delta outputs: what a backend has accepted. */
  readonly #acknowledged = new Map<Output, { total: bigint; observations: number }>();
  /** Streams whose points were handed on as they came, with their series. */
  readonly #passed = new Map<string, string>();
  /** By series: its newest point, and whether it passed and was no end itself. */
  readonly #newest = new Map<string, { timeNs: bigint; passes: boolean }>();
  checks = 0;

  constructor(model: Model, trace: Trace) {
    this.#model = model;
    this.#gauge = trace.gauge;
    this.#temporality = trace.temporality;
  }

  /** I16: what passes is what came, byte for byte and in its order. `passing` are indexes into `order`, the request's points. */
  checkPassed(
    request: Uint8Array,
    left: Uint8Array | undefined,
    passing: readonly number[],
    order: readonly Point[],
  ): void {
    this.checks++;
    this.#see(order, passing);
    if (passing.length === 0) {
      if (left !== undefined && decodeRequest(left).length > 0) throw new Violation("I16 a folded point passed");
      return;
    }
    if (left === undefined) throw new Violation("I16 points that pass are missing");
    const all = decodeRequest(left);
    for (const [i, { stream }] of all.entries()) {
      this.#passed.set(stream, order[passing[i] ?? -1]?.life.series ?? "");
      // One writer: what leaves by the timer does not pass as well.
      if (this.#streams.get(stream)?.ended === false) throw new Violation(`I17 two writers of ${stream}`);
    }
    if (passing.length === order.length) {
      if (Buffer.compare(request, left) !== 0) throw new Violation("I16 a request without a folded point changed");
      return;
    }
    const came = decodeRequest(request);
    if (passing.length !== all.length) throw new Violation(`I16 ${all.length} points passed of ${passing.length}`);
    for (const [i, index] of passing.entries()) {
      if (Buffer.compare(came[index]!.bytes, all[i]!.bytes) !== 0 || came[index]!.stream !== all[i]!.stream) {
        throw new Violation("I16 a point that passes changed");
      }
    }
  }

  #see(order: readonly Point[], passing: readonly number[]): void {
    const passes = new Set(passing);
    for (const [index, { life, timeNs, fault }] of order.entries()) {
      const known = this.#newest.get(life.series);
      const isFaulty = fault === "not-a-number" || fault === "buckets";
      if (isFaulty || (known !== undefined && timeNs <= known.timeNs)) continue;
      this.#newest.set(life.series, { timeNs, passes: fault !== "no-value" && passes.has(index) });
    }
  }

  /** Everything a flush wrote; `ok` tells whether the backend took it. */
  checkFlush(requests: readonly Uint8Array[], ok: boolean): void {
    const points = requests.flatMap((bytes) => {
      const found = decodeRequest(bytes);
      checkCanaries(bytes, found);
      return found;
    });
    this.checks += points.length;
    const seen = new Map<string, SeenPoint[]>();
    const values = new Set<string>();
    for (const point of points) {
      const { stream } = point;
      if (isEnd(point) && this.#passed.has(stream)) {
        // A series that passed and folds from now on.
        if (this.#newest.get(this.#passed.get(stream)!)?.passes === true)
          throw new Violation(`I17 the end of what goes on: ${stream}`);
        this.#passed.delete(stream);
        continue;
      }
      const isBeginning = !values.has(stream) && this.#begins(point);
      this.#follow(point, ok);
      const key = this.#keyOf(point);
      if (this.#isUnknown(key)) continue;
      // A rejected point may have opened it; it holds nothing.
      if (!this.#model.outputs.has(key) && value(point) !== 0)
        throw new Violation(`an output that nothing folds into: ${stream}`);
      if (isBeginning && points.some((other) => other !== point && other.stream === stream)) continue;
      if (values.has(stream)) throw new Violation(`I12 twice in one export: ${stream}`);
      values.add(stream);
      const group = seen.get(key);
      if (group === undefined) seen.set(key, [point]);
      else group.push(point);
    }
    for (const output of this.#model.outputs.values()) this.#checkOutput(output, seen.get(output.key) ?? [], ok);
  }

  /** The zero a total begins with, in front of its first value. */
  #begins(point: SeenPoint): boolean {
    const { delta, kind, stream, counts } = point;
    if (delta || kind === GAUGE || value(point) !== 0) return false;
    if ((point.sum ?? 0) !== 0 || counts.some((count) => count !== 0)) return false;
    const known = this.#streams.get(stream);
    return known?.ended !== false || known.untoldNs === point.timeNs;
  }

  /** All streams may begin anew. */
  forget(): void {
    for (const stream of this.#streams.values()) stream.ended = true;
    this.#newest.clear();
    this.#byOutput.clear();
    this.#acknowledged.clear();
  }

  /** I11: time moves, a start stays, and lies before. */
  #follow(point: SeenPoint, ok: boolean): void {
    const stream = this.#streams.get(point.stream);
    if (point.kind !== GAUGE && point.startNs >= point.timeNs)
      throw new Violation(`I11 start is not before time: ${point.stream}`);
    if (point.kind !== GAUGE && point.startNs === 0n) throw new Violation(`I11 no start: ${point.stream}`);
    if (stream === undefined) {
      const untoldNs = ok ? 0n : point.timeNs;
      const begun = { startNs: point.startNs, timeNs: point.timeNs, last: point, ended: false, untoldNs };
      this.#streams.set(point.stream, begun);
      this.#remember(point, begun);
      return;
    }
    const isAgain = !point.delta && point.timeNs === stream.untoldNs && point.startNs === stream.startNs;
    if (stream.ended || ok) stream.untoldNs = ok ? 0n : point.timeNs;
    if (isAgain && value(point) === 0) return;
    if (point.timeNs <= stream.timeNs) throw new Violation(`I11 time stands still: ${point.stream}`);
    if (point.delta) {
      if (point.startNs < stream.startNs) throw new Violation(`I11 a delta overlaps the one before: ${point.stream}`);
      // A backend that took the last delta owns its time; one that did not may be told all of it again.
      stream.startNs = ok ? point.timeNs : stream.startNs;
    } else if (point.kind !== GAUGE && point.startNs !== stream.startNs) {
      if (!stream.ended) throw new Violation(`I11 a new start without a reason: ${point.stream}`);
      if (point.startNs < stream.startNs) throw new Violation(`I11 the start went back: ${point.stream}`);
      stream.startNs = point.startNs;
    } else if (stream.ended && !point.delta && point.kind !== GAUGE && value(point) < value(stream.last)) {
      throw new Violation(`I2 began anew with its old start: ${point.stream}`);
    }
    stream.ended = isEnd(point);
    stream.timeNs = point.timeNs;
    stream.last = point;
    this.#remember(point, stream);
  }

  /** Of the output of the model that a point belongs to. */
  #keyOf({ resource, metric, labels }: SeenPoint): string {
    return `${resource}|${metric}|${isCapped(this.#model.options, resource) ? "" : labels}`;
  }

  #isUnknown(key: string): boolean {
    return this.#model.options.hostile === "unknown" && isHostile(key);
  }

  #remember(point: SeenPoint, stream: Stream): void {
    const key = this.#keyOf(point);
    const streams = this.#byOutput.get(key);
    if (streams === undefined) this.#byOutput.set(key, new Set([stream]));
    else streams.add(stream);
  }

  /** I1: an output holds the true increments and no other, at this very flush. */
  #checkOutput(output: Output, points: readonly SeenPoint[], ok: boolean): void {
    this.checks++;
    const { metric } = output;
    if (metric.kind === "gauge") {
      const fault = isCapped(this.#model.options, output.key) ? undefined : gaugeFault(output, points[0], this.#gauge);
      if (fault !== undefined) throw new Violation(`${fault}: ${output.key}`);
      return;
    }
    const delta = this.#leavesAsDelta(metric);
    if (points.some((point) => point.delta !== delta)) throw new Violation(`temporality: ${output.key}`);
    // What is not told again must be as it was told last.
    const told = delta ? points : [...(this.#byOutput.get(output.key) ?? [])].map(({ last }) => last);
    const fault = resolve(output, this.#model.causes, (extra) => this.#totalFault(output, told, delta, extra));
    if (fault !== undefined) throw new Violation(`${fault}: ${output.key}`);
    if (delta && ok)
      this.#acknowledged.set(output, { total: totalOf(output), observations: output.observations.length });
  }

  #leavesAsDelta({ kind, cumulative }: MetricSpec): boolean {
    if (kind === "summary" || this.#temporality === "cumulative") return false;
    return this.#temporality === "delta" || !cumulative;
  }

  #totalFault(output: Output, told: readonly SeenPoint[], delta: boolean, extra: Reading): string | undefined {
    const before = delta ? this.#acknowledged.get(output) : undefined;
    if (output.metric.kind === "sum") {
      return sumFault(output, told, totalOf(output) + extra.amount - (before?.total ?? 0n));
    }
    const seen = [...output.observations, ...extra.observations].slice(before?.observations ?? 0);
    if (told.length === 0)
      return seen.length === 0 || output.vague ? undefined : `I1 ${seen.length} observations are missing`;
    if (isCapped(this.#model.options, output.key)) {
      const count = told.reduce((sum, point) => sum + point.count, 0);
      return count === seen.length || output.vague ? undefined : `I13 count ${count}, truly ${seen.length}`;
    }
    return distributionFault(told[0]!, seen, { ...output, forms: new Set([...output.forms, ...extra.lives]) });
  }
}

/**
 * I15: a value of a label that folds is nowhere. Outputs made under an earlier decision may keep a label that folds now;
 * that their labels are right is checked with their identity.
 */
function checkCanaries(bytes: Uint8Array, points: readonly SeenPoint[]): void {
  const count = (text: string): number => text.split(CANARY).length - 1;
  const all = count(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1"));
  const kept = points.reduce((sum, { labels }) => sum + count(labels), 0);
  if (all !== kept) throw new Violation("I15 a folded value left");
}

/** One way to read what is doubtful: some of it counts, the rest does not. */
interface Reading {
  readonly amount: bigint;
  readonly observations: Output["observations"];
  /** Whose these are: only what counted here gave the output its form. */
  readonly lives: readonly Life[];
}

/** Finds a reading of the doubts without a fault and keeps it: from here on it is the truth. */
function resolve(
  output: Output,
  causes: Record<Cause, number>,
  faultOf: (reading: Reading) => string | undefined,
): string | undefined {
  const { doubts } = output;
  if (doubts.length > MAX_DOUBTS) {
    output.vague = true;
    return undefined;
  }
  let first: string | undefined;
  for (let chosen = (1 << doubts.length) - 1; chosen >= 0; chosen--) {
    const counted = doubts.filter((_, i) => (chosen >> i) % 2 === 1);
    const reading = {
      amount: counted.reduce((sum, { amount }) => sum + amount, 0n),
      observations: counted.flatMap(({ observations }) => observations),
      lives: counted.map(({ life }) => life),
    };
    const fault = faultOf(reading);
    if (fault === undefined) {
      causes["too-much"] += counted.filter(({ isOld }) => isOld).length;
      output.total += reading.amount;
      output.magnitude += reading.amount < 0n ? -reading.amount : reading.amount;
      output.observations.push(...reading.observations);
      for (const life of reading.lives) output.forms.add(life);
      output.doubts = [];
      return undefined;
    }
    first ??= fault;
  }
  return first;
}
