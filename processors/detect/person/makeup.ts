import { LEX } from "../model/lexicon.ts";
import { SHAPE, type Tokens } from "../model/tokens.ts";
import type { Run } from "./runs.ts";

/** What the tokens of a run are, counted. */
export interface Makeup {
  glued: number;
  /** Listed first names, and listed names of any kind, that are no ordinary words. */
  firsts: number;
  names: number;
  streets: number;
  digits: number;
  letters: number;
  capitals: number;
  /** Letters of scripts with one case, where no capital tells a name from a word. */
  uncased: number;
}

export function makeupOf(tokens: Tokens, run: Run): Makeup {
  const makeup: Makeup = { glued: 0, firsts: 0, names: 0, streets: 0, digits: 0, letters: 0, capitals: 0, uncased: 0 };
  for (let i = run.first; i <= run.last; i++) {
    const bits = tokens.lexicon[i]!;
    const shape = tokens.shapes[i]!;
    makeup.glued += tokens.glued[i]!;
    if (shape >= SHAPE.digits && shape <= SHAPE.mixed) makeup.digits++;
    else if (shape < SHAPE.mark || shape === SHAPE.uncased) {
      makeup.letters++;
      if (shape !== SHAPE.lower) makeup.capitals++;
      if (shape === SHAPE.uncased) makeup.uncased++;
    }
    if ((bits & LEX.street) !== 0) makeup.streets++;
    if ((bits & LEX.common) !== 0) continue;
    if ((bits & LEX.first) !== 0) makeup.firsts++;
    if ((bits & (LEX.first | LEX.last)) !== 0) makeup.names++;
  }
  return makeup;
}

export function isOrdinary(tokens: Tokens, run: Run): boolean {
  for (let i = run.first; i <= run.last; i++)
    if (tokens.shapes[i]! < SHAPE.digits && (tokens.lexicon[i]! & LEX.common) === 0) return false;
  return true;
}

/** `44110 B`: a number and its unit. */
export function holdsLongWord(tokens: Tokens, run: Run): boolean {
  for (let i = run.first; i <= run.last; i++)
    if (
      (tokens.shapes[i]! < SHAPE.digits || tokens.shapes[i] === SHAPE.uncased) &&
      tokens.ends[i]! - tokens.starts[i]! > 2
    )
      return true;
  return false;
}

export function holdsWord(tokens: Tokens, run: Run): boolean {
  for (let i = run.first; i <= run.last; i++) {
    const bits = tokens.lexicon[i]!;
    if (tokens.shapes[i] === SHAPE.lower && (bits & LEX.common) !== 0 && tokens.ends[i]! - tokens.starts[i]! > 3)
      return true;
  }
  return false;
}

export function holdsPlace(tokens: Tokens, run: Run): boolean {
  for (let i = run.first; i <= run.last; i++) {
    const bits = tokens.lexicon[i]!;
    if ((bits & (LEX.city | LEX.region)) !== 0 && (bits & LEX.common) === 0) return true;
  }
  return false;
}

export function isCapital(tokens: Tokens, i: number): boolean {
  if (i < 0 || i >= tokens.count) return false;
  const shape = tokens.shapes[i]!;
  return shape >= SHAPE.title && shape <= SHAPE.camel;
}
