import type { EntityType } from "../../core/entity.ts";
import type { TriggerName } from "../scan/triggers.ts";
import { fold } from "./context-words.ts";
import { EVIDENCE, type Match } from "./detector.ts";
import { announcedMatch, EASTERN, findGrouped, isCompact, isPrefixed, JOINS, mayStand, shapeEnd } from "./id-shape.ts";
import { hasDigitNear, MISS, Misses, REACH, startsBefore, startsBehind } from "./places.ts";
import { see } from "./sight.ts";
import { isDigit, isForeignLetter, isLetter } from "./units.ts";
import { spend, unnamedBy, type Work } from "./work.ts";

/** A number or code as written, and how it is checked. */
export interface IdShape {
  readonly subtype: string;
  readonly type?: EntityType;
  /** Sticky; bounded repetition only. */
  readonly pattern: RegExp;
  /** `leadingRuns` of the pattern; absent, anything may lead. */
  readonly runs?: number;
  readonly validate?: (value: string) => boolean;
  readonly prior: number;
  /** `validate` tests a check digit: the value may then stand further away, or before its word. */
  readonly checksum: boolean;
}

interface Phrase {
  readonly parts: readonly string[];
  readonly shapes: readonly IdShape[];
}

/** Words and phrases that announce values, arranged by first word. */
export interface Phrases {
  readonly byFirst: ReadonlyMap<string, readonly Phrase[]>;
  /** First units of the phrases: one look tells that none begins here. */
  readonly units: ReadonlySet<number>;
  /** Longest first part, in units. */
  readonly longest: number;
  /** Longest phrase, in units. */
  readonly longestPhrase: number;
  readonly words: readonly string[];
  /** Some phrase has a digit. */
  readonly isNumbered: boolean;
  readonly triggers: readonly TriggerName[];
}

const NEAR = 32;
const LONG_LIST = 16;
/** Units of work (`work.ts`): of a phrase that stands here, of each place where its value may begin. */
const COST = { announcement: 1_200, start: 400 } as const;

/** What may stand between a word and a value that nothing checks: `is`, `no.`, `: "`. */
const GLUE =
  /^(?:[\s:=#"'\\([\]{}<>|/,._*-]|number\b|no\b|nr\b|num\b|nummer\b|numero\b|número\b|numéro\b|code\b|id\b|is\b|are\b|was\b|of\b|for\b|the\b|ist\b|lautet\b|es\b|est\b|è\b|é\b|er\b|är\b|on\b|to\b|value\b|my\b|card\b|plate\b|reads\b|de\b|n°|nº|号码|番号|번호|：|は|为|是|은|는|이)*$/iu;

/**
 * Builds the table; each row is a comma-separated list of phrases and the shapes they announce. Marks are optional in
 * texts. A first part of one letter would be looked for at every such letter: those are left out.
 */
export function phrases(rows: readonly (readonly [string, readonly IdShape[]])[]): Phrases {
  const byFirst = new Map<string, Phrase[]>();
  for (const [list, shapes] of rows) {
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
  eachPhrase(text, index, table, (end, shapes) => {
    spend(work, COST.announcement);
    found = forward(text, end, shapes, work) ?? backward(text, index, shapes, work);
    return found !== undefined;
  });
  return found;
}

/** Whether a key holds one of the phrases, and the shapes it announces. */
export function shapesOfKey(key: string, table: Phrases, work: Work | undefined): readonly IdShape[] {
  const unnamed = unnamedBy(key, work);
  if (unnamed?.has(table) === true) return [];
  const stop = Math.min(key.length, 256);
  let named: readonly IdShape[] = [];
  for (let i = 0; i < stop && named.length === 0; i++) {
    if (i > 0 && isLetter(key.charCodeAt(i - 1)) && !isHump(key, i)) continue;
    eachPhrase(key, i, table, (_end, shapes) => {
      named = shapes;
      return true;
    });
  }
  if (named.length === 0) unnamed?.add(table);
  return named;
}

/** Calls `take` for the phrases at `index`, longest first, until it is content. */
function eachPhrase(
  text: string,
  index: number,
  table: Phrases,
  take: (end: number, shapes: readonly IdShape[]) => boolean,
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
      if (after >= 0 && !isCall(text, index, after) && take(after, phrase.shapes)) return;
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

function forward(text: string, from: number, shapes: readonly IdShape[], work: Work | undefined): Match | undefined {
  const isLong = shapes.length > LONG_LIST;
  const starts = startsBehind(text, from, isLong, work);
  if (starts.length === 0) return undefined;
  if (work?.sight !== undefined && starts.some((start) => mayStand(text, start, shapes))) see(work);
  const misses = new Misses(text, shapes, work);
  for (const i of starts) {
    spend(work, COST.start);
    let best: Match | undefined;
    if (!misses.has(i, MISS.shape)) {
      let fits = false;
      for (const shape of shapes) {
        if (shape.prior <= (best?.prior ?? 0)) continue;
        const end = shapeEnd(text, i, shape, work);
        if (end < 0) continue;
        fits = true;
        if (shape.checksum || (i - from <= NEAR && GLUE.test(text.slice(from, i))))
          best = announcedMatch(i, end, shape, EVIDENCE.contextWord);
      }
      if (!fits) misses.add(i, MISS.shape);
    }
    if (best === undefined && i - from <= NEAR && !misses.has(i, MISS.grouped) && GLUE.test(text.slice(from, i))) {
      best = findGrouped(text, i, shapes, isLong, work);
      if (best === undefined) misses.add(i, MISS.grouped);
    }
    if (best !== undefined) return best;
    // What a word of no country announces is the next number, or none: one behind it belongs to something else.
    if (isLong && isDigit(text.charCodeAt(i))) return undefined;
  }
  return undefined;
}

/** `123-45-6789 is my SSN`: only values that a check digit supports, the nearest first. */
function backward(text: string, before: number, shapes: readonly IdShape[], work: Work | undefined): Match | undefined {
  if (!shapes.some((shape) => shape.checksum)) return undefined;
  const starts = startsBefore(text, before, shapes.length > LONG_LIST, work);
  if (starts.length === 0) return undefined;
  if (work?.sight !== undefined && starts.some((start) => mayStand(text, start, shapes))) see(work);
  const misses = new Misses(text, shapes, work);
  for (const i of starts) {
    spend(work, COST.start);
    if (misses.has(i, MISS.shape) || misses.has(i, MISS.checked)) continue;
    let fits = false;
    for (const shape of shapes) {
      if (!shape.checksum) continue;
      const end = shapeEnd(text, i, shape, work);
      if (end >= 0) fits = true;
      // The next member of an object names a value of its own.
      if (end >= 0 && end < before && !text.slice(end, before).includes(',"'))
        return announcedMatch(i, end, shape, EVIDENCE.contextWord);
    }
    if (!fits) misses.add(i, MISS.checked);
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

/** A whole value whose key announces one of the shapes: those the key names, or any that has a check digit. */
export function findKeyed(
  text: string,
  start: number,
  end: number,
  named: readonly IdShape[],
  any: readonly IdShape[],
  work: Work | undefined,
): Match | undefined {
  const value = text.slice(start, end);
  if (value.length > 64) return undefined;
  for (const shape of named)
    if (isWhole(value, shape, JOINS, work)) return announcedMatch(start, end, shape, EVIDENCE.key);
  let best: IdShape | undefined;
  for (const shape of any)
    if (shape.checksum && shape.prior > (best?.prior ?? 0) && isWhole(value, shape, JOINS, work)) best = shape;
  return best === undefined ? undefined : announcedMatch(start, end, best, EVIDENCE.key);
}

/**
 * Text that is nothing but one value, without a key: the check digit alone speaks, so the score stays low. Of several
 * shapes that fit, the one with the highest prior, which is the one with the most to go wrong (a date, two check digits).
 */
export function findAlone(
  text: string,
  index: number,
  shapes: readonly IdShape[],
  work: Work | undefined,
): Match | undefined {
  if (index > 2 || text.length > 40) return undefined;
  const value = text.trim();
  if (text.indexOf(value) !== index || !isMostlyNumber(value)) return undefined;
  see(work);
  let best: IdShape | undefined;
  for (const shape of shapes)
    if (shape.checksum && shape.prior > (best?.prior ?? 0) && isWhole(value, shape, SPACES, work)) best = shape;
  return best === undefined
    ? undefined
    : { ...announcedMatch(index, index + value.length, best, 0), prior: best.prior / 4 };
}

/** Two in five letters and digits are digits, as in every number that has letters (`RSSMRA85T10A562S`). */
function isMostlyNumber(value: string): boolean {
  let digits = 0;
  let letters = 0;
  for (let i = 0; i < value.length; i++) {
    const unit = value.charCodeAt(i);
    if (isDigit(unit)) digits++;
    else if (isLetter(unit)) letters++;
  }
  return digits * 3 >= letters * 2;
}

/** What joins parts where neither word nor key speaks: dots and dashes are then part of the shape. */
const SPACES = / /g;

/** The value is the shape, as written or without what joins its parts. */
function isWhole(value: string, shape: IdShape, joins: RegExp, work: Work | undefined): boolean {
  if (shapeEnd(value, 0, shape, work) === value.length) return true;
  const compact = value.replaceAll(joins, "");
  return compact === value ? isPrefixed(value, shape, work) : isCompact(compact, shape, work);
}
