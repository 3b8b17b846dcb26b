import { isLetter, isUpper, lowerOf } from "../model/letters.ts";
import { LEX, type Lexicon, lexiconBits } from "../model/lexicon.ts";
import { SIEVE, SMALL, STRONG, WEAK } from "./small-words.ts";

/** How a line reads; decides how sure the tagger must be. */
export const MANNER = {
  /** Nothing in it calls for the tagger. */
  skip: 0,
  /** A machine wrote it, and nothing in it calls for the tagger; free text does not change that. */
  record: 4,
  /** A machine wrote it: names only where two listed ones stand side by side. */
  machine: 1,
  /** A phrase, a value, a form. */
  plain: 2,
  /** A person wrote it to a person. */
  prose: 3,
} as const;
export type Manner = (typeof MANNER)[keyof typeof MANNER];

/** Signs of machine text among ASCII: 1 sign, 2 end of a sentence. */
const SIGNS: Uint8Array = Uint8Array.from({ length: 128 }, (_, unit) =>
  "_=[]{}<|\\#$@~^%*;".includes(String.fromCharCode(unit)) ? 1 : ".?!".includes(String.fromCharCode(unit)) ? 2 : 0,
);

const PRIME = 0x01000193;
const BASIS = 0x811c9dc5;

/** What was counted in a line. */
interface Counts {
  words: number;
  smalls: number;
  strong: number;
  weak: number;
  signs: number;
  camels: number;
  /** Capitalised words that are on a list of names or places and no ordinary words. */
  named: number;
  /** Capitalised words that are no ordinary ones, or do not begin the line. */
  odd: number;
  /** A listed first name is followed by a capitalised word that is no ordinary one. */
  pairs: number;
  /** Listed words of addresses with a number nearby. */
  streets: number;
  foreign: number;
}

/** A time of day, a date or a counter at the front: a record written by a machine. */
const HEADER =
  /^[\s"'[(<|-]*(?:\d{4}[-/.]\d\d[-/.]\d\d|\d\d[-/.]\d\d[-/. ]|\d{1,2}:\d\d:\d\d|\d{5,}[\s.,]|[A-Z][a-z]{2}[ ,]+(?:[A-Z][a-z]{2} +)?\d{1,2} +(?:\d{4} +)?\d\d:\d\d|(?:\[|<)?(?:TRACE|DEBUG|INFO|NOTICE|WARN(?:ING)?|ERR(?:OR)?|FATAL|CRIT(?:ICAL)?|SEVERE|[IWEFDV]\d{4})\b|time=|level=|ts=|msg=|\d{1,3}(?:\.\d{1,3}){3}\b)/;
const CLOCK = /\d\d:\d\d:\d\d/;

/** How `text[start, end)` reads. */
export function mannerOf(text: string, from: number, end: number, lexicon: Lexicon): Manner {
  const start = behindChatTime(text, from, end);
  if (end - start < 3 && text.charCodeAt(start) < 0x2000) return MANNER.skip;
  if (hasHeader(text, start, end)) return holdsPair(text, start, end, lexicon) ? MANNER.machine : MANNER.record;
  const counts = count(text, start, end, lexicon);
  if (counts.words === 0 && counts.foreign === 0) return MANNER.skip;
  const noise = counts.signs + counts.camels * 2;
  if (noise * 3 > counts.words + counts.foreign || counts.camels * 4 > counts.words)
    return counts.pairs + counts.streets + counts.strong > 0 ? MANNER.machine : MANNER.record;
  if (counts.strong > 0 || counts.foreign * 2 > counts.words) return MANNER.prose;
  // Nothing in capitals but an ordinary first word: messages of programs look like that, and lines that name somebody
  // without any word for a person hardly ever do.
  if (counts.odd + counts.named + counts.pairs + counts.streets === 0 && counts.smalls < counts.words)
    return MANNER.skip;
  // Small letters only: names that are on no list are not told from words there, but for addresses in parts.
  const isSmall = counts.smalls === counts.words;
  const names = isSmall ? listed(text, start, end, lexicon) : 0;
  if (isSmall && names === 0 && !isInParts(text, start, end)) return MANNER.skip;
  const sentence = counts.weak >= 2 && counts.weak * 8 >= counts.words && counts.smalls * 2 >= counts.words;
  const ended = (SIGNS[text.charCodeAt(lastUnit(text, start, end))] ?? 0) === 2;
  if (sentence && (ended || counts.weak * 4 >= counts.words) && noise === 0) return MANNER.prose;
  if (counts.named + counts.pairs + counts.streets > 0) return MANNER.plain;
  if (names > 1 && noise === 0 && counts.words < 16) return MANNER.plain;
  const binds = counts.weak * (counts.odd > 1 ? 6 : 4) >= counts.words;
  return (sentence || (counts.weak >= 2 && binds)) && noise === 0 ? MANNER.plain : MANNER.skip;
}

/** `[10:12] Jane: ...`: people's messages carry hours and minutes, records of machines seconds too. */
const CHAT_TIME = /\[?\d{1,2}:\d\d(?: ?[AaPp][Mm])?\]?(?= [\p{L}<"])/uy;

function behindChatTime(text: string, start: number, end: number): number {
  const unit = text.charCodeAt(start);
  if (unit !== 0x5b && !(unit >= 0x30 && unit <= 0x39)) return start;
  CHAT_TIME.lastIndex = start;
  return CHAT_TIME.test(text) && CHAT_TIME.lastIndex < end ? CHAT_TIME.lastIndex : start;
}

/** Whether commas or line ends part the text. */
function isInParts(text: string, start: number, end: number): boolean {
  const comma = text.indexOf(",", start);
  const line = text.indexOf("\n", start);
  return (comma >= 0 && comma < end) || (line >= 0 && line < end);
}

function hasHeader(text: string, start: number, end: number): boolean {
  const line = start === 0 && end <= 96 ? text : text.slice(start, Math.min(end, start + 96));
  return HEADER.test(line) || CLOCK.test(line);
}

function lastUnit(text: string, start: number, end: number): number {
  let last = end - 1;
  while (last > start && (text.charCodeAt(last) <= 0x22 || text.charCodeAt(last) === 0x29)) last--;
  return last;
}

/** Whether a listed first name is followed by a capitalised word that is no ordinary one; only those are hashed. */
function holdsPair(text: string, start: number, end: number, lexicon: Lexicon): boolean {
  let isFirst = false;
  for (let i = start; i < end; ) {
    const unit = text.charCodeAt(i);
    if (!isLetter(unit)) {
      i++;
      continue;
    }
    const from = i;
    const isCapital = isUpper(unit);
    let hash = BASIS;
    let uppers = 0;
    for (; i < end; i++) {
      const letter = text.charCodeAt(i);
      if (!isLetter(letter) && !(letter === 0x27 && i + 2 < end && isLetter(text.charCodeAt(i + 1)))) break;
      if (!isCapital) continue;
      if (isUpper(letter) && !isInName(text, from, i)) uppers++;
      hash = Math.imul(hash ^ lowerOf(letter), PRIME);
    }
    const wasFirst = isFirst;
    isFirst = false;
    const isCamel = uppers > 1 && uppers < i - from;
    if (!isCapital || isCamel || SMALL.has(hash >>> 0) || isGlued(text, from, i, start, end)) continue;
    const bits = lexiconBits(lexicon, hash >>> 0);
    if ((bits & (LEX.common | LEX.company)) !== 0) continue;
    if (wasFirst) return true;
    isFirst = (bits & LEX.first) !== 0;
  }
  return false;
}

/** One pass; words are hashed on the way and never cut out. */
function count(text: string, start: number, end: number, lexicon: Lexicon): Counts {
  const counts: Counts = {
    words: 0,
    smalls: 0,
    strong: 0,
    weak: 0,
    signs: 0,
    camels: 0,
    named: 0,
    odd: 0,
    pairs: 0,
    streets: 0,
    foreign: 0,
  };
  const near: Near = { first: -2, number: -9, street: -9 };
  let i = start;
  while (i < end) {
    const unit = text.charCodeAt(i);
    if (!isLetter(unit)) {
      if (unit >= 0x30 && unit <= 0x39) {
        near.number = counts.words;
        if (counts.words - near.street <= 1) counts.streets++;
        i = numberEnd(text, i, end, counts);
        continue;
      }
      if (
        unit < 128 &&
        (SIGNS[unit] === 1 ||
          (unit === 0x3a && text.charCodeAt(i + 1) > 0x2f) ||
          (unit === 0x2f && i > start && isLetter(text.charCodeAt(i - 1))))
      )
        counts.signs++;
      i++;
      continue;
    }
    const from = i;
    let hash = BASIS;
    let uppers = 0;
    for (; i < end; i++) {
      const letter = text.charCodeAt(i);
      if (!isLetter(letter) && !(letter === 0x27 && i + 2 < end && isLetter(text.charCodeAt(i + 1)))) break;
      if (isUpper(letter) && !isInName(text, from, i)) uppers++;
      hash = Math.imul(hash ^ lowerOf(letter), PRIME);
    }
    hash >>>= 0;
    if (unit >= 0x590 && !(unit >= 0x10a0 && unit < 0x3000)) counts.foreign++;
    else if (!isUpper(unit)) smallWord(isUnit(text, from, i) ? BASIS : hash, uppers, counts);
    else
      capitalWord(
        hash,
        i - from,
        uppers,
        isGlued(text, from, i, start, end),
        counts.words === 0 && isVerb(text, from, i),
        counts,
        near,
        lexicon,
      );
    counts.words++;
  }
  return counts;
}

/** The second capital of `O'Hara` and `McGee`. */
function isInName(text: string, from: number, i: number): boolean {
  return (
    text.charCodeAt(i - 1) === 0x27 ||
    (i === from + 2 && text.charCodeAt(from) === 0x4d && text.charCodeAt(from + 1) === 0x63)
  );
}

/** `118 us` is a time, not a group of people. */
function isUnit(text: string, from: number, to: number): boolean {
  if (to - from !== 2 || text.charCodeAt(from) !== 0x75 || text.charCodeAt(from + 1) !== 0x73) return false;
  const digit = text.charCodeAt(from - 2);
  return text.charCodeAt(from - 1) === 0x20 && digit >= 0x30 && digit <= 0x39;
}

/** A word as messages of programs begin: `Retrying`, `Connected`. A listed name that ends so counts as one all the same. */
function isVerb(text: string, from: number, to: number): boolean {
  return to - from >= 5 && (text.startsWith("ing", to - 3) || text.startsWith("ed", to - 2));
}

/** Numbers glued to letters, long ones and dotted ones are signs of machines. */
function numberEnd(text: string, from: number, end: number, counts: Counts): number {
  let i = from;
  while (i < end && text.charCodeAt(i) >= 0x30 && text.charCodeAt(i) <= 0x39) i++;
  const next = i < end ? text.charCodeAt(i) : 0x20;
  if (
    i - from > 7 ||
    isLetter(next) ||
    (from > 0 && isLetter(text.charCodeAt(from - 1))) ||
    ((next === 0x2e || next === 0x3a) && text.charCodeAt(i + 1) > 0x2f && text.charCodeAt(i + 1) < 0x3a)
  )
    counts.signs++;
  return i;
}

/** Listed names and words of addresses in a line that has no capitals. */
function listed(text: string, start: number, end: number, lexicon: Lexicon): number {
  let found = 0;
  for (let i = start; i < end; i++) {
    let hash = BASIS;
    const from = i;
    for (; i < end && isLetter(text.charCodeAt(i)); i++) hash = Math.imul(hash ^ lowerOf(text.charCodeAt(i)), PRIME);
    if (i - from < 3) continue;
    const bits = lexiconBits(lexicon, hash >>> 0);
    if ((bits & LEX.common) === 0 && (bits & (LEX.first | LEX.last | LEX.city | LEX.region | LEX.street)) !== 0)
      found++;
  }
  return found;
}

/** Numbers of the words last seen of a kind. */
interface Near {
  first: number;
  number: number;
  street: number;
}

function smallWord(hash: number, uppers: number, counts: Counts): void {
  if (uppers > 0) {
    counts.camels++;
    return;
  }
  counts.smalls++;
  bind(hash, counts);
}

function bind(hash: number, counts: Counts): boolean {
  if ((SIEVE[(hash >>> 18) >>> 5]! & (1 << ((hash >>> 18) & 31))) === 0) return false;
  const kind = SMALL.get(hash);
  if (kind === STRONG) counts.strong++;
  else if (kind === WEAK) counts.weak++;
  return kind !== undefined;
}

function capitalWord(
  hash: number,
  length: number,
  uppers: number,
  glued: boolean,
  opens: boolean,
  counts: Counts,
  near: Near,
  lexicon: Lexicon,
): void {
  if (uppers > 1 && uppers < length) {
    counts.camels++;
    return;
  }
  if (bind(hash, counts) || glued) return;
  const bits = lexiconBits(lexicon, hash);
  const ordinary = (bits & (LEX.common | LEX.company)) !== 0;
  if (!opens && (!ordinary || counts.words > 0)) counts.odd++;
  if (near.first === counts.words - 1 && !ordinary) counts.pairs++;
  if (
    !ordinary &&
    (uppers === 1 || near.first === counts.words - 1) &&
    (bits & (LEX.first | LEX.last | LEX.city | LEX.region)) !== 0
  )
    counts.named++;
  if ((bits & LEX.title) !== 0) counts.named++;
  if ((bits & LEX.first) !== 0 && !ordinary) near.first = counts.words;
  if ((bits & LEX.street) !== 0 && length > 2) {
    near.street = counts.words;
    if (counts.words - near.number <= 3) counts.streets++;
  }
}

/** Part of a path, an identifier or a formula. */
function isGlued(text: string, from: number, to: number, start: number, end: number): boolean {
  const before = from > start ? text.charCodeAt(from - 1) : 0x20;
  const after = to < end ? text.charCodeAt(to) : 0x20;
  const next = to + 1 < end ? text.charCodeAt(to + 1) : 0x20;
  return (
    (before < 128 && SIGNS[before] === 1) ||
    before === 0x2f ||
    before === 0x2e ||
    (after < 128 && SIGNS[after] === 1 && after !== 0x3b) ||
    after === 0x2f ||
    ((after === 0x2e || after === 0x3a) && next > 0x20)
  );
}
