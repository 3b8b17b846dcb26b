import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { EXPORTER_SCHEMAS, OtlpGrpcSettingsSchema, OtlpHttpSettingsSchema } from "../../exporters/settings.ts";

describe("settings", () => {
  test("L10 defaults are the collector's where a proxy without a queue can keep them", () => {
    expect(v.parse(OtlpGrpcSettingsSchema, { endpoint: "h:1" })).toMatchObject({
      compression: "gzip",
      timeout: 5_000,
      retry_on_failure: { enabled: true, multiplier: 1.5, max_interval: 30_000, randomization_factor: 0.5 },
      keepalive: { time: 60_000, timeout: 20_000 },
      max_request_bytes: 64 * 1024 * 1024,
      max_response_bytes: 4 * 1024 * 1024,
      tls: { insecure: false, insecure_skip_verify: false, min_version: "1.2" },
    });
    expect(v.parse(OtlpHttpSettingsSchema, { endpoint: "http://h" })).toMatchObject({
      timeout: 30_000,
      encoding: "proto",
    });
  });

  test.each([
    [EXPORTER_SCHEMAS.otlp_grpc, {}],
    [EXPORTER_SCHEMAS.otlp_grpc, { endpoint: "h:1", unknown: 1 }],
    [EXPORTER_SCHEMAS.otlp_grpc, { endpoint: "h:1", timeout: "5" }],
    [EXPORTER_SCHEMAS.otlp_grpc, { endpoint: "h:1", timeout: "-5s" }],
    [EXPORTER_SCHEMAS.otlp_grpc, { endpoint: "h:1", compression: "snappy" }],
    [EXPORTER_SCHEMAS.otlp_grpc, { endpoint: "h:1", compression: "zstd", transport: "grpc_js" }],
    [EXPORTER_SCHEMAS.otlp_grpc, { endpoint: "h:1", compression_params: { level: 12 } }],
    [EXPORTER_SCHEMAS.otlp_grpc, { endpoint: "h:1", headers: { "a b": "x" } }],
    [EXPORTER_SCHEMAS.otlp_grpc, { endpoint: "h:1", headers: { a: "x\r\ny: z" } }],
    [EXPORTER_SCHEMAS.otlp_grpc, { endpoint: "h:1", headers: { "Content-Type": "x" } }],
    [EXPORTER_SCHEMAS.otlp_grpc, { endpoint: "h:1", headers: { "grpc-timeout": "1S" } }],
    [EXPORTER_SCHEMAS.otlp_http, {}],
    [EXPORTER_SCHEMAS.otlp_http, { traces_endpoint: "http://h" }],
    [EXPORTER_SCHEMAS.otlp_http, { endpoint: "http://h", headers: { "Content-Length": "1" } }],
    [EXPORTER_SCHEMAS.otlp_http, { endpoint: "http://h", encoding: "protobuf" }],
    [EXPORTER_SCHEMAS.file, {}],
    [EXPORTER_SCHEMAS.debug, { verbosity: "loud" }],
    [EXPORTER_SCHEMAS.nop, { a: 1 }],
  ] as const)("%# what cannot work is refused", (schema, settings) => {
    expect(v.safeParse(schema as v.GenericSchema, settings).success).toBe(false);
  });
});
