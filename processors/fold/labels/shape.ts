import { ALNUM, all, CLASS, classAt, HEX, skip } from "./characters.ts";
import { nameParts, type Part, podWordsEnd } from "./name-shape.ts";
import { isIpv4, isIpv6, isMac } from "./network-shape.ts";
import { pathTemplate } from "./path-shape.ts";
import { census, isRandom, runShape } from "./run-shape.ts";
import { isStrong, SHAPE } from "./shapes.ts";
import { isEmail, isGroupedNumber, isJwt, isUuid, isVersion, timeShape } from "./written-shape.ts";

/** Longer values are texts: they are judged word by word up to here. */
const MAX_JUDGED = 1024;

/**
 * What a value is an identifier by, from its characters alone: names of services, hosts, regions, routes and versions are
 * none. A shape that `holdsWords` is a value with identifiers in it, for which `templateOf` knows what stays.
 */
export function shapeOf(text: string): number {
  const { length } = text;
  if (length < 2) return (classAt(text, 0) & CLASS.digit) === 0 ? SHAPE.none : SHAPE.short_number;
  if (length > MAX_JUDGED) return SHAPE.text;
  if (isPlainWords(text)) return SHAPE.none;
  const run = skip(text, 0, length, ALNUM);
  if (run === length) return wholeRun(text);
  const first = text.charCodeAt(0);
  if ((classAt(text, 0) & ALNUM) === 0) {
    const shape = markedShape(text, first);
    if (shape >= 0) return shape;
  }
  const written = writtenShape(text, run);
  if (written >= 0) return written;
  if (text.includes("/")) return slashedShape(text);
  if (text.includes(" ")) return textShape(text);
  return nameShape(text);
}

/** No digit, no sign that begins something and at most two humps: what most labels are. */
function isPlainWords(text: string): boolean {
  let humps = 0;
  let before = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    const bits = classAt(text, i);
    if ((bits & CLASS.digit) !== 0 || unit === 0x40 || unit === 0x3f || unit === 0x23) return false;
    if ((before & CLASS.lower) !== 0 && (bits & CLASS.upper) !== 0 && ++humps > 2) return false;
    before = bits;
  }
  return true;
}

function wholeRun(text: string): number {
  if (text.startsWith("0x") && text.length >= 8 && all(text, 2, text.length, HEX)) return SHAPE.hex;
  const shape = runShape(text, 0, text.length);
  if (shape !== SHAPE.none) return shape;
  return nameParts(text).length > 0 ? SHAPE.prefixed : SHAPE.none;
}

/** Values that begin with a sign; -1 for those that go on like others. */
function markedShape(text: string, first: number): number {
  if (first === 0x2f) return slashedShape(text);
  if (first === 0x7b && isUuid(text)) return SHAPE.uuid;
  if ((first === 0x5b || first === 0x3a) && isIpv6(text, 0, text.length)) return SHAPE.ipv6;
  if ((first === 0x2b || first === 0x28) && isGroupedNumber(text)) return SHAPE.phone;
  return -1;
}

/** Forms with separators of their own; `run` is where the first one stands. -1 for none of them. */
function writtenShape(text: string, run: number): number {
  const { length } = text;
  const separator = text.charCodeAt(run);
  if (separator === 0x3a) {
    if (isMac(text, 0, length)) return SHAPE.mac;
    if (isIpv6(text, 0, length)) return SHAPE.ipv6;
    if (text.startsWith("arn:")) return nameParts(text).length > 0 ? SHAPE.arn : SHAPE.none;
  }
  if (isUuid(text)) return SHAPE.uuid;
  if ((classAt(text, 0) & CLASS.digit) !== 0) {
    const shape = startsWithDigit(text, separator);
    if (shape >= 0) return shape;
  }
  if (isMac(text, 0, length)) return SHAPE.mac;
  if (isEmail(text)) return SHAPE.email;
  if (isJwt(text)) return SHAPE.jwt;
  if (isVersion(text)) return SHAPE.none;
  return isBase64(text) ? SHAPE.base64 : -1;
}

function startsWithDigit(text: string, separator: number): number {
  if (separator === 0x2e && isIpv4(text, 0, text.length)) return SHAPE.ipv4;
  const time = timeShape(text);
  if (time !== SHAPE.none) return time;
  if (isVersion(text)) return SHAPE.none;
  return isGroupedNumber(text) ? SHAPE.phone : -1;
}

const LEAST_BASE64 = 16;

/** Padded, or with `+` or `/` in it, and no words. Without those it is a run like others. */
function isBase64(text: string): boolean {
  const { length } = text;
  if (length < LEAST_BASE64 || text.includes("://")) return false;
  let end = length;
  while (end > length - 2 && text.charCodeAt(end - 1) === 0x3d) end--;
  const padded = end < length;
  let signs = 0;
  for (let i = 0; i < end; i++) {
    const unit = text.charCodeAt(i);
    if ((classAt(text, i) & ALNUM) !== 0) continue;
    if (unit !== 0x2b && unit !== 0x2f && !(padded && (unit === 0x2d || unit === 0x5f))) return false;
    signs++;
  }
  if (length % 4 !== 0 || (!padded && signs === 0) || signs * 5 > length) return false;
  const seen = census(text, 0, end);
  return seen.lower > 0 && seen.upper > 0 && isRandom(text, 0, end, seen);
}

function slashedShape(text: string): number {
  const isUrl = text.includes("://");
  return pathTemplate(text) === text ? SHAPE.none : isUrl ? SHAPE.url : SHAPE.path;
}

/** Words between blanks, each judged by itself. */
function textShape(text: string): number {
  return textParts(text).length > 0 ? SHAPE.text : SHAPE.none;
}

/** Identifiers among the words of a text. */
export function textParts(text: string): Part[] {
  const parts: Part[] = [];
  const limit = Math.min(text.length, MAX_JUDGED);
  for (let at = 0; at < limit; ) {
    if (isEdge(text.charCodeAt(at))) {
      at++;
      continue;
    }
    let end = at;
    while (end < limit && !isBlank(text.charCodeAt(end))) end++;
    const next = end;
    while (end > at && isEdge(text.charCodeAt(end - 1))) end--;
    const word = text.slice(at, end);
    const shape = shapeOf(word);
    if (isStrong(shape)) parts.push({ start: at, end, shape });
    else if (shape === SHAPE.short_number && word.length >= 5) parts.push({ start: at, end, shape: SHAPE.number });
    at = next;
  }
  return parts;
}

function isBlank(unit: number): boolean {
  return unit <= 0x20 || unit === 0x2c || unit === 0x3b || unit === 0x3d || unit === 0x22 || unit === 0x27;
}

/** Blanks and the marks that stand around words. */
function isEdge(unit: number): boolean {
  return (
    isBlank(unit) ||
    unit === 0x2e ||
    unit === 0x3a ||
    unit === 0x28 ||
    unit === 0x29 ||
    unit === 0x5b ||
    unit === 0x5d ||
    unit === 0x23
  );
}

/** Words joined by dashes, dots, underscores and colons. */
function nameShape(text: string): number {
  if (podWordsEnd(text) > 0) return SHAPE.pod;
  const parts = nameParts(text);
  const [part] = parts;
  if (part === undefined) return isRandomName(text) ? SHAPE.random : SHAPE.none;
  if (parts.length === 1 && part.end === text.length) {
    if (part.start === 0) return part.shape;
    // One word and one separator: there is nothing to keep.
    if (skip(text, 0, part.start, ALNUM) === part.start - 1) return SHAPE.prefixed;
  }
  return isRandomName(text) ? SHAPE.random : SHAPE.name;
}

/** Nano ids and base64url: one kind of text whose alphabet holds dashes and underscores. */
function isRandomName(text: string): boolean {
  const { length } = text;
  if (length < 16 || length > 128) return false;
  const seen = census(text, 0, length);
  let signs = 0;
  for (let i = 0; i < length; i++) {
    const unit = text.charCodeAt(i);
    if (unit === 0x2d || unit === 0x5f) signs++;
    else if ((classAt(text, i) & ALNUM) === 0) return false;
  }
  if (signs * 5 > length || seen.lower === 0 || seen.upper === 0) return false;
  return isRandom(text, 0, length, seen, seen.digits > 0 ? 0.25 : 0.5);
}
