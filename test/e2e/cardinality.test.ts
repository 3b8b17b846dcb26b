import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { cardinality } from "../../cli/commands/cardinality.ts";
import type { CardinalityReport } from "../../pipeline/cardinality-report.ts";
import { counter, gauge, metricsRequest } from "../support/metric-samples.ts";
import { encode, postOtlp } from "../support/requests.ts";
import { configFor, type Proxy, startProxy } from "../support/service.ts";
import { temporaryFile } from "../support/temporary-file.ts";

import { runVerb } from "../support/terminal.ts";

const PEOPLE = 30;
const EMAILS = Array.from({ length: PEOPLE }, (_, i) => `grete.okoye.${i}@osprey404.example`);
const IDS = Array.from({ length: 50 }, () => randomUUID());
const REGIONS = ["north", "south"];

const REQUEST = metricsRequest([
  counter(
    "orders.placed",
    0,
    EMAILS.map((email, i) => ({ "user.email": email, region: REGIONS[i % 2]! })),
  ),
  counter(
    "hits",
    0,
    IDS.map((id) => ({ "request.id": id })),
  ),
  counter(
    "plans",
    0,
    Array.from({ length: 26 }, (_, i) => ({ plan: `plan ${String.fromCharCode(97 + i)}` })),
  ),
  gauge("orders.open", 0, [{ "user.email": EMAILS[0]! }]),
]);

async function asked(proxy: Proxy): Promise<{ endpoint: string; report: CardinalityReport }> {
  const port = proxy.service.parts.telemetry.metricsAddress()?.port;
  const endpoint = `http://127.0.0.1:${port}`;
  const answer = await fetch(`${endpoint}/cardinality`);
  expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "application/json"]);
  return { endpoint, report: (await answer.json()) as CardinalityReport };
}

describe("a running proxy", () => {
  test("F28 /cardinality tells totals as the ledger and /metrics have them, and metrics and labels without values", async () => {
    const proxy = await startProxy(configFor({ nop: {} }));
    expect((await postOtlp(proxy.httpPort, "metrics", encode("metrics", REQUEST))).status).toBe(200);
    const { endpoint, report } = await asked(proxy);
    const page = await proxy.metrics();
    const value = (name: string): number => Number(new RegExp(`^${name} (\\S+)$`, "m").exec(page)?.[1]);
    expect(report).toMatchObject({ version: 1, source: "proxy", policy: { name: "default", version: "1" } });
    expect(report.foldedPoints).toBe(value("scrubber_cardinality_folded_points_total"));
    expect(report.before.value).toBe(value("scrubber_cardinality_input_series"));
    expect(report.before.value - report.after.value).toBe(value("scrubber_cardinality_saved_series"));
    expect([report.points, report.foldedPoints, report.refusedPoints]).toEqual([PEOPLE + 50 + 26 + 1, PEOPLE + 50, 0]);

    const orders = report.metrics.find(({ name }) => name === "orders.placed");
    expect(orders).toMatchObject({ kind: "sum", before: { value: PEOPLE, band: 0 } });
    expect(orders?.labels.find(({ key }) => key === "user.email")).toMatchObject({
      fate: "folds",
      reasons: { personal: PEOPLE },
      values: { value: PEOPLE },
      contributes: { value: PEOPLE - REGIONS.length },
    });
    expect(orders?.labels.find(({ key }) => key === "region")).toMatchObject({
      fate: "kept",
      contributes: { value: 0 },
    });

    const said = await runVerb(cardinality, ["--endpoint", endpoint, "--price", "grafana-cloud"]);
    expect([said.code, said.err]).toEqual([1, ""]);
    // 80 series leave as 3: by the ledger, whatever the statistics saw of the first one.
    expect(said.out).toMatch(/money +0\.62 USD less a month/);
    expect(said.out).toContain("What folding one further label would save");
    expect(said.out).toMatch(/plan +plans +26 +25 /);
    expect(said.out).toContain('instrument_name: "hits"');
    const json = await runVerb(cardinality, ["--endpoint", endpoint, "--json"]);
    for (const canary of ["okoye", IDS[0]!, "north", "plan a"])
      expect(said.out + json.out + JSON.stringify(report)).not.toContain(canary);
  });

  test("F28 a policy that folds nothing leaves an empty report, and the verb says there is nothing", async () => {
    const policy = temporaryFile(
      "policy.yaml",
      'version: "1"\nname: plain\nextends: default\nfold: { enabled: false }\n',
    );
    const proxy = await startProxy(
      configFor({ nop: {} }, { processors: { memory_limiter: { limit_mib: 256 }, scrub: { policy } } }),
    );
    expect((await postOtlp(proxy.httpPort, "metrics", encode("metrics", REQUEST))).status).toBe(200);
    const { endpoint, report } = await asked(proxy);
    expect(report).toMatchObject({ points: 0, metrics: [] });
    expect((await runVerb(cardinality, ["--endpoint", endpoint])).code).toBe(0);
  });

  test("F28 what is no proxy is one sentence and a fault", async () => {
    const proxy = await startProxy(configFor({ nop: {} }));
    const health = `http://127.0.0.1:${proxy.healthPort}`;
    expect(await runVerb(cardinality, ["--endpoint", health])).toEqual({
      code: 2,
      out: "",
      err: `${health}/cardinality answers with status 404.\n`,
    });
    expect(await runVerb(cardinality, ["--endpoint", "127.0.0.1:1"])).toMatchObject({
      code: 2,
      err: "http://127.0.0.1:1/cardinality cannot be reached.\n",
    });
    expect((await runVerb(cardinality, ["--endpoint", "http://["])).code).toBe(2);
  });
});
