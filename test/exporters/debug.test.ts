import { PassThrough, Writable } from "node:stream";
import { expect, test } from "vitest";
import { createExporter } from "../../exporters/create.ts";
import { describeRequest } from "../../exporters/debug-text.ts";
import { batchOf, collectEvents, endOf, logsRequest } from "../support/batches.ts";

const text = (value: string) => ({ stringValue: value });
const LOGS = {
  resourceLogs: [
    {
      resource: { attributes: [{ key: "service.name", value: text("shop") }] },
      scopeLogs: [
        {
          scope: { name: "http", version: "1" },
          logRecords: [
            {
              timeUnixNano: "1700000000000000000",
              severityText: "INFO",
              body: text("hello [EMAIL_ADDRESS]\u001b[31m\nnext"),
              attributes: [
                { key: "list", value: { arrayValue: { values: [text("a"), { intValue: "2" }] } } },
                { key: "map", value: { kvlistValue: { values: [{ key: "k", value: { boolValue: true } }] } } },
              ],
              traceId: "0af7651916cd43dd8448eb211c80319c",
            },
          ],
        },
      ],
    },
  ],
};
const SPANS = {
  resourceSpans: [
    {
      scopeSpans: [
        {
          spans: [
            {
              name: "GET /users/{id}",
              kind: 2,
              traceId: "aa",
              spanId: "bb",
              status: { code: 2, message: "boom" },
              events: [{ name: "exception", attributes: [{ key: "type", value: text("E") }] }],
            },
          ],
        },
      ],
    },
  ],
};
const METRICS = {
  resourceMetrics: [
    {
      scopeMetrics: [
        {
          metrics: [
            { name: "requests", unit: "1", sum: { dataPoints: [{ asInt: "5" }, { asDouble: 1.5 }] } },
            { name: "latency", histogram: { dataPoints: [{ count: "3", sum: 9 }] } },
          ],
        },
      ],
    },
  ],
};

test("E4 a log record is one line: time, severity, body, attributes; control characters are shown, not obeyed", () => {
  expect(describeRequest(LOGS, "logs", "normal")).toBe(
    "Logs  resources=1 log records=1\n" +
      "2023-11-14T22:13:20.000Z INFO hello [EMAIL_ADDRESS]\\u001b[31m\\u000anext list=[a, 2] map={k: true} trace=0af7651916cd43dd8448eb211c80319c\n",
  );
});

test("E4 basic prints the summary alone, detailed adds resource, scope, events and links", () => {
  expect(describeRequest(LOGS, "logs", "basic")).toBe("Logs  resources=1 log records=1\n");
  expect(describeRequest(LOGS, "logs", "detailed")).toContain("Resource service.name=shop\n  Scope http 1\n");
  expect(describeRequest(SPANS, "traces", "detailed")).toContain("    event - exception type=E\n");
});

test("E4 spans show name, kind, ids and status; metrics show each point", () => {
  expect(describeRequest(SPANS, "traces", "normal")).toContain(
    "- GET /users/{id} server trace=aa span=bb status=error(boom)\n",
  );
  expect(describeRequest(METRICS, "metrics", "normal")).toBe(
    "Metrics  resources=1 metric points=3\n" +
      "- requests{1} sum value=5\n- requests{1} sum value=1.5\n- latency histogram count=3 sum=9\n",
  );
});

test("E4 odd shapes do not throw", () => {
  for (const odd of [null, 1, [], {}, { resourceLogs: 5 }, { resourceLogs: [{ scopeLogs: [null] }] }])
    expect(describeRequest(odd, "logs", "detailed")).toMatch(/^Logs/);
});

function debugTo(stdout: Writable) {
  const told = collectEvents();
  const settings = { verbosity: "normal" } as const;
  const deps = { events: told, stdout, version: "0" };
  return { told, exporter: createExporter("debug", { type: "debug", settings }, deps) };
}

test("E4 what is printed comes from the bytes sent", async () => {
  const stdout = new PassThrough();
  const { exporter, told } = debugTo(stdout);
  expect(endOf(await exporter.send(batchOf(logsRequest(2), 2)))).toBe("accepted");
  const printed = String(stdout.read());
  expect(printed).toContain("record-0");
  expect(printed).toContain("record-1");
  expect(told.lines).toEqual(["sent logs 2"]);
});

test("E4 a full pipe holds the sender until it drains, a closed one refuses", async () => {
  let release = () => {};
  const slow = new Writable({ highWaterMark: 1, write: (_chunk, _encoding, done) => (release = done) });
  const { exporter, told } = debugTo(slow);
  const sending = exporter.send(batchOf(logsRequest(1), 1));
  expect(told.lines).toEqual([]);
  release();
  expect(endOf(await sending)).toBe("accepted");
  slow.on("error", () => {});
  slow.destroy();
  expect(endOf(await exporter.send(batchOf(logsRequest(1), 1)))).toBe("backend_unavailable");
});
