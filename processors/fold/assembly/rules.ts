// What a point of a known series adds (OTLP metrics data model: "Resets and gaps", "Single-writer"). One function for
// all kinds decides by times; numbers are added here, the rest by the host's ledgers of kinds.

import {
  BASELINE, BASELINES, bump, DIFFERENCE, DUPLICATES, FOLDED, FULL, GAUGE, HAS_VALUE, IS_DELTA, IS_DOUBLE, IS_ENDED,
  IS_MONOTONIC, IS_WEIGHED, KIND_SHIFT, LATE, LATE_DELTAS, O_FLAGS, O_HEARD, O_SOURCES, O_TOUCHED, PASSED, PASSES, R_COUNT, R_GAUGE, R_LIMIT, R_MALFORMED, R_NOT_A_NUMBER, REFUSED, RESETS,
  RESTARTS, S_FLAGS, S_OUTPUT, S_START, S_TIME, S_VALUE, SUM,
} from "./layout";
import { isRecent, isRemembered, rememberDelta } from "./deltas";
import { addDouble, addInteger } from "./numbers";
import { bits, noRecordedValue, numberType, showPoint, startTime, time } from "./point";
import { noteFolded, outputAt, seriesAt } from "./series";
import { fault } from "./walk";
import { weigh } from "./weights";

/** Host: whether a delta older than the last is new; it is taken note of. */
@external("env", "lateDelta")
declare function lateDelta(series: u32): u32;
/** Host: the delta at hand leaves a gap behind the last one. */
@external("env", "deltaGap")
declare function deltaGap(series: u32): void;

/** For the host: only whether the point can be read. */
const CHECK: u32 = 3;
/** Nothing of the point is new. */
const NOTHING: u32 = 3;

/** Host: a point that is no number. Returns 0 counted, 1 reset, or what it was rejected for. */
@external("env", "absorbKind")
declare function absorbKind(series: u32, sight: u32, start: u32, end: u32): u32;

let tracksPassed: bool = false;
export function trackPassed(on: bool): void {
  tracksPassed = on;
}

/** Seconds since the ledger's epoch, when the request arrived. */
let now: u32 = 0;
export function setNow(seconds: u32): void {
  now = seconds;
}

@inline
export function heardNow(): u32 {
  return now;
}

/** What the point is to its series, whose times move on. */
function judge(slot: u32, series: usize, flags: u32): u32 {
  const last = load<u64>(series + S_TIME);
  const start = load<u64>(series + S_START);
  if ((flags & IS_DELTA) != 0) return judgeDelta(slot, series, last);
  // A level is the newest one, whoever began when.
  const level = isLevel(flags);
  if (level && time > last) {
    store<u64>(series + S_START, startTime);
    store<u64>(series + S_TIME, time);
    return FULL;
  }
  // Where no start was told before, only one behind the last point is another process. A newer start at an older time is
  // late behind a point that told none: counted now, it would be compared with that one's successors.
  if (!level && time > last && startTime > start && (start != 0 || startTime >= last)) {
    store<u64>(series + S_START, startTime);
    store<u64>(series + S_TIME, time);
    bump(RESTARTS);
    return startTime >= time ? BASELINE : FULL;
  }
  // A missing start time says nothing: the point is judged by its value.
  if (startTime < start && startTime != 0) return late(LATE);
  if (time <= last) return late(time == last ? DUPLICATES : LATE);
  if (start == 0) store<u64>(series + S_START, startTime);
  store<u64>(series + S_TIME, time);
  return DIFFERENCE;
}

/** Gauges and cumulative sums that may fall: the last value counts, not what was added to it. */
@inline
function isLevel(flags: u32): bool {
  const kind = flags >> KIND_SHIFT;
  return kind == GAUGE || (kind == SUM && (flags & (IS_MONOTONIC | IS_DELTA)) == 0);
}

function late(counter: usize): u32 {
  bump(counter);
  return NOTHING;
}

/**
 * Each delta counts once, whenever it comes. What is newer than the last is new; what is older is when it is none of
 * those remembered, or, older than these, when the host knows that a gap was left there.
 */
function judgeDelta(slot: u32, series: usize, last: u64): u32 {
  if (time > last) {
    if (startTime > last) {
      showPoint();
      deltaGap(slot);
    } else if (startTime != 0 && startTime < last) bump(LATE_DELTAS);
    store<u64>(series + S_START, startTime);
    store<u64>(series + S_TIME, time);
    return FULL;
  }
  if (isRemembered(series)) return late(DUPLICATES);
  showPoint();
  if (lateDelta(slot) == 0 && !isRecent(series)) return late(DUPLICATES);
  bump(LATE_DELTAS);
  return FULL;
}

/** A point of a known series; returns its fate. */
export function absorbKnown(slot: u32, start: usize, end: usize): u32 {
  const series = seriesAt(slot);
  const flags = load<u32>(series + S_FLAGS);
  const output = load<u32>(series + S_OUTPUT);
  const kind = flags >> KIND_SHIFT;
  if (output == PASSES) {
    // What could not be counted is not remembered either.
    if (fault() != 0) return PASSED;
    if ((flags & IS_WEIGHED) != 0) weigh(series, start, end);
    if ((flags & IS_DELTA) != 0) {
      if (tracksPassed) followDelta(slot, series);
    } else if (kind <= SUM) follow(series, flags);
    else if (tracksPassed) followKind(slot, flags, start, end);
    return PASSED;
  }
  if (output == REFUSED) return R_GAUGE;
  const reason = fault();
  if (reason != 0) return reason;
  if ((flags & IS_WEIGHED) != 0) weigh(series, start, end);
  if (noRecordedValue) {
    if (time <= load<u64>(series + S_TIME)) bump(LATE);
    else {
      // A level that ended is not brought back by what is late; a total may still be told what it had counted.
      if (isLevel(flags)) store<u64>(series + S_TIME, time);
      endSource(slot);
    }
    return FOLDED;
  }
  const oldStart = load<u64>(series + S_START);
  const oldTime = load<u64>(series + S_TIME);
  const sight = judge(slot, series, flags);
  if (sight == NOTHING) return kind > SUM ? checked(slot, start, end) : FOLDED;
  const fate = apply(slot, sight, start, end);
  if (fate != FOLDED) {
    // What was not counted leaves no trace: a later point is compared with the one before.
    store<u64>(series + S_START, oldStart);
    store<u64>(series + S_TIME, oldTime);
  } else if ((flags & IS_DELTA) != 0) rememberDelta(series);
  return fate;
}

/** The first point of a series. */
export function absorbFirst(slot: u32, sight: u32, start: u32, end: u32): u32 {
  const series = seriesAt(slot);
  store<u64>(series + S_START, startTime);
  store<u64>(series + S_TIME, time);
  if (load<u32>(series + S_OUTPUT) == PASSES) {
    const flags = load<u32>(series + S_FLAGS);
    if (fault() != 0) return PASSED;
    if ((flags & IS_DELTA) != 0) {
      if (tracksPassed) rememberDelta(series);
    } else if (flags >> KIND_SHIFT > SUM) {
      if (tracksPassed) followFirst(slot, flags, start, end);
    } else if (numberType != 0) {
      store<u32>(series + S_FLAGS, flags | HAS_VALUE | (numberType == 1 ? IS_DOUBLE : 0));
      store<u64>(series + S_VALUE, bits);
    }
    return PASSED;
  }
  if (sight == BASELINE) bump(BASELINES);
  const fate = apply(slot, sight, <usize>start, <usize>end);
  if (fate == FOLDED && (load<u32>(series + S_FLAGS) & IS_DELTA) != 0) rememberDelta(series);
  return fate;
}

/** Keeps the value of a series that passes. */
function follow(series: usize, flags: u32): void {
  const last = load<u64>(series + S_TIME);
  if (noRecordedValue && isLevel(flags) && time > last) {
    store<u64>(series + S_TIME, time);
    store<u32>(series + S_FLAGS, flags & ~HAS_VALUE);
  }
  if (noRecordedValue || numberType == 0) return;
  if (time <= last || (!isLevel(flags) && startTime != 0 && startTime < load<u64>(series + S_START))) return;
  store<u64>(series + S_TIME, time);
  store<u64>(series + S_START, startTime);
  store<u64>(series + S_VALUE, bits);
  store<u32>(series + S_FLAGS, (flags & ~(IS_DOUBLE | IS_ENDED)) | (numberType == 1 ? IS_DOUBLE : 0) | HAS_VALUE);
}

/** Remembers a delta that passes, so that a retry is known should the series fold by then. */
function followDelta(slot: u32, series: usize): void {
  if (isRemembered(series)) return;
  const last = load<u64>(series + S_TIME);
  showPoint();
  if (time <= last) lateDelta(slot);
  else {
    if (startTime > last) deltaGap(slot);
    store<u64>(series + S_START, startTime);
    store<u64>(series + S_TIME, time);
  }
  rememberDelta(series);
}

/** The same for what is no number. */
function followKind(slot: u32, flags: u32, start: usize, end: usize): void {
  if (noRecordedValue) return;
  const series = seriesAt(slot);
  const oldStart = load<u64>(series + S_START);
  const oldTime = load<u64>(series + S_TIME);
  const sight = judge(slot, series, flags);
  if (sight == NOTHING) return;
  if (absorbKind(slot, sight, <u32>start, <u32>end) > 1) {
    store<u64>(series + S_START, oldStart);
    store<u64>(series + S_TIME, oldTime);
    return;
  }
  store<u32>(series + S_FLAGS, flags | HAS_VALUE);
}

function followFirst(slot: u32, flags: u32, start: u32, end: u32): void {
  if (noRecordedValue || absorbKind(slot, BASELINE, start, end) > 1) return;
  const series = seriesAt(slot);
  store<u32>(series + S_FLAGS, flags | HAS_VALUE);
}

/** The series whose point was counted last; 0 for none at this point. */
let counted: u32 = 0;
export function noneCounted(): void {
  counted = 0;
}

export function lastCounted(): u32 {
  return counted;
}

function apply(slot: u32, sight: u32, start: usize, end: usize): u32 {
  counted = slot;
  const series = seriesAt(slot);
  const flags = load<u32>(series + S_FLAGS);
  const kind = flags >> KIND_SHIFT;
  if (kind > SUM) {
    // A series whose values were not remembered while it passed begins here.
    const isNew = sight == DIFFERENCE && (flags & HAS_VALUE) == 0;
    const answer = absorbKind(slot, isNew ? BASELINE : sight, <u32>start, <u32>end);
    if (answer > 1) return rejected(answer);
    if (isNew) bump(BASELINES);
    revive(series, flags);
    store<u32>(series + S_FLAGS, load<u32>(series + S_FLAGS) | HAS_VALUE);
    if (answer == 1) bump(RESETS);
    const output = outputAt(load<u32>(series + S_OUTPUT));
    store<u32>(output + O_HEARD, now);
    if (sight != BASELINE) store<u32>(output + O_FLAGS, load<u32>(output + O_FLAGS) | O_TOUCHED);
    return FOLDED;
  }
  revive(series, flags);
  if (kind == GAUGE) remember(series);
  else if ((flags & IS_DELTA) != 0) addWhole(load<u32>(series + S_OUTPUT));
  else addCumulative(series, flags, sight);
  return FOLDED;
}

/** As `ABSORBED` in `../kinds/kind.ts`: malformed, not a number, no room, else too large. */
function rejected(answer: u32): u32 {
  return answer == 2 ? R_MALFORMED : answer == 3 ? R_NOT_A_NUMBER : answer == 6 ? R_LIMIT : R_COUNT;
}

/** What cannot be read is rejected, also when it is late. */
export function checked(slot: u32, start: usize, end: usize): u32 {
  const answer = absorbKind(slot, CHECK, <u32>start, <u32>end);
  return answer > 1 ? rejected(answer) : FOLDED;
}

/** A source that had ended counts as live again. */
function revive(series: usize, flags: u32): void {
  if ((flags & IS_ENDED) == 0) return;
  store<u32>(series + S_FLAGS, flags & ~IS_ENDED);
  const sources = outputAt(load<u32>(series + S_OUTPUT)) + O_SOURCES;
  store<u32>(sources, load<u32>(sources) + 1);
}

function remember(series: usize): void {
  store<u64>(series + S_VALUE, bits);
  const flags = load<u32>(series + S_FLAGS) & ~IS_DOUBLE;
  store<u32>(series + S_FLAGS, flags | HAS_VALUE | (numberType == 1 ? IS_DOUBLE : 0));
  store<u32>(outputAt(load<u32>(series + S_OUTPUT)) + O_HEARD, now);
}

function addWhole(output: u32): void {
  if (numberType == 1) addDouble(output, reinterpret<f64>(bits), 0, now);
  else addInteger(output, <i64>bits, now);
}

/** `sight` of a monotonic sum says what is new; one that may fall is a level, and always its difference. */
function addCumulative(series: usize, flags: u32, sight: u32): void {
  const output = load<u32>(series + S_OUTPUT);
  const lastBits = load<u64>(series + S_VALUE);
  const hadValue = (flags & HAS_VALUE) != 0 && (flags & IS_ENDED) == 0;
  const wasDouble = (flags & IS_DOUBLE) != 0;
  remember(series);
  if ((flags & IS_MONOTONIC) == 0) {
    if (hadValue) addDifference(output, lastBits, wasDouble);
    else addWhole(output);
  } else if (sight == FULL) addWhole(output);
  else if (sight == DIFFERENCE && (flags & HAS_VALUE) != 0) {
    if (fell(lastBits, wasDouble)) {
      bump(RESETS);
      addWhole(output);
    } else addDifference(output, lastBits, wasDouble);
  }
}

function fell(lastBits: u64, wasDouble: bool): bool {
  if (!wasDouble && numberType == 2) return <i64>bits < <i64>lastBits;
  return asDouble(bits, numberType == 1) < asDouble(lastBits, wasDouble);
}

@inline
function asDouble(value: u64, isDouble: bool): f64 {
  return isDouble ? reinterpret<f64>(value) : <f64>(<i64>value);
}

function addDifference(output: u32, lastBits: u64, wasDouble: bool): void {
  if (!wasDouble && numberType == 2) {
    const difference = <i64>bits - <i64>lastBits;
    // Only levels can be so far apart that it does not fit: then in two steps.
    if (((<i64>bits ^ <i64>lastBits) & (<i64>bits ^ difference)) < 0) {
      addInteger(output, <i64>bits, now);
      return subtractWhole(output, lastBits, false);
    }
    return addInteger(output, difference, now);
  }
  const a = asDouble(bits, numberType == 1);
  const b = asDouble(lastBits, wasDouble);
  const difference = a - b;
  // What rounding took from the difference (Knuth's two-sum): sums of differences telescope exactly.
  const virtual = a - difference;
  addDouble(output, difference, a - (difference + virtual) + (virtual - b), now);
}

function subtractWhole(output: u32, value: u64, isDouble: bool): void {
  if (isDouble) return addDouble(output, -reinterpret<f64>(value), 0, now);
  if (<i64>value == i64.MIN_VALUE) {
    addInteger(output, i64.MAX_VALUE, now);
    return addInteger(output, 1, now);
  }
  addInteger(output, -(<i64>value), now);
}

/** A source that says it has ended, or that went silent: a level no longer counts. */
export function endSource(slot: u32): void {
  const series = seriesAt(slot);
  const flags = load<u32>(series + S_FLAGS);
  const output = load<u32>(series + S_OUTPUT);
  if ((flags & IS_ENDED) != 0 || output >= REFUSED) return;
  store<u32>(series + S_FLAGS, flags | IS_ENDED);
  const sources = outputAt(output) + O_SOURCES;
  store<u32>(sources, load<u32>(sources) - 1);
  takeLevel(series, flags);
  if (isLevel(flags)) store<u32>(series + S_FLAGS, (flags | IS_ENDED) & ~HAS_VALUE);
}

/** What a live level adds to its output is taken from it. */
function takeLevel(series: usize, flags: u32): void {
  if (flags >> KIND_SHIFT != SUM || !isLevel(flags) || (flags & HAS_VALUE) == 0) return;
  subtractWhole(load<u32>(series + S_OUTPUT), load<u64>(series + S_VALUE), (flags & IS_DOUBLE) != 0);
}

/**
 * From now on the series adds to another output (or none); what was counted stays. A level moves along at once, or is
 * only taken away when the value that replaces it is at hand.
 */
export function redirect(slot: u32, output: u32, isReplaced: bool): void {
  const series = seriesAt(slot);
  const flags = load<u32>(series + S_FLAGS);
  const old = load<u32>(series + S_OUTPUT);
  const isLive = (flags & IS_ENDED) == 0;
  if (old < REFUSED && isLive) {
    takeLevel(series, flags);
    const sources = outputAt(old) + O_SOURCES;
    store<u32>(sources, load<u32>(sources) - 1);
  }
  store<u32>(series + S_OUTPUT, output);
  noteFolded((output < REFUSED ? 1 : 0) - (old < REFUSED ? 1 : 0));
  const isSum = flags >> KIND_SHIFT == SUM && isLevel(flags);
  if (isSum && isReplaced) store<u32>(series + S_FLAGS, flags & ~HAS_VALUE);
  if (output >= REFUSED || !isLive) return;
  const sources = outputAt(output) + O_SOURCES;
  store<u32>(sources, load<u32>(sources) + 1);
  if (!isSum || isReplaced || (flags & HAS_VALUE) == 0) return;
  const value = load<u64>(series + S_VALUE);
  if ((flags & IS_DOUBLE) != 0) addDouble(output, reinterpret<f64>(value), 0, now);
  else addInteger(output, <i64>value, now);
}
