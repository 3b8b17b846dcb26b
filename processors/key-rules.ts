import { type KeyRule, matches, type SignalRules } from "./plan.ts";

/**
 * The rule for an attribute or a value nested in one. `path` is the dotted path from the attribute's key (or from the
 * body's first key), `leaf` the last name in it; both are the same for an attribute itself.
 *
 * Exact path, path in folded spelling, globs; then, for nested values, the leaf where it is personal by name, and the
 * nearest ancestor that is scanned, whose `freeText` its descendants share. Callers keep the answer per key.
 */
export function keyRule(rules: SignalRules, path: string, leaf: string): KeyRule {
  const own = named(rules, path);
  if (own !== undefined) return own;
  if (leaf === path) return rules.otherKeys;
  const byLeaf = rules.keys.get(leaf) ?? rules.foldedKeys.get(fold(leaf));
  if (byLeaf?.kind === "act") return byLeaf;
  return inherited(rules, path.slice(0, path.length - leaf.length - 1)) ?? rules.otherKeys;
}

/** Header names are written in any case, with `-` or `_`. */
export function fold(key: string): string {
  return key.toLowerCase().replaceAll("-", "_");
}

function named(rules: SignalRules, path: string): KeyRule | undefined {
  const exact = rules.keys.get(path) ?? rules.foldedKeys.get(fold(path));
  if (exact !== undefined) return exact;
  for (const { pattern, rule } of rules.keyGlobs) if (matches(pattern, path)) return rule;
  return undefined;
}

/** What an ancestor says about text inside it. Its format described the whole, not the parts. */
function inherited(rules: SignalRules, parent: string): KeyRule | undefined {
  for (let path = parent; path !== ""; path = path.slice(0, Math.max(0, path.lastIndexOf(".")))) {
    const rule = named(rules, path);
    if (rule === undefined) continue;
    return rule.kind === "scan" ? { kind: "scan", format: "auto", freeText: rule.freeText } : rule;
  }
  return undefined;
}
