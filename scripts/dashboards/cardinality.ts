import type { Dashboard, Section } from "./grafana.ts";
import { rate, sumBy, value } from "./metric.ts";

const savings: Section = {
  title: "What is saved",
  across: 4,
  height: 5,
  panels: [
    {
      type: "stat",
      title: "Series that come",
      description: "Series of metric points that the proxies know now.",
      unit: "short",
      queries: [{ expr: sumBy("", value("foldInputs")) }],
    },
    {
      type: "stat",
      title: "Series that leave",
      description: "Those that pass as they are and those that folded points leave as.",
      unit: "short",
      queries: [{ expr: `${sumBy("", value("foldInputs"))} - ${sumBy("", value("foldSaved"))}` }],
    },
    {
      type: "stat",
      title: "Saved",
      description: "Share of the series that come.",
      unit: "percentunit",
      queries: [{ expr: `${sumBy("", value("foldSaved"))} / (${sumBy("", value("foldInputs"))} > 0)` }],
    },
    {
      type: "stat",
      title: "Saved a month, at $price for 1,000 series",
      description:
        "Series saved times the price above: put in your own, list prices change. Counts OTLP series; a backend keeps more than one for a histogram, so it saves more. otelscrub cardinality --price counts them as the backend does.",
      unit: "short",
      queries: [{ expr: `${sumBy("", value("foldSaved"))} / 1000 * $price` }],
    },
  ],
};

const folds: Section = {
  title: "What folds",
  across: 2,
  height: 8,
  panels: [
    {
      type: "timeseries",
      title: "Series in, series out",
      description: "Known series, and the outputs of the fold.",
      unit: "short",
      queries: [
        { expr: sumBy("", value("foldInputs")), legend: "known" },
        { expr: sumBy("", value("foldOutputs")), legend: "outputs of the fold" },
      ],
    },
    {
      type: "timeseries",
      title: "Points",
      description: "Points taken into the books, and points the fold made of them.",
      unit: "cps",
      queries: [
        { expr: sumBy("", rate("foldPoints")), legend: "folded" },
        { expr: sumBy("", rate("foldEmitted")), legend: "made" },
      ],
    },
    {
      type: "bargauge",
      title: "Labels, last hour",
      description: "New series whose label folded when they were first seen, the ten most frequent labels.",
      unit: "short",
      queries: [
        { expr: `topk(10, ${sumBy("label", `increase(${value("foldCollapsed")}[1h])`)})`, legend: "{{label}}" },
      ],
    },
    {
      type: "timeseries",
      title: "Why",
      description: "New series by why a label of theirs folded: policy, personal values, shape, statistics, budget.",
      unit: "cps",
      queries: [{ expr: sumBy("reason", rate("foldCollapsed")), legend: "{{reason}}" }],
    },
  ],
};

const trust: Section = {
  title: "Are the numbers right",
  across: 3,
  height: 7,
  panels: [
    {
      type: "stat",
      title: "Unconserved increments",
      description: "Increments accepted and found in no output. Must be 0.",
      unit: "short",
      queries: [{ expr: sumBy("", `abs(${value("foldUnconserved")})`) }],
      mustBeZero: true,
    },
    {
      type: "timeseries",
      title: "Refused points",
      description: "Points that would fold and could not be counted; their senders are told how many.",
      unit: "cps",
      queries: [{ expr: `${sumBy("reason", rate("foldRejected"))} > 0`, legend: "{{reason}}" }],
    },
    {
      type: "timeseries",
      title: "Overflow",
      description:
        "Points counted in an overflow series (otel.metric.overflow) because their metric, all metrics or those of their tenant had too many.",
      unit: "cps",
      queries: [{ expr: `${sumBy("reason", rate("foldOverflowed"))} > 0`, legend: "{{reason}}" }],
    },
    {
      type: "timeseries",
      title: "Tenants",
      description: "Series of all, and of the tenant that has most; when there are too many tenants some share a room.",
      unit: "short",
      queries: [
        { expr: sumBy("", value("foldInputs")), legend: "series" },
        { expr: `max(${value("foldLargestTenant")})`, legend: "of the largest tenant" },
        { expr: `max(${value("foldTenants")})`, legend: "tenants" },
        { expr: sumBy("", `increase(${value("foldLateTenants")}[1h])`), legend: "metrics of tenants beyond the limit" },
      ],
    },
    {
      type: "timeseries",
      title: "Restarts and resets",
      description: "Series that came with a new start time, and values that fell without one.",
      unit: "cps",
      queries: [
        { expr: sumBy("", rate("foldRestarts")), legend: "new start time" },
        { expr: sumBy("", rate("foldResets")), legend: "fell without one" },
      ],
    },
    {
      type: "stat",
      title: "Sources on several replicas",
      description: "Sources whose exports some replica gets in part, and those of a sample that two hear. Must be 0.",
      unit: "short",
      queries: [
        { expr: sumBy("", value("foldAlternating")), legend: "in part" },
        { expr: `count(count_values by (slot) ("mark", ${value("foldMarks")}) > 1) or vector(0)`, legend: "by two" },
      ],
      mustBeZero: true,
    },
    {
      type: "timeseries",
      title: "Late and repeated points",
      description: "They add nothing: totals supersede each other.",
      unit: "cps",
      queries: [
        { expr: sumBy("", rate("foldLate")), legend: "late" },
        { expr: sumBy("", rate("foldDuplicates")), legend: "repeated" },
      ],
    },
    {
      type: "timeseries",
      title: "First values only remembered",
      description: "Of series that began before the proxy watched: frequent right after a start, rare later.",
      unit: "cps",
      queries: [{ expr: sumBy("", rate("foldBaselines")), legend: "remembered" }],
    },
  ],
};

const memory: Section = {
  title: "Memory and snapshots",
  across: 3,
  height: 6,
  panels: [
    {
      type: "timeseries",
      title: "Books",
      description: "Memory of series, labels and outputs; processors::scrub::fold::max_memory_mib bounds it.",
      unit: "bytes",
      queries: [{ expr: value("foldBytes"), legend: "{{instance}}" }],
    },
    {
      type: "timeseries",
      title: "Snapshot",
      description: "How old it is. Nothing: none stands for the books now, and a kill would start series anew.",
      unit: "s",
      queries: [{ expr: `${value("foldSnapshotAge")} > 0`, legend: "{{instance}}" }],
    },
    {
      type: "timeseries",
      title: "Snapshots refused or failed",
      description: "Refused ones start series anew, once; the log says why.",
      unit: "cps",
      queries: [{ expr: `${sumBy("reason", rate("foldSnapshotFailures"))} > 0`, legend: "{{reason}}" }],
    },
  ],
};

export const CARDINALITY: Dashboard = {
  uid: "otelscrub-cardinality",
  title: "otelscrub: cardinality",
  description: "What folding identifier labels saves, which labels fold and why, and whether the numbers are right.",
  inputs: [{ name: "price", label: "Price of 1,000 series a month", value: "8" }],
  sections: [savings, folds, trust, memory],
};
