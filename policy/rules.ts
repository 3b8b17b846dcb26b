import type { Action } from "../core/action.ts";
import { ENTITY_TYPES, type EntityType } from "../core/entity.ts";
import type { Place } from "../core/place.ts";
import { fold } from "../processors/key-rules.ts";
import {
  type Allow,
  type Cidr,
  type Format,
  IP_CLASSES,
  type IpClass,
  type KeyRule,
  matches,
  type PlaceRule,
  type SignalRules,
  type TypeRule,
} from "../processors/plan.ts";
import { nameOf } from "./check.ts";
import { parseCidr } from "./cidr.ts";
import type { KeyTable } from "./key-table.ts";
import { personalType } from "./known-keys.ts";
import type { ActionEntry, KeyEntry, PlaceEntry, PolicyDocument, Section, TypeEntry } from "./schema.ts";
import { specificity, textMatch } from "./text-match.ts";

export type Defaults = NonNullable<PolicyDocument["defaults"]>;

/** Rules of one origin. Later layers win over earlier ones. */
export type Layer =
  | { readonly kind: "keys"; readonly drafts: readonly KeyDraft[] }
  | { readonly kind: "section"; readonly section: Section };

/** A key's rule before the types' actions are known. */
interface KeyDraft {
  readonly name: string;
  readonly isGlob: boolean;
  readonly rule:
    | Extract<KeyRule, { kind: "never" | "scan" }>
    | { readonly kind: "act"; readonly type: EntityType; readonly action?: Action };
}

const DEFAULT_THRESHOLD = 0.5;
const DEFAULT_KEEP_LAST = 4;

/** The conventions' keys as the lowest layer. */
export function tableLayer(table: KeyTable): Layer {
  const drafts: KeyDraft[] = [];
  const push = (names: readonly string[], rule: KeyDraft["rule"]): void => {
    for (const name of names) drafts.push({ name, isGlob: name.includes("*"), rule });
  };
  for (const [type, names] of Object.entries(table.personal)) push(names, { kind: "act", type: type as EntityType });
  for (const [format, names] of Object.entries(table.parse))
    push(names, { kind: "scan", format: format as Format, freeText: false });
  for (const [format, names] of Object.entries(table.freeText))
    push(names, { kind: "scan", format: format as Format, freeText: true });
  push(table.never, { kind: "never" });
  // Later globs win: the most specific comes last.
  return { kind: "keys", drafts: drafts.sort((a, b) => specificity(a.name) - specificity(b.name)) };
}

/** One signal's rules from its layers, lowest first. */
export function buildRules(defaults: Defaults, layers: readonly Layer[]): SignalRules {
  const sections = layers.flatMap((layer) => (layer.kind === "section" ? [layer.section] : []));
  const declared = declaredTypes(defaults, sections);
  const { keys, globs } = mergeKeys(layers);
  const classes = ipClasses(declared.IP_ADDRESS, sections);
  const resolve = (rule: KeyDraft["rule"]): KeyRule => resolveKey(rule, declared);
  const exact = new Map([...keys].map(([name, rule]): [string, KeyRule] => [name, resolve(rule)]));
  return {
    types: typeRules(declared, classes),
    ipClasses: classes,
    keys: exact,
    keyGlobs: globs.map(({ name, rule }) => ({ pattern: textMatch(name), rule: resolve(rule) })),
    foldedKeys: foldedKeys(exact),
    otherKeys: otherKeys(sections),
    places: places(sections),
    allow: allowOf(sections),
  };
}

interface Declared {
  readonly action: Action;
  readonly threshold: number;
  readonly byKeyOnly: boolean;
}

/** An entry that names an action decides alone what is done; a threshold may be changed by itself. */
function declaredTypes(defaults: Defaults, sections: readonly Section[]): Record<EntityType, Declared> {
  const threshold = defaults.threshold ?? DEFAULT_THRESHOLD;
  const declared = ENTITY_TYPES.map((type): [EntityType, Declared] => {
    // Numbers and UUIDs are everywhere: without a word about them they are only taken out of names and paths.
    const isIdentifier = type === "UUID" || type === "IDENTIFIER";
    const start: Declared = {
      action: isIdentifier ? { kind: "template" } : actionOf(defaults),
      threshold,
      byKeyOnly: false,
    };
    const entries = sections.flatMap((section): TypeEntry[] =>
      section.types?.[type] === undefined ? [] : [section.types[type]],
    );
    return [type, entries.reduce(overlay, start)];
  });
  return Object.fromEntries(declared) as Record<EntityType, Declared>;
}

function overlay(below: Declared, entry: TypeEntry): Declared {
  if (typeof entry === "string") return { ...below, action: actionOf(entry), byKeyOnly: false };
  const { action, threshold, by_key_only: byKeyOnly } = entry;
  return {
    action: action === undefined ? below.action : actionOf({ action, keep_last: entry.keep_last }),
    threshold: threshold ?? below.threshold,
    byKeyOnly: byKeyOnly ?? (action === undefined && below.byKeyOnly),
  };
}

function actionOf(
  entry: ActionEntry | { action: Exclude<ActionEntry, object>; keep_last?: number | undefined },
): Action {
  const kind = typeof entry === "string" ? entry : entry.action;
  if (kind !== "mask") return { kind };
  return { kind, keepLast: (typeof entry === "string" ? undefined : entry.keep_last) ?? DEFAULT_KEEP_LAST };
}

function typeRules(
  declared: Readonly<Record<EntityType, Declared>>,
  classes: Readonly<Record<IpClass, Action>>,
): Record<EntityType, TypeRule> {
  const rules = ENTITY_TYPES.map((type): [EntityType, TypeRule] => {
    const { action, threshold, byKeyOnly } = declared[type];
    return [type, { threshold, action: byKeyOnly ? { kind: "keep" } : action }];
  });
  const all = Object.fromEntries(rules) as Record<EntityType, TypeRule>;
  // Kept but for some classes: addresses must be looked for, and what is of no class must not slip through.
  const acting = Object.values(classes).find((action) => action.kind !== "keep");
  if (all.IP_ADDRESS.action.kind === "keep" && acting !== undefined) {
    all.IP_ADDRESS = { ...all.IP_ADDRESS, action: acting };
  }
  return all;
}

function ipClasses(declared: Declared, sections: readonly Section[]): Record<IpClass, Action> {
  const general: Action = declared.byKeyOnly ? { kind: "keep" } : declared.action;
  const classes = new Map<IpClass, Action>(IP_CLASSES.map((name) => [name, general]));
  for (const { types } of sections) {
    const entry = types?.IP_ADDRESS;
    if (typeof entry !== "object" || entry.classes === undefined) continue;
    for (const name of IP_CLASSES) {
      const exception = entry.classes[name];
      if (exception !== undefined) classes.set(name, actionOf(exception));
    }
  }
  return Object.fromEntries(classes) as Record<IpClass, Action>;
}

/**
 * Within a layer an exact key beats a glob and a later glob an earlier one. A glob of a later layer also beats exact
 * keys of earlier ones, with two limits: scanning is weaker than acting, so a glob that scans leaves personal keys acted
 * on; and a key keeps its type, which knows more than the glob's, when the glob changes the action.
 */
function mergeKeys(layers: readonly Layer[]): { keys: Map<string, KeyDraft["rule"]>; globs: KeyDraft[] } {
  const keys = new Map<string, KeyDraft["rule"]>();
  const globs: KeyDraft[] = [];
  for (const layer of layers) {
    const drafts = layer.kind === "keys" ? layer.drafts : (layer.section.keys ?? []).map(draftOf);
    const own = drafts.filter((draft) => draft.isGlob);
    for (const { name, rule } of own) {
      const pattern = textMatch(name);
      for (const [key, earlier] of keys) {
        if (!matches(pattern, key)) continue;
        if (earlier.kind !== "act" || rule.kind === "never") keys.delete(key);
        else if (rule.kind === "act" && rule.action !== undefined) keys.set(key, { ...earlier, action: rule.action });
      }
    }
    globs.unshift(...own.toReversed().flatMap((glob) => [...stronger(glob, globs), glob]));
    for (const { name, isGlob, rule } of drafts) if (!isGlob) keys.set(name, rule);
  }
  return { keys, globs };
}

/** The acting globs of earlier layers that a scanning glob covers, and must stand behind. */
function stronger(glob: KeyDraft, earlier: readonly KeyDraft[]): KeyDraft[] {
  if (glob.rule.kind !== "scan") return [];
  return earlier.filter(({ name, rule }) => rule.kind === "act" && matches(textMatch(glob.name), name));
}

function draftOf(entry: KeyEntry): KeyDraft {
  const name = nameOf(entry);
  return { name, isGlob: entry.glob !== undefined, rule: ruleOf(entry, name) };
}

function ruleOf(entry: KeyEntry, name: string): KeyDraft["rule"] {
  const { action } = entry;
  if (action === "never") return { kind: "never" };
  if (action === "scan" || (action === undefined && entry.type === undefined)) {
    return { kind: "scan", format: entry.format ?? "auto", freeText: entry.free_text ?? false };
  }
  const type = entry.type ?? personalType(name) ?? "FREE_TEXT";
  return action === undefined
    ? { kind: "act", type }
    : { kind: "act", type, action: actionOf({ action, keep_last: entry.keep_last }) };
}

/** A type that is kept is kept by key too, but its values may hold other types: they are scanned. */
function resolveKey(rule: KeyDraft["rule"], declared: Readonly<Record<EntityType, Declared>>): KeyRule {
  if (rule.kind !== "act") return rule;
  const action = rule.action ?? declared[rule.type].action;
  if (action.kind === "keep") return { kind: "scan", format: "auto", freeText: false };
  // A whole value has no route around it.
  return { kind: "act", type: rule.type, action: action.kind === "template" ? { kind: "hash" } : action };
}

/** `never` needs the exact spelling; where two keys fold alike, acting wins. */
function foldedKeys(keys: ReadonlyMap<string, KeyRule>): Map<string, KeyRule> {
  const folded = new Map<string, KeyRule>();
  for (const [key, rule] of keys) {
    const name = fold(key);
    if (rule.kind !== "never" && folded.get(name)?.kind !== "act") folded.set(name, rule);
  }
  return folded;
}

function otherKeys(sections: readonly Section[]): KeyRule {
  const kind = sections.findLast((section) => section.unknown_keys !== undefined)?.unknown_keys ?? "scan";
  if (kind === "scan") return { kind: "scan", format: "auto", freeText: false };
  return { kind: "act", type: "FREE_TEXT", action: actionOf(kind) };
}

function places(sections: readonly Section[]): Map<Place, PlaceRule> {
  const rules = new Map<Place, PlaceRule>();
  for (const section of sections) {
    for (const [place, entry] of Object.entries(section.places ?? {})) {
      if (entry !== undefined) rules.set(place as Place, placeRule(entry));
    }
  }
  return rules;
}

function placeRule(entry: PlaceEntry): PlaceRule {
  if (typeof entry === "string") return { kind: entry };
  const { action } = entry;
  if (action === "never" || action === "scan") return { kind: action };
  return { kind: "act", type: entry.type ?? "FREE_TEXT", action: actionOf({ action, keep_last: entry.keep_last }) };
}

function allowOf(sections: readonly Section[]): Allow {
  const all = sections.flatMap((section) => (section.allow === undefined ? [] : [section.allow]));
  return {
    exact: new Set(all.flatMap((allow) => allow.exact ?? [])),
    suffixes: [...new Set(all.flatMap((allow) => allow.suffixes ?? []).map((suffix) => suffix.toLowerCase()))],
    cidrs: all
      .flatMap((allow) => allow.cidrs ?? [])
      .map(parseCidr)
      .filter((range): range is Cidr => typeof range !== "string"),
  };
}
