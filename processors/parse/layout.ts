import type { Format } from "../plan.ts";
import { TRIGGER_BIT } from "../scan/triggers.ts";
import type { Decoded } from "./decode.ts";
import { readCookies, readHeaders } from "./headers.ts";
import { looksLikeJson, readJson, skipSpace } from "./json.ts";
import { readPairs } from "./key-value.ts";
import type { Part } from "./part.ts";
import { readRecords } from "./records.ts";
import { readSql } from "./sql.ts";
import { readTable, type Table } from "./table.ts";
import { quotedUrlEnd, readQuery, readUrl, schemeStart } from "./url.ts";
import { looksLikeXml, readXml } from "./xml.ts";

const MAX_QUOTED_JSON = 64;

/** How a text is made up. */
export interface Layout {
  readonly parts: Part[];
  /** Pairs of offsets between which every character outside of parts is syntax. */
  readonly structured: number[];
  decoded?: Map<Part, Decoded>;
  /** Parts whose names are protected. */
  guarded?: Set<Part>;
  readonly isCode: boolean;
  /** The text is lines of cells. */
  table?: Table | undefined;
}

/** Whether a name, at a path of names, is worth a look. */
export type Wants = (key: string, path?: string) => boolean;

/** A stretch of running text. */
interface Stretch {
  readonly text: string;
  readonly from: number;
  readonly to: number;
  readonly bits: number;
}

/** The parts of a text, in order, without overlaps. `wants` says which names in running text are worth a look. */
export function layoutOf(text: string, format: Format, bits: number, wants: Wants): Layout {
  const parts: Part[] = [];
  const layout: Layout = { parts, structured: [], isCode: format === "sql" };
  const sink = (part: Part): void => void parts.push(part);
  const { length } = text;
  switch (format) {
    case "url":
    case "url_path":
      readUrl(text, 0, length, sink);
      break;
    case "url_query":
      readQuery(text, text.charCodeAt(0) === 0x3f ? 1 : 0, length, sink);
      break;
    case "form":
      readQuery(text, 0, length, sink);
      break;
    case "sql":
      if (looksLikeJson(text, skipSpace(text, 0, length), length)) readProse(text, format, bits, layout, wants);
      else readSql(text, 0, length, sink);
      break;
    case "headers":
      readHeaders(text, 0, length, sink);
      break;
    case "cookies":
      readCookies(text, 0, length, sink);
      break;
    default:
      readProse(text, format, bits, layout, wants);
  }
  return layout;
}

/** Text of no stated format: JSON from its first character on or inside, and between: names with values, and URLs. */
function readProse(text: string, format: Format, bits: number, layout: Layout, wants: Wants): void {
  const { parts, structured } = layout;
  const sink = (part: Part): void => void parts.push(part);
  const first = skipSpace(text, 0, text.length);
  if (looksLikeXml(text, first)) {
    readXml(text, first, wants, sink);
    readBetween({ text, from: 0, to: text.length, bits }, parts, wants);
    return mergeFrom(parts, 0);
  }
  layout.table = format === "auto" || format === "text" ? readTable(text, wants, sink) : undefined;
  if (layout.table !== undefined) return;
  let at = 0;
  let json = format === "json" || looksLikeJson(text, first, text.length) ? first : text.indexOf('{"');
  for (let count = 0; json >= 0 && count < MAX_QUOTED_JSON; count++) {
    readBetween({ text, from: at, to: json, bits }, parts, wants);
    at = readJson(text, json, text.length, sink);
    if (at > json) structured.push(json, at);
    json = text.indexOf('{"', Math.max(at, json + 1));
  }
  readBetween({ text, from: at, to: text.length, bits }, parts, wants);
}

/** Names with values, and URLs. */
function readBetween(stretch: Stretch, parts: Part[], wants: Wants): void {
  const { text, from, to, bits } = stretch;
  if (to - from < 3) return;
  const mark = parts.length;
  if ((bits & TRIGGER_BIT.scheme) !== 0) {
    for (let scheme = text.indexOf("://", from); scheme >= 0 && scheme < to; scheme = text.indexOf("://", scheme + 3)) {
      const end = quotedUrlEnd(text, scheme, to);
      readUrl(text, schemeStart(text, scheme, from), end, (part) => void parts.push(part));
      scheme = Math.max(scheme, end - 3);
    }
  }
  // Where a pair begins at a record's value, the record knows better.
  readRecords(text, from, to, (part) => void parts.push(part));
  const urls = parts.length;
  readPairs(text, from, to, wants, (part) => void parts.push(part));
  if (urls > mark && parts.length > urls) mergeFrom(parts, mark);
}

/** Puts two runs of parts, each in order, into one order; of two that overlap the first stays. */
function mergeFrom(parts: Part[], mark: number): void {
  const sorted = parts.splice(mark).sort((a, b) => a.start - b.start || b.end - a.end);
  let end = -1;
  for (const part of sorted) {
    if (part.start < end) continue;
    parts.push(part);
    end = part.end;
  }
}

/** Whether the whole text is one structure. */
export function covers(layout: Layout, length: number): boolean {
  return layout.structured[0] === 0 && layout.structured[1] === length;
}
