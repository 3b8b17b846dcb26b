import { hintBit, hintsOf } from "./detect/hints.ts";
import { keyRule } from "./key-rules.ts";
import { nextWordEnd } from "./parse/key-value.ts";
import type { Part } from "./parse/part.ts";
import type { KeyRule, SignalRules } from "./plan.ts";

/** Detectors judge `password=` and its kin in running text themselves, and stricter: `PWD=/usr/src` is a directory. */
const SECRET = hintBit("secret");
/** Names remembered per set of rules. */
const MAX_NAMES = 4_096;
/** What a name in running text does not say surely enough: `name: nginx`, `host.name=`, `address: 0x7f`, ids of sessions of machines. */
const VAGUE_HINTS =
  hintBit("person") |
  hintBit("address") |
  hintBit("city") |
  hintBit("session") |
  hintBit("user_name") |
  hintBit("user_id") |
  hintBit("age") |
  hintBit("geo");
/** Names that say `person` also where a quoted value follows in running text. */
const OF_A_PERSON =
  /first|last|full|given|family|sur|customer|contact|holder|recipient|patient|employee|member|beneficiary/i;
const SCHEMES: ReadonlySet<string> = new Set(["bearer", "basic", "digest", "token", "apikey", "negotiate"]);

/** What a name inside a text says about its value. */
export interface Name {
  readonly rule: KeyRule;
  readonly hints: number;
}

/** What names inside texts say, remembered per set of rules. */
export class InnerNames {
  readonly #names = new WeakMap<SignalRules, Map<string, Name>>();

  get(rules: SignalRules, path: string, key: string): Name {
    let names = this.#names.get(rules);
    if (names === undefined || names.size >= MAX_NAMES) this.#names.set(rules, (names = new Map()));
    const id = path === key ? key : `${path}\n${key}`;
    let name = names.get(id);
    if (name === undefined) {
      name = { rule: keyRule(rules, path, key), hints: hintsOf(key) };
      if (id.length <= 512) names.set(id, name);
    }
    return name;
  }
}

/** Whether a name in running text is worth a look at its value. A rule for all other names means attributes, not words. */
export function isTelling(name: Name, rules: SignalRules): boolean {
  if (name.hints !== 0) return true;
  return (
    (name.rule.kind === "act" && name.rule !== rules.otherKeys) ||
    (name.rule.kind === "scan" && name.rule.format !== "auto" && name.rule.format !== "text")
  );
}

/** What a name says about its value here: in running text less than in JSON, headers and forms. */
export function hintsAt(part: Part, name: Name): number {
  if (part.strict === true || part.syntax === "url") return name.hints;
  if (part.syntax !== "text" && OF_A_PERSON.test(part.key)) return name.hints & ~SECRET;
  return name.hints & ~(VAGUE_HINTS | SECRET);
}

/** A value without quotes goes on behind its first word, where its name says so. */
export function spanOf(text: string, part: Part, name: Name): Part {
  if (part.syntax !== "text" || part.strict === true || part.escape !== "none") return part;
  if (name.rule.kind === "act" && name.rule.type === "COOKIE") {
    const line = text.indexOf("\n", part.end);
    return { ...part, end: line < 0 ? text.length : line };
  }
  const isScheme = name.rule.kind === "act" && SCHEMES.has(text.slice(part.start, part.end).toLowerCase());
  return isScheme ? { ...part, end: nextWordEnd(text, part.end, text.length) } : part;
}
