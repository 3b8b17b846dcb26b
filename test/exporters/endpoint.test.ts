import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { OperatorError } from "../../core/errors.ts";
import { readGrpcEndpoint, readHttpEndpoints } from "../../exporters/endpoint.ts";
import { OtlpHttpSettingsSchema } from "../../exporters/settings.ts";

describe("L10 gRPC endpoints", () => {
  test.each([
    ["localhost:4317", false, "localhost:4317", false],
    ["localhost:4317", true, "localhost:4317", true],
    ["http://collector:4317", false, "collector:4317", true],
    ["https://collector:4317", true, "collector:4317", false],
    ["http://collector", false, "collector:4317", true],
    ["http://collector:80/", false, "collector:80", true],
    ["https://collector:443", false, "collector:443", false],
    ["dns:///collector:5000", false, "collector:5000", false],
    ["[::1]:4317", false, "[::1]:4317", false],
    ["collector", false, "collector:4317", false],
  ])("%s with insecure %s is %s, plaintext %s", (text, insecure, authority, plaintext) => {
    expect(readGrpcEndpoint(text, insecure, "e")).toMatchObject({ authority, plaintext });
  });

  test.each(["", "http://h:4317/path", "h:99999", "h:port", "http://user:pass@h:1", "unix:///run/x"])(
    "%j is refused",
    (text) => {
      expect(() => readGrpcEndpoint(text, false, "e")).toThrow(OperatorError);
    },
  );
});

describe("L10 HTTP endpoints", () => {
  const read = (settings: v.InferInput<typeof OtlpHttpSettingsSchema>) => {
    const urls = readHttpEndpoints(v.parse(OtlpHttpSettingsSchema, settings), "e");
    return [urls.logs.href, urls.traces.href];
  };

  test("a base gets /v1/<signal>", () => {
    expect(read({ endpoint: "http://h:4318" })).toEqual(["http://h:4318/v1/logs", "http://h:4318/v1/traces"]);
    expect(read({ endpoint: "https://h/otlp/" })).toEqual(["https://h/otlp/v1/logs", "https://h/otlp/v1/traces"]);
  });

  test("a signal's own endpoint is used as it is", () => {
    expect(read({ endpoint: "http://h:1", logs_endpoint: "http://l:2/in" })).toEqual([
      "http://l:2/in",
      "http://h:1/v1/traces",
    ]);
  });

  test.each(["h:4318", "ftp://h", "http://user:pass@h"])("%s is refused, and its text is not repeated", (endpoint) => {
    expect(() => read({ endpoint })).toThrow(OperatorError);
    expect(() => read({ endpoint })).not.toThrow(/pass/);
  });
});
