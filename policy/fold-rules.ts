import {
  type FoldPlan,
  type GaugeRule,
  type LabelMode,
  type LabelRule,
  NO_FOLD,
} from "../processors/fold/labels/fold-plan.ts";
import { KnownLabels } from "../processors/fold/labels/label-keys.ts";
import type { FoldSection, GaugeEntry, LabelEntry } from "./fold-schema.ts";
import type { PolicyDocument } from "./schema.ts";
import { textMatch } from "./text-match.ts";

/** The fold of a policy and those it extends, lowest first: a later word stands, and later rules are tried first. */
export function foldPlan(documents: readonly PolicyDocument[]): FoldPlan {
  const sections = documents.flatMap((document) => (document.fold === undefined ? [] : [document.fold]));
  const last = <T>(read: (section: FoldSection) => T | undefined): T | undefined =>
    sections.map(read).findLast((value) => value !== undefined);
  const upward = sections.toReversed();
  return {
    enabled: last((section) => section.enabled) ?? NO_FOLD.enabled,
    personal: last((section) => section.personal) ?? NO_FOLD.personal,
    identifiers: last((section) => section.identifiers) ?? NO_FOLD.identifiers,
    labels: upward.flatMap((section) => (section.labels ?? []).map(labelRule)),
    statistics: last((section) => section.statistics) ?? NO_FOLD.statistics,
    maxSeriesPerMetric: last((section) => section.max_series_per_metric) ?? NO_FOLD.maxSeriesPerMetric,
    gauges: upward.flatMap((section) => (section.gauges ?? []).map(gaugeRule)),
  };
}

function labelRule({ key, metric, service, ...rest }: LabelEntry): LabelRule {
  return {
    key: textMatch(key),
    metric: textMatch(metric ?? "*"),
    ...(service === undefined ? {} : { service: textMatch(service) }),
    mode: modeOf(rest),
  };
}

/** The check has seen that every parameter is there. */
function modeOf({ mode, buckets = 2, keep = 1, sources = 2 }: Omit<LabelEntry, "key">): LabelMode {
  switch (mode) {
    case "bucket":
      return { kind: mode, buckets };
    case "topk":
      return { kind: mode, keep };
    case "k_anonymous":
      return { kind: mode, sources };
    default:
      return { kind: mode };
  }
}

function gaugeRule({ metric, function: name, companions = [] }: GaugeEntry): GaugeRule {
  return { metric: textMatch(metric), function: name, companions };
}

/**
 * What an operator should know before a policy's fold is used: rules that take a single-writer key away, one sentence each.
 * Sums stay right, since the fold is then the only writer; what is lost is telling its sources apart.
 */
export function foldWarnings(fold: FoldPlan): string[] {
  if (!fold.enabled) return [];
  const known = new KnownLabels();
  return fold.labels.flatMap(({ key, mode }) => {
    if (key.kind !== "exact" || mode.kind === "keep" || known.classOf(key.text) !== "single_writer") return [];
    return [
      `fold.labels: "${key.text}" tells the writers of a series apart (OTLP data model, "Single-Writer"); with "mode: ${mode.kind}" points of all its sources become one series, and every source must reach this proxy`,
    ];
  });
}
