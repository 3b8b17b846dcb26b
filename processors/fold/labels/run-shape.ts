import { ALNUM, all, CLASS, classAt, HEX, isCommonPair, LETTER, numberAt } from "./characters.ts";
import { SHAPE } from "./shapes.ts";

/** What letters and digits without separators between them are an identifier by; the shortest forms ask for more. */
export function runShape(text: string, start: number, end: number): number {
  const length = end - start;
  const seen = census(text, start, end);
  if (seen.other > 0 || length === 0) return SHAPE.none;
  if (seen.digits === length) return digitShape(text, start, end);
  const oneCase = seen.lower === 0 || seen.upper === 0;
  if (oneCase && length >= 7 && seen.hex === length && seen.digits > 0) return hexShape(text, start, end, seen);
  if (length === 26 && oneCase && isUlid(text, start, end, seen)) return SHAPE.ulid;
  return length >= 10 && isRandom(text, start, end, seen) ? SHAPE.random : SHAPE.none;
}

/** How characters of each class are distributed; one object per call site would be garbage, so callers share none. */
export interface Census {
  digits: number;
  lower: number;
  upper: number;
  hex: number;
  other: number;
  /** Places where letters and digits meet. */
  digitChanges: number;
  /** Places where the class changes, but for a capital before its word. */
  changes: number;
}

export function census(text: string, start: number, end: number): Census {
  const seen: Census = { digits: 0, lower: 0, upper: 0, hex: 0, other: 0, digitChanges: 0, changes: 0 };
  let before = 0;
  for (let i = start; i < end; i++) {
    const bits = classAt(text, i);
    const kind = bits & ALNUM;
    if (kind === CLASS.digit) seen.digits++;
    else if (kind === CLASS.lower) seen.lower++;
    else if (kind === CLASS.upper) seen.upper++;
    else seen.other++;
    if ((bits & HEX) !== 0) seen.hex++;
    if (i > start && kind !== before) {
      if (kind === CLASS.digit || before === CLASS.digit) seen.digitChanges++;
      const capital = before === CLASS.upper && kind === CLASS.lower;
      if (!capital || (classAt(text, i + 1) & CLASS.lower) === 0) seen.changes++;
    }
    before = kind;
  }
  return seen;
}

const YEAR_2001_S = 978_307_200;
const YEAR_2100_S = 4_102_444_800;

/** Digits alone. Up to eight are as likely a size, a port or a code. */
function digitShape(text: string, start: number, end: number): number {
  const length = end - start;
  if (length < 9) return length === 8 && isDate(text, start) ? SHAPE.date : SHAPE.short_number;
  if (length === 10 || length === 13 || length === 16 || length === 19) {
    const seconds = numberAt(text, start, start + 10);
    if (seconds >= YEAR_2001_S && seconds < YEAR_2100_S) return SHAPE.epoch;
  }
  if (length === 14 && isDate(text, start)) return SHAPE.time;
  return length >= 17 && length <= 19 ? SHAPE.snowflake : SHAPE.number;
}

/** `20260517`. */
function isDate(text: string, start: number): boolean {
  const year = numberAt(text, start, start + 4);
  const month = numberAt(text, start + 4, start + 6);
  const day = numberAt(text, start + 6, start + 8);
  return year >= 1970 && year < 2100 && month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

function hexShape(text: string, start: number, end: number, seen: Census): number {
  const length = end - start;
  if (length === 7) return SHAPE.short_hex;
  if (length >= 11 || !isHexWord(text, start, end, seen)) return SHAPE.hex;
  return SHAPE.short_hex;
}

/** Eight to ten hex digits that a person may have written: `abad1dea`, `decade10`, `cafe2026`. */
function isHexWord(text: string, start: number, end: number, seen: Census): boolean {
  if (seen.digits === 1) return isPronounceable(text, start, end, true);
  const letters = end - start - seen.digits;
  if (seen.digitChanges !== 1 || letters < 4 || (classAt(text, start) & CLASS.digit) !== 0) return false;
  const year = seen.digits === 4 && (text.startsWith("19", start + letters) || text.startsWith("20", start + letters));
  return (seen.digits <= 2 || year) && isPronounceable(text, start, start + letters, false);
}

/** Neither more than two consonants nor more than two vowels in a row; digits may stand for vowels (`0` for `o`). */
function isPronounceable(text: string, start: number, end: number, digits: boolean): boolean {
  let consonants = 0;
  let vowels = 0;
  let seen = 0;
  for (let i = start; i < end; i++) {
    const bits = classAt(text, i);
    if ((bits & CLASS.vowel) !== 0 || (digits && isLeetVowel(text.charCodeAt(i)))) {
      vowels++;
      seen++;
      consonants = 0;
    } else {
      consonants++;
      vowels = 0;
    }
    if (consonants > 2 || vowels > 2) return false;
  }
  return seen > 0;
}

/** 0, 1, 3 and 4. */
function isLeetVowel(unit: number): boolean {
  return unit === 0x30 || unit === 0x31 || unit === 0x33 || unit === 0x34;
}

/** Crockford's base32 in 26 characters, of which the first holds three bits (the ULID specification). */
function isUlid(text: string, start: number, end: number, seen: Census): boolean {
  const first = text.charCodeAt(start);
  return first >= 0x30 && first <= 0x37 && seen.digitChanges >= 3 && all(text, start, end, CLASS.crockford);
}

/**
 * Letters and digits that nobody chose: their classes change often, and few letters lie in runs that can be spoken. Found on
 * names of services, hosts and versions against KSUID, nano ids and base62 (`bench/labels.ts`). `least` is lower where
 * something else speaks for an identifier.
 */
export function isRandom(
  text: string,
  start: number,
  end: number,
  seen: Census,
  least = leastScore(end - start),
): boolean {
  const length = end - start;
  const twoCases = seen.lower > 0 && seen.upper > 0;
  if (!twoCases && (seen.digits < 3 || seen.digitChanges < (length < 16 ? 6 : 4))) return false;
  const changes = twoCases ? seen.changes : seen.digitChanges;
  const doubled = (2 * changes) / length;
  return doubled > least && doubled - wordLike(text, start, end, length < 16 ? 3 : 4) / length > least;
}

/** Short names may have many digits (`dc1rk12sw03`); long ones are made of words. */
function leastScore(length: number): number {
  if (length < 16) return 0.6;
  return length < 20 ? 0.35 : 0.15;
}

/** Characters in runs of at least `least` letters, small or capital or small after one capital, that can be spoken. */
function wordLike(text: string, start: number, end: number, least: number): number {
  let covered = 0;
  for (let at = start; at < end; ) {
    const kind = classAt(text, at) & LETTER;
    if (kind === 0) {
      at++;
      continue;
    }
    let stop = at + 1;
    const next = classAt(text, stop) & LETTER;
    const run = kind === CLASS.upper && next === CLASS.lower ? CLASS.lower : kind;
    while (stop < end && (classAt(text, stop) & LETTER) === run) stop++;
    if (stop - at >= least && isSpoken(text, at, stop)) covered += stop - at;
    at = stop;
  }
  return covered;
}

/** A vowel, and pairs of letters that words have, but for one in four. */
function isSpoken(text: string, start: number, end: number): boolean {
  let rare = 0;
  let vowels = 0;
  for (let i = start; i < end; i++) {
    if ((classAt(text, i) & CLASS.vowel) !== 0) vowels++;
    if (i > start && !isCommonPair(text.charCodeAt(i - 1), text.charCodeAt(i))) rare++;
  }
  return vowels > 0 && rare * 4 <= end - start - 1;
}
