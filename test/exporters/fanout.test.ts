import { describe, expect, test } from "vitest";
import type { Outcome } from "../../core/outcome.ts";
import type { CleanBatch, Exporter } from "../../exporters/exporter.ts";
import { combineOutcomes, sendToAll } from "../../exporters/fanout.ts";
import { batchOf, logsRequest } from "../support/batches.ts";

const ok: Outcome = { kind: "accepted", rejectedItems: 0 };
const partial: Outcome = { kind: "accepted", rejectedItems: 2, message: "two" };
const warned: Outcome = { kind: "accepted", rejectedItems: 0, message: "careful" };
const down: Outcome = { kind: "refused", code: "backend_unavailable", message: "down", retryAfterMs: 200 };
const slower: Outcome = { kind: "refused", code: "backend_unavailable", message: "slower", retryAfterMs: 900 };
const never: Outcome = { kind: "refused", code: "backend_rejected", message: "never" };

describe("C2 one outcome for several destinations", () => {
  test.each<[string, Outcome[], Outcome]>([
    ["all accepted", [ok, ok], ok],
    ["the most rejected records count", [ok, partial, warned], partial],
    ["a warning survives", [ok, warned], warned],
    ["one refusal refuses", [ok, down], down],
    ["the longest hint wins", [slower, ok, down], slower],
    ["the longest hint wins in any order", [down, slower], { ...down, retryAfterMs: 900 }],
    ["what may pass wins over what is final", [never, down], down],
    ["final when nothing may pass", [ok, never], never],
  ])("%s", (_name, outcomes, combined) => {
    expect(combineOutcomes(outcomes)).toEqual(combined);
  });

  test("a destination that does not answer does not keep the others from sending", async () => {
    const sentTo: string[] = [];
    const exporter = (id: string, outcome: Promise<Outcome>): Exporter => ({
      id,
      start: () => Promise.resolve(),
      stop: () => Promise.resolve(),
      send: (_batch: CleanBatch) => {
        sentTo.push(id);
        return outcome;
      },
    });
    const { promise: dead, resolve } = Promise.withResolvers<Outcome>();
    const all = sendToAll([exporter("dead", dead), exporter("alive", Promise.resolve(ok))], batchOf(logsRequest(1), 1));
    expect(sentTo).toEqual(["dead", "alive"]);
    resolve(down);
    expect(await all).toEqual(down);
  });
});
