import { matches } from "../../plan.ts";
import type { LabelValue, MetricFacts } from "./decider.ts";
import type { FoldPlan, GaugeRule, LabelRule } from "./fold-plan.ts";
import type { KeyFacts } from "./judge.ts";
import { keyEvidence } from "./key-evidence.ts";
import { KnownLabels } from "./label-keys.ts";

/** Keys remembered; beyond, each is worked out anew. */
const MAX_KEYS = 4096;
const MAX_KEY = 256;

/** What is worked out once per key. */
export interface KeyRules extends KeyFacts {
  /** Rules whose key matches, in order; for a single-writer key only those that name it word for word. */
  readonly rules: readonly LabelRule[];
}

/** Looks up what policy, conventions and a key's own words say. */
export class KeyBook {
  readonly #plan: FoldPlan;
  readonly #known = new KnownLabels();
  readonly #keys = new Map<string, KeyRules>();

  constructor(plan: FoldPlan) {
    this.#plan = plan;
  }

  of(key: string): KeyRules {
    const found = this.#keys.get(key);
    if (found !== undefined) return found;
    const made = this.#make(key);
    if (this.#keys.size < MAX_KEYS && key.length <= MAX_KEY) this.#keys.set(key, made);
    return made;
  }

  #make(key: string): KeyRules {
    const kind = this.#known.classOf(key);
    const rules = this.#plan.labels.filter(
      ({ key: pattern }) => matches(pattern, key) && (kind !== "single_writer" || pattern.kind === "exact"),
    );
    return { kind, rules, evidence: keyEvidence(key), isPod: /(?:^|[._-])pod(?:[._-]?name)?$/i.test(key) };
  }
}

/** The first of a key's rules that covers the metric. */
export function ruleFor(rules: readonly LabelRule[], metric: MetricFacts): LabelRule | undefined {
  return rules.find(
    (rule) =>
      matches(rule.metric, metric.name) && (rule.service === undefined || matches(rule.service, metric.service)),
  );
}

/** How a gauge's live values become one when its labels fold; undefined where the policy does not say: then it is not folded. */
export function gaugeRule(plan: FoldPlan, metricName: string): FoldingGauge | undefined {
  const rule = plan.gauges.find(({ metric }) => matches(metric, metricName));
  return rule !== undefined && folds(rule) ? rule : undefined;
}

type FoldingGauge = GaugeRule & { readonly function: Exclude<GaugeRule["function"], "keep"> };

function folds(rule: GaugeRule): rule is FoldingGauge {
  return rule.function !== "keep";
}

/** A value as text; empty for arrays, maps and bytes. */
export function textOf(value: LabelValue): string {
  switch (value.kind) {
    case "string":
      return value.text;
    case "int":
    case "double":
    case "bool":
      return String(value.value);
    case "other":
      return "";
  }
}
