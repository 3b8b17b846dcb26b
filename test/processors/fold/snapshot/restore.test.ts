import { describe, expect, test } from "vitest";
import { traceOf, violationOf } from "../../../../bench/fold-check/check.ts";
import { FOLDABLE } from "../../../../bench/fold-check/making.ts";
import { CANARY } from "../../../../bench/fold-check/trace.ts";
import { restarting } from "../../../support/restarting-ledger.ts";
import { testSeed } from "../../../support/rng.ts";

const TRACES = 250;

describe("Z18 snapshots", () => {
  const seed = testSeed();

  test(`Z18 books taken up again say what books say that lived on, in all random traces (TEST_SEED=${seed})`, () => {
    const seen = { restarts: 0, snapshots: [] as Buffer[] };
    for (let n = 0; n < TRACES; n++) {
      seen.snapshots.length = 0;
      const trace = traceOf(seed, n);
      expect(violationOf(trace, restarting(n, seen)), `trace ${n} of seed ${seed}`).toBeUndefined();
      // What stays a label is in the file as it leaves.
      if (trace.folding.size < FOLDABLE.length || trace.steps.some(({ kind }) => kind === "flip")) continue;
      for (const snapshot of seen.snapshots) expect(snapshot.includes(CANARY), "an identifier in the file").toBe(false);
    }
    expect(seen.restarts).toBeGreaterThan(TRACES);
  });
});
