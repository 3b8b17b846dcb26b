import { OTLPMetricExporter } from "@opentelemetry/exporter-metrics-otlp-grpc";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { MeterProvider, PeriodicExportingMetricReader } from "@opentelemetry/sdk-metrics";
import { describe, expect, onTestFinished, test } from "vitest";
import { grpcCollector, textOf } from "../support/collected.ts";
import { lastValues, startMetricsPage } from "../support/metrics-page.ts";
import { hasPrometheus, startPrometheus } from "../support/prometheus.ts";
import { configFor, startProxy, UNFOLDED } from "../support/service.ts";

/** Pairs that look alike and are two series: a scrub that tidied them would merge them. */
const PEOPLE = ["ada@example.org", "Ada@example.org", "ada@example.org.", "grace@example.org"];
const PHONES = ["+1 202 555 0143", "+12025550143"];
const ADDRESSES = ["203.0.113.7", "203.0.113.70", "10.1.2.3", "2001:db8::7", "2001:db8:0:0:0:0:0:7"];
const ROUTES = ["/orders/{id}", "/cart"];

const ascending = (a: number, b: number): number => a - b;

/** A backend, the page of what it was sent, and that as series and values now. */
async function startPage() {
  const backend = await grpcCollector();
  onTestFinished(() => backend.stop());
  return {
    backend,
    target: await startMetricsPage(backend.arrivals),
    series: () => lastValues(backend.arrivals),
  };
}

/** The same counters to both ends: straight to one, through the proxy to the other. */
async function sendCounters(endpoints: readonly string[]): Promise<void> {
  for (const instance of ["7f3c1b52-9a64-4c1e-8a57-0d6c5e4f3a21", "1d2e3f40-5b6c-4d7e-8f90-a1b2c3d4e5f6"]) {
    const readers = endpoints.map(
      (url) =>
        new PeriodicExportingMetricReader({ exporter: new OTLPMetricExporter({ url }), exportIntervalMillis: 60_000 }),
    );
    const resource = resourceFromAttributes({ "service.name": "shop", "service.instance.id": instance });
    const provider = new MeterProvider({ resource, readers });
    const meter = provider.getMeter("shop");
    const requests = meter.createCounter("shop.requests");
    const carts = meter.createUpDownCounter("shop.carts");
    let amount = 1;
    for (let round = 0; round < 2; round++) {
      for (const route of ROUTES) {
        for (const email of PEOPLE)
          requests.add((amount = (amount * 31) % 9_973), { "user.email": email, "http.route": route });
        for (const address of ADDRESSES)
          requests.add((amount = (amount * 31) % 9_973), { "client.address": address, "http.route": route });
        for (const phone of PHONES)
          requests.add((amount = (amount * 31) % 9_973), {
            note: `call ${phone}`,
            "http.route": route,
            "http.response.status_code": 200,
          });
        for (const email of PEOPLE) carts.add(amount - 5_000, { owner: email, "http.route": route });
      }
      await provider.forceFlush();
    }
    await provider.shutdown();
  }
}

describe("R17 where nothing folds, personal label values become tokens, and every total stays what it was", () => {
  test("R17 as many series before and after, and the same values in them", async () => {
    const [straight, scrubbed] = [await startPage(), await startPage()];
    const proxy = await startProxy(configFor({ otlp_grpc: { endpoint: scrubbed.backend.endpoint } }, UNFOLDED));
    await sendCounters([straight.backend.endpoint, `http://127.0.0.1:${proxy.grpcPort}`]);
    expect(straight.series().size).toBe(2 * 2 * (PEOPLE.length + ADDRESSES.length + PHONES.length + PEOPLE.length));
    expect(scrubbed.series().size).toBe(straight.series().size);
    expect([...scrubbed.series().values()].sort(ascending)).toEqual([...straight.series().values()].sort(ascending));
    for (const personal of ["ada@", "Ada@", "grace@", "203.0.113", "202 555", "2025550143"]) {
      expect(textOf(straight.backend.arrivals)).toContain(personal);
      expect(`${textOf(scrubbed.backend.arrivals)}${proxy.written()}${await proxy.metrics()}`).not.toContain(personal);
    }
  });

  test.skipIf(!hasPrometheus)(
    "R17 a real Prometheus answers every sum by (kept labels) alike (skipped where there is no prometheus)",
    async () => {
      const [straight, scrubbed] = [await startPage(), await startPage()];
      const proxy = await startProxy(configFor({ otlp_grpc: { endpoint: scrubbed.backend.endpoint } }, UNFOLDED));
      await sendCounters([straight.backend.endpoint, `http://127.0.0.1:${proxy.grpcPort}`]);
      const prometheus = await startPrometheus({ straight: straight.target, scrubbed: scrubbed.target });
      const all = String(straight.series().size);
      await expect
        .poll(() => prometheus.query('count by (job) ({service_name="shop"})'), { timeout: 30_000 })
        .toEqual(
          new Map([
            ['[["job","scrubbed"]]', all],
            ['[["job","straight"]]', all],
          ]),
        );

      const kept = ["http_route", "http_response_status_code", "service_instance_id", "service_name"];
      for (const metric of ["shop_requests", "shop_carts"]) {
        for (const labels of subsets(kept)) {
          for (const aggregate of ["sum", "count", "max", "min"]) {
            const ask = (job: string) =>
              prometheus.query(`${aggregate} by (${labels.join(",")}) (${metric}{job="${job}"})`);
            const before = await ask("straight");
            expect(before.size).toBeGreaterThan(0);
            expect(await ask("scrubbed"), `${aggregate} by (${labels.join(",")}) (${metric})`).toEqual(before);
          }
        }
      }
    },
  );
});

function subsets(labels: readonly string[]): string[][] {
  return labels.reduce<string[][]>((all, label) => [...all, ...all.map((one) => [...one, label])], [[]]);
}
