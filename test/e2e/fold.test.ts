import { randomUUID } from "node:crypto";
import { describe, expect, onTestFinished, test } from "vitest";
import { type Collector, grpcCollector, textOf } from "../support/collected.ts";
import { gains, samplesOf, startMetricsPage } from "../support/metrics-page.ts";
import { hasPrometheus, startPrometheus } from "../support/prometheus.ts";
import { Process, ROUTES } from "../support/sdk-process.ts";
import { configFor, startProxy } from "../support/service.ts";

const KEPT = ["service_instance_id", "http_route", "le"];
const FOLD = {
  processors: { memory_limiter: { limit_mib: 256 }, scrub: { fold: { interval: "1s", clock_guard: "0s" } } },
};

const people = (count: number): string[] =>
  Array.from({ length: count }, (_, n) => (n % 3 === 0 ? `person${n}@example.org` : randomUUID()));

async function collector(): Promise<Collector> {
  const backend = await grpcCollector();
  onTestFinished(() => backend.stop());
  return backend;
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe("V folded series", () => {
  test("V1 counters, up-down counters and both kinds of histograms lose their identifiers and keep every total", async () => {
    const [straight, folded] = [await collector(), await collector()];
    const proxy = await startProxy(configFor({ otlp_grpc: { endpoint: folded.endpoint } }, FOLD));
    const users = people(40);
    const ends = [straight.endpoint, `http://127.0.0.1:${proxy.grpcPort}`];
    const processes = [randomUUID(), randomUUID()].map((id, n) => new Process(id, ends, n + 1, users));
    for (let round = 0; round < 3; round++) {
      for (const one of processes) one.work(200);
      // A series that begins in the millisecond it is exported in has no known start.
      await pause(20);
      await Promise.all(processes.map((one) => one.flush()));
      await pause(600);
    }
    await Promise.all(processes.map((one) => one.stop()));
    const truth = gains(samplesOf(straight.arrivals), KEPT);
    expect(truth.size).toBeGreaterThan(100);
    await expect
      .poll(() => rounded(gains(samplesOf(folded.arrivals), KEPT)), { timeout: 10_000 })
      .toEqual(rounded(truth));

    const everything = `${textOf(folded.arrivals)}${proxy.written()}${await proxy.metrics()}`;
    for (const user of users) expect(everything.includes(user), "an identifier left").toBe(false);
    expect(everything).not.toMatch(/tk1h_/);
    const series = new Set(samplesOf(folded.arrivals).map(({ name, labels }) => `${name} ${JSON.stringify(labels)}`));
    expect([...series].filter((one) => one.startsWith("shop_requests ")).length).toBe(2 * ROUTES.length);
    expect(await proxy.metrics()).toMatch(/^scrubber_cardinality_unconserved 0$/m);
  });

  test.skipIf(!hasPrometheus)(
    "V2 a real Prometheus sees the same rates and quantiles, also when a process starts anew, and no reset (skipped where there is no prometheus)",
    async () => {
      const [straight, folded] = [await collector(), await collector()];
      const proxy = await startProxy(configFor({ otlp_grpc: { endpoint: folded.endpoint } }, FOLD));
      const prometheus = await startPrometheus({
        straight: await startMetricsPage(straight.arrivals),
        folded: await startMetricsPage(folded.arrivals),
      });
      const users = people(20);
      const ends = [straight.endpoint, `http://127.0.0.1:${proxy.grpcPort}`];
      const ids = [randomUUID(), randomUUID(), randomUUID()];
      const processes = ids.map((id, n) => new Process(id, ends, n + 1, users));
      for (let step = 0; step < 120; step++) {
        if (step === 60) {
          await processes[0]?.stop();
          processes[0] = new Process(randomUUID(), ends, 77, users);
        }
        for (const one of processes) one.work(10);
        await pause(100);
      }
      // One interval of the fold, one of the senders and one scrape may lie between the two.
      const ask = async (job: string, expression: (job: string) => string): Promise<Map<string, number>> =>
        new Map(
          [...(await prometheus.query(expression(`job="${job}"`)))].map(([labels, value]) => [labels, Number(value)]),
        );
      const rate = (job: string): string => `sum by (http_route) (rate(shop_requests{${job}}[8s]))`;
      const quantile = (metric: string) => (job: string) =>
        `histogram_quantile(0.9, sum by (le) (rate(${metric}_bucket{${job}}[8s])))`;
      for (const expression of [rate, quantile("shop_duration"), quantile("shop_size")]) {
        const [before, after] = [await ask("straight", expression), await ask("folded", expression)];
        expect(before.size).toBeGreaterThan(0);
        expect([...after.keys()].sort()).toEqual([...before.keys()].sort());
        for (const [labels, value] of before) {
          const other = after.get(labels) ?? 0;
          expect(Math.abs(other - value) / value, `${expression("")} ${labels}: ${value} and ${other}`).toBeLessThan(
            0.25,
          );
        }
      }
      for (const metric of ["shop_requests", "shop_duration_count", "shop_duration_bucket", "shop_size_bucket"]) {
        const resets = await prometheus.query(`sum(resets(${metric}{job="folded"}[1m]))`);
        expect([metric, ...resets.values()]).toEqual([metric, "0"]);
      }
      await Promise.all(processes.map((one) => one.stop()));
    },
    60_000,
  );
});

/** Sums of doubles may differ in their last digits. */
function rounded(sums: ReadonlyMap<string, number>): Map<string, number> {
  return new Map([...sums].map(([name, value]) => [name, Number(value.toPrecision(12))]));
}
