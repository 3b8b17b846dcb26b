import { matchesBlind } from "../../blind-pattern.ts";
import type { IdShape } from "../../shape-list.ts";
import { isAlnum, isDigit } from "../../units.ts";
import type { StrongShape } from "./pack.ts";

/** Signs that join the parts of a written number. */
const SIGNS = "-./ (+";
const MAX_RUN = 31;

function runEnd(text: string, index: number): number {
  let end = index;
  while (end - index < MAX_RUN && isAlnum(text.charCodeAt(end))) end++;
  return end;
}

function digitsEnd(text: string, index: number): number {
  let end = index;
  while (end - index < MAX_RUN && isDigit(text.charCodeAt(end))) end++;
  return end;
}

/**
 * What a candidate begins with, in one number: length of the first run of letters and digits, how many digits or letters lead
 * it, and the sign after it. Some eighty shapes are told apart by it at the price of one look.
 */
function signature(text: string, index: number): number {
  const end = runEnd(text, index);
  const digits = digitsEnd(text, index);
  let letters = index;
  while (letters < end && !isDigit(text.charCodeAt(letters))) letters++;
  const sign = end < text.length ? SIGNS.indexOf(text[end] ?? "") + 1 : 0;
  return (((end - index) * 32 + (digits - index)) * 32 + (letters - index)) * 8 + sign;
}

/** Shapes by what they may begin with. */
export interface BySignature {
  readonly shapes: ReadonlyMap<number, readonly IdShape[]>;
  /** By length of the first run and of its leading digits: whether any shape begins so. */
  readonly runs: Uint8Array;
}

export function bySignature(shapes: readonly StrongShape[]): BySignature {
  const table = new Map<number, IdShape[]>();
  const runs = new Uint8Array(32 * 32);
  const add = (key: number, shape: IdShape) => {
    const list = table.get(key) ?? [];
    if (!list.includes(shape)) table.set(key, [...list, shape]);
    runs[key >> 8] = 1;
  };
  for (const [shape, beginnings] of shapes) {
    for (const beginning of beginnings) {
      const key = signature(beginning, 0);
      // A beginning that is one run is the whole number: anything may follow it.
      if (key % 8 !== 0) add(key, shape);
      else for (let sign = 0; sign <= SIGNS.length; sign++) add(key + sign, shape);
    }
  }
  return { shapes: table, runs };
}

/** Whether some other digits in the places of those at `index` may be one of the shapes. */
export function mayBegin(text: string, index: number, shapes: readonly IdShape[]): boolean {
  return shapes.some(({ pattern }) => matchesBlind(pattern, text, index));
}

export function shapesAt(text: string, index: number, table: BySignature): readonly IdShape[] | undefined {
  const run = runEnd(text, index) - index;
  if (table.runs[run * 32 + digitsEnd(text, index) - index] === 0) return undefined;
  return table.shapes.get(signature(text, index));
}
