import { asRaw } from "../core/bytes.ts";
import { SIGNALS } from "../core/signal.ts";
import { jsonToProtobuf } from "../otlp/json-read.ts";
import type { Scrubber } from "../processors/scrub.ts";

/** Enough for the compiler to have seen the hot path; the first request then is no slower than the tenth. */
const ROUNDS = 300;

const attributes = [
  { key: "service.name", value: { stringValue: "warm-up" } },
  { key: "http.request.method", value: { stringValue: "GET" } },
  { key: "url.full", value: { stringValue: "https://shop.example/users/17/orders?email=ada%40example.org" } },
  { key: "user.email", value: { stringValue: "ada@example.org" } },
  {
    key: "detail",
    value: {
      kvlistValue: {
        values: [
          { key: "ip", value: { stringValue: "203.0.113.7" } },
          { key: "count", value: { intValue: "3" } },
        ],
      },
    },
  },
];

const REQUESTS = {
  logs: {
    resourceLogs: [
      {
        resource: { attributes },
        scopeLogs: [
          {
            logRecords: [{ body: { stringValue: "login of ada@example.org from 203.0.113.7 took 12 ms" }, attributes }],
          },
        ],
      },
    ],
  },
  traces: {
    resourceSpans: [{ resource: { attributes }, scopeSpans: [{ spans: [{ name: "GET /users/17", attributes }] }] }],
  },
  metrics: {
    resourceMetrics: [
      {
        resource: { attributes },
        scopeMetrics: [{ metrics: [{ name: "requests", sum: { dataPoints: [{ attributes, asInt: "1" }] } }] }],
      },
    ],
  },
} as const;

/** Scrubs invented requests of every signal, so that the hot path is compiled before the first real one. */
export function warmUp(scrubber: Scrubber): void {
  for (const signal of SIGNALS) {
    const request = asRaw(jsonToProtobuf(Buffer.from(JSON.stringify(REQUESTS[signal])), signal));
    for (let round = 0; round < ROUNDS; round++) scrubber.scrub(request, signal);
  }
}
