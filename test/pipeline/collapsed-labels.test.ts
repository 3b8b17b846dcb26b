import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { CollapsedLabels } from "../../pipeline/collapsed-labels.ts";
import { newLedger, point, send } from "../support/fold-ledger.ts";
import { Asking, foldPlanOf } from "../support/labels.ts";

const TOP = ["labels:", "  - { key: tier, mode: topk, keep: 1 }"];

test("V24 a label that folds is counted once for each new series, however often it is asked about", () => {
  const labels = new CollapsedLabels(new Asking(foldPlanOf(...TOP)).decider);
  const ledger = newLedger(labels);
  const exemplars = [{ filteredAttributes: [{ key: "session.id", value: { stringValue: randomUUID() } }], asInt: "1" }];
  const users = [randomUUID(), randomUUID()];
  const exportAt = (time: number): unknown =>
    send(ledger, time, {
      points: users.map((user, n) =>
        point({ attributes: { "user.id": user, tier: `t${n}` }, start: 3, time, int: time, exemplars }),
      ),
    });
  exportAt(10);
  const before = labels.generation;
  // A minute later tiers are ranked, and every series is asked about again.
  labels.tick(1_000_000);
  labels.tick(2_000_000);
  expect(labels.generation).toBeGreaterThan(before);
  exportAt(20);
  const userIds = labels.counted().filter((one) => one.labels["label"] === "user.id");
  expect(userIds).toEqual([{ labels: { label: "user.id", reason: "shape" }, value: users.length }]);
  expect(labels.counted().some((one) => one.labels["label"] === "session.id")).toBe(false);
});
