import { hasCase, isLetter, isSingle, isUpper, lowerOf } from "./letters.ts";
import { type Lexicon, lexiconBits } from "./lexicon.ts";

/** What a token looks like; digit runs are `digits` plus their length, at most 8. */
export const SHAPE = {
  lower: 0,
  title: 1,
  upper: 2,
  initial: 3,
  camel: 4,
  digits: 5,
  mixed: 14,
  mark: 15,
  line: 16,
  uncased: 17,
} as const;

/** A text cut into words, numbers, marks and line ends; parallel arrays. */
export interface Tokens {
  count: number;
  /** 1 when a capital stands anywhere: then small letters are no accident. */
  cased: number;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  readonly shapes: Uint8Array;
  /** Of the lower-cased word or of the mark. */
  readonly hashes: Uint32Array;
  /** Hashes of the first three and of the last two, three and four letters. */
  readonly affixes: Uint32Array;
  /** Bits of `LEX`. */
  readonly lexicon: Uint8Array;
  /** 1: part of a path, identifier, address or formula, glued to its neighbour by a sign. */
  readonly glued: Uint8Array;
  /** 1: a space or the edge of the text stands in front. */
  readonly spaced: Uint8Array;
}

/** Signs that make one name of their neighbours, as in `a.b`, `a_b`, `a/b`, `$a`, `#a`, `@a`, `a=b`. */
const GLUE = new Set(Array.from("._/\\$#@=<>{}~|%&*+:", (sign) => sign.charCodeAt(0)));
const PRIME = 0x01000193;
const BASIS = 0x811c9dc5;

export function newTokens(capacity: number): Tokens {
  return {
    count: 0,
    cased: 0,
    starts: new Int32Array(capacity),
    ends: new Int32Array(capacity),
    shapes: new Uint8Array(capacity),
    hashes: new Uint32Array(capacity),
    affixes: new Uint32Array(capacity * 4),
    lexicon: new Uint8Array(capacity),
    glued: new Uint8Array(capacity),
    spaced: new Uint8Array(capacity),
  };
}

/** Fills `tokens` from `text[start, end)`; stops when they are full and returns where it stopped. */
export function tokenize(text: string, start: number, end: number, tokens: Tokens, lexicon: Lexicon): number {
  const capacity = tokens.starts.length;
  tokens.count = 0;
  tokens.cased = 0;
  let i = start;
  let spaced = 1;
  while (i < end && tokens.count < capacity) {
    const unit = text.charCodeAt(i);
    if (unit === 0x20 || unit === 0x09 || unit === 0x0d || unit === 0xa0 || unit === 0x3000) {
      spaced = 1;
      i++;
      continue;
    }
    const n = tokens.count++;
    tokens.starts[n] = i;
    tokens.spaced[n] = spaced;
    spaced = 0;
    i =
      unit === 0x0a
        ? line(text, i, end, tokens, n)
        : isLetter(unit) || isDigit(unit)
          ? word(text, i, end, tokens, n, lexicon)
          : mark(unit, i, tokens, n);
    tokens.ends[n] = i;
    tokens.glued[n] = isGlued(text, tokens.starts[n], i, start, end) ? 1 : 0;
    if (unit === 0x0a) spaced = 1;
  }
  return i;
}

function isDigit(unit: number): boolean {
  return unit >= 0x30 && unit <= 0x39;
}

function line(text: string, i: number, end: number, tokens: Tokens, n: number): number {
  let next = i + 1;
  while (
    next < end &&
    (text.charCodeAt(next) === 0x0a || text.charCodeAt(next) === 0x0d || text.charCodeAt(next) === 0x20)
  )
    next++;
  tokens.shapes[n] = SHAPE.line;
  tokens.hashes[n] = 10;
  tokens.lexicon[n] = 0;
  tokens.affixes.fill(0, n * 4, n * 4 + 4);
  return next;
}

function mark(unit: number, i: number, tokens: Tokens, n: number): number {
  tokens.shapes[n] = SHAPE.mark;
  tokens.hashes[n] = Math.imul(unit ^ BASIS, PRIME) >>> 0;
  tokens.lexicon[n] = 0;
  tokens.affixes.fill(0, n * 4, n * 4 + 4);
  return i + 1;
}

/** Letters and digits, with apostrophes between letters unless what follows is a lone `s`. */
function word(text: string, start: number, end: number, tokens: Tokens, n: number, lexicon: Lexicon): number {
  let hash = BASIS;
  let third = 0;
  let i = start;
  let uppers = 0;
  let letters = 0;
  let digits = 0;
  let cased = 0;
  const first = text.charCodeAt(start);
  if (isSingle(first)) {
    setWord(tokens, n, Math.imul(BASIS ^ first, PRIME) >>> 0, 0, SHAPE.uncased, lexicon);
    tokens.affixes.fill(0, n * 4, n * 4 + 4);
    return start + 1;
  }
  for (; i < end; i++) {
    const unit = text.charCodeAt(i);
    if (isDigit(unit)) digits++;
    else if (isLetter(unit)) {
      if (isSingle(unit)) break;
      letters++;
      if (isUpper(unit)) uppers++;
      if (hasCase(unit)) cased++;
    } else if (!isInnerApostrophe(text, unit, i, start, end)) break;
    hash = Math.imul(hash ^ lowerOf(unit), PRIME);
    if (i - start === 2) third = hash;
  }
  if (uppers > 0) tokens.cased = 1;
  const shape = shapeOf(letters, digits, uppers, cased, isUpper(first), i - start);
  setWord(tokens, n, hash >>> 0, third >>> 0, shape, lexicon);
  suffixes(text, start, i, tokens, n);
  return i;
}

function setWord(tokens: Tokens, n: number, hash: number, third: number, shape: number, lexicon: Lexicon): void {
  tokens.hashes[n] = hash;
  tokens.shapes[n] = shape;
  tokens.affixes[n * 4] = third;
  tokens.lexicon[n] = shape >= SHAPE.digits && shape < SHAPE.mark ? 0 : lexiconBits(lexicon, hash);
}

function suffixes(text: string, start: number, end: number, tokens: Tokens, n: number): void {
  let hash = BASIS;
  for (let k = 1; k <= 4; k++) {
    if (end - k >= start) hash = Math.imul(hash ^ lowerOf(text.charCodeAt(end - k)), PRIME);
    if (k >= 2) tokens.affixes[n * 4 + k - 1] = hash >>> 0;
  }
}

function shapeOf(
  letters: number,
  digits: number,
  uppers: number,
  cased: number,
  firstUpper: boolean,
  length: number,
): number {
  if (letters === 0) return SHAPE.digits + Math.min(8, digits);
  if (digits > 0) return SHAPE.mixed;
  if (cased === 0) return SHAPE.uncased;
  if (uppers === 0) return SHAPE.lower;
  if (length === 1) return SHAPE.initial;
  if (uppers === letters) return SHAPE.upper;
  if (uppers === 1 && firstUpper) return SHAPE.title;
  return SHAPE.camel;
}

function isInnerApostrophe(text: string, unit: number, i: number, start: number, end: number): boolean {
  if ((unit !== 0x27 && unit !== 0x2019) || i === start || i + 1 >= end || !isLetter(text.charCodeAt(i + 1)))
    return false;
  const lone = (text.charCodeAt(i + 1) | 0x20) === 0x73 && !(i + 2 < end && isLetter(text.charCodeAt(i + 2)));
  return !lone;
}

function isGlued(text: string, start: number, end: number, from: number, to: number): boolean {
  if (start > from) {
    const before = text.charCodeAt(start - 1);
    if (
      GLUE.has(before) &&
      (before !== 0x2e ||
        (start - 2 >= from && wordUnit(text.charCodeAt(start - 2)) && !dottedInitial(text, start, from)))
    ) {
      if (
        before !== 0x3a &&
        before !== 0x3e &&
        before !== 0x7c &&
        before !== 0x26 &&
        before !== 0x3d &&
        before !== 0x2a
      )
        return true;
    }
  }
  if (end >= to) return false;
  const after = text.charCodeAt(end);
  if (!GLUE.has(after)) return false;
  if (after === 0x3a || after === 0x3c || after === 0x7c || after === 0x26 || after === 0x2a)
    return (
      after === 0x3a &&
      end + 1 < to &&
      text.charCodeAt(end + 1) > 0x22 &&
      text.charCodeAt(end + 1) !== 0x5c &&
      text.charCodeAt(end + 1) !== 0x27
    );
  if (after !== 0x2e) return end + 1 < to && text.charCodeAt(end + 1) > 0x20;
  return end + 1 < to && wordUnit(text.charCodeAt(end + 1)) && !(end - start === 1 && isUpper(text.charCodeAt(start)));
}

/** `J.Smith`: the dot ends an initial. */
function dottedInitial(text: string, start: number, from: number): boolean {
  return isUpper(text.charCodeAt(start - 2)) && (start - 3 < from || !wordUnit(text.charCodeAt(start - 3)));
}

function wordUnit(unit: number): boolean {
  return isDigit(unit) || unit === 0x5f || isLetter(unit);
}

/** Hash of a word as tokens carry it; for building tables. */
export function wordHash(word: string): number {
  let hash = BASIS;
  for (let i = 0; i < word.length; i++) hash = Math.imul(hash ^ lowerOf(word.charCodeAt(i)), PRIME);
  return hash >>> 0;
}
