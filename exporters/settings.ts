import * as v from "valibot";
import { DURATION_PATTERN, parseDuration } from "../core/duration.ts";
import { LIMITS } from "../core/limits.ts";

/** A duration as the collector writes it; milliseconds once read. */
const duration = (fallback: string) =>
  v.optional(
    v.pipe(
      v.string(),
      v.regex(DURATION_PATTERN, "expected a duration such as 500ms, 5s or 2m30s"),
      v.transform((text) => parseDuration(text) ?? 0),
    ),
    fallback,
  );

const text = v.pipe(v.string(), v.nonEmpty("must not be empty"));
const count = (low: number, high: number) =>
  v.pipe(v.number(), v.integer("expected a whole number"), v.minValue(low), v.maxValue(high));
const tlsVersion = v.picklist(["1.2", "1.3"]);

const TlsSettingsSchema = v.strictObject({
  insecure: v.optional(v.boolean(), false),
  insecure_skip_verify: v.optional(v.boolean(), false),
  ca_file: v.optional(text),
  ca_pem: v.optional(text),
  include_system_ca_certs_pool: v.optional(v.boolean(), false),
  cert_file: v.optional(text),
  cert_pem: v.optional(text),
  key_file: v.optional(text),
  key_pem: v.optional(text),
  min_version: v.optional(tlsVersion, "1.2"),
  max_version: v.optional(tlsVersion, "1.3"),
  server_name_override: v.optional(text),
});

const RetrySettingsSchema = v.strictObject({
  enabled: v.optional(v.boolean(), true),
  // The collector starts at 5 s because it has a queue behind it. Here the sender is waiting, so tries must fit its deadline.
  initial_interval: duration("200ms"),
  randomization_factor: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(1)), 0.5),
  multiplier: v.optional(v.pipe(v.number(), v.minValue(1), v.maxValue(100)), 1.5),
  max_interval: duration("30s"),
  /** 0: as long as the sender waits, or 5 s where it set no deadline. */
  max_elapsed_time: duration("0s"),
});

const headerName = v.pipe(v.string(), v.regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/, "is not a valid header name"));
const headerValue = v.pipe(v.string(), v.regex(/^[\t\x20-\x7e]*$/, "a header value may hold printable ASCII only"));
/** Set by the transports themselves; a second value would break the framing. */
const RESERVED =
  /^(?:content-(?:type|encoding|length)|transfer-encoding|connection|keep-alive|host|te|trailer|upgrade|expect|grpc-.*)$/i;
const freeName = v.pipe(
  headerName,
  v.check((name) => !RESERVED.test(name), "is set by the exporter itself"),
);
const headers = v.optional(v.record(freeName, headerValue), {});
const compression = v.optional(v.picklist(["gzip", "zstd", "none"]), "gzip");
/** gzip 1 to 9, zstd 1 to 22. Default 1: half the CPU of gzip's own 6 for 15 % more bytes. */
const compressionParams = v.optional(v.strictObject({ level: v.optional(count(1, 22), 1) }), { level: 1 });
const LEVEL_TEXT = "compression_params.level: gzip knows 1 to 9, zstd 1 to 22";
const levelFits = (compression: string, level: number) => compression === "zstd" || level <= 9;
const maxRequestBytes = v.optional(count(1, LIMITS.maxRequestBytes), LIMITS.maxRequestBytes);
const maxResponseBytes = v.optional(count(1, LIMITS.maxResponseBytes), LIMITS.maxResponseBytes);

/** `exporters: otlp_grpc`. */
export const OtlpGrpcSettingsSchema = v.pipe(
  v.strictObject({
    endpoint: text,
    tls: v.optional(TlsSettingsSchema, {}),
    headers,
    authority: v.optional(text),
    compression,
    compression_params: compressionParams,
    timeout: duration("5s"),
    retry_on_failure: v.optional(RetrySettingsSchema, {}),
    keepalive: v.optional(v.strictObject({ time: duration("60s"), timeout: duration("20s") }), {}),
    /** `http2` is the lean client; `grpc_js` the reference one. */
    transport: v.optional(v.picklist(["http2", "grpc_js"]), "http2"),
    max_request_bytes: maxRequestBytes,
    max_response_bytes: maxResponseBytes,
  }),
  v.check((s) => levelFits(s.compression, s.compression_params.level), LEVEL_TEXT),
  v.check((s) => s.transport !== "grpc_js" || s.compression !== "zstd", "transport grpc_js cannot send zstd"),
);

/** `exporters: otlp_http`. */
export const OtlpHttpSettingsSchema = v.pipe(
  v.strictObject({
    endpoint: v.optional(text),
    traces_endpoint: v.optional(text),
    metrics_endpoint: v.optional(text),
    logs_endpoint: v.optional(text),
    tls: v.optional(TlsSettingsSchema, {}),
    headers,
    compression,
    compression_params: compressionParams,
    encoding: v.optional(v.picklist(["proto", "json"]), "proto"),
    timeout: duration("30s"),
    retry_on_failure: v.optional(RetrySettingsSchema, {}),
    /** Parallel connections to each host; more requests wait for a free one. */
    max_conns_per_host: v.optional(count(1, 10_000), 128),
    idle_conn_timeout: duration("90s"),
    max_request_bytes: maxRequestBytes,
    max_response_bytes: maxResponseBytes,
  }),
  v.check((s) => levelFits(s.compression, s.compression_params.level), LEVEL_TEXT),
  v.check(
    (s) =>
      s.endpoint !== undefined ||
      (s.traces_endpoint !== undefined && s.metrics_endpoint !== undefined && s.logs_endpoint !== undefined),
    "needs `endpoint`, or all of `traces_endpoint`, `metrics_endpoint` and `logs_endpoint`",
  ),
);

/** `exporters: debug`. */
const DebugSettingsSchema = v.strictObject({
  verbosity: v.optional(v.picklist(["basic", "normal", "detailed"]), "normal"),
});

/** `exporters: file`. */
export const FileSettingsSchema = v.strictObject({
  path: text,
  append: v.optional(v.boolean(), true),
  rotation: v.optional(
    v.strictObject({
      max_megabytes: v.optional(count(1, 1_000_000), 100),
      max_backups: v.optional(count(1, 100_000), 100),
    }),
  ),
});

/** `exporters: nop`. */
const NopSettingsSchema = v.strictObject({});

export type TlsSettings = v.InferOutput<typeof TlsSettingsSchema>;
export type RetrySettings = v.InferOutput<typeof RetrySettingsSchema>;
export type OtlpGrpcSettings = v.InferOutput<typeof OtlpGrpcSettingsSchema>;
export type OtlpHttpSettings = v.InferOutput<typeof OtlpHttpSettingsSchema>;
export type DebugSettings = v.InferOutput<typeof DebugSettingsSchema>;
export type FileSettings = v.InferOutput<typeof FileSettingsSchema>;

/** Schemas by component type, as written before the slash of an id. */
export const EXPORTER_SCHEMAS = {
  otlp_grpc: OtlpGrpcSettingsSchema,
  otlp_http: OtlpHttpSettingsSchema,
  debug: DebugSettingsSchema,
  file: FileSettingsSchema,
  nop: NopSettingsSchema,
} as const;
export type ExporterType = keyof typeof EXPORTER_SCHEMAS;

/** The collector's former names, still accepted. */
export const EXPORTER_ALIASES: ReadonlyMap<string, ExporterType> = new Map([
  ["otlp", "otlp_grpc"],
  ["otlphttp", "otlp_http"],
]);

/** An exporter's settings with the type they belong to. */
export type ExporterSettings = {
  readonly [T in ExporterType]: { readonly type: T; readonly settings: v.InferOutput<(typeof EXPORTER_SCHEMAS)[T]> };
}[ExporterType];
