import type { Units } from "./words.ts";

const LINE_FEED = 0x0a;
const HASH = 0x23;
const MAX_REMARKS = 8;
const LONGEST_HEAD = 1_024;

/**
 * Whether a text without a candidate is to be read all the same, for its parts or what stands encoded in it: it begins
 * like XML, its first line may be one of names (`parse/table.ts`), or it holds `&#` or `eyJ`. The same as
 * `assembly/structure.ts`.
 */
export function isStructured(units: Units, start: number, end: number): boolean {
  return isMarkup(units, start, end) || holdsEncoded(units, start, end) || isTable(units, start, end);
}

function isMarkup(units: Units, start: number, end: number): boolean {
  let at = start;
  while (at < end && isBlank(units[at]!)) at++;
  if (at + 1 >= end || units[at] !== 0x3c) return false;
  const next = units[at + 1]!;
  return isLetter(next) || next === 0x5f || next === 0x3f || next === 0x21 || next > 0x7f;
}

function holdsEncoded(units: Units, start: number, end: number): boolean {
  for (let i = start; i < end; i++) {
    if (units[i] === 0x26 && i + 1 < end && units[i + 1] === HASH) return true;
    if (units[i] === 0x4a && i - 2 >= start && units[i - 1] === 0x79 && units[i - 2] === 0x65) return true;
  }
  return false;
}

function isTable(units: Units, start: number, end: number): boolean {
  let head = start;
  let stop = lineEnd(units, head, end);
  for (let n = 0; n < MAX_REMARKS && stop < end && units[head] === HASH; n++)
    stop = lineEnd(units, (head = stop + 1), end);
  if (stop === end || stop <= head + 2 || stop > head + LONGEST_HEAD) return false;
  let isParted = false;
  for (let i = head; i < stop; i++) {
    const unit = units[i]!;
    if (unit === 0x09 || unit === 0x3b || unit === 0x7c || unit === 0x2c) isParted = true;
    else if (unit === 0x3a || unit === 0x3d || unit === 0x7b || unit === 0x3c || unit === 0x5b) return false;
  }
  return isParted;
}

function lineEnd(units: Units, from: number, end: number): number {
  const at = units.indexOf(LINE_FEED, from);
  return at < 0 || at > end ? end : at;
}

function isBlank(unit: number): boolean {
  return unit === 0x20 || unit === 0x0a || unit === 0x0d || unit === 0x09;
}

function isLetter(unit: number): boolean {
  return (unit | 0x20) >= 0x61 && (unit | 0x20) <= 0x7a;
}
