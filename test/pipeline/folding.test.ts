import { expect, test, vi } from "vitest";
import { ACCEPTED, type Outcome } from "../../core/outcome.ts";
import type { CleanBatch, Exporter } from "../../exporters/exporter.ts";
import { CollapsedLabels } from "../../pipeline/collapsed-labels.ts";
import { Folding } from "../../pipeline/folding.ts";
import { Ledger } from "../../processors/fold/ledger.ts";
import type { Log } from "../../telemetry/logger.ts";
import { EPOCH, point, request, sentIn, timeOf } from "../support/fold-ledger.ts";
import { Asking, foldPlanOf } from "../support/labels.ts";

const silent = (): void => {};
const LOG: Log = { debug: silent, info: silent, warn: silent, error: silent, warnSometimes: silent };
const USER = "0f8fad5b-d9cb-469f-a165-70867728950e";

/** A fold that emits every few milliseconds to a destination, with one delta of 7 in its books. */
function foldingTo(send: (batch: CleanBatch) => Promise<Outcome>): Folding {
  const labels = new CollapsedLabels(new Asking(foldPlanOf()).decider);
  const exporter: Exporter = { id: "stub", start: () => Promise.resolve(), stop: () => Promise.resolve(), send };
  const ledger = new Ledger({ epochNs: EPOCH, maxSeries: 1_000 }, labels);
  const folding = new Folding({
    ledger,
    labels,
    exporters: [exporter],
    policy: { name: "default", version: "1" },
    intervalMs: 10,
    log: LOG,
  });
  const points = [point({ attributes: { "user.id": USER }, start: 0, time: 1, int: 7 })];
  expect(ledger.absorb(request({ delta: true, points }), timeOf(1)).folded).toBe(1);
  return folding;
}

test("V22 an emission that hangs does not keep a stop from sending it once more, in time", async () => {
  const sent: { readonly batch: CleanBatch; readonly isInTime: boolean }[] = [];
  const { promise: hangs, resolve: hang } = Promise.withResolvers<void>();
  const folding = foldingTo((batch) => {
    sent.push({ batch, isInTime: performance.now() < batch.deadlineMs && !batch.abort.aborted });
    if (sent.length > 1) return Promise.resolve(ACCEPTED);
    hang();
    return new Promise((resolve) => {
      const refused: Outcome = { kind: "refused", code: "cancelled", message: "" };
      batch.abort.addEventListener("abort", () => resolve(refused));
    });
  });
  await folding.start();
  await hangs;
  const deadlineMs = performance.now() + 1_000;
  await folding.stop(deadlineMs);
  expect(sent.map(({ isInTime }) => isInTime)).toEqual([true, true]);
  expect(sent[1]?.batch.deadlineMs).toBeLessThanOrEqual(deadlineMs);
  expect(sentIn([sent[1]?.batch.bytes]).map(({ value }) => value)).toEqual([7n]);
});

test("V22 what it takes to write an emission is not taken from the time to send it", async () => {
  const { promise: left, resolve: leave } = Promise.withResolvers<number>();
  const folding = foldingTo((batch) => {
    leave(batch.deadlineMs - performance.now());
    return Promise.resolve(ACCEPTED);
  });
  const { ledger } = folding;
  const flush = ledger.flushInSlices.bind(ledger);
  let aheadMs = 0;
  const now = performance.now.bind(performance);
  const clock = vi.spyOn(performance, "now").mockImplementation(() => now() + aheadMs);
  vi.spyOn(ledger, "flushInSlices").mockImplementation(function* (nowNs) {
    aheadMs += 60_000;
    return yield* flush(nowNs);
  });
  await folding.start();
  expect(await left).toBeGreaterThan(1_000);
  await folding.stop(performance.now() + 100_000);
  clock.mockRestore();
});

test("V26 a destination that throws loses nothing: what was in its hands is sent again", async () => {
  const sent: CleanBatch[] = [];
  const { promise: isDone, resolve: done } = Promise.withResolvers<void>();
  const folding = foldingTo((batch) => {
    if (sent.push(batch) === 1) throw new Error("boom");
    done();
    return Promise.resolve(ACCEPTED);
  });
  await folding.start();
  await isDone;
  await folding.stop(performance.now() + 1_000);
  expect(sent.map(({ bytes }) => sentIn([bytes])[0]?.value)).toEqual([7n, 7n]);
  expect(folding.ledger.stats().unconserved).toBe(0);
});
