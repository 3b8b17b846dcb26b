import type { EntityType } from "../core/entity.ts";
import { fold } from "../processors/key-rules.ts";
import { matches } from "../processors/plan.ts";
import { KEY_TABLE } from "./key-table.generated.ts";
import { textMatch } from "./text-match.ts";

/** The type a key is personal for by the conventions, in any spelling. */
export function personalType(key: string): EntityType | undefined {
  const folded = fold(key);
  for (const [type, names] of Object.entries(KEY_TABLE.personal)) {
    if (names.some((name) => (name.includes("*") ? matches(textMatch(name), key) : fold(name) === folded)))
      return type as EntityType;
  }
  return undefined;
}
