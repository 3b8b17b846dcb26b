import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { METRICS, NODE_METRICS } from "../../telemetry/metrics.ts";
import { gauge, metricsRequest } from "../support/metric-samples.ts";
import { hasPrometheus, startPrometheus } from "../support/prometheus.ts";
import { encode, logsOf, postOtlp } from "../support/requests.ts";
import { configFor, startProxy } from "../support/service.ts";
import { ROOT } from "../support/source-files.ts";

interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly description?: string;
  readonly datasource?: { readonly uid: string };
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets?: readonly { readonly expr: string; readonly refId: string }[];
  readonly fieldConfig?: { readonly defaults: { readonly unit: string } };
}

interface Dashboard {
  readonly uid: string;
  readonly title: string;
  readonly schemaVersion: number;
  readonly panels: readonly Panel[];
  readonly templating: {
    readonly list: readonly { readonly name: string; readonly type: string; readonly query: unknown }[];
  };
}

const FILES = ["otelscrub", "otelscrub-cardinality"];
const DASHBOARDS = FILES.map((name) => JSON.parse(readFileSync(`${ROOT}dashboards/${name}.json`, "utf8")) as Dashboard);
const PANELS = DASHBOARDS.flatMap(({ panels }) => panels).filter(({ type }) => type !== "row");
const EXPRESSIONS = PANELS.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));

const SPECS = new Map(Object.values(METRICS).map((spec) => [spec.name, spec]));
const HISTOGRAM_SERIES = /_(?:bucket|count|sum)$/;

/** Names of metrics in an expression: what stands before a selector. */
function metricsIn(expression: string): string[] {
  return [...expression.matchAll(/([a-zA-Z_:][\w:]*)\{/g)].map(([, name = ""]) => name);
}

/** The declared metric of a series: histograms have three names. */
function declared(name: string): string | undefined {
  const base = name.replace(HISTOGRAM_SERIES, "");
  if (SPECS.get(base)?.type === "histogram" && base !== name) return base;
  return SPECS.has(name) || NODE_METRICS.has(name) ? name : undefined;
}

describe("dashboards", () => {
  test.each(DASHBOARDS)("F30 $uid: each metric is one that a proxy has, and each label one of it", ({ panels }) => {
    const expressions = panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));
    expect(expressions.length).toBeGreaterThan(8);
    for (const expression of expressions) {
      const names = metricsIn(expression);
      expect(names.length, expression).toBeGreaterThan(0);
      expect(names.filter((name) => declared(name) === undefined)).toEqual([]);
      const labels = new Set([
        "job",
        "instance",
        "le",
        ...names.flatMap((name) => Object.keys(SPECS.get(declared(name) ?? "")?.labels ?? {})),
      ]);
      for (const [, list = ""] of expression.matchAll(/\bby \(([^)]*)\)/g))
        expect(list.split(", ").filter((label) => !labels.has(label))).toEqual([]);
    }
  });

  test("F30 every metric of the fold has a panel", () => {
    const shown = new Set(EXPRESSIONS.flatMap(metricsIn));
    const ofFold = [...SPECS.keys()].filter((name) => name.startsWith("scrubber_cardinality_"));
    expect(ofFold.length).toBeGreaterThan(10);
    expect(ofFold.filter((name) => !shown.has(name))).toEqual([]);
  });

  test("F30 counters stand under rate or increase, unless their total is the point", () => {
    const totals = ["scrubber_unsanitized_items_total", "scrubber_received_items_total", "scrubber_items_total"];
    for (const expression of EXPRESSIONS)
      for (const [, before = "", name = ""] of expression.matchAll(/(\w*\(?)([a-zA-Z_][\w]*)\{/g))
        if (SPECS.get(name)?.type === "counter" && !totals.includes(name))
          expect(["rate(", "increase("], expression).toContain(before);
  });

  test.each(DASHBOARDS)(
    "F30 $uid is a model that Grafana imports: ids, places, a chosen data source",
    ({ uid, panels, ...model }) => {
      expect(uid).toMatch(/^[a-z-]{1,40}$/);
      expect(model.schemaVersion).toBe(39);
      expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
      const variables = model.templating.list.map(({ name }) => name);
      expect(variables).toEqual(expect.arrayContaining(["datasource", "job", "instance"]));
      for (const { gridPos, type, ...panel } of panels) {
        expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24);
        if (type === "row") continue;
        expect(panel.datasource?.uid).toBe("${datasource}");
        expect(
          [panel.title, panel.description, panel.fieldConfig?.defaults.unit].every((text) => (text ?? "") !== ""),
        ).toBe(true);
        expect(new Set(panel.targets?.map(({ refId }) => refId)).size).toBe(panel.targets?.length);
        const used = JSON.stringify([panel.title, panel.targets]).match(/\$(?!__|\{)\w+/g) ?? [];
        for (const name of used) expect(variables).toContain(name.slice(1));
      }
      const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
        Array.from({ length: w * h }, (_, i) => `${x + (i % w)} ${y + Math.floor(i / w)}`),
      );
      expect(new Set(cells).size).toBe(cells.length);
    },
  );

  test.skipIf(!hasPrometheus)("F30 Prometheus answers every query of them about a running proxy", async () => {
    const proxy = await startProxy(configFor({ nop: {} }));
    await postOtlp(proxy.httpPort, "logs", encode("logs", logsOf(["login of grete.okoye@osprey404.example"])));
    const folding = metricsRequest([
      gauge("queue.utilization", 0, [{ "user.email": "grete.okoye@osprey404.example" }]),
    ]);
    await postOtlp(proxy.httpPort, "metrics", encode("metrics", folding));
    const port = proxy.service.parts.telemetry.metricsAddress()?.port;
    const prometheus = await startPrometheus({ otelscrub: `127.0.0.1:${port}` });
    const answer = (expression: string) =>
      prometheus.query(
        expression
          .replaceAll("$__rate_interval", "1m")
          .replaceAll(/\$(?:job|instance)/g, ".+")
          .replaceAll("$price", "8"),
      );
    while ((await answer(`count_over_time(scrubber_received_items_total[1m]) > 1`)).size === 0);
    const silent: string[] = [];
    for (const expression of EXPRESSIONS) if ((await answer(expression)).size === 0) silent.push(expression);
    // What ends in "> 0" shows faults, of which there are none; nothing was sent that folds twice.
    expect(silent.filter((expression) => !expression.endsWith("> 0"))).toEqual([]);
  });
});
