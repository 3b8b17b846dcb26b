import { describe, expect, test } from "vitest";
import { Counts, SparseCounts } from "../../telemetry/counts.ts";

describe("sparse counts", () => {
  test("they agree with a map over random keys, also while the table grows", () => {
    const seed = Date.now() % 1_000_000;
    console.log(`seed ${seed}`);
    let state = seed;
    const random = (below: number): number => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return state % below;
    };
    const counts = new SparseCounts(100_000);
    const expected = new Map<number, number>();
    for (let i = 0; i < 50_000; i++) {
      const key = random(3) * 2 ** 26 + random(20_000);
      const amount = 1 + random(3);
      counts.add(key, amount);
      expected.set(key, (expected.get(key) ?? 0) + amount);
    }
    expect(new Map(counts.entries())).toEqual(expected);
    expect(counts.overflow).toBe(0);
  });

  test("a full table counts further keys as overflow and known keys as before", () => {
    const counts = new SparseCounts(2);
    for (const key of [1, 2, 3, 2]) counts.add(key, 1);
    expect(new Map(counts.entries())).toEqual(
      new Map([
        [1, 1],
        [2, 2],
      ]),
    );
    expect(counts.overflow).toBe(1);
  });
});

describe("dense counts", () => {
  test("every combination of labels has its own place", () => {
    const counts = new Counts({ a: ["x", "y"], b: ["1", "2", "3"], c: ["p", "q"] });
    let amount = 1;
    for (let a = 0; a < 2; a++) for (let b = 0; b < 3; b++) for (let c = 0; c < 2; c++) counts.add(amount++, a, b, c);
    expect(counts.samples().map(({ value }) => value)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    expect(counts.samples()[4]?.labels).toEqual({ a: "x", b: "3", c: "p" });
    expect(counts.sumsByFirst()).toEqual([21, 57]);
  });

  test("without labels there is one number", () => {
    const counts = new Counts({});
    counts.add(2);
    expect(counts.samples()).toEqual([{ labels: {}, value: 2 }]);
  });
});
