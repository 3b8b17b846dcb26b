import type { LabelReport, MetricReport } from "../../pipeline/cardinality-report.ts";

/** Least part of a metric's series, and least number of them, that makes folding a further label worth a word. */
const LEAST_SHARE = 0.2;
const LEAST_SERIES = 10;

/** Whether a label that stays today costs so much that somebody should look at it. Keys of few values are what they should be. */
function isWorthFolding(label: LabelReport, { after }: MetricReport): boolean {
  const { fate, class: kind, saves } = label;
  if (fate !== "kept" || kind === "single_writer" || kind === "bounded") return false;
  if (label.isUnbounded) return true;
  return saves.value - saves.band >= Math.max(LEAST_SERIES, LEAST_SHARE * after.value);
}

/** Labels of a metric that fold, and those that are worth it, without the ones counted together. */
export function foldableLabels(metric: MetricReport): {
  readonly folding: LabelReport[];
  readonly further: LabelReport[];
} {
  const named = metric.labels.filter(({ key }) => key !== "");
  return {
    folding: named.filter(({ fate }) => fate !== "kept"),
    further: named.filter((label) => isWorthFolding(label, metric)),
  };
}

/**
 * Views that would keep these labels from being measured at all, as declarative configuration of an OpenTelemetry SDK
 * (opentelemetry-configuration, `meter_provider.views`). What does not fold today stands there as a comment. Undefined
 * when there is nothing to exclude.
 */
export function sdkViews(metrics: readonly MetricReport[]): string | undefined {
  const views = metrics.filter(({ name }) => name !== "").flatMap(viewOf);
  return views.length === 0
    ? undefined
    : ['file_format: "1.0"', "meter_provider:", "  views:", ...views, ""].join("\n");
}

function viewOf(metric: MetricReport): string[] {
  const { folding, further } = foldableLabels(metric);
  if (folding.length + further.length === 0) return [];
  // Without a label to exclude, a view would stand for nothing.
  const mark = folding.length === 0 ? "    # " : "    ";
  const item = (label: LabelReport, prefix: string): string => `${prefix}        - ${JSON.stringify(label.key)}`;
  return [
    `${mark}- selector: { instrument_name: ${JSON.stringify(metric.name)} }`,
    `${mark}  stream:`,
    `${mark}    attribute_keys:`,
    `${mark}      excluded:`,
    ...folding.map((label) => item(label, "    ")),
    ...further.map((label) => item(label, "    # ")),
  ];
}
