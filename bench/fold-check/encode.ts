import { Rng } from "../../test/support/rng.ts";
import { Backwards } from "./backwards.ts";
import { BASE_SCALE, type Label, type Life, type Observation, type Point } from "./trace.ts";

/** Field number of each kind's data in a Metric. */
const DATA_FIELDS = { gauge: 5, sum: 7, histogram: 9, exponential: 10, summary: 11 } as const;
/** Field number of a point's attributes. */
const ATTRIBUTE_FIELDS = { gauge: 7, sum: 7, histogram: 9, exponential: 1, summary: 7 } as const;
const FLAG_FIELDS = { gauge: 8, sum: 8, histogram: 10, exponential: 10, summary: 8 } as const;
const NO_RECORDED_VALUE = 1;
/** A larger one than any generated process needs; SDKs begin here too (20), ours at the scale indexes are kept in. */
const FIRST_SCALE = BASE_SCALE;

const out = new Backwards();

export interface Encoded {
  readonly bytes: Uint8Array;
  /** The points as they lie in it. */
  readonly order: readonly Point[];
}

/**
 * An export request that holds the points. `shuffle` decides what means nothing: order of resources, metrics, points,
 * attributes and fields, and whether one resource or metric comes in several pieces.
 */
export function encodeRequest(points: readonly Point[], shuffle: number): Encoded {
  const rng = new Rng(shuffle);
  const written: Point[] = [];
  for (const resource of pieces(points, rng, ({ life }) => `${life.resource.id}`)) {
    const mark = out.mark;
    writeAll(rng, [() => writeResource(rng, resource[0]!.life), () => writeScope(rng, resource, written)]);
    out.close(1, mark);
  }
  return { bytes: out.take(), order: written.reverse() };
}

/** Groups by key, in random order, now and then one group in two pieces. */
function pieces(points: readonly Point[], rng: Rng, keyOf: (point: Point) => string): Point[][] {
  const groups = new Map<string, Point[]>();
  for (const point of points) {
    const key = keyOf(point) + (rng.chance(0.1) ? "'" : "");
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [point]);
    else if (rng.chance(0.5)) group.push(point);
    else group.unshift(point);
  }
  return shuffled(rng, [...groups.values()]);
}

function shuffled<T>(rng: Rng, list: T[]): T[] {
  for (let i = list.length - 1; i > 0; i--) {
    const other = rng.int(i + 1);
    const kept = list[i]!;
    list[i] = list[other]!;
    list[other] = kept;
  }
  return list;
}

function writeAll(rng: Rng, fields: (() => void)[]): void {
  if (rng.chance(0.3)) shuffled(rng, fields);
  else fields.reverse();
  for (const write of fields) write();
}

function writeResource(rng: Rng, life: Life): void {
  const mark = out.mark;
  writeLabels(rng, life.resource.labels, 1);
  out.close(1, mark);
}

function writeScope(rng: Rng, points: Point[], written: Point[]): void {
  const mark = out.mark;
  for (const metric of pieces(points, rng, ({ life }) => life.metric.name)) writeMetric(rng, metric, written);
  const scope = out.mark;
  out.text(1, "meter");
  out.close(1, scope);
  out.close(2, mark);
}

function writeMetric(rng: Rng, points: Point[], written: Point[]): void {
  const spec = points[0]!.life.metric;
  const mark = out.mark;
  writeAll(rng, [
    () => out.text(1, spec.name),
    () => (spec.unit === "" ? undefined : out.text(3, spec.unit)),
    () => writeData(rng, points, written),
  ]);
  out.close(2, mark);
}

function writeData(rng: Rng, points: Point[], written: Point[]): void {
  const spec = points[0]!.life.metric;
  const mark = out.mark;
  const writePoints = (): void => {
    for (const point of points) {
      written.push(point);
      writePoint(rng, point);
    }
  };
  const fields = [writePoints];
  if (spec.kind === "sum" || spec.kind === "histogram" || spec.kind === "exponential") {
    fields.push(() => out.varint(2, spec.cumulative ? 2 : 1));
  }
  if (spec.kind === "sum" && spec.monotonic) fields.push(() => out.varint(3, 1));
  writeAll(rng, fields);
  out.close(DATA_FIELDS[spec.kind], mark);
}

function writeLabels(rng: Rng, labels: readonly Label[], field: number): void {
  const order = rng.chance(0.3) ? shuffled(rng, [...labels]) : labels;
  for (const { key, value } of order) {
    const mark = out.mark;
    const inner = out.mark;
    if (typeof value === "string") out.text(1, value);
    else if (typeof value === "boolean") out.varint(2, value ? 1 : 0);
    else out.int64(3, value);
    out.close(2, inner);
    out.text(1, key);
    out.close(field, mark);
  }
}

function writePoint(rng: Rng, point: Point): void {
  const { life } = point;
  const { kind } = life.metric;
  const mark = out.mark;
  const fields = [
    () => writeLabels(rng, life.labels, ATTRIBUTE_FIELDS[kind]),
    () => (point.startNs === 0n ? undefined : out.fixed64(2, point.startNs)),
    () => out.fixed64(3, point.timeNs),
  ];
  if (point.fault === "no-value") fields.push(() => out.varint(FLAG_FIELDS[kind], NO_RECORDED_VALUE));
  else if (kind === "sum" || kind === "gauge") fields.push(() => writeNumber(point));
  else addDistribution(fields, point);
  writeAll(rng, fields);
  out.close(1, mark);
}

function writeNumber({ life, from, to, fault }: Point): void {
  if (fault === "not-a-number") out.double(4, Number.NaN);
  else if (life.isInt) out.fixed64(6, life.exact[to]! - life.exact[from]!);
  else out.double(4, deltaOf(life, from, to));
}

/** What a process holding doubles states for an interval: the sum of its increments, added as doubles are. */
function deltaOf(life: Life, from: number, to: number): number {
  return life.held[to]! - life.held[from]!;
}

function addDistribution(fields: (() => void)[], point: Point): void {
  const { life } = point;
  const seen = life.observations.slice(point.from, point.to);
  const sum = seen.reduce((total, { value }) => total + value, 0);
  fields.push(
    () => out.fixed64(4, BigInt(seen.length)),
    () => out.double(5, sum),
  );
  if (life.metric.kind === "summary") {
    fields.push(() => writeQuantiles(seen));
    return;
  }
  const [min, max] = life.metric.kind === "histogram" ? [11, 12] : [12, 13];
  if (seen.length > 0 && life.maxBuckets !== 40) {
    fields.push(
      () =>
        out.double(
          min,
          seen.reduce((least, { value }) => Math.min(least, value), Infinity),
        ),
      () =>
        out.double(
          max,
          seen.reduce((most, { value }) => Math.max(most, value), -Infinity),
        ),
    );
  }
  if (life.metric.kind === "histogram") addExplicit(fields, point, seen);
  else addExponential(fields, life, seen);
}

function writeQuantiles(seen: readonly Observation[]): void {
  const mark = out.mark;
  out.double(2, seen[seen.length >> 1]?.value ?? 0);
  out.double(1, 0.5);
  out.close(6, mark);
}

function addExplicit(fields: (() => void)[], { life, fault }: Point, seen: readonly Observation[]): void {
  const counts = Array.from({ length: life.bounds.length + (fault === "buckets" ? 3 : 1) }, () => 0);
  for (const { value } of seen) {
    const bucket = life.bounds.findIndex((bound) => value <= bound);
    counts[bucket === -1 ? life.bounds.length : bucket]!++;
  }
  fields.push(
    () => out.fixed64s(6, counts),
    () => out.doubles(7, life.bounds),
  );
}

/** Scale as an SDK chooses it: the largest at which each side fits the buckets it may have. */
function addExponential(fields: (() => void)[], life: Life, seen: readonly Observation[]): void {
  const zeros = seen.filter(({ value }) => Math.abs(value) <= life.zeroThreshold).length;
  const sides = [1, -1].map((sign) =>
    seen.filter(({ value }) => value * sign > life.zeroThreshold).map(({ index }) => index),
  );
  let scale = FIRST_SCALE;
  for (const side of sides) {
    if (side.length === 0) continue;
    const least = Math.min(...side);
    const most = Math.max(...side);
    while ((most >> (FIRST_SCALE - scale)) - (least >> (FIRST_SCALE - scale)) >= life.maxBuckets) scale--;
  }
  fields.push(
    () => out.sint32(6, scale),
    () => out.fixed64(7, BigInt(zeros)),
    () => out.double(14, life.zeroThreshold),
    () => sides.forEach((side, nth) => writeBuckets(side, FIRST_SCALE - scale, 8 + nth)),
  );
}

function writeBuckets(indexes: readonly number[], shift: number, field: number): void {
  if (indexes.length === 0) return;
  const offset = Math.min(...indexes) >> shift;
  const counts = Array.from({ length: (Math.max(...indexes) >> shift) - offset + 1 }, () => 0);
  for (const index of indexes) counts[(index >> shift) - offset]!++;
  const mark = out.mark;
  out.varints(2, counts);
  out.sint32(1, offset);
  out.close(field, mark);
}
