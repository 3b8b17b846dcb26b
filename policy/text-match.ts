import type { TextMatch } from "../processors/plan.ts";

/** Exact text, or literal parts around `*`. */
export function textMatch(pattern: string): TextMatch {
  return pattern.includes("*") ? { kind: "glob", parts: pattern.split("*") } : { kind: "exact", text: pattern };
}

/** Characters of a pattern that must stand in the text: the more, the more specific. */
export function specificity(pattern: string): number {
  return pattern.replaceAll("*", "").length;
}
