import type { TokenKey } from "../../transform/token.ts";
import type { Label, LabelAnswer, LabelDecider, LabelReason, LabelValue, MetricFacts } from "./decider.ts";
import { type Contribution, contributions, type Explanation, explanations } from "./explanation.ts";
import type { FoldPlan } from "./fold-plan.ts";
import { foldingShape } from "./judge.ts";
import { EVIDENCE } from "./key-evidence.ts";
import { LabelStatistics, STATISTICS_LIMITS, type StatisticsLimits } from "./label-statistics.ts";
import type { LabelTracker } from "./label-tracker.ts";
import { Modes } from "./modes.ts";
import { type Personal, personalIn, withoutTokens } from "./personal.ts";
import { gaugeRule, KeyBook, type KeyRules, ruleFor, textOf } from "./rules.ts";
import { shapeOf } from "./shape.ts";
import { holdsWords, SHAPE } from "./shapes.ts";
import { templateOf } from "./template.ts";
import { Tickets } from "./tickets.ts";

const INFO = /[._]info$/;
const KEEP: LabelAnswer = Object.freeze({ action: "keep" });
/** Kept whatever is counted. */
const STAYS: LabelAnswer = Object.freeze({ action: "keep" });

/** Decides about labels as a policy says; `key` keys the hashes of values and the tokens in exemplars. */
export function createLabelDecider(
  plan: FoldPlan,
  key: TokenKey,
  limits: StatisticsLimits = STATISTICS_LIMITS,
): FoldingDecider {
  return new FoldingDecider(plan, key, limits);
}

/**
 * Order of decision: policy, single-writer keys, personal values, the conventions' enumerations, shape of the value,
 * statistics and budget. Everything before statistics holds from a label's first value on.
 */
export class FoldingDecider implements LabelDecider {
  generation = 1;
  readonly #plan: FoldPlan;
  readonly #keys: KeyBook;
  readonly #tickets = new Tickets();
  readonly #modes: Modes;

  readonly #statistics: LabelStatistics | undefined;
  readonly #applies: boolean;

  constructor(plan: FoldPlan, key: TokenKey, limits: StatisticsLimits) {
    this.#plan = plan;
    this.#keys = new KeyBook(plan);
    this.#modes = new Modes(key, this.#tickets);
    const counts = plan.enabled && plan.statistics !== "off";
    this.#statistics = counts ? new LabelStatistics(key, this.#tickets, limits) : undefined;
    this.#applies = plan.statistics === "apply";
  }

  decide(metric: MetricFacts, key: string, value: LabelValue, sourceHash: number): LabelAnswer {
    if (!this.#plan.enabled) return KEEP;
    const answer = this.#byValue(metric, key, value, sourceHash);
    const tracker = this.#statistics?.trackerOf(metric.name, key);
    if (tracker === undefined) return answer;
    if (answer.action !== "keep") {
      tracker.folded = answer;
      return answer;
    }
    return answer === KEEP && this.#keys.of(key).rules.length === 0 ? this.#byCount(tracker, value) : answer;
  }

  /** From the first value on. */
  #byValue(metric: MetricFacts, key: string, value: LabelValue, sourceHash: number): LabelAnswer {
    const facts = this.#keys.of(key);
    const text = textOf(value);
    const personal = value.kind === "string" ? personalIn(text) : "none";
    const rule = facts.rules.length === 0 ? undefined : ruleFor(facts.rules, metric);
    if (rule !== undefined) {
      const shape = personal === "none" ? shapeByRule(facts, value, text) : PERSONAL_SHAPES[personal];
      return this.#modes.answer(rule.mode, { metric, key, value, text, personal, shape, sourceHash }, "policy");
    }
    if (this.#isUnfoldable(metric)) return STAYS;
    if (facts.kind === "single_writer") return KEEP;
    return this.#unnamed({ metric, key, value, text, personal, sourceHash }, facts);
  }

  /**
   * A gauge that nobody gave a function has no sum, and an info metric (OpenMetrics 5.4; a sum in OTLP) is nothing but its
   * labels: they stay, unless a rule names them.
   */
  #isUnfoldable({ kind, name }: MetricFacts): boolean {
    if (kind === "gauge") return gaugeRule(this.#plan, name) === undefined;
    return kind === "sum" && INFO.test(name);
  }

  /** What statistics and budget have found. */
  #byCount(tracker: LabelTracker, value: LabelValue): LabelAnswer {
    const { verdict } = tracker;
    if (!this.#mayFold(tracker.key)) return KEEP;
    const ticket = this.#statistics?.ticket(tracker, textOf(value));
    if (verdict !== undefined && this.#applies)
      return { action: "drop", reason: verdict, shape: SHAPE.none, ...(ticket === undefined ? {} : { ticket }) };
    return ticket === undefined ? KEEP : { action: "keep", ticket };
  }

  /** Enumerations and single-writer keys never fold by numbers, and labels that a rule names as the rule says. */
  #mayFold(key: string): boolean {
    const { kind, rules, evidence } = this.#keys.of(key);
    return kind !== "single_writer" && kind !== "bounded" && rules.length === 0 && evidence !== EVIDENCE.bounded;
  }

  /** No rule of the policy names the label. */
  #unnamed(asked: Asked, facts: KeyRules): LabelAnswer {
    const { text, personal, value } = asked;
    if (personal !== "none") return this.#personal(asked);
    const shape = this.#plan.identifiers === "keep" ? SHAPE.none : foldingShape(facts, value, text);
    if (shape !== SHAPE.none) {
      // Words around an identifier stay, whatever becomes of identifiers as a whole.
      if (holdsWords(shape)) return replace(templateOf(text, shape), "shape", shape);
      return this.#modes.answer({ kind: this.#plan.identifiers }, { ...asked, shape }, "shape");
    }
    return KEEP;
  }

  #personal(asked: Asked): LabelAnswer {
    if (this.#plan.personal === "keep") return KEEP;
    const shape = PERSONAL_SHAPES[asked.personal];
    if (asked.personal !== "inside")
      return this.#modes.answer({ kind: this.#plan.personal }, { ...asked, shape }, "personal");
    const bare = withoutTokens(asked.text);
    return replace(templateOf(bare, shapeOf(bare)), "personal", shape);
  }

  observe(metric: MetricFacts, labels: readonly Label[]): void {
    this.#statistics?.observe(metric, labels, ({ value }) => textOf(value));
  }

  weigh(ticket: number, weight: number): void {
    this.#tickets.weigh(ticket, weight);
  }

  tick(nowMs: number): void {
    const settled = this.#modes.tick(nowMs);
    const flipped = this.#statistics?.tick(nowMs, this.#plan.maxSeriesPerMetric, (key) => this.#mayFold(key)) ?? false;
    if (settled || (flipped && this.#applies)) this.generation++;
  }

  /** Every label that folds or would, with the reason and the figures behind it. */
  explanations(): Explanation[] {
    return this.#statistics === undefined ? [] : explanations(this.#statistics, this.#applies);
  }

  /** What each label makes of its metric's series, widest first. */
  contributions(): Contribution[] {
    return this.#statistics === undefined ? [] : contributions(this.#statistics);
  }

  /** Memory of the statistics. */
  get size(): { readonly bytes: number; readonly trackers: number } {
    return this.#statistics?.size ?? { bytes: 0, trackers: 0 };
  }
}

interface Asked {
  readonly metric: MetricFacts;
  readonly key: string;
  readonly value: LabelValue;
  readonly text: string;
  readonly personal: Personal;
  readonly sourceHash: number;
}

const PERSONAL_SHAPES: Readonly<Record<Personal, number>> = {
  none: SHAPE.none,
  token: SHAPE.token,
  typed: SHAPE.typed,
  inside: SHAPE.token,
};

/** Under a rule the value's own shape counts, also where the conventions would leave the key alone. */
function shapeByRule(facts: KeyRules, value: LabelValue, text: string): number {
  return foldingShape({ ...facts, kind: "unknown" }, value, text);
}

function replace(text: string, reason: LabelReason, shape: number): LabelAnswer {
  return { action: "replace", text, reason, shape };
}
