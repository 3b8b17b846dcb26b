import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { createLog, errorClass, type LogFields, type LogStream } from "../../telemetry/logger.ts";
import { TelemetrySettingsSchema } from "../../telemetry/settings.ts";

function collect(settings: object = {}, isTTY = false, nowMs?: () => number) {
  const lines: string[] = [];
  const stream: LogStream = { isTTY, write: (text) => lines.push(text) };
  return { lines, log: createLog(v.parse(TelemetrySettingsSchema, { logs: settings }).logs, stream, nowMs) };
}

describe("log lines", () => {
  test("O25 a line is JSON with level, time, event, sentence and fields", () => {
    const { lines, log } = collect();
    log.warn("export_failed", { exporter: "otlp_grpc/b", code: "HTTP 503", items: 4 });
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? "")).toEqual({
      level: "warn",
      ts: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      event: "export_failed",
      exporter: "otlp_grpc/b",
      code: "HTTP 503",
      items: 4,
      msg: "A destination did not accept records.",
    });
  });

  test.each(["jane.doe@example.com", '{"password":"x"}', "a\nb", "x".repeat(200), "a%40b"])(
    "O25 a field that looks like data is withheld: %j",
    (value) => {
      const { lines, log } = collect();
      log.warn("export_failed", { code: value, exporter: "debug" });
      expect(JSON.parse(lines[0] ?? "")).toMatchObject({ code: "[withheld]", exporter: "debug" });
      expect(lines[0]).not.toContain(JSON.stringify(value).slice(1, -1));
    },
  );

  test("O25 a field that is not on the list, or of another type, is not written", () => {
    const { lines, log } = collect();
    const fields = { body: "jane", message: "jane", err: new Error("jane"), items: "jane", code: { a: "jane" } };
    log.error("internal_error", fields as unknown as LogFields);
    expect(lines.join("")).not.toContain("jane");
    expect(Object.keys(JSON.parse(lines[0] ?? "")).sort()).toEqual(["code", "event", "items", "level", "msg", "ts"]);
  });

  test("O25 of an error only its class is said", () => {
    let thrown: unknown;
    try {
      JSON.parse('{"jane":');
    } catch (error) {
      thrown = error;
    }
    expect(errorClass(thrown)).toBe("SyntaxError");
    expect(errorClass(Object.assign(new Error("x"), { code: "ECONNRESET" }))).toBe("ECONNRESET");
    expect(errorClass(Object.assign(new Error("x"), { code: "jane doe", name: "jane@x" }))).toBe("Error");
    expect(errorClass("jane")).toBe("unknown");
  });

  test("lines below the level are not written", () => {
    const { lines, log } = collect({ level: "warn" });
    log.info("ready", {});
    log.debug("ready", {});
    expect(lines).toEqual([]);
  });

  test("a terminal gets readable lines unless the encoding is set", () => {
    const terminal = collect({}, true);
    terminal.log.info("listening", { endpoint: "localhost:4317", transport: "grpc" });
    expect(terminal.lines[0]).toMatch(/^\S+Z INFO {2}Listening\. listening endpoint=localhost:4317 transport=grpc\n$/);
    const json = collect({ encoding: "json" }, true);
    json.log.info("ready", {});
    expect(JSON.parse(json.lines[0] ?? "")).toMatchObject({ event: "ready" });
  });

  test("O26 a repeated warning is kept back for ten seconds and then says how often", () => {
    let now = 0;
    const { lines, log } = collect({}, false, () => now);
    const failed = (code: string) => log.warnSometimes("export_failed", { exporter: "debug", code });
    failed("HTTP 503");
    failed("HTTP 503");
    failed("HTTP 503");
    failed("HTTP 400");
    now = 10_000;
    failed("HTTP 503");
    expect(lines.map((line) => JSON.parse(line)).map(({ code, suppressed }) => [code, suppressed])).toEqual([
      ["HTTP 503", undefined],
      ["HTTP 400", undefined],
      ["HTTP 503", 2],
    ]);
  });
});
