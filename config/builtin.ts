import type { Destination, Environment } from "./environment.ts";
import { fromPlain, type Tree } from "./tree.ts";

/** Share of the machine's (or container's) memory that requests in flight may take. */
const MEMORY_PERCENTAGE = 25;

/** The configuration that stands when none is given: useful with no backend, and with one variable a forwarder. */
export function builtinConfig(environment: Environment): Tree {
  const { destination, hmacKey } = environment;
  const exporter = destination === undefined ? { debug: { verbosity: "detailed" } } : exporterFor(destination);
  const pipeline = {
    receivers: ["otlp"],
    processors: ["memory_limiter", "scrub"],
    exporters: Object.keys(exporter),
  };
  const plain = {
    receivers: {
      otlp: { protocols: { grpc: { endpoint: "localhost:4317" }, http: { endpoint: "localhost:4318" } } },
    },
    processors: {
      memory_limiter: { limit_percentage: MEMORY_PERCENTAGE },
      scrub: { policy: "default", hmac_key: hmacKey },
    },
    exporters: exporter,
    extensions: { health_check: {} },
    service: {
      extensions: ["health_check"],
      pipelines: { traces: pipeline, metrics: pipeline, logs: pipeline },
    },
  };
  return fromPlain(plain, { order: -1, source: "built-in configuration", line: 0, column: 0 }, "reference");
}

function exporterFor(destination: Destination): Record<string, object> {
  const { protocol, endpoint, headers, compression, timeoutMs, certificateFile } = destination;
  const common = {
    endpoint,
    headers,
    compression,
    timeout: timeoutMs === undefined ? undefined : `${timeoutMs}ms`,
    tls: certificateFile === undefined ? undefined : { ca_file: certificateFile },
  };
  if (protocol === "grpc") {
    // The URL's scheme decides, as in SDKs; the collector's own setting wants to be told.
    const insecure = endpoint.startsWith("http://");
    return { otlp_grpc: { ...common, tls: insecure ? { insecure: true } : common.tls } };
  }
  return { otlp_http: { ...common, encoding: protocol === "http/json" ? "json" : "proto" } };
}
