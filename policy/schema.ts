import * as v from "valibot";
import { ENTITY_TYPES } from "../core/entity.ts";
import { PLACES } from "../core/place.ts";
import { SIGNALS } from "../core/signal.ts";
import { FORMATS, IP_CLASSES } from "../processors/plan.ts";
import { foldSection } from "./fold-schema.ts";

/** Actions for what a detector finds. */
const FINDING_ACTIONS = ["keep", "redact", "mask", "hash", "drop", "template"] as const;
/** Actions for whole values: of a key, of a place. */
const VALUE_ACTIONS = ["redact", "mask", "hash", "drop"] as const;
const VALIDATORS = ["luhn", "iban", "mod97", "verhoeff", "damm"] as const;

const fraction = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
const keepLast = v.pipe(v.number(), v.integer("must be a whole number"), v.minValue(0), v.maxValue(12));
const words = v.array(v.pipe(v.string(), v.nonEmpty()));
const entityType = v.picklist(ENTITY_TYPES);

/** An object whose members are these names, all optional. */
function members<K extends string, S extends v.GenericSchema>(names: readonly K[], schema: S) {
  const entries = Object.fromEntries(names.map((name) => [name, v.optional(schema)]));
  return v.strictObject(entries as Record<K, v.OptionalSchema<S, undefined>>);
}

const findingAction = v.picklist(FINDING_ACTIONS);
const actionOrMask = v.union([
  findingAction,
  v.strictObject({ action: findingAction, keep_last: v.optional(keepLast) }),
]);

const typeEntry = {
  action: v.optional(v.pipe(findingAction, v.description("What becomes of a finding."))),
  keep_last: v.optional(v.pipe(keepLast, v.description("With mask: how many characters stay."))),
  threshold: v.optional(v.pipe(fraction, v.description("Findings with a lower confidence are left alone."))),
  by_key_only: v.optional(v.pipe(v.boolean(), v.description("Act where a key says so; leave findings in text alone."))),
};
const typeRule = v.union([findingAction, v.strictObject(typeEntry)]);
const ipRule = v.union([
  findingAction,
  v.strictObject({
    ...typeEntry,
    classes: v.optional(members(IP_CLASSES, actionOrMask)),
  }),
]);
const { IP_ADDRESS: _, ...otherTypes } = members(ENTITY_TYPES, typeRule).entries;
const types = v.strictObject({ ...otherTypes, IP_ADDRESS: v.optional(ipRule) });

const keyRule = v.strictObject({
  key: v.optional(
    v.pipe(v.string(), v.nonEmpty(), v.description("An attribute key, or the dotted path of a nested value.")),
  ),
  glob: v.optional(
    v.pipe(v.string(), v.nonEmpty(), v.description("Keys and paths; * stands for any run of characters.")),
  ),
  path: v.optional(v.pipe(words, v.minLength(2), v.description("A nested value, name by name."))),
  action: v.optional(v.picklist(["never", "scan", ...VALUE_ACTIONS])),
  type: v.optional(entityType),
  keep_last: v.optional(keepLast),
  format: v.optional(v.pipe(v.picklist(FORMATS), v.description("With scan: how the text is read."))),
  free_text: v.optional(v.pipe(v.boolean(), v.description("With scan: people write here."))),
});

const placeRule = v.union([
  v.picklist(["never", "scan"]),
  v.strictObject({
    action: v.picklist(["never", "scan", ...VALUE_ACTIONS]),
    type: v.optional(entityType),
    keep_last: v.optional(keepLast),
  }),
]);

const places = members(PLACES, placeRule);
const allow = v.strictObject({
  exact: v.optional(words),
  suffixes: v.optional(words),
  cidrs: v.optional(words),
});

/** What may stand at the top, under a signal and under a service. */
const section = {
  types: v.optional(types),
  keys: v.optional(v.array(keyRule)),
  unknown_keys: v.optional(
    v.pipe(
      v.picklist(["scan", ...VALUE_ACTIONS]),
      v.description("Rule for keys that nothing names; scan unless said."),
    ),
  ),
  places: v.optional(places),
  allow: v.optional(allow),
};
const sectionSchema = v.strictObject(section);
const signalSections = members(SIGNALS, sectionSchema);
const signals = v.optional(signalSections);

const pattern = v.strictObject({
  name: v.pipe(v.string(), v.regex(/^[a-z][a-z0-9_]{0,47}$/, "must be lower-case letters, digits and _")),
  type: entityType,
  pattern: v.optional(
    v.pipe(
      v.string(),
      v.nonEmpty(),
      v.maxLength(1000),
      v.description("RE2 syntax; a group named value is the finding."),
    ),
  ),
  words: v.optional(v.pipe(words, v.minLength(1), v.description("Words and phrases, whole, in any case."))),
  ignore_case: v.optional(v.boolean()),
  score: v.optional(v.pipe(fraction, v.description("Confidence of a finding; 0.8 unless said."))),
  validator: v.optional(v.picklist(VALIDATORS)),
  context: v.optional(
    v.strictObject({
      words: v.pipe(words, v.minLength(1)),
      within: v.optional(v.pipe(v.number(), v.integer("must be a whole number"), v.minValue(1), v.maxValue(1000))),
    }),
  ),
  examples: v.optional(words),
  counter_examples: v.optional(words),
});

/** The document privacy engineers write. */
export const policySchema = v.strictObject({
  version: v.pipe(
    v.union([v.string(), v.pipe(v.number(), v.integer("must be whole, or text in quotes: YAML reads 1.10 as 1.1"))]),
    v.description("Yours; shown with every figure."),
  ),
  name: v.pipe(
    v.string(),
    v.regex(
      /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/,
      "must be up to 64 letters, digits, _, . and -: it is a label of metrics",
    ),
  ),
  description: v.optional(v.string()),
  extends: v.optional(v.pipe(v.string(), v.description("A built-in policy whose rules hold where this one has none."))),
  conventions: v.optional(
    v.pipe(v.boolean(), v.description("Start from the keys of the semantic conventions; true unless said.")),
  ),
  defaults: v.optional(
    v.strictObject({
      action: v.picklist(["keep", ...VALUE_ACTIONS]),
      keep_last: v.optional(keepLast),
      threshold: v.optional(fraction),
    }),
  ),
  ...section,
  signals,
  services: v.optional(
    v.array(v.strictObject({ match: v.record(v.string(), v.pipe(v.string(), v.nonEmpty())), ...section, signals })),
  ),
  phone_regions: v.optional(
    v.array(
      v.pipe(v.string(), v.regex(/^[A-Z]{2}$/, "not a region with phone numbers; write ISO 3166 codes such as DE")),
    ),
  ),
  learn: v.optional(
    v.pipe(
      v.picklist(["on", "off"]),
      v.description("Whether attributes that turn out to hold names are acted on as a whole; on unless said."),
    ),
  ),
  detectors: v.optional(v.strictObject({ disable: v.optional(words), enable: v.optional(words) })),
  patterns: v.optional(v.array(pattern)),
  fold: v.optional(foldSection),
  limits: v.optional(
    v.strictObject({
      max_value_bytes: v.optional(
        v.pipe(v.number(), v.integer("must be a whole number"), v.minValue(1024), v.maxValue(1_048_576)),
      ),
    }),
  ),
});

/** Parts that stand once in the JSON Schema and are referred to. */
export const definitions = {
  entity_type: entityType,
  action: findingAction,
  action_or_mask: actionOrMask,
  type_rule: typeRule,
  ip_rule: ipRule,
  types,
  key_rule: keyRule,
  place_rule: placeRule,
  places,
  allow,
  section: sectionSchema,
  signals: signalSections,
  pattern,
  fold: foldSection,
};

export type PolicyDocument = v.InferOutput<typeof policySchema>;
export type Section = v.InferOutput<typeof sectionSchema>;
export type KeyEntry = v.InferOutput<typeof keyRule>;
export type PlaceEntry = v.InferOutput<typeof placeRule>;
export type TypeEntry = v.InferOutput<typeof typeRule> | v.InferOutput<typeof ipRule>;
export type ActionEntry = v.InferOutput<typeof actionOrMask>;
export type PatternEntry = v.InferOutput<typeof pattern>;
export type Validator = (typeof VALIDATORS)[number];
