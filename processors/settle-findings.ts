import type { ActionKind } from "../core/action.ts";
import { actionOf } from "./action-of.ts";
import type { Finding, Syntax } from "./detect/detector.ts";
import type { Judged } from "./judge-candidate.ts";
import type { SignalRules } from "./plan.ts";

/** Actions that leave a finding inside running text alone: templates are for paths and names. */
export const LEFT_ALONE: ReadonlySet<ActionKind> = new Set<ActionKind>(["keep", "template"]);
const NOTHING: Finding[] = [];

/**
 * What remains after thresholds and allow lists, without overlaps, in order: the more certain finding wins, then the
 * longer one, then the one of the earlier detector.
 */
export function settleFindings(text: string, judged: readonly Judged[], rules: SignalRules, syntax: Syntax): Finding[] {
  if (judged.length === 0) return NOTHING;
  const kept: Finding[] = [];
  const ranked = judged
    .filter(
      (one) =>
        one.score >= rules.types[one.type].threshold &&
        !LEFT_ALONE.has(actionOf(text.slice(one.start, one.end), one.type, rules).kind),
    )
    .sort((a, b) => b.score - a.score || b.end - b.start - (a.end - a.start) || a.detector - b.detector);
  for (const one of ranked) {
    // `kept` is in order and without overlaps: one look tells where a finding may stand.
    const at = firstEndingBehind(kept, one.start);
    if (at < kept.length && kept[at]!.start < one.end) continue;
    const { start, end, type, subtype, score, evidence, detector } = one;
    const finding: Finding = { start, end, type, subtype, score, evidence, detector, syntax };
    if (at === kept.length) kept.push(finding);
    else kept.splice(at, 0, finding);
  }
  return kept;
}

/** Index of the first of `sorted`, which do not overlap, that ends behind `position`. */
export function firstEndingBehind(sorted: readonly { readonly end: number }[], position: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]!.end <= position) low = middle + 1;
    else high = middle;
  }
  return low;
}
