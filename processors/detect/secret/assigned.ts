import { ALPHABETS, isOf } from "./shape.ts";

/** A value behind a key, and how it is written. */
export interface Assigned {
  readonly start: number;
  readonly end: number;
  /** Stands in quotes, or is the text of an XML element or attribute. */
  readonly quoted: boolean;
  /** Written with a sign of assignment directly at the key: `k=v`, `"k":"v"`, `--k v`. */
  readonly tight: boolean;
}

/** Longest value looked at; a longer one is found by its first part. */
const MAX_VALUE = 4096;
/** An unquoted value is cut here: what is behind it begins a value of its own. */
const MAX_BARE = 512;

const OPERATOR =
  /[\])]{0,2}(?:\\{0,3}["'`])?[\])]{0,2}(?:[ \t]{1,3}(?:string|String|str|text))?[ \t]{0,8}(?:=>|:{0,3}=|[?.|+]{1,2}=|->|<-|:|==|,(?=[ \t]{0,4}\\{0,3}["'`])|(?:is|was|ist|est|es|lautet)(?:[ \t]?:)?(?=[ \t:])|[：是为為は은는]|(?=>))/y;
const XML_ATTRIBUTE = /[ \t]{1,8}value[ \t]{0,2}=[ \t]{0,2}(?=["'])/iy;
const XML_ELEMENT = />\s{0,40}/y;
const GAP = /[ \t]{0,8}(?:[\r\n]{1,2}[ \t]{0,40}(?=["'`]))?/y;
const OPENING = /(?:(?:b|r|u|f|@|L)?(\\{0,3}["'`]{1,3})|%22|%27)/y;
const FLAG_GAP = /[ \t]{1,4}(?=[^\s=-])/y;

/** `token=token=...`: what follows is a key again. */
const NESTED = /[A-Za-z_]{3,40}[=:](?:(?=[A-Za-z_])|\d{1,9}(?![\w+/=-]))/y;

/**
 * The value assigned to a key that ends at `keyEnd`, or undefined where no sign of assignment follows. `flat`: a value
 * that is itself an assignment is left to its own key.
 */
export function assignedAt(text: string, keyEnd: number, flat: boolean): Assigned | undefined {
  const operator = match(OPERATOR, text, keyEnd);
  if (operator === undefined) return xmlAttribute(text, keyEnd);
  const sign = text.slice(keyEnd, operator);
  if (sign.endsWith(",") && !/["'`]/.test(sign)) return undefined;
  if (text[operator] === ">") {
    const element = match(XML_ELEMENT, text, operator);
    return element === undefined ? undefined : bare(text, element, true, "<");
  }
  const gap = match(GAP, text, operator) ?? operator;
  const quoted = quotedValue(text, gap, sign);
  if (quoted !== undefined || (flat && match(NESTED, text, gap) !== undefined)) return quoted;
  return bare(text, gap, gap === operator && /[=:]$/.test(sign) && !/[ \t]/.test(sign), undefined);
}

const SPACE_QUOTE = /[ \t]{1,3}(?=')/y;
const SPACE_ANY_QUOTE = /[ \t]{1,3}(?=['"])/y;

/** `IDENTIFIED BY "x"`, `WITH PASSWORD 'x'`: SQL needs no sign of assignment. */
export function quotedBehind(text: string, keyEnd: number, isClause: boolean): Assigned | undefined {
  const quote = match(isClause ? SPACE_ANY_QUOTE : SPACE_QUOTE, text, keyEnd);
  return quote === undefined ? undefined : quotedValue(text, quote, "=");
}

function match(pattern: RegExp, text: string, index: number): number | undefined {
  pattern.lastIndex = index;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}

/** `<add key="Password" value="..."/>`. */
function xmlAttribute(text: string, keyEnd: number): Assigned | undefined {
  if (text[keyEnd] !== '"' && text[keyEnd] !== "'") return undefined;
  const value = match(XML_ATTRIBUTE, text, keyEnd + 1);
  return value === undefined ? undefined : quotedValue(text, value, "=");
}

/** `--password hunter2`. */
export function flagValue(text: string, keyEnd: number): Assigned | undefined {
  const value = match(FLAG_GAP, text, keyEnd);
  return value === undefined ? undefined : (quotedValue(text, value, "=") ?? bare(text, value, true, undefined));
}

function quotedValue(text: string, index: number, sign: string): Assigned | undefined {
  OPENING.lastIndex = index;
  const opening = OPENING.exec(text);
  if (opening === null) return undefined;
  const start = OPENING.lastIndex;
  const window = text.slice(start, start + MAX_VALUE);
  const line = window.indexOf("\n");
  const close = window.indexOf(opening[1] ?? opening[0]);
  const length = close < 0 || (line >= 0 && line < close) ? (line < 0 ? window.length : line) : close;
  return length > 0 ? { start, end: start + length, quoted: true, tight: !/\s/.test(sign) } : undefined;
}

/** An unquoted value ends at a space or a sign that separates in logs, URLs and code. */
function bare(text: string, start: number, tight: boolean, close: string | undefined): Assigned | undefined {
  let end = bareEnd(text, start, Math.min(text.length, start + MAX_BARE), close);
  // A full stop or sign of a sentence after the value, and the quote that closes what was opened before the key.
  while (end > start && ".:,!?'\"`)]}".includes(text[end - 1] ?? "")) end--;
  return end > start ? { start, end, quoted: close !== undefined, tight } : undefined;
}

function bareEnd(text: string, start: number, stop: number, close: string | undefined): number {
  let end = start;
  while (end < stop && !separates(text, end, close)) end++;
  return end;
}

/** The whole of a value that was looked at by its first part: nothing of a secret may stay behind. */
export function wholeEnd(text: string, assigned: Assigned): number {
  const { start, end } = assigned;
  if (end - start === MAX_BARE || end - start === MAX_VALUE) return bareEnd(text, end, text.length, undefined);
  return end;
}

function separates(text: string, index: number, close: string | undefined): boolean {
  const unit = text.charCodeAt(index);
  if (unit <= 0x20 || unit === 0xa0) return true;
  const c = text[index] ?? "";
  if (c === close || c === "<" || c === ">" || c === '"' || c === ";" || c === "`") return true;
  if (c === "\\") return "nrt\"'\\u".includes(text[index + 1] ?? "n");
  if (c === "," || c === "|" || c === "}" || c === "]" || c === ")" || c === "'")
    return !isOf(text, index + 1, ALPHABETS.alnum) || c === "," || c === "'";
  return c === "&";
}
