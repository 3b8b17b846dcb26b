import { describe, expect, test } from "vitest";
import { createExponentials } from "../../../../processors/fold/kinds/exponential.ts";
import { SIGHTS } from "../../../../processors/fold/kinds/kind.ts";
import { absorbPoint, wordFor, writtenPoint } from "../../../support/fold-points.ts";
import { Rng, testSeed } from "../../../support/rng.ts";

const seed = testSeed();
const TRACES = 150;
const FINEST = 20;

/**
 * A value: the middle of bucket `index` at the finest scale, or 0. Its bucket at any scale follows by whole division,
 * without a logarithm.
 */
interface Value {
  readonly sign: 1 | -1 | 0;
  readonly index: bigint;
}

interface Written {
  readonly count: string;
  readonly sum: number;
  readonly scale: number;
  readonly zeroCount: string;
  readonly zeroThreshold: number;
  readonly positive: Side;
  readonly negative: Side;
}

interface Side {
  readonly offset: number;
  readonly bucketCounts: readonly (string | number)[];
}

const EMPTY: Side = { offset: 0, bucketCounts: [] };

function floorDivide(index: bigint, by: bigint): bigint {
  return index >= 0n ? index / by : -((-index + by - 1n) / by);
}

function bucketAt(value: Value, scale: number): number {
  return Number(floorDivide(value.index, 2n ** BigInt(FINEST - scale)));
}

/** The binary logarithm of a value. */
function logarithm(value: Value): number {
  return (Number(value.index) + 0.5) / 2 ** FINEST;
}

/** What counting values directly at a scale and a threshold gives. */
function direct(values: readonly Value[], scale: number, threshold: number): Omit<Written, "count" | "sum"> {
  const above = values.filter((v) => v.sign !== 0 && logarithm(v) > Math.log2(threshold));
  const side = (sign: 1 | -1): Side => {
    const buckets = above.filter((v) => v.sign === sign).map((v) => bucketAt(v, scale));
    if (buckets.length === 0) return EMPTY;
    const offset = Math.min(...buckets);
    const counts = Array.from({ length: Math.max(...buckets) - offset + 1 }, () => 0);
    for (const bucket of buckets) counts[bucket - offset] = (counts[bucket - offset] ?? 0) + 1;
    return { offset, bucketCounts: counts.map(String) };
  };
  const zeroCount = String(values.length - above.length);
  return { scale, zeroCount, zeroThreshold: threshold, positive: side(1), negative: side(-1) };
}

function pointOf(values: readonly Value[], scale: number, threshold: number) {
  return { count: values.length, sum: values.length * 3, ...direct(values, scale, threshold) };
}

function written(ledger: ReturnType<typeof createExponentials>, output: number, asDelta = false): Written {
  const defaults = { count: "0", scale: 0, zeroCount: "0", zeroThreshold: 0, sum: 0, positive: {}, negative: {} };
  const point = { ...defaults, ...writtenPoint(ledger, "exponential", output, asDelta) };
  return { ...point, positive: { ...EMPTY, ...point.positive }, negative: { ...EMPTY, ...point.negative } };
}

/** Values around a centre, over a range of so many powers of two. */
function someValues(rng: Rng, most: number): Value[] {
  const centre = rng.between(-40, 40);
  const range = rng.pick([0.001, 0.1, 2, 30]);
  return rng.list(rng.int(most + 1), () => ({
    sign: rng.pick([1, 1, 1, 1, -1, 0]),
    index: BigInt(Math.floor((centre + (rng.next() - 0.5) * range) * 2 ** FINEST)),
  }));
}

/** The finest scale up to `scale` at which 160 buckets hold all values of each sign. */
function scaleFor(values: readonly Value[], scale: number): number {
  const isWide = (sign: 1 | -1): boolean => {
    const buckets = values.filter((v) => v.sign === sign).map((v) => bucketAt(v, scale));
    return Math.max(...buckets) - Math.min(...buckets) >= 160;
  };
  return isWide(1) || isWide(-1) ? scaleFor(values, scale - 1) : scale;
}

const hasBuckets = (values: readonly Value[]): boolean => values.some((v) => v.sign !== 0);

function expectDirect(now: Written, values: readonly Value[]): void {
  const expected = direct(values, now.scale, now.zeroThreshold);
  expect(now).toMatchObject({ count: String(values.length), ...expected });
  expect(Math.max(now.positive.bucketCounts.length, now.negative.bucketCounts.length)).toBeLessThanOrEqual(160);
}

describe(`random exponential histograms (TEST_SEED=${seed})`, () => {
  test("B13 merging is counting directly, at no lower scale than needed, in whatever order", () => {
    const rng = new Rng(seed);
    for (let i = 0; i < TRACES; i++) {
      const points = rng.list(rng.between(1, 5), () => {
        const values = someValues(rng, 30);
        return { values, scale: scaleFor(values, rng.between(-10, FINEST)) };
      });
      const all = points.flatMap(({ values }) => values);
      const least = Math.min(...points.filter((p) => hasBuckets(p.values)).map((p) => p.scale), FINEST);
      const expected = direct(all, hasBuckets(all) ? scaleFor(all, least) : 0, 0);
      for (const order of [points, points.toReversed()]) {
        const ledger = createExponentials();
        const output = ledger.openOutput();
        for (const { values, scale } of order) {
          const series = { input: ledger.openInput(), output, sight: SIGHTS.full };
          expect(wordFor(absorbPoint(ledger, "exponential", series, pointOf(values, scale, 0)))).toBe("counted");
        }
        expect(written(ledger, output)).toEqual({ count: String(all.length), sum: all.length * 3, ...expected });
      }
    }
  });

  test("B13 (a with b) with c is a with (b with c), outputs being points again", () => {
    const rng = new Rng(seed + 1);
    const merged = (...points: readonly Written[]): Written => {
      const ledger = createExponentials();
      const output = ledger.openOutput();
      for (const point of points) {
        absorbPoint(ledger, "exponential", { input: -1, output, sight: SIGHTS.full }, { ...point });
      }
      return written(ledger, output);
    };
    for (let i = 0; i < TRACES; i++) {
      const point = (): Written => {
        const values = someValues(rng, 20);
        return merged({
          ...pointOf(values, scaleFor(values, rng.between(-10, FINEST)), 0),
          count: String(values.length),
        });
      };
      const [a, b, c] = [point(), point(), point()];
      expect(merged(merged(a, b), c)).toEqual(merged(a, merged(b, c)));
    }
  });

  test("B14 B13 series that grow, coarsen, restart and move: outputs hold what was new, directly counted", () => {
    const rng = new Rng(seed + 2);
    let coarser = 0;
    let raised = 0;
    for (let i = 0; i < TRACES; i++) {
      const trace = runTrace(rng);
      coarser += trace.coarser;
      raised += trace.raised;
    }
    expect(coarser).toBeGreaterThan(TRACES / 10);
    expect(raised).toBeGreaterThan(TRACES / 10);
  });
});

interface Source {
  readonly input: number;
  values: Value[];
  counted: number;
  scale: number;
  threshold: number;
  isKnown: boolean;
}

function runTrace(rng: Rng): { coarser: number; raised: number } {
  const ledger = createExponentials();
  const newSource = (): Source => ({
    input: ledger.openInput(),
    values: [],
    counted: 0,
    scale: FINEST,
    threshold: 0,
    isKnown: false,
  });
  const sources = rng.list(3, newSource);
  const outputs = rng.list(2, () => ({ slot: ledger.openOutput(), values: [] as Value[], delta: [] as Value[] }));
  const seen = { coarser: 0, raised: 0 };
  for (let step = 0; step < 20; step++) {
    const source = rng.pick(sources);
    const output = rng.pick(outputs);
    const sight = grow(rng, source);
    const series = { input: source.input, output: output.slot, sight };
    const before = written(ledger, output.slot);
    const point = pointOf(source.values, source.scale, source.threshold);
    expect(wordFor(absorbPoint(ledger, "exponential", series, point))).toBe("counted");
    const added = sight === SIGHTS.baseline ? [] : source.values.slice(sight === SIGHTS.full ? 0 : source.counted);
    source.counted = source.values.length;
    output.values.push(...added);
    output.delta.push(...added);
    const now = written(ledger, output.slot);
    expectDirect(now, output.values);
    if (hasScale(before)) expect(now.scale).toBeLessThanOrEqual(before.scale);
    expect(now.zeroThreshold).toBeGreaterThanOrEqual(before.zeroThreshold);
    if (hasScale(before) && now.scale < before.scale) seen.coarser++;
    if (now.zeroThreshold > before.zeroThreshold) seen.raised++;
    if (rng.chance(0.7)) continue;
    expectDirect(written(ledger, output.slot, true), output.delta);
    if (rng.chance(0.5)) ledger.restoreDelta(output.slot);
    else output.delta = [];
  }
  return seen;
}

function hasScale({ positive, negative }: Written): boolean {
  return positive.bucketCounts.length + negative.bucketCounts.length > 0;
}

/** A source measures more, perhaps coarsens or starts anew; returns how its next point relates to the last. */
function grow(rng: Rng, source: Source) {
  const isNew = !source.isKnown || rng.chance(0.1);
  if (isNew) Object.assign(source, { values: [], counted: 0, scale: rng.between(0, FINEST), threshold: 0 });
  source.values.push(...someValues(rng, 10));
  if (rng.chance(0.2)) source.scale -= rng.between(0, 3);
  source.scale = scaleFor(source.values, Math.max(-10, source.scale));
  if (rng.chance(0.15)) {
    // An edge of the source's own scale: what it calls zero is never part of a bucket.
    const edge = 2 ** (rng.between(-45, -30) * 2 ** -Math.min(0, source.scale));
    source.threshold = Math.max(source.threshold, edge);
  }
  const wasKnown = source.isKnown;
  source.isKnown = true;
  if (!isNew) return SIGHTS.difference;
  return wasKnown || rng.chance(0.5) ? SIGHTS.full : SIGHTS.baseline;
}
