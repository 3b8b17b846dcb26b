import { expect, test } from "vitest";
import type { Emission } from "../../../processors/fold/contract.ts";
import { Ledger } from "../../../processors/fold/ledger.ts";
import {
  decider,
  EPOCH,
  flushed,
  type MetricShape,
  newLedger,
  point,
  type Sent,
  send,
  sentIn,
  timeOf,
  values,
} from "../../support/fold-ledger.ts";
import { BINDING } from "../../support/restarting-ledger.ts";
import { Rng, testSeed } from "../../support/rng.ts";

/** Flushes a point at a time and does something in between. */
function flushSlowly(ledger: Ledger, seconds: number, between: (slice: number) => void): readonly Emission[] {
  const slices = ledger.flushInSlices(timeOf(seconds));
  for (let slice = 0; ; slice++) {
    const { done, value } = slices.next();
    if (done === true) return value;
    between(slice);
  }
}

function arrived(ledger: Ledger, emissions: readonly Emission[], ok = true): Sent[] {
  for (const emission of emissions) ledger.flushed(emission, ok);
  return sentIn(emissions.map(({ bytes }) => bytes));
}

const key = ({ name, attributes }: Sent): string => `${name} ${JSON.stringify(attributes)}`;

/** A sum of one user on one route. */
function sum(name: string, user: number, route: number, time: number, start: number, int: number): MetricShape {
  const attributes = { route: `/${route}`, user: `u${user}` };
  const points = [point({ attributes, start, time, int })];
  return { name, delta: name === "deltas", monotonic: name !== "level", points };
}

const seed = testSeed();

test(`Z32 what comes in the middle of a flush is in it or in the next one, once (TEST_SEED=${seed})`, () => {
  const random = new Rng(seed);
  const below = (most: number): number => random.int(most);
  const labels = decider("user");
  const ledger = newLedger(labels, { slicePoints: 1 });
  const told = new Map<string, number>();
  const truth = { counter: 0, level: new Map<string, number>(), deltas: 0 };
  const seen = new Map<string, { timeNs: bigint; startNs: bigint; value: bigint }>();
  const sums = new Map<string, bigint>();
  let seconds = 10;
  const absorb = (): void => {
    seconds += 0.01;
    const user = below(12);
    const route = user % 4;
    const name = ["counter", "level", "deltas"][below(3)]!;
    const id = `${name} ${user}`;
    const before = told.get(id) ?? 0;
    const step = name === "level" ? below(21) - 10 : below(9);
    const after = name === "deltas" ? step : before + step;
    const start = name === "deltas" ? seconds - 0.01 : 5;
    send(ledger, seconds, sum(name, user, route, seconds, start, after));
    told.set(id, after);
    if (name === "level") truth.level.set(id, after);
    else truth[name as "counter" | "deltas"] += step;
  };
  const check = (sent: readonly Sent[], ok: boolean): void => {
    for (const one of sent) {
      const value = one.value as bigint;
      expect(one.startNs < one.timeNs, key(one)).toBe(true);
      const last = seen.get(key(one));
      // A zero is told again until it arrives.
      if (last !== undefined && (value !== 0n || one.timeNs > last.timeNs)) {
        expect(one.timeNs > last.timeNs, key(one)).toBe(true);
        if (one.name === "counter") expect(value >= last.value && one.startNs === last.startNs, key(one)).toBe(true);
      }
      seen.set(key(one), { timeNs: one.timeNs, startNs: one.startNs, value });
      if (one.name === "deltas" && ok) sums.set(key(one), (sums.get(key(one)) ?? 0n) + value);
    }
  };
  for (let i = 0; i < 24; i++) absorb();
  for (let round = 0; round < 60; round++) {
    if (below(4) === 0) labels.generation++;
    if (below(8) === 0) labels.dropped[labels.dropped.has("user") ? "delete" : "add"]("route");
    const ok = below(4) > 0;
    const emissions = flushSlowly(ledger, seconds, () => {
      if (below(2) === 0) absorb();
    });
    check(arrived(ledger, emissions, ok), ok);
    expect(ledger.stats().unconserved).toBe(0);
    seconds += 1;
  }
  seconds += 1;
  const last = arrived(
    ledger,
    flushSlowly(ledger, seconds, () => {}),
  );
  check(last, true);
  const total = (name: string): number =>
    Number([...seen].reduce((n, [id, { value }]) => n + (id.startsWith(`${name} `) ? value : 0n), 0n));
  expect(total("counter")).toBe(truth.counter);
  expect(total("level")).toBe([...truth.level.values()].reduce((n, value) => n + value, 0));
  expect(Number([...sums.values()].reduce((n, value) => n + value, 0n))).toBe(truth.deltas);
});

test("Z32 a level that moves in the middle of a flush is in one output, not in two or in none", () => {
  const labels = decider("user");
  const ledger = newLedger(labels, { slicePoints: 1 });
  const users = Array.from({ length: 8 }, (_, user) => user);
  const absorb = (user: number, seconds: number): void => {
    send(ledger, seconds, sum("level", user, user % 4, seconds, 5, 5));
  };
  for (const user of users) absorb(user, 10);
  for (let round = 1; round <= 6; round++) {
    const seconds = 10 + round * 10;
    const emissions = flushSlowly(ledger, seconds, (slice) => {
      // What was decided before the flush, or in it, moves when it is over.
      if (slice === 0) labels.generation++;
      if (round % 2 === 0) labels.dropped.add("route");
      else labels.dropped.delete("route");
      absorb(slice % users.length, seconds + 0.01 * (slice + 1));
    });
    const now = arrived(ledger, emissions).filter(({ timeNs }) => timeNs >= timeOf(seconds));
    expect(now.reduce((n, { value }) => n + Number(value), 0)).toBe(40);
    for (const user of users) absorb(user, seconds + 1);
  }
});

test("Z32 an output that opens in the middle of a flush begins behind it", () => {
  const ledger = newLedger(decider("user"), { slicePoints: 1 });
  send(ledger, 10, sum("counter", 1, 1, 10, 5, 3));
  const first = flushSlowly(ledger, 20, (slice) => {
    // A clock that stands still, or goes back.
    if (slice === 0) send(ledger, 19, sum("counter", 2, 2, 19, 5, 4));
  });
  expect(values(arrived(ledger, first).filter(({ timeNs }) => timeNs === timeOf(20)))).toEqual({ "route=/1": 3n });
  const second = arrived(ledger, ledger.flush(timeOf(30)));
  const opened = second.filter(({ attributes }) => attributes["route"] === "/2");
  expect(opened.map(({ value, timeNs }) => [value, timeNs >= timeOf(20)])).toEqual([
    [0n, true],
    [4n, true],
  ]);
});

test("Z32 what is saved behind a slow flush is never behind what was sent, and goes on where it was", () => {
  const labels = decider("user");
  const ledger = newLedger(labels, { slicePoints: 1, snapshot: BINDING });
  const totals = [0, 0, 0, 0];
  const absorb = (user: number, seconds: number): void => {
    totals[user]! += 3;
    send(ledger, seconds, sum("counter", user, user, seconds, 5, totals[user]!));
  };
  for (let i = 0; i < 8; i++) absorb(i % 4, 10 + i * 0.1);
  const emissions = flushSlowly(ledger, 20, (slice) => absorb(slice % 4, 20.1 + slice * 0.1));
  const told = arrived(ledger, emissions).filter(({ timeNs }) => timeNs === timeOf(20));
  const file = Buffer.concat(ledger.save(timeOf(22)));
  const next = Ledger.restore(file, timeOf(25), { epochNs: EPOCH, maxSeries: 10_000, snapshot: BINDING }, labels);
  if (!(next instanceof Ledger)) throw new Error(next);
  const after = arrived(next, next.flush(timeOf(30)));
  expect(values(after)).toEqual(Object.fromEntries(totals.map((total, user) => [`route=/${user}`, BigInt(total)])));
  for (const { attributes, value, startNs } of told) {
    const again = after.find((one) => one.attributes["route"] === attributes["route"]);
    expect(again!.startNs).toBe(startNs);
    expect(again!.value! >= value!).toBe(true);
  }
});

test("Z32 sources that come back in the middle of ending others go on where they were, ended by then or not", () => {
  const ledger = newLedger(decider("user"));
  const users = Array.from({ length: 4_000 }, (_, user) => user);
  const points = (time: number, int: number, some: readonly number[]) =>
    some.map((user) => point({ attributes: { route: "/a", user: `u${user}` }, start: 5, time, int }));
  send(ledger, 10, { points: points(10, 2, users) }, { name: "level", monotonic: false, points: points(10, 2, users) });
  flushed(ledger, 20);
  let pauses = 0;
  for (const slices = ledger.expireInSlices(timeOf(1_000)); slices.next().done !== true; pauses++) {
    const back = [users[pauses]!, users[3_999 - pauses]!];
    send(ledger, 1_001, { points: points(1_001, 5, back) });
    send(ledger, 1_001, { name: "level", monotonic: false, points: points(1_001, 5, back) });
  }
  expect(pauses).toBeGreaterThan(3);
  const sent = flushed(ledger, 1_010);
  const last = (name: string) => sent.findLast((one) => one.name === name)?.value;
  expect([last("requests"), last("level")]).toEqual([BigInt(8_000 + 6 * pauses), BigInt(10 * pauses)]);
  expect(ledger.stats()).toMatchObject({ series: 4 * pauses, unconserved: 0 });
});
