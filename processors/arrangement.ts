import { ENTITY_TYPES, type EntityType } from "../core/entity.ts";
import { SIGNALS } from "../core/signal.ts";
import { type Announcements, type Announcer, announcements } from "./detect/announcements.ts";
import type { Detector } from "./detect/detector.ts";
import { hintBit } from "./detect/hints.ts";
import { MANY_DIGITS } from "./detect/places.ts";
import { DETECTORS } from "./detect/registry.generated.ts";
import { zeroed } from "./detect/sight.ts";
import type { Stage } from "./detect/stage.ts";
import { readsNumerals } from "./inner-names.ts";
import type { Plan } from "./plan.ts";
import { TRIGGER_BIT, TRIGGERS } from "./scan/triggers.ts";
import { prefixTable } from "./scan/words.ts";
import { LEFT_ALONE } from "./settle-findings.ts";

const NON_ASCII = TRIGGERS.indexOf("non_ascii");
/** Longest run of digits that is told apart. */
export const MAX_DIGIT_RUN = 20;

/** The detectors of one plan, arranged for look-up by candidate. Built once per plan. */
export interface Arrangement {
  /** Triggers any detector asks for. */
  readonly active: number;
  readonly prefixes: Uint8Array;
  /** By trigger, in the order of `TRIGGERS`; the entries of `word` and `digits` are empty: other tables decide there. */
  readonly byTrigger: readonly (readonly number[])[];
  /** For the `digits` trigger, by how many digits in a row begin there (the last entry stands for more). */
  readonly byDigitRun: readonly (readonly number[])[];
  /** For the `non_ascii` trigger, by the unit a word begins with; units that are absent have the list in `byTrigger`. */
  readonly byForeignUnit: ReadonlyMap<number, readonly number[]>;
  /** By the first (up to) four letters, packed. */
  readonly words: ReadonlyMap<number, readonly WordEntry[]>;
  /** What detectors find that are nothing but their phrases (`Detector.announces`), when their words stand in ASCII. */
  readonly announcements: Announcements;
  /** Detectors that judge whole values, with the hint bits they answer to. */
  readonly whole: readonly { readonly hints: number; readonly detector: number }[];
  /** Readers of whole texts, with the triggers that call them and the detectors they feed. */
  readonly stages: readonly StageEntry[];
}

interface WordEntry {
  readonly word: string;
  /** The word with a zero for each digit, where it has some. */
  readonly shape: string | undefined;
  /** Those that are more than their phrases. */
  readonly others: Knowing;
  /** Some are nothing but their phrases. */
  readonly announces: boolean;
}

/** Detectors that know a word. */
export interface Knowing {
  readonly detectors: readonly number[];
  /** Those of them whose matches may have fewer than six digits. */
  readonly few: readonly number[];
  /** Those of them whose matches may be without a digit. */
  readonly digitless: readonly number[];
}

interface StageEntry {
  readonly stage: Stage;
  readonly triggers: number;
  readonly hints: number;
  readonly byType: ReadonlyMap<EntityType, number>;
}

/** Triggers that say a text may hold another one: reported whatever the detectors ask for, the last where rules want it. */
export const READ_TRIGGERS = (
  ["pair", "percent", "escape", "scheme", "token", "non_ascii", "numeral_pair"] as const
).reduce((bits, name) => bits | TRIGGER_BIT[name], 0);

/**
 * `wanted` leaves out detectors whose findings no rule acts on: they would only cost. `numerals` is false where no rule
 * tells numerals as names.
 */
export function arrange(
  disabled: ReadonlySet<string>,
  enabled: ReadonlySet<string>,
  wanted?: ReadonlySet<EntityType>,
  numerals = true,
): Arrangement {
  const byTrigger: number[][] = TRIGGERS.map(() => []);
  const byDigitRun: number[][] = Array.from({ length: MAX_DIGIT_RUN + 1 }, () => []);
  const byWord = new Map<string, number[]>();
  const whole: { hints: number; detector: number }[] = [];
  const staged: number[] = [];
  const foreign: number[] = [];
  const announcers: Announcer[] = [];
  let active = numerals ? READ_TRIGGERS : READ_TRIGGERS & ~TRIGGER_BIT.numeral_pair;
  DETECTORS.forEach((detector, index) => {
    if (wanted !== undefined && ![detector.type, ...(detector.otherTypes ?? [])].some((type) => wanted.has(type)))
      return;
    if (disabled.has(detector.id) || (detector.optIn === true && !enabled.has(detector.id))) return;
    for (const trigger of detector.triggers) {
      active |= TRIGGER_BIT[trigger];
      if (trigger === "digits")
        byDigitRun.forEach((list, run) => detector.digitRuns?.includes(run) !== false && list.push(index));
      else if (trigger === "non_ascii" && detector.foreignUnits !== undefined) foreign.push(index);
      else if (trigger !== "word" && detector.at !== undefined) byTrigger[TRIGGERS.indexOf(trigger)]?.push(index);
    }
    if (detector.triggers.includes("word")) active |= TRIGGER_BIT.number_word;
    for (const word of detector.words ?? []) byWord.set(word, [...(byWord.get(word) ?? []), index]);
    if (isAnnouncer(detector))
      announcers.push({ detector: index, table: detector.announces, needsDigits: detector.needsDigits ?? 0 });
    if (detector.whole !== undefined) whole.push({ hints: hintsOfDetector(detector), detector: index });
    if (detector.stage !== undefined) staged.push(index);
  });
  const words = groupByPrefix(byWord);
  const byForeignUnit = groupByUnit(foreign, byTrigger[NON_ASCII] ?? []);
  return {
    active,
    prefixes: prefixTable(byWord.keys(), numberWords(byWord)),
    byTrigger,
    byDigitRun,
    byForeignUnit,
    words,
    announcements: announcements(announcers),
    whole,
    stages: stagesOf(staged),
  };
}

/** For each unit the detectors whose words begin with it, and those that are `always` asked. */
function groupByUnit(foreign: readonly number[], always: readonly number[]): Map<number, number[]> {
  const groups = new Map<number, number[]>();
  for (const index of foreign)
    for (const unit of DETECTORS[index]?.foreignUnits ?? []) groups.set(unit, [...(groups.get(unit) ?? always), index]);
  for (const list of groups.values()) list.sort((a, b) => a - b);
  return groups;
}

/** Words that only detectors of values with six digits and more know (`scan/assembly/survey.ts` counts them). */
function numberWords(byWord: ReadonlyMap<string, readonly number[]>): Set<string> {
  return new Set(
    [...byWord]
      .filter(([, numbers]) => numbers.every((number) => (DETECTORS[number]?.needsDigits ?? 0) >= MANY_DIGITS))
      .map(([word]) => word),
  );
}

/** What a plan needs: of its detectors those whose findings some rule acts on, and numerals where a rule names them. */
export function arrangementOf(plan: Plan): Arrangement {
  const numerals = plan.ruleSets.some((ruleSet) => SIGNALS.some((signal) => readsNumerals(ruleSet[signal])));
  return arrange(plan.disabledDetectors, plan.enabledDetectors, wantedTypes(plan), numerals);
}

function hintsOfDetector(detector: Detector): number {
  return (detector.hints ?? []).reduce((bits, hint) => bits | hintBit(hint), 0);
}

/** One entry per stage, whatever the number of detectors it feeds. */
function stagesOf(staged: readonly number[]): StageEntry[] {
  const entries = new Map<Stage, { stage: Stage; triggers: number; hints: number; byType: Map<EntityType, number> }>();
  for (const index of staged) {
    const detector = DETECTORS[index];
    if (detector?.stage === undefined) continue;
    const entry = entries.get(detector.stage) ?? { stage: detector.stage, triggers: 0, hints: 0, byType: new Map() };
    for (const trigger of detector.triggers) entry.triggers |= TRIGGER_BIT[trigger];
    entry.hints |= hintsOfDetector(detector);
    entry.byType.set(detector.type, index);
    entries.set(detector.stage, entry);
  }
  return [...entries.values()];
}

function groupByPrefix(byWord: ReadonlyMap<string, readonly number[]>): Arrangement["words"] {
  const groups = new Map<number, WordEntry[]>();
  for (const [word, detectors] of byWord) {
    const prefix = firstLetters(word, 0);
    const shape = /\d/.test(word) ? zeroed(word) : undefined;
    const rest = detectors.filter((number) => !isAnnouncer(DETECTORS[number]));
    const announces = rest.length < detectors.length;
    const entry = { word, shape, others: knowing(rest), announces };
    groups.set(prefix, [...(groups.get(prefix) ?? []), entry]);
  }
  return groups;
}

/** Whether the detector is nothing but its phrases, none of which has a digit: those it must look at itself (`see`). */
function isAnnouncer(detector: Detector | undefined): detector is Detector & Required<Pick<Detector, "announces">> {
  return detector?.announces !== undefined && !detector.announces.isNumbered;
}

function knowing(detectors: readonly number[]): Knowing {
  const needing = (most: number): number[] =>
    detectors.filter((number) => (DETECTORS[number]?.needsDigits ?? 0) <= most);
  return { detectors, few: needing(MANY_DIGITS - 1), digitless: needing(0) };
}

/** The up to four letters at `index`, lower-cased and packed into one number: what the prefix table knows of a word. */
export function firstLetters(text: string, index: number): number {
  let packed = 0;
  for (let i = 0; i < 4; i++) {
    const lower = text.charCodeAt(index + i) | 0x20;
    if (!(lower >= 0x61 && lower <= 0x7a)) break;
    packed |= lower << (8 * i);
  }
  return packed;
}

/** Types some rule of the plan acts on inside running text. */
function wantedTypes(plan: Plan): Set<EntityType> {
  const wanted = new Set<EntityType>();
  for (const ruleSet of plan.ruleSets) {
    for (const signal of SIGNALS) {
      for (const type of ENTITY_TYPES) if (!LEFT_ALONE.has(ruleSet[signal].types[type].action.kind)) wanted.add(type);
    }
  }
  return wanted;
}
