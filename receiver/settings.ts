import * as v from "valibot";
import { parseDuration } from "../core/duration.ts";
import { LIMITS } from "../core/limits.ts";

const MAX_MIB = LIMITS.maxRequestBytes / 1024 / 1024;
const TLS_VERSIONS = ["1.0", "1.1", "1.2", "1.3"] as const;

/** A Go duration, kept as milliseconds. */
const duration = v.pipe(
  v.string(),
  v.check((text) => parseDuration(text) !== undefined, "a duration such as 10s or 1m30s is expected"),
  v.transform((text) => parseDuration(text) ?? 0),
);

const bytesUpToLimit = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(LIMITS.maxRequestBytes));
const urlPath = v.pipe(v.string(), v.startsWith("/", "a path begins with /"));

const endpoint = v.pipe(
  v.string(),
  v.regex(/^(?:[^\s:[\]]*|\[[0-9A-Fa-f:.%]+\]):\d{1,5}$/, "host:port is expected, such as 0.0.0.0:4317"),
  v.check((text) => Number(text.slice(text.lastIndexOf(":") + 1)) <= 65_535, "a port is at most 65535"),
);

/** The collector's server TLS block (configtls). Files are read at start and again each `reload_interval`. */
export const tlsSettings = v.pipe(
  v.strictObject({
    ca_file: v.optional(v.string()),
    ca_pem: v.optional(v.string()),
    cert_file: v.optional(v.string()),
    cert_pem: v.optional(v.string()),
    key_file: v.optional(v.string()),
    key_pem: v.optional(v.string()),
    client_ca_file: v.optional(v.string()),
    min_version: v.optional(v.picklist(TLS_VERSIONS), "1.2"),
    max_version: v.optional(v.picklist(TLS_VERSIONS)),
    reload_interval: v.optional(duration),
  }),
  v.check((tls) => !(tls.cert_file && tls.cert_pem), "cert_file and cert_pem exclude each other"),
  v.check((tls) => !(tls.key_file && tls.key_pem), "key_file and key_pem exclude each other"),
  v.check((tls) => !(tls.ca_file && tls.ca_pem), "ca_file and ca_pem exclude each other"),
  v.check((tls) => (tls.max_version ?? "1.3") >= tls.min_version, "min_version is above max_version"),
  v.check((tls) => Boolean(tls.cert_file || tls.cert_pem), "a server needs cert_file or cert_pem"),
  v.check((tls) => Boolean(tls.key_file || tls.key_pem), "a server needs key_file or key_pem"),
);

/** What grpc-go calls server parameters. Without a value a connection may idle or age for ever. */
const keepaliveSettings = v.strictObject({
  server_parameters: v.optional(
    v.strictObject({
      max_connection_idle: v.optional(duration),
      max_connection_age: v.optional(duration),
      max_connection_age_grace: v.optional(duration),
      // grpc-go waits two hours before it looks for a dead peer; its streams would hold memory that long.
      time: v.optional(duration, "60s"),
      timeout: v.optional(duration, "20s"),
    }),
    {},
  ),
});

export const grpcSettings = v.strictObject({
  endpoint: v.optional(endpoint, "localhost:4317"),
  tls: v.optional(v.nullable(tlsSettings)),
  /** Limits the inflated message too. */
  max_recv_msg_size_mib: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(MAX_MIB)), MAX_MIB),
  max_concurrent_streams: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(10_000)), 100),
  keepalive: v.optional(keepaliveSettings, {}),
});

const corsSettings = v.strictObject({
  /** Exact, or with `*` for any run of characters. */
  allowed_origins: v.optional(v.array(v.string()), []),
  /** Beyond the safelist, Content-Type, Content-Encoding and X-Requested-With; `*` for any. */
  allowed_headers: v.optional(v.array(v.string()), []),
  /** Seconds a browser may remember the answer. */
  max_age: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
});

export const httpSettings = v.pipe(
  v.strictObject({
    endpoint: v.optional(endpoint, "localhost:4318"),
    tls: v.optional(v.nullable(tlsSettings)),
    cors: v.optional(v.nullable(corsSettings)),
    /** Bytes; limits the inflated body too. */
    max_request_body_size: v.optional(bytesUpToLimit, LIMITS.maxRequestBytes),
    traces_url_path: v.optional(urlPath, "/v1/traces"),
    metrics_url_path: v.optional(urlPath, "/v1/metrics"),
    logs_url_path: v.optional(urlPath, "/v1/logs"),
    read_timeout: v.optional(duration, "30s"),
    read_header_timeout: v.optional(duration, "10s"),
    idle_timeout: v.optional(duration, "60s"),
  }),
  v.check(
    (http) => new Set([http.traces_url_path, http.metrics_url_path, http.logs_url_path]).size === 3,
    "each signal needs a path of its own",
  ),
);

/** `receivers: otlp:`. A protocol that is named without settings has its defaults; one not named is off. */
export const otlpReceiverSettings = v.strictObject({
  protocols: v.pipe(
    v.strictObject({
      grpc: v.optional(v.nullable(grpcSettings, {})),
      http: v.optional(v.nullable(httpSettings, {})),
    }),
    v.check((protocols) => Boolean(protocols.grpc ?? protocols.http), "at least one of grpc and http is needed"),
  ),
});

export type TlsSettings = v.InferOutput<typeof tlsSettings>;
export type GrpcSettings = v.InferOutput<typeof grpcSettings>;
export type HttpSettings = v.InferOutput<typeof httpSettings>;
export type CorsSettings = v.InferOutput<typeof corsSettings>;
export type OtlpReceiverSettings = v.InferOutput<typeof otlpReceiverSettings>;
