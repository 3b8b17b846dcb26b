import type { Signal } from "../../core/signal.ts";
import { oracle, type PlainMessage } from "./otlp-oracle.ts";

/** One attribute with a text. */
export function text(key: string, value: string): PlainMessage {
  return { key, value: { stringValue: value } };
}

const RESOURCE: PlainMessage = { attributes: [text("service.name", "shop"), text("service.version", "1.4.2")] };

/** A logs request, one record for each body. */
export function logsOf(bodies: readonly string[], attributes: readonly PlainMessage[] = []): PlainMessage {
  const logRecords = bodies.map((body, index) => ({
    timeUnixNano: String(1_767_225_600_000_000_000n + BigInt(index)),
    severityNumber: 9,
    body: { stringValue: body },
    attributes,
  }));
  return { resourceLogs: [{ resource: RESOURCE, scopeLogs: [{ scope: { name: "shop" }, logRecords }] }] };
}

/** A request of any signal with one record that carries these attributes. */
export function requestWith(signal: Signal, attributes: readonly PlainMessage[]): PlainMessage {
  const ids = { traceId: Buffer.alloc(16, 7), spanId: Buffer.alloc(8, 9) };
  const scope = { name: "shop" };
  switch (signal) {
    case "logs":
      return logsOf(["request handled"], attributes);
    case "traces":
      return {
        resourceSpans: [
          {
            resource: RESOURCE,
            scopeSpans: [
              {
                scope,
                spans: [
                  {
                    ...ids,
                    name: "GET",
                    kind: 2,
                    startTimeUnixNano: "1767225600000000000",
                    endTimeUnixNano: "1767225600000000001",
                    attributes,
                  },
                ],
              },
            ],
          },
        ],
      };
    case "metrics":
      return {
        resourceMetrics: [
          {
            resource: RESOURCE,
            scopeMetrics: [
              {
                scope,
                metrics: [
                  {
                    name: "requests",
                    unit: "1",
                    sum: {
                      aggregationTemporality: 2,
                      isMonotonic: true,
                      dataPoints: [{ attributes, timeUnixNano: "1767225600000000000", asInt: "9007199254740993" }],
                    },
                  },
                ],
              },
            ],
          },
        ],
      };
  }
}

export function encode(signal: Signal, message: PlainMessage): Uint8Array {
  return oracle(signal).encode(message);
}

/** The meaning a backend should see, by the same decoder that reads what it saw. */
export function meaningOf(signal: Signal, message: PlainMessage): PlainMessage {
  return oracle(signal).meaning(encode(signal, message));
}

/** Sends over HTTP as curl would. */
export function postOtlp(
  port: number,
  signal: Signal,
  body: Uint8Array | string,
  headers: Record<string, string> = {},
): Promise<Response> {
  return fetch(`http://127.0.0.1:${port}/v1/${signal}`, {
    method: "POST",
    body: typeof body === "string" ? body : Buffer.from(body),
    headers: { "content-type": "application/x-protobuf", ...headers },
  });
}
