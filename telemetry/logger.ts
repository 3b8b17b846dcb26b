import { pino } from "pino";
import type { TelemetrySettings } from "./settings.ts";

/** Everything the service ever says, with its sentence. Sentences are fixed: what varies goes into fields. */
const LOG_SENTENCES = {
  starting: "Starting.",
  listening: "Listening.",
  ready: "Everything is ready.",
  stopping: "Stopping; finishing what is in flight.",
  stopped: "Stopped.",
  config_warning: "The configuration is usable, but look at this.",
  policy_loaded: "A policy is in force.",
  reloaded: "Configuration and policy were loaded again.",
  reload_failed: "A reload failed; what was in force stays in force.",
  tls_reload_failed: "A certificate could not be loaded again; the last good one stays in use.",
  request_refused: "A request was refused.",
  items_dropped: "Records were dropped.",
  scrub_failed: "The scrub failed and gave nothing on.",
  field_learned: "An attribute turned out to hold names; from now on it is acted on by its key.",
  detector_failed: "A detector failed; the value was replaced.",
  fold_failed: "The fold could not emit; its books are kept for the next time.",
  snapshot_restored: "The fold goes on where it was; nothing that leaves starts anew.",
  snapshot_refused: "The snapshot of the fold cannot be used; series that leave start anew.",
  snapshot_failed: "The snapshot of the fold could not be read or written.",
  fold_refused: "A destination did not accept folded series; deltas are in the next emission again.",
  export_failed: "A destination did not accept records.",
  unsanitized: "Records left without a scrub.",
  internal_error: "An unexpected fault was caught; nothing was passed on.",
} as const;
type LogCode = keyof typeof LOG_SENTENCES;

/** Names, codes, places: short, and without the characters that personal data needs (`@`, quotes, percent). */
const WORD = /^[A-Za-z0-9_.:/+[\] -]{1,160}$/;
const SENTENCE = /^[\x20-\x7e]{1,500}$/;

/** The only fields there are. A field's check replaces what does not look like one of its kind. */
const FIELDS = {
  signal: WORD,
  transport: WORD,
  receiver: WORD,
  exporter: WORD,
  processor: WORD,
  extension: WORD,
  pipeline: WORD,
  endpoint: WORD,
  code: WORD,
  reason: WORD,
  error_class: WORD,
  place: WORD,
  key: WORD,
  service: WORD,
  type: WORD,
  detector: WORD,
  policy: WORD,
  policy_version: WORD,
  policy_digest: WORD,
  channel: WORD,
  version: WORD,
  node_version: WORD,
  os_signal: WORD,
  /** A sentence that `config/` made: paths and ids, never values. */
  config_warning: SENTENCE,
  items: "number",
  requests: "number",
  bytes: "number",
  limit_bytes: "number",
  duration_ms: "number",
  suppressed: "number",
  pid: "number",
} as const;

type FieldName = keyof typeof FIELDS;
export type LogFields = {
  readonly [F in FieldName]?: ((typeof FIELDS)[F] extends "number" ? number : string) | undefined;
};

export interface Log {
  debug(code: LogCode, fields: LogFields): void;
  info(code: LogCode, fields: LogFields): void;
  warn(code: LogCode, fields: LogFields): void;
  error(code: LogCode, fields: LogFields): void;
  /** A warning that may come with every request: at most one per code, destination and reason each ten seconds. */
  warnSometimes(code: LogCode, fields: LogFields): void;
}

/** Where lines go; `process.stderr` fits. */
export interface LogStream {
  write(text: string): unknown;
  readonly isTTY?: boolean;
}

const QUIET_MS = 10_000;
/** Distinct warnings remembered; the lists they come from are closed, so this is never reached in practice. */
const MAX_REMEMBERED = 1_000;

/** Lines of JSON, or readable ones on a terminal. Takes codes and fields from closed lists, so that no value can be written. */
export function createLog(
  settings: TelemetrySettings["logs"],
  stream: LogStream,
  nowMs: () => number = () => performance.now(),
): Log {
  const encoding = settings.encoding ?? (stream.isTTY === true ? "console" : "json");
  const destination =
    encoding === "console" ? { write: (line: string) => void stream.write(consoleLine(line)) } : stream;
  const logger = pino(
    {
      level: settings.level,
      base: null,
      timestamp: () => `,"ts":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
    },
    { write: (line: string) => void destination.write(line) },
  );
  const write = (level: "debug" | "info" | "warn" | "error") => (code: LogCode, fields: LogFields) =>
    logger[level]({ event: code, ...safeFields(fields) }, LOG_SENTENCES[code]);
  const warn = write("warn");
  return {
    debug: write("debug"),
    info: write("info"),
    warn,
    error: write("error"),
    warnSometimes: sometimes(warn, nowMs),
  };
}

/** `ENOENT`, `TypeError`: what may be said of an error. Its message and stack may quote data. */
export function errorClass(error: unknown): string {
  if (!(error instanceof Error)) return "unknown";
  const code = "code" in error ? error.code : undefined;
  if (typeof code === "string" && /^[A-Z][A-Z0-9_]{1,60}$/.test(code)) return code;
  return /^[A-Za-z]{1,60}$/.test(error.name) ? error.name : "Error";
}

function safeFields(fields: LogFields): Record<string, string | number> {
  const safe: Record<string, string | number> = {};
  for (const [name, value] of Object.entries(fields)) {
    if (value === undefined || !Object.hasOwn(FIELDS, name)) continue;
    const kind = FIELDS[name as FieldName];
    if (kind === "number") safe[name] = typeof value === "number" ? value : Number.NaN;
    else safe[name] = typeof value === "string" && kind.test(value) ? value : "[withheld]";
  }
  return safe;
}

function sometimes(warn: Log["warn"], nowMs: () => number): Log["warnSometimes"] {
  const remembered = new Map<string, { atMs: number; suppressed: number }>();
  return (code, fields) => {
    const id = [code, fields.exporter, fields.code, fields.reason].join(" ");
    const last = remembered.get(id);
    if (last !== undefined && nowMs() - last.atMs < QUIET_MS) {
      last.suppressed++;
      return;
    }
    if (last === undefined && remembered.size >= MAX_REMEMBERED) remembered.clear();
    remembered.set(id, { atMs: nowMs(), suppressed: 0 });
    warn(code, last === undefined || last.suppressed === 0 ? fields : { ...fields, suppressed: last.suppressed });
  };
}

function consoleLine(json: string): string {
  const { level, ts, event, msg, ...fields } = JSON.parse(json) as Record<string, unknown>;
  const rest = Object.entries(fields).map(([name, value]) => ` ${name}=${String(value)}`);
  return `${String(ts)} ${String(level).toUpperCase().padEnd(5)} ${String(msg)} ${String(event)}${rest.join("")}\n`;
}
