import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { parse } from "yaml";
import { METRICS } from "../../telemetry/metrics.ts";

const RULES = new URL("../../deploy/prometheus-alerts.yaml", import.meta.url).pathname;
const hasPromtool = spawnSync("promtool", ["--version"]).status === 0;

interface Rules {
  readonly groups: readonly { readonly rules: readonly { readonly alert: string; readonly expr: string }[] }[];
}

const RULE_LIST = (parse(readFileSync(RULES, "utf8")) as Rules).groups.flatMap(({ rules }) => rules);

test("O30 every metric that an alert asks for is one that a proxy has", () => {
  const known = new Set<string>(Object.values(METRICS).map(({ name }) => name));
  const asked = RULE_LIST.flatMap(({ expr }) => expr.match(/scrubber_\w+/g) ?? []);
  expect(asked.length).toBeGreaterThan(3);
  expect(asked.filter((name) => !known.has(name))).toEqual([]);
});

/** Two counters of a source under the names of these replicas, every minute for three hours. */
function folded(instance: string, replicas: readonly string[]): object[] {
  return replicas.flatMap((replica) =>
    ["orders_total", "visits_total"].map((name) => ({
      series: `${name}{job="shop",instance="${instance}",otelscrub_replica="${replica}"}`,
      values: "0+1x180",
    })),
  );
}

test.skipIf(!hasPromtool)(
  "O30 promtool finds the alerts right: a source on two replicas is told, one on one is not, and a defect at once (skipped where there is no promtool)",
  () => {
    const folder = mkdtempSync(join(tmpdir(), "otelscrub-alerts-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const alternates = {
      exp_labels: { severity: "warning", job: "shop", instance: "b" },
      exp_annotations: { summary: "Two replicas fold the metrics of shop b; route each source to one." },
    };
    const marks = (instance: string, mark: number) => ({
      series: `scrubber_cardinality_source_mark{instance="${instance}",slot="3"}`,
      values: `7x60 ${mark}x120`,
    });
    const heardTwice = {
      exp_labels: { severity: "warning" },
      exp_annotations: { summary: "Two replicas hear the same sources; route each source to one." },
    };
    const inPart = {
      exp_labels: { severity: "warning", instance: "p" },
      exp_annotations: {
        summary: "Some exports of a source come to p and, it seems, the others to other replicas.",
      },
    };
    const series = [
      marks("p", 8),
      marks("q", 9),
      { series: 'scrubber_cardinality_alternating_sources{instance="p"}', values: "0x60 1x120" },
      { series: 'scrubber_cardinality_alternating_sources{instance="q"}', values: "0x180" },
      ...folded("a", ["one"]),
      ...folded("b", ["one", "two"]),
      { series: 'scrubber_cardinality_unconserved{instance="p"}', values: "0x60 3x120" },
    ];
    const asked = [
      { eval_time: "50m", alertname: "OtelscrubSourceHeardTwice", exp_alerts: [heardTwice] },
      { eval_time: "70m", alertname: "OtelscrubSourceHeardTwice", exp_alerts: [] },
      { eval_time: "60m", alertname: "OtelscrubSourceInPart", exp_alerts: [] },
      { eval_time: "100m", alertname: "OtelscrubSourceInPart", exp_alerts: [inPart] },
      { eval_time: "60m", alertname: "OtelscrubSourceAlternates", exp_alerts: [] },
      { eval_time: "150m", alertname: "OtelscrubSourceAlternates", exp_alerts: [alternates] },
      { eval_time: "30m", alertname: "OtelscrubFoldUnconserved", exp_alerts: [] },
      {
        eval_time: "70m",
        alertname: "OtelscrubFoldUnconserved",
        exp_alerts: [
          {
            exp_labels: { severity: "critical", instance: "p" },
            exp_annotations: {
              summary: "Increments were accepted that no folded series holds. This is a defect.",
            },
          },
        ],
      },
    ];
    const path = join(folder, "tests.yaml");
    const tests = [{ interval: "1m", input_series: series, alert_rule_test: asked }];
    writeFileSync(path, JSON.stringify({ rule_files: [RULES], evaluation_interval: "1m", tests }));
    const { status, stdout, stderr } = spawnSync("promtool", ["test", "rules", path], { encoding: "utf8" });
    expect(`${status} ${stdout}${stderr}`).toMatch(/^0 /);
  },
);
