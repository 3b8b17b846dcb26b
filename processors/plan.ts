import type { Action } from "../core/action.ts";
import type { EntityType } from "../core/entity.ts";
import type { Place } from "../core/place.ts";
import type { Signal } from "../core/signal.ts";
import type { FoldPlan } from "./fold/labels/fold-plan.ts";

/**
 * What the scrub needs to know, compiled by `policy/compile.ts`: plain frozen data, nothing left to parse per record.
 */
export interface Plan {
  /** `name` of the policy document. */
  readonly name: string;
  /** `version` of the policy document. */
  readonly version: string;
  /** First 12 hex digits of the SHA-256 of the effective document; tells two edits of one version apart. */
  readonly digest: string;
  /** Index 0 applies where no selector matches. */
  readonly ruleSets: readonly RuleSet[];
  /** Tried in order against the resource; the first match decides. */
  readonly selectors: readonly Selector[];
  readonly limits: PlanLimits;
  /** Default regions for national phone numbers, ISO 3166 alpha-2. */
  readonly phoneRegions: readonly string[];
  /** Detector ids the policy switched off. */
  readonly disabledDetectors: ReadonlySet<string>;
  /** Ids of `optIn` detectors the policy switched on. */
  readonly enabledDetectors: ReadonlySet<string>;
  /** Attributes that turn out to hold names are acted on by their key (`learned-fields.ts`). */
  readonly learn: boolean;
  /** Patterns and word lists of the policy; run on whole texts. */
  readonly userDetectors: readonly UserDetector[];
  /** Which labels of metrics fold, and how. */
  readonly fold: FoldPlan;
}

/** A pattern or word list of the policy, in time linear in the text. Id `user.<name>`. */
export interface UserDetector {
  readonly id: string;
  readonly type: EntityType;
  /** A text without this (case-sensitive) part holds no match. */
  readonly literal?: string;
  /** Confidence of every finding: context, validator and allow-lists of the pattern itself are already applied. */
  readonly score: number;
  /** Spans in UTF-16 offsets, ascending, without overlaps. */
  find(text: string): Iterable<{ readonly start: number; readonly end: number }>;
}

interface PlanLimits {
  readonly maxValueBytes: number;
}

/** A set of rules for resources whose attributes match, `service.name: checkout-*` say. */
export interface Selector {
  /** All must hold. Values are exact or globs with `*`. */
  readonly attributes: readonly { readonly key: string; readonly value: TextMatch }[];
  readonly ruleSet: number;
}

export type RuleSet = Readonly<Record<Signal, SignalRules>>;

export interface SignalRules {
  /** Every entity type has a rule. */
  readonly types: Readonly<Record<EntityType, TypeRule>>;
  /** Decides for a single address, found or by key, before `types.IP_ADDRESS.action`; `allow.cidrs` decides before both. */
  readonly ipClasses: Readonly<Record<IpClass, Action>>;
  /** Exact attribute keys and dotted nested paths, `http.request.headers` say. */
  readonly keys: ReadonlyMap<string, KeyRule>;
  /** Tried in order when no exact key matches; the first match decides. */
  readonly keyGlobs: readonly { readonly pattern: TextMatch; readonly rule: KeyRule }[];
  /** `keys` that act or scan, lower-cased and with `_` for `-`: header names come in every spelling. */
  readonly foldedKeys: ReadonlyMap<string, KeyRule>;
  /** Rule for keys that no other rule names. */
  readonly otherKeys: KeyRule;
  /** Rule for a place as a whole; absent means scan. */
  readonly places: ReadonlyMap<Place, PlaceRule>;
  readonly allow: Allow;
}

export interface TypeRule {
  /** Findings with a lower confidence (0 to 1) are left alone. */
  readonly threshold: number;
  readonly action: Action;
}

/**
 * Kinds of IP addresses a policy tells apart. `private` holds RFC 1918, RFC 6598 and fc00::/7; `loopback` also the
 * unspecified addresses 0.0.0.0 and `::`; `reserved` multicast, broadcast and 240.0.0.0/4; `public` all others.
 */
export const IP_CLASSES = ["public", "private", "loopback", "link_local", "reserved"] as const;
export type IpClass = (typeof IP_CLASSES)[number];

/** How a value's text is read before it is scanned. `auto` guesses from its first characters. */
export const FORMATS = [
  "auto",
  "text",
  "json",
  "url",
  "url_path",
  "url_query",
  "form",
  "sql",
  "headers",
  "cookies",
  "user_agent",
  "command",
  "stacktrace",
  "ip",
] as const;
export type Format = (typeof FORMATS)[number];

export type KeyRule =
  /** Protected: the value is left as it is, unseen. */
  | { readonly kind: "never" }
  /** Personal or secret by definition: the whole value, of any kind, becomes what the action says. */
  | { readonly kind: "act"; readonly type: EntityType; readonly action: Action }
  /** May hold anything: read in this format and scanned. `freeText` lowers the bar for names and addresses. */
  | { readonly kind: "scan"; readonly format: Format; readonly freeText: boolean };

export type PlaceRule =
  | { readonly kind: "never" }
  | { readonly kind: "scan" }
  | { readonly kind: "act"; readonly type: EntityType; readonly action: Action };

/** Values that stay, whatever a detector says. */
export interface Allow {
  readonly exact: ReadonlySet<string>;
  /** Lower-case endings, `@example.com` say. */
  readonly suffixes: readonly string[];
  /** Decides for IP_ADDRESS findings. */
  readonly cidrs: readonly Cidr[];
}

/** An address range as bytes (4 or 16) and a prefix length in bits. */
export interface Cidr {
  readonly address: Uint8Array;
  readonly prefixBits: number;
}

/** A text pattern that needs no regular expression: exact, or literal parts around `*`. */
export type TextMatch =
  | { readonly kind: "exact"; readonly text: string }
  | { readonly kind: "glob"; readonly parts: readonly string[] };

/** Matches in time linear in the text for exact and near-linear for globs; `*` stands for any run, also an empty one. */
export function matches(pattern: TextMatch, text: string): boolean {
  if (pattern.kind === "exact") return text === pattern.text;
  const { parts } = pattern;
  const first = parts[0] ?? "";
  const last = parts[parts.length - 1] ?? "";
  if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last)) return false;
  let at = first.length;
  for (let i = 1; i < parts.length - 1; i++) {
    const part = parts[i] ?? "";
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return at <= text.length - last.length;
}
