import { matchesBlind } from "./blind-pattern.ts";
import { EVIDENCE, type Match } from "./detector.ts";
import { LONGEST_RUN } from "./leading-run.ts";
import { type IdShape, mayLead, type ShapeList } from "./shape-list.ts";
import { digitRun, freeNumber, hasDigit, isAlnum, isDigit, isLetter, isWordUnit } from "./units.ts";
import { type Grouped, type Start, spend, verdictOf, type Work } from "./work.ts";

/** Scripts from here on (CJK, kana, Hangul) are written without spaces. */
export const EASTERN = 0x2e80;

/** Parts of a number as people group it: joined by one sign, or by one between spaces. */
const GROUPS = /[A-Z0-9]{1,20}(?:(?:[ .,/\u2013-]| [/\u2013-] )[A-Z0-9]{1,20}){1,7}/iy;
/** What joins the parts of a number. */
export const JOINS = /[\s.,/()\u2013-]/g;
/** Units of work (`work.ts`): of trying a pattern, of seeing that it need not be tried, of reading a grouped number. */
const COST = { pattern: 100, passed: 15, grouped: 150 } as const;
/** Letters of a country before a number. */
const PREFIXED = /^[A-Z]{2}[A-Z]?\d/i;
const MIN_GROUPED = 7;
const MAX_GROUPED = 36;
const MAX_CUTS = 5;
/** Of `GROUPS`: parts of a number, and units of one. */
const MAX_PARTS = 8;
const MAX_PART = 20;

/** Whether some other digits in the places of those at `start` may be one of the shapes, as written or grouped otherwise. */
export function mayStand(text: string, start: number, shapes: readonly IdShape[]): boolean {
  GROUPS.lastIndex = start;
  const grouped = GROUPS.exec(text);
  if (grouped !== null && compactOf(grouped[0]).length >= MIN_GROUPED) return true;
  const run = digitRun(text, start, LONGEST_RUN);
  return shapes.some((shape) => mayLead(shape, run) && matchesBlind(shape.pattern, text, start));
}

/** End of the shape at `start` when its edges are free and it validates, or -1. */
export function shapeEnd(text: string, start: number, shape: IdShape, work: Work | undefined): number {
  if (!mayLead(shape, digitRun(text, start, LONGEST_RUN))) {
    spend(work, COST.passed);
    return -1;
  }
  return endOf(text, start, shape, work);
}

/** The same of a shape that may lead with the digits there (`ShapeList`). */
export function endOf(text: string, start: number, shape: IdShape, work: Work | undefined): number {
  spend(work, COST.pattern);
  shape.pattern.lastIndex = start;
  const found = shape.pattern.exec(text);
  if (found === null) return -1;
  const end = start + found[0].length;
  if (!hasDigit(text, start, end)) return -1;
  if (!isEdge(text, start, end)) return -1;
  if (shape.validate === undefined) return end;
  return verdictOf(shape.validate, found[0], work) ? end : -1;
}

function isEdge(text: string, start: number, end: number): boolean {
  // A value may be glued to its word by `_`, and follow a CJK word directly.
  const before = text.charCodeAt(start - 1);
  const glued = before === 0x5f || before >= EASTERN;
  return glued
    ? !isWordUnit(text.charCodeAt(end)) || text.charCodeAt(end) >= EASTERN
    : freeNumber(text, start, end) || (text.charCodeAt(end) >= EASTERN && freeNumber(text.slice(0, end), start, end));
}

/** The match of a shape whose word, key or writing supports it. */
export function announcedMatch(start: number, end: number, shape: IdShape, support: number): Match {
  const evidence = EVIDENCE.shape | support | (shape.checksum ? EVIDENCE.checksum : 0);
  const match = { start, end, prior: shape.prior, evidence, subtype: shape.subtype };
  return shape.type === undefined ? match : { ...match, type: shape.type };
}

/**
 * Reads a number whose parts are joined otherwise than its shape says; only a check digit makes it one. For a long list
 * nothing shorter than all that is joined is read, and less is concluded: the word names no country, and what is written
 * as one country writes it is that country's.
 */
export function findGrouped(text: string, start: Start, list: ShapeList, work: Work | undefined): Match | undefined {
  for (const one of groupedAt(text, start, work)) {
    if (list.isLong && !one.isWhole) break;
    const shapes = one.isPrefixed ? list.checked : list.checkedByRun[one.run]!;
    for (const shape of shapes)
      if (isCompact(one.compact, shape, work))
        return announcedMatch(start.at, one.end, shape, list.isLong ? 0 : EVIDENCE.contextWord);
  }
  return undefined;
}

/** What begins at `start` as people group it (`GROUPS`), the longest first. */
export function groupedAt(text: string, start: Start, work: Work | undefined): readonly Grouped[] {
  if (start.grouped !== undefined) return start.grouped;
  spend(work, COST.grouped);
  const ends = partEnds(text, start.at);
  const grouped: Grouped[] = [];
  if (ends.length > 0) {
    const compact = compactOf(text.slice(start.at, start.at + MAX_GROUPED));
    for (let n = ends.length - 1; n >= 0 && n >= ends.length - MAX_CUTS; n--) {
      const { end, units } = ends[n]!;
      if (units < MIN_GROUPED) break;
      if (isEdge(text, start.at, end)) grouped.push(groupedOf(end, compact.slice(0, units), n === ends.length - 1));
    }
  }
  return (start.grouped = grouped);
}

function groupedOf(end: number, compact: string, isWhole: boolean): Grouped {
  const run = digitRun(compact, 0, LONGEST_RUN);
  return { end, compact, run, isPrefixed: run === 0 && PREFIXED.test(compact), isWhole };
}

/**
 * Where the first parts of `GROUPS` together may end, with the letters and digits up to there; none where parts are not
 * joined. The last part holds a digit or is some capitals: a word behind a number is none of it.
 */
function partEnds(text: string, at: number): { end: number; units: number }[] {
  const ends: { end: number; units: number }[] = [];
  let units = 0;
  let i = at;
  for (let part = 1; part <= MAX_PARTS; part++) {
    const from = i;
    let digits = 0;
    let capitals = 0;
    for (; i - from < MAX_PART; i++) {
      const unit = text.charCodeAt(i);
      if (isDigit(unit)) digits++;
      else if (unit >= 0x41 && unit <= 0x5a) capitals++;
      else if (!isLetter(unit)) break;
    }
    if (i === from || i - at > MAX_GROUPED) return ends;
    units += i - from;
    if (digits > 0 || (capitals === i - from && capitals <= 3)) ends.push({ end: i, units });
    const next = nextPart(text, i);
    if (next < 0) return part === 1 ? [] : ends;
    i = next;
  }
  return ends;
}

/** Where the next part begins that is joined to the one that ends at `end`, or -1. */
function nextPart(text: string, end: number): number {
  const unit = text.charCodeAt(end);
  if (unit !== 0x20 && unit !== 0x2c && unit !== 0x2e && !isDash(unit)) return -1;
  if (isAlnum(text.charCodeAt(end + 1))) return end + 1;
  const isSpaced = unit === 0x20 && isDash(text.charCodeAt(end + 1)) && text.charCodeAt(end + 2) === 0x20;
  return isSpaced && isAlnum(text.charCodeAt(end + 3)) ? end + 3 : -1;
}

/** `-`, `/` or an en dash. */
function isDash(unit: number): boolean {
  return unit === 0x2d || unit === 0x2f || unit === 0x2013;
}

/** A number without what joins its parts. */
function compactOf(value: string): string {
  return value.replaceAll(JOINS, "");
}

/** Whether a compact number is the shape, with the letters of its country before it or without. */
export function isCompact(compact: string, shape: IdShape, work: Work | undefined): boolean {
  return shapeEnd(compact, 0, shape, work) === compact.length || isPrefixed(compact, shape, work);
}

/** Whether a compact number is the shape behind the letters of its country. */
export function isPrefixed(compact: string, shape: IdShape, work: Work | undefined): boolean {
  if (!PREFIXED.test(compact)) return false;
  const country = compact.slice(0, 2).toUpperCase();
  if (!shape.subtype.startsWith(country) && !(country === "EL" && shape.subtype.startsWith("GR"))) return false;
  return shapeEnd(compact.slice(2), 0, shape, work) === compact.length - 2;
}
