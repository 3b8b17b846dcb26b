import { EASTERN } from "./id-shape.ts";
import { LONGEST_RUN } from "./leading-run.ts";
import { afterPercentEscape, digitRun, hasDigit, isAlnum, isDigit, isForeignLetter, isWordUnit } from "./units.ts";
import {
  type Beside,
  clearPlaces,
  type Numbers,
  newNumbers,
  type Places,
  type Start,
  spend,
  type Work,
} from "./work.ts";

/** Units between a word and its value. */
export const REACH = 48;
/** More units than any phrase has that announces a value. */
export const LONGEST_PHRASE = 80;
/** Beginnings with digits that are tried on each side of a word. */
const MAX_TRIED = 6;
/** Units of work (`work.ts`): of finding the beginnings beside a word. */
const COST = { starts: 400 } as const;
const MAX_KEPT = 1_024;
/** So far behind the last beginning there is a digit of its value. */
const LAST_DIGIT = 24;

/** The next member of an object, which names a value of its own. */
const NEXT_MEMBER = /,\s?"[\w.-]{1,40}":/;

/** What was tried in vain at a place: all shapes of a list, all with other signs between groups, those with a check digit. */
export const MISS = { shape: 0, grouped: 1, checked: 2 } as const;
type Miss = (typeof MISS)[keyof typeof MISS];

function placesOf(text: string, work: Work | undefined): Places | undefined {
  if (work === undefined) return undefined;
  if (work.places.text !== text) clearPlaces(work.places, text);
  return work.places;
}

/** Places of this text where a list of shapes was tried in vain. */
export class Misses {
  readonly #places: Set<number> | undefined;

  constructor(text: string, list: object, work: Work | undefined) {
    const misses = placesOf(text, work)?.misses;
    if (misses === undefined) return;
    let known = misses.get(list);
    if (known === undefined) misses.set(list, (known = new Set()));
    this.#places = known;
  }

  has(place: number, miss: Miss): boolean {
    return this.#places?.has(place * 3 + miss) === true;
  }

  add(place: number, miss: Miss): void {
    this.#places?.add(place * 3 + miss);
  }
}

/** Whether there is a digit where a value of a phrase of at most `longest` units that begins at `index` may stand. */
export function hasDigitNear(text: string, index: number, longest: number, work: Work | undefined): boolean {
  const places = placesOf(text, work);
  if (places === undefined) return true;
  const from = Math.max(0, index - REACH);
  if (from < places.digitFrom || from > places.digitAt) {
    let at = from;
    while (at < text.length && !isDigit(text.charCodeAt(at))) at++;
    places.digitFrom = from;
    places.digitAt = at < text.length ? at : Infinity;
  }
  return places.digitAt < index + longest + REACH + LAST_DIGIT;
}

/** Digits that the values of most words have at least (`Detector.needsDigits`). */
export const MANY_DIGITS = 6;
/** Units other than digits that stand side by side in a number. */
const MAX_GAP = 3;
/** What stands in no number: one ends there. */
const ENDS_NUMBER = new Uint8Array(128);
for (const unit of Buffer.from('\t\n:="[]{}|<>;@')) ENDS_NUMBER[unit] = 1;
const DATE = /(?:19|20)\d\d([-/.])(?:0[1-9]|1[0-2])\1(?:0[1-9]|[12]\d|3[01])(?!\d)/y;

/**
 * Whether there is a number of six digits and more where a value of a phrase of at most `longest` units that begins at
 * `index` may stand: digits with few other units between them. A date is none.
 */
export function hasNumberNear(text: string, index: number, longest: number, work: Work | undefined): boolean {
  const seen = placesOf(text, work)?.numbers ?? newNumbers();
  const from = Math.max(0, index - REACH - LAST_DIGIT);
  const to = Math.min(text.length, index + longest + REACH + LAST_DIGIT);
  if (seen.start >= from && seen.end < to) return true;
  // What was read without a number and a date need not be read again, but for a number that is cut by `from`.
  const goesOn = seen.start < 0 && from >= seen.from && from <= seen.to && (seen.digits === 0 || seen.first >= from);
  if (!goesOn) Object.assign(seen, newNumbers(), { from, to: from });
  return readNumber(text, to, seen);
}

/** Reads on to `to`, or to the sixth digit of a number. */
function readNumber(text: string, to: number, seen: Numbers): boolean {
  let { digits, gap, first } = seen;
  let hasDate = false;
  let i = seen.to;
  for (; i < to; i++) {
    const unit = text.charCodeAt(i);
    if (!isDigit(unit)) {
      if (++gap > MAX_GAP || (unit < 128 && ENDS_NUMBER[unit] === 1)) digits = 0;
      continue;
    }
    if (digits === 0) {
      if (isDate(text, i)) {
        hasDate = true;
        i += DATE_LENGTH - 1;
        continue;
      }
      first = i;
    }
    gap = 0;
    if (++digits === MANY_DIGITS) {
      seen.start = first;
      seen.end = i;
      return true;
    }
  }
  seen.digits = digits;
  seen.gap = gap;
  seen.first = first;
  // Behind a date reading begins anew: another beginning may cut it.
  seen.to = hasDate ? -1 : Math.max(seen.to, i);
  return false;
}

const DATE_LENGTH = 10;

function isDate(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  if ((unit !== 0x31 && unit !== 0x32) || isDigit(text.charCodeAt(at - 1))) return false;
  DATE.lastIndex = at;
  return DATE.test(text);
}

/** Where a value may begin behind the word that ends at `from`, the nearest first. `isLong`: for shapes of all countries. */
export function startsBehind(text: string, from: number, isLong: boolean, work: Work | undefined): Beside {
  const places = placesOf(text, work);
  const key = from * 2 + Number(isLong);
  const known = places?.behind.get(key);
  if (known !== undefined) return known;
  spend(work, COST.starts);
  const member = isLong ? text.slice(from, from + REACH + 48).search(NEXT_MEMBER) : -1;
  const stop = Math.min(text.length, from + (member < 0 ? REACH : Math.min(member, REACH)));
  const starts: Start[] = [];
  if (hasDigit(text, from, Math.min(text.length, stop + LAST_DIGIT)))
    for (let i = from; i < stop && starts.length < MAX_TRIED; i++)
      if (startsHere(text, i) && isWorthTrying(text, i, text.length, isLong)) starts.push(startAt(text, i, places));
  return keep(places?.behind, key, starts);
}

/** Where a value may begin in front of the word that begins at `before`, the nearest first. */
export function startsBefore(text: string, before: number, isLong: boolean, work: Work | undefined): Beside {
  const places = placesOf(text, work);
  const key = before * 2 + Number(isLong);
  const known = places?.before.get(key);
  if (known !== undefined) return known;
  spend(work, COST.starts);
  const stop = Math.max(0, before - REACH);
  const starts: Start[] = [];
  if (hasDigit(text, stop, before))
    for (let i = before - 1; i >= stop && starts.length < MAX_TRIED; i--)
      if (startsHere(text, i) && isWorthTrying(text, i, before, isLong)) starts.push(startAt(text, i, places));
  return keep(places?.before, key, starts);
}

const NOWHERE: Beside = { starts: [], glued: [] };

function keep(known: Map<number, Beside> | undefined, key: number, starts: readonly Start[]): Beside {
  const beside = starts.length === 0 ? NOWHERE : { starts, glued: [] };
  if (known !== undefined) {
    if (known.size >= MAX_KEPT) known.clear();
    known.set(key, beside);
  }
  return beside;
}

/** One object per place, whatever the word beside it. */
function startAt(text: string, at: number, places: Places | undefined): Start {
  const known = places?.starts.get(at);
  if (known !== undefined) return known;
  const start: Start = { at, run: digitRun(text, at, LONGEST_RUN), grouped: undefined };
  if (places !== undefined) {
    if (places.starts.size >= MAX_KEPT) places.starts.clear();
    places.starts.set(at, start);
  }
  return start;
}

function startsHere(text: string, i: number): boolean {
  if (!isAlnum(text.charCodeAt(i)) && !isForeignLetter(text.charCodeAt(i))) return false;
  return (
    i === 0 ||
    !isWordUnit(text.charCodeAt(i - 1)) ||
    text.charCodeAt(i - 1) >= EASTERN ||
    text[i - 1] === "_" ||
    afterPercentEscape(text, i)
  );
}

/** A digit soon; for the long list of all countries' shapes, the seven digits that nearly all of them have. */
function isWorthTrying(text: string, start: number, limit: number, isLong: boolean): boolean {
  if (!isLong) return hasDigit(text, start, Math.min(limit, start + 10));
  let digits = 0;
  let gap = 0;
  let isBroken = false;
  for (let i = start; i < start + 18 && i < limit; i++) {
    const unit = text.charCodeAt(i);
    if (isDigit(unit)) {
      // Another word stands between: `12345 items, 17 workers`.
      if (isBroken && gap > MAX_GAP && digits > 0) return false;
      gap = 0;
      isBroken = false;
      if (++digits === 7) return true;
      continue;
    }
    if (unit < 128 && ENDS_NUMBER[unit] === 1) return false;
    gap++;
    isBroken ||= unit === 0x20;
  }
  return false;
}
