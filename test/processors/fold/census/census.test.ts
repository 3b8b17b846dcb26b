import { randomBytes } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { CleanBytes } from "../../../../core/bytes.ts";
import { Secret } from "../../../../core/secret.ts";
import { defaultPlan } from "../../../../policy/load.ts";
import { Census } from "../../../../processors/fold/census/census.ts";
import { SeriesCount } from "../../../../processors/fold/census/series-count.ts";
import { createLabelDecider } from "../../../../processors/fold/labels/create-decider.ts";
import type { LabelDecider } from "../../../../processors/fold/labels/decider.ts";
import { counter, metricsRequest } from "../../../support/metric-samples.ts";
import { encode } from "../../../support/requests.ts";
import { Rng } from "../../../support/rng.ts";

type Labels = Readonly<Record<string, string>>;

/** What stays of labels, as one text for each series; asked label by label, as a reader of the rules would. */
function left(decider: LabelDecider, labels: Labels): Map<string, string> {
  const facts = { service: "shop", name: "hits", unit: "1", kind: "sum" } as const;
  const kept = new Map<string, string>();
  for (const [key, text] of Object.entries(labels)) {
    const answer = decider.decide(facts, key, { kind: "string", text }, 1);
    if (answer.action === "keep") kept.set(key, text);
    else if (answer.action === "replace") kept.set(key, answer.text ?? "");
  }
  return kept;
}

const seriesOf = (labels: Iterable<readonly [string, string]>, without?: string): string =>
  JSON.stringify([...labels].filter(([key]) => key !== without).sort(([a], [b]) => (a < b ? -1 : 1)));

const uuid = (rng: Rng): string => `00000000-0000-4000-8000-${String(100_000_000_000 + rng.int(40))}`;

/** Labels of which some fold whole, some become templates and some stay. */
function drawn(rng: Rng): Labels {
  const labels: Record<string, string> = {};
  if (rng.chance(0.8)) labels["request.id"] = uuid(rng);
  if (rng.chance(0.8)) labels["region"] = rng.pick(["north", "south", "east"]);
  if (rng.chance(0.5)) labels["plan"] = rng.pick(["free", "team", "large"]);
  if (rng.chance(0.5)) labels["url.path"] = `/users/${1_000 + rng.int(30)}/${rng.pick(["orders", "cart"])}`;
  const entries = Object.entries(labels);
  return Object.fromEntries(rng.chance(0.5) ? entries.toReversed() : entries);
}

function newCensus(): { readonly census: Census; readonly decider: LabelDecider } {
  const { fold } = defaultPlan();
  const key = { id: "abc", secret: new Secret(randomBytes(32)) };
  const decider = createLabelDecider(fold, key);
  return { census: new Census(fold, decider, key.secret), decider };
}

const clean = (request: ReturnType<typeof metricsRequest>): CleanBytes => encode("metrics", request) as CleanBytes;

describe("census", () => {
  const seed = (Date.now() & 0xffff) + 1;

  test(`Z3 Z4 series, what is left of them and what is left without each label are as many as sets of texts hold (seed ${seed})`, () => {
    const rng = new Rng(seed);
    for (let round = 0; round < 20; round++) {
      const { census, decider } = newCensus();
      const sets = Array.from({ length: 1 + rng.int(200) }, () => drawn(rng));
      for (let at = 0; at < sets.length; at += 50)
        census.add(clean(metricsRequest([counter("hits", at, sets.slice(at, at + 50))])));
      const tally = [...census.metrics.values()][0]!;
      const outputs = sets.map((labels) => left(decider, labels));
      expect(tally.series.estimate()).toEqual({
        value: new Set(sets.map((one) => seriesOf(Object.entries(one)))).size,
        band: 0,
      });
      expect(tally.outputs.estimate()).toEqual({ value: new Set(outputs.map((one) => seriesOf(one))).size, band: 0 });
      expect(tally.points).toBe(sets.length);
      const folds = sets.filter((labels, i) => seriesOf(Object.entries(labels)) !== seriesOf(outputs[i]!));
      expect(tally.foldedPoints).toBe(folds.length);
      for (const [key, label] of tally.labels) {
        const having = sets.flatMap((labels, i) => (key in labels ? [i] : []));
        const count = (texts: readonly string[]): number => new Set(texts).size;
        expect(label.values.estimate().value, key).toBe(count(having.map((i) => sets[i]![key]!)));
        expect(label.keptSeries + [...label.reasons.values()].reduce((n, one) => n + one, 0), key).toBe(
          count(having.map((i) => seriesOf(Object.entries(sets[i]!)))),
        );
        expect(label.outputsWithout.estimate().value, key).toBe(count(outputs.map((one) => seriesOf(one, key))));
        expect(label.seriesWithout.estimate().value, key).toBe(
          count(sets.map((one) => seriesOf(Object.entries(one), key))),
        );
      }
    }
  });

  test("Z3 resources, scopes and temporality tell series apart, the order of attributes does not", () => {
    const { census } = newCensus();
    const [one, two] = [
      { region: "north", plan: "free" },
      { plan: "free", region: "north" },
    ];
    census.add(clean(metricsRequest([counter("hits", 0, [one, two])])));
    census.add(clean(metricsRequest([counter("hits", 1, [one])], "other")));
    const delta = counter("hits", 2, [one]) as { sum: { aggregationTemporality: number } };
    delta.sum.aggregationTemporality = 1;
    census.add(clean(metricsRequest([delta])));
    expect([...census.metrics.values()].map(({ series }) => series.estimate().value)).toEqual([3]);
  });
});

describe("counting different hashes", () => {
  const seed = (Date.now() & 0xffff) + 1;

  test(`Z3 counts are exact up to 1,024 however often a hash comes, and the truth is mostly in the band beyond (seed ${seed})`, () => {
    const rng = new Rng(seed);
    const hash = (): number => rng.int(2 ** 26) * 2 ** 27 + rng.int(2 ** 27);
    let inside = 0;
    const rounds = 60;
    for (let round = 0; round < rounds; round++) {
      const size = round % 2 === 0 ? 1 + rng.int(1_024) : 1_025 + rng.int(20_000);
      const hashes = new Set<number>();
      while (hashes.size < size) hashes.add(hash());
      const counted = new SeriesCount();
      for (let times = 0; times < 3; times++) for (const one of hashes) counted.add(one);
      const { value, band } = counted.estimate();
      if (size <= 1_024) expect({ value, band }).toEqual({ value: size, band: 0 });
      if (Math.abs(value - size) <= band) inside++;
    }
    // 95 in 100 of half the rounds; fewer than 24 of 30 would happen once in some ten thousand runs.
    expect(inside).toBeGreaterThanOrEqual(rounds / 2 + 24);
  });
});
