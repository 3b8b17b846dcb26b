import { describe, expect, test } from "vitest";
import { RoadError } from "../../../../core/errors.ts";
import { Ledger } from "../../../../processors/fold/ledger.ts";
import { decider, EPOCH, flushed, newLedger, point, send, timeOf, values } from "../../../support/fold-ledger.ts";
import { BINDING } from "../../../support/restarting-ledger.ts";
import { Rng, testSeed } from "../../../support/rng.ts";

const options = { epochNs: EPOCH, maxSeries: 10_000, snapshot: BINDING };
const sum = (user: string, time: number, int: number) =>
  ({ points: [point({ attributes: { route: "/a", user }, start: 5, time, int })] }) as const;

/** Books with a passing and a folded series, two kinds, a delta, something buried. */
function books(): Ledger {
  const ledger = newLedger(decider("user"), { snapshot: BINDING });
  send(ledger, 10, sum("canary-ada@example.org", 10, 7), {
    name: "size",
    kind: "histogram",
    points: [
      point({
        attributes: { user: "canary-ada@example.org" },
        start: 5,
        time: 10,
        count: "3",
        sum: 6,
        explicitBounds: [1, 2],
        bucketCounts: ["1", "1", "1"],
      }),
    ],
  });
  send(ledger, 11, {
    name: "passes",
    points: [point({ attributes: { tier: "canary-gold" }, start: 5, time: 11, int: 1 })],
  });
  send(ledger, 12, {
    name: "steps",
    delta: true,
    points: [point({ attributes: { user: "canary-ada@example.org" }, start: 11, time: 12, int: 4 })],
  });
  flushed(ledger, 20);
  ledger.expire(timeOf(20 + 900));
  send(ledger, 925, sum("canary-bob@example.org", 925, 2));
  flushed(ledger, 930);
  return ledger;
}

const saved = (ledger: Ledger, seconds = 930): Buffer => Buffer.concat(ledger.save(timeOf(seconds)));
const restore = (bytes: Buffer, binding = BINDING, more = {}) =>
  Ledger.restore(bytes, timeOf(930), { ...options, ...more, snapshot: binding }, decider("user"));

describe("Z19 what is not taken up", () => {
  const file = saved(books());

  test("Z19 the file itself is", () => {
    expect(restore(file)).toBeInstanceOf(Ledger);
  });

  test.each([
    ["nothing", Buffer.alloc(0), "damaged"],
    [
      "a text",
      Buffer.from("not a snapshot, but a text of some length, which says nothing at all about series"),
      "damaged",
    ],
    ["half of it", file.subarray(0, file.length >> 1), "damaged"],
    ["all but the last byte", file.subarray(0, -1), "damaged"],
    ["one byte more", Buffer.concat([file, Buffer.of(0)]), "damaged"],
  ])("Z19 %s is refused", (_, bytes, reason) => {
    expect(restore(bytes)).toBe(reason);
  });

  test("Z19 each changed byte is refused", () => {
    const seed = testSeed();
    const rng = new Rng(seed);
    for (let at = 0; at < file.length; at++) {
      const bytes = Buffer.from(file);
      bytes[at]! ^= 1 + rng.int(255);
      expect(["damaged", "version", "key"], `byte ${at} of seed ${seed}`).toContain(restore(bytes));
    }
  });

  test("Z19 another key, policy or limit is said by its name", () => {
    expect(restore(file, { ...BINDING, key: Buffer.from("another key") })).toBe("key");
    expect(restore(file, { ...BINDING, of: "policy 2" })).toBe("policy");
    const two = newLedger(decider("user"), { snapshot: BINDING });
    send(two, 10, sum("a", 10, 7), sum("b", 10, 7));
    expect(restore(saved(two), BINDING, { maxSeries: 1 })).toBe("limit");
  });

  test("Z19 the file holds no label of an input series", () => {
    for (const word of ["canary", "example.org", "gold", "user", "tier"]) expect(file.includes(word), word).toBe(false);
    // What leaves is in it as it leaves.
    expect(file.includes("/a")).toBe(true);
    expect(file.includes("requests")).toBe(true);
  });
});

describe("Z18 what goes on", () => {
  test("Z18 hours without a proxy end nobody, and what was buried still comes back", () => {
    const restored = Ledger.restore(saved(books()), timeOf(930 + 20 * 3_600), options, decider("user")) as Ledger;
    const now = 940 + 20 * 3_600;
    restored.expire(timeOf(now));
    send(restored, now, sum("canary-ada@example.org", now, 17), sum("canary-bob@example.org", now, 5));
    // 7 and 2 before; 10 and 3 since.
    expect(values(flushed(restored, now + 5).filter(({ name }) => name === "requests"))).toEqual({ "route=/a": 22n });
    expect(restored.stats()).toMatchObject({ baselines: 0, unconserved: 0 });
  });

  test("Z18 a delta that is sent again behind a restart counts once", () => {
    const ledger = newLedger(decider("user"), { snapshot: BINDING });
    const delta = { delta: true, points: [point({ attributes: { user: "a" }, start: 1, time: 2, int: 4 })] };
    send(ledger, 3, delta);
    expect(values(flushed(ledger, 5))).toEqual({ "": 4n });
    const restored = Ledger.restore(saved(ledger, 6), timeOf(7), options, decider("user")) as Ledger;
    send(restored, 8, delta);
    expect(flushed(restored, 10)).toEqual([]);
    expect(restored.stats().duplicates).toBe(1);
  });

  test("Z18 after a kill, totals that came since the last snapshot come again and count once", () => {
    const ledger = newLedger(decider("user"), { snapshot: BINDING });
    send(ledger, 10, sum("a", 10, 7));
    flushed(ledger, 12);
    const file = saved(ledger, 12);
    send(ledger, 20, sum("a", 20, 9), sum("b", 20, 100));
    const restored = Ledger.restore(file, timeOf(25), options, decider("user")) as Ledger;
    send(restored, 30, sum("a", 30, 10), sum("b", 30, 101));
    expect(values(flushed(restored, 31))).toEqual({ "route=/a": 111n });
  });

  test("Z18 a restart in the same place starts nothing anew", () => {
    const ledger = books();
    const before = flushed(ledger, 940);
    const restored = Ledger.restore(saved(ledger, 940), timeOf(941), options, decider("user")) as Ledger;
    const starts = (sent: ReturnType<typeof flushed>) => sent.map(({ name, startNs }) => [name, startNs]);
    const after = flushed(restored, 950);
    expect(starts(after)).toEqual(starts(before));
    expect(restored.flush(timeOf(951)).reduce((sum, { items }) => sum + items, 0)).toBe(after.length);
  });
});

test("V31 books that are saved slice by slice are those of one moment: nothing comes in between", () => {
  const ledger = books();
  const whole = saved(ledger);
  const slices = ledger.saveInSlices(timeOf(930));
  let pauses = 0;
  for (;;) {
    const { done, value } = slices.next();
    if (done === true) {
      expect(Buffer.concat(value).equals(whole)).toBe(true);
      break;
    }
    pauses++;
    expect(() => send(ledger, 931, sum("eve", 931, 5))).toThrow(RoadError);
  }
  expect(pauses).toBeGreaterThan(2);
  expect(send(ledger, 931, sum("eve", 931, 5)).folded).toBe(1);
});
