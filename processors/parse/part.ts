import type { EntityType } from "../../core/entity.ts";
import type { Syntax } from "../detect/detector.ts";
import type { Format } from "../plan.ts";

/** How a value's characters are written in the text around it. */
export type Escape = "none" | "json" | "percent" | "form" | "entities";

/** A value inside a text, with what the syntax around it says. */
export interface Part {
  /** Span of the value without its quotes, UTF-16 offsets. */
  readonly start: number;
  readonly end: number;
  /** Its name; empty where the syntax gives none. */
  readonly key: string;
  /** Names from the outermost down, joined by dots. */
  readonly path: string;
  readonly escape: Escape;
  /** How a replacement is written here. */
  readonly syntax: Syntax;
  /** What the value is by its place in the syntax alone. */
  readonly claim?: EntityType | undefined;
  /** How the value itself is read. */
  readonly format?: Format | undefined;
  /** A name that the rules protect is honoured: the syntax is strict enough to trust it. */
  readonly strict?: boolean;
  /** What follows belongs to something else: a finding that goes on behind it is cut. */
  readonly closed?: boolean;
}

export type Sink = (part: Part) => void;

/** A name inside a map is judged by its path; names beyond this are cut, and have no rule. */
const MAX_PATH = 256;

/** The path of `key` under `parent`. */
export function joinPath(parent: string, key: string): string {
  if (parent === "") return key;
  return parent.length + key.length < MAX_PATH ? `${parent}.${key}` : parent;
}

/** Values that say nothing any more: placeholders, names of templates, stars, and the blanks that stand for an earlier scrub's work. */
export function isReplaced(text: string, start: number, end: number): boolean {
  const first = text.charCodeAt(start);
  const last = text.charCodeAt(end - 1);
  // `[EMAIL_ADDRESS]`, `{id}`, `<token>`.
  if (first === 0x5b && last === 0x5d) return isOnly(text, start + 1, end - 1, isPlaceholderUnit);
  if ((first === 0x7b && last === 0x7d) || (first === 0x3c && last === 0x3e))
    return isOnly(text, start + 1, end - 1, isNameUnit);
  if (first === 0x52 && end - start === 8) return text.startsWith("REDACTED", start);
  return isOnly(text, start, end, isMaskUnit);
}

function isOnly(text: string, start: number, end: number, test: (unit: number) => boolean): boolean {
  if (end - start > 64) return false;
  for (let i = start; i < end; i++) if (!test(text.charCodeAt(i))) return false;
  return true;
}

function isPlaceholderUnit(unit: number): boolean {
  return (unit >= 0x41 && unit <= 0x5a) || unit === 0x5f;
}

function isNameUnit(unit: number): boolean {
  return (unit >= 0x61 && unit <= 0x7a) || isPlaceholderUnit(unit);
}

function isMaskUnit(unit: number): boolean {
  return unit === 0x2a || unit === 0x3f || unit === 0x20;
}
