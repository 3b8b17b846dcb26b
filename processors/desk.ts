import { PLACES } from "../core/place.ts";
import { SIGNALS, type Signal } from "../core/signal.ts";
import { type KeyInfo, KeyMemo, type MemoBudget } from "./key-memo.ts";
import type { KeyRule, PlaceRule, Plan, SignalRules } from "./plan.ts";
import { LOOK_ALWAYS, LOOK_AT_PATHS, ownerOf, rootOf, UNNAMED } from "./scan/survey.ts";

const EMPTY = new Uint8Array(0);
/** What holds under a name that no rule names. */
export const SCAN_AUTO: KeyRule = { kind: "scan", format: "auto", freeText: false };

/** The rules of one rule set and signal, by number of place, with what was learned about names under them. */
export interface Desk {
  readonly rules: SignalRules;
  readonly placeRules: readonly (PlaceRule | undefined)[];
  /** The pseudo name above all names of a place. */
  readonly roots: readonly KeyInfo[];
  /** Numbers by which clean plain texts are remembered: texts of two rule sets have two owners. */
  readonly plainOwners: readonly number[];
}

/**
 * What the survey is to look at in each place, or undefined where a plan needs every field: rules that differ by
 * resource, or patterns of the policy, which have no candidates.
 */
export function placeFlags(plan: Plan): Uint8Array | undefined {
  if (plan.selectors.length > 0 || plan.userDetectors.length > 0) return undefined;
  return Uint8Array.from(PLACES, (place) => {
    if (SIGNALS.some((signal) => rulesAt(plan, 0, signal).places.has(place))) return LOOK_ALWAYS;
    return place === "span.name" ? LOOK_AT_PATHS : 0;
  });
}

/** `ownerFor` gives the number by which texts under a number of the survey are remembered. */
export function newDesk(
  plan: Plan,
  ruleSet: number,
  signal: Signal,
  budget: MemoBudget,
  ownerFor: (surveyed: number) => number,
): Desk {
  const rules = rulesAt(plan, ruleSet, signal);
  const placeRules = PLACES.map((place) => rules.places.get(place));
  return {
    rules,
    placeRules,
    roots: placeRules.map((rule) => rootInfo(bodyRule(rule), budget, ownerFor(rootOf(signal)))),
    plainOwners: PLACES.map((_, place) => ownerFor(ownerOf(place, signal))),
  };
}

function rootInfo(rule: KeyRule, budget: MemoBudget, owner: number): KeyInfo {
  const children = new KeyMemo(budget);
  return {
    bytes: EMPTY,
    path: "",
    name: "",
    rule,
    format: "auto",
    freeText: false,
    hints: 0,
    templated: false,
    always: false,
    keyText: undefined,
    keyHits: [],
    children,
    surveyed: UNNAMED,
    owner,
    watched: false,
  };
}

function bodyRule(rule: PlaceRule | undefined): KeyRule {
  if (rule === undefined || rule.kind === "scan") return SCAN_AUTO;
  return rule;
}

function rulesAt(plan: Plan, ruleSet: number, signal: Signal): SignalRules {
  const rules = plan.ruleSets[ruleSet]?.[signal];
  if (rules === undefined) throw new RangeError("the plan has no such rule set");
  return rules;
}
