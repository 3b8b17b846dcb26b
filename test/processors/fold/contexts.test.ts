import { expect, test } from "vitest";
import {
  attributesOf,
  decider,
  encode,
  flushed,
  metric,
  newLedger,
  point,
  timeOf,
  values,
} from "../../support/fold-ledger.ts";
import type { PlainMessage } from "../../support/otlp-oracle.ts";
import { Rng, testSeed } from "../../support/rng.ts";

/** Three counters of one process, in a spelling of their own: another schema URL, another description of one of them. */
function spelled(spelling: number, seconds: number, count: number): PlainMessage {
  const metrics = ["orders", "visits", "carts"].map((name) => ({
    ...metric({ name, points: [point({ attributes: { user: "a", of: name }, start: 3, time: seconds, int: count })] }),
    description: name === "carts" ? `description ${spelling % 7}` : "",
  }));
  return {
    resource: { attributes: attributesOf({ "service.name": "shop" }) },
    schemaUrl: `https://example.org/schema/${String(spelling).padStart(6, "0")}`,
    scopeMetrics: [{ scope: { name: "scope" }, metrics, schemaUrl: `https://example.org/${spelling % 3}` }],
  };
}

const seed = testSeed();

test(`Z33 spellings of one metric take no more room than sixteen do, and it stays one metric (TEST_SEED=${seed})`, () => {
  const random = new Rng(seed);
  const ledger = newLedger(decider("user"), { maxBytes: 4 * 1024 * 1024 });
  const play = (from: number, to: number, spelling: (round: number) => number): number => {
    for (let round = from; round < to; round++) {
      const seconds = 10 + round * 0.01;
      const { folded } = ledger.absorb(encode([spelled(spelling(round), seconds, round)]), timeOf(seconds));
      expect(folded).toBe(3);
    }
    return ledger.stats().bytes;
  };
  const few = play(1, 100, (round) => round);
  const many = play(100, 5_000, (round) => round);
  expect(many - few).toBeLessThan(4_096);
  // Those that were forgotten come again, among those that were not.
  play(5_000, 6_000, (round) => (random.chance(0.5) ? random.int(40) : round));
  expect(values(flushed(ledger, 100))).toEqual({ "of=orders": 5_999n, "of=visits": 5_999n, "of=carts": 5_999n });
  expect(ledger.stats()).toMatchObject({ series: 3, outputs: 3, unconserved: 0 });
});
