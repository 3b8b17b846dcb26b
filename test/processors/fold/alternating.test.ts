import { expect, test } from "vitest";
import type { Ledger } from "../../../processors/fold/ledger.ts";
import { decider, newLedger, point, send } from "../../support/fold-ledger.ts";
import { Rng } from "../../support/rng.ts";

const MARK_KEY = new Uint8Array(16).fill(7);

function replicas(count: number): Ledger[] {
  return Array.from({ length: count }, () => newLedger(decider("user"), { markKey: MARK_KEY }));
}

interface Export {
  readonly seconds: number;
  readonly service?: string;
  readonly name?: string;
}

/** A counter of a process that began long ago. */
function exportTo(ledger: Ledger, { seconds, service = "shop", name = "orders" }: Export): void {
  const points = [point({ attributes: { user: "a" }, start: 1, time: seconds, int: Math.round(seconds) })];
  send(ledger, seconds + 0.2, { service, name, points });
}

const alternating = (ledgers: readonly Ledger[]): number[] => ledgers.map((ledger) => ledger.stats().alternating);

function random(seed: number): () => number {
  const numbers = new Rng(seed);
  return () => numbers.next();
}

test.each([2, 3, 4])(
  "Z30 each of %i replicas that get exports dealt out to them tells that it does not get all",
  (count) => {
    const ledgers = replicas(count);
    const next = random(count);
    for (let beat = 1; beat <= 60 * count; beat++) {
      const chosen = ledgers[Math.floor(next() * count)]!;
      exportTo(chosen, { seconds: beat * 10 + next() * 0.3 });
      // Another source stays where it is.
      exportTo(ledgers[0]!, { seconds: beat * 10, service: "desk" });
    }
    expect(alternating(ledgers)).toEqual(ledgers.map(() => 1));
  },
);

test("Z30 a source that comes back to one replica is told no longer", () => {
  const [here, there] = replicas(2);
  const next = random(5);
  for (let beat = 1; beat <= 80; beat++) exportTo(next() < 0.5 ? here! : there!, { seconds: beat * 10 });
  expect(here!.stats().alternating).toBe(1);
  for (let beat = 81; beat <= 140; beat++) exportTo(here!, { seconds: beat * 10 });
  expect(here!.stats().alternating).toBe(0);
});

type Pace = (next: () => number) => Iterable<number>;

function* steps(count: number, gap: (index: number) => number): Iterable<number> {
  for (let i = 0, seconds = 10; i < count; i++) yield (seconds += gap(i));
}

const PACES: Readonly<Record<string, Pace>> = {
  "slow, once a minute": (next) => steps(100, () => 60 + next()),
  "slow, twice an hour": () => steps(100, () => 1_800),
  irregular: (next) => steps(200, () => 5 + next() * 55),
  "silent now and then": (next) => steps(200, (i) => (i % 23 === 22 ? 10 * Math.ceil(next() * 20) : 10)),
  "a tenth of its exports lost": (next) => steps(200, () => (next() < 0.1 ? 20 : 10)),
  "begun with a forced flush": () => steps(200, (i) => (i === 1 ? 2 : 10)),
  "flushed by force now and then": (next) => steps(300, () => (next() < 0.1 ? 1 + next() * 8 : 10)),
  "exported by two readers": () => [...new Set([...steps(60, () => 10), ...steps(40, () => 15)])].sort((a, b) => a - b),
  "one of three left out": () => steps(200, (i) => (i % 2 === 0 ? 10 : 20)),
};

test.each(Object.entries(PACES))("Z30 a source that is %s is no source that alternates", (_name, pace) => {
  const [ledger] = replicas(1);
  for (const seconds of pace(random(11))) exportTo(ledger!, { seconds });
  expect(ledger!.stats().alternating).toBe(0);
});

test("Z30 a source that leaves out what did not change is known by what comes each time", () => {
  const [ledger] = replicas(1);
  const next = random(3);
  for (let beat = 1; beat <= 200; beat++) {
    exportTo(ledger!, { seconds: beat * 10, name: "busy" });
    if (next() < 0.5) exportTo(ledger!, { seconds: beat * 10, name: "rare" });
  }
  expect(ledger!.stats().alternating).toBe(0);
});

test("Z30 a time that is far off hides nothing", () => {
  const ledgers = replicas(2);
  for (const ledger of ledgers) exportTo(ledger, { seconds: 1 });
  const far = [point({ attributes: { user: "a" }, start: 1, time: 900_000, int: 1 })];
  for (const ledger of ledgers) send(ledger, 2, { name: "orders", points: far });
  const next = random(2);
  for (let beat = 1; beat <= 120; beat++) exportTo(ledgers[next() < 0.5 ? 0 : 1]!, { seconds: beat * 10 });
  expect(alternating(ledgers)).toEqual([1, 1]);
});

/** Slots in which two proxies show the same mark. */
function shared([one, other]: readonly Ledger[]): number {
  const marks = other!.stats().sourceMarks;
  return one!.stats().sourceMarks.filter((mark, slot) => mark !== undefined && mark === marks[slot]).length;
}

test("Z31 strict turns look regular to each replica; their marks are the same, and those of a source that stays are not", () => {
  const inTurns = replicas(2);
  for (let beat = 1; beat <= 60; beat++) exportTo(inTurns[beat % 2]!, { seconds: beat * 10 });
  expect([alternating(inTurns), shared(inTurns)]).toEqual([[0, 0], 1]);

  const apart = replicas(2);
  for (let beat = 1; beat <= 60; beat++) {
    apart.forEach((ledger, i) => {
      exportTo(ledger, { seconds: beat * 10, service: `shop-${i}` });
    });
  }
  expect(shared(apart)).toBe(0);
});

test("Z31 a source that moved leaves the marks of where it was", () => {
  const [before, after] = replicas(2);
  for (const ledger of [before!, after!]) exportTo(ledger, { seconds: 10 });
  expect(shared([before!, after!])).toBe(1);
  for (let beat = 2; beat <= 80; beat++) {
    exportTo(before!, { seconds: beat * 10, service: "desk" });
    exportTo(after!, { seconds: beat * 10 });
  }
  expect(shared([before!, after!])).toBe(0);
});

test("Z31 marks of proxies with other keys are other ones", () => {
  const ledgers = [1, 2].map((fill) => newLedger(decider("user"), { markKey: new Uint8Array(16).fill(fill) }));
  for (const ledger of ledgers) exportTo(ledger, { seconds: 10 });
  expect(shared(ledgers)).toBe(0);
});
