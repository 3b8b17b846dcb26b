/** An identifier inside a path or name: what stands for it is `{uuid}` or `{id}`. */
export interface PathIdentifier {
  readonly start: number;
  readonly end: number;
  readonly type: "UUID" | "IDENTIFIER";
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const HEX = /^(?:0x)?[0-9a-f]{12,}$/i;
const NUMBER = /^\d+$/;
/** ULID, KSUID, nano ids, object ids in mixed letters: long, and letters and digits change places often. */
const MIXED = /^[A-Za-z0-9_-]{16,}$/;
const VERSION = /^v\d{1,3}(?:[._]\d{1,3}){0,2}$/i;

/**
 * Identifiers among the segments of a path, by shape alone, so from the first value on. The text may begin with a method
 * (`GET /users/17`); the query and fragment are not looked at. Versions (`v1`) and words stay.
 */
export function pathIdentifiers(text: string, from: number, to: number): PathIdentifier[] {
  const found: PathIdentifier[] = [];
  let start = text.indexOf("/", from);
  if (start < 0 || start >= to) return found;
  while (start < to) {
    let end = start + 1;
    while (end < to && !isBreak(text.charCodeAt(end))) end++;
    const type = identifierType(text.slice(start + 1, end));
    if (type !== undefined) found.push({ start: start + 1, end, type });
    if (end >= to || text[end] === "?" || text[end] === "#") return found;
    start = end;
  }
  return found;
}

/** `/`, `?`, `#`, `;` and space end a segment. */
function isBreak(unit: number): boolean {
  return unit === 0x2f || unit === 0x3f || unit === 0x23 || unit === 0x3b || unit === 0x20;
}

/** What a path segment is an identifier of, if it is one. */
export function identifierType(segment: string): PathIdentifier["type"] | undefined {
  if (segment.length === 0 || segment.length > 256) return undefined;
  if (UUID.test(segment)) return "UUID";
  if (NUMBER.test(segment) || HEX.test(segment)) return "IDENTIFIER";
  if (VERSION.test(segment)) return undefined;
  return MIXED.test(segment) && changes(segment) >= 4 ? "IDENTIFIER" : undefined;
}

/** How often a letter follows a digit or a digit a letter. */
function changes(segment: string): number {
  let count = 0;
  for (let i = 1; i < segment.length; i++) {
    const a = isDigit(segment.charCodeAt(i - 1));
    const b = isDigit(segment.charCodeAt(i));
    if (a !== b) count++;
  }
  return count;
}

function isDigit(unit: number): boolean {
  return unit >= 0x30 && unit <= 0x39;
}
