import { describe, expect, test } from "vitest";
import { createHistograms } from "../../../../processors/fold/kinds/histogram.ts";
import { SIGHTS, type Sight } from "../../../../processors/fold/kinds/kind.ts";
import { absorbPoint, wordFor, writtenPoint } from "../../../support/fold-points.ts";
import { Rng, testSeed } from "../../../support/rng.ts";

const seed = testSeed();
const TRACES = 80;

/** How many values lie at or below each bound, by bound; all of them at Infinity. */
type Below = ReadonlyMap<number, bigint>;

/** An output as its values would have it: what was added at every bound that all additions know. */
class Ideal {
  #below: Below | undefined;
  sum = 0;

  get bounds(): number[] {
    return [...(this.#below?.keys() ?? [])].filter((bound) => bound !== Infinity).sort((a, b) => a - b);
  }

  get buckets(): string[] {
    const below = [...this.bounds, Infinity].map((bound) => this.#below?.get(bound) ?? 0n);
    return below.map((count, i) => String(count - (below[i - 1] ?? 0n)));
  }

  /** What would be left of the bounds. */
  common(added: Below): number {
    return this.bounds.filter((bound) => added.has(bound)).length;
  }

  fits(added: Below, leastBounds: number): boolean {
    if (this.#below === undefined) return true;
    const isSame = this.bounds.length === added.size - 1 && this.common(added) === this.bounds.length;
    return isSame || this.common(added) >= leastBounds;
  }

  add(added: Below): void {
    const before = this.#below ?? new Map([...added.keys()].map((bound) => [bound, 0n]));
    if (this.#below !== undefined && added.get(Infinity) === 0n) return;
    this.#below = new Map(
      [...before].flatMap(([bound, count]) => {
        const more = added.get(bound);
        return more === undefined ? [] : [[bound, count + more] as const];
      }),
    );
  }
}

/** A source: bounds that may change, and the values it measured in its present life. */
class Source {
  readonly #rng: Rng;
  bounds: number[];
  values: number[] = [];
  lastBelow: Below | undefined;
  lastSum = 0;
  input = -1;

  constructor(rng: Rng) {
    this.#rng = rng;
    this.bounds = this.newBounds();
  }

  newBounds(): number[] {
    const share = this.#rng.pick([1, 1, 0.9, 0.5]);
    return Array.from({ length: 12 }, (_, i) => i * 10).filter(() => this.#rng.chance(share));
  }

  measure(): void {
    for (let i = this.#rng.int(6); i > 0; i--) this.values.push(this.#rng.int(130) - 5);
  }

  get sum(): number {
    return this.values.reduce((total, one) => total + one, 0);
  }

  below(): Below {
    return new Map([...this.bounds, Infinity].map((b) => [b, BigInt(this.values.filter((v) => v <= b).length)]));
  }

  point() {
    const { values, bounds } = this;
    const inBucket = (i: number) =>
      values.filter((v) => v > (bounds[i - 1] ?? -Infinity) && v <= (bounds[i] ?? Infinity)).length;
    return {
      count: values.length,
      sum: this.sum,
      explicitBounds: bounds,
      bucketCounts: bounds.length === 0 ? [] : [...bounds, Infinity].map((_, i) => inBucket(i)),
    };
  }
}

function difference(now: Below, before: Below): Below {
  return new Map([...now].flatMap(([b, n]) => (before.has(b) ? [[b, n - (before.get(b) ?? 0n)] as const] : [])));
}

/** One random life of a few sources and outputs; returns what was compared. */
function runTrace(rng: Rng, leastBounds: number): { misfits: number; shrunk: number; steps: number } {
  const ledger = createHistograms({ leastBounds });
  const outputs = [0, 1].map(() => ({ slot: ledger.openOutput(), ideal: new Ideal() }));
  const sources = Array.from({ length: 4 }, () => new Source(rng));
  for (const source of sources) source.input = ledger.openInput();
  const seen = { misfits: 0, shrunk: 0, steps: 0 };
  for (let step = 0; step < 40; step++) {
    const source = rng.pick(sources);
    const output = rng.chance(0.8) ? outputs[0] : outputs[1];
    if (output === undefined) break;
    let sight: Sight = source.lastBelow === undefined ? rng.pick([SIGHTS.baseline, SIGHTS.full]) : SIGHTS.difference;
    if (rng.chance(0.1)) {
      source.values = [];
      sight = SIGHTS.full;
    }
    if (rng.chance(0.1)) source.bounds = source.newBounds();
    source.measure();
    const now = source.below();
    const added =
      sight === SIGHTS.difference ? difference(now, source.lastBelow ?? now) : sight === SIGHTS.full ? now : undefined;
    const before = writtenPoint(ledger, "histogram", output.slot);
    const target = { input: source.input, output: output.slot, sight };
    const word = wordFor(absorbPoint(ledger, "histogram", target, source.point()));
    const count = added?.get(Infinity) ?? 0n;
    const fits = added === undefined || count === 0n || output.ideal.fits(added, leastBounds);
    expect(word).toBe(fits ? "counted" : "misfit");
    seen.steps++;
    if (!fits) {
      seen.misfits++;
      expect(writtenPoint(ledger, "histogram", output.slot)).toEqual(before);
      // It goes elsewhere: to an output that knows no bounds yet.
      const other = ledger.openOutput();
      expect(wordFor(absorbPoint(ledger, "histogram", { ...target, output: other }, source.point()))).toBe("counted");
      expect(writtenPoint(ledger, "histogram", other)).toMatchObject({ count: String(count) });
      ledger.closeOutput(other);
    } else if (added === undefined) output.ideal.add(new Map([...now.keys()].map((bound) => [bound, 0n])));
    else {
      const bounds = output.ideal.bounds.length;
      output.ideal.add(added);
      output.ideal.sum += source.sum - (sight === SIGHTS.difference ? source.lastSum : 0);
      if (output.ideal.bounds.length < bounds) seen.shrunk++;
    }
    source.lastBelow = now;
    source.lastSum = source.sum;
    expectEqual(writtenPoint(ledger, "histogram", output.slot), output.ideal);
  }
  return seen;
}

function expectEqual(written: Record<string, unknown>, ideal: Ideal): void {
  const buckets = ideal.buckets;
  const total = buckets.reduce((sum, one) => sum + BigInt(one), 0n);
  expect(written["count"]).toBe(String(total));
  expect(written["sum"]).toBe(ideal.sum);
  expect(written["explicitBounds"] ?? []).toEqual(ideal.bounds);
  expect(written["bucketCounts"] ?? [String(total)]).toEqual(buckets);
}

describe(`random histograms (TEST_SEED=${seed})`, () => {
  test.each([0, 1, 5])(
    "B8 B9 outputs hold at every common bound what was measured, at least %d bounds required",
    (leastBounds) => {
      const rng = new Rng(seed + leastBounds);
      const seen = { misfits: 0, shrunk: 0, steps: 0 };
      for (let i = 0; i < TRACES; i++) {
        const trace = runTrace(rng, leastBounds);
        seen.misfits += trace.misfits;
        seen.shrunk += trace.shrunk;
        seen.steps += trace.steps;
      }
      expect(seen.shrunk).toBeGreaterThan(TRACES / 10);
      expect(seen.misfits > 0).toBe(leastBounds > 0);
    },
  );

  test("B10 deltas, some of them restored, add up to the total bucket by bucket", () => {
    const rng = new Rng(seed);
    for (let i = 0; i < TRACES; i++) {
      const ledger = createHistograms({ leastBounds: 0 });
      const output = ledger.openOutput();
      const sources = Array.from({ length: 3 }, () => new Source(rng));
      for (const source of sources) source.bounds = [0, 10, 50];
      let counts = [0, 0, 0, 0];
      let sum = 0;
      for (let step = 0; step < 25; step++) {
        const source = rng.pick(sources);
        const sight = source.input < 0 ? SIGHTS.full : SIGHTS.difference;
        if (source.input < 0) source.input = ledger.openInput();
        source.measure();
        absorbPoint(ledger, "histogram", { input: source.input, output, sight }, source.point());
        if (!rng.chance(0.3)) continue;
        const delta = writtenPoint(ledger, "histogram", output, true);
        if (rng.chance(0.4)) {
          ledger.restoreDelta(output);
          continue;
        }
        counts = counts.map((count, at) => count + Number((delta["bucketCounts"] as string[])[at]));
        sum += Number(delta["sum"]);
      }
      const rest = writtenPoint(ledger, "histogram", output, true);
      const all = writtenPoint(ledger, "histogram", output);
      expect(counts.map((count, at) => String(count + Number((rest["bucketCounts"] as string[])[at])))).toEqual(
        all["bucketCounts"],
      );
      expect(sum + Number(rest["sum"])).toBe(all["sum"]);
    }
  });
});
