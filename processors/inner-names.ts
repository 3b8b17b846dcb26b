import { hintBit, hintsOf } from "./detect/hints.ts";
import { keyRule } from "./key-rules.ts";
import { nextWordEnd } from "./parse/key-value.ts";
import type { Part } from "./parse/part.ts";
import type { KeyRule, SignalRules } from "./plan.ts";

/** Detectors judge `password=` and its kin in running text themselves, and stricter: `PWD=/usr/src` is a directory. */
const SECRET = hintBit("secret");
/** Names remembered per set of rules. */
const MAX_NAMES = 4_096;
const MAX_NUMERAL = 64;
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
  /** What rules say of a name without a letter; undefined where they tell such names apart. */
  readonly #numerals = new WeakMap<SignalRules, Name | undefined>();
  #last: { readonly rules: SignalRules; names: Map<string, Name>; readonly numeral: Name | undefined } | undefined;

  get(rules: SignalRules, path: string, key: string): Name {
    if (this.#last?.rules !== rules) this.#last = this.#noted(rules);
    const { numeral } = this.#last;
    // Times and addresses look like names (`16:13:38`) and are never the same twice.
    if (numeral !== undefined && path === key && isNumeral(key)) return numeral;
    let { names } = this.#last;
    if (names.size >= MAX_NAMES) {
      this.#names.set(rules, (names = new Map()));
      this.#last.names = names;
    }
    const id = path === key ? key : `${path}\n${key}`;
    let name = names.get(id);
    if (name === undefined) {
      name = { rule: keyRule(rules, path, key), hints: hintsOf(key) };
      if (id.length <= 512) names.set(id, name);
    }
    return name;
  }

  #noted(rules: SignalRules): { rules: SignalRules; names: Map<string, Name>; numeral: Name | undefined } {
    let names = this.#names.get(rules);
    if (names === undefined) {
      this.#names.set(rules, (names = new Map()));
      this.#numerals.set(rules, tellsNumerals(rules) ? undefined : { rule: rules.otherKeys, hints: 0 });
    }
    return { rules, names, numeral: this.#numerals.get(rules) };
  }
}

const LETTER = /[^0-9._-]/;

function isNumeral(key: string): boolean {
  if (key.length > MAX_NUMERAL) return false;
  for (let i = 0; i < key.length; i++) {
    const unit = key.charCodeAt(i);
    if (!((unit >= 0x30 && unit <= 0x39) || unit === 0x2d || unit === 0x2e || unit === 0x5f)) return false;
  }
  return true;
}

/** Whether some rule may name a key without a letter. */
function tellsNumerals(rules: SignalRules): boolean {
  for (const key of rules.keys.keys()) if (!LETTER.test(key)) return true;
  for (const key of rules.foldedKeys.keys()) if (!LETTER.test(key)) return true;
  return rules.keyGlobs.some(
    ({ pattern }) => !LETTER.test(pattern.kind === "exact" ? pattern.text : pattern.parts.join("")),
  );
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
