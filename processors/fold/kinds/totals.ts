/**
 * The front of every row of an output, in doubles: flags, count, sum and what rounding took from it, least and greatest
 * value. A row is a total, what came since the last delta, or the delta that is on its way.
 */
const FLAGS = 0;
export const COUNT = 1;
const SUM = 2;
const SUM_REST = 3;
const MIN = 4;
const MAX = 5;
export const TOTALS = 6;

/** A contribution had none: what would be written is not the sum, the least or the greatest of all. */
const NO_SUM = 1;
const NO_MIN = 2;
const NO_MAX = 4;

/** What a point adds to an output. */
export interface Increment {
  count: number;
  /** The sum now and the sum before; the difference is taken in the row, where its rounding is kept. */
  sum: number;
  sumBefore: number;
  hasSum: boolean;
  /** NaN where it is not known. */
  min: number;
  max: number;
}

export function clearTotals(row: Float64Array, at: number): void {
  // A sum that is unknown stays so: it may be the sum of one life of the output (behaviour B6).
  row[at + FLAGS] = (row[at + FLAGS] as number) & NO_SUM;
  row[at + COUNT] = 0;
  row[at + SUM] = 0;
  row[at + SUM_REST] = 0;
  row[at + MIN] = Infinity;
  row[at + MAX] = -Infinity;
}

/** Adds to a row. `isWhole` says that min and max are those of what is added, not of more. */
export function addTotals(row: Float64Array, at: number, added: Increment, isWhole: boolean): void {
  if (added.count > 0) {
    row[at + COUNT] = (row[at + COUNT] as number) + added.count;
    if (!added.hasSum) row[at + FLAGS] = (row[at + FLAGS] as number) | NO_SUM;
    addExtremes(row, at, isWhole ? added.min : Number.NaN, isWhole ? added.max : Number.NaN);
  }
  if (added.hasSum) {
    addSum(row, at, added.sum);
    if (added.sumBefore !== 0) addSum(row, at, -added.sumBefore);
  }
}

/** Adds one row to another. */
export function mergeTotals(row: Float64Array, at: number, other: Float64Array, from: number): void {
  const flags = other[from + FLAGS] as number;
  row[at + FLAGS] = (row[at + FLAGS] as number) | (flags & NO_SUM);
  if (other[from + COUNT] !== 0) {
    row[at + COUNT] = (row[at + COUNT] as number) + (other[from + COUNT] as number);
    const min = (flags & NO_MIN) === 0 ? (other[from + MIN] as number) : Number.NaN;
    addExtremes(row, at, min, (flags & NO_MAX) === 0 ? (other[from + MAX] as number) : Number.NaN);
  }
  addSum(row, at, other[from + SUM] as number);
  addSum(row, at, other[from + SUM_REST] as number);
}

function addExtremes(row: Float64Array, at: number, min: number, max: number): void {
  if (Number.isNaN(min)) row[at + FLAGS] = (row[at + FLAGS] as number) | NO_MIN;
  else if (min < (row[at + MIN] as number)) row[at + MIN] = min;
  if (Number.isNaN(max)) row[at + FLAGS] = (row[at + FLAGS] as number) | NO_MAX;
  else if (max > (row[at + MAX] as number)) row[at + MAX] = max;
}

/** Compensated summation after Neumaier (ZAMM 54, 1974): what an addition rounds away is kept beside it. */
function addSum(row: Float64Array, at: number, value: number): void {
  const sum = row[at + SUM] as number;
  const next = sum + value;
  const lost = Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum;
  row[at + SUM] = next;
  row[at + SUM_REST] = (row[at + SUM_REST] as number) + lost;
}

/** The sum of a row; undefined where a contribution had none or the sum left the range of doubles. */
export function sumOf(row: Float64Array, at: number): number | undefined {
  const sum = (row[at + SUM] as number) + (row[at + SUM_REST] as number);
  return ((row[at + FLAGS] as number) & NO_SUM) === 0 && Number.isFinite(sum) ? sum : undefined;
}

export function minOf(row: Float64Array, at: number): number | undefined {
  const isKnown = ((row[at + FLAGS] as number) & NO_MIN) === 0 && row[at + COUNT] !== 0;
  return isKnown ? row[at + MIN] : undefined;
}

export function maxOf(row: Float64Array, at: number): number | undefined {
  const isKnown = ((row[at + FLAGS] as number) & NO_MAX) === 0 && row[at + COUNT] !== 0;
  return isKnown ? row[at + MAX] : undefined;
}
