import type { EntityType } from "../../core/entity.ts";
import { LONGEST_RUN } from "./leading-run.ts";

/** A number or code as written, and how it is checked. */
export interface IdShape {
  readonly subtype: string;
  readonly type?: EntityType;
  /** Sticky; bounded repetition only. */
  readonly pattern: RegExp;
  /** `leadingRuns` of the pattern; absent, anything may lead. */
  readonly runs?: number;
  readonly validate?: (value: string) => boolean;
  readonly prior: number;
  /** `validate` tests a check digit: the value may then stand further away, or before its word. */
  readonly checksum: boolean;
}

/** Shapes that a word announces, arranged by how many digits may lead, so that most of them are never looked at. */
export interface ShapeList {
  readonly all: readonly IdShape[];
  /** Those with a check digit. */
  readonly checked: readonly IdShape[];
  /** By number of leading digits, at most `LONGEST_RUN`. */
  readonly byRun: readonly (readonly IdShape[])[];
  readonly checkedByRun: readonly (readonly IdShape[])[];
  /** Bit r: some shape may lead with r digits. */
  readonly runs: number;
  /** Of all countries: the word names none. */
  readonly isLong: boolean;
}

const LONG_LIST = 16;

export function shapeList(all: readonly IdShape[]): ShapeList {
  const checked = all.filter((shape) => shape.checksum);
  return {
    all,
    checked,
    byRun: byRun(all),
    checkedByRun: byRun(checked),
    runs: all.reduce((bits, { runs = -1 }) => bits | runs, 0),
    isLong: all.length > LONG_LIST,
  };
}

function byRun(shapes: readonly IdShape[]): readonly (readonly IdShape[])[] {
  return Array.from({ length: LONGEST_RUN + 1 }, (_, run) => {
    const some = shapes.filter((shape) => mayLead(shape, run));
    return some.length === shapes.length ? shapes : some;
  });
}

/** Whether the shape may begin where so many digits lead. */
export function mayLead({ runs }: IdShape, run: number): boolean {
  return runs === undefined || ((runs >>> run) & 1) === 1;
}
