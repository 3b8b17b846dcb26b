import { describe, expect, it } from "vitest";
import { Distinct } from "../../../../processors/fold/labels/distinct.ts";
import { KeyedHash } from "../../../../processors/fold/labels/keyed-hash.ts";
import { Asking, foldPlanOf, LABEL_KEY, metricOf } from "../../../support/labels.ts";
import { Rng, testSeed } from "../../../support/rng.ts";

const WINDOW = 600_000;
const WORDS = "amber birch cedar delta ember fjord grove heron iris jade kelp lotus maple north olive pearl".split(" ");
/** Two words and a number of three digits: no shape tells it. */
const nameOf = (i: number): string => `${WORDS[i % 16] ?? ""} ${WORDS[(i >> 4) % 16] ?? ""} ${i >> 8}`;

/** One window: new names from `from` on, each with one point that counts; `again` are counted once more. */
function window(asking: Asking, at: number, from: number, fresh: number, again: readonly number[] = []): void {
  asking.decider.tick(at * WINDOW);
  for (let i = from; i < from + fresh; i++)
    weigh(asking, asking.series({ shop: "north", buyer: nameOf(i) })[1]?.ticket);
  asking.decider.tick((at + 0.5) * WINDOW + 1);
  for (const i of again) weigh(asking, asking.ask("buyer", nameOf(i)).ticket);
}

function weigh(asking: Asking, ticket: number | undefined): void {
  if (ticket !== undefined) asking.decider.weigh(ticket, 1);
}

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);

describe("A12 labels without end", () => {
  it("A12 values that keep coming and are seen once fold after two windows of evidence; the rest of the labels stays", () => {
    const asking = new Asking(foldPlanOf("statistics: apply"));
    for (let at = 0; at < 3; at++) window(asking, at, at * 600, 600);
    const { generation } = asking.decider;
    asking.decider.tick(3 * WINDOW);
    expect(asking.ask("buyer", nameOf(9))).toMatchObject({ action: "drop", reason: "statistics" });
    expect(asking.told("shop", "north")).toBe("keep");
    expect(generation).toBeLessThanOrEqual(asking.decider.generation);
  });

  it("A12 a constant few new values per window are found too", () => {
    const asking = new Asking(foldPlanOf("statistics: apply"));
    for (let at = 0; at < 40; at++) window(asking, at, at * 10, 10);
    asking.decider.tick(40 * WINDOW);
    expect(asking.told("buyer", nameOf(3))).toBe("drop");
  });

  it("A12 a flood folds within its first window", () => {
    const asking = new Asking(foldPlanOf("statistics: apply"));
    window(asking, 0, 0, 4000);
    asking.decider.tick(WINDOW);
    expect(asking.told("buyer", nameOf(3))).toBe("drop");
  });

  it("A12 many values that come back are no identifiers", () => {
    const asking = new Asking(foldPlanOf("statistics: apply", "max_series_per_metric: 100000"));
    window(asking, 0, 0, 3000, range(0, 3000));
    for (let at = 1; at < 5; at++) window(asking, at, 3000 + at * 2, 2, range(0, 3000));
    asking.decider.tick(5 * WINDOW);
    expect(asking.told("buyer", nameOf(3))).toBe("keep");
  });

  it("A12 what folded comes back after six quiet hours and not before", () => {
    const asking = new Asking(foldPlanOf("statistics: apply"));
    for (let at = 0; at < 3; at++) window(asking, at, at * 600, 600);
    for (let at = 3; at <= 20; at++) asking.decider.tick(at * WINDOW);
    expect(asking.told("buyer", nameOf(3))).toBe("drop");
    const { generation } = asking.decider;
    for (let at = 21; at <= 45; at++) asking.decider.tick(at * WINDOW);
    expect(asking.told("buyer", nameOf(3))).toBe("keep");
    expect(asking.decider.generation).toBe(generation + 1);
  });

  it("A12 labels that conventions, keys or rules hold are never folded by numbers", () => {
    const asking = new Asking(foldPlanOf("statistics: apply", "labels:", "  - { key: mine, mode: keep }"));
    for (let at = 0; at < 5; at++) {
      asking.decider.tick(at * WINDOW);
      for (let i = 0; i < 500; i++) {
        const value = nameOf(at * 500 + i);
        asking.series({ "http.route": value, "service.instance.id": value, mine: value, app_version: value });
      }
    }
    asking.decider.tick(5 * WINDOW);
    for (const key of ["http.route", "service.instance.id", "mine", "app_version"])
      expect(asking.told(key, nameOf(3))).toBe("keep");
  });
});

describe("A13 dry run", () => {
  it("A13 by default nothing folds by numbers: it is explained, with figures and without values", () => {
    const asking = new Asking(foldPlanOf());
    for (let at = 0; at < 4; at++) window(asking, at, at * 600, 600);
    const { generation } = asking.decider;
    asking.decider.tick(4 * WINDOW);
    expect(asking.decider.generation).toBe(generation);
    expect(asking.told("buyer", nameOf(3))).toBe("keep");
    const [told] = asking.decider.explanations();
    expect(told).toMatchObject({ metric: "shop.requests", label: "buyer", reason: "statistics", applied: false });
    expect(told?.sentence).toMatch(/^buyer of shop\.requests would fold: 2\d{3} values, \d+ of them new/);
    for (const word of WORDS) expect(JSON.stringify(asking.decider.explanations())).not.toContain(word);
  });

  it("A13 labels that fold by shape, rule or as personal are explained by their reason", () => {
    const asking = new Asking(foldPlanOf("labels:", "  - { key: color, mode: drop }"));
    for (let i = 0; i < 3; i++) asking.series({ color: `c${i}`, order: `order-4821${i}`, zone: "a" });
    expect(asking.decider.explanations().map(({ label, reason, shape }) => [label, reason, shape])).toEqual([
      ["color", "policy", "none"],
      ["order", "shape", "prefixed"],
    ]);
  });

  it("A13 statistics: off counts nothing", () => {
    const asking = new Asking(foldPlanOf("statistics: off"));
    asking.series({ buyer: "x" });
    expect(asking.decider.size).toEqual({ bytes: 0, trackers: 0 });
    expect(asking.decider.contributions()).toEqual([]);
  });
});

describe("A14 contributions", () => {
  it("A14 tell for each label its distinct values and the series with and without it, exactly while they are few", () => {
    const asking = new Asking(foldPlanOf());
    for (let a = 0; a < 4; a++) for (let b = 0; b < 25; b++) asking.series({ zone: `z${a}`, tenant: `t ${b}` });
    expect(asking.decider.contributions()).toMatchObject([
      {
        metric: "shop.requests",
        label: "tenant",
        distinct: 25,
        distinctError: 0,
        seriesWith: 100,
        seriesWithout: 4,
        seriesError: 0,
      },
      {
        metric: "shop.requests",
        label: "zone",
        distinct: 4,
        distinctError: 0,
        seriesWith: 100,
        seriesWithout: 25,
        seriesError: 0,
      },
    ]);
  });

  it("A14 a series that lacks a label is there without it, whether it came before or after", () => {
    const asking = new Asking(foldPlanOf());
    for (let i = 0; i < 20; i++) asking.series({ zone: `z${i}` });
    for (let i = 0; i < 3; i++) asking.series({ zone: "z0", tenant: `t ${i}` });
    for (let i = 20; i < 40; i++) asking.series({ zone: `z${i}` });
    const tenant = asking.decider.contributions().find(({ label }) => label === "tenant");
    expect(tenant).toMatchObject({ distinct: 3, seriesWith: 43, seriesWithout: 40 });
  });

  it("A14 estimate them within their error beyond, whatever the order of the labels", () => {
    const asking = new Asking(foldPlanOf());
    for (let i = 0; i < 20_000; i++) {
      const labels = { zone: `z${i % 3}`, buyer: nameOf(i) };
      asking.series(i % 2 === 0 ? labels : { buyer: labels.buyer, zone: labels.zone });
    }
    const [buyer, zone] = asking.decider.contributions();
    const error = 5 * (buyer?.distinctError ?? 0);
    expect(buyer?.distinctError).toBeCloseTo(0.023, 3);
    expect(Math.abs((buyer?.distinct ?? 0) / 20_000 - 1)).toBeLessThan(error);
    expect(Math.abs((buyer?.seriesWith ?? 0) / 20_000 - 1)).toBeLessThan(error);
    expect(buyer?.seriesWithout).toBe(3);
    expect(zone).toMatchObject({ label: "zone", distinct: 3, distinctError: 0 });
  });
});

describe("A15 budget", () => {
  it("A15 a metric over its budget gives up the label that makes most of it, one in each window", () => {
    const asking = new Asking(foldPlanOf("statistics: apply", "max_series_per_metric: 500"));
    asking.decider.tick(0);
    for (let i = 0; i < 1200; i++) asking.series({ zone: `z${i % 3}`, tenant: nameOf(i % 400) });
    asking.decider.tick(WINDOW);
    expect(asking.ask("tenant", nameOf(1))).toMatchObject({ action: "drop", reason: "budget" });
    expect(asking.told("zone", "z1")).toBe("keep");
  });

  it("A15 series that fold anyway do not count against the budget", () => {
    const asking = new Asking(foldPlanOf("statistics: apply", "max_series_per_metric: 500"));
    asking.decider.tick(0);
    for (let i = 0; i < 1200; i++) asking.series({ order: `order-${100_000 + i}`, tenant: nameOf(i % 400) });
    asking.decider.tick(WINDOW);
    expect(asking.told("tenant", nameOf(1))).toBe("keep");
  });
});

describe("A16 bounds", () => {
  it("A16 trackers and memory of the statistics stay below their limits, whatever comes", () => {
    const limits = { maxTrackers: 200, maxBytes: 256 * 1024 };
    const asking = new Asking(foldPlanOf(), limits);
    for (let i = 0; i < 30_000; i++)
      asking.series({ [`key ${i % 300}`]: nameOf(i), other: nameOf(i * 7) }, metricOf(`metric.${i % 150}`));
    expect(asking.decider.size.trackers).toBe(limits.maxTrackers);
    expect(asking.decider.size.bytes).toBeLessThanOrEqual(limits.maxBytes);
    for (let at = 0; at < 30; at++) asking.decider.tick(at * WINDOW);
    expect(asking.decider.size.bytes).toBeLessThanOrEqual(limits.maxBytes);
  });

  it("A16 names of any length take no memory", () => {
    const asking = new Asking(foldPlanOf());
    for (let i = 0; i < 100; i++)
      asking.series({ [`${"k".repeat(5_000)}${i}`]: "x" }, metricOf(`${"m".repeat(5_000)}${i}`));
    expect(asking.decider.size).toEqual({ bytes: 0, trackers: 0 });
  });

  it("A16 distinct values are exact up to 128 and within five standard errors beyond, also of a union", () => {
    const seed = testSeed();
    const rng = new Rng(seed);
    const hash = new KeyedHash(LABEL_KEY.secret, String(rng.uint32()));
    const budget = { bytesLeft: 1e6 };
    const [before, now] = [new Distinct(budget), new Distinct(budget)];
    const add = (to: Distinct, i: number): void => {
      hash.hash(`value ${i}`);
      to.add(hash.low, hash.high);
    };
    for (let i = 0; i < 100; i++) add(before, i % 50);
    expect(before.count()).toBe(50);
    for (let i = 0; i < 10_000; i++) add(before, i);
    for (let i = 9_000; i < 15_000; i++) add(now, i);
    expect(Math.abs(before.count() / 10_000 - 1), `seed ${seed}`).toBeLessThan(0.115);
    expect(Math.abs(now.newSince(before) / 5_000 - 1), `seed ${seed}`).toBeLessThan(0.4);
  });

  it("A16 the hash depends on every character, on the domain and on the key", () => {
    const first = new KeyedHash(LABEL_KEY.secret, "one");
    const other = new KeyedHash(LABEL_KEY.secret, "two");
    const seen = new Set<string>();
    const note = (hash: KeyedHash, text: string, domain?: number): void => {
      hash.hash(text, domain);
      seen.add(`${hash.low} ${hash.high}`);
    };
    const texts = [
      "",
      "a",
      "b",
      "ab",
      "ba",
      "abc",
      "abd",
      "bbc",
      "a\u0000",
      "\u0000a",
      "é",
      "中",
      "a".repeat(99),
      "a".repeat(100),
    ];
    for (const text of texts) {
      note(first, text);
      note(first, text, 1);
      note(other, text);
    }
    expect(seen.size).toBe(3 * texts.length);
    let low = 0;
    for (let i = 0; i < 4096; i++) {
      first.hash(`v${i}`);
      low += first.low / 2 ** 32;
    }
    expect(low / 4096).toBeCloseTo(0.5, 1);
  });
});
