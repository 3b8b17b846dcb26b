import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { startHttpBackend } from "../support/backends.ts";
import { encode, postOtlp, text } from "../support/requests.ts";
import { configFor, type Proxy, startProxy } from "../support/service.ts";

const SOURCES = 40;

async function proxyWith(key: string): Promise<Proxy> {
  const folder = mkdtempSync(join(tmpdir(), "otelscrub-key-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, "key"), `only-for-tests-0123456789 ${key}`);
  const backend = await startHttpBackend((response) => response.writeHead(200).end());
  onTestFinished(() => backend.stop());
  const scrub = { hmac_key: `\${file:${join(folder, "key")}}`, fold: { interval: "10m" } };
  const exporter = { otlp_http: { endpoint: backend.endpoint, compression: "none" } };
  return startProxy(configFor(exporter, { processors: { memory_limiter: { limit_mib: 256 }, scrub } }));
}

/** One export of a process: a counter whose label folds. */
async function exportTo({ httpPort }: Proxy, source: number, turn: number): Promise<void> {
  const times = { startTimeUnixNano: `${Date.now() - 60_000}000000`, timeUnixNano: `${Date.now()}000000` };
  const attributes = [text("user.id", "0f8fad5b-d9cb-469f-a165-70867728950e")];
  const dataPoints = [{ ...times, attributes, asInt: String(turn) }];
  const metrics = [{ name: "orders", sum: { aggregationTemporality: 2, isMonotonic: true, dataPoints } }];
  const resource = { attributes: [text("service.name", "shop"), text("service.instance.id", `instance-${source}`)] };
  const request = { resourceMetrics: [{ resource, scopeMetrics: [{ scope: { name: "shop" }, metrics }] }] };
  expect((await postOtlp(httpPort, "metrics", encode("metrics", request))).status).toBe(200);
}

/** Slot and value of each mark, as Prometheus reads them. */
async function marksOf(proxy: Proxy): Promise<string[]> {
  return (await proxy.metrics()).split("\n").filter((line) => line.startsWith("scrubber_cardinality_source_mark{"));
}

test("Z31 two proxies that get the exports of all sources in turns show the same marks; one with another key shows others", async () => {
  const proxies = await Promise.all(["one", "one", "other"].map(proxyWith));
  for (let turn = 0; turn < 4; turn++)
    for (let source = 0; source < SOURCES; source++) {
      await exportTo(proxies[(turn + source) % 2]!, source, turn);
      if (turn === 0) await exportTo(proxies[2]!, source, turn);
    }
  const [one, two, other] = await Promise.all(proxies.map(marksOf));
  expect(one!.length).toBeGreaterThan(10);
  expect(two).toEqual(one);
  expect(other!.filter((mark) => one!.includes(mark))).toEqual([]);
});
