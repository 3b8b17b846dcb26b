import { ENTITY_TYPES } from "../../../core/entity.ts";
import { isToken, tokenClass } from "../../transform/token.ts";

const TOKEN = /tk1[a-z]_[a-z]{1,24}_[a-z2-7]{3}_[a-z2-7]{22}/g;
/** Placeholders by the class name that tokens carry. */
const TYPED: ReadonlyMap<string, string> = new Map(ENTITY_TYPES.map((type) => [tokenClass(type), `[${type}]`]));
const PLACEHOLDERS: ReadonlySet<string> = new Set([...TYPED.values(), "[REDACTED]", "REDACTED"]);

/** What the scrub left of personal values: a whole token, a typed placeholder, or tokens inside a text. */
export type Personal = "none" | "token" | "typed" | "inside";

export function personalIn(text: string): Personal {
  const at = text.indexOf("tk1");
  if (at < 0) return PLACEHOLDERS.has(text) ? "typed" : "none";
  if (at === 0 && isToken(text)) return "token";
  return text.slice(at).search(TOKEN) >= 0 ? "inside" : "none";
}

/** The text with `[EMAIL_ADDRESS]` and the like for its tokens, as records show them: bounded, and no one is told apart. */
export function withoutTokens(text: string): string {
  return text.replace(TOKEN, (token) => placeholderOf(token));
}

/** The typed placeholder of a token; of one that was cut, a general one. */
export function placeholderOf(token: string): string {
  return TYPED.get(token.split("_")[1] ?? "") ?? "[REDACTED]";
}
