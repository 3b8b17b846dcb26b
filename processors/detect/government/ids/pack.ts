import type { EntityType } from "../../../../core/entity.ts";
import { findAnnounced, phrases, shapesOfKey } from "../../announced.ts";
import type { Context, Detector, Example } from "../../detector.ts";
import type { Hint } from "../../hints.ts";
import { leadingRuns } from "../../leading-run.ts";
import type { IdShape } from "../../shape-list.ts";
import { isRepdigit } from "../../units.ts";
import { findKeyed } from "../../whole-number.ts";

/** The ids of one country: one detector, so that a policy can switch it. */
export interface Pack {
  /** ISO 3166 alpha-2, lower case. */
  readonly country: string;
  readonly name: string;
  readonly source: string;
  /** Some of the ids have fewer than six digits. */
  readonly hasFewDigits?: true;
  /** Comma-separated words and phrases, and the shapes they announce. */
  readonly rows: readonly (readonly [string, readonly IdShape[]])[];
  /**
   * Shapes so regular that they need no word: punctuated, with letters, or with more than one check. Each with samples of how
   * it may begin: those that end at their first separator stand for all that begin so.
   */
  readonly strong?: readonly StrongShape[];
  readonly examples: readonly Example[];
  readonly counterExamples: readonly string[];
}

/** Keys whose values may be any of these ids. */
const ID_HINTS: readonly Hint[] = ["national_id", "tax", "health", "ssn", "local_id"];

export type StrongShape = readonly [shape: IdShape, beginnings: readonly string[]];

interface Verdict {
  readonly isValid: boolean;
}

/** A shape with a check digit, tested by a validator of stdnum. Numbers of one repeated digit are fillers. */
export function checked(
  subtype: string,
  pattern: RegExp,
  validate: (value: string) => Verdict,
  prior = 0.3,
  type?: EntityType,
): IdShape {
  const shape = {
    subtype,
    pattern,
    runs: leadingRuns(pattern),
    prior,
    checksum: true,
    validate: (value: string) => {
      if (isFiller(value)) return false;
      if (isRight(validate, value)) return true;
      const compact = value.replace(/[ .,/-]/g, "");
      return compact !== value && isRight(validate, compact);
    },
  };
  return type === undefined ? shape : { ...shape, type };
}

/** A refusal costs stdnum an Error; without a stack it takes a third of the time. */
function isRight(validate: (value: string) => Verdict, value: string): boolean {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return validate(value).isValid;
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/** The same with a test of our own. */
export function tested(
  subtype: string,
  pattern: RegExp,
  test: (value: string) => boolean,
  prior = 0.3,
  type?: EntityType,
): IdShape {
  const shape = {
    subtype,
    pattern,
    runs: leadingRuns(pattern),
    prior,
    checksum: true,
    validate: (value: string) => !isFiller(value) && test(value),
  };
  return type === undefined ? shape : { ...shape, type };
}

/** A shape without a check digit: only right beside its word or key. */
export function plain(
  subtype: string,
  pattern: RegExp,
  prior = 0.3,
  type?: EntityType,
  validate?: (value: string) => boolean,
): IdShape {
  return {
    subtype,
    pattern,
    runs: leadingRuns(pattern),
    prior,
    checksum: false,
    ...(type === undefined ? {} : { type }),
    ...(validate === undefined ? {} : { validate }),
  };
}

function isFiller(value: string): boolean {
  const digits = value.replace(/\D/g, "");
  return digits.length >= 7 && isRepdigit(digits);
}

/** The shapes of a pack, each once. */
export function shapesOf(pack: Pack): readonly IdShape[] {
  return [...new Set(pack.rows.flatMap(([, shapes]) => shapes))];
}

/** One detector from one pack. */
export function detectorOf(pack: Pack): Detector {
  const table = phrases(pack.rows);
  return {
    id: `national_id_${pack.country}`,
    type: "NATIONAL_ID",
    otherTypes: [...new Set(pack.rows.flatMap(([, shapes]) => shapes.flatMap((shape) => shape.type ?? [])))],
    description: `Identity, tax, company and health numbers of ${pack.name}, each with its check digit where it has one. A word or key beside it is required; unmistakable written forms are found by national_id.`,
    source: pack.source,
    needsDigits: pack.hasFewDigits === true ? 1 : 6,
    triggers: table.triggers,
    foreignUnits: table.units,
    tellsSight: true,
    isLocal: true,
    words: table.words,
    announces: table,
    hints: ID_HINTS,
    examples: pack.examples,
    counterExamples: pack.counterExamples,
    at: (text, index, context) => findAnnounced(text, index, table, context.work),
    whole: (text: string, start: number, end: number, context: Context) => {
      const named = shapesOfKey(context.key, table, context.work);
      return named.length === 0 ? undefined : findKeyed(text, start, end, named, [], context.work);
    },
  };
}
