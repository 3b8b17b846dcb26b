import { spawnSync } from "node:child_process";
import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { ENTITY_TYPES } from "../../core/entity.ts";
import { PLACES } from "../../core/place.ts";
import { GUARDS, NAME_CHANGES, newReport, packHit, type Report } from "../../core/report.ts";
import { SIGNALS } from "../../core/signal.ts";
import type { Origin } from "../../telemetry/events.ts";
import { METRICS, UNSANITIZED_REASONS } from "../../telemetry/metrics.ts";
import { TelemetrySettingsSchema } from "../../telemetry/settings.ts";
import { createTelemetry, type Telemetry } from "../../telemetry/telemetry.ts";

const EMAIL = ENTITY_TYPES.indexOf("EMAIL_ADDRESS");
const BODY = PLACES.indexOf("log.body");
const ATTRIBUTE = PLACES.indexOf("log.attribute");
const REDACT = 1;
const HASH = 3;

const budget = { used: 1_000, limit: 4_000 };
const quiet = { write: () => true };

function telemetry(exporters: string[] = ["otlp_grpc", "debug"]): Telemetry {
  return createTelemetry({
    detectors: ["email", "ip"],
    exporters,
    policy: { name: "default", version: "1", digest: "0123456789ab", channel: "active" },
    version: "1.2.3",
    budget,
    settings: v.parse(TelemetrySettingsSchema, { logs: { level: "error" } }),
    stderr: quiet,
  });
}

/** Series of the page as `name{labels}` with labels sorted. */
async function page(from: Telemetry): Promise<Map<string, number>> {
  const series = new Map<string, number>();
  for (const line of (await from.metricsText()).split("\n")) {
    const match = /^([a-z_0-9]+)(?:\{(.*)\})? (\S+)$/i.exec(line);
    if (match === null || line.startsWith("#")) continue;
    const labels = (match[2] ?? "")
      .split(/,(?=[a-z_]+=")/)
      .sort()
      .join(",");
    series.set(labels === "" ? (match[1] ?? "") : `${match[1]}{${labels}}`, Number(match[3]));
  }
  return series;
}

function report(items: number, change: Partial<Report> = {}): Report {
  return { ...newReport(), items, ...change };
}

const logsByGrpc: Origin = { receiver: "otlp", transport: "grpc", signal: "logs" };
const tracesByHttp: Origin = { receiver: "otlp", transport: "http", signal: "traces" };

describe("names", () => {
  test("O20 the collector's names carry what receivers, processors and exporters count", async () => {
    const t = telemetry();
    t.events.received("logs", 10);
    t.events.scrubbed("logs", report(10), 0.001);
    t.events.sent("otlp_grpc", "logs", 10);
    t.events.sendFailed("debug", "logs", 4, "HTTP 503");
    t.events.answered(logsByGrpc, 10, { kind: "accepted", rejectedItems: 0 });
    t.events.answered(tracesByHttp, 3, { kind: "refused", code: "backend_unavailable", message: "" });
    t.events.answered(tracesByHttp, 2, { kind: "refused", code: "internal", message: "" });
    const series = await page(t);
    expect(series.get('otelcol_receiver_accepted_log_records_total{receiver="otlp",transport="grpc"}')).toBe(10);
    expect(series.get('otelcol_receiver_refused_spans_total{receiver="otlp",transport="http"}')).toBe(3);
    expect(series.get('otelcol_receiver_failed_spans_total{receiver="otlp",transport="http"}')).toBe(2);
    expect(series.get('otelcol_processor_incoming_items_total{otel_signal="logs",processor="scrub"}')).toBe(10);
    expect(series.get('otelcol_processor_outgoing_items_total{otel_signal="logs",processor="scrub"}')).toBe(10);
    expect(series.get('otelcol_exporter_sent_log_records_total{exporter="otlp_grpc"}')).toBe(10);
    expect(series.get('otelcol_exporter_send_failed_log_records_total{exporter="debug"}')).toBe(4);
    for (const name of ["uptime_seconds_total", "cpu_seconds_total", "memory_rss_bytes", "runtime_heap_alloc_bytes"]) {
      expect(series.get(`otelcol_process_${name}`)).toBeGreaterThan(0);
    }
  });

  test("O20 every declared metric is on the page with its help and type, from the first scrape on", async () => {
    const text = await telemetry().metricsText();
    for (const { name, type, help } of Object.values(METRICS)) {
      expect(text).toContain(`# HELP ${name} ${help}\n# TYPE ${name} ${type}\n`);
    }
  });

  test("O24 promtool finds no fault with the page", async (context) => {
    if (spawnSync("promtool", ["--version"]).error !== undefined) {
      context.skip("promtool is not installed (Debian: apt-get install prometheus)");
    }
    const t = telemetry();
    t.events.scrubbed("logs", report(2, { hits: [packHit(0, EMAIL, BODY, REDACT)] }), 0.01);
    const { status, stdout, stderr } = spawnSync("promtool", ["check", "metrics"], {
      input: await t.metricsText(),
      encoding: "utf8",
    });
    expect({ status, output: stdout + stderr }).toEqual({ status: 0, output: "" });
  });
});

describe("counts", () => {
  test("findings are counted by detector, class and place, and by action", async () => {
    const t = telemetry();
    const hits = [packHit(0, EMAIL, BODY, REDACT), packHit(0, EMAIL, BODY, REDACT), packHit(0, EMAIL, ATTRIBUTE, HASH)];
    t.events.scrubbed("logs", report(3, { hits }), 0.01);
    t.events.scrubbed("traces", report(1, { hits: hits.slice(0, 1) }), 0.01);
    const series = await page(t);
    const found = 'class="EMAIL_ADDRESS",detector="email"';
    expect(series.get(`scrubber_pii_detections_total{${found},place="log.body",signal="logs"}`)).toBe(2);
    expect(series.get(`scrubber_pii_detections_total{${found},place="log.attribute",signal="logs"}`)).toBe(1);
    expect(series.get(`scrubber_pii_detections_total{${found},place="log.body",signal="traces"}`)).toBe(1);
    expect(series.get('scrubber_pii_actions_total{action="redact",class="EMAIL_ADDRESS",signal="logs"}')).toBe(2);
    expect(series.get('scrubber_pii_actions_total{action="hash",class="EMAIL_ADDRESS",signal="logs"}')).toBe(1);
  });

  test("guards and unknown fields are counted by signal", async () => {
    const t = telemetry();
    const guards = new Uint32Array(GUARDS.length);
    guards[GUARDS.indexOf("too_deep")] = 4;
    t.events.scrubbed("metrics", report(1, { guards, unknownFields: 7 }), 0.01);
    const series = await page(t);
    expect(series.get('scrubber_guard_total{reason="too_deep",signal="metrics"}')).toBe(4);
    expect(series.get('scrubber_unknown_fields_total{signal="metrics"}')).toBe(7);
  });

  test("M13 changes of names are counted by kind", async () => {
    const t = telemetry();
    const names = new Uint32Array(NAME_CHANGES.length);
    names[NAME_CHANGES.indexOf("hidden")] = 3;
    t.events.scrubbed("traces", report(9, { names }), 0.01);
    const series = await page(t);
    expect(series.get('scrubber_names_changed_total{change="hidden",signal="traces"}')).toBe(3);
    expect(series.get('scrubber_names_changed_total{change="budget",signal="traces"}')).toBe(0);
  });

  test("durations fall into cumulative buckets with sum and count", async () => {
    const t = telemetry();
    for (const seconds of [0.000_01, 0.003, 0.003, 100]) t.events.scrubbed("logs", report(0), seconds);
    t.events.stage("export", 0.2);
    const series = await page(t);
    const at = (le: string) => series.get(`scrubber_processing_duration_seconds_bucket{le="${le}",signal="logs"}`);
    expect([at("0.00005"), at("0.0025"), at("0.005"), at("10"), at("+Inf")]).toEqual([1, 1, 3, 3, 4]);
    expect(series.get('scrubber_processing_duration_seconds_count{signal="logs"}')).toBe(4);
    expect(series.get('scrubber_processing_duration_seconds_sum{signal="logs"}')).toBeCloseTo(100.006_01, 6);
    expect(series.get('scrubber_stage_duration_seconds_count{stage="export"}')).toBe(1);
  });

  test("O21 a value outside its list counts nowhere and appears nowhere", async () => {
    const t = telemetry();
    const before = [...(await page(t)).keys()].filter((key) => /^(otelcol_(rec|exp)|scrubber)/.test(key));
    t.events.sent("someone@example.com", "logs", 5);
    t.events.answered({ ...logsByGrpc, receiver: "someone@example.com" }, 5, { kind: "accepted", rejectedItems: 0 });
    const after = await page(t);
    expect([...after.keys()].filter((key) => /^(otelcol_(rec|exp)|scrubber)/.test(key))).toEqual(before);
    for (const exporter of ["otlp_grpc", "debug"]) {
      expect(after.get(`otelcol_exporter_sent_log_records_total{exporter="${exporter}"}`)).toBe(0);
    }
  });

  test("O22 received = exported + rejected + dropped for every signal", async () => {
    const t = telemetry();
    t.events.received("logs", 100);
    t.events.dropped("logs", 5, "too_large");
    t.events.answered(logsByGrpc, 95, { kind: "accepted", rejectedItems: 15, message: "" });
    t.events.received("traces", 7);
    t.events.answered(tracesByHttp, 7, { kind: "refused", code: "overloaded", message: "" });
    const series = await page(t);
    const sum = (name: string, signal: string) =>
      [...series]
        .filter(([key]) => key.startsWith(`${name}{`) && key.includes(`signal="${signal}"`))
        .reduce((n, [, x]) => n + x, 0);
    for (const signal of SIGNALS) {
      const ended = ["exported", "rejected", "dropped"].map((how) => sum(`scrubber_${how}_items_total`, signal));
      expect(ended.reduce((a, b) => a + b)).toBe(sum("scrubber_received_items_total", signal));
      expect(sum("scrubber_items_total", signal)).toBe(sum("scrubber_received_items_total", signal));
    }
    expect(series.get('scrubber_rejected_items_total{reason="backend_rejected",signal="logs"}')).toBe(15);
    expect(series.get('scrubber_items_total{outcome="exported",signal="logs"}')).toBe(80);
    expect(series.get('scrubber_requests_total{outcome="partial",signal="logs",transport="grpc"}')).toBe(1);
    expect(series.get('scrubber_requests_total{outcome="refused",signal="traces",transport="http"}')).toBe(1);
  });

  test("a request refused unread counts as a request and no records", async () => {
    const t = telemetry();
    t.events.refusedUnread("logs", "http", "unsupported_media_type");
    t.events.refusedUnread(undefined, "grpc", "unknown_method");
    const series = await page(t);
    expect(series.get('scrubber_refused_requests_total{reason="unsupported_media_type",transport="http"}')).toBe(1);
    expect(series.get('scrubber_refused_requests_total{reason="unknown_method",transport="grpc"}')).toBe(1);
    expect(series.get('scrubber_requests_total{outcome="refused",signal="logs",transport="http"}')).toBe(1);
    expect(series.get('scrubber_received_items_total{signal="logs"}')).toBe(0);
  });

  test("O23 unsanitized items are published at 0 for every reason, and counted when told", async () => {
    const t = telemetry();
    const before = await page(t);
    for (const reason of UNSANITIZED_REASONS)
      expect(before.get(`scrubber_unsanitized_items_total{reason="${reason}"}`)).toBe(0);
    t.events.unsanitized(3, "fail_open");
    expect((await page(t)).get('scrubber_unsanitized_items_total{reason="fail_open"}')).toBe(3);
  });

  test("policy, reload and budget are read at each scrape", async () => {
    const t = telemetry();
    const first = await page(t);
    const labels = (version: string) =>
      `scrubber_policy_info{channel="active",digest="0123456789ab",name="default",version="${version}"}`;
    expect([first.get(labels("1")), first.get("scrubber_config_last_reload_successful")]).toEqual([1, 1]);
    expect([first.get("scrubber_inflight_bytes"), first.get("scrubber_inflight_bytes_limit")]).toEqual([1_000, 4_000]);
    t.events.policyLoaded({ name: "default", version: "2", digest: "0123456789ab", channel: "active" });
    t.events.reloaded(false);
    const second = await page(t);
    expect([second.get(labels("1")), second.get(labels("2"))]).toEqual([undefined, 1]);
    expect(second.get("scrubber_config_last_reload_successful")).toBe(0);
  });

  test("two services in one process count apart", async () => {
    const [one, two] = [telemetry(), telemetry()];
    one.events.received("logs", 5);
    expect((await page(one)).get('scrubber_received_items_total{signal="logs"}')).toBe(5);
    expect((await page(two)).get('scrubber_received_items_total{signal="logs"}')).toBe(0);
  });
});
