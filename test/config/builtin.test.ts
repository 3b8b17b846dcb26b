import { describe, expect, test } from "vitest";
import type { Config } from "../../config/config.ts";
import { loadConfig } from "../../config/load.ts";

function load(env: Record<string, string>, sets: string[] = []): Config {
  return loadConfig({ configs: [], sets, env, readFile: () => "" }).config;
}

describe("built-in configuration", () => {
  test("O12 without any setting it listens locally, scrubs and prints", () => {
    const config = load({});
    const { grpc, http } = config.receivers[0]?.settings.protocols ?? {};
    expect([grpc?.endpoint, http?.endpoint]).toEqual(["localhost:4317", "localhost:4318"]);
    expect(config.service.pipelines.map((p) => [p.id, p.processors, p.exporters])).toEqual([
      ["traces", ["memory_limiter", "scrub"], ["debug"]],
      ["metrics", ["memory_limiter", "scrub"], ["debug"]],
      ["logs", ["memory_limiter", "scrub"], ["debug"]],
    ]);
    expect(config.service.extensions).toEqual(["health_check"]);
  });

  test("O12 one variable makes it forward by HTTP/protobuf, the specification's default", () => {
    const config = load({ OTEL_EXPORTER_OTLP_ENDPOINT: "https://backend:4318" });
    expect(config.exporters).toMatchObject([
      { id: "otlp_http", settings: { endpoint: "https://backend:4318", encoding: "proto", compression: "gzip" } },
    ]);
  });

  test("O12 protocol, headers, compression, timeout and certificate are read; a dollar sign in a header stays", () => {
    const env = {
      OTEL_EXPORTER_OTLP_ENDPOINT: "https://backend:4317",
      OTEL_EXPORTER_OTLP_PROTOCOL: "grpc",
      OTEL_EXPORTER_OTLP_HEADERS: "authorization=Bearer%20a$b${X}, x-tenant=one",
      OTEL_EXPORTER_OTLP_COMPRESSION: "none",
      OTEL_EXPORTER_OTLP_TIMEOUT: "2500",
      OTEL_EXPORTER_OTLP_CERTIFICATE: "/etc/ca.pem",
    };
    expect(load(env).exporters).toMatchObject([
      {
        id: "otlp_grpc",
        settings: {
          headers: { authorization: "Bearer a$b${X}", "x-tenant": "one" },
          compression: "none",
          timeout: 2500,
          tls: { ca_file: "/etc/ca.pem", insecure: false },
        },
      },
    ]);
    expect(load({ ...env, OTEL_EXPORTER_OTLP_ENDPOINT: "http://backend:4317" }).exporters).toMatchObject([
      { settings: { tls: { insecure: true } } },
    ]);
  });

  test("O12 http/json, and empty variables are as if unset", () => {
    const env = {
      OTEL_EXPORTER_OTLP_ENDPOINT: "http://b",
      OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
      OTEL_EXPORTER_OTLP_TIMEOUT: "",
    };
    expect(load(env).exporters).toMatchObject([{ id: "otlp_http", settings: { encoding: "json", timeout: 30_000 } }]);
    expect(load({ OTEL_EXPORTER_OTLP_ENDPOINT: " " }).exporters).toMatchObject([{ id: "debug" }]);
  });

  test("O12 wrong variables are named, their values are not", () => {
    const env = {
      OTEL_EXPORTER_OTLP_ENDPOINT: "backend-s3cr3t",
      OTEL_EXPORTER_OTLP_PROTOCOL: "s3cr3t",
      OTEL_EXPORTER_OTLP_HEADERS: "s3cr3t",
      OTEL_EXPORTER_OTLP_TIMEOUT: "s3cr3t",
      OTEL_EXPORTER_OTLP_COMPRESSION: "s3cr3t",
    };
    expect(() => load(env)).toThrow(/^5 problems in the configuration:\n(?!.*s3cr3t)/s);
    expect(() => load(env)).toThrow("environment variable OTEL_EXPORTER_OTLP_TIMEOUT: expected milliseconds");
  });

  test("O15 the variable that points SDKs here does not make the proxy send to itself", () => {
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: "http://localhost:4318" };
    expect(() => load(env)).toThrow("exporters::otlp_http::endpoint: this is where the proxy itself listens");
  });

  test("O12 --set changes the built-in configuration, and the key comes from its variable", () => {
    const config = load({ OTELSCRUB_HMAC_KEY: "0123456789abcdef" }, ["exporters.debug.verbosity=basic"]);
    expect(config.exporters).toMatchObject([{ settings: { verbosity: "basic" } }]);
    const scrub = config.processors.find((p) => p.type === "scrub");
    expect(scrub?.type === "scrub" && scrub.settings.hmac_key !== undefined).toBe(true);
  });
});
