import { randomUUID } from "node:crypto";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { cardinality } from "../../cli/commands/cardinality.ts";
import type { CardinalityReport, LabelReport, MetricReport } from "../../pipeline/cardinality-report.ts";
import { counter, gauge, histogram, metricsRequest } from "../support/metric-samples.ts";
import { oracle, type PlainMessage } from "../support/otlp-oracle.ts";
import { encode } from "../support/requests.ts";
import { temporaryFile as file } from "../support/temporary-file.ts";
import { runVerb, type Said } from "../support/terminal.ts";

type Json = CardinalityReport & {
  readonly cost?: { readonly unit: string; readonly savedAMonth: { readonly value: number } };
  readonly sdkConfiguration?: string;
};

const PEOPLE = 40;
const REGIONS = ["north", "south"];
const CANARIES = Array.from({ length: PEOPLE }, (_, i) => `grete.okoye.${i}@osprey404.example`);
const CUSTOMERS = Array.from(
  { length: PEOPLE },
  (_, i) => `customer-${"abcdefghij"[i % 10]}${"klmnopqrst"[(i / 10) | 0]}`,
);

/** Two exports, a minute apart: 40 people in 2 regions count orders, and each person's request ids a duration. */
const EXPORTS: readonly PlainMessage[] = [0, 60].map((seconds) => {
  const orders = CANARIES.map((email, i) => ({ "user.email": email, plan: CUSTOMERS[i]!, region: REGIONS[i % 2]! }));
  const durations = orders.map(({ region }) => ({ region, "request.id": randomUUID() }));
  return metricsRequest([
    counter("orders.placed", seconds, orders),
    histogram("orders.duration", seconds, durations, 4),
    gauge("orders.backlog.limit", seconds, [{ "user.email": CANARIES[0]! }]),
    counter("orders.ticks", seconds, [{}]),
  ]);
});

const json = (request: PlainMessage): unknown => oracle("metrics").toJson(encode("metrics", request));
const jsonLines = (exports: readonly PlainMessage[]): string =>
  exports.map((one) => `${JSON.stringify(json(one))}\n`).join("");

async function report(args: readonly string[], stdin: string | Buffer = ""): Promise<Json> {
  const { out, err } = await runVerb(cardinality, ["--json", ...args], stdin);
  expect(err).toBe("");
  return JSON.parse(out) as Json;
}

/** Everything but what differs between two ways of writing one sample. */
function figures({ metrics, points, before, after }: Json): unknown {
  return { points, before, after, metrics };
}

const metricOf = ({ metrics }: Json, name: string): MetricReport => metrics.find((one) => one.name === name)!;
const labelOf = (metric: MetricReport, key: string): LabelReport => metric.labels.find((one) => one.key === key)!;

describe("what is read", () => {
  test("F21 protobuf, JSON as a whole and by lines, frames, gzip, zstd and stdin give the same figures", async () => {
    const lines = jsonLines(EXPORTS);
    const expected = figures(await report([file("metrics.json", lines)]));
    const bodies = EXPORTS.map((one) => Buffer.from(encode("metrics", one)));
    const framed = (messages: readonly Buffer[]): Buffer =>
      Buffer.concat(
        messages.map((message) => {
          const length = Buffer.alloc(4);
          length.writeUInt32BE(message.length);
          return Buffer.concat([length, message]);
        }),
      );
    const ways: Record<string, readonly (string | Buffer)[]> = {
      "a request in each file": bodies,
      "one request after the other is one request": [Buffer.concat(bodies)],
      gzip: [gzipSync(lines)],
      zstd: [zstdCompressSync(lines)],
      "indented JSON": EXPORTS.map((one) => JSON.stringify(json(one), undefined, 2)),
      frames: [framed(bodies)],
      "compressed frames": [framed(bodies.map((body) => zstdCompressSync(body)))],
      "frames of JSON": [framed(EXPORTS.map((one) => zstdCompressSync(jsonLines([one]).trimEnd())))],
    };
    for (const [way, contents] of Object.entries(ways))
      expect(figures(await report(contents.map((content, i) => file(`${i}`, content)))), way).toEqual(expected);
    expect(figures(await report(["-"], gzipSync(lines)))).toEqual(expected);
  });

  test("F21 what cannot be read is told and counted, costs no other request, and is a fault", async () => {
    const lines = `${jsonLines([EXPORTS[0]!])}{"resourceMetrics":[{"${CANARIES[0]}"}]}\n${jsonLines([EXPORTS[1]!])}`;
    const said = await runVerb(cardinality, ["--json", file("metrics.json", lines)]);
    expect(said.code).toBe(2);
    expect(said.err).toMatch(/1 of 3 requests could not be read as OTLP metrics\n$/);
    expect(said.err).not.toContain(CANARIES[0]);
    expect((JSON.parse(said.out) as Json).points).toBe(2 * (2 * PEOPLE + 2));
    const missing = await runVerb(cardinality, ["/does/not/exist.json"]);
    expect([missing.code, missing.err]).toEqual([2, expect.stringContaining("ENOENT")]);
  });
});

describe("what is said", () => {
  const lines = jsonLines(EXPORTS);

  test("F22 neither a value of a label nor a name that could hold one is printed, in any form", async () => {
    const hidden = metricsRequest([
      counter("logins.4821007733.total", 0, [{ "tenant.90817263": "x", [`${CANARIES[1]}`]: "y" }]),
    ]);
    const path = file("metrics.json", lines + jsonLines([hidden]));
    const ids = JSON.stringify(EXPORTS).match(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}/g) ?? [];
    expect(ids.length).toBe(2 * PEOPLE);
    for (const flags of [[], ["--json"], ["--price", "datadog"], ["--top", "500"]]) {
      const { out, err } = await runVerb(cardinality, [...flags, path]);
      const printed = out + err;
      expect(printed).toContain("orders.placed");
      expect(printed).toContain("logins.*.total");
      for (const value of [...CANARIES, ...CUSTOMERS, ...ids, "okoye", "4821007733", "90817263", "north", "i-1"])
        expect(printed, flags.join(" ")).not.toContain(value);
    }
  });

  test("F23 series that come and leave are exact, points that pass are told from those that fold", async () => {
    const told = await report([file("metrics.json", lines)]);
    expect(told.before).toEqual({ value: PEOPLE + 2 * PEOPLE + 1 + 1, band: 0 });
    // The plan is no identifier: one series for each stays. Durations are told apart by region alone.
    expect(metricOf(told, "orders.placed")).toMatchObject({ before: { value: PEOPLE }, after: { value: PEOPLE } });
    expect(metricOf(told, "orders.duration")).toMatchObject({ before: { value: 2 * PEOPLE }, after: { value: 2 } });
    expect([told.points, told.foldedPoints, told.refusedPoints]).toEqual([2 * (2 * PEOPLE + 2), 4 * PEOPLE + 2, 0]);
    expect(told.seconds).toBe(60);
  });

  test("F23 beyond 1,024 series a number comes with its band, and the truth lies in twice that", async () => {
    const sets = Array.from({ length: 5_000 }, (_, i) => ({ "request.id": randomUUID(), region: REGIONS[i % 2]! }));
    const { before } = await report([file("many.json", jsonLines([metricsRequest([counter("hits", 0, sets)])]))]);
    expect(before.band / before.value).toBeCloseTo(0.0613, 3);
    expect(Math.abs(before.value - 5_000)).toBeLessThan(2 * before.band);
  });

  test("F24 what folding one more label would save is what is left without it", async () => {
    const orders = metricOf(await report([file("metrics.json", lines)]), "orders.placed");
    expect(labelOf(orders, "user.email")).toMatchObject({ fate: "folds", reasons: { personal: PEOPLE } });
    expect(labelOf(orders, "plan")).toMatchObject({
      fate: "kept",
      values: { value: PEOPLE },
      saves: { value: PEOPLE - REGIONS.length, band: 0 },
    });
    expect(labelOf(orders, "region")).toMatchObject({ fate: "kept", saves: { value: 0 } });
  });

  test("F24 a label whose values keep coming is told", async () => {
    const words = "amber birch cedar delta ember fjord grove heron iris jade kelp lotus maple north olive pearl".split(
      " ",
    );
    const buyer = (i: number) => `${words[i % 16]} ${words[(i >> 4) % 16]} ${words[(i >> 8) % 16]}`;
    const exports = Array.from({ length: 50 }, (_, minute) =>
      metricsRequest([
        counter(
          "visits",
          minute * 60,
          Array.from({ length: 60 }, (_, i) => ({ buyer: buyer(minute * 60 + i), region: REGIONS[i % 2]! })),
        ),
      ]),
    );
    const path = file("minutes.json", jsonLines(exports));
    const labels = metricOf(await report([path]), "visits").labels;
    expect(labels.map(({ key, isUnbounded }) => [key, isUnbounded])).toEqual([
      ["buyer", true],
      ["region", false],
    ]);
    expect((await runVerb(cardinality, [path])).out).toMatch(/buyer +visits .* new values keep coming\n/);
  });

  test("F25 --policy is a dry run: a rule for one label leaves what is left without it", async () => {
    const policy = file(
      "policy.yaml",
      'version: "1"\nname: lean\nextends: default\nfold:\n  labels:\n    - { key: plan, mode: drop }\n',
    );
    const told = await report(["--policy", policy, file("metrics.json", lines)]);
    expect(told.policy).toEqual({ name: "lean", version: "1" });
    expect(metricOf(told, "orders.placed").after).toEqual({ value: REGIONS.length, band: 0 });
    expect(labelOf(metricOf(told, "orders.placed"), "plan").reasons).toEqual({ policy: PEOPLE });
  });

  test("F25 a ranking is judged by a second reading, and where there is none it is said", async () => {
    const policy = file(
      "policy.yaml",
      'version: "1"\nname: top\nextends: default\nfold:\n  labels:\n    - { key: plan, mode: topk, keep: 3 }\n',
    );
    const told = await report(["--policy", policy, file("metrics.json", lines)]);
    // Three plans of one region each, and the others of both.
    expect(metricOf(told, "orders.placed").after).toEqual({ value: 3 + REGIONS.length, band: 0 });
    const { code, err } = await runVerb(cardinality, ["--policy", policy, "-"], lines);
    expect([code, err]).toEqual([1, expect.stringContaining("A file is read twice.")]);
  });

  test("F26 a price profile says what is saved, in which unit, counted when, and that list prices change", async () => {
    const path = file("metrics.json", lines);
    const cost = async (price: string) => (await report(["--price", price, path])).cost;
    const durations = 2 * PEOPLE - 2;
    expect(await cost("datadog")).toMatchObject({ unit: "USD", savedAMonth: { value: 5 * durations * 0.05 } });
    // Four bounds: five buckets, count and sum.
    expect(await cost("grafana-cloud")).toMatchObject({ savedAMonth: { value: (4 + 3) * durations * 0.008 } });
    expect(await cost("mimir")).toMatchObject({ unit: "GB of memory" });
    expect(await cost("acme=6.50EUR")).toMatchObject({ unit: "EUR" });
    const { out } = await runVerb(cardinality, ["--price", "datadog", path]);
    expect(out).toMatch(/money +19\.50 USD less a month \(datadog\)\n.*averaged over the month\. List prices change/);
    const wrong = await runVerb(cardinality, ["--price", "datadgo", path]);
    expect([wrong.code, wrong.err]).toEqual([2, expect.stringContaining('did you mean "datadog"')]);
  });

  test("F27 the SDK configuration excludes the labels that fold, and holds further ones as comments", async () => {
    const { sdkConfiguration = "" } = await report([file("metrics.json", lines)]);
    const { file_format, meter_provider } = parse(sdkConfiguration) as {
      file_format: string;
      meter_provider: { views: { selector: object; stream: { attribute_keys: { excluded: string[] } } }[] };
    };
    expect(file_format).toBe("1.0");
    expect(meter_provider.views.map((view) => [view.selector, view.stream.attribute_keys.excluded])).toEqual([
      [{ instrument_name: "orders.duration" }, ["request.id"]],
      [{ instrument_name: "orders.placed" }, ["user.email"]],
      [{ instrument_name: "orders.backlog.limit" }, ["user.email"]],
    ]);
    const commented = sdkConfiguration.split("\n").filter((line) => line.includes("#"));
    expect(commented).toEqual(['    #         - "plan"']);
    const opened = parse(sdkConfiguration.replace("# ", "")) as { meter_provider: typeof meter_provider };
    expect(opened.meter_provider.views[1]?.stream.attribute_keys.excluded).toEqual(["user.email", "plan"]);
  });

  test("F27 without a label to exclude there is no configuration", async () => {
    const sets = REGIONS.map((region) => ({ region }));
    const { sdkConfiguration } = await report([
      file("few.json", jsonLines([metricsRequest([counter("hits", 0, sets)])])),
    ]);
    expect(sdkConfiguration).toBeUndefined();
  });

  test("F29 nothing to fold is 0, something 1, a fault 2", async () => {
    const few = metricsRequest([
      counter(
        "hits",
        0,
        REGIONS.map((region) => ({ region })),
      ),
    ]);
    const code = async (...args: readonly string[]): Promise<Said["code"]> => (await runVerb(cardinality, args)).code;
    expect(await code(file("few.json", jsonLines([few])))).toBe(0);
    expect(await code(file("metrics.json", lines))).toBe(1);
    expect(await code()).toBe(2);
    expect(await code("--nonsense")).toBe(2);
    expect(await code("--top", "0", "x")).toBe(2);
    expect(await code("--endpoint", "http://127.0.0.1:1", file("few.json", jsonLines([few])))).toBe(2);
    expect(await code("--policy", "/does/not/exist.yaml", file("few.json", jsonLines([few])))).toBe(2);
  });
});
