import { joinPath, type Sink } from "./part.ts";

/** Names deeper than this do not make paths longer. */
const MAX_DEPTH = 32;
const OBJECT = 1;
const ARRAY = 2;

/** Whether a text at `at` begins like a JSON object or array, and not like `[INFO]` or `{0}`. */
export function looksLikeJson(text: string, at: number, end: number): boolean {
  const first = text.charCodeAt(at);
  if (first !== 0x7b && first !== 0x5b) return false;
  const next = text.charCodeAt(skipSpace(text, at + 1, end));
  if (isQuote(next)) return true;
  return first === 0x5b ? next === 0x7b || next === 0x5b : next === 0x7d;
}

/**
 * Reads JSON as far as it is JSON: names, strings and bare values become parts. Single quotes are taken for double ones,
 * and a text that ends too early is read to its end. Returns where it stopped: behind the value, at the first character
 * that fits nowhere, or at `end`.
 */
export function readJson(text: string, start: number, end: number, sink: Sink): number {
  const kinds: number[] = [];
  const names: string[] = [];
  let depth = 0;
  let key = "";
  let path = "";
  let expectsName = false;
  let i = start;
  while (true) {
    i = skipSpace(text, i, end);
    if (i >= end) return end;
    const unit = text.charCodeAt(i);
    if (unit === 0x7b || unit === 0x5b) {
      if (expectsName) return i;
      if (depth < MAX_DEPTH) names[depth] = path;
      kinds[depth++] = unit === 0x7b ? OBJECT : ARRAY;
      expectsName = unit === 0x7b;
      i++;
    } else if (unit === 0x7d || unit === 0x5d) {
      if (depth === 0) return i;
      depth--;
      path = depth <= MAX_DEPTH ? (names[depth] ?? "") : path;
      key = lastName(path);
      expectsName = false;
      i++;
      if (depth === 0) return i;
    } else if (unit === 0x2c) {
      if (depth === 0) return i;
      expectsName = kinds[depth - 1] === OBJECT;
      if (expectsName) path = names[Math.min(depth, MAX_DEPTH) - 1] ?? "";
      i++;
    } else if (isQuote(unit)) {
      const close = closingQuote(text, i + 1, end, unit);
      if (expectsName) {
        key = text.slice(i + 1, close);
        path = depth > MAX_DEPTH ? path : joinPath(names[depth - 1] ?? "", key);
        if (close > i + 1) sink({ start: i + 1, end: close, key: "", path: "", escape: "json", syntax: "json_string" });
        i = skipSpace(text, close + 1, end);
        if (i < end && text.charCodeAt(i) !== 0x3a) return i;
        i++;
        expectsName = false;
      } else {
        if (close > i + 1)
          sink({ start: i + 1, end: close, key, path, escape: "json", syntax: "json_string", strict: true });
        i = close + 1;
      }
    } else {
      const stop = bareEnd(text, i, end);
      if (stop === i || expectsName || !isBare(text, i, stop, end)) return i;
      sink({ start: i, end: stop, key, path, escape: "none", syntax: "json_bare", strict: true });
      i = stop;
    }
    if (depth === 0) return Math.min(i, end);
  }
}

function lastName(path: string): string {
  return path.slice(path.lastIndexOf(".") + 1);
}

function isQuote(unit: number): boolean {
  return unit === 0x22 || unit === 0x27;
}

export function skipSpace(text: string, i: number, end: number): number {
  while (i < end) {
    const unit = text.charCodeAt(i);
    if (unit !== 0x20 && unit !== 0x0a && unit !== 0x0d && unit !== 0x09) break;
    i++;
  }
  return i;
}

/** The quote that ends the string, or `end`. */
function closingQuote(text: string, from: number, end: number, quote: number): number {
  for (let i = from; i < end; i++) {
    const unit = text.charCodeAt(i);
    if (unit === 0x5c) i++;
    else if (unit === quote) return i;
  }
  return end;
}

function bareEnd(text: string, from: number, end: number): number {
  for (let i = from; i < end; i++) {
    const unit = text.charCodeAt(i);
    if (
      unit <= 0x20 ||
      unit === 0x2c ||
      unit === 0x5d ||
      unit === 0x7d ||
      unit === 0x3a ||
      unit === 0x7b ||
      unit === 0x5b ||
      isQuote(unit)
    )
      return i;
  }
  return end;
}

/** A number, or a word of JSON, JavaScript or Python; a cut one where the text ends. */
function isBare(text: string, start: number, stop: number, end: number): boolean {
  const first = text.charCodeAt(start);
  if ((first >= 0x30 && first <= 0x39) || first === 0x2d || first === 0x2b) {
    for (let i = start + 1; i < stop; i++) {
      const unit = text.charCodeAt(i);
      if (
        !(
          (unit >= 0x30 && unit <= 0x39) ||
          unit === 0x2e ||
          unit === 0x2b ||
          unit === 0x2d ||
          unit === 0x65 ||
          unit === 0x45
        )
      )
        return false;
    }
    return true;
  }
  const word = text.slice(start, Math.min(stop, start + 12));
  return WORDS.has(word) || (stop === end && word.length < 5 && [...WORDS].some((whole) => whole.startsWith(word)));
}

const WORDS: ReadonlySet<string> = new Set([
  "true",
  "false",
  "null",
  "NaN",
  "Infinity",
  "-Infinity",
  "undefined",
  "None",
  "True",
  "False",
  "nil",
]);
