import { expect, test } from "vitest";
import { REJECTIONS } from "../../../processors/fold/contract.ts";
import {
  attributesOf,
  decider,
  EPOCH,
  encode,
  flushed,
  metric,
  newLedger,
  point,
  request,
  send,
  sentIn,
  timeOf,
  values,
  withoutZeros,
} from "../../support/fold-ledger.ts";

const user = (name: string, route = "/a") => ({ route, user: name });

test("Z1 a request without folded points is returned as the very object", () => {
  const ledger = newLedger(decider("user"));
  const bytes = request({ points: [point({ attributes: { route: "/a" }, start: 1, time: 10, int: 5 })] });
  for (const seconds of [10, 20]) {
    const absorbed = ledger.absorb(bytes, timeOf(seconds));
    expect(absorbed).toEqual({ bytes, passed: 1, folded: 0, rejected: 0, rejections: undefined });
    expect(absorbed.bytes).toBe(bytes);
  }
});

test("Z1 what passes beside folded points stays as it is", () => {
  const ledger = newLedger(decider("user"));
  const keep = point({ attributes: { route: "/b" }, start: 1, time: 10, int: 5 });
  const fold = point({ attributes: user("a"), start: 1, time: 10, int: 7 });
  const mixed = [{ points: [fold, keep, fold] }, { name: "other", points: [fold] }, { name: "third", points: [keep] }];
  const { bytes, passed, folded } = ledger.absorb(request(...mixed), timeOf(10));
  expect({ passed, folded }).toEqual({ passed: 2, folded: 3 });
  expect(Buffer.from(bytes!).equals(request({ points: [keep] }, { name: "third", points: [keep] }))).toBe(true);
});

test("Z1 nothing is left of a request whose points all fold", () => {
  const shape = { points: [point({ attributes: user("a"), time: 10, int: 7 })] };
  expect(send(newLedger(decider("user")), 10, shape)).toMatchObject({ bytes: undefined, passed: 0, folded: 1 });
});

test("Z2 a sum over sources is the sum of their increments", () => {
  const ledger = newLedger(decider("user"));
  for (let i = 0; i <= 6; i++) {
    const time = 10 + i * 10;
    const a = point({ attributes: user("a"), start: 3, time, int: 1000 + 10 * i });
    const b = point({ attributes: user("b"), start: 3, time, int: 50 + i });
    send(ledger, time, { points: i % 2 === 0 ? [a, b] : [b, a] });
  }
  expect(values(flushed(ledger, 80))).toEqual({ "route=/a": 1116n });
  expect(ledger.stats()).toMatchObject({ series: 2, foldedSeries: 2, outputs: 1, unconserved: 0 });
});

test("Z2 integers are exact beyond 2^53; a double makes the output one; so does passing 2^63", () => {
  const ledger = newLedger(decider("user"));
  const big = 2n ** 60n + 1n;
  send(ledger, 10, { points: [point({ attributes: user("a"), start: 3, time: 10, int: big })] });
  send(ledger, 10, { points: [point({ attributes: user("b"), start: 3, time: 10, int: 2 })] });
  expect(values(flushed(ledger, 20))).toEqual({ "route=/a": big + 2n });
  send(ledger, 20, { points: [point({ attributes: user("c"), start: 3, time: 20, double: 0.5 })] });
  expect(values(flushed(ledger, 30))).toEqual({ "route=/a": Number(big) + 2.5 });
  for (const name of ["x", "y", "z"]) {
    send(ledger, 20, { points: [point({ attributes: user(name, "/b"), start: 3, time: 20, int: 2n ** 62n })] });
  }
  expect(values(flushed(ledger, 40))["route=/b"]).toBe(3 * 2 ** 62);
  expect(ledger.stats()).toMatchObject({ widened: 2, unconserved: 0 });
});

test("Z3 what began before the observation is only remembered while its source is new, and counts afterwards", () => {
  const ledger = newLedger(decider("user"), { intervalMs: 10_000 });
  send(ledger, 10, { points: [point({ attributes: user("a"), start: -500, time: 10, int: 100 })] });
  send(ledger, 20, { points: [point({ attributes: user("a"), start: -500, time: 20, int: 104 })] });
  send(ledger, 30, { points: [point({ attributes: user("b"), start: -500, time: 30, int: 50 })] });
  send(ledger, 40, { points: [point({ attributes: user("c"), start: -500, time: 40, int: 7 })] });
  expect(values(flushed(ledger, 50))).toEqual({ "route=/a": 11n });
  expect(ledger.stats().baselines).toBe(2);
});

test("Z3 a source that is old when it is first seen was counted elsewhere; what begins in it later is new", () => {
  const ledger = newLedger(decider("user"), { freshMs: 300_000 });
  const at = (time: number, ...counts: [string, number][]) =>
    send(ledger, time, { points: counts.map(([name, int]) => point({ attributes: user(name), start: 3, time, int })) });
  at(1_000, ["a", 5_000]);
  at(1_060, ["a", 5_001]);
  at(1_180, ["a", 5_001], ["b", 7]);
  expect(values(flushed(ledger, 1_190))).toEqual({ "route=/a": 8n });
  const young = newLedger(decider("user"), { freshMs: 300_000 });
  send(young, 200, { points: [point({ attributes: user("a"), start: 3, time: 200, int: 5_000 })] });
  expect(values(flushed(young, 210))).toEqual({ "route=/a": 5_000n });
});

test("Z3 a start that is the time, and a first value far above the usual ones, are only remembered", () => {
  const ledger = newLedger(decider("user"), { intervalMs: 10_000 });
  send(ledger, 10, { points: [point({ attributes: user("same"), start: 10, time: 10, int: 9 })] });
  for (let i = 0; i < 40; i++) {
    send(ledger, 60, { points: [point({ attributes: user(`u${i}`), start: -500, time: 60, int: 3 })] });
  }
  send(ledger, 60, { points: [point({ attributes: user("huge"), start: -500, time: 60, int: 1_000_000 })] });
  expect(values(flushed(ledger, 70))).toEqual({ "route=/a": 120n });
  expect(ledger.stats()).toMatchObject({ baselines: 2, spikes: 1 });
});

test("Z4 new starts, falling values, late points and duplicates", () => {
  const ledger = newLedger(decider("user"));
  const steps = [
    { start: 3, time: 10, int: 100 },
    { start: 3, time: 20, int: 130 },
    { start: 3, time: 20, int: 130 },
    { start: 3, time: 15, int: 110 },
    { start: 25, time: 30, int: 4 },
    { start: 3, time: 40, int: 200 },
    { start: 25, time: 50, int: 1 },
  ];
  for (const step of steps) send(ledger, step.time, { points: [point({ attributes: user("a"), ...step })] });
  expect(values(flushed(ledger, 60))).toEqual({ "route=/a": 135n });
  expect(ledger.stats()).toMatchObject({ restarts: 1, resets: 1, late: 2, duplicates: 1, foldedPoints: 7 });
});

test("Z4 a newer start at an older time is late behind a point without a start", () => {
  const ledger = newLedger(decider("user"));
  const steps = [
    { start: 3, time: 10, int: 100 },
    { time: 40, int: 2 },
    { start: 25, time: 30, int: 50 },
    { time: 50, int: 7 },
  ];
  for (const step of steps) send(ledger, step.time, { points: [point({ attributes: user("a"), ...step })] });
  expect(values(flushed(ledger, 60))).toEqual({ "route=/a": 107n });
  expect(ledger.stats()).toMatchObject({ restarts: 0, resets: 1, late: 1 });
});

test("Z5 a start that is told later is the same process, unless it lies behind the last point", () => {
  const ledger = newLedger(decider("user"), { intervalMs: 1_000 });
  const times = [
    { time: 10, int: 5 },
    { start: 3, time: 20, int: 8 },
    { time: 30, int: 9 },
    { start: 35, time: 40, int: 20 },
  ];
  for (const step of times) send(ledger, step.time, { points: [point({ attributes: user("a"), ...step })] });
  expect(values(flushed(ledger, 50))).toEqual({ "route=/a": 24n });
});

test("Z6 a level is the sum of live last values", () => {
  const ledger = newLedger(decider("user"), { staleAfterMs: 60_000 });
  const level = (name: string, time: number, int: number, flags?: number) =>
    send(ledger, time, {
      monotonic: false,
      points: [point({ attributes: user(name), start: -9, time, int, ...(flags === undefined ? {} : { flags }) })],
    });
  level("a", 10, 7);
  level("b", 10, 5);
  level("c", 10, 100);
  level("a", 20, 3);
  expect(values(flushed(ledger, 30))).toEqual({ "route=/a": 108n });
  level("b", 40, 0, 1);
  expect(values(flushed(ledger, 50))).toEqual({ "route=/a": 103n });
  level("a", 90, 4);
  ledger.expire(timeOf(95));
  expect(values(flushed(ledger, 100))).toEqual({ "route=/a": 4n });
  expect(ledger.stats().unconserved).toBe(0);
});

test("Z7 each delta counts once", () => {
  const ledger = newLedger(decider("user"));
  const delta = (start: number, time: number, int: number, seconds = time) =>
    send(ledger, seconds, { delta: true, points: [point({ attributes: user("a"), start, time, int })] });
  delta(0, 10, 1);
  delta(10, 20, 2);
  delta(30, 40, 4);
  for (let i = 4; i < 20; i++) delta(i * 10, i * 10 + 10, 0);
  delta(10, 20, 2, 201);
  delta(20, 30, 8, 202);
  delta(20, 30, 8, 203);
  delta(190, 200, 0, 204);
  expect(values(flushed(ledger, 210))).toEqual({ "route=/a": 15n });
  expect(ledger.stats()).toMatchObject({ duplicates: 3, lateDeltas: 1, unconserved: 0 });
});

test("Z8 gauges fold by a function over live sources, or are rejected", () => {
  const shape = {
    kind: "gauge" as const,
    points: [
      point({ attributes: user("a"), time: 10, int: 4 }),
      point({ attributes: user("b"), time: 11, int: 9 }),
      point({ attributes: user("c"), time: 9, double: 0.5 }),
    ],
  };
  const results = { last: 9n, min: 0.5, max: 9n, avg: 4.5, sum: 13.5, count: 3n } as const;
  for (const [how, value] of Object.entries(results)) {
    const ledger = newLedger(decider("user"), { gauge: () => how as keyof typeof results });
    send(ledger, 12, shape);
    expect(values(flushed(ledger, 20)), how).toEqual({ "route=/a": value });
  }
  const rejected = send(newLedger(decider("user")), 12, shape);
  expect(rejected).toMatchObject({ bytes: undefined, folded: 0, rejected: 3 });
  expect(rejected.rejections?.[REJECTIONS.indexOf("gauge")]).toBe(3);
});

test("Z8 companions of a gauge stand beside it under names of their own", () => {
  const ledger = newLedger(decider("user"), { gauge: () => "avg", companions: () => ["max", "count"] });
  const points = [4, 9].map((int, i) => point({ attributes: user(`u${i}`), time: 10, int }));
  send(ledger, 12, { name: "load", kind: "gauge", points });
  const sent = flushed(ledger, 20).map(({ name, value }) => [name, value]);
  expect(sent).toEqual([
    ["load", 6.5],
    ["load.max", 9n],
    ["load.count", 2n],
  ]);
});

test("Z9 order and spelling of attributes make no other series", () => {
  const ledger = newLedger(decider("user"));
  const spellings = [
    { user: "a", route: "/a" },
    { route: "/a", user: "a" },
  ];
  for (const [index, attributes] of spellings.entries()) {
    send(ledger, 10 + index, { points: [point({ attributes, start: 3, time: 10 + index, int: 5 + index })] });
  }
  expect(values(flushed(ledger, 20))).toEqual({ "route=/a": 6n });
  expect(ledger.stats().series).toBe(1);
});

test("Z9 of a key that occurs twice the last value counts, and every value is asked about", () => {
  const labels = decider();
  labels.decide = (_metric, key, value) =>
    key === "route" && value.kind === "string" && value.text.startsWith("user-")
      ? { action: "drop", reason: "shape", shape: 0 }
      : { action: "keep" };
  const ledger = newLedger(labels);
  const twice = {
    ...point({ start: 3, time: 10, int: 5 }),
    attributes: [...attributesOf({ route: "user-1" }), ...attributesOf({ route: "/a" })],
  };
  expect(send(ledger, 10, { points: [twice] })).toMatchObject({ bytes: undefined, folded: 1 });
  expect(values(flushed(ledger, 20))).toEqual({ "route=/a": 5n });
});

test("Z9 resources are equal whatever the order of their attributes; the longest description leaves", () => {
  const ledger = newLedger(decider("user"));
  const resource = (keys: readonly string[], description: string, name: string) => ({
    resource: { attributes: keys.flatMap((key) => attributesOf({ [key]: "x" })) },
    scopeMetrics: [
      {
        scope: { name: "s" },
        metrics: [
          { ...metric({ points: [point({ attributes: user(name), start: 3, time: 10, int: 5 })] }), description },
        ],
      },
    ],
  });
  ledger.absorb(encode([resource(["a", "b"], "short", "1"), resource(["b", "a"], "the longer", "2")]), timeOf(10));
  expect(values(flushed(ledger, 20))).toEqual({ "route=/a": 10n });
  const bytes = ledger.flush(timeOf(30))[0]!.bytes;
  expect(Buffer.from(bytes).includes("the longer")).toBe(true);
});

test("Z10 decisions redirect increments; a series that passed is ended under its own name", () => {
  const labels = decider();
  const ledger = newLedger(labels);
  const shape = (time: number, int: number) => ({ points: [point({ attributes: user("a"), start: 3, time, int })] });
  expect(send(ledger, 10, shape(10, 100)).passed).toBe(1);
  labels.dropped.add("user");
  labels.generation++;
  expect(send(ledger, 15, shape(10, 100))).toMatchObject({ folded: 1 });
  expect(ledger.stats().redirected).toBe(0);
  expect(send(ledger, 20, shape(20, 103))).toMatchObject({ folded: 1 });
  const sent = flushed(ledger, 30);
  expect(sent.map(({ attributes, flags }) => ({ attributes, flags }))).toEqual([
    { attributes: { route: "/a" }, flags: 0 },
    { attributes: user("a"), flags: 1 },
  ]);
  expect(sent[0]?.value).toBe(3n);
  labels.dropped.clear();
  labels.generation++;
  expect(send(ledger, 40, shape(40, 110)).passed).toBe(1);
  expect(values(flushed(ledger, 50))).toEqual({ "route=/a": 3n });
});

test("Z10 what was rejected moves and opens nothing", () => {
  const labels = decider();
  const ledger = newLedger(labels);
  const at = (time: number, double: number, attributes: Record<string, string>) =>
    send(ledger, time, { points: [point({ attributes, start: 3, time, double })] });
  expect(at(10, 5, user("a")).passed).toBe(1);
  labels.dropped.add("user");
  labels.generation++;
  expect(at(20, Number.NaN, user("a")).rejected).toBe(1);
  expect(ledger.stats()).toMatchObject({ outputs: 0, redirected: 0 });
  expect(at(20, 9, { route: "/a" }).passed).toBe(1);
  expect(flushed(ledger, 30)).toEqual([]);
  expect(at(40, 8, user("a")).folded).toBe(1);
  expect(values(flushed(ledger, 50))["route=/a"]).toBe(3);
});

test("Z10 the end of a series is told once, and not at all when it passes again before", () => {
  const labels = decider();
  const ledger = newLedger(labels);
  const flip = (time: number, folds: boolean) => {
    if (folds) labels.dropped.add("user");
    else labels.dropped.clear();
    labels.generation++;
    return send(ledger, time, { points: [point({ attributes: user("a"), start: 3, time, int: time })] }).passed;
  };
  expect([flip(10, false), flip(20, true), flip(30, false)]).toEqual([1, 0, 1]);
  expect(flushed(ledger, 35).map(({ attributes, flags }) => ({ attributes, flags }))).toEqual([
    { attributes: { route: "/a" }, flags: 0 },
  ]);
  expect([flip(40, true), flip(50, false), flip(60, true)]).toEqual([0, 1, 0]);
  const ends = flushed(ledger, 70).filter(({ flags }) => flags === 1);
  expect(ends.map(({ attributes }) => attributes)).toEqual([user("a")]);
});

test("Z11 a series under the very attributes of an output adds to it, whichever came first", () => {
  const plain = (time: number, int: number, route: string) => ({
    points: [point({ attributes: { route }, start: 3, time, int })],
  });
  const ledger = newLedger(decider("user"));
  expect(send(ledger, 10, plain(10, 50, "/a")).passed).toBe(1);
  send(ledger, 10, { points: [point({ attributes: user("a"), start: 3, time: 10, int: 5 })] });
  send(ledger, 10, { points: [point({ attributes: user("b", "/b"), start: 3, time: 10, int: 7 })] });
  expect(send(ledger, 20, plain(20, 52, "/a"), plain(20, 9, "/b"))).toMatchObject({ passed: 0, folded: 2 });
  expect(values(flushed(ledger, 30))).toEqual({ "route=/a": 7n, "route=/b": 16n });
  const apart = newLedger(decider("user"), { replica: { key: "replica", value: "1" } });
  send(apart, 10, { points: [point({ attributes: user("a"), start: 3, time: 10, int: 5 })] });
  expect(send(apart, 10, plain(10, 50, "/a")).passed).toBe(1);
  expect(values(flushed(apart, 20))).toEqual({ "replica=1,route=/a": 5n });
});

test("Z12 a total begins with a zero, keeps its start, and its times rise", () => {
  const ledger = newLedger(decider("user"));
  send(ledger, 10, { points: [point({ attributes: user("a"), start: 3, time: 10, int: 5 })] });
  const times: bigint[] = [];
  const starts = new Set<bigint>();
  for (const seconds of [20, 20, 15]) {
    for (const { bytes } of ledger.flush(timeOf(seconds))) {
      const [only, ...more] = sentIn([bytes]);
      expect(more).toEqual([]);
      times.push(only!.timeNs);
      starts.add(only!.startNs);
    }
  }
  expect(times).toHaveLength(4);
  expect(times).toEqual([timeOf(10), timeOf(20), timeOf(20) + 1_000_000n, timeOf(20) + 2_000_000n]);
  expect([...starts]).toEqual([timeOf(10) - 1_000_000n]);
});

test("Z12 a zero that did not arrive is sent again, until it does", () => {
  const ledger = newLedger(decider("user"));
  send(ledger, 10, { points: [point({ attributes: user("a"), start: 3, time: 10, int: 5 })] });
  const told = [false, false, true, true].map((ok, n) => {
    const emissions = ledger.flush(timeOf(20 + n));
    for (const emission of emissions) ledger.flushed(emission, ok);
    return sentIn(emissions.map(({ bytes }) => bytes)).map(({ value }) => value);
  });
  expect(told).toEqual([[0n, 5n], [0n, 5n], [0n, 5n], [5n]]);
});

test("Z12 the zero of a histogram has its buckets", () => {
  const ledger = newLedger(decider("user"));
  const buckets = { count: "3", sum: 7.5, explicitBounds: [1, 5], bucketCounts: ["1", "0", "2"] };
  send(ledger, 10, { kind: "histogram", points: [point({ attributes: user("a"), start: 3, time: 10, ...buckets })] });
  const [zero, first] = sentIn(ledger.flush(timeOf(20)).map(({ bytes }) => bytes));
  expect(zero?.point).toMatchObject({ bucketCounts: ["0", "0", "0"], explicitBounds: [1, 5] });
  expect(first?.point).toMatchObject(buckets);
});

test("Z13 a delta whose export failed is in the next one again, and is not written twice meanwhile", () => {
  const ledger = newLedger(decider("user"));
  const delta = (time: number, int: number) =>
    send(ledger, time, { delta: true, points: [point({ attributes: user("a"), start: time - 10, time, int })] });
  delta(10, 5);
  const lost = ledger.flush(timeOf(20));
  expect(values(withoutZeros(lost, 20))).toEqual({ "route=/a": 5n });
  delta(20, 2);
  expect(ledger.flush(timeOf(25))).toEqual([]);
  for (const emission of lost) ledger.flushed(emission, false);
  expect(values(flushed(ledger, 30))).toEqual({ "route=/a": 7n });
  expect(flushed(ledger, 40)).toEqual([]);
  expect(ledger.stats().unconserved).toBe(0);
});

test("Z13 a delta that was not told outlives its source and the time its output may idle", () => {
  const ledger = newLedger(decider("user"));
  const points = [point({ attributes: user("a"), start: 0, time: 10, int: 5 })];
  send(ledger, 10, { delta: true, points });
  for (const emission of ledger.flush(timeOf(20))) ledger.flushed(emission, false);
  ledger.expire(timeOf(20 + 86_400));
  expect(values(flushed(ledger, 30 + 86_400))).toEqual({ "route=/a": 5n });
  ledger.expire(timeOf(40 + 86_400));
  expect(ledger.stats()).toMatchObject({ outputs: 0, unconserved: 0 });
});

test("Z13 all outputs leave with one temporality where that is wanted", () => {
  for (const outputTemporality of ["cumulative", "delta"] as const) {
    const ledger = newLedger(decider("user"), { outputTemporality });
    const delta = outputTemporality === "cumulative";
    for (const time of [10, 20]) {
      const int = delta ? 5 : time / 2;
      send(ledger, time, {
        delta,
        points: [point({ attributes: user("a"), start: delta ? time - 10 : 3, time, int })],
      });
      const [sent] = flushed(ledger, time + 1);
      expect(sent).toMatchObject({ temporality: delta ? 2 : 1, value: delta ? BigInt(time / 2) : 5n });
    }
  }
});

test("Z14 beyond the limit of outputs increments go to the overflow", () => {
  const ledger = newLedger(decider("user"), { maxOutputsPerMetric: 2 });
  const points = ["/a", "/b", "/c", "/d"].map((route, index) =>
    point({ attributes: user("u", route), start: 3, time: 10, int: 10 ** index }),
  );
  send(ledger, 10, { points });
  expect(values(flushed(ledger, 20))).toEqual({ "route=/a": 1n, "route=/b": 10n, "otel.metric.overflow=true": 1100n });
  expect(ledger.stats()).toMatchObject({ overflowed: [2, 0, 0], unconserved: 0 });
});

test("Z14 beyond the limit of all outputs every metric has an overflow, and nothing else is written over", () => {
  const ledger = newLedger(decider("user"), { maxOutputs: 2 });
  const names = Array.from({ length: 300 }, (_, i) => `metric ${i}`);
  for (const [index, name] of names.entries()) {
    const routes = ["/a", "/b"].map((route) => point({ attributes: user("u", route), start: 3, time: 10, int: index }));
    expect(send(ledger, 10, { name, points: routes })).toMatchObject({ folded: 2, rejected: 0 });
  }
  const sent = flushed(ledger, 20);
  const total = (name: string) =>
    sent.filter((one) => one.name === name).reduce((n, { value }) => n + Number(value), 0);
  expect(names.map(total)).toEqual(names.map((_, index) => 2 * index));
  expect(ledger.stats().unconserved).toBe(0);
});

test("Z14 beyond the limit of outputs what fits no overflow is rejected for it", () => {
  const ledger = newLedger(decider("user"), { maxOutputsPerMetric: 1 });
  const sizes = (route: string, explicitBounds: readonly number[]) =>
    point({
      attributes: user("u", route),
      start: 3,
      time: 10,
      count: "1",
      explicitBounds,
      bucketCounts: ["1", ...explicitBounds.map(() => "0")],
    });
  const few = [1, 2, 3, 4, 5, 6];
  const points = [
    sizes("/a", few),
    sizes("/b", few),
    sizes(
      "/c",
      few.map((bound) => bound + 0.5),
    ),
  ];
  const { folded, rejections } = send(ledger, 10, { kind: "histogram", points });
  expect([folded, rejections?.[REJECTIONS.indexOf("limit")], rejections?.[REJECTIONS.indexOf("count")]]).toEqual([
    2, 1, 0,
  ]);
});

test("Z14 beyond the limit of series deltas go on, unknown totals are rejected, live series stay", () => {
  const ledger = newLedger(decider("user"), { maxSeries: 2 });
  const total = (name: string, time: number, int: number) => point({ attributes: user(name), start: 3, time, int });
  expect(send(ledger, 10, { points: [total("a", 10, 1), total("b", 10, 2), total("c", 10, 4)] })).toMatchObject({
    folded: 2,
    rejected: 1,
  });
  const deltas = { name: "d", delta: true, points: [point({ attributes: user("c"), start: 0, time: 10, int: 64 })] };
  expect(send(ledger, 20, deltas)).toMatchObject({ folded: 1, rejected: 0 });
  expect(send(ledger, 20, { points: [total("a", 20, 9)] })).toMatchObject({ folded: 1 });
  const plain = { points: [point({ attributes: { route: "/p" }, start: 3, time: 20, int: 1 })] };
  expect(send(ledger, 20, plain)).toMatchObject({ passed: 1, rejected: 0 });
  expect(flushed(ledger, 30).map(({ value }) => value)).toEqual([11n, 64n]);
});

test("Z14 memory stays under its limit whatever comes", () => {
  const maxBytes = 1 << 20;
  const ledger = newLedger(decider("user"), { maxBytes, maxSeries: 1_000_000 });
  let rejected = 0;
  for (let from = 0; from < 20_000; from += 500) {
    const points = Array.from({ length: 500 }, (_, i) =>
      point({ attributes: user(`u${from + i}`), start: 3, time: 10, int: 1 }),
    );
    rejected += send(ledger, 10, { points }).rejected;
  }
  const { bytes, series } = ledger.stats();
  expect(bytes).toBeLessThan(maxBytes * 1.1);
  expect(series + rejected).toBe(20_000);
  expect(series).toBeGreaterThan(1_000);
});

test("Z15 what cannot be counted is rejected by reason, and nothing else is lost", () => {
  const day = 24 * 3_600;
  const fine = (name: string) => point({ attributes: user(name), start: 3, time: 10, int: 1 });
  const bad = (name: string, shape: object) => point({ attributes: user(name), start: 3, time: 10, ...shape });
  const points = [
    fine("a"),
    bad("b", { time: 0, int: 1 }),
    bad("c", { time: 2 * day, int: 1 }),
    bad("d", { double: Number.NaN }),
    bad("e", { double: Number.POSITIVE_INFINITY }),
    bad("f", {}),
    bad("g", { int: -1 }),
    fine("h"),
  ];
  const ledger = newLedger(decider("user"));
  const { rejections, folded } = send(ledger, 10, { points });
  expect(Object.fromEntries(REJECTIONS.map((reason, index) => [reason, rejections?.[index]]))).toMatchObject({
    time: 2,
    not_a_number: 3,
    negative: 1,
    gauge: 0,
  });
  expect(folded).toBe(2);
  const unspecified = { ...metric({ points: [fine("a")] }), sum: { isMonotonic: true, dataPoints: [fine("a")] } };
  const request = encode([{ resource: {}, scopeMetrics: [{ scope: {}, metrics: [unspecified] }] }]);
  expect(ledger.absorb(request, timeOf(10)).rejections?.[REJECTIONS.indexOf("temporality")]).toBe(1);
  expect(values(flushed(ledger, 20))).toEqual({ "route=/a": 2n });
  expect(ledger.stats().rejected.reduce((sum, count) => sum + count)).toBe(7);
});

test("Z16 a silent source ends and goes on should it come back; an output without sources ends", () => {
  const options = { staleAfterMs: 600_000, tombstoneMs: 3_600_000, outputIdleMs: 7_200_000 };
  const ledger = newLedger(decider("user"), options);
  const total = (time: number, int: number) =>
    send(ledger, time, { points: [point({ attributes: user("a"), start: -50, time, int })] });
  total(10, 100);
  total(20, 101);
  ledger.expire(timeOf(1_000));
  expect(ledger.stats()).toMatchObject({ series: 0, tombstones: 1, outputs: 1 });
  total(1_100, 105);
  expect(values(flushed(ledger, 1_110))).toEqual({ "route=/a": 5n });
  ledger.expire(timeOf(10_000));
  expect(flushed(ledger, 10_010).map(({ flags }) => flags)).toEqual([1]);
  expect(ledger.stats()).toMatchObject({ series: 0, outputs: 0, unconserved: 0 });
  expect(flushed(ledger, 10_020)).toEqual([]);
});

test("Z16 what is left of a source is forgotten to the second, whenever its room is cleared", () => {
  for (const [silent, gained] of [
    [3_600, 5n],
    [3_601, 106n],
  ] as const) {
    const ledger = newLedger(decider("user"), { tombstoneMs: 3_600_000, outputIdleMs: 7_200_000 });
    const total = (time: number, int: number) =>
      send(ledger, time, { points: [point({ attributes: user("a"), start: -50, time, int })] });
    total(10, 100);
    total(20, 101);
    ledger.expire(timeOf(1_000));
    ledger.expire(timeOf(1_000 + silent));
    total(1_000 + silent, 105);
    expect(values(flushed(ledger, 1_010 + silent))).toEqual({ "route=/a": gained });
  }
});

test("Z16 an output that is opened again before its end was told begins anew without one", () => {
  const ledger = newLedger(decider("user"), { staleAfterMs: 60_000, outputIdleMs: 60_000 });
  const total = (time: number, start: number, int: number) =>
    send(ledger, time, { points: [point({ attributes: user("a"), start, time, int })] });
  total(10, 3, 5);
  const [first] = flushed(ledger, 20);
  ledger.expire(timeOf(1_000));
  expect(ledger.stats()).toMatchObject({ series: 0, outputs: 0 });
  total(1_010, 1_005, 7);
  const again = flushed(ledger, 1_020);
  expect(again.map(({ value, flags }) => ({ value, flags }))).toEqual([{ value: 7n, flags: 0 }]);
  expect(again[0]!.startNs > first!.startNs).toBe(true);
});

test("Z16 the epoch is what it was told", () => {
  const ledger = newLedger(decider("user"), { epochNs: EPOCH - 1_000_000_000_000n });
  send(ledger, 10, { points: [point({ attributes: user("a"), start: -500, time: 10, int: 100 })] });
  expect(values(flushed(ledger, 20))).toEqual({ "route=/a": 100n });
});

test("Z17 a few exemplars leave with the next point, without labels that fold", () => {
  const ledger = newLedger(decider("user", "session"), { maxExemplars: 2 });
  const exemplar = (asInt: string) => ({
    filteredAttributes: attributesOf({ session: "canary", shard: "7" }),
    timeUnixNano: "5",
    asInt,
  });
  const exemplars = ["1", "2", "3"].map(exemplar);
  send(ledger, 10, { points: [point({ attributes: user("a"), start: 3, time: 10, int: 1, exemplars })] });
  const [sent] = flushed(ledger, 20);
  const kept = (asInt: string) => ({ ...exemplar(asInt), filteredAttributes: attributesOf({ shard: "7" }) });
  expect(sent?.point["exemplars"]).toEqual([kept("3"), kept("2")]);
  expect(flushed(ledger, 30)[0]?.point["exemplars"]).toBeUndefined();
});

test("Z17 a label of the mode exemplar stays with its exemplars as a token, and with nothing else", () => {
  const told = decider("user");
  const labels = {
    ...told,
    generation: 1,
    observe: () => {},
    weigh: () => {},
    tick: () => {},
    decide: (...asked: Parameters<typeof told.decide>) => {
      const answer = told.decide(...asked);
      return answer.action === "keep" ? answer : { ...answer, toExemplar: true, text: "token" };
    },
  };
  const ledger = newLedger(labels);
  const exemplars = [{ timeUnixNano: "5", asInt: "1", filteredAttributes: attributesOf({ shard: "7" }) }];
  send(ledger, 10, { points: [point({ attributes: user("canary"), start: 3, time: 10, int: 1, exemplars })] });
  const [sent] = flushed(ledger, 20);
  expect(sent?.attributes).toEqual({ route: "/a" });
  const filteredAttributes = attributesOf({ shard: "7", user: "token" });
  expect(sent?.point["exemplars"]).toEqual([{ ...exemplars[0], filteredAttributes }]);
});
