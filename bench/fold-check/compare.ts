import { decodeRequest, type SeenPoint } from "./decode.ts";
import { distributionFault } from "./distributions.ts";
import { amountOf, type Model, type Output } from "./model.ts";
import { CANARY, type GaugeTold, type Point, UNIT_BITS } from "./trace.ts";

const GAUGE = 5;
const SUM = 7;
const NO_RECORDED_VALUE = 1;
const ROUNDING = 1e-12;
const UNIT = 2 ** UNIT_BITS;
/** Above this many points of doubt only the range is checked. */
const MAX_DOUBTS = 8;

/** A broken invariant; the message begins with its number. */
export class Violation extends Error {}

/** One stream as a backend has seen it. */
interface Stream {
  startNs: bigint;
  timeNs: bigint;
  /** Its last point was accepted by a backend; undefined before the first. */
  last: SeenPoint;
  /** It may begin anew: its writer forgot, or all its members ended. */
  ended: boolean;
}

/** What a backend knows after every flush, held against what the model says it must know. */
export class Books {
  readonly #model: Model;
  readonly #gauge: GaugeTold;
  readonly #capped: boolean;
  readonly #streams = new Map<string, Stream>();
  /** Streams of each output of the model. */
  readonly #byOutput = new Map<string, Set<Stream>>();
  /** Of delta outputs: what a backend has accepted. */
  readonly #acknowledged = new Map<Output, { total: bigint; observations: number }>();
  /** Streams whose points were handed on as they came. */
  readonly #passed = new Set<string>();
  checks = 0;

  constructor(model: Model, gauge: GaugeTold, capped: boolean) {
    this.#model = model;
    this.#gauge = gauge;
    this.#capped = capped;
  }

  /** I16: what passes is what came, byte for byte and in its order. */
  checkPassed(request: Uint8Array, left: Uint8Array | undefined, passing: readonly Point[], total: number): void {
    this.checks++;
    if (passing.length === 0) {
      if (left !== undefined && decodeRequest(left).length > 0) throw new Violation("I16 a folded point passed");
      return;
    }
    if (left === undefined) throw new Violation("I16 points that pass are missing");
    const all = decodeRequest(left);
    for (const { stream } of all) this.#passed.add(stream);
    if (passing.length === total) {
      if (Buffer.compare(request, left) !== 0) throw new Violation("I16 a request without a folded point changed");
      return;
    }
    const folding = [...this.#model.folding.keys()];
    const came = decodeRequest(request).filter(({ labels }) => !folding.some((key) => labels.includes(`${key}=`)));
    if (came.length !== all.length) throw new Violation(`I16 ${all.length} points passed of ${came.length}`);
    for (const [i, point] of came.entries()) {
      if (Buffer.compare(point.bytes, all[i]!.bytes) !== 0 || point.stream !== all[i]!.stream) {
        throw new Violation("I16 a point that passes changed");
      }
    }
  }

  /** Everything a flush wrote; `ok` tells whether the backend took it. */
  checkFlush(requests: readonly Uint8Array[], ok: boolean): void {
    const points = requests.flatMap((bytes) => {
      if (Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).includes(CANARY)) {
        throw new Violation("I15 a folded value left");
      }
      return decodeRequest(bytes);
    });
    this.checks += points.length;
    const seen = new Map<string, SeenPoint[]>();
    const streams = new Set<string>();
    for (const point of points) {
      if (streams.has(point.stream)) throw new Violation(`I12 twice in one export: ${point.stream}`);
      streams.add(point.stream);
      if (this.#passed.has(point.stream)) throw new Violation(`I17 two writers of ${point.stream}`);
      this.#follow(point, ok);
      const key = `${point.resource}|${point.metric}|${this.#capped ? "" : point.labels}`;
      const group = seen.get(key);
      if (group === undefined) seen.set(key, [point]);
      else group.push(point);
      if (!this.#model.outputs.has(key)) throw new Violation(`an output that nothing folds into: ${point.stream}`);
    }
    for (const output of this.#model.outputs.values()) this.#checkOutput(output, seen.get(output.key) ?? [], ok);
  }

  /** All streams may begin anew. */
  forget(): void {
    for (const stream of this.#streams.values()) stream.ended = true;
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
      const begun = { startNs: point.startNs, timeNs: point.timeNs, last: point, ended: false };
      this.#streams.set(point.stream, begun);
      this.#remember(point, begun);
      return;
    }
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
    stream.ended = (point.flags & NO_RECORDED_VALUE) !== 0;
    stream.timeNs = point.timeNs;
    stream.last = point;
    this.#remember(point, stream);
  }

  #remember(point: SeenPoint, stream: Stream): void {
    const key = `${point.resource}|${point.metric}|${this.#capped ? "" : point.labels}`;
    const streams = this.#byOutput.get(key);
    if (streams === undefined) this.#byOutput.set(key, new Set([stream]));
    else streams.add(stream);
  }

  /** I1: an output holds the true increments and no other, at this very flush. */
  #checkOutput(output: Output, points: readonly SeenPoint[], ok: boolean): void {
    this.checks++;
    const { metric } = output;
    if (metric.kind === "gauge") return this.#checkGauge(output, points);
    const delta = points[0]?.delta ?? false;
    // What is not told again must be as it was told last.
    const told = delta ? points : [...(this.#byOutput.get(output.key) ?? [])].map(({ last }) => last);
    const fault = resolve(output, (extra) => this.#totalFault(output, told, delta, extra));
    if (fault !== undefined) throw new Violation(`${fault}: ${output.key}`);
    if (delta && ok)
      this.#acknowledged.set(output, { total: totalOf(output), observations: output.observations.length });
  }

  #totalFault(output: Output, told: readonly SeenPoint[], delta: boolean, extra: Reading): string | undefined {
    const before = delta ? this.#acknowledged.get(output) : undefined;
    if (output.metric.kind === "sum") {
      return sumFault(output, told, totalOf(output) + extra.amount - (before?.total ?? 0n));
    }
    const seen = [...output.observations, ...extra.observations].slice(before?.observations ?? 0);
    if (told.length === 0)
      return seen.length === 0 || output.vague ? undefined : `I1 ${seen.length} observations are missing`;
    if (this.#capped) {
      const count = told.reduce((sum, point) => sum + point.count, 0);
      return count === seen.length || output.vague ? undefined : `I13 count ${count}, truly ${seen.length}`;
    }
    return distributionFault(told[0]!, seen, output);
  }

  #checkGauge(output: Output, points: readonly SeenPoint[]): void {
    if (this.#capped) return;
    const values = [...output.members.values()].map(({ life, to }) =>
      life.isInt ? Number(life.exact[to]!) : life.held[to]!,
    );
    const point = points[0];
    if (point === undefined) {
      if (values.length > 0) throw new Violation(`a gauge of ${values.length} sources is missing: ${output.key}`);
      return;
    }
    if ((point.flags & NO_RECORDED_VALUE) !== 0) {
      if (values.length > 0) throw new Violation(`a gauge ended that has sources: ${output.key}`);
      return;
    }
    if (values.length === 0) throw new Violation(`a gauge without a source goes on: ${output.key}`);
    const truly = gaugeValues(output, values, this.#gauge);
    const got = value(point);
    const size = values.reduce((sum, one) => sum + Math.abs(one), 1);
    if (!truly.some((one) => Math.abs(one - got) <= ROUNDING * size)) {
      throw new Violation(`gauge ${this.#gauge} ${got}, truly ${truly.join()}: ${output.key}`);
    }
  }
}

/** One way to read what is doubtful: some of it counts, the rest does not. */
interface Reading {
  readonly amount: bigint;
  readonly observations: Output["observations"];
}

/** Finds a reading of the doubts without a fault and keeps it: from here on it is the truth. */
function resolve(output: Output, faultOf: (reading: Reading) => string | undefined): string | undefined {
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
    };
    const fault = faultOf(reading);
    if (fault === undefined) {
      output.total += reading.amount;
      output.magnitude += reading.amount;
      output.observations.push(...reading.observations);
      output.doubts = [];
      return undefined;
    }
    first ??= fault;
  }
  return first;
}

/** Increments so far, or what the living hold where the sum may fall. */
function totalOf(output: Output): bigint {
  if (output.metric.monotonic || !output.metric.cumulative) return output.total;
  let total = 0n;
  for (const { life, to } of output.members.values()) total += amountOf(life, 0, to);
  return total;
}

function sumFault(output: Output, told: readonly SeenPoint[], truly: bigint): string | undefined {
  if (output.vague) return undefined;
  let exact = 0n;
  let rounded = 0;
  let hasDouble = false;
  for (const point of told) {
    if ((point.flags & NO_RECORDED_VALUE) !== 0) {
      if (output.members.size > 0) return "a sum ended that has sources";
    } else if (point.int === undefined) {
      hasDouble = true;
      rounded += point.double ?? Number.NaN;
    } else {
      exact += point.int << BigInt(UNIT_BITS);
      rounded += Number(point.int);
    }
  }
  if (!hasDouble)
    return exact === truly || output.doubles
      ? near(output, rounded, truly)
      : `I1 sum ${rounded}, truly ${Number(truly) / UNIT}`;
  if (!output.doubles && truly < 2n ** (63n + 52n)) return "I1 a sum of integers became a double";
  return near(output, rounded, truly);
}

function near(output: Output, got: number, truly: bigint): string | undefined {
  const magnitude = Number(output.magnitude) / UNIT + membersSize(output);
  const off = Math.abs(got - Number(truly) / UNIT);
  return off <= ROUNDING * magnitude ? undefined : `I1 sum ${got}, truly ${Number(truly) / UNIT}`;
}

function membersSize({ members }: Output): number {
  let size = 0;
  for (const { life, to } of members.values()) size += Math.abs(Number(amountOf(life, 0, to))) / UNIT;
  return size;
}

function value({ kind, int, double, count }: SeenPoint): number {
  if (kind !== GAUGE && kind !== SUM) return count;
  return int === undefined ? (double ?? Number.NaN) : Number(int);
}

/** Values a gauge may have: of several latest ones any may be the last. */
function gaugeValues({ members }: Output, values: readonly number[], told: GaugeTold): readonly number[] {
  const sum = values.reduce((total, one) => total + one, 0);
  switch (told) {
    case "min":
      return [Math.min(...values)];
    case "max":
      return [Math.max(...values)];
    case "avg":
      return [sum / values.length];
    case "sum":
      return [sum];
    case "count":
      return [values.length];
    default: {
      const points = [...members.values()];
      const latest = points.reduce((most, { timeNs }) => (timeNs > most ? timeNs : most), 0n);
      return values.filter((_, i) => points[i]!.timeNs === latest);
    }
  }
}
