import type { TriggerName } from "../scan/triggers.ts";
import { fold } from "./context-words.ts";
import { EVIDENCE, type Match } from "./detector.ts";
import { announcedMatch, EASTERN, endOf, findGrouped, groupedAt, mayStand, shapeEnd } from "./id-shape.ts";
import { hasDigitNear, MISS, Misses, REACH, startsBefore, startsBehind } from "./places.ts";
import { type IdShape, type ShapeList, shapeList } from "./shape-list.ts";
import { see } from "./sight.ts";
import { isDigit, isForeignLetter, isLetter } from "./units.ts";
import { type Beside, type Start, spend, unnamedBy, type Work } from "./work.ts";

/** What is spelled in parts, joined by a sign or none. */
interface Spelled {
  readonly parts: readonly string[];
}

interface Phrase extends Spelled {
  readonly shapes: ShapeList;
}

/** Phrases arranged by first word. */
export interface ByFirst<P extends Spelled> {
  readonly byFirst: ReadonlyMap<string, readonly P[]>;
  /** First units of the phrases: one look tells that none begins here. */
  readonly units: ReadonlySet<number>;
  /** Longest first part, in units. */
  readonly longest: number;
}

/** Words and phrases that announce values, arranged by first word. */
export interface Phrases extends ByFirst<Phrase> {
  /** Longest phrase, in units. */
  readonly longestPhrase: number;
  readonly words: readonly string[];
  /** Some phrase has a digit. */
  readonly isNumbered: boolean;
  readonly triggers: readonly TriggerName[];
}

const NEAR = 32;
/** Units of work (`work.ts`): of a phrase that stands here, of each place where its value may begin. */
const COST = { announcement: 600, start: 200 } as const;

/** What may stand between a word and a value that nothing checks: `is`, `no.`, `: "`. */
const GLUE =
  /^(?:[\s:=#"'\\([\]{}<>|/,._*-]|number\b|no\b|nr\b|num\b|nummer\b|numero\b|número\b|numéro\b|code\b|id\b|is\b|are\b|was\b|of\b|for\b|the\b|ist\b|lautet\b|es\b|est\b|è\b|é\b|er\b|är\b|on\b|to\b|value\b|my\b|card\b|plate\b|reads\b|de\b|n°|nº|号码|番号|번호|：|は|为|是|은|는|이)*$/iu;

/**
 * Builds the table; each row is a comma-separated list of phrases and the shapes they announce. Marks are optional in
 * texts. A first part of one letter would be looked for at every such letter: those are left out.
 */
export function phrases(rows: readonly (readonly [string, readonly IdShape[]])[]): Phrases {
  const byFirst = new Map<string, Phrase[]>();
  for (const [list, announced] of rows) {
    const shapes = shapeList(announced);
    const spelled = list
      .split(",")
      .map((phrase) => phrase.trim().toLowerCase())
      .filter((phrase) => phrase !== "");
    for (const phrase of new Set([...spelled, ...spelled.map(fold)])) {
      const parts = phrase.split(/[ ./'’-]+/);
      const first = parts[0] ?? "";
      if (first.length > 1) byFirst.set(first, [...(byFirst.get(first) ?? []), { parts, shapes }]);
    }
  }
  for (const list of byFirst.values()) list.sort((a, b) => b.parts.join(" ").length - a.parts.join(" ").length);
  const firsts = [...byFirst.keys()];
  // The prefix table knows ASCII letters only; words that begin otherwise are found from their first foreign letter.
  const words = firsts.filter((word) => /^[a-z]{3}/.test(word) || /^[a-z]{2}$/.test(word));
  return {
    byFirst,
    units: new Set(firsts.flatMap((word) => [word.charCodeAt(0), word.toUpperCase().charCodeAt(0)])),
    longest: firsts.reduce((most, word) => Math.max(most, word.length), 0),
    longestPhrase: longestOf(byFirst),
    words,
    isNumbered: [...byFirst.values()].some((list) => list.some(({ parts }) => /\d/.test(parts.join("")))),
    triggers: words.length < firsts.length ? ["word", "non_ascii"] : ["word"],
  };
}

/** With two signs between two parts each, and a plural `s`. */
function longestOf(byFirst: Phrases["byFirst"]): number {
  let most = 0;
  for (const list of byFirst.values()) for (const { parts } of list) most = Math.max(most, parts.join("  ").length + 1);
  return most;
}

/** The value that a phrase beginning at `index` announces. */
export function findAnnounced(text: string, index: number, table: Phrases, work: Work | undefined): Match | undefined {
  if (text.charCodeAt(index) < EASTERN) return findFrom(text, wordStart(text, index), table, work);
  // Scripts without spaces: the phrase may begin anywhere in the run.
  for (let i = index; i < index + REACH && text.charCodeAt(i) >= EASTERN; i++) {
    const match = findFrom(text, i, table, work);
    if (match !== undefined) return match;
  }
  return undefined;
}

/** The letter before a first foreign one belongs to the word (`né`, `číslo` begins at once). */
export function wordStart(text: string, index: number): number {
  let start = index;
  if (text.charCodeAt(index) > 0x7f)
    while (start > 0 && index - start < 3 && isLetter(text.charCodeAt(start - 1))) start--;
  return start;
}

function findFrom(text: string, index: number, table: Phrases, work: Work | undefined): Match | undefined {
  if (!hasDigitNear(text, index, table.longestPhrase, work)) return undefined;
  let found: Match | undefined;
  if (table.isNumbered) see(work);
  eachPhrase(text, index, table, (end, { shapes }) => {
    found = findBeside(text, index, end, shapes, work);
    return found !== undefined;
  });
  return found;
}

/** The value of one of the shapes beside the phrase `text[index, end)`. */
export function findBeside(
  text: string,
  index: number,
  end: number,
  shapes: ShapeList,
  work: Work | undefined,
): Match | undefined {
  spend(work, COST.announcement);
  return forward(text, end, shapes, work) ?? backward(text, index, shapes, work);
}

/** Bit r: beside the phrase something may be read that leads with r digits (`ShapeList.runs`). */
export function runsBeside(text: string, index: number, end: number, isLong: boolean, work: Work | undefined): number {
  let runs = 0;
  for (const start of startsBehind(text, end, isLong, work).starts) {
    runs |= 1 << start.run;
    for (const { run, isPrefixed } of groupedAt(text, start, work)) runs |= isPrefixed ? -1 : 1 << run;
  }
  for (const { run } of startsBefore(text, index, isLong, work).starts) runs |= 1 << run;
  return runs;
}

/** Whether a key holds one of the phrases, and the shapes it announces. */
export function shapesOfKey(key: string, table: Phrases, work: Work | undefined): readonly IdShape[] {
  const unnamed = unnamedBy(key, work);
  if (unnamed?.has(table) === true) return [];
  const stop = Math.min(key.length, 256);
  let named: readonly IdShape[] = [];
  for (let i = 0; i < stop && named.length === 0; i++) {
    if (i > 0 && isLetter(key.charCodeAt(i - 1)) && !isHump(key, i)) continue;
    eachPhrase(key, i, table, (_end, { shapes }) => {
      named = shapes.all;
      return true;
    });
  }
  if (named.length === 0) unnamed?.add(table);
  return named;
}

/** Calls `take` for the phrases at `index`, longest first, until it is content. */
export function eachPhrase<P extends Spelled>(
  text: string,
  index: number,
  table: ByFirst<P>,
  take: (end: number, phrase: P) => boolean,
): void {
  if (!table.units.has(text.charCodeAt(index))) return;
  let run = index;
  while (run - index < table.longest && (isLetter(text.charCodeAt(run)) || isForeignLetter(text.charCodeAt(run))))
    run++;
  const eastern = text.charCodeAt(index) >= EASTERN;
  for (let end = run; end - index >= 1; end--) {
    // Words end where the letters end, before a plural `s`, or at a capital; scripts without spaces end anywhere.
    if (!eastern && end !== run && !(end === run - 1 && text[end] === "s") && !isHump(text, end)) continue;
    for (const phrase of table.byFirst.get(text.slice(index, end).toLowerCase()) ?? []) {
      const after = phraseEnd(text, index, phrase.parts);
      if (after >= 0 && !isCall(text, index, after) && take(after, phrase)) return;
    }
  }
}

/** End of the phrase, or -1. Parts may be joined by one separator or none (`tax_id`, `taxId`). */
function phraseEnd(text: string, index: number, parts: readonly string[]): number {
  let i = index;
  for (let p = 0; p < parts.length; p++) {
    const part = parts[p] ?? "";
    if (p > 0 && i < text.length && " _-.'’".includes(text[i] ?? "x"))
      i += text[i] === "." && text[i + 1] === " " ? 2 : 1;
    if (text.slice(i, i + part.length).toLowerCase() !== part) return -1;
    i += part.length;
  }
  if (text[i] === "s" && !isLetter(text.charCodeAt(i + 1))) i++;
  const next = text.charCodeAt(i);
  if (text.charCodeAt(i - 1) >= EASTERN) return i;
  if (isLetter(next) || isForeignLetter(next)) return isHump(text, i) ? i : -1;
  return i;
}

/** `Thread.run(`: the name of a method, whatever word it is. */
function isCall(text: string, index: number, end: number): boolean {
  return text.charCodeAt(end) === 0x28 && text.charCodeAt(index - 1) === 0x2e && isLetter(text.charCodeAt(index - 2));
}

function isHump(text: string, index: number): boolean {
  const unit = text.charCodeAt(index);
  const before = text.charCodeAt(index - 1);
  return unit >= 0x41 && unit <= 0x5a && before >= 0x61 && before <= 0x7a;
}

function forward(text: string, from: number, list: ShapeList, work: Work | undefined): Match | undefined {
  const beside = startsBehind(text, from, list.isLong, work);
  const { starts } = beside;
  if (starts.length === 0) return undefined;
  if (work?.sight !== undefined && starts.some(({ at }) => mayStand(text, at, list.all))) see(work);
  const misses = new Misses(text, list, work);
  for (let n = 0; n < starts.length; n++) {
    spend(work, COST.start);
    const start = starts[n]!;
    const glued = (): boolean => isGlued(text, from, beside, n);
    const match = standing(text, start, list, misses, glued, work) ?? joined(text, start, list, misses, glued, work);
    if (match !== undefined) return match;
    // What a word of no country announces is the next number, or none: one behind it belongs to something else.
    if (list.isLong && isDigit(text.charCodeAt(start.at))) return undefined;
  }
  return undefined;
}

/** The shape of the highest prior that stands at `start` as it is written. */
function standing(
  text: string,
  { at, run }: Start,
  list: ShapeList,
  misses: Misses,
  glued: () => boolean,
  work: Work | undefined,
): Match | undefined {
  const shapes = list.byRun[run]!;
  if (shapes.length === 0 || misses.has(at, MISS.shape)) return undefined;
  let best: Match | undefined;
  let fits = false;
  for (const shape of shapes) {
    if (shape.prior <= (best?.prior ?? 0)) continue;
    const end = endOf(text, at, shape, work);
    if (end < 0) continue;
    fits = true;
    if (shape.checksum || glued()) best = announcedMatch(at, end, shape, EVIDENCE.contextWord);
  }
  if (!fits) misses.add(at, MISS.shape);
  return best;
}

/** The shape that stands at `start` with its parts joined otherwise. */
function joined(
  text: string,
  start: Start,
  list: ShapeList,
  misses: Misses,
  glued: () => boolean,
  work: Work | undefined,
): Match | undefined {
  if (list.checked.length === 0 || groupedAt(text, start, work).length === 0) return undefined;
  if (misses.has(start.at, MISS.grouped) || !glued()) return undefined;
  const match = findGrouped(text, start, list, work);
  if (match === undefined) misses.add(start.at, MISS.grouped);
  return match;
}

/** Whether nothing but glue stands between the word that ends at `from` and the start of that number. */
function isGlued(text: string, from: number, { starts, glued }: Beside, n: number): boolean {
  const { at } = starts[n]!;
  return (glued[n] ??= at - from <= NEAR && GLUE.test(text.slice(from, at)));
}

/** `123-45-6789 is my SSN`: only values that a check digit supports, the nearest first. */
function backward(text: string, before: number, list: ShapeList, work: Work | undefined): Match | undefined {
  if (list.checked.length === 0) return undefined;
  const { starts } = startsBefore(text, before, list.isLong, work);
  if (starts.length === 0) return undefined;
  if (work?.sight !== undefined && starts.some(({ at }) => mayStand(text, at, list.all))) see(work);
  const misses = new Misses(text, list, work);
  for (const { at, run } of starts) {
    spend(work, COST.start);
    const shapes = list.checkedByRun[run]!;
    if (shapes.length === 0 || misses.has(at, MISS.shape) || misses.has(at, MISS.checked)) continue;
    let fits = false;
    for (const shape of shapes) {
      const end = endOf(text, at, shape, work);
      if (end >= 0) fits = true;
      // The next member of an object names a value of its own.
      if (end >= 0 && end < before && !text.slice(end, before).includes(',"'))
        return announcedMatch(at, end, shape, EVIDENCE.contextWord);
    }
    if (!fits) misses.add(at, MISS.checked);
  }
  return undefined;
}

/** A shape that needs no word. */
export function findUnannounced(
  text: string,
  start: number,
  shapes: readonly IdShape[],
  work: Work | undefined,
): Match | undefined {
  for (const shape of shapes) {
    const end = shapeEnd(text, start, shape, work);
    if (end >= 0) return announcedMatch(start, end, shape, 0);
  }
  return undefined;
}
