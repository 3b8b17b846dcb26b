import { keyRule } from "../key-rules.ts";
import type { SignalRules } from "../plan.ts";

/** Which names and paths a policy lets us touch. */
export interface NameRules {
  readonly names: boolean;
  /** Attributes that hold paths, by name. */
  readonly paths: ReadonlySet<string>;
}

const PATH_KEYS = ["url.path", "url.full", "http.target", "http.url"] as const;
/** Nothing may be touched. */
export const NO_RULES: NameRules = { names: false, paths: new Set() };

/** A policy that keeps identifiers, leaves span names alone or protects an attribute wants them as they are. */
export function nameRules(rules: SignalRules): NameRules {
  if (rules.types.IDENTIFIER.action.kind === "keep") return NO_RULES;
  const place = rules.places.get("span.name");
  return {
    names: place === undefined || place.kind === "scan",
    paths: new Set(
      rules.places.get("span.attribute") === undefined ? PATH_KEYS.filter((key) => isScanned(rules, key)) : [],
    ),
  };
}

function isScanned(rules: SignalRules, key: string): boolean {
  const rule = keyRule(rules, key, key);
  return rule.kind === "scan" && (rule.format === "url" || rule.format === "url_path");
}
