// How much the points of a series brought, where somebody ranks series by it.

import { IS_DELTA, IS_DOUBLE, IS_MONOTONIC, HAS_VALUE, KIND_SHIFT, S_FLAGS, S_START, S_TIME, S_VALUE, S_WEIGHT, SUM } from "./layout";
import { after, bits, noRecordedValue, numberType, skipField, startTime, time, varint } from "./point";

/** Field `count` of all points that are no number. */
const COUNT_TAG: u32 = 0x21;
/** Sums of them stay finite. */
const MOST: f64 = 1e30;

/**
 * Adds what the point at hand is about to bring to its series: increments of counters, values in histograms and summaries;
 * a point of anything else is one. Late ones bring nothing here.
 */
export function weigh(series: usize, start: usize, end: usize): void {
  if (noRecordedValue || time <= load<u64>(series + S_TIME)) return;
  const flags = load<u32>(series + S_FLAGS);
  const kind = flags >> KIND_SHIFT;
  const amount = kind > SUM ? counted(series, flags, countIn(start, end)) : (flags & IS_MONOTONIC) == 0 ? 1 : added(series, flags);
  if (amount > 0) store<f32>(series + S_WEIGHT, load<f32>(series + S_WEIGHT) + <f32>min(amount, MOST));
}

function added(series: usize, flags: u32): f64 {
  const value = numberType == 1 ? reinterpret<f64>(bits) : <f64>(<i64>bits);
  if ((flags & IS_DELTA) != 0) return value;
  const last = (flags & IS_DOUBLE) != 0 ? load<f64>(series + S_VALUE) : <f64>load<i64>(series + S_VALUE);
  return beyond(series, value, last, (flags & HAS_VALUE) != 0);
}

/** The value of a series that is no number is its last count; its books are the host's. */
function counted(series: usize, flags: u32, count: f64): f64 {
  if ((flags & IS_DELTA) != 0) return count;
  const last = load<f64>(series + S_VALUE);
  store<f64>(series + S_VALUE, count);
  return beyond(series, count, last, last != 0);
}

function beyond(series: usize, value: f64, last: f64, isKnown: bool): f64 {
  const start = load<u64>(series + S_START);
  if (start != 0 && startTime > start) return value;
  return !isKnown ? 0 : value < last ? value : value - last;
}

function countIn(start: usize, end: usize): f64 {
  for (let at = start; at < end; ) {
    const tag = varint(at, end);
    const value = after();
    at = skipField(tag, value, end);
    if (at == 0) return 0;
    if (tag == COUNT_TAG) return <f64>load<u64>(value);
  }
  return 0;
}
