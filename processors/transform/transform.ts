import type { Action } from "../../core/action.ts";
import type { EntityType } from "../../core/entity.ts";
import type { Syntax } from "../detect/detector.ts";
import { type TokenKey, token } from "./token.ts";

/**
 * What stands where `value` stood. `identity` says that the text names a time series: there a constant would merge two
 * series, so everything but `keep` and `template` becomes a keyed token.
 */
export function replacement(
  value: string,
  type: EntityType,
  action: Action,
  syntax: Syntax,
  identity: boolean,
  key: TokenKey,
): string {
  if (action.kind === "keep") return value;
  if (action.kind === "template") return type === "UUID" ? "{uuid}" : "{id}";
  if (identity || action.kind === "hash") return spell(token(value, type, key), syntax);
  if (action.kind === "mask") return spell(mask(value, action.keepLast), syntax);
  // As the semantic conventions sanitise queries.
  if (type === "SQL_LITERAL" && syntax === "sql") return "?";
  return spell(syntax === "url" ? "REDACTED" : `[${type}]`, syntax);
}

/** A bare JSON or SQL literal needs quotes to stay one value. */
function spell(text: string, syntax: Syntax): string {
  if (syntax === "json_bare") return `"${text}"`;
  if (syntax === "sql") return `'${text}'`;
  return text;
}

/** Stars for letters and digits, but for the last `keepLast` of them; never shows more than a third. */
function mask(value: string, keepLast: number): string {
  const units = Array.from(value);
  const shown = Math.min(keepLast, Math.floor(units.length / 3));
  let left = shown;
  for (let i = units.length - 1; i >= 0; i--) {
    if (!/[\p{L}\p{N}]/u.test(units[i] ?? "")) continue;
    if (left > 0) left--;
    else units[i] = "*";
  }
  return units.join("");
}
