import type { EntityType } from "../../core/entity.ts";
import type { TriggerName } from "../scan/triggers.ts";
import type { Phrases } from "./announced.ts";
import type { Hint } from "./hints.ts";
import type { Stage } from "./stage.ts";
import type { Work } from "./work.ts";

/**
 * A detector is a declaration: what it finds, where to look for it, how it is confirmed, and examples that run as tests.
 * Adding one is adding one file `processors/detect/<family>/<name>.ts` that exports `detector`; `npm run generate`
 * puts it into the registry.
 */
export interface Detector {
  /** Stable, snake_case, unique: the `detector` label of metrics. */
  readonly id: string;
  readonly type: EntityType;
  /** Other types its matches may carry. */
  readonly otherTypes?: readonly EntityType[];
  /** One or two sentences for a privacy engineer. */
  readonly description: string;
  /** Public source of the shape or checksum: RFC, ISO, vendor documentation. */
  readonly source: string;
  /** Candidates to look at. Property: every match of `at` implies one of these triggers, with one of these words. */
  readonly triggers: readonly TriggerName[];
  /** For the `digits` trigger: how many digits in a row a match can begin with; absent, any number (20 stands for more). */
  readonly digitRuns?: readonly number[];
  /** For the `word` trigger: lower-case words that can start or announce a match. */
  readonly words?: readonly string[];
  /** For the `non_ascii` trigger: units its words begin with; absent, it is asked at every candidate. */
  readonly foreignUnits?: ReadonlySet<number>;
  /**
   * Every match holds this many ASCII digits at least: of six and more, its words are passed over in texts with fewer; of
   * one and more, where none stands within a phrase and `REACH` of the word.
   */
  readonly needsDigits?: number;
  /** Keys whose whole value is a candidate for `whole`. */
  readonly hints?: readonly Hint[];
  /** For the `word` trigger: `at` finds what these announce, and nothing else. */
  readonly announces?: Phrases;
  /**
   * `at` calls `see(context.work)` before the value of a digit, beyond its being one, decides anything. Absent, every
   * call counts as such: right, and slower (`shape-memo.ts`).
   */
  readonly tellsSight?: boolean;
  /** `at` looks no further around its candidate than `LOOK` (`text-echo.ts`), but for texts shorter than that. */
  readonly isLocal?: boolean;
  /** Off unless the policy names it. */
  readonly optIn?: boolean;
  readonly examples: readonly Example[];
  /** Texts in which nothing of this type may be found. */
  readonly counterExamples: readonly string[];
  /** What it is known not to find. */
  readonly knownMisses?: readonly string[];
  /** Looks around one candidate; `index` is the candidate's position in `text`. */
  at?(text: string, index: number, context: Context): Match | undefined;
  /** Reads a whole text at once, for several detectors; called once per text with any of the triggers. */
  readonly stage?: Stage;
  /** Judges a whole value (from `start` to `end`) whose key carries one of `hints`. */
  whole?(text: string, start: number, end: number, context: Context): Match | undefined;
}

export interface Example {
  readonly text: string;
  /** Substrings that must be found, in order; each covers exactly the match. */
  readonly finds: readonly string[];
  readonly key?: string;
}

/** What is known about the text besides itself. */
export interface Context {
  /** Attribute key, or key of parsed text around it; empty when there is none. */
  readonly key: string;
  /** What the key's words say, one bit per `HINTS` entry. */
  readonly hints: number;
  /** The key (or the caller) says that people write here. */
  readonly freeText: boolean;
  /** ISO 3166 alpha-2 regions for national numbers. */
  readonly regions: readonly string[];
  /** What may still be spent on the text; absent, anything. */
  readonly work?: Work | undefined;
}

/** What supports a finding; the confidence formula in `confidence.ts` weighs it. */
export const EVIDENCE = { shape: 1, checksum: 2, contextWord: 4, key: 8, prefix: 16, lexicon: 32, model: 64 } as const;

export interface Match {
  /** UTF-16 offsets, end exclusive. */
  readonly start: number;
  readonly end: number;
  /** Prior of the shape alone, 0 to 1. */
  readonly prior: number;
  /** Sum of `EVIDENCE` bits. */
  readonly evidence: number;
  /** Where it is another than the declaration's. */
  readonly type?: EntityType;
  /** `DE_TAX_ID`, `API_KEY.github`. */
  readonly subtype?: string;
}

/** A match with its confidence, after overlaps are resolved. */
export interface Finding {
  readonly start: number;
  readonly end: number;
  readonly type: EntityType;
  readonly subtype: string | undefined;
  /** Confidence, 0 to 1. */
  readonly score: number;
  readonly evidence: number;
  /** Index into the registry. */
  readonly detector: number;
  /** How the replacement must be written to keep the outer syntax valid. */
  readonly syntax: Syntax;
}

/** Outer syntax at a finding: decides how a placeholder is spelled. */
const SYNTAXES = ["text", "url", "json_string", "json_bare", "sql", "template"] as const;
export type Syntax = (typeof SYNTAXES)[number];
