import type { EntityType } from "../core/entity.ts";
import { type Arrangement, firstLetters, type Knowing, MAX_DIGIT_RUN } from "./arrangement.ts";
import { wordStart } from "./detect/announced.ts";
import { eachAnnounced } from "./detect/announcements.ts";
import { confidence } from "./detect/confidence.ts";
import type { Context, Detector, Match } from "./detect/detector.ts";
import { EASTERN } from "./detect/id-shape.ts";
import { hasDigitNear, hasNumberNear, LONGEST_PHRASE, REACH } from "./detect/places.ts";
import { DETECTORS } from "./detect/registry.generated.ts";
import { see, zeroed } from "./detect/sight.ts";
import { digitRun } from "./detect/units.ts";
import { spend } from "./detect/work.ts";
import { TRIGGER_BIT, TRIGGERS } from "./scan/triggers.ts";
import type { Seen } from "./text-echo.ts";

/** A finding before the type's threshold is known to be met. */
export interface Judged extends Match {
  readonly detector: number;
  readonly type: EntityType;
  readonly score: number;
}

const WORDS = TRIGGER_BIT.word | TRIGGER_BIT.number_word;
/** From this confidence on a match is certain: a check digit or an unmistakable beginning, and a word or key beside it. */
const CERTAIN = 0.93;
/** A secret is one as a whole, whatever else its characters look like. */
const CERTAIN_SECRET = 0.85;
const DIGITS = TRIGGERS.indexOf("digits");
const NON_ASCII = TRIGGERS.indexOf("non_ascii");
/** Matches that may hold a later candidate. */
const LOOK_BACK = 32;
/** Units of work (`detect/work.ts`): of asking a detector, of a match and all that follows from it. */
const COST = { look: 250, match: 2_000 } as const;

/** Whether the text at `index` begins with a lower-case ASCII word, in any case. */
function startsWithWord(text: string, index: number, word: string): boolean {
  if (text.length - index < word.length) return false;
  for (let i = 4; i < word.length; i++) {
    const unit = text.charCodeAt(index + i);
    const lower = unit >= 0x41 && unit <= 0x5a ? unit | 0x20 : unit;
    if (lower !== word.charCodeAt(i)) return false;
  }
  return true;
}

/** The same of a word with digits, whatever they are. */
function startsWithShape(text: string, index: number, shape: string): boolean {
  return startsWithWord(zeroed(text.slice(index, index + shape.length)), 0, shape);
}

/** A text under work, and the candidate of it. */
export interface Look {
  readonly text: string;
  readonly arrangement: Arrangement;
  readonly context: Context;
  readonly found: Judged[];
  /** A candidate around which the same stands. */
  source: Seen | undefined;
  /** This one, where it may be such a source. */
  seen: Seen | undefined;
}

/** A candidate may have several triggers; what begins with a word is the surest and comes first. */
export function judgeCandidate(look: Look, index: number, triggers: number): void {
  const { text, arrangement, found } = look;
  const before = found.length;
  if ((triggers & WORDS) !== 0) {
    judgeWord(look, index);
    const certain = lastCertain(found, before);
    if (certain !== undefined && certain.start <= index && certain.end > index) {
      if (look.seen !== undefined) look.seen.isCut = true;
      return;
    }
  }
  if (look.source?.isCut === true) look.source = undefined;
  for (let bits = triggers & ~WORDS; bits !== 0; bits &= bits - 1) {
    const detectors = detectorsFor(text, index, 31 - Math.clz32(bits & -bits), arrangement);
    for (let d = 0; d < detectors.length; d++) judgeAt(look, index, detectors[d]!);
  }
}

/** Of the certain matches from `from` on, the one that ends last. */
export function lastCertain(found: readonly Judged[], from: number): Judged | undefined {
  let last: Judged | undefined;
  for (let i = from; i < found.length; i++) {
    const one = found[i]!;
    if (isCertain(one) && one.end > (last?.end ?? 0)) last = one;
  }
  return last;
}

/** Whether nothing that lies in a match need be looked for. */
export function isCertain({ score, type }: Judged): boolean {
  return score >= (type === "SECRET" ? CERTAIN_SECRET : CERTAIN);
}

function detectorsFor(text: string, index: number, trigger: number, arrangement: Arrangement): readonly number[] {
  if (trigger === NON_ASCII) return foreignDetectors(text, index, arrangement);
  if (trigger !== DIGITS) return arrangement.byTrigger[trigger] ?? [];
  return arrangement.byDigitRun[digitRun(text, index, MAX_DIGIT_RUN)] ?? [];
}

/** Those with a word that may begin here; in scripts without spaces, anywhere in the run. */
function foreignDetectors(text: string, index: number, arrangement: Arrangement): readonly number[] {
  const always = arrangement.byTrigger[NON_ASCII] ?? [];
  const { byForeignUnit } = arrangement;
  if (text.charCodeAt(index) < EASTERN) return byForeignUnit.get(text.charCodeAt(wordStart(text, index))) ?? always;
  let asked = always;
  for (let i = index; i < index + REACH && text.charCodeAt(i) >= EASTERN; i++) {
    const list = byForeignUnit.get(text.charCodeAt(i));
    if (list === undefined || list === asked) continue;
    asked = asked === always ? list : [...new Set([...asked, ...list])].sort((a, b) => a - b);
  }
  return asked;
}

function judgeWord(look: Look, index: number): void {
  const { text, arrangement, context } = look;
  const entries = arrangement.words.get(firstLetters(text, index));
  if (entries === undefined) return;
  let announces = false;
  for (const entry of entries) {
    if (entry.shape !== undefined && context.work?.sight !== undefined && startsWithShape(text, index, entry.shape))
      see(context.work);
    if (!startsWithWord(text, index, entry.word)) continue;
    announces ||= entry.announces;
    for (const detector of askedBy(entry.others, text, index, context)) judgeAt(look, index, detector);
  }
  if (announces) judgeAnnounced(look, index);
}

/** What detectors find that are nothing but their phrases: each phrase is found once for all of them. */
function judgeAnnounced(look: Look, index: number): void {
  const { text, arrangement, context, found, source } = look;
  if (source !== undefined && !source.passed.some((number) => arrangement.announcements.detectors.has(number))) {
    see(context.work);
    for (let i = source.from; i < source.to; i++) {
      const { detector } = found[i]!;
      if (!arrangement.announcements.detectors.has(detector)) continue;
      if (isWithin(index, detector, found)) pass(look, detector);
      else repeat(look, index, found[i]!);
    }
    return;
  }
  eachAnnounced(
    text,
    index,
    arrangement.announcements,
    context.work,
    (number) => {
      const isInside = isWithin(index, number, found);
      if (isInside) pass(look, number);
      return !isInside;
    },
    (number, match) => push(DETECTORS[number]!, number, match, text, found, context),
  );
}

/** A detector is not asked, for the candidate lies within a match of it. */
function pass({ context, seen }: Look, number: number): void {
  see(context.work);
  if (seen !== undefined) seen.passed = [...seen.passed, number];
}

/** The finding at the source, here. */
function repeat({ context, found, source }: Look, index: number, one: Judged): void {
  const distance = index - source!.index;
  spend(context.work, COST.match);
  found.push({ ...one, start: one.start + distance, end: one.end + distance });
}

/** Of the detectors that know a word those that have what they need beside it. */
function askedBy(
  { detectors, few, digitless }: Knowing,
  text: string,
  index: number,
  context: Context,
): readonly number[] {
  if (detectors.length === digitless.length) return detectors;
  if (!hasDigitNear(text, index, LONGEST_PHRASE, context.work)) return digitless;
  // A date is told by what it says.
  if (detectors.length !== few.length) see(context.work);
  return detectors.length === few.length || hasNumberNear(text, index, LONGEST_PHRASE, context.work) ? detectors : few;
}

function judgeAt(look: Look, index: number, number: number): void {
  const { text, context, found, source } = look;
  if (isWithin(index, number, found)) return pass(look, number);
  const detector = DETECTORS[number];
  if (detector?.tellsSight !== true) see(context.work);
  if (source !== undefined && detector?.isLocal === true && !source.passed.includes(number)) {
    see(context.work);
    for (let i = source.from; i < source.to; i++)
      if (found[i]!.detector === number) return repeat(look, index, found[i]!);
    return;
  }
  spend(context.work, COST.look);
  const match = detector?.at?.(text, index, context);
  if (detector !== undefined && match !== undefined) push(detector, number, match, text, found, context);
}

/** One match of a detector often holds several of its candidates; looking back a little keeps the work linear. */
function isWithin(index: number, number: number, found: readonly Judged[]): boolean {
  for (let i = found.length - 1; i >= 0 && i >= found.length - LOOK_BACK; i--) {
    const earlier = found[i]!;
    if (earlier.end > index && earlier.detector === number && index >= earlier.start) return true;
  }
  return false;
}

export function push(
  detector: Detector,
  number: number,
  match: Match,
  text: string,
  found: Judged[],
  context: Context,
): void {
  const { start, end, prior, evidence, subtype } = match;
  spend(context.work, COST.match);
  if (!(start >= 0 && start < end && end <= text.length)) {
    throw new RangeError(`detector ${detector.id} returned a span outside its text`);
  }
  const type = match.type ?? detector.type;
  const score = confidence(prior, evidence);
  // Absent and undefined are told apart by no one; two literals are faster than a copy.
  found.push(
    subtype === undefined
      ? { start, end, prior, evidence, detector: number, type, score }
      : { start, end, prior, evidence, subtype, detector: number, type, score },
  );
}
