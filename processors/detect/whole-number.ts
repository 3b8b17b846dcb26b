import { EVIDENCE, type Match } from "./detector.ts";
import { announcedMatch, endOf, isCompact, isPrefixed, JOINS } from "./id-shape.ts";
import { LONGEST_RUN } from "./leading-run.ts";
import { type IdShape, mayLead } from "./shape-list.ts";
import { see } from "./sight.ts";
import { digitRun, isDigit, isLetter } from "./units.ts";
import type { Work } from "./work.ts";

/** A whole value whose key announces one of the shapes: those the key names, or any that has a check digit. */
export function findKeyed(
  text: string,
  start: number,
  end: number,
  named: readonly IdShape[],
  any: readonly IdShape[],
  work: Work | undefined,
): Match | undefined {
  if (end - start > 64) return undefined;
  const value = wholeOf(text.slice(start, end), JOINS);
  for (const shape of named) if (isWhole(value, shape, work)) return announcedMatch(start, end, shape, EVIDENCE.key);
  const best = surest(value, any, work);
  return best === undefined ? undefined : announcedMatch(start, end, best, EVIDENCE.key);
}

/** Of the shapes with a check digit that the value is, the one of the highest prior. */
function surest(value: Whole, shapes: readonly IdShape[], work: Work | undefined): IdShape | undefined {
  let best: IdShape | undefined;
  for (const shape of shapes)
    if (shape.checksum && shape.prior > (best?.prior ?? 0) && isWhole(value, shape, work)) best = shape;
  return best;
}

/**
 * Text that is nothing but one value, without a key: the check digit alone speaks, so the score stays low. Of several
 * shapes that fit, the one with the highest prior, which is the one with the most to go wrong (a date, two check digits).
 */
export function findAlone(
  text: string,
  index: number,
  shapes: readonly IdShape[],
  work: Work | undefined,
): Match | undefined {
  if (index > 2 || text.length > 40) return undefined;
  const value = text.trim();
  if (text.indexOf(value) !== index || !isMostlyNumber(value)) return undefined;
  see(work);
  const best = surest(wholeOf(value, SPACES), shapes, work);
  return best === undefined
    ? undefined
    : { ...announcedMatch(index, index + value.length, best, 0), prior: best.prior / 4 };
}

/** Two in five letters and digits are digits, as in every number that has letters (`RSSMRA85T10A562S`). */
function isMostlyNumber(value: string): boolean {
  let digits = 0;
  let letters = 0;
  for (let i = 0; i < value.length; i++) {
    const unit = value.charCodeAt(i);
    if (isDigit(unit)) digits++;
    else if (isLetter(unit)) letters++;
  }
  return digits * 3 >= letters * 2;
}

/** What joins parts where neither word nor key speaks: dots and dashes are then part of the shape. */
const SPACES = / /g;

/** A value as written and without what joins its parts. */
interface Whole {
  readonly value: string;
  readonly compact: string;
  readonly run: number;
  readonly compactRun: number;
  /** It begins with letters, as with those of a country. */
  readonly isLed: boolean;
}

function wholeOf(value: string, joins: RegExp): Whole {
  const compact = value.replaceAll(joins, "");
  return {
    value,
    compact,
    run: digitRun(value, 0, LONGEST_RUN),
    compactRun: digitRun(compact, 0, LONGEST_RUN),
    isLed: isLetter(compact.charCodeAt(0)),
  };
}

/** The value is the shape, as written or without what joins its parts. */
function isWhole({ value, compact, run, compactRun, isLed }: Whole, shape: IdShape, work: Work | undefined): boolean {
  if (mayLead(shape, run) && endOf(value, 0, shape, work) === value.length) return true;
  if (!isLed && !mayLead(shape, compactRun)) return false;
  return compact === value ? isPrefixed(value, shape, work) : isCompact(compact, shape, work);
}
