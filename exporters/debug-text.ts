import { ITEM_NAMES, type Signal } from "../core/signal.ts";
import type { DebugSettings } from "./settings.ts";

/** OTLP/JSON, read without trusting its shape: an absent or odd member reads as empty. */
type Json = Readonly<Record<string, unknown>>;

const LEVELS = {
  logs: { resource: "resourceLogs", scope: "scopeLogs", record: "logRecords", title: "Logs" },
  traces: { resource: "resourceSpans", scope: "scopeSpans", record: "spans", title: "Traces" },
  metrics: { resource: "resourceMetrics", scope: "scopeMetrics", record: "metrics", title: "Metrics" },
} as const;
const SPAN_KINDS = ["unspecified", "internal", "server", "client", "producer", "consumer"];
const SPAN_STATUS = ["unset", "ok", "error"];
const METRIC_KINDS = ["gauge", "sum", "histogram", "exponentialHistogram", "summary"];

/** The text printed for one request: a summary line, and below it what the verbosity asks for. */
export function describeRequest(request: unknown, signal: Signal, verbosity: DebugSettings["verbosity"]): string {
  const level = LEVELS[signal];
  const lines: string[] = [];
  const resources = list(map(request)[level.resource]);
  let items = 0;
  for (const resource of resources) {
    if (verbosity === "detailed") lines.push(headLine("Resource", map(resource["resource"]), resource));
    for (const scope of list(resource[level.scope])) {
      if (verbosity === "detailed") lines.push(headLine("  Scope", map(scope["scope"]), scope));
      for (const record of list(scope[level.record])) {
        const described = describeRecord(record, signal, verbosity === "detailed");
        items += described.items;
        if (verbosity !== "basic") lines.push(...described.lines);
      }
    }
  }
  const noun = ITEM_NAMES[signal].replace("_", " ");
  lines.unshift(`${level.title}  resources=${resources.length} ${noun}=${items}`);
  return `${lines.join("\n")}\n`;
}

interface Described {
  readonly items: number;
  readonly lines: readonly string[];
}

function describeRecord(record: Json, signal: Signal, isDetailed: boolean): Described {
  if (signal === "metrics") return describeMetric(record);
  const lines = signal === "logs" ? [logLine(record)] : spanLines(record, isDetailed);
  return { items: 1, lines };
}

function logLine(log: Json): string {
  const severity = log["severityText"] || log["severityNumber"] || "-";
  const time = timeText(log["timeUnixNano"] || log["observedTimeUnixNano"]);
  return joined(
    time,
    plain(severity),
    valueText(log["body"]),
    named("event", log["eventName"]),
    attributes(log),
    ids(log),
  );
}

function spanLines(span: Json, isDetailed: boolean): string[] {
  const kind = SPAN_KINDS[Number(span["kind"] ?? 0)] ?? "unspecified";
  const status = map(span["status"]);
  const state = SPAN_STATUS[Number(status["code"] ?? 0)] ?? "unset";
  const message = status["message"] ? `(${plain(status["message"])})` : "";
  const first = joined(
    timeText(span["startTimeUnixNano"]),
    plain(span["name"]),
    kind,
    ids(span),
    `status=${state}${message}`,
    attributes(span),
  );
  if (!isDetailed) return [first];
  const events = list(span["events"]).map((event) =>
    joined("    event", timeText(event["timeUnixNano"]), plain(event["name"]), attributes(event)),
  );
  const links = list(span["links"]).map((link) => joined("    link", ids(link), attributes(link)));
  return [first, ...events, ...links];
}

function describeMetric(metric: Json): Described {
  const kind = METRIC_KINDS.find((name) => name in metric) ?? "gauge";
  const points = list(map(metric[kind])["dataPoints"]);
  const unit = metric["unit"] ? `{${plain(metric["unit"])}}` : "";
  const head = `${plain(metric["name"])}${unit} ${kind}`;
  const lines = points.map((point) =>
    joined(timeText(point["timeUnixNano"]), head, pointText(point), attributes(point)),
  );
  return { items: points.length, lines };
}

function pointText(point: Json): string {
  const value = point["asInt"] ?? point["asDouble"];
  if (value !== undefined) return `value=${plain(value)}`;
  return joined(
    named("count", point["count"] ?? 0),
    named("sum", point["sum"]),
    named("min", point["min"]),
    named("max", point["max"]),
  );
}

function headLine(title: string, inner: Json, outer: Json): string {
  const nameAndVersion = joined(plain(inner["name"] ?? ""), plain(inner["version"] ?? ""));
  return joined(title, nameAndVersion, named("schema", outer["schemaUrl"]), attributes(inner));
}

function ids(record: Json): string {
  return joined(
    named("trace", record["traceId"]),
    named("span", record["spanId"]),
    named("parent", record["parentSpanId"]),
  );
}

function attributes(record: Json): string {
  return list(record["attributes"])
    .map((attribute) => `${plain(attribute["key"])}=${valueText(attribute["value"])}`)
    .join(" ");
}

/** An AnyValue as text: what stands inside, without the name of its kind. */
function valueText(value: unknown): string {
  const any = map(value);
  if ("arrayValue" in any) return `[${list(map(any["arrayValue"])["values"]).map(valueText).join(", ")}]`;
  if ("kvlistValue" in any) {
    const pairs = list(map(any["kvlistValue"])["values"]);
    return `{${pairs.map((pair) => `${plain(pair["key"])}: ${valueText(pair["value"])}`).join(", ")}}`;
  }
  return Object.values(any).map(plain).join("");
}

function timeText(nanos: unknown): string {
  if ((typeof nanos !== "string" && typeof nanos !== "number") || !/^\d{1,20}$/.test(String(nanos))) return "-";
  const ms = Number(BigInt(nanos) / 1_000_000n);
  return ms > 8.64e15 ? "-" : new Date(ms).toISOString();
}

function named(name: string, value: unknown): string {
  return value === undefined || value === "" ? "" : `${name}=${plain(value)}`;
}

/** Text for a terminal: control characters are shown, not obeyed, and a record stays on its line. */
function plain(value: unknown): string {
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? "");
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, (char) => {
    return `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}

function joined(...parts: readonly string[]): string {
  return parts.filter((part) => part !== "").join(" ");
}

function map(value: unknown): Json {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : {};
}

function list(value: unknown): readonly Json[] {
  return Array.isArray(value) ? value.map(map) : [];
}
