import { expect, test } from "vitest";
import type { Slices } from "../../../core/slices.ts";
import type { Emission } from "../../../processors/fold/contract.ts";
import { Ledger } from "../../../processors/fold/ledger.ts";
import { decider, EPOCH, type MetricShape, point, type Sent, send, sentIn, timeOf } from "../../support/fold-ledger.ts";
import { BINDING } from "../../support/restarting-ledger.ts";
import { Rng, testSeed } from "../../support/rng.ts";

const NAMES = ["sums", "deltas", "histograms", "delta_histograms", "exponentials"] as const;
type Name = (typeof NAMES)[number];
const isDelta = (name: string): boolean => name.startsWith("delta");
const USERS = 14;
const LIMITS = { maxSeries: 1_000, maxExportBytes: 700, slicePoints: 1, staleAfterMs: 20_000 };
const OPTIONS = { epochNs: EPOCH, snapshot: BINDING, ...LIMITS };

/** What a source has counted: values by bucket, since when. */
interface Counted {
  readonly buckets: readonly number[];
  readonly start: number;
}

function shapeOf(name: Name, user: number, { buckets, start }: Counted, time: number): MetricShape {
  const attributes = { route: `/${user % 5}`, user: `u${user}` };
  const count = total(buckets);
  const bucketCounts = buckets.map(String);
  const times = { attributes, start, time };
  const common = { name, delta: isDelta(name) };
  if (name === "sums" || name === "deltas") return { ...common, points: [point({ ...times, int: count })] };
  const values = { ...times, count: String(count), sum: count };
  if (name === "exponentials") {
    const positive = { offset: user % 2, bucketCounts };
    return { ...common, kind: "exponentialHistogram", points: [point({ ...values, scale: 2, positive })] };
  }
  // Some do not fit the others.
  const explicitBounds = [1, user % 3 === 0 ? 2 : 5];
  return { ...common, kind: "histogram", points: [point({ ...values, bucketCounts, explicitBounds })] };
}

function total(numbers: readonly number[]): number {
  return numbers.reduce((sum, one) => sum + one, 0);
}

function countOf({ kind, point: told, value }: Sent): number {
  return Number(kind === "sum" ? value : (told["count"] ?? 0));
}

/** A ledger, what was told it, and what it told. */
class Playing {
  readonly labels = decider("user");
  readonly random: Rng;
  readonly truth = new Map<Name, number>(NAMES.map((name) => [name, 0]));
  readonly told = new Map<string, { readonly timeNs: bigint; readonly startNs: bigint; readonly count: number }>();
  readonly #sources = new Map<string, Counted>();
  ledger = new Ledger(OPTIONS, this.labels);
  seconds = 10;

  constructor(random: Rng) {
    this.random = random;
  }

  /** One point of one source, which may have begun anew. */
  absorb(): void {
    this.seconds += 0.01;
    const [name, user] = [this.random.pick(NAMES), this.random.int(USERS)];
    const id = `${name} ${user}`;
    const more = [this.random.int(3), this.random.int(3), this.random.int(3)];
    const old = isDelta(name) || this.random.chance(0.05) ? undefined : this.#sources.get(id);
    const buckets = old === undefined ? more : old.buckets.map((count, index) => count + more[index]!);
    const counted = { buckets, start: old?.start ?? this.seconds - 0.005 };
    this.#sources.set(id, counted);
    this.truth.set(name, this.truth.get(name)! + total(more));
    expect(send(this.ledger, this.seconds, shapeOf(name, user, counted, this.seconds))).toMatchObject({ folded: 1 });
  }

  /** Slices of the ledger's, with points in between. */
  play<T>(slices: Slices<T>): T {
    for (;;) {
      const { done, value } = slices.next();
      if (done === true) return value;
      if (this.random.chance(0.5)) this.absorb();
    }
  }

  /** Says what became of the emissions, and looks at what is in them. */
  arrive(emissions: readonly Emission[], isThere: boolean): void {
    for (const emission of emissions) {
      this.ledger.flushed(emission, isThere);
      for (const one of sentIn([emission.bytes])) this.#look(one, isThere);
    }
  }

  #look(one: Sent, isThere: boolean): void {
    // Attributes are a set: behind a restart they may be written in another order.
    const key = `${one.name} ${JSON.stringify(Object.entries(one.attributes).map(String).sort())}`;
    const last = this.told.get(key);
    const count = countOf(one);
    expect(one.startNs < one.timeNs, key).toBe(true);
    // A zero is told again until it arrives.
    if (last !== undefined && count > 0) expect(one.timeNs > last.timeNs, key).toBe(true);
    if (isDelta(one.name)) {
      if (isThere) this.told.set(key, { ...one, count: count + (last?.count ?? 0) });
      return;
    }
    if (last !== undefined && count > 0) expect(count >= last.count && one.startNs === last.startNs, key).toBe(true);
    this.told.set(key, { ...one, count: Math.max(count, last?.count ?? 0) });
  }

  /** Saves the books and goes on with what was saved. */
  restart(): void {
    const now = timeOf(this.seconds);
    const restored = Ledger.restore(Buffer.concat(this.ledger.save(now)), now, OPTIONS, this.labels);
    if (!(restored instanceof Ledger)) throw new Error(restored);
    this.ledger = restored;
  }
}

/** In it restarts wrote the attributes of outputs in another order. */
const KEPT = 2_714_970_425;
const SEEDS = [testSeed(), KEPT];

test.each(SEEDS)(
  "Z32 whatever comes in the middle of flushes and endings, between restarts, is counted once (TEST_SEED=%d)",
  (seed) => {
    const random = new Rng(seed);
    const playing = new Playing(random);
    for (let round = 0; round < 60; round++) {
      for (let i = random.int(20); i > 0; i--) playing.absorb();
      if (random.chance(0.3)) playing.labels.generation++;
      if (random.chance(0.15)) playing.labels.dropped[playing.labels.dropped.has("route") ? "delete" : "add"]("route");
      playing.arrive(playing.play(playing.ledger.flushInSlices(timeOf(playing.seconds))), random.chance(0.75));
      expect(playing.ledger.stats().unconserved).toBe(0);
      if (random.chance(0.2)) playing.restart();
      playing.seconds += random.chance(0.2) ? 25 : 1;
      playing.play(playing.ledger.expireInSlices(timeOf(playing.seconds)));
    }
    playing.arrive(playing.ledger.flush(timeOf(playing.seconds + 1)), true);
    for (const name of NAMES) {
      const told = [...playing.told].filter(([key]) => key.startsWith(`${name} `)).map(([, { count }]) => count);
      expect(total(told), name).toBe(playing.truth.get(name));
    }
  },
);
