import type { IdShape } from "./announced.ts";
import { matchesBlind } from "./blind-pattern.ts";
import { EVIDENCE, type Match } from "./detector.ts";
import { LONGEST_RUN } from "./leading-run.ts";
import { digitRun, freeNumber, hasDigit, isAlnum, isWordUnit } from "./units.ts";
import { spend, verdictOf, type Work } from "./work.ts";

/** Scripts from here on (CJK, kana, Hangul) are written without spaces. */
export const EASTERN = 0x2e80;

/** Parts of a number as people group it: joined by one sign, or by one between spaces. */
const GROUPS = /[A-Z0-9]{1,20}(?:(?:[ .,/\u2013-]| [/\u2013-] )[A-Z0-9]{1,20}){1,7}/iy;
/** What joins the parts of a number. */
export const JOINS = /[\s.,/()\u2013-]/g;
/** Units of work (`work.ts`): of trying a pattern, and of seeing that it need not be tried. */
const COST = { pattern: 100, passed: 15 } as const;
const MIN_GROUPED = 7;
const MAX_GROUPED = 36;
const MAX_CUTS = 5;

/** Whether some other digits in the places of those at `start` may be one of the shapes, as written or grouped otherwise. */
export function mayStand(text: string, start: number, shapes: readonly IdShape[]): boolean {
  GROUPS.lastIndex = start;
  const grouped = GROUPS.exec(text);
  if (grouped !== null && compactOf(grouped[0]).length >= MIN_GROUPED) return true;
  return shapes.some(({ pattern, runs }) => {
    if (runs !== undefined && ((runs >>> digitRun(text, start, LONGEST_RUN)) & 1) === 0) return false;
    return matchesBlind(pattern, text, start);
  });
}

/** End of the shape at `start` when its edges are free and it validates, or -1. */
export function shapeEnd(text: string, start: number, shape: IdShape, work: Work | undefined): number {
  if (shape.runs !== undefined && ((shape.runs >>> digitRun(text, start, LONGEST_RUN)) & 1) === 0) {
    spend(work, COST.passed);
    return -1;
  }
  spend(work, COST.pattern);
  shape.pattern.lastIndex = start;
  const found = shape.pattern.exec(text);
  if (found === null || !/\d/.test(found[0])) return -1;
  const end = start + found[0].length;
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
 * Reads a number whose parts are joined otherwise than its shape says; only a check digit makes it one. `whole` reads
 * nothing shorter than all that is joined, and is content with less: the word names no country, and what is written as
 * one country writes it is that country's.
 */
export function findGrouped(
  text: string,
  start: number,
  shapes: readonly IdShape[],
  whole: boolean,
  work: Work | undefined,
): Match | undefined {
  GROUPS.lastIndex = start;
  const found = GROUPS.exec(text);
  if (found === null) return undefined;
  for (const length of groupEnds(found[0], whole ? 1 : MAX_CUTS)) {
    const compact = compactOf(found[0].slice(0, length));
    if (compact.length < MIN_GROUPED || !isEdge(text, start, start + length)) continue;
    for (const shape of shapes)
      if (shape.checksum && isCompact(compact, shape, work))
        return announcedMatch(start, start + length, shape, whole ? 0 : EVIDENCE.contextWord);
  }
  return undefined;
}

/** Where the first parts together may end, the longest first. */
function groupEnds(grouped: string, most: number): number[] {
  const ends: number[] = [];
  for (let i = Math.min(grouped.length, MAX_GROUPED); i > 0 && ends.length < most; i--)
    if (isAlnum(grouped.charCodeAt(i - 1)) && !isAlnum(grouped.charCodeAt(i)) && isPart(grouped, i)) ends.push(i);
  return ends;
}

/** The last part before `end` holds a digit or is some capitals: a word behind a number is none of it. */
function isPart(grouped: string, end: number): boolean {
  let start = end;
  while (start > 0 && isAlnum(grouped.charCodeAt(start - 1))) start--;
  return hasDigit(grouped, start, end) || /^[A-Z]{1,3}$/.test(grouped.slice(start, end));
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
  if (!/^[A-Z]{2}[A-Z]?\d/i.test(compact)) return false;
  const country = compact.slice(0, 2).toUpperCase();
  if (!shape.subtype.startsWith(country) && !(country === "EL" && shape.subtype.startsWith("GR"))) return false;
  return shapeEnd(compact.slice(2), 0, shape, work) === compact.length - 2;
}
