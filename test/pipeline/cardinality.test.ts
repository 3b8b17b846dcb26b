import { expect, test } from "vitest";
import { cardinalityOf } from "../../pipeline/cardinality.ts";
import { CollapsedLabels } from "../../pipeline/collapsed-labels.ts";
import { newLedger, point, send, timeOf } from "../support/fold-ledger.ts";
import { Asking, foldPlanOf } from "../support/labels.ts";

test("V25 outputs that outlive their sources save nothing, and cost nothing that was saved elsewhere", () => {
  const labels = new CollapsedLabels(new Asking(foldPlanOf()).decider);
  const [ended, live] = [newLedger(labels), newLedger(labels)];
  const users = ["0f8fad5b-d9cb-469f-a165-70867728950e", "7c9e6679-7425-40de-944b-e07fc1f90ae7"];
  const points = users.map((user) => point({ attributes: { "user.id": user }, start: 3, time: 10, int: 1 }));
  for (const ledger of [ended, live]) send(ledger, 10, { points });
  ended.expire(timeOf(10 + 700));
  const view = cardinalityOf([ended, live].map((ledger) => ({ ledger, labels })));
  expect([view.inputSeries, view.outputSeries, view.savedSeries]).toEqual([2, 2, 1]);
});
