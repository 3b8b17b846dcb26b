import { describe, expect, it } from "vitest";
import { foldWarnings } from "../../policy/fold-rules.ts";
import { defaultPlan } from "../../policy/load.ts";
import { gaugeRule } from "../../processors/fold/labels/rules.ts";
import { foldPlanOf } from "../support/labels.ts";

describe("A18 the fold section", () => {
  it("A18 the default policy folds personal values and identifiers, and explains what statistics find", () => {
    expect(defaultPlan().fold).toMatchObject({
      enabled: true,
      personal: "drop",
      identifiers: "drop",
      labels: [],
      statistics: "dry_run",
      maxSeriesPerMetric: 2000,
    });
  });

  it("A18 single words change what is extended; rules and gauges stand before the extended ones", () => {
    const plan = foldPlanOf(
      "statistics: apply",
      "labels:",
      "  - { key: tenant, mode: topk, keep: 50 }",
      "  - { key: region, mode: k_anonymous, sources: 5 }",
      "  - { key: buyer, mode: bucket, buckets: 64 }",
      "gauges:",
      '  - { metric: "queue.*.limit", function: min, companions: [max, count] }',
    );
    expect(plan).toMatchObject({ enabled: true, personal: "drop", statistics: "apply" });
    expect(plan.labels.map(({ mode }) => mode)).toEqual([
      { kind: "topk", keep: 50 },
      { kind: "k_anonymous", sources: 5 },
      { kind: "bucket", buckets: 64 },
    ]);
    expect(gaugeRule(plan, "queue.jobs.limit")).toMatchObject({ function: "min", companions: ["max", "count"] });
    expect(gaugeRule(plan, "jvm.memory.limit")).toMatchObject({ function: "max" });
  });

  it.each([
    ["system.cpu.utilization", "avg"],
    ["hw.temperature", "max"],
    ["k8s.container.cpu.limit", "max"],
    ["shop.items", undefined],
  ])("A18 the gauge %s becomes one by %s", (name, how) => {
    expect(gaugeRule(defaultPlan().fold, name)?.function).toBe(how);
  });

  it("A18 keep leaves gauges unfolded that the extended policy would fold", () => {
    const plan = foldPlanOf("gauges:", '  - { metric: "*.temperature", function: keep }');
    expect(gaugeRule(plan, "hw.temperature")).toBeUndefined();
  });
});

describe("A19 warnings before a fold is used", () => {
  it("A19 a rule that takes a single-writer key away is told with its reason", () => {
    const warnings = foldWarnings(
      foldPlanOf("labels:", "  - { key: service.instance.id, mode: drop }", "  - { key: tenant, mode: drop }"),
    );
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain('"service.instance.id" tells the writers of a series apart');
  });

  it("A19 nothing is told of a fold that is off, of keep, and of the built-in policies", () => {
    expect(foldWarnings(foldPlanOf("labels:", "  - { key: host.id, mode: keep }"))).toEqual([]);
    expect(foldWarnings(foldPlanOf("enabled: false", "labels:", "  - { key: host.id, mode: drop }"))).toEqual([]);
    expect(foldWarnings(defaultPlan().fold)).toEqual([]);
  });
});
