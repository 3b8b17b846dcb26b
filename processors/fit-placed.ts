import { EVIDENCE } from "./detect/detector.ts";
import type { Layout } from "./parse/layout.ts";
import { isReplaced, type Part } from "./parse/part.ts";
import { sqlInner } from "./parse/sql.ts";
import { firstEndingBehind } from "./settle-findings.ts";
import type { Placed } from "./settle-placed.ts";

/**
 * Fits a finding of the plain scan to the parts it lies in: the replacement is written as they are, never begins or ends
 * within an escape, and leaves syntax between parts alone.
 */
export function fit(text: string, one: Placed, layout: Layout, found: Placed[]): void {
  if (layout.parts.length === 0 && !layout.isCode) return void found.push(one);
  const { parts } = layout;
  // Names and addresses are looked for in prose: key words and columns of a query are none.
  const isGuess = (one.evidence & (EVIDENCE.model | EVIDENCE.lexicon)) !== 0;
  const structured = isInStructure(layout, one);
  let at = firstEndingBehind(parts, one.start);
  for (; at < parts.length && parts[at]!.start < one.end; at++) {
    const part = parts[at]!;
    const isInside = one.start >= part.start && one.end <= part.end;
    if (layout.guarded?.has(part) === true) {
      if (isInside) return;
    } else if (structured) found.push(within(text, one, part, layout));
    else if (isInside) return void found.push(within(text, one, part, layout));
    // An e-mail address of password and host, or an address with a path segment as its prefix: what follows stays.
    else if (
      part.closed === true &&
      one.start >= part.start &&
      (one.type === "EMAIL_ADDRESS" || one.type === "IP_ADDRESS")
    ) {
      if (!isReplaced(text, part.start, part.end)) found.push({ ...one, end: part.end, syntax: part.syntax });
      return;
    }
  }
  if (!structured && !(layout.isCode && isGuess)) found.push(one);
}

function within(text: string, one: Placed, part: Part, layout: Layout): Placed {
  const { syntax } = part;
  const [first, last] = syntax === "sql" ? sqlInner(text, part.start, part.end) : [part.start, part.end];
  // Numbers become strings as a whole.
  if (syntax === "json_bare" || (syntax === "sql" && first === part.start))
    return { ...one, start: part.start, end: part.end, syntax };
  let start = Math.max(one.start, first);
  let end = Math.min(one.end, last);
  const decoded = layout.decoded?.get(part);
  if (decoded !== undefined) {
    start = decoded.starts[lastAtMost(decoded.starts, start)] ?? start;
    end = decoded.ends[lastAtMost(decoded.starts, end - 1)] ?? end;
  }
  // What stood percent-encoded in running text is written as in a URL.
  if (syntax === "text" && one.syntax === "url") return { ...one, start, end };
  return { ...one, start, end, syntax: syntax === "sql" ? "text" : syntax };
}

function lastAtMost(offsets: Int32Array, position: number): number {
  let low = 0;
  let high = offsets.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (offsets[middle]! <= position) low = middle + 1;
    else high = middle;
  }
  return Math.max(0, low - 1);
}

function isInStructure(layout: Layout, one: Placed): boolean {
  const { structured } = layout;
  for (let i = 0; i < structured.length; i += 2)
    if (one.start >= structured[i]! && one.end <= structured[i + 1]!) return true;
  return false;
}
