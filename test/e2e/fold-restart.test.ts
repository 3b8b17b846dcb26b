import { randomUUID } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { type ReadyChild, runCli, startChild } from "../support/child.ts";
import { type Collector, grpcCollector } from "../support/collected.ts";
import { gains, samplesOf, startMetricsPage } from "../support/metrics-page.ts";
import { freePort, hasPrometheus, startPrometheus } from "../support/prometheus.ts";
import { Process } from "../support/sdk-process.ts";
import { configFor, type PlainConfig } from "../support/service.ts";

const KEPT = ["service_instance_id", "http_route", "le"];
const env = { OTELSCRUB_TEST_KEY: "only-for-tests-0123456789" };
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Two processes that export to a proxy and past it. */
interface Shop {
  readonly straight: Collector;
  readonly folded: Collector;
  readonly users: readonly string[];
  readonly file: string;
  /** Starts the proxy, on the same port each time. */
  start(over?: object): Promise<ReadyChild>;
  work(times: number): void;
  flush(): Promise<unknown>;
  /** Everything counted, by what stays. */
  truth(): Map<string, number>;
  told(): Map<string, number>;
}

async function openShop(): Promise<Shop> {
  const [straight, folded, port] = [await grpcCollector(), await grpcCollector(), await freePort()];
  const folder = mkdtempSync(join(tmpdir(), "otelscrub-restart-"));
  const users = Array.from({ length: 20 }, (_, n) => (n % 3 === 0 ? `canary${n}@example.org` : randomUUID()));
  const ends = [straight.endpoint, `http://127.0.0.1:${port}`];
  const processes = [1, 2].map((seed) => new Process(randomUUID(), ends, seed, users));
  onTestFinished(async () => {
    await Promise.all(processes.map((one) => one.stop()));
    await Promise.all([straight.stop(), folded.stop()]);
    rmSync(folder, { recursive: true, force: true });
  });
  return {
    straight,
    folded,
    users,
    file: join(folder, "fold.snapshot"),
    start: (over = {}) => startChild(configOf(folded.endpoint, port, over), { env }),
    work: (times) => {
      for (const one of processes) one.work(times);
    },
    flush: () => Promise.all(processes.map((one) => one.flush())),
    truth: () => gains(samplesOf(straight.arrivals), KEPT),
    told: () => gains(samplesOf(folded.arrivals), KEPT),
  };
}

function configOf(endpoint: string, port: number, fold: object): PlainConfig {
  return configFor(
    { otlp_grpc: { endpoint } },
    {
      receivers: { otlp: { protocols: { grpc: { endpoint: `localhost:${port}` } } } },
      processors: {
        memory_limiter: { limit_mib: 256 },
        scrub: { hmac_key: "${env:OTELSCRUB_TEST_KEY}", fold: { interval: "1s", clock_guard: "0s", ...fold } },
      },
    },
  );
}

/** Counts for some exports, and some more after the last of them. */
async function someWork(shop: Shop): Promise<void> {
  for (let step = 0; step < 15; step++) {
    shop.work(10);
    await pause(100);
  }
  await shop.flush();
  shop.work(10);
}

/** Sums of doubles may differ in their last digits. */
function rounded(sums: ReadonlyMap<string, number>): Map<string, number> {
  return new Map([...sums].map(([name, value]) => [name, Number(value.toPrecision(12))]));
}

describe("V27 a proxy that is stopped and started again", () => {
  test("V27 with a snapshot tells the very totals, and a real Prometheus sees no reset", async () => {
    const shop = await openShop();
    const prometheus = hasPrometheus
      ? await startPrometheus({
          straight: await startMetricsPage(shop.straight.arrivals),
          folded: await startMetricsPage(shop.folded.arrivals),
        })
      : undefined;
    let proxy = await shop.start({ snapshot_file: shop.file });
    // Both are told the same by then, and again at the end.
    await someWork(shop);
    await shop.flush();
    await pause(2_000);
    const calmMs = performance.now();
    await pause(1_000);
    for (let restart = 0; restart < 2; restart++) {
      await someWork(shop);
      proxy.kill();
      expect(await proxy.ended).toBe(0);
      expect(statSync(shop.file).mode & 0o777).toBe(0o600);
      const bytes = readFileSync(shop.file);
      for (const user of shop.users) expect(bytes.includes(user), "an identifier in the snapshot").toBe(false);
      shop.work(20);
      proxy = await shop.start({ snapshot_file: shop.file });
      expect(proxy.stderr()).toContain('"event":"snapshot_restored"');
    }
    await someWork(shop);
    await shop.flush();
    const truth = shop.truth();
    expect(truth.size).toBeGreaterThan(50);
    await expect.poll(() => rounded(shop.told()), { timeout: 10_000 }).toEqual(rounded(truth));
    const starts = new Set(
      samplesOf(shop.folded.arrivals).map(({ labels, name, start }) => `${name} ${JSON.stringify(labels)} ${start}`),
    );
    const series = new Set(
      samplesOf(shop.folded.arrivals).map(({ labels, name }) => `${name} ${JSON.stringify(labels)}`),
    );
    expect(starts.size).toBe(series.size);
    if (prometheus === undefined) return;
    await pause(2_000);
    const seconds = Math.round((performance.now() - calmMs) / 1_000);
    const ask = async (expression: string): Promise<[string, number][]> =>
      [...(await prometheus.query(expression))].map(([labels, value]) => [labels, Number(value)]);
    for (const metric of ["shop_requests", "shop_duration_count", "shop_duration_bucket", "shop_size_bucket"]) {
      const [[, resets] = []] = await ask(`sum(resets(${metric}{job="folded"}[2m]))`);
      expect([metric, resets]).toEqual([metric, 0]);
      const last = (job: string): Promise<unknown> => ask(`sum(last_over_time(${metric}{job="${job}"}[2m]))`);
      expect([metric, await last("folded")]).toEqual([metric, await last("straight")]);
      // At its ends it may be a scrape off.
      const gained = (job: string): string => `sum by (http_route) (increase(${metric}{job="${job}"}[${seconds}s]))`;
      const folded = new Map(await ask(gained("folded")));
      for (const [labels, value] of await ask(gained("straight"))) {
        const other = folded.get(labels) ?? 0;
        expect(Math.abs(other - value) / value, `${metric} ${labels}: ${value} and ${other}`).toBeLessThan(0.1);
      }
    }
  }, 60_000);

  test("V27 killed, with a snapshot at each emission, it tells the very totals", async () => {
    const shop = await openShop();
    const settings = { snapshot_file: shop.file, snapshot_interval: "1s" };
    let proxy = await shop.start(settings);
    await someWork(shop);
    proxy.kill("SIGKILL");
    expect(await proxy.ended).toBe("SIGKILL");
    proxy = await shop.start(settings);
    expect(proxy.stderr()).toContain('"event":"snapshot_restored"');
    await someWork(shop);
    await shop.flush();
    const truth = rounded(shop.truth());
    await expect.poll(() => rounded(shop.told()), { timeout: 10_000 }).toEqual(truth);
  }, 60_000);
});

describe("V28 a proxy that starts without what it knew", () => {
  test.each([
    ["no snapshot", {}, "ready"],
    ["a damaged one", { snapshot_file: "" }, "snapshot_refused"],
  ])(
    "V28 with %s it loses at most what came between, and never tells more than there was",
    async (_, given, event) => {
      const shop = await openShop();
      const settings = "snapshot_file" in given ? { snapshot_file: shop.file } : {};
      let proxy = await shop.start(settings);
      await someWork(shop);
      await shop.flush();
      const before = shop.truth();
      proxy.kill();
      expect(await proxy.ended).toBe(0);
      if (existsSync(shop.file)) {
        const bytes = readFileSync(shop.file);
        bytes[bytes.length >> 1]! ^= 1;
        writeFileSync(shop.file, bytes);
      }
      proxy = await shop.start(settings);
      expect(proxy.stderr()).toContain(`"event":"${event}"`);
      await someWork(shop);
      await shop.flush();
      await pause(2_500);
      const [truth, told] = [shop.truth(), shop.told()];
      for (const [name, value] of truth) {
        if (name.startsWith("shop_carts")) expect(told.get(name), name).toBe(value);
        else {
          expect(told.get(name), name).toBeLessThanOrEqual(value + 1e-6);
          expect(told.get(name), name).toBeGreaterThanOrEqual((before.get(name) ?? 0) - 1e-6);
        }
      }
      for (const sample of samplesOf(shop.folded.arrivals)) expect(sample.start).toBeLessThan(sample.time);
    },
    60_000,
  );

  test("V28 a snapshot without a key is refused before anything starts", async () => {
    const config = configFor(
      { nop: {} },
      { processors: { memory_limiter: { limit_mib: 64 }, scrub: { fold: { snapshot_file: "x" } } } },
    );
    const child = runCli([`--config=yaml:${JSON.stringify(config)}`]);
    expect(await child.ended).not.toBe(0);
    expect(child.stderr()).toContain("processors::scrub::fold::snapshot_file: needs `hmac_key`");
  });
});
