import { endsForeign } from "./detect/foreign-keys.ts";
import { hintBit, hintsDigits, hintsOf } from "./detect/hints.ts";
import { zeroed } from "./detect/sight.ts";
import { fold, keyRule } from "./key-rules.ts";
import { nextWordEnd } from "./parse/key-value.ts";
import type { Part } from "./parse/part.ts";
import { type KeyRule, matches, type SignalRules, type TextMatch } from "./plan.ts";

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
  /first|last|full|given|family|sur|customer|contact|holder|recipient|patient|employee|member|beneficiary|^(?:person|applicant|passenger|claimant|borrower)$/i;
/** Of those the ones that are never about a thing: a driver, an owner or a client may be a program. */
const ONLY_OF_A_PERSON =
  /(?:^|[._-])(?:(?:first|last|full|given|family|middle|maiden|sur|customer|patient|passenger|guest|employee)[._-]?name|surname|cardholder|(?:card|account|policy)_?holder|next_of_kin)$/i;
/** One capitalised word. */
const NAME_ALONE = /^\p{Lu}[\p{L}\p{M}'’-]{1,40}$/u;
const ADDRESSED = /shipping|billing|delivery|mailing|postal|street|home|residence|customer|contact|address/i;
/** What `customer_name=` may lead up to without quotes: capitalised words one blank apart. */
const CAPITALISED = /\p{Lu}[\p{L}\p{M}'’.-]{0,40}(?: \p{Lu}[\p{L}\p{M}'’.-]{0,40}){1,4}(?![\p{L}\p{N}_=:/@])/uy;
/** What `shipping_address=` may lead up to without quotes, up to the end of its line. */
const ADDRESS_LINE =
  /(?=[^\r\n]{0,120}\d)(?=[^\r\n]{0,120}\p{L}{3})[\p{L}\p{M}\p{N}][\p{L}\p{M}\p{N} .,'’/-]{5,120}(?=\r?\n|$)/uy;
/** Numbers written in groups. */
const GROUPS = /\d{1,6}(?:[ -]\d{1,6}){1,6}(?![\w.:/-])/y;
/** Names in front of an `age` that make it somebody's. */
const OF_SOMEBODY = /(?:first|last|full|given|family)_?name|e-?mail|gender|birth/i;
const AGE_REACH = 160;
const AGE = hintBit("age");
const PERSON = hintBit("person");
const USER_NAME = hintBit("user_name");
const ADDRESS = hintBit("address");
const GROUPED = hintBit("health") | hintBit("national_id") | hintBit("tax") | hintBit("local_id");
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
  readonly #numbered = new WeakMap<SignalRules, NumberedNames>();
  #last: { readonly rules: SignalRules; names: Map<string, Name>; readonly numeral: Name | undefined } | undefined;

  get(rules: SignalRules, path: string, key: string): Name {
    if (this.#last?.rules !== rules) this.#last = this.#noted(rules);
    const { numeral } = this.#last;
    // Times and addresses look like names (`16:13:38`) and are never the same twice.
    if (numeral !== undefined && path === key && isNumeral(key)) return numeral;
    if (path === key && hasDigit(key)) {
      const { name } = this.#withDigits(rules, key);
      if (name !== undefined) return name;
    }
    let { names } = this.#last;
    if (names.size >= MAX_NAMES) {
      this.#names.set(rules, (names = new Map()));
      this.#last.names = names;
    }
    const id = path === key ? key : `${path}\n${key}`;
    let name = names.get(id);
    if (name === undefined) {
      name = nameOf(rules, path, key);
      if (id.length <= 512) names.set(id, name);
    }
    return name;
  }

  /** Whether a name like this one, but for what its digits say, may be worth a look at its value. */
  tellsDigits(rules: SignalRules, path: string, key: string): boolean {
    if (!hasDigit(path)) return false;
    if (path !== key) return this.#numberedIn(rules).tells(path, key);
    if (this.#last?.rules !== rules) this.#last = this.#noted(rules);
    return !(this.#last.numeral !== undefined && isNumeral(key)) && this.#withDigits(rules, key).name === undefined;
  }

  /** What a name with digits says whatever they are: they count what it names (`blk_4711=`). */
  #withDigits(rules: SignalRules, key: string): Numbered {
    const { known, tells } = this.#numberedIn(rules);
    const shape = zeroed(key);
    let one = known.get(shape);
    if (one === undefined) {
      if (known.size >= MAX_NAMES) known.clear();
      one = { name: tells(shape, shape) ? undefined : nameOf(rules, shape, shape) };
      if (shape.length <= 512) known.set(shape, one);
    }
    return one;
  }

  #numberedIn(rules: SignalRules): NumberedNames {
    let numbered = this.#numbered.get(rules);
    if (numbered === undefined) this.#numbered.set(rules, (numbered = numberedNames(rules)));
    return numbered;
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

function nameOf(rules: SignalRules, path: string, key: string): Name {
  return { rule: keyRule(rules, path, key), hints: hintsOf(isPartOfName(path) ? "family_name" : key) };
}

/** `"name":[{"family":"...","given":["..."]}]`, HL7 FHIR 2.24.0.13 HumanName. */
function isPartOfName(path: string): boolean {
  return /(?:^|\.)name\.(?:family|given)$/.test(path);
}

/** What is known of a name with digits; undefined where it may depend on what they say. */
interface Numbered {
  readonly name: Name | undefined;
}

/** Names with digits under one set of rules. */
interface NumberedNames {
  /** By the name with a zero for each digit. */
  readonly known: Map<string, Numbered>;
  /** Whether a name like this one, but for what its digits say, may have a rule or a hint of its own. */
  readonly tells: (path: string, key: string) => boolean;
}

function numberedNames(rules: SignalRules): NumberedNames {
  const names = [...rules.keys.keys(), ...rules.foldedKeys.keys()].filter(hasDigit);
  const keys = new Set(names.map((name) => zeroed(fold(name))));
  const globs = rules.keyGlobs.map(
    ({ pattern }): TextMatch =>
      pattern.kind === "exact"
        ? { kind: "exact", text: zeroed(pattern.text) }
        : { kind: "glob", parts: pattern.parts.map(zeroed) },
  );
  const numbered = globs.filter((glob) => hasDigit(glob.kind === "exact" ? glob.text : glob.parts.join("")));
  return {
    known: new Map(),
    tells: (path, key) => {
      const name = zeroed(path);
      return (
        keys.has(fold(name)) ||
        keys.has(zeroed(fold(key))) ||
        numbered.some((glob) => matches(glob, name)) ||
        hintsDigits(key)
      );
    },
  };
}

function hasDigit(text: string): boolean {
  return /\d/.test(text);
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

/** Whether numerals before a sign (`16:13:38`) may be names that are worth a look. */
export function readsNumerals(rules: SignalRules): boolean {
  return tellsNumerals(rules) || isTelling({ rule: rules.otherKeys, hints: 0 }, rules);
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

/**
 * What a name says about its value here: in running text less than in JSON, headers and forms. `span` is what `spanOf`
 * made of the part.
 */
export function hintsAt(text: string, part: Part, name: Name, span: Part): number {
  if (part.strict === true || part.syntax === "url" || isOwnHeader(text, part)) return name.hints;
  const isQuoted = part.syntax !== "text";
  if (isQuoted && isOfPerson(part.key, name.hints)) return name.hints & ~SECRET;
  const isLonger = span.end > part.end;
  const kept = (isQuoted || isLonger) && isAddressed(part.key, name.hints) ? ADDRESS : 0;
  const named = isLonger ? isOfPerson(part.key, name.hints) : isNamedAlone(text, part, name.hints);
  const aged =
    (name.hints & AGE) !== 0 && OF_SOMEBODY.test(text.slice(Math.max(0, part.start - AGE_REACH), part.start));
  const user = text[part.start - (isQuoted ? 2 : 1)] === "=" && endsForeign(part.key, "user_name") ? USER_NAME : 0;
  return name.hints & ~((VAGUE_HINTS & ~(kept | (named ? PERSON : 0) | (aged ? AGE : 0) | user)) | SECRET);
}

function isOfPerson(key: string, hints: number): boolean {
  return (hints & PERSON) !== 0 && (OF_A_PERSON.test(key) || endsForeign(key, "person"));
}

function isAddressed(key: string, hints: number): boolean {
  return (hints & ADDRESS) !== 0 && (ADDRESSED.test(key) || endsForeign(key, "address"));
}

/** `Nachname: Feldkamp`: one capitalised word behind a name that only people have. */
function isNamedAlone(text: string, part: Part, hints: number): boolean {
  if ((hints & PERSON) === 0 || part.end - part.start > 42) return false;
  const key = part.key.replace(/([a-z])([A-Z])/g, "$1_$2");
  return (
    (ONLY_OF_A_PERSON.test(key) || endsForeign(key, "person")) && NAME_ALONE.test(text.slice(part.start, part.end))
  );
}

/** `X-Customer-Name: ...` on a line of its own. */
function isOwnHeader(text: string, part: Part): boolean {
  if (part.syntax !== "text" || !/^x-/i.test(part.key)) return false;
  let colon = part.start - 1;
  while (text.charCodeAt(colon) === 0x20 || text.charCodeAt(colon) === 0x09) colon--;
  const line = colon - part.key.length;
  return text[colon] === ":" && text[line - 1] === "\n" && text.startsWith(part.key, line);
}

function lineEnd(text: string, from: number): number {
  const line = text.indexOf("\n", from);
  const end = line < 0 ? text.length : line;
  return end > from && text.charCodeAt(end - 1) === 0x0d ? end - 1 : end;
}

/** Where a value of several words ends that its name makes likely; the end of the part where there is none. */
function wordsEnd(text: string, part: Part, hints: number): number {
  const pattern = isOfPerson(part.key, hints)
    ? CAPITALISED
    : isAddressed(part.key, hints)
      ? ADDRESS_LINE
      : (hints & GROUPED) !== 0
        ? GROUPS
        : undefined;
  if (pattern === undefined) return part.end;
  pattern.lastIndex = part.start;
  const found = pattern.exec(text);
  return found === null ? part.end : Math.max(part.end, part.start + found[0].length);
}

/** A value without quotes goes on behind its first word, where its name says so. */
export function spanOf(text: string, part: Part, name: Name): Part {
  if (part.syntax !== "text" || part.strict === true || part.escape !== "none") return part;
  if (name.rule.kind === "act" && name.rule.type === "COOKIE") {
    const line = text.indexOf("\n", part.end);
    return { ...part, end: line < 0 ? text.length : line };
  }
  const isScheme = name.rule.kind === "act" && SCHEMES.has(text.slice(part.start, part.end).toLowerCase());
  if (isScheme) return { ...part, end: nextWordEnd(text, part.end, text.length) };
  if (name.hints === 0 || name.rule.kind === "act") return part;
  const end = isOwnHeader(text, part) ? lineEnd(text, part.start) : wordsEnd(text, part, name.hints);
  return end > part.end ? { ...part, end } : part;
}
