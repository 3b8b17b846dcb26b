import { describe, expect, test } from "vitest";
import { type Absorption, type LedgerOptions, REJECTIONS } from "../../../processors/fold/contract.ts";
import { Ledger } from "../../../processors/fold/ledger.ts";
import {
  type Attributes,
  attributesOf,
  decider,
  EPOCH,
  encode,
  flushed,
  metric,
  newLedger,
  type PointShape,
  point,
  timeOf,
  values,
} from "../../support/fold-ledger.ts";
import { BINDING } from "../../support/restarting-ledger.ts";
import { Rng, testSeed } from "../../support/rng.ts";

const KEYS = ["service.namespace", "k8s.namespace.name"];
const SHARED = { tenantAttributes: KEYS, markKey: new Uint8Array(32).fill(3) };

interface Sending {
  readonly name?: string;
  readonly delta?: boolean;
}

/** Points of one metric of a resource, at a second after the epoch. */
function send(
  ledger: Ledger,
  seconds: number,
  resource: Attributes,
  points: readonly Omit<PointShape, "time">[],
  { name = "requests", delta = false }: Sending = {},
): Absorption {
  const written = points.map((shape) => point({ start: delta ? seconds - 10 : 3, ...shape, time: seconds }));
  const metrics = [metric({ name, delta, points: written })];
  const bytes = encode([{ resource: { attributes: attributesOf(resource) }, scopeMetrics: [{ metrics }] }]);
  return ledger.absorb(bytes, timeOf(seconds));
}

function sendAny(
  ledger: Ledger,
  seconds: number,
  resource: Attributes,
  points: readonly object[],
  { name, delta, isHistogram }: { name: string; delta: boolean; isHistogram: boolean },
): Absorption {
  const written = points.map((shape) => point({ start: delta ? seconds - 10 : 3, ...shape, time: seconds }));
  const kind = isHistogram ? "histogram" : "sum";
  const metrics = [metric({ name: `${name}.${kind}`, kind, delta, points: written })];
  const bytes = encode([{ resource: { attributes: attributesOf(resource) }, scopeMetrics: [{ metrics }] }]);
  return ledger.absorb(bytes, timeOf(seconds));
}

/** `many` series of users nobody saw before, each 1. */
function flood(from: number, many: number, routes = 1): Omit<PointShape, "time">[] {
  return Array.from({ length: many }, (_, i) => ({
    attributes: { user: `u${from + i}`, route: `/${(from + i) % routes}` },
    int: 1,
  }));
}

const rejectedFor = ({ rejections }: Absorption, reason: (typeof REJECTIONS)[number]): number =>
  rejections?.[REJECTIONS.indexOf(reason)] ?? 0;

const HOG = { "service.namespace": "hog" };
const SHOP = { "service.namespace": "shop" };

function sharedLedger(options: Partial<LedgerOptions> = {}): Ledger {
  return newLedger(decider("user"), { ...SHARED, maxSeries: 700, ...options });
}

describe("Z40 who is a tenant", () => {
  test("Z40 the first attribute that is there and not empty names the tenant", () => {
    const ledger = sharedLedger();
    send(ledger, 10, { "k8s.namespace.name": "b", "service.namespace": "a" }, flood(0, 1));
    send(ledger, 10, { "service.namespace": "a", "service.name": "other" }, flood(0, 2));
    send(ledger, 10, { "service.namespace": "", "k8s.namespace.name": "b" }, flood(0, 4));
    send(ledger, 10, { "service.name": "nameless" }, flood(0, 8));
    expect(ledger.tenants().map(({ series }) => series)).toEqual([8, 4, 3]);
    expect(ledger.tenants()[0]).toMatchObject({ mark: "unnamed", series: 8, outputs: 1 });
    expect(ledger.stats()).toMatchObject({ tenants: 2, largestTenant: 8 });
  });

  test("Z40 without attributes to tell them apart all are one", () => {
    const ledger = sharedLedger({ tenantAttributes: [] });
    for (const name of ["a", "b"]) send(ledger, 10, { "service.namespace": name }, flood(0, 1));
    expect(ledger.tenants()).toMatchObject([{ mark: "unnamed", series: 2, outputs: 2 }]);
  });

  test("Z40 tenants beyond the limit share what one may have, and leave room when they end", () => {
    const ledger = sharedLedger({ maxTenants: 2 });
    for (const name of ["a", "b", "c", "d"]) send(ledger, 10, { "service.namespace": name }, flood(0, 1));
    expect(ledger.tenants().map(({ mark }) => mark)).toContain("others");
    expect(ledger.stats()).toMatchObject({ tenants: 2, lateTenants: 2, series: 4 });
    for (const seconds of [20, 1_000, 6_000, 20_000, 40_000]) {
      flushed(ledger, seconds);
      ledger.expire(timeOf(seconds + 1));
    }
    expect(ledger.stats()).toMatchObject({ tenants: 0, series: 0 });
    send(ledger, 40_010, { "service.namespace": "e" }, flood(0, 1));
    expect(ledger.stats()).toMatchObject({ tenants: 1, lateTenants: 2 });
  });

  test("Z40 a tenant is known by keyed hashes, alike in replicas with one key", () => {
    const [one, other, foreign] = [3, 3, 4].map((key) =>
      sharedLedger({ secret: new Uint8Array(16).fill(key * 7), markKey: new Uint8Array(32).fill(key) }),
    );
    const marks = [one!, other!, foreign!].map((ledger) => {
      send(ledger, 10, { "service.namespace": "canary-ada" }, flood(0, 1));
      return ledger.tenants()[0]?.mark;
    });
    expect(marks[0]).toMatch(/^[0-9a-f]{8}$/);
    expect(marks[1]).toBe(marks[0]);
    expect(marks[2]).not.toBe(marks[0]);
  });
});

describe("Z41 what one tenant cannot do to another", () => {
  test("Z41 alone it has all there is", () => {
    const ledger = sharedLedger();
    const answer = send(ledger, 10, HOG, flood(0, 800));
    expect(answer).toMatchObject({ folded: 700, rejected: 100 });
    expect(rejectedFor(answer, "limit")).toBe(100);
  });

  test("Z41 whoever comes after one that took all finds room, and another still", () => {
    const ledger = sharedLedger();
    send(ledger, 10, HOG, flood(0, 5_000));
    for (const name of ["b", "c"]) {
      expect(send(ledger, 10, { "service.namespace": name }, flood(0, 10))).toMatchObject({ folded: 10, rejected: 0 });
    }
  });

  test("Z41 an honest tenant beside one with a new identity in every point: all totals exact, nothing in the overflow", () => {
    const ledger = sharedLedger({ maxOutputs: 70 });
    let told = 0;
    for (let round = 1; round <= 40; round++) {
      const seconds = 10 * round;
      // Each of its routes is an output, each of its users a series.
      const hostile = send(ledger, seconds, HOG, flood(round * 200, 200, 1_000_000), { delta: true });
      expect(hostile).toMatchObject({ folded: 200, rejected: 0 });
      told += 200;
      const honest = ["a", "b", "c"].map((user) => ({ attributes: { user, route: "/pay" }, int: 5 * round }));
      expect(send(ledger, seconds + 1, SHOP, honest)).toMatchObject({ folded: 3, rejected: 0 });
      // New honest series come at any time.
      const late = { attributes: { user: `late ${round}`, route: "/pay" }, int: 1 };
      expect(send(ledger, seconds + 2, SHOP, [late], { name: "orders" })).toMatchObject({ folded: 1, rejected: 0 });
      const sent = flushed(ledger, seconds + 5);
      expect(values(sent.filter(({ name, temporality }) => name === "requests" && temporality === 2))).toEqual({
        "route=/pay": BigInt(15 * round),
      });
      expect(values(sent.filter(({ name }) => name === "orders"))).toEqual({ "route=/pay": BigInt(round) });
      told -= sent.filter(({ temporality }) => temporality === 1).reduce((sum, { value }) => sum + Number(value), 0);
      ledger.expire(timeOf(seconds + 6));
    }
    // The flood itself is conserved, most of it in its overflow.
    expect(told).toBe(0);
    const { overflowed, unconserved } = ledger.stats();
    expect(unconserved).toBe(0);
    expect(overflowed[2]).toBeGreaterThan(1_000);
  });

  test("Z41 metrics are shared like series", () => {
    const ledger = sharedLedger();
    for (let i = 0; i < 2_000; i++) send(ledger, 10, HOG, flood(0, 1), { name: `metric ${i}` });
    expect(send(ledger, 10, SHOP, flood(0, 1))).toMatchObject({ folded: 1, rejected: 0 });
  });

  test("Z41 what is left of the sources of one that ended is kept beside what is left of another's", () => {
    const ledger = sharedLedger({ maxSeries: 70, tombstoneMs: 40_000_000, outputIdleMs: 40_000_000 });
    send(ledger, 5, SHOP, [{ attributes: { user: "a" }, int: 100 }]);
    for (let round = 0; round < 5; round++) {
      const seconds = 10 + round * 1_000;
      send(ledger, seconds, HOG, flood(round * 70, 70));
      flushed(ledger, seconds + 5);
      ledger.expire(timeOf(seconds + 900));
      if (round === 3) send(ledger, seconds + 901, SHOP, [{ attributes: { user: "b" }, int: 50 }]);
    }
    // Those that come back go on where they were: nothing counts twice.
    send(ledger, 6_000, SHOP, [
      { attributes: { user: "a" }, int: 103 },
      { attributes: { user: "b" }, int: 54 },
    ]);
    const sent = flushed(ledger, 6_010).filter(({ value }) => value === 157n);
    expect(sent).toHaveLength(1);
  });
});

test("Z41 a source that ends again and again takes no further room", () => {
  const ledger = sharedLedger({ maxSeriesPerTenant: 2, tombstoneMs: 40_000_000, outputIdleMs: 40_000_000 });
  const of = (round: number) => ["a", "b"].map((user) => ({ attributes: { user }, int: 10 * round }));
  send(ledger, 10, SHOP, of(1).slice(0, 1));
  ledger.expire(timeOf(900));
  for (let round = 2; round < 6; round++) {
    send(ledger, round * 1_000, SHOP, of(round));
    expect(flushed(ledger, round * 1_000 + 5).map(({ value }) => value)).toContain(BigInt(20 * round));
    ledger.expire(timeOf(round * 1_000 + 900));
  }
  expect(ledger.stats()).toMatchObject({ tombstones: 2, series: 0 });
});

describe("Z42 a tenant that has its share", () => {
  test("Z42 is told so: totals nobody knows are rejected, deltas and known series go on", () => {
    const ledger = sharedLedger({ maxSeriesPerTenant: 10 });
    send(ledger, 10, SHOP, flood(0, 3));
    const answer = send(ledger, 10, HOG, flood(0, 15));
    expect(answer).toMatchObject({ folded: 10, rejected: 5 });
    expect([rejectedFor(answer, "tenant_limit"), rejectedFor(answer, "limit")]).toEqual([5, 0]);
    const deltas = send(ledger, 10, HOG, flood(50, 20), { name: "steps", delta: true });
    expect(deltas).toMatchObject({ folded: 20, rejected: 0 });
    expect(send(ledger, 20, HOG, [{ attributes: { user: "u3", route: "/0" }, int: 7 }])).toMatchObject({ folded: 1 });
    const plain = send(ledger, 20, HOG, [{ attributes: { route: "/p" }, int: 7 }]);
    expect(plain).toMatchObject({ passed: 1, rejected: 0 });
    expect(values(flushed(ledger, 30).filter(({ name }) => name === "steps"))).toEqual({ "route=/0": 20n });
  });

  test("Z42 its outputs overflow, and hold what was counted", () => {
    const ledger = sharedLedger({ maxOutputsPerTenant: 4 });
    send(ledger, 10, HOG, flood(0, 20, 20));
    send(ledger, 10, SHOP, flood(0, 4, 4));
    const sent = flushed(ledger, 20);
    const overflow = sent.filter(({ attributes }) => attributes["otel.metric.overflow"] === true);
    expect(overflow.map(({ value }) => value)).toEqual([16n]);
    expect(sent).toHaveLength(9);
    expect(ledger.stats()).toMatchObject({ overflowed: [0, 0, 16], unconserved: 0 });
  });

  test("Z42 takes new series when its own have ended, and not before", () => {
    const ledger = sharedLedger({ maxSeriesPerTenant: 10 });
    send(ledger, 10, HOG, flood(0, 10));
    expect(send(ledger, 300, HOG, flood(10, 4))).toMatchObject({ rejected: 4 });
    send(ledger, 590, HOG, flood(0, 3));
    ledger.expire(timeOf(700));
    expect(send(ledger, 710, HOG, flood(20, 9))).toMatchObject({ folded: 7, rejected: 2 });
    expect(ledger.tenants()[0]?.series).toBe(10);
  });
});

describe("Z44 memory of tenants", () => {
  const MIB = 1024 * 1024;
  const honest = (seconds: number, from: number) =>
    Array.from({ length: 20 }, (_, i) => ({ int: seconds, attributes: { user: `u${from + i}`, route: "/0" } }));

  /** Plays a flood, round after round, until it gets no more; honest series come in between and all are counted. */
  function besides(ledger: Ledger, hostile: (seconds: number, round: number) => Absorption): void {
    let rejected = 0;
    for (let round = 1; round <= 60 && rejected < 3; round++) {
      const answer = hostile(10 * round, round);
      if (rejectedFor(answer, "tenant_limit") + rejectedFor(answer, "limit") > 0) rejected++;
      expect(send(ledger, 10 * round + 1, SHOP, honest(10 * round, 100 * round))).toMatchObject({ folded: 20 });
    }
    expect(rejected).toBe(3);
    expect(ledger.stats().unconserved).toBe(0);
  }

  test("Z44 long values of one leave room for another's", () => {
    const ledger = sharedLedger({ maxSeries: 100_000, maxBytes: 8 * MIB });
    const long = "x".repeat(20_000);
    besides(ledger, (seconds, round) => {
      const points = Array.from({ length: 40 }, (_, i) => ({ attributes: { user: `${long}${round}-${i}` }, int: 1 }));
      return send(ledger, seconds, HOG, points);
    });
  });

  test("Z44 many attributes of one leave room for another's", () => {
    const ledger = sharedLedger({ maxSeries: 2_000, maxBytes: 64 * MIB });
    besides(ledger, (seconds, round) =>
      send(
        ledger,
        seconds,
        HOG,
        Array.from({ length: 20 }, (_, i) => ({
          attributes: Object.fromEntries([
            ["user", "u"],
            ...Array.from({ length: 60 }, (__, k) => [`user.${k}`, `${round}-${i}-${k}`]),
          ]),
          int: 1,
        })),
      ),
    );
  });

  test("Z44 histograms with many buckets of one leave room for another's sums", () => {
    const ledger = sharedLedger({ maxSeries: 100_000, maxBytes: 8 * MIB });
    besides(ledger, (seconds, round) => {
      const points = Array.from({ length: 50 }, (_, i) => ({
        attributes: { user: `u${round}-${i}` },
        count: "500",
        explicitBounds: Array.from({ length: 499 }, (__, k) => (k < 498 ? k : 500 + round * 50 + i)),
        bucketCounts: Array.from({ length: 500 }, () => "1"),
      }));
      return sendAny(ledger, seconds, HOG, points, { name: "sizes", delta: false, isHistogram: true });
    });
  });

  test("Z44 orders of attributes of one leave room for another's series", () => {
    const ledger = sharedLedger({ maxSeries: 2_000 });
    const keys = ["a", "b", "c", "d", "user"];
    for (let round = 0; round < 5; round++) {
      const turned = [...keys.slice(round), ...keys.slice(0, round)];
      const points = Array.from({ length: 2_000 }, (_, i) => ({
        attributes: Object.fromEntries(turned.map((key) => [key, key === "user" ? `u${i}` : key])),
        int: round,
      }));
      send(ledger, 10 + round, HOG, points);
    }
    expect(send(ledger, 20, SHOP, flood(0, 200))).toMatchObject({ folded: 200, rejected: 0 });
    const again = Object.fromEntries([...keys].reverse().map((key) => [key, key === "user" ? "u7" : key]));
    expect(send(ledger, 21, HOG, [{ attributes: again, int: 9 }])).toMatchObject({ folded: 1 });
    expect(ledger.stats()).toMatchObject({ late: 0, duplicates: 0, unconserved: 0, series: 2_200 });
  });

  test("Z44 values hidden behind later ones of their key, in known series of one, leave room for another's", () => {
    const ledger = sharedLedger({ maxSeries: 20_000, maxBytes: 8 * MIB });
    send(ledger, 5, HOG, flood(0, 1_000));
    const long = "x".repeat(20_000);
    for (let round = 1; round <= 30; round++) {
      const points = Array.from({ length: 40 }, (_, i) => {
        const [hidden] = attributesOf({ user: `${long}${round}-${i}` });
        const seen = attributesOf({ user: `u${(round * 40 + i) % 1_000}`, route: "/0" });
        return { attributes: [hidden, ...seen], startTimeUnixNano: String(timeOf(3)), int: 1 };
      });
      const written = points.map(({ int, ...shape }) => ({
        ...shape,
        asInt: String(int),
        timeUnixNano: String(timeOf(10 * round)),
      }));
      const metrics = [metric({ name: "requests", points: written })];
      const bytes = encode([{ resource: { attributes: attributesOf(HOG) }, scopeMetrics: [{ metrics }] }]);
      expect(ledger.absorb(bytes, timeOf(10 * round))).toMatchObject({ folded: 40 });
      expect(send(ledger, 10 * round + 1, SHOP, honest(10 * round, 100 * round))).toMatchObject({ folded: 20 });
    }
    expect(ledger.stats().bytes).toBeLessThan(8 * MIB);
  });

  test("Z44 schema URLs of known metrics of one leave room for another's", () => {
    const ledger = sharedLedger({ maxSeries: 20_000, maxBytes: 8 * MIB });
    for (let round = 1; round <= 20; round++) {
      for (let i = 0; i < 30; i++) {
        const points = [point({ start: 3, time: 10 * round, int: round, attributes: { user: "u" } })];
        const scopeMetrics = [{ metrics: [metric({ name: `m${i}`, points })] }];
        const schemaUrl = `${"x".repeat(30_000)}${round}-${i}`;
        const bytes = encode([{ resource: { attributes: attributesOf(HOG) }, schemaUrl, scopeMetrics }]);
        expect(ledger.absorb(bytes, timeOf(10 * round))).toMatchObject({ folded: 1 });
      }
      expect(send(ledger, 10 * round + 1, SHOP, honest(10 * round, 100 * round))).toMatchObject({ folded: 20 });
    }
    expect(ledger.stats().bytes).toBeLessThan(8 * MIB);
  });

  const wide = (bounds: number, count: number) => ({
    count: String(count),
    explicitBounds: Array.from({ length: bounds }, (_, k) => k),
    bucketCounts: [String(count), ...Array.from({ length: bounds }, () => "0")],
  });

  test("Z44 known histograms of one that grow leave room for another's, and go on where they were", () => {
    const ledger = sharedLedger({ maxSeries: 20_000, maxBytes: 8 * MIB });
    const points = (bounds: number, count: number, from = 0, many = 40) =>
      Array.from({ length: many }, (_, i) => ({ attributes: { user: `u${from + i}` }, ...wide(bounds, count) }));
    const sizes = { name: "sizes", delta: false, isHistogram: true };
    for (let i = 0; i < 50; i++) sendAny(ledger, 10, HOG, points(1, 1, i * 40), sizes);
    let limited = 0;
    for (let i = 0; i < 50; i++)
      limited += rejectedFor(sendAny(ledger, 20, HOG, points(400, 2, i * 40), sizes), "limit");
    expect(limited).toBeGreaterThan(100);
    expect(ledger.stats().bytes).toBeLessThan(8 * MIB);
    expect(send(ledger, 21, SHOP, honest(21, 100))).toMatchObject({ folded: 20, rejected: 0 });
    // What was rejected is in the next total.
    for (let i = 0; i < 50; i++)
      expect(sendAny(ledger, 30, HOG, points(1, 3, i * 40), sizes)).toMatchObject({ rejected: 0 });
    const [output] = flushed(ledger, 40).filter(({ name }) => name === "sizes.histogram");
    expect(String(output?.point["count"])).toBe(String(3 * 2_000));
  });

  test("Z44 outputs of deltas beyond the share do not pass the limit of memory", () => {
    const ledger = sharedLedger({ maxSeries: 20_000, maxOutputs: 20_000, maxBytes: 8 * MIB });
    for (let round = 1; round <= 100; round++) {
      const points = Array.from({ length: 20 }, (_, i) => ({
        attributes: { user: "u", route: `${"r".repeat(400)}${round}-${i}` },
        ...wide(400, 1),
      }));
      const steps = { name: `steps ${round % 7}`, delta: true, isHistogram: true };
      expect(sendAny(ledger, 10 * round, HOG, points, steps)).toMatchObject({ folded: 20 });
    }
    expect(ledger.stats().bytes).toBeLessThan(8 * MIB);
    expect(send(ledger, 2_000, SHOP, honest(2_000, 0))).toMatchObject({ folded: 20 });
    const sent = flushed(ledger, 2_010).filter(({ kind }) => kind === "histogram");
    expect(sent.reduce((sum, one) => sum + Number(one.point["count"]), 0)).toBe(2_000);
  });

  test("Z44 bounds that two tenants share are paid and given back by the one that sent them first", () => {
    const ledger = sharedLedger({ tombstoneMs: 1_000, outputIdleMs: 1_000 });
    const bytesOf = (mark: string): number => ledger.tenants().find((one) => one.mark === mark)?.bytes ?? 0;
    const seen: number[] = [];
    for (let round = 0; round < 4; round++) {
      const seconds = 10 + round * 10_000;
      const shape = { name: "sizes", delta: false, isHistogram: true };
      const points = [{ attributes: { user: "u" }, ...wide(400, 1) }];
      sendAny(ledger, seconds, { "service.name": "nameless" }, points, shape);
      seen.push(bytesOf("unnamed"));
      sendAny(ledger, seconds + 500, HOG, points, shape);
      for (const after of [650, 2_000, 4_000, 6_000, 8_000]) {
        flushed(ledger, seconds + after);
        ledger.expire(timeOf(seconds + after + 1));
      }
      expect(ledger.stats()).toMatchObject({ series: 0, outputs: 0, tombstones: 0 });
    }
    expect(new Set(seen).size).toBe(1);
  });

  test("Z44 texts that ended leave their room to texts of any length", () => {
    const ledger = sharedLedger({ maxSeries: 20_000, maxBytes: 8 * MIB, tombstoneMs: 1_000, outputIdleMs: 1_000 });
    const taken: number[] = [];
    for (let round = 0; round < 12; round++) {
      const seconds = 10 + round * 10_000;
      const long = "x".repeat(round % 3 === 2 ? 20_000 + 9_000 * round : 300 + 48 * round);
      const many = round % 3 === 2 ? 10 : 400;
      let folded = 0;
      for (let i = 0; i < 400; i += 1) {
        const points = Array.from({ length: many }, (_, k) => ({ attributes: { user: `${long}${i}-${k}` }, int: 1 }));
        const answer = send(ledger, seconds, HOG, points);
        folded += answer.folded;
        if (answer.rejected > 0) break;
      }
      taken.push(folded * long.length);
      expect(send(ledger, seconds + 1, SHOP, honest(seconds, 100 * round))).toMatchObject({ folded: 20 });
      for (const after of [650, 2_000, 4_000, 6_000]) {
        flushed(ledger, seconds + after);
        ledger.expire(timeOf(seconds + after + 1));
      }
    }
    expect(Math.min(...taken)).toBeGreaterThan(2 * MIB);
  });

  test("Z44 buckets that ended leave their room to any number of buckets", () => {
    const ledger = sharedLedger({ maxSeries: 20_000, maxBytes: 8 * MIB, tombstoneMs: 1_000, outputIdleMs: 1_000 });
    const sizes = { name: "sizes", delta: false, isHistogram: true };
    for (const [round, bounds] of [4, 20, 40, 70, 140, 300, 8, 500].entries()) {
      const seconds = 10 + round * 10_000;
      let folded = 0;
      for (let i = 0; i < 600 && folded >= 0; i++) {
        const points = Array.from({ length: 40 }, (_, k) => ({
          attributes: { user: `u${i}-${k}` },
          ...wide(bounds, 1),
        }));
        const answer = sendAny(ledger, seconds, HOG, points, sizes);
        folded += answer.folded;
        if (answer.rejected > 0) break;
      }
      expect(folded * (bounds + 30) * 8).toBeGreaterThan(1.5 * MIB);
      const own = [{ attributes: { user: "a" }, ...wide(bounds + 1, 1) }];
      expect(sendAny(ledger, seconds + 1, SHOP, own, sizes)).toMatchObject({ folded: 1 });
      for (const after of [650, 2_000, 4_000, 6_000]) {
        flushed(ledger, seconds + after);
        ledger.expire(timeOf(seconds + after + 1));
      }
    }
  });

  const seed = testSeed();

  test(`Z44 what a tenant took is given back, to the last byte (TEST_SEED=${seed})`, () => {
    const random = new Rng(seed);
    const options = { tombstoneMs: 1_000, outputIdleMs: 1_000, maxSeries: 2_000 };
    const ledger = sharedLedger(options);
    const play = (into: Ledger, seconds: number, rng: Rng, tenants: readonly string[]): void => {
      const isHistogram = rng.chance(0.3);
      const points = rng.list(rng.between(1, 8), () => {
        const attributes = { user: `u${rng.int(50)}`, route: `/${rng.int(9)}` };
        const explicitBounds = rng.pick([[1], [1, 2, 3], [5, 6]]);
        const bucketCounts = ["2", ...explicitBounds.map(() => "0")];
        return isHistogram
          ? { attributes, count: "2", explicitBounds, bucketCounts }
          : { attributes, int: rng.int(99) };
      });
      const shape = { name: `m${rng.int(3)}`, delta: rng.chance(0.3), isHistogram };
      sendAny(into, seconds, { "service.namespace": rng.pick(tenants) }, points, shape);
    };
    const last = (into: Ledger): void => {
      for (let n = 0; n < 10; n++) play(into, 80_000, new Rng(n), ["a", "b"]);
    };
    for (let n = 0; n < 400; n++) {
      play(ledger, 10 + n * 20, random, ["a", "b", "c", "d"]);
      if (!random.chance(0.2)) continue;
      flushed(ledger, 11 + n * 20);
      ledger.expire(timeOf(12 + n * 20));
    }
    for (const seconds of [20_000, 30_000, 40_000, 50_000]) {
      flushed(ledger, seconds);
      ledger.expire(timeOf(seconds + 1));
    }
    expect(ledger.stats()).toMatchObject({ series: 0, outputs: 0, tombstones: 0, tenants: 0 });
    expect(ledger.tenants()).toEqual([]);
    const fresh = sharedLedger(options);
    last(ledger);
    last(fresh);
    expect(ledger.tenants()).toEqual(fresh.tenants());
    expect(ledger.tenants().length).toBe(2);
  });
});

describe("Z45 how many series fold", () => {
  const seed = testSeed();

  test(`Z45 the number is right through decisions, ends and restarts (TEST_SEED=${seed})`, () => {
    const random = new Rng(seed);
    const options = { ...SHARED, epochNs: EPOCH, maxSeries: 10_000, snapshot: BINDING, trackPassed: true };
    const labels = decider("user");
    let ledger = newLedger(labels, options);
    const lastSeen = new Map<string, { readonly seconds: number; readonly folds: boolean }>();
    for (let round = 1; round <= 60; round++) {
      const seconds = round * 100;
      if (random.chance(0.2)) {
        const isDropped = labels.dropped.delete("user");
        if (!isDropped) labels.dropped.add("user");
        labels.generation++;
      }
      const folds = labels.dropped.has("user");
      const name = random.pick(["a", "b"]);
      const users = new Set(random.list(random.between(1, 20), () => random.int(60)));
      // Each has a route of its own: none passes under the attributes of an output.
      const points = [...users].map((user) => ({ attributes: { user: `u${user}`, route: `/${user}` }, int: round }));
      send(ledger, seconds, { "service.namespace": name }, points);
      for (const user of users) lastSeen.set(`${name} ${user}`, { seconds, folds });
      flushed(ledger, seconds + 1);
      if (random.chance(0.2)) {
        ledger.expire(timeOf(seconds + 2));
        for (const [key, one] of lastSeen) if (one.seconds < seconds + 2 - 600) lastSeen.delete(key);
      }
      if (random.chance(0.15)) {
        const saved = Buffer.concat(ledger.save(timeOf(seconds + 3)));
        ledger = Ledger.restore(saved, timeOf(seconds + 3), options, labels) as Ledger;
      }
      const foldedSeries = [...lastSeen.values()].filter((one) => one.folds).length;
      expect(ledger.stats()).toMatchObject({ series: lastSeen.size, foldedSeries });
    }
  });
});

describe("Z43 tenants and restarts", () => {
  const options = { ...SHARED, epochNs: EPOCH, maxSeries: 700, maxSeriesPerTenant: 10, snapshot: BINDING };
  const restarted = (ledger: Ledger, seconds: number): Ledger => {
    const next = Ledger.restore(Buffer.concat(ledger.save(timeOf(seconds))), timeOf(seconds), options, decider("user"));
    if (typeof next === "string") throw new Error(next);
    return next;
  };

  test("Z43 what each holds is what it held", () => {
    const ledger = sharedLedger(options);
    send(ledger, 10, HOG, flood(0, 10, 5));
    send(ledger, 10, SHOP, flood(0, 4));
    send(ledger, 10, { "service.name": "nameless" }, flood(0, 2));
    flushed(ledger, 20);
    const next = restarted(ledger, 21);
    const held = (of: Ledger): unknown => of.tenants().map(({ mark, series, outputs }) => [mark, series, outputs]);
    expect(held(next)).toEqual(held(ledger));
    expect(send(next, 30, HOG, flood(100, 2))).toMatchObject({ folded: 0, rejected: 2 });
    expect(send(next, 30, SHOP, flood(100, 6))).toMatchObject({ folded: 6, rejected: 0 });
    next.expire(timeOf(2_000));
    expect(next.tenants().map(({ series }) => series)).toEqual([0, 0, 0]);
    expect(send(next, 2_010, HOG, flood(200, 11))).toMatchObject({ folded: 10, rejected: 1 });
  });

  test("Z43 books in which one has more than room is left for come back whole", () => {
    const some = { ...options, maxSeriesPerTenant: Number.POSITIVE_INFINITY };
    const ledger = sharedLedger(some);
    send(ledger, 10, HOG, flood(0, 700));
    send(ledger, 10, SHOP, flood(0, 80));
    const saved = Buffer.concat(ledger.save(timeOf(20)));
    const next = Ledger.restore(saved, timeOf(21), some, decider("user"));
    expect(next).toBeInstanceOf(Ledger);
    expect((next as Ledger).tenants().map(({ series }) => series)).toEqual([700, 80]);
  });

  test("Z43 a tenant of which only ended sources are left is still one, and then forgotten", () => {
    const ledger = sharedLedger({ ...options, tombstoneMs: 3_000_000 });
    send(ledger, 10, HOG, flood(0, 10));
    for (const seconds of [20, 1_000, 6_000]) {
      flushed(ledger, seconds);
      ledger.expire(timeOf(seconds + 1));
    }
    const next = restarted(ledger, 6_002);
    expect(next.stats()).toMatchObject({ tombstones: ledger.stats().tombstones, tenants: ledger.stats().tenants });
    next.expire(timeOf(40_000));
    expect(next.stats()).toMatchObject({ tombstones: 0, tenants: 0 });
  });

  test("Z43 those that are told apart still are, and those that came too late still are not", () => {
    const few = { ...options, maxTenants: 2, tombstoneMs: 30_000_000, outputIdleMs: 1_000 };
    const ledger = sharedLedger(few);
    send(ledger, 10, { "service.namespace": "x" }, flood(0, 1), { name: "first" });
    send(ledger, 10, { "service.namespace": "a" }, flood(0, 2));
    send(ledger, 300, { "service.namespace": "late" }, flood(0, 4));
    for (const seconds of [620, 2_000, 4_000]) {
      send(ledger, seconds, { "service.namespace": "late" }, flood(0, 4));
      flushed(ledger, seconds);
      ledger.expire(timeOf(seconds + 1));
    }
    // Metrics of both are gone, and what is left of their sources is theirs: of `late` they are alike.
    const held = (of: Ledger): unknown => of.tenants().map(({ mark, series }) => [mark, series]);
    expect(held(ledger)).toEqual([["others", 4]]);
    const saved = Buffer.concat(ledger.save(timeOf(4_002)));
    const next = Ledger.restore(saved, timeOf(4_002), few, decider("user")) as Ledger;
    expect(held(next)).toEqual(held(ledger));
    expect(next.stats()).toMatchObject({ tenants: 2, tombstones: 3 });
    send(next, 4_010, { "service.namespace": "a" }, flood(0, 2));
    expect(next.tenants().map(({ series }) => series)).toEqual([4, 2]);
    next.expire(timeOf(6_000));
    flushed(next, 6_001);
    const again = Ledger.restore(
      Buffer.concat(next.save(timeOf(6_002))),
      timeOf(6_002),
      few,
      decider("user"),
    ) as Ledger;
    // Of those too late some sources are left as well, up to what all of them may have together.
    send(again, 6_010, { "service.namespace": "b" }, flood(50, 10));
    again.expire(timeOf(8_000));
    expect(again.stats().tombstones).toBe(10 + 3);
  });

  test("Z43 no name of a tenant is in the file but in the resource that leaves", () => {
    const ledger = sharedLedger(options);
    send(ledger, 10, { "service.namespace": "canary-ada" }, flood(0, 3));
    for (const seconds of [20, 1_000, 6_000]) {
      flushed(ledger, seconds);
      ledger.expire(timeOf(seconds + 1));
    }
    const file = Buffer.concat(ledger.save(timeOf(6_002))).toString("latin1");
    expect(ledger.stats()).toMatchObject({ series: 0, tombstones: 3 });
    expect(file).not.toContain("canary-ada");
  });
});
