import { ALNUM, all, CLASS, classAt, HEX, numberAt, skip } from "./characters.ts";
import { SHAPE } from "./shapes.ts";

const UUID_LENGTH = 36;

/** Whether a UUID's 36 characters stand at `at`, in any version, case and variant. */
export function isUuidAt(text: string, at: number, end: number): boolean {
  if (end - at < UUID_LENGTH) return false;
  // The dashes are looked at first: nearly everything fails there.
  if (text.charCodeAt(at + 8) !== 0x2d || text.charCodeAt(at + 13) !== 0x2d) return false;
  if (text.charCodeAt(at + 18) !== 0x2d || text.charCodeAt(at + 23) !== 0x2d) return false;
  return (
    all(text, at, at + 8, HEX) &&
    all(text, at + 9, at + 13, HEX) &&
    all(text, at + 14, at + 18, HEX) &&
    all(text, at + 19, at + 23, HEX) &&
    all(text, at + 24, at + UUID_LENGTH, HEX)
  );
}

/** A UUID as a whole: bare, in braces, as a URN. */
export function isUuid(text: string): boolean {
  const { length } = text;
  if (length === 36) return isUuidAt(text, 0, length);
  if (length === 38) return text[0] === "{" && text[37] === "}" && isUuidAt(text, 1, 37);
  return length === 45 && text.slice(0, 9).toLowerCase() === "urn:uuid:" && isUuidAt(text, 9, length);
}

/** `2026-05-17` is a date; with a time of day behind it, it is one of many. */
export function timeShape(text: string): number {
  const separator = text.charCodeAt(4);
  if (text.length < 10 || !all(text, 0, 4, CLASS.digit) || text.charCodeAt(7) !== separator) return SHAPE.none;
  if ((separator !== 0x2d && separator !== 0x2f) || !all(text, 5, 7, CLASS.digit) || !all(text, 8, 10, CLASS.digit))
    return SHAPE.none;
  const month = numberAt(text, 5, 7);
  const day = numberAt(text, 8, 10);
  if (month < 1 || month > 12 || day < 1 || day > 31) return SHAPE.none;
  if (text.length === 10) return SHAPE.date;
  const joint = text.charCodeAt(10);
  // `T`, `t`, `_`, `-` or blank, and two digits.
  const joined = joint === 0x54 || joint === 0x74 || joint === 0x5f || joint === 0x2d || joint === 0x20;
  return joined && all(text, 11, 13, CLASS.digit) && text.length >= 13 ? SHAPE.time : SHAPE.none;
}

/** `1.28.3`, `v2`, `20.04`, `2.1.0-rc.1+exp.sha.5114f85`, Go's `v0.0.0-20260517101112-abcdef123456`. */
export function isVersion(text: string): boolean {
  const v = text.charCodeAt(0) | 0x20;
  const hasMark = v === 0x76 && (classAt(text, 1) & CLASS.digit) !== 0;
  let at = hasMark ? 1 : 0;
  let groups = 0;
  for (; ; at++) {
    const stop = skip(text, at, text.length, CLASS.digit);
    if (stop === at || stop - at > 6) return false;
    groups++;
    at = stop;
    if (text.charCodeAt(at) !== 0x2e || (classAt(text, at + 1) & CLASS.digit) === 0) break;
  }
  if (groups < 2 && !hasMark) return false;
  if (at === text.length) return true;
  // What follows says which build: letters, digits, dots, dashes, plus.
  return text.length - at <= 80 && isBuild(text, at);
}

function isBuild(text: string, start: number): boolean {
  for (let i = start; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    const sign = unit === 0x2e || unit === 0x2d || unit === 0x2b || unit === 0x5f || unit === 0x7e;
    if ((!sign && (classAt(text, i) & ALNUM) === 0) || isUuidAt(text, i, text.length)) return false;
  }
  return true;
}

/** One `@` between a name and a domain with a dot. */
export function isEmail(text: string): boolean {
  const at = text.indexOf("@");
  if (at < 1 || text.indexOf("@", at + 1) >= 0 || text.includes(" ") || text.includes("/")) return false;
  const dot = text.lastIndexOf(".");
  return (
    dot > at + 1 && dot < text.length - 1 && skip(text, dot + 1, text.length, CLASS.lower | CLASS.upper) === text.length
  );
}

/** Digits in groups: with a plus, in brackets, or in three groups and more (telephone, card and tax numbers). */
export function isGroupedNumber(text: string): boolean {
  let digits = 0;
  let groups = 0;
  let inGroup = false;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    const isDigit = (classAt(text, i) & CLASS.digit) !== 0;
    if (isDigit) {
      digits++;
      if (!inGroup) groups++;
    } else if (
      unit === 0x2b ? i > 0 : unit !== 0x20 && unit !== 0x2d && unit !== 0x28 && unit !== 0x29 && unit !== 0x2e
    )
      return false;
    inGroup = isDigit;
  }
  const marked = text.charCodeAt(0) === 0x2b || text.charCodeAt(0) === 0x28;
  return marked ? digits >= 8 && digits <= 15 : groups >= 3 && digits >= 9 && digits <= 19;
}

/** A header that begins with `{"`, then two more parts of base64url (RFC 7519). */
export function isJwt(text: string): boolean {
  if (!text.startsWith("eyJ") || text.length < 24) return false;
  let dots = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit === 0x2e) dots++;
    else if ((classAt(text, i) & ALNUM) === 0 && unit !== 0x2d && unit !== 0x5f && unit !== 0x3d) return false;
  }
  return dots === 2 || dots === 4;
}
