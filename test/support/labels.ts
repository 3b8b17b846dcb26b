import { Secret } from "../../core/secret.ts";
import { compilePolicy } from "../../policy/compile.ts";
import { parsePolicy } from "../../policy/parse.ts";
import { createLabelDecider, type FoldingDecider } from "../../processors/fold/labels/create-decider.ts";
import type { Label, LabelAnswer, MetricFacts } from "../../processors/fold/labels/decider.ts";
import type { FoldPlan } from "../../processors/fold/labels/fold-plan.ts";
import { STATISTICS_LIMITS, type StatisticsLimits } from "../../processors/fold/labels/label-statistics.ts";
import type { TokenKey } from "../../processors/transform/token.ts";

export const LABEL_KEY: TokenKey = { id: "abc", secret: new Secret(Buffer.from("a key for tests of labels")) };

/** The fold of a policy that extends the default one, with these lines under `fold:`. */
export function foldPlanOf(...lines: string[]): FoldPlan {
  const section = lines.length === 0 ? [] : ["fold:", ...lines.map((line) => `  ${line}`)];
  const text = ['version: "1"', "name: test", "extends: default", ...section, ""].join("\n");
  return compilePolicy(parsePolicy(text, { file: "policy.yaml" })).fold;
}

export function metricOf(name = "shop.requests", service = "shop"): MetricFacts {
  return { service, name, unit: "1", kind: "sum" };
}

function textLabel(key: string, text: string): Label {
  return { key, value: { kind: "string", text } };
}

/** A decider with ways to ask it in one line. */
export class Asking {
  readonly decider: FoldingDecider;

  constructor(plan: FoldPlan, limits: Partial<StatisticsLimits> = {}) {
    this.decider = createLabelDecider(plan, LABEL_KEY, { ...STATISTICS_LIMITS, ...limits });
  }

  ask(key: string, text: string, source = 1, metric = metricOf()): LabelAnswer {
    return this.decider.decide(metric, key, { kind: "string", text }, source);
  }

  /** `keep`, `drop`, or the text that takes the value's place. */
  told(key: string, text: string, source = 1, metric = metricOf()): string {
    const answer = this.ask(key, text, source, metric);
    return answer.action === "replace" ? (answer.text ?? "") : answer.action;
  }

  /** A series seen for the first time, as the ledger shows it. */
  series(labels: Readonly<Record<string, string>>, metric = metricOf()): LabelAnswer[] {
    const list = Object.entries(labels).map(([key, text]) => textLabel(key, text));
    this.decider.observe(metric, list);
    return list.map(({ key, value }) => this.decider.decide(metric, key, value, 1));
  }
}
