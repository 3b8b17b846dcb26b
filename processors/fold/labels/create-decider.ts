import type { TokenKey } from "../../transform/token.ts";
import type { Label, LabelAnswer, LabelDecider, LabelReason, LabelValue, MetricFacts } from "./decider.ts";
import type { FoldPlan } from "./fold-plan.ts";
import { foldingShape } from "./judge.ts";
import { Modes } from "./modes.ts";
import { type Personal, personalIn, withoutTokens } from "./personal.ts";
import { KeyBook, type KeyRules, ruleFor, textOf } from "./rules.ts";
import { shapeOf } from "./shape.ts";
import { SHAPE } from "./shapes.ts";
import { templateOf } from "./template.ts";
import { Tickets } from "./tickets.ts";

const KEEP: LabelAnswer = Object.freeze({ action: "keep" });

/** Decides about labels as a policy says; `key` keys the hashes of values and the tokens in exemplars. */
export function createLabelDecider(plan: FoldPlan, key: TokenKey): FoldingDecider {
  return new FoldingDecider(plan, key);
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

  constructor(plan: FoldPlan, key: TokenKey) {
    this.#plan = plan;
    this.#keys = new KeyBook(plan);
    this.#modes = new Modes(key, this.#tickets);
  }

  decide(metric: MetricFacts, key: string, value: LabelValue, sourceHash: number): LabelAnswer {
    if (!this.#plan.enabled) return KEEP;
    const facts = this.#keys.of(key);
    const text = textOf(value);
    const personal = value.kind === "string" ? personalIn(text) : "none";
    const rule = facts.rules.length === 0 ? undefined : ruleFor(facts.rules, metric);
    if (rule !== undefined) {
      const shape = personal === "none" ? shapeByRule(facts, value, text) : PERSONAL_SHAPES[personal];
      return this.#modes.answer(rule.mode, { metric, key, value, text, personal, shape, sourceHash }, "policy");
    }
    if (facts.kind === "single_writer") return KEEP;
    return this.#unnamed({ metric, key, value, text, personal, sourceHash }, facts);
  }

  /** No rule of the policy names the label. */
  #unnamed(asked: Asked, facts: KeyRules): LabelAnswer {
    const { text, personal, value } = asked;
    if (personal !== "none") return this.#personal(asked);
    const shape = this.#plan.identifiers === "keep" ? SHAPE.none : foldingShape(facts, value, text);
    if (shape !== SHAPE.none) {
      // Words around an identifier stay, whatever becomes of identifiers as a whole.
      if (shape >= SHAPE.pod && shape <= SHAPE.text) return replace(templateOf(text, shape), "shape", shape);
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

  observe(_metric: MetricFacts, _labels: readonly Label[]): void {}

  weigh(ticket: number, weight: number): void {
    this.#tickets.weigh(ticket, weight);
  }

  tick(nowMs: number): void {
    if (this.#modes.tick(nowMs)) this.generation++;
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
