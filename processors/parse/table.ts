import type { Sink } from "./part.ts";

/** Signs between cells, the least common in prose first. */
const DELIMITERS = [0x09, 0x3b, 0x7c, 0x2c];
const MAX_HEADER = 1_024;
const MAX_COLUMNS = 128;
const MAX_QUOTED = 8_192;
/** How far back the beginning of a line is looked for. */
const MAX_BACK = 1_024;
const COMMA = 0x2c;
const BAR = 0x7c;
/** A name behind a comma and a blank: one word. */
const WORD = /^ ?[\p{L}_][\p{L}\p{M}\p{N}_.-]{0,47}$/u;
const NAME = /^[\p{L}_][\p{L}\p{M}\p{N}_ .()/-]{0,47}$/u;

/** Lines of cells under a line of names. */
export interface Table {
  readonly delimiter: number;
  /** First character behind the line of names. */
  readonly firstRow: number;
}

interface Cell {
  readonly start: number;
  readonly end: number;
}

const MAX_COMMENTS = 8;
const HASH = 0x23;

/** Where the line of names begins: behind lines that are remarks. */
function headStart(text: string): number {
  let start = 0;
  for (let lines = 0; lines < MAX_COMMENTS && text.charCodeAt(start) === HASH; lines++) {
    const end = text.indexOf("\n", start);
    if (end < 0) return start;
    start = end + 1;
  }
  return start;
}

/** Whether a first line of names is worth a look; one pass over that line, and none where there is no other. */
export function mayBeTable(text: string): boolean {
  const start = headStart(text);
  const end = text.indexOf("\n", start);
  if (end <= start + 2 || end > start + MAX_HEADER) return false;
  let hasDelimiter = false;
  for (let i = start; i < end; i++) {
    const unit = text.charCodeAt(i);
    if (DELIMITERS.includes(unit)) hasDelimiter = true;
    // Names hold none of these.
    else if (unit === 0x3a || unit === 0x3d || unit === 0x7b || unit === 0x3c || unit === 0x5b) return false;
  }
  return hasDelimiter;
}

/**
 * Reads CSV (RFC 4180) with a line of names, and its kin with tabs, semicolons or bars: each cell of a column whose name
 * is worth a look has that name. Undefined where the first two lines are no such thing.
 */
export function readTable(text: string, wants: (key: string) => boolean, sink: Sink): Table | undefined {
  if (!mayBeTable(text)) return undefined;
  for (const delimiter of DELIMITERS) {
    const names: string[] = [];
    let firstRow = eachCell(text, headStart(text), delimiter, (cell) => names.push(text.slice(cell.start, cell.end)));
    while (text.charCodeAt(firstRow) === 0x0a || text.charCodeAt(firstRow) === 0x0d) firstRow++;
    if (!areNames(names, delimiter) || firstRow >= text.length) continue;
    let cells = 0;
    eachCell(text, firstRow, delimiter, () => cells++);
    const isLoose = delimiter !== COMMA || names.every((name) => !name.startsWith(" "));
    if (isLoose ? cells < 2 : cells !== names.length) continue;
    const keys = names.map((name) => (wants(name.trim()) ? name : ""));
    if (keys.every((key) => key === "")) return undefined;
    readRows(text, firstRow, delimiter, keys, sink);
    return { delimiter, firstRow };
  }
  return undefined;
}

function areNames(names: readonly string[], delimiter: number): boolean {
  // Bars may stand around a row as well.
  const inner =
    delimiter === BAR && names[0]?.trim() === "" ? names.slice(1, names.at(-1)?.trim() === "" ? -1 : undefined) : names;
  if (inner.length < 2 || inner.length > MAX_COLUMNS || new Set(inner).size < inner.length) return false;
  // `Dear all, thank you` is prose.
  if (delimiter === COMMA) return inner.every((name) => NAME.test(name)) || inner.every((name) => WORD.test(name));
  return inner.every((name) => NAME.test(name.trim()));
}

function readRows(text: string, from: number, delimiter: number, keys: readonly string[], sink: Sink): void {
  for (let row = from; row < text.length; ) {
    let column = 0;
    row = eachCell(text, row, delimiter, (cell) => {
      const key = keys[column++] ?? "";
      let { start, end } = cell;
      while (start < end && text.charCodeAt(start) === 0x20) start++;
      while (end > start && text.charCodeAt(end - 1) === 0x20) end--;
      if (key === "" || end <= start || isRule(text, start, end)) return;
      sink({
        start,
        end,
        key: key.trim(),
        path: key.trim(),
        escape: "none",
        syntax: "text",
        strict: true,
        closed: true,
      });
    });
  }
}

/** The dashes under the names of a table drawn with bars. */
function isRule(text: string, start: number, end: number): boolean {
  return end - start <= MAX_HEADER && /^[-:]+$/.test(text.slice(start, end));
}

/** Calls `take` for the cells of the line at `start`, without their quotes; returns where the next line begins. */
function eachCell(
  text: string,
  start: number,
  delimiter: number,
  take: (cell: Cell) => void,
  limit = text.length,
): number {
  let at = start;
  for (;;) {
    const close = text.charCodeAt(at) === 0x22 ? quotedEnd(text, at + 1, limit) : -1;
    const from = close < 0 ? at : at + 1;
    if (close >= 0) at = close + 1;
    while (at < limit && text.charCodeAt(at) !== delimiter && text.charCodeAt(at) !== 0x0a) at++;
    const last = at > from && text.charCodeAt(at - 1) === 0x0d ? at - 1 : at;
    take({ start: from, end: close < 0 ? last : close });
    if (at >= limit) return limit;
    at++;
    if (text.charCodeAt(at - 1) === 0x0a) return at;
  }
}

/** The quote that closes, two standing for one inside; -1 where none does soon. */
function quotedEnd(text: string, from: number, limit: number): number {
  const stop = Math.min(limit, from + MAX_QUOTED);
  for (let at = from; at < stop; at++) {
    if (text.charCodeAt(at) !== 0x22) continue;
    if (text.charCodeAt(at + 1) !== 0x22) return at;
    at++;
  }
  return -1;
}

/** A finding that goes over the border of a cell, cut into cells: what separates them stays. */
export function cutAtCells<T extends Cell>(text: string, one: T, { delimiter }: Table): readonly T[] {
  if (!crosses(text, one, delimiter)) return [one];
  const pieces: T[] = [];
  let row = one.start;
  while (row > 0 && one.start - row < MAX_BACK && text.charCodeAt(row - 1) !== 0x0a) row--;
  // Far from where its line begins, a cell in quotes is not told from others: every sign that separates is kept.
  if (one.start - row === MAX_BACK) row = one.start;
  while (row < one.end)
    row = eachCell(
      text,
      row,
      delimiter,
      (cell) => {
        const start = Math.max(cell.start, one.start);
        const end = Math.min(cell.end, one.end);
        if (end > start && text.slice(start, end).trim() !== "") pieces.push({ ...one, start, end });
      },
      Math.min(text.length, one.end + MAX_BACK),
    );
  return pieces;
}

function crosses(text: string, { start, end }: Cell, delimiter: number): boolean {
  for (let i = start; i < end; i++) {
    const unit = text.charCodeAt(i);
    if (unit === delimiter || unit === 0x0a || unit === 0x22) return true;
  }
  return false;
}
