import { describe, expect, test } from "vitest";
import { createExponentials } from "../../../../processors/fold/kinds/exponential.ts";
import { createHistograms } from "../../../../processors/fold/kinds/histogram.ts";
import { type KindLedger, SIGHTS } from "../../../../processors/fold/kinds/kind.ts";
import { createSummaries } from "../../../../processors/fold/kinds/summary.ts";
import { absorbPoint, type PointKind, writtenPoint } from "../../../support/fold-points.ts";
import type { PlainMessage } from "../../../support/otlp-oracle.ts";

const SERIES = 200;

/** A point that is another one for every number: its bounds, its number of buckets. */
const POINTS: { readonly [K in PointKind]: (seed: number) => PlainMessage } = {
  histogram: (seed) => ({ count: 2, sum: 3, explicitBounds: [0, seed + 1], bucketCounts: [1, 0, 1], min: 0, max: 9 }),
  exponential: (seed) => ({ count: 2, sum: 3, scale: 2, positive: { offset: 0, bucketCounts: spread(seed % 60) } }),
  summary: (seed) => ({ count: 2 + seed, sum: 3 }),
};

function spread(gap: number): number[] {
  return [1, ...Array.from({ length: gap }, () => 0), 1];
}

/** Opens series and outputs, lets each change its buckets twice, closes everything. */
function liveOnce(ledger: KindLedger, kind: PointKind, life: number): void {
  // The same shapes in every life, but no list of bounds twice.
  const point = (seed: number) => POINTS[kind](seed + life * 60 * SERIES);
  const outputs = Array.from({ length: SERIES }, () => ledger.openOutput());
  const inputs = outputs.map((output, i) => {
    const input = ledger.openInput();
    absorbPoint(ledger, kind, { input, output, sight: SIGHTS.full }, point(i));
    writtenPoint(ledger, kind, output, true);
    absorbPoint(ledger, kind, { input, output, sight: SIGHTS.difference }, point(i + SERIES));
    absorbPoint(ledger, kind, { input, output, sight: SIGHTS.difference }, point(i));
    return input;
  });
  inputs.forEach((input, i) => ledger.closeInput(input, outputs[i] ?? 0));
  for (const output of outputs) ledger.closeOutput(output);
}

describe("B15 what is closed is used again", () => {
  test.each<[PointKind, () => KindLedger]>([
    ["histogram", () => createHistograms({ leastBounds: 0 })],
    ["exponential", createExponentials],
    ["summary", createSummaries],
  ])("B15 %s: many lives take the memory of one", (kind, create) => {
    const ledger = create();
    liveOnce(ledger, kind, 0);
    const { bytes } = ledger;
    for (let life = 1; life < 6; life++) liveOnce(ledger, kind, life);
    expect(ledger.bytes).toBe(bytes);
    const output = ledger.openOutput();
    const series = { input: ledger.openInput(), output, sight: SIGHTS.full };
    absorbPoint(ledger, kind, series, POINTS[kind](0));
    expect(writtenPoint(ledger, kind, output)).toMatchObject({ count: "2", sum: 3 });
  });

  test("B15 a histogram series of 16 buckets takes less than 200 bytes", () => {
    const ledger = createHistograms();
    const output = ledger.openOutput();
    const explicitBounds = Array.from({ length: 15 }, (_, i) => i);
    const point = { count: 16, sum: 1, explicitBounds, bucketCounts: [...explicitBounds, 15].map(() => 1) };
    for (let i = 0; i < 10_000; i++) {
      absorbPoint(ledger, "histogram", { input: ledger.openInput(), output, sight: SIGHTS.full }, point);
    }
    expect(ledger.bytes / 10_000).toBeLessThan(200);
  });
});
