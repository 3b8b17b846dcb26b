/** An identifier inside a path or name: what stands for it is `{uuid}` or `{id}`. */
export interface PathIdentifier {
  readonly start: number;
  readonly end: number;
  readonly type: "UUID" | "IDENTIFIER";
}

const UUID = /^(?:urn:uuid:)?\{?[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\}?$/i;
/** Digits that dashes, dots or commas group: `2024-05-17`, `12,51`, order numbers. Versions come before. */
const NUMBER = /^[+-]?\d+(?:[-.,_:]\d+)*$/;
const HEX = /^(?:0x)?[0-9a-f]{12,}$/i;
const ULID = /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/;
/** A word, then a number or hex that is one of many: `order-48213`, `cus_4fd09e21`, `ORD48213`. */
const PREFIXED = /^(?:[A-Za-z]{1,16}[-_:.])+(?=[0-9a-f]*\d)(?:\d{5,}|[0-9a-f]{8,})$/i;
const LETTERS_THEN_NUMBER = /^[A-Za-z]{1,5}\d{5,}$/;
/** KSUID, nano ids, object ids in mixed letters, base64url: long, and kinds of signs change places often. */
const MIXED = /^[A-Za-z0-9_=~.-]{10,}$/;
const VERSION = /^v?\d{1,3}(?:\.\d{1,3}){1,2}$|^v\d{1,3}(?:[._-]?(?:\d{1,3}|alpha|beta|rc)\d{0,2}){0,3}$/i;
const MAX_SEGMENT = 512;
const LEAST_CHANGES = 4;

/**
 * Identifiers among the segments of a path, by shape alone, so from the first value on. The text may begin with a method
 * (`GET /users/17`) or be a URL: its scheme and host, query and fragment are not looked at. Versions (`v1`), words and
 * `{placeholders}` stay. In a name without a path only what nothing else can be is one: UUIDs, long hex, ULIDs.
 */
export function pathIdentifiers(text: string, from: number, to: number): PathIdentifier[] {
  const found: PathIdentifier[] = [];
  const scheme = text.indexOf("://", from);
  const isUrl = scheme >= 0 && scheme < to && !text.slice(from, scheme).includes("/");
  let start = text.indexOf("/", isUrl ? scheme + 3 : from);
  if (start < 0 || start >= to) return isUrl ? found : nameIdentifiers(text, from, to);
  const first = start;
  while (start < to) {
    let end = start + 1;
    let digit = false;
    for (; end < to; end++) {
      const unit = text.charCodeAt(end);
      if (isBreak(unit)) break;
      digit ||= unit >= 0x30 && unit <= 0x39;
    }
    // Every shape has a digit, and those of fewer than six characters begin with one or a sign.
    const isShortWord = end - start < 7 && text.charCodeAt(start + 1) >= 0x41;
    const type = digit && !isShortWord ? identifierType(text.slice(start + 1, end)) : undefined;
    const isBounded =
      end - start < 5 && (isStep(text, start) || (start === first && isErrorPage(text, start, end, to)));
    if (type !== undefined && !isBounded) found.push({ start: start + 1, end, type });
    // The query, the fragment and what follows a path in a name are not looked at.
    if (end >= to || text[end] === "?" || text[end] === "#" || text[end] === " ") return found;
    start = end;
  }
  return found;
}

/** Behind a lone star: a step of a cron expression. */
function isStep(text: string, slash: number): boolean {
  return text.charCodeAt(slash - 1) === 0x2a && text.charCodeAt(slash - 2) !== 0x2f;
}

/** `/404` and nothing behind it: what frameworks answer errors with. */
function isErrorPage(text: string, slash: number, end: number, to: number): boolean {
  const hundreds = text.charCodeAt(slash + 1);
  return end - slash === 4 && (hundreds === 0x34 || hundreds === 0x35) && (end >= to || text.charCodeAt(end) !== 0x2f);
}

/** `/`, `?`, `#`, `;` and space end a segment. */
function isBreak(unit: number): boolean {
  return unit === 0x2f || unit === 0x3f || unit === 0x23 || unit === 0x3b || unit === 0x20;
}

/** Identifiers in the name of an operation, topic or table (`orders.6f1c... publish`). */
function nameIdentifiers(text: string, from: number, to: number): PathIdentifier[] {
  const found: PathIdentifier[] = [];
  for (let start = from; start < to; ) {
    let end = start;
    while (end < to && isNameUnit(text.charCodeAt(end))) end++;
    if (end - start >= 16) {
      const type = unmistakable(text.slice(start, end));
      if (type !== undefined) found.push({ start, end, type });
      else if (end - start > 36) {
        const inner = INNER_UUID.exec(text.slice(start, Math.min(end, start + MAX_SEGMENT)));
        if (inner !== null)
          found.push({ start: start + inner.index, end: start + inner.index + inner[0].length, type: "UUID" });
      }
    }
    start = end + 1;
  }
  return found;
}

const INNER_UUID = /(?<![0-9a-f])[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?![0-9a-f])/i;

function isNameUnit(unit: number): boolean {
  const lower = unit | 0x20;
  return (lower >= 0x61 && lower <= 0x7a) || (unit >= 0x30 && unit <= 0x39) || unit === 0x2d;
}

function unmistakable(word: string): PathIdentifier["type"] | undefined {
  if (word.length > MAX_SEGMENT) return undefined;
  if (UUID.test(word)) return "UUID";
  return (HEX.test(word) && /\d/.test(word) && word.length >= 16) || ULID.test(word) ? "IDENTIFIER" : undefined;
}

/** What a path segment is an identifier of, if it is one. */
function identifierType(segment: string): PathIdentifier["type"] | undefined {
  const { length } = segment;
  if (length === 0 || isPlaceholder(segment)) return undefined;
  if (length > MAX_SEGMENT) return "IDENTIFIER";
  if (UUID.test(segment)) return "UUID";
  if (VERSION.test(segment)) return undefined;
  if (NUMBER.test(segment) || (HEX.test(segment) && /\d/.test(segment)) || ULID.test(segment)) return "IDENTIFIER";
  if (PREFIXED.test(segment) || LETTERS_THEN_NUMBER.test(segment)) return "IDENTIFIER";
  return MIXED.test(segment) && isMixed(segment) ? "IDENTIFIER" : undefined;
}

/** `{id}`, `:id`, `<id>`, `*`, `[EMAIL_ADDRESS]`. */
function isPlaceholder(segment: string): boolean {
  const first = segment.charCodeAt(0);
  return (
    first === 0x7b ||
    first === 0x3c ||
    first === 0x5b ||
    first === 0x2a ||
    (first === 0x3a && /^:[A-Za-z_]/.test(segment)) ||
    /^tk1[a-z]_/.test(segment)
  );
}

/**
 * Letters and digits change places at least four times; or capitals and small letters do, in a segment without separators
 * long enough to be base64 and too restless to be CamelCase.
 */
function isMixed(segment: string): boolean {
  let numeric = 0;
  let digits = 0;
  let caseChanges = 0;
  let separators = 0;
  for (let i = 0; i < segment.length; i++) {
    const unit = segment.charCodeAt(i);
    const kind = kindOf(unit);
    if (kind === DIGIT) digits++;
    if (kind === SEPARATOR) separators++;
    if (i === 0) continue;
    const before = kindOf(segment.charCodeAt(i - 1));
    if ((kind === DIGIT) !== (before === DIGIT)) numeric++;
    if (kind === CAPITAL && before === SMALL) caseChanges++;
  }
  // Names of files have an ending; in words joined by dashes, digits are dates and sizes.
  if (/\.[a-z]{1,5}\d?$/i.test(segment)) return digits >= 8 && numeric >= 6;
  if (numeric >= LEAST_CHANGES && (segment.length >= 16 || separators === 0)) return separators * 4 <= segment.length;
  return segment.length >= 20 && digits > 0 && separators <= 2 && caseChanges >= 4;
}

const SMALL = 0;
const CAPITAL = 1;
const DIGIT = 2;
const SEPARATOR = 3;

function kindOf(unit: number): number {
  if (unit >= 0x61 && unit <= 0x7a) return SMALL;
  if (unit >= 0x41 && unit <= 0x5a) return CAPITAL;
  return unit >= 0x30 && unit <= 0x39 ? DIGIT : SEPARATOR;
}

/** Whether a path or name in bytes may hold an identifier: a digit behind a slash, or 16 letters, digits and dashes with a digit. */
export function mayHoldIdentifier(bytes: Uint8Array, start: number, end: number): boolean {
  let run = 0;
  let digit = false;
  let slash = false;
  for (let i = start; i < end; i++) {
    const byte = bytes[i]!;
    if (byte >= 0x30 && byte <= 0x39) {
      if (slash || run >= 15) return true;
      digit = true;
      run++;
    } else if (byte === 0x2d || ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a)) {
      if (++run >= 16 && digit) return true;
    } else {
      if (byte === 0x2f) slash = true;
      run = 0;
      digit = false;
    }
  }
  return false;
}
