import * as v from "valibot";
import { afterEach, describe, expect, test } from "vitest";
import { OperatorError } from "../../core/errors.ts";
import {
  HealthCheckSettingsSchema,
  metricsListen,
  parseEndpoint,
  TelemetrySettingsSchema,
} from "../../telemetry/settings.ts";
import { createTelemetry, type Telemetry } from "../../telemetry/telemetry.ts";

const running: Telemetry[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.stop(0)));
});

async function start(metricsAddress = "127.0.0.1:0", path = "/"): Promise<Telemetry> {
  const telemetry = createTelemetry({
    detectors: [],
    policy: undefined,
    version: "1.2.3",
    budget: { used: 0, limit: 1 },
    settings: v.parse(TelemetrySettingsSchema, { metrics: { address: metricsAddress } }),
    health: v.parse(HealthCheckSettingsSchema, { endpoint: "127.0.0.1:0", path }),
    stderr: { write: () => true },
  });
  running.push(telemetry);
  await telemetry.start();
  return telemetry;
}

const metricsUrl = (t: Telemetry, path = "/metrics") => `http://127.0.0.1:${t.metricsAddress()?.port}${path}`;
const healthUrl = (t: Telemetry, path: string) => `http://127.0.0.1:${t.healthAddress()?.port}${path}`;

describe("metrics endpoint", () => {
  test("O20 /metrics answers in Prometheus' text format", async () => {
    const response = await fetch(metricsUrl(await start()));
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
    expect(await response.text()).toContain("otelcol_process_uptime_seconds_total ");
  });

  test("other paths are 404 and other methods 405, without an echo", async () => {
    const t = await start();
    const missing = await fetch(metricsUrl(t, "/jane"));
    expect([missing.status, await missing.text()]).toEqual([404, "There is nothing here.\n"]);
    const posted = await fetch(metricsUrl(t), { method: "POST", body: "jane" });
    expect([posted.status, posted.headers.get("allow")]).toEqual([405, "GET, HEAD"]);
    const head = await fetch(metricsUrl(t), { method: "HEAD" });
    expect([head.status, await head.text()]).toEqual([200, ""]);
  });

  test("O28 a port that is taken is one sentence with the setting and the place", async () => {
    const port = (await start()).metricsAddress()?.port;
    const second = start(`127.0.0.1:${port}`);
    await expect(second).rejects.toThrow(OperatorError);
    await expect(second).rejects.toThrow(`service::telemetry::metrics: 127.0.0.1:${port}: the port is taken.`);
  });

  test("stopping twice, and without a start, is safe", async () => {
    const t = await start();
    await t.stop(0);
    await t.stop(0);
    await expect(fetch(metricsUrl(t))).rejects.toThrow();
  });
});

describe("health", () => {
  test("O27 both paths follow the state: 503, 200, 503, 500", async () => {
    const t = await start();
    const codes = async () => [
      (await fetch(healthUrl(t, "/"))).status,
      (await fetch(healthUrl(t, "/status?verbose"))).status,
    ];
    expect(await codes()).toEqual([503, 503]);
    t.health.set("ok");
    expect(await codes()).toEqual([200, 200]);
    t.health.set("stopping");
    expect(await codes()).toEqual([503, 503]);
    t.health.set("fatal");
    expect(await codes()).toEqual([500, 500]);
  });

  test("O27 the answers have the collector's fields", async () => {
    const t = await start(undefined, "/healthz");
    t.health.set("ok");
    const time = expect.stringMatching(/^\d{4}-.*Z$/);
    expect(await (await fetch(healthUrl(t, "/healthz"))).json()).toEqual({
      status: "Server available",
      upSince: time,
      uptime: expect.stringMatching(/s$/),
    });
    expect(await (await fetch(healthUrl(t, "/status"))).json()).toEqual({
      start_time: time,
      healthy: true,
      status: "StatusOK",
      status_time: time,
    });
    expect((await fetch(healthUrl(t, "/"))).status).toBe(404);
  });
});

describe("settings", () => {
  test.each([
    ["localhost:8888", { host: "localhost", port: 8888 }],
    [":13133", { host: "::", port: 13_133 }],
    ["[::1]:80", { host: "::1", port: 80 }],
    ["localhost", undefined],
    ["localhost:99999", undefined],
    ["http://localhost:1", undefined],
  ])("endpoint %s", (text, expected) => {
    expect(parseEndpoint(text)).toEqual(expected);
  });

  test("the metrics listener comes from the level, the address or the reader", () => {
    const listen = (metrics: object) => metricsListen(v.parse(TelemetrySettingsSchema, { metrics }).metrics);
    expect(listen({})).toEqual({ host: "localhost", port: 8888 });
    expect(listen({ level: "none" })).toBeUndefined();
    expect(listen({ address: "0.0.0.0:9000" })).toEqual({ host: "0.0.0.0", port: 9000 });
    expect(listen({ readers: [] })).toBeUndefined();
    const reader = { pull: { exporter: { prometheus: { host: "10.0.0.1", port: 9 } } } };
    expect(listen({ readers: [reader] })).toEqual({ host: "10.0.0.1", port: 9 });
  });
});
