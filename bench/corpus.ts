import type { Signal } from "../core/signal.ts";
import { oracle, type PlainMessage } from "../test/support/otlp-oracle.ts";
import { Rng } from "../test/support/rng.ts";
import { CorpusText } from "./corpus-text.ts";
import { HEX, text, uuid } from "./dirt.ts";

const RECORDS_PER_RESOURCE = 256;
const POINTS_PER_METRIC = 16;
/** The hour in which everything happens begins here. */
export const EPOCH_NANOS = 1_767_225_600_000_000_000n;
const BOUNDS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];
const SEVERITIES = [
  [5, "DEBUG"],
  [9, "INFO"],
  [9, "INFO"],
  [13, "WARN"],
  [17, "ERROR"],
] as const;

/**
 * One Export request as services send them, in protobuf. `dirtyShare` of the texts a person or program wrote (bodies,
 * free attributes, messages; not names, versions, protected attributes) hold one of the kinds in `dirt.ts`. The same
 * arguments give the same bytes; without dirt the default policy has nothing to change.
 */
export function corpus(signal: Signal, records: number, dirtyShare: number, seed: number): Uint8Array {
  const rng = new Rng(seed);
  const words = new CorpusText(rng, dirtyShare);
  const resources: PlainMessage[] = [];
  for (let done = 0; done < records; done += RECORDS_PER_RESOURCE) {
    const count = Math.min(RECORDS_PER_RESOURCE, records - done);
    resources.push(section(signal, count, rng, words));
  }
  const field = { logs: "resourceLogs", traces: "resourceSpans", metrics: "resourceMetrics" }[signal];
  return oracle(signal).encode({ [field]: resources });
}

function section(signal: Signal, count: number, rng: Rng, words: CorpusText): PlainMessage {
  const resource = { attributes: attributes(words.resource()) };
  const scope = { name: "com.example.shop.instrumentation", version: "2.11.0" };
  const schemaUrl = "https://opentelemetry.io/schemas/1.38.0";
  switch (signal) {
    case "logs":
      return { resource, schemaUrl, scopeLogs: [{ scope, logRecords: rng.list(count, () => logRecord(rng, words)) }] };
    case "traces":
      return { resource, schemaUrl, scopeSpans: [{ scope, spans: rng.list(count, () => span(rng, words)) }] };
    case "metrics": {
      const metrics = rng.list(Math.ceil(count / POINTS_PER_METRIC), (index) =>
        metric(index, Math.min(POINTS_PER_METRIC, count - index * POINTS_PER_METRIC), rng, words),
      );
      return { resource, schemaUrl, scopeMetrics: [{ scope, metrics }] };
    }
  }
}

function logRecord(rng: Rng, words: CorpusText): PlainMessage {
  const [severityNumber, severityText] = rng.pick(SEVERITIES);
  return {
    timeUnixNano: nanos(rng),
    observedTimeUnixNano: nanos(rng),
    severityNumber,
    severityText,
    traceId: rng.bytes(16),
    spanId: rng.bytes(8),
    flags: 1,
    body: rng.chance(0.7) ? value(words.message()) : value(requestBody(rng, words)),
    attributes: attributes({
      "log.logger": words.logger(),
      "thread.name": `http-nio-8080-exec-${rng.int(64)}`,
      "thread.id": rng.int(500),
      "code.function.name": words.codeFunction(),
      "code.line.number": rng.int(900),
      "http.request.method": words.method(),
      "http.route": words.route(),
      "app.feature": words.free(words.feature()),
      "app.tenant": words.free(`tenant-${words.slug()}`),
      "app.order.reference": words.free(uuid(rng)),
      "app.duration_ms": rng.int(90_000) / 100,
    }),
  };
}

function requestBody(rng: Rng, words: CorpusText): Plain {
  return {
    event: words.free(words.eventName()),
    outcome: rng.pick(["success", "failure", "retry"]),
    items: rng.list(3, () => words.free(`sku-${words.slug()}`)),
    attempt: rng.int(5),
    request: {
      method: words.method(),
      path: words.free(words.path()),
      headers: {
        "content-type": rng.pick(["application/json", "text/html; charset=utf-8"]),
        "user-agent": words.free(words.userAgent()),
        accept: "*/*",
        "accept-language": rng.pick(["en-GB,en;q=0.8", "de-DE", "fr-FR,fr;q=0.9"]),
      },
    },
  };
}

function span(rng: Rng, words: CorpusText): PlainMessage {
  const isDb = rng.chance(0.4);
  const start = nanos(rng);
  const failed = rng.chance(0.3);
  return {
    traceId: rng.bytes(16),
    spanId: rng.bytes(8),
    parentSpanId: rng.bytes(8),
    name: isDb ? `SELECT ${words.table()}` : `${words.method()} ${words.route()}`,
    kind: isDb ? 3 : 2,
    startTimeUnixNano: start,
    endTimeUnixNano: String(BigInt(start) + BigInt(rng.int(900_000_000))),
    attributes: attributes(isDb ? dbAttributes(rng, words) : httpAttributes(rng, words)),
    events: [
      failed
        ? {
            timeUnixNano: start,
            name: "exception",
            attributes: attributes({
              "exception.type": "java.lang.IllegalStateException",
              "exception.message": words.free("connection is not valid any more"),
              "exception.stacktrace": words.free(words.stackTrace()),
            }),
          }
        : {
            timeUnixNano: start,
            name: words.eventName(),
            attributes: attributes({ "app.step": words.free(words.feature()) }),
          },
    ],
    status: failed ? { code: 2, message: words.free("upstream closed the connection") } : { code: 1 },
  };
}

function dbAttributes(rng: Rng, words: CorpusText): Record<string, Plain> {
  return {
    "db.system.name": "postgresql",
    "db.namespace": "shop",
    "db.collection.name": words.table(),
    "db.operation.name": "SELECT",
    "db.query.text": words.free(words.sql()),
    "server.address": "orders-db.internal",
    "server.port": 5432,
    "network.transport": "tcp",
    "thread.name": `hikari-${rng.int(20)}`,
  };
}

function httpAttributes(rng: Rng, words: CorpusText): Record<string, Plain> {
  return {
    "http.request.method": words.method(),
    "http.route": words.route(),
    "http.response.status_code": rng.pick([200, 200, 200, 201, 204, 404, 500]),
    "url.scheme": "https",
    "url.path": words.free(words.path()),
    "url.query": words.free("page=2&sort=price&view=compact"),
    "server.address": "shop.example.com",
    "server.port": 443,
    "network.protocol.version": "1.1",
    "user_agent.original": words.free(words.userAgent()),
    "app.feature": words.free(words.feature()),
  };
}

/** Half cumulative sums, half histograms. */
function metric(index: number, points: number, rng: Rng, words: CorpusText): PlainMessage {
  const dataPoints = (more: () => PlainMessage): PlainMessage[] =>
    rng.list(points, () => ({
      startTimeUnixNano: String(EPOCH_NANOS),
      timeUnixNano: nanos(rng),
      attributes: attributes(labels(rng, words)),
      ...more(),
    }));
  if (index % 2 === 0) {
    const sum = {
      aggregationTemporality: 2,
      isMonotonic: true,
      dataPoints: dataPoints(() => ({ asInt: String(rng.int(1_000_000)) })),
    };
    return {
      name: `shop.${words.feature()}.requests`,
      description: "Requests served since the start.",
      unit: "{request}",
      sum,
    };
  }
  const histogram = { aggregationTemporality: 2, dataPoints: dataPoints(() => buckets(rng)) };
  return {
    name: "http.server.request.duration",
    description: "Duration of HTTP server requests.",
    unit: "s",
    histogram,
  };
}

function buckets(rng: Rng): PlainMessage {
  const bucketCounts = BOUNDS.map(() => rng.int(2_000));
  bucketCounts.push(rng.int(20));
  const count = bucketCounts.reduce((sum, one) => sum + one, 0);
  return {
    explicitBounds: BOUNDS,
    bucketCounts: bucketCounts.map(String),
    count: String(count),
    sum: count * 0.2,
    min: 0.001,
    max: 11,
  };
}

function labels(rng: Rng, words: CorpusText): Record<string, Plain> {
  return {
    "http.request.method": words.method(),
    "http.route": words.route(),
    "http.response.status_code": rng.pick([200, 201, 404, 500]),
    "network.protocol.version": "1.1",
    "server.address": `shop-${text(rng, 2, HEX)}.example.com`,
    "app.tenant": words.free(`tenant-${words.slug()}`),
  };
}

function nanos(rng: Rng): string {
  return String(EPOCH_NANOS + BigInt(rng.int(3_600_000)) * 1_000_000n + BigInt(rng.int(1_000_000)));
}

/** What an attribute or body may hold. */
export type Plain = string | number | readonly Plain[] | { readonly [key: string]: Plain };

function attributes(of: { readonly [key: string]: Plain }): PlainMessage[] {
  return Object.entries(of).map(([key, one]) => ({ key, value: value(one) }));
}

function value(of: Plain): PlainMessage {
  if (typeof of === "string") return { stringValue: of };
  if (typeof of === "number") return Number.isInteger(of) ? { intValue: String(of) } : { doubleValue: of };
  if (isList(of)) return { arrayValue: { values: of.map(value) } };
  return { kvlistValue: { values: attributes(of) } };
}

function isList(of: Plain): of is readonly Plain[] {
  return Array.isArray(of);
}
