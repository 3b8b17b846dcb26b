import { afterEach, expect, test } from "vitest";
import { type GrpcAnswer, partialSuccess } from "../support/backends.ts";
import { batchOf, logsRequest } from "../support/batches.ts";
import { GrpcBench } from "../support/grpc-bench.ts";

const ITEMS = 4;
const TOO_LARGE: GrpcAnswer = { code: 8, message: "message larger than max" };

const bench = new GrpcBench();
afterEach(() => bench.close());

/** What the exporter told of one batch under these answers: kind, records, and how it put the reason. */
async function toldOf(answer: (body: Buffer, index: number) => GrpcAnswer): Promise<string[]> {
  const sink = await bench.backend(answer);
  const retry = { enabled: false };
  const { exporter, told } = bench.exporter({ endpoint: sink.endpoint, compression: "none", retry_on_failure: retry });
  await exporter.send(batchOf(logsRequest(ITEMS), ITEMS));
  return told.lines;
}

test.each<[string, (body: Buffer, index: number) => GrpcAnswer, string[]]>([
  ["all are taken", () => ({}), ["sent logs 4"]],
  ["some are rejected", () => ({ body: partialSuccess(1, "no") }), ["dropped logs 1 partial_success", "sent logs 3"]],
  ["more are rejected than there were", () => ({ body: partialSuccess(9, "no") }), ["dropped logs 4 partial_success"]],
  [
    "one never fits",
    (body) => (body.includes("record-2") ? TOO_LARGE : {}),
    ["dropped logs 1 too_large", "sent logs 3"],
  ],
  [
    "half of them is refused for good",
    (body, index) => (index === 0 ? TOO_LARGE : body.includes("record-0") ? { code: 3, message: "no" } : {}),
    ["dropped logs 2 rejected", "sent logs 2"],
  ],
  ["the batch is refused for good", () => ({ code: 3, message: "no" }), ["failed logs 4 INVALID_ARGUMENT permanent"]],
  ["the batch may come again", () => ({ code: 14, message: "no" }), ["failed logs 4 UNAVAILABLE transient"]],
])("K4 K7 sent and dropped, or failed, are the records of the batch: %s", async (_what, answer, expected) => {
  const lines = await toldOf(answer);
  expect(lines).toEqual(expected);
  expect(lines.reduce((sum, line) => sum + Number(line.split(" ")[2]), 0)).toBe(ITEMS);
});
