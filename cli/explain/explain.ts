import type { Action } from "../../core/action.ts";
import type { EntityType } from "../../core/entity.ts";
import { actionOf } from "../../processors/action-of.ts";
import { arrange } from "../../processors/arrangement.ts";
import type { Context, Syntax } from "../../processors/detect/detector.ts";
import { HINTS, hintBit, hintsOf } from "../../processors/detect/hints.ts";
import { judge, newScratch, scanText } from "../../processors/inspect.ts";
import { keyRule } from "../../processors/key-rules.ts";
import type { Format, KeyRule, Plan, SignalRules } from "../../processors/plan.ts";
import { type Placed, type PlacedFinding, settlePlaced } from "../../processors/settle-placed.ts";
import { withStandIns } from "../../processors/stand-in.ts";
import { TextReader } from "../../processors/text-read.ts";
import { detectorNames, KEY_DETECTOR, TextScrub, type TextTask } from "../../processors/text-scrub.ts";
import type { TokenKey } from "../../processors/transform/token.ts";
import { replacement } from "../../processors/transform/transform.ts";
import { evidenceNames } from "../scan/finder.ts";

/** Why something that was seen was or was not acted on. */
export type Verdict =
  | { readonly kind: "acted"; readonly action: string }
  | { readonly kind: "below_threshold"; readonly threshold: number }
  | { readonly kind: "kept"; readonly because: "allowed" | "type" | "address_class" }
  | { readonly kind: "overlapped"; readonly by: string };

export interface Explained {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly type: EntityType;
  readonly subtype: string | undefined;
  readonly detector: string;
  readonly evidence: readonly string[];
  readonly score: number;
  readonly verdict: Verdict;
}

export interface Explanation {
  /** What the key alone decides. */
  readonly rule: KeyRule;
  /** What the words of the key announce. */
  readonly hints: readonly string[];
  readonly seen: readonly Explained[];
  readonly output: string;
}

/** Everything the engine saw in a text, what each was worth, and what came out. */
export function explain(text: string, key: string, plan: Plan, tokenKey: TokenKey): Explanation {
  const rules = plan.ruleSets[0]?.logs;
  if (rules === undefined) throw new RangeError("the plan has no rules");
  const rule: KeyRule = key === "" ? { kind: "scan", format: "auto", freeText: false } : keyRule(rules, key, key);
  const hints = HINTS.filter((hint) => (hintsOf(key) & hintBit(hint)) !== 0);
  if (rule.kind === "never") return { rule, hints, seen: [], output: text };
  if (rule.kind === "act") return byKey(text, rule, hints, rules, tokenKey);
  const context: Context = { key, hints: hintsOf(key), freeText: rule.freeText, regions: plan.phoneRegions };
  const task: TextTask = {
    rules,
    format: rule.format,
    context,
    identity: false,
    template: rule.format === "url" || rule.format === "url_path",
  };
  return byText(text, task, rule, hints, plan, tokenKey);
}

function byKey(
  text: string,
  rule: KeyRule & { readonly kind: "act" },
  hints: readonly string[],
  rules: SignalRules,
  tokenKey: TokenKey,
): Explanation {
  const action = actionOf(text, rule.type, rules, rule.action);
  const verdict: Verdict =
    action.kind === "keep" ? { kind: "kept", because: "allowed" } : { kind: "acted", action: action.kind };
  const one: Explained = {
    start: 0,
    end: text.length,
    text,
    type: rule.type,
    subtype: undefined,
    detector: "key",
    evidence: ["key"],
    score: 1,
    verdict,
  };
  const output =
    action.kind === "keep"
      ? text
      : action.kind === "drop"
        ? ""
        : replacement(text, rule.type, action, "text", false, tokenKey);
  return { rule, hints, seen: [one], output };
}

function byText(
  text: string,
  task: TextTask,
  rule: KeyRule,
  hints: readonly string[],
  plan: Plan,
  tokenKey: TokenKey,
): Explanation {
  // All detectors, also those whose findings no rule acts on: that is an answer too.
  const arrangement = arrange(plan.disabledDetectors, plan.enabledDetectors);
  const scratch = newScratch();
  const scrub = new TextScrub(plan, arrangement, tokenKey, scratch);
  const reader = new TextReader(arrangement, scratch, KEY_DETECTOR);
  const readAs = (seen: string): Placed[] | undefined =>
    reader.read(
      seen,
      text,
      task.format,
      ALL_TRIGGERS,
      judge(seen, scanText(text, arrangement, scratch), 0, arrangement, task.context),
      telling(task.rules),
      task.context,
      syntaxOf(task.format),
    );
  const placed = readAs(withStandIns(text)) ?? readAs(text) ?? [];
  const acted = scrub.findings(text, task);
  const names = detectorNames(plan);
  const seen = unique(placed).map((one) => explained(one, text, acted, task.rules, names));
  for (const one of acted)
    if (!seen.some((other) => isSame(other, one, names))) seen.push(explainedAct(one, text, task.rules, names));
  const bytes = Buffer.from(text);
  const after = scrub.scrubBytes(
    bytes,
    0,
    bytes.length,
    scanText(text, arrangement, scratch),
    task,
    () => undefined,
    () => undefined,
  );
  return {
    rule,
    hints,
    seen: seen.sort((a, b) => a.start - b.start || b.score - a.score),
    output: after === undefined ? text : Buffer.from(after).toString("utf8"),
  };
}

/** Every kind of inner text is looked for. */
const ALL_TRIGGERS = -1;

function syntaxOf(format: Format): Syntax {
  return format === "url" || format === "url_path" || format === "url_query" ? "url" : "text";
}

/** Rules under which the reader reports what names decide even where the policy keeps it. */
function telling(rules: SignalRules): SignalRules {
  return { ...rules, allow: { exact: new Set(), suffixes: [], cidrs: [] } };
}

function unique(placed: readonly Placed[]): Placed[] {
  const byPlace = new Map<string, Placed>();
  for (const one of placed) {
    const id = `${one.start} ${one.end} ${one.type} ${one.detector}`;
    const earlier = byPlace.get(id);
    if (earlier === undefined || earlier.score < one.score) byPlace.set(id, one);
  }
  return [...byPlace.values()];
}

function isSame(seen: Explained, found: PlacedFinding, names: readonly string[]): boolean {
  return (
    seen.verdict.kind === "acted" &&
    seen.start === found.start &&
    seen.end === found.end &&
    seen.detector === names[found.detector]
  );
}

function explained(
  one: Placed,
  text: string,
  acted: readonly PlacedFinding[],
  rules: SignalRules,
  names: readonly string[],
): Explained {
  return { ...shown(one, text, names), verdict: verdictOn(one, text, acted, rules, names) };
}

function explainedAct(one: PlacedFinding, text: string, rules: SignalRules, names: readonly string[]): Explained {
  return { ...shown(one, text, names), verdict: { kind: "acted", action: actionOn(one, text, rules).kind } };
}

function shown(one: Placed | PlacedFinding, text: string, names: readonly string[]): Omit<Explained, "verdict"> {
  const { start, end, type, subtype, detector, evidence, score } = one;
  return {
    start,
    end,
    text: text.slice(start, end),
    type,
    subtype,
    detector: names[detector] ?? "key",
    evidence: evidenceNames(evidence),
    score: Math.round(score * 1_000) / 1_000,
  };
}

function actionOn(one: Placed | PlacedFinding, text: string, rules: SignalRules): Action {
  return actionOf(one.value ?? text.slice(one.start, one.end), one.type, rules, one.action);
}

function verdictOn(
  one: Placed,
  text: string,
  acted: readonly PlacedFinding[],
  rules: SignalRules,
  names: readonly string[],
): Verdict {
  const own = acted.find(
    (other) =>
      other.start === one.start && other.end === one.end && other.detector === one.detector && other.type === one.type,
  );
  const action = actionOn(one, text, rules);
  if (own !== undefined) return { kind: "acted", action: action.kind };
  const { threshold } = rules.types[one.type];
  if (one.score < threshold && one.certain !== true) return { kind: "below_threshold", threshold };
  // `settlePlaced` with this finding alone says whether the rules would act on it.
  if (settlePlaced(text, [one], rules).length === 0) {
    const typeAction = (one.action ?? rules.types[one.type].action).kind;
    if (action.kind !== "keep" || typeAction === "keep") return { kind: "kept", because: "type" };
    return { kind: "kept", because: one.type === "IP_ADDRESS" ? "address_class" : "allowed" };
  }
  const stronger = acted.find((other) => other.start < one.end && one.start < other.end);
  return { kind: "overlapped", by: stronger === undefined ? "syntax" : (names[stronger.detector] ?? "key") };
}
