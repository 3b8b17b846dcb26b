import type { Signal } from "../../core/signal.ts";
import { oracle, type PlainMessage } from "./otlp-oracle.ts";
import type { GeneratedRequest } from "./otlp-random.ts";
import type { Rng } from "./rng.ts";

const SERVICES = ["checkout", "inventory", "pricing", "gateway", "search-indexer", "mail-sender"];
const ROUTES = ["/orders", "/orders/{id}", "/cart/items", "/health", "/products/{sku}/reviews", "/search"];
const METHODS = ["GET", "POST", "PUT", "DELETE"];
const LEVELS = [
  ["DEBUG", 5],
  ["INFO", 9],
  ["WARN", 13],
  ["ERROR", 17],
] as const;
const EXCEPTIONS = ["java.lang.IllegalStateException", "TypeError", "io.grpc.StatusRuntimeException"];
const SENTENCES = [
  "cache refreshed",
  "order accepted and queued for shipping",
  "retrying after a timeout of the pricing backend",
  "connection pool exhausted, waiting for a free slot",
  "feature flag evaluation finished",
  "garbage collection took longer than expected",
  "größere Bestellung wurde zurückgestellt",
  "在庫を更新しました",
];
const METRICS = [
  ["http.server.request.duration", "s"],
  ["process.cpu.time", "s"],
  ["jvm.memory.used", "By"],
] as const;
const BOUNDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];
const START_NANOS = 1_767_225_600_000_000_000n;

/**
 * A request as an SDK would send it, with nothing personal, secret or unbounded in any text: a scrub that changes one
 * byte of it is wrong. Ids, instance ids, versions and times are there because they must survive.
 */
export function cleanRequest(rng: Rng, signal: Signal): GeneratedRequest {
  const scope = {
    name: `io.opentelemetry.${rng.pick(["http", "jdbc", "kafka"])}`,
    version: `${rng.int(3)}.${rng.int(60)}.0`,
  };
  const resource = {
    attributes: resourceAttributes(rng),
    ...(rng.chance(0.2) && { droppedAttributesCount: rng.int(9) }),
  };
  const object = REQUESTS[signal](rng, resource, scope);
  return { object, bytes: oracle(signal).encode(object) };
}

type Build = (rng: Rng, resource: PlainMessage, scope: PlainMessage) => PlainMessage;

const SCHEMA_URL = "https://opentelemetry.io/schemas/1.38.0";

const REQUESTS: Readonly<Record<Signal, Build>> = {
  logs: (rng, resource, scope) => ({
    resourceLogs: [
      {
        resource,
        schemaUrl: SCHEMA_URL,
        scopeLogs: [{ scope, logRecords: rng.list(rng.between(1, 12), () => log(rng)) }],
      },
    ],
  }),
  traces: (rng, resource, scope) => ({
    resourceSpans: [
      {
        resource,
        schemaUrl: SCHEMA_URL,
        scopeSpans: [{ scope, spans: rng.list(rng.between(1, 12), () => span(rng)) }],
      },
    ],
  }),
  metrics: (rng, resource, scope) => ({
    resourceMetrics: [{ resource, scopeMetrics: [{ scope, metrics: rng.list(rng.between(1, 6), () => metric(rng)) }] }],
  }),
};

function attribute(key: string, value: string | number | boolean | readonly string[]): PlainMessage {
  return { key, value: anyValue(value) };
}

function anyValue(value: string | number | boolean | readonly string[]): PlainMessage {
  if (typeof value === "string") return { stringValue: value };
  if (typeof value === "boolean") return { boolValue: value };
  if (typeof value === "number") return Number.isInteger(value) ? { intValue: value } : { doubleValue: value };
  return { arrayValue: { values: value.map((item) => ({ stringValue: item })) } };
}

function uuid(rng: Rng): string {
  const hex = Buffer.from(rng.bytes(16)).toString("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`;
}

function resourceAttributes(rng: Rng): PlainMessage[] {
  const service = rng.pick(SERVICES);
  return [
    attribute("service.name", service),
    attribute("service.namespace", "shop"),
    attribute("service.version", `${rng.int(9)}.${rng.int(30)}.${rng.int(9)}`),
    attribute("service.instance.id", uuid(rng)),
    attribute("telemetry.sdk.name", "opentelemetry"),
    attribute("telemetry.sdk.language", rng.pick(["java", "go", "nodejs", "python"])),
    attribute("telemetry.sdk.version", "1.38.0"),
    attribute("deployment.environment.name", rng.pick(["production", "staging"])),
    ...(rng.chance(0.5) ? [attribute("k8s.namespace.name", "shop"), attribute("k8s.deployment.name", service)] : []),
  ];
}

function httpAttributes(rng: Rng): PlainMessage[] {
  const attributes = [
    attribute("http.request.method", rng.pick(METHODS)),
    attribute("http.route", rng.pick(ROUTES)),
    attribute("http.response.status_code", rng.pick([200, 201, 204, 404, 500])),
    attribute("network.protocol.version", rng.pick(["1.1", "2"])),
    attribute("url.scheme", "https"),
  ];
  if (rng.chance(0.3)) attributes.push(attribute("app.cache.hit", rng.chance(0.5)));
  if (rng.chance(0.3)) attributes.push(attribute("app.queue.fill", rng.int(1000) / 1000));
  if (rng.chance(0.2)) attributes.push(attribute("app.stages", ["validate", "reserve", "ship"]));
  return attributes;
}

function nanos(rng: Rng): string {
  return String(START_NANOS + BigInt(rng.int(86_400)) * 1_000_000_000n + BigInt(rng.int(1_000_000_000)));
}

function ids(rng: Rng): PlainMessage {
  return { traceId: rng.bytes(16), spanId: rng.bytes(8) };
}

function log(rng: Rng): PlainMessage {
  const [severityText, severityNumber] = rng.pick(LEVELS);
  const body = rng.chance(0.15)
    ? { kvlistValue: { values: [attribute("message", rng.pick(SENTENCES)), attribute("attempt", rng.int(5))] } }
    : anyValue(`${rng.pick(SENTENCES)} (${rng.between(1, 900)} ms)`);
  return {
    timeUnixNano: nanos(rng),
    observedTimeUnixNano: nanos(rng),
    severityNumber,
    severityText,
    body,
    attributes: [attribute("code.function.name", "handle"), attribute("thread.name", "worker"), ...httpAttributes(rng)],
    ...(rng.chance(0.7) && { ...ids(rng), flags: 1 }),
    ...(rng.chance(0.2) && { eventName: "order.accepted" }),
  };
}

function span(rng: Rng): PlainMessage {
  const failed = rng.chance(0.1);
  return {
    ...ids(rng),
    ...(rng.chance(0.6) && { parentSpanId: rng.bytes(8) }),
    name: `${rng.pick(METHODS)} ${rng.pick(ROUTES)}`,
    kind: rng.between(1, 5),
    startTimeUnixNano: nanos(rng),
    endTimeUnixNano: nanos(rng),
    attributes: httpAttributes(rng),
    events: failed ? [exceptionEvent(rng)] : [],
    links: rng.chance(0.1) ? [{ ...ids(rng), attributes: [attribute("messaging.system", "kafka")] }] : [],
    ...(failed && { status: { code: 2, message: "the pricing backend did not answer in time" } }),
    flags: 257,
  };
}

function exceptionEvent(rng: Rng): PlainMessage {
  return {
    timeUnixNano: nanos(rng),
    name: "exception",
    attributes: [
      attribute("exception.type", rng.pick(EXCEPTIONS)),
      attribute("exception.message", rng.pick(SENTENCES)),
    ],
  };
}

function metric(rng: Rng): PlainMessage {
  const [name, unit] = rng.pick(METRICS);
  const points = <T>(make: () => T): T[] => rng.list(rng.between(1, 8), make);
  const base = { name, unit, description: "As the semantic conventions describe it." };
  switch (rng.int(5)) {
    case 0:
      return { ...base, gauge: { dataPoints: points(() => numberPoint(rng)) } };
    case 1:
      return {
        ...base,
        sum: { dataPoints: points(() => numberPoint(rng)), aggregationTemporality: 2, isMonotonic: true },
      };
    case 2:
      return { ...base, histogram: { dataPoints: points(() => histogramPoint(rng)), aggregationTemporality: 2 } };
    case 3:
      return {
        ...base,
        exponentialHistogram: { dataPoints: points(() => exponentialPoint(rng)), aggregationTemporality: 1 },
      };
    default:
      return { ...base, summary: { dataPoints: points(() => summaryPoint(rng)) } };
  }
}

function pointBase(rng: Rng): PlainMessage {
  return { attributes: httpAttributes(rng), startTimeUnixNano: String(START_NANOS), timeUnixNano: nanos(rng) };
}

function numberPoint(rng: Rng): PlainMessage {
  const value = rng.chance(0.5) ? { asInt: rng.int(1_000_000) } : { asDouble: rng.int(1_000_000) / 1000 };
  return { ...pointBase(rng), ...value };
}

function histogramPoint(rng: Rng): PlainMessage {
  const bucketCounts = rng.list(BOUNDS.length + 1, () => rng.int(50));
  return {
    ...pointBase(rng),
    count: bucketCounts.reduce((sum, count) => sum + count, 0),
    sum: rng.int(100_000) / 100,
    bucketCounts,
    explicitBounds: BOUNDS,
    ...(rng.chance(0.3) && {
      exemplars: [
        { ...ids(rng), timeUnixNano: nanos(rng), asDouble: 0.25, filteredAttributes: [attribute("peer", "pricing")] },
      ],
    }),
    min: 0,
    max: 4.5,
  };
}

function exponentialPoint(rng: Rng): PlainMessage {
  const bucketCounts = rng.list(rng.between(1, 20), () => rng.int(30));
  return {
    ...pointBase(rng),
    count: bucketCounts.reduce((sum, count) => sum + count, 3),
    sum: rng.int(100_000) / 100,
    scale: rng.between(-3, 8),
    zeroCount: 3,
    positive: { offset: rng.between(-20, 20), bucketCounts },
  };
}

function summaryPoint(rng: Rng): PlainMessage {
  const quantileValues = [0.5, 0.9, 0.99].map((quantile) => ({ quantile, value: rng.int(10_000) / 1000 }));
  return { ...pointBase(rng), count: rng.int(1000), sum: rng.int(100_000) / 100, quantileValues };
}
