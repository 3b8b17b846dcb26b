// Walks one Export request of metrics, brings each point to its series, and takes the folded ones out by moving what
// stays together in place: a request only gets shorter, so what was not read yet is never written over.

import {
  C_FIRST_ENCODING, C_FLAGS, C_HEARD, C_INTERVAL, C_SKEW, D_BYTES, D_LENGTH, D_MEANS, E_CONTEXT, E_COUNT, E_NEXT,
  E_SERIES, EXPONENTIAL, FATES, FOLDED, GAUGE, HISTOGRAM, IS_DELTA, IS_MONOTONIC, METRIC, PASSED, R_NEGATIVE, R_NOT_A_NUMBER,
  R_SIZE, R_TEMPORALITY, R_TIME, RESOURCE, ROOM, S_GENERATION, S_HEARD, S_TIME, SCOPE, SUM, SUMMARY, ENCODINGS,
} from "./layout";
import { equal, hashOf } from "./hash";
import { find } from "./dictionary";
import { base, mask } from "./memory";
import {
  after, attributeCount, bits, contentStart, exemplars, expectKind, noRecordedValue, numberType, readPoint, runEnd, runStart,
  showPoint, skipField, tagOfAttribute, time, varint,
} from "./point";
import { absorbKnown, checked, heardNow, noneCounted, setNow } from "./rules";
import { hearBeat } from "./rhythm";
import { contextAt, encodingAt, idsOf, seriesAt } from "./series";

/** Host: makes a context of the keys at RESOURCE, SCOPE and METRIC; returns its slot + 1, or 0 for none. */
@external("env", "newContext")
declare function newContext(resourceBytes: u32, scopeBytes: u32, metricBytes: u32): u32;
/** Host: a point of an unknown series, or of no context (0). `tag` is of its bytes. Returns its fate. */
@external("env", "firstSight")
declare function firstSight(context: u32, start: u32, end: u32, tag: u32): u32;
/**
 * Host: asks about the labels of a series anew. A point of which nothing counts moves nothing: for it the answer is its
 * fate + 1, else 0.
 */
@external("env", "decideAgain")
declare function decideAgain(series: u32, counts: bool): u32;
/** Host: the point that was just folded has exemplars. */
@external("env", "keepExemplars")
declare function keepExemplars(start: u32, end: u32): void;

let failed: bool = false;
/** Where the next kept byte goes, and the first byte that is not yet there. */
let written: usize = 0;
let keptFrom: usize = 0;
let changed: bool = false;
let seen: u32 = 0;
let removed: u32 = 0;

let received: u64 = 0;
let maxSkew: u64 = 0;
let generation: u32 = 0;

let resourceBytes: usize = 0;
let scopeBytes: usize = 0;
let metricBytes: usize = 0;
let resourceEntry: u32 = 0;
let scopeEntry: u32 = 0;

let context: u32 = 0;
let contextFlags: u32 = 0;
let kind: u32 = 0;
let previous: u32 = 0;
let noted: bool = false;

/** Bytes of the request that stay, from where it began; -1 when it is malformed. `isChanged` says whether any left. */
export function absorb(start: u32, length: u32, receivedNs: u64, seconds: u32, skew: u64, decided: u32): i32 {
  failed = false;
  changed = false;
  written = keptFrom = <usize>start;
  seen = removed = 0;
  received = receivedNs;
  maxSkew = skew;
  generation = decided;
  setNow(seconds);
  memory.fill(FATES, 0, 64);
  const end = <usize>start + <usize>length;
  let at = <usize>start;
  while (at < end && !failed) {
    const fieldStart = at;
    const tag = varint(at, end);
    at = skip(tag, end);
    if (tag == 0x0a && !failed) resourceMetrics(fieldStart, contentStart(), at);
  }
  if (failed) return -1;
  if (!changed) return <i32>length;
  keep(end);
  return <i32>(written - <usize>start);
}

export function isChanged(): bool {
  return changed;
}

/** Moves past the field whose tag was just read. */
function skip(tag: u32, end: usize): usize {
  const at = after();
  const next: usize = at == 0 || tag >> 3 == 0 ? 0 : skipField(tag, at, end);
  if (next != 0) return next;
  failed = true;
  return end;
}

function keep(upTo: usize): void {
  const bytes = upTo - keptFrom;
  if (written != keptFrom) memory.copy(written, keptFrom, bytes);
  written += bytes;
  keptFrom = upTo;
}

function cut(from: usize, to: usize): void {
  keep(from);
  keptFrom = to;
  changed = true;
}

/** Ends a frame something was taken out of: nothing of it stays when `drop`, else its length is written anew. */
function closeFrame(field: usize, lengthAt: usize, content: usize, end: usize, drop: bool): void {
  keep(end);
  if (drop) {
    written = field;
    return;
  }
  const length = written - content;
  let width: usize = 1;
  for (let rest = length >> 7; rest > 0; rest >>= 7) width++;
  if (lengthAt + width != content) memory.copy(lengthAt + width, content, length);
  written = lengthAt + width + length;
  let rest = length;
  let at = lengthAt;
  for (; rest > 0x7f; rest >>= 7) store<u8>(at++, <u8>((rest & 0x7f) | 0x80));
  store<u8>(at, <u8>rest);
}

/** Position in what is written of a position that was not passed over yet. */
@inline
function placeOf(at: usize): usize {
  return written + (at - keptFrom);
}

@inline
function lengthPlace(fieldStart: usize): usize {
  let at = fieldStart;
  while (load<u8>(at) >= 0x80) at++;
  return placeOf(at + 1);
}

/** Appends to a key in one of the rooms; too much of it is marked by a size of `ROOM`. */
function append(room: usize, used: usize, from: usize, to: usize): usize {
  if (used >= ROOM) return ROOM;
  if (used + (to - from) > ROOM - 64) return ROOM;
  memory.copy(room + used, from, to - from);
  return used + (to - from);
}

function resourceMetrics(fieldStart: usize, start: usize, end: usize): void {
  const field = placeOf(fieldStart);
  const lengthAt = lengthPlace(fieldStart);
  const content = placeOf(start);
  const seenBefore = seen;
  const removedBefore = removed;
  const keptBefore = keptFrom;
  let schema: usize = 0;
  let schemaEnd: usize = 0;
  store<u32>(RESOURCE, 1);
  resourceBytes = 8;
  for (let at = start; at < end; ) {
    const tag = varint(at, end);
    at = skip(tag, end);
    if (failed) return;
    if (tag == 0x0a) resourceBytes = append(RESOURCE, resourceBytes, contentStart(), at);
    else if (tag == 0x1a) {
      schema = contentStart();
      schemaEnd = at;
    }
  }
  store<u32>(RESOURCE + 4, <u32>resourceBytes - 8);
  if (resourceBytes < ROOM) resourceBytes = append(RESOURCE, resourceBytes, schema, schemaEnd);
  resourceEntry = resourceBytes < ROOM ? find(RESOURCE, resourceBytes) : 0;
  for (let at = start; at < end; ) {
    const scopeStart = at;
    const tag = varint(at, end);
    at = skip(tag, end);
    if (tag == 0x12) scopeMetrics(scopeStart, contentStart(), at);
    if (failed) return;
  }
  if (keptFrom != keptBefore) closeFrame(field, lengthAt, content, end, dropped(seenBefore, removedBefore));
}

/** Whether all points since then were taken out. */
@inline
function dropped(seenBefore: u32, removedBefore: u32): bool {
  return seen != seenBefore && seen - seenBefore == removed - removedBefore;
}

function scopeMetrics(fieldStart: usize, start: usize, end: usize): void {
  const field = placeOf(fieldStart);
  const lengthAt = lengthPlace(fieldStart);
  const content = placeOf(start);
  const seenBefore = seen;
  const removedBefore = removed;
  const keptBefore = keptFrom;
  let schema: usize = 0;
  let schemaEnd: usize = 0;
  store<u32>(SCOPE, 2);
  store<u32>(SCOPE + 4, resourceEntry);
  scopeBytes = 12;
  for (let at = start; at < end; ) {
    const tag = varint(at, end);
    at = skip(tag, end);
    if (failed) return;
    if (tag == 0x0a) scopeBytes = append(SCOPE, scopeBytes, contentStart(), at);
    else if (tag == 0x1a) {
      schema = contentStart();
      schemaEnd = at;
    }
  }
  store<u32>(SCOPE + 8, <u32>scopeBytes - 12);
  if (scopeBytes < ROOM) scopeBytes = append(SCOPE, scopeBytes, schema, schemaEnd);
  scopeEntry = resourceEntry != 0 && scopeBytes < ROOM ? find(SCOPE, scopeBytes) : 0;
  for (let at = start; at < end; ) {
    const metricStart = at;
    const tag = varint(at, end);
    at = skip(tag, end);
    if (tag == 0x12) metric(metricStart, contentStart(), at);
    if (failed) return;
  }
  if (keptFrom != keptBefore) closeFrame(field, lengthAt, content, end, dropped(seenBefore, removedBefore));
}

/** Tag of the data of a kind. */
@inline
function isData(tag: u32): bool {
  return tag == 0x2a || tag == 0x3a || tag == 0x4a || tag == 0x52 || tag == 0x5a;
}

@inline
function kindOf(tag: u32): u32 {
  return tag == 0x2a ? GAUGE : tag == 0x3a ? SUM : tag == 0x4a ? HISTOGRAM : tag == 0x52 ? EXPONENTIAL : SUMMARY;
}

function metric(fieldStart: usize, start: usize, end: usize): void {
  const field = placeOf(fieldStart);
  const lengthAt = lengthPlace(fieldStart);
  const content = placeOf(start);
  let name: usize = 0;
  let nameEnd: usize = 0;
  let unit: usize = 0;
  let unitEnd: usize = 0;
  let description: usize = 0;
  let descriptionEnd: usize = 0;
  let dataTag: u32 = 0;
  // What an other member of the oneof came after does not count any more.
  let counts: usize = 0;
  let temporality: u32 = 0;
  let monotonic: u32 = 0;
  for (let at = start; at < end; ) {
    const here = at;
    const tag = varint(at, end);
    at = skip(tag, end);
    if (failed) return;
    if (tag == 0x0a) {
      name = contentStart();
      nameEnd = at;
    } else if (tag == 0x12) {
      description = contentStart();
      descriptionEnd = at;
    } else if (tag == 0x1a) {
      unit = contentStart();
      unitEnd = at;
    } else if (isData(tag)) {
      if (tag != dataTag) {
        counts = here;
        temporality = monotonic = 0;
        dataTag = tag;
      }
      for (let inner = contentStart(); inner < at; ) {
        const innerTag = varint(inner, at);
        const value = after();
        inner = skip(innerTag, at);
        if (failed) return;
        if (innerTag == 0x10 && tag != 0x2a && tag != 0x5a) temporality = load<u8>(value);
        else if (innerTag == 0x18 && tag == 0x3a) monotonic = load<u8>(value);
      }
    }
  }
  if (dataTag == 0) return;
  kind = kindOf(dataTag);
  // A description is no identity, and only so much of it is told apart.
  if (descriptionEnd - description > 1_024) descriptionEnd = description + 1_024;
  openContext(temporality, monotonic, name, nameEnd, unit, unitEnd, description, descriptionEnd);
  expectKind(kind);
  const seenBefore = seen;
  const removedBefore = removed;
  const keptBefore = keptFrom;
  for (let at = start; at < end; ) {
    const here = at;
    const tag = varint(at, end);
    at = skip(tag, end);
    if (!isData(tag)) continue;
    if (here < counts) cut(here, at);
    else points(here, contentStart(), at);
    if (failed) return;
  }
  if (context != 0) store<u32>(contextAt(context) + C_HEARD, heardNow());
  if (keptFrom != keptBefore) closeFrame(field, lengthAt, content, end, dropped(seenBefore, removedBefore));
}

/** Finds the context, or has the host make it. */
function openContext(temporality: u32, monotonic: u32, name: usize, nameEnd: usize, unit: usize, unitEnd: usize, description: usize, descriptionEnd: usize): void {
  store<u32>(METRIC, 3);
  store<u32>(METRIC + 4, scopeEntry);
  store<u32>(METRIC + 8, kind | (temporality << 8) | (monotonic << 16));
  store<u32>(METRIC + 12, <u32>(nameEnd - name));
  store<u32>(METRIC + 16, <u32>(unitEnd - unit));
  metricBytes = append(METRIC, 20, name, nameEnd);
  if (metricBytes < ROOM) metricBytes = append(METRIC, metricBytes, unit, unitEnd);
  if (metricBytes < ROOM) metricBytes = append(METRIC, metricBytes, description, descriptionEnd);
  const entry = scopeEntry != 0 && metricBytes < ROOM ? find(METRIC, metricBytes) : 0;
  context = entry != 0 ? load<u32>(<usize>entry + D_MEANS) : 0;
  previous = 0;
  noted = false;
  if (context == 0) {
    if (resourceBytes < ROOM && scopeBytes < ROOM && metricBytes < ROOM) {
      context = newContext(<u32>resourceBytes, <u32>scopeBytes, <u32>metricBytes);
      if (context != 0) {
        resourceEntry = find(RESOURCE, resourceBytes);
        store<u32>(SCOPE + 4, resourceEntry);
        scopeEntry = find(SCOPE, scopeBytes);
      }
    }
  }
  if (context != 0) contextFlags = load<u32>(contextAt(context) + C_FLAGS);
  else contextFlags = (temporality == 1 ? IS_DELTA : 0) | (monotonic != 0 ? IS_MONOTONIC : 0);
  isUnspecified = (kind == SUM || kind == HISTOGRAM || kind == EXPONENTIAL) && temporality != 1 && temporality != 2;
}

let isUnspecified: bool = false;

function points(fieldStart: usize, start: usize, end: usize): void {
  const field = placeOf(fieldStart);
  const lengthAt = lengthPlace(fieldStart);
  const content = placeOf(start);
  const keptBefore = keptFrom;
  const tooLarge = resourceBytes >= ROOM || scopeBytes >= ROOM || metricBytes >= ROOM;
  for (let at = start; at < end; ) {
    const here = at;
    const tag = varint(at, end);
    at = skip(tag, end);
    if (failed) return;
    if (tag != 0x0a) continue;
    const from = contentStart();
    if (!readPoint(from, at)) {
      failed = true;
      return;
    }
    const fate = tooLarge || attributeCount == 0xffffffff ? R_SIZE : point(from, at);
    store<u32>(FATES + (<usize>fate << 2), load<u32>(FATES + (<usize>fate << 2)) + 1);
    seen++;
    if (fate == PASSED) continue;
    removed++;
    if (fate == FOLDED && exemplars) keepExemplars(<u32>from, <u32>at);
    cut(here, at);
  }
  if (keptFrom != keptBefore) closeFrame(field, lengthAt, content, end, false);
}

/** Brings the point at hand to its series; returns its fate. */
function point(start: usize, end: usize): u32 {
  noneCounted();
  if (context == 0) {
    showPoint();
    return firstSight(0, <u32>start, <u32>end, 0);
  }
  let encoding = previous != 0 ? load<u32>(encodingAt(previous) + E_NEXT) : load<u32>(contextAt(context) + C_FIRST_ENCODING);
  if (encoding == 0 || !spells(encodingAt(encoding))) {
    const hash = hashOf(runStart, runEnd - runStart, <u64>context);
    encoding = findEncoding(<u32>hash);
    if (encoding == 0) {
      showPoint();
      const fate = firstSight(context, <u32>start, <u32>end, <u32>hash);
      const made = findEncoding(<u32>hash);
      if (made != 0) follow(made);
      return fate;
    }
    follow(encoding);
  }
  previous = encoding;
  return absorbSeries(load<u32>(encodingAt(encoding) + E_SERIES), <u32>start, <u32>end);
}

/** The point at hand belongs to this series; returns its fate. */
export function absorbSeries(slot: u32, start: u32, end: u32): u32 {
  const series = seriesAt(slot);
  store<u32>(series + S_HEARD, heardNow());
  if (generation != 0 && load<u32>(series + S_GENERATION) != generation) {
    const isLate = time <= load<u64>(series + S_TIME) && (contextFlags & IS_DELTA) == 0;
    const reason = unread(slot, start, end);
    showPoint();
    const fate = decideAgain(slot, !isLate && reason == 0);
    if (fate != 0) return fate - 1 == FOLDED && reason != 0 ? reason : fate - 1;
  }
  if (!noted) note(series);
  return absorbKnown(slot, <usize>start, <usize>end);
}

/** Why the point at hand, of this series, cannot be read; 0 for no reason. */
function unread(slot: u32, start: u32, end: u32): u32 {
  const reason = fault();
  if (reason != 0 || kind <= SUM || noRecordedValue) return reason;
  const fate = checked(slot, <usize>start, <usize>end);
  return fate == FOLDED ? 0 : fate;
}

/** Remembers what came after what, which is usually so again. */
function follow(encoding: u32): void {
  // What came before may have been forgotten meanwhile.
  const isThere = previous != 0 && load<u32>(encodingAt(previous) + E_CONTEXT) == context;
  if (isThere) store<u32>(encodingAt(previous) + E_NEXT, encoding);
  else if (previous == 0) store<u32>(contextAt(context) + C_FIRST_ENCODING, encoding);
  previous = encoding;
}

function findEncoding(tag: u32): u32 {
  const entries = base(ENCODINGS);
  const limit = mask(ENCODINGS);
  let i = tag & limit;
  while (true) {
    const at = entries + (<usize>i << 3);
    i = (i + 1) & limit;
    const reference = load<u32>(at + 4);
    if (reference == 0) return 0;
    if (load<u32>(at) == tag && spells(encodingAt(reference))) return reference;
  }
}

/** Whether the attributes of the point at hand are those of an encoding, byte for byte. */
function spells(encoding: usize): bool {
  if (load<u32>(encoding + E_CONTEXT) != context || load<u32>(encoding + E_COUNT) != attributeCount) return false;
  const tag = tagOfAttribute();
  let ids = idsOf(encoding);
  let at = runStart;
  while (at < runEnd) {
    if (load<u8>(at) == tag) at++;
    else {
      varint(at, runEnd);
      at = after();
    }
    let length: u32 = load<u8>(at);
    if (length < 0x80) at++;
    else {
      length = varint(at, runEnd);
      at = after();
    }
    const entry = <usize>load<u32>(ids);
    if (load<u32>(entry + D_LENGTH) != length || !equal(at, entry + D_BYTES, length)) return false;
    at += length;
    ids += 4;
  }
  return true;
}

/** What the first point of a metric tells about its source: how often it exports, how its clock stands. */
function note(series: usize): void {
  noted = true;
  const last = load<u64>(series + S_TIME);
  const at = contextAt(context);
  const least = load<u64>(at + C_INTERVAL);
  if (time > last && last != 0 && (least == 0 || time - last < least)) store<u64>(at + C_INTERVAL, time - last);
  const skew = <i64>(received - time);
  if (time != 0 && skew < load<i64>(at + C_SKEW)) store<i64>(at + C_SKEW, skew);
  // A time that is far off would hide those behind it.
  if ((time > received ? time - received : received - time) <= maxSkew) hearBeat(at, time);
}

/** Why the point at hand could not be counted in its context; 0 for no reason. For the host and for known series. */
export function fault(): u32 {
  const distance = time > received ? time - received : received - time;
  if (time == 0 || distance > maxSkew) return R_TIME;
  if (isUnspecified) return R_TEMPORALITY;
  if (noRecordedValue || kind > SUM) return 0;
  if (numberType == 0) return R_NOT_A_NUMBER;
  if (numberType == 1) {
    const value = reinterpret<f64>(bits);
    if (!isFinite(value)) return R_NOT_A_NUMBER;
    return (contextFlags & IS_MONOTONIC) != 0 && value < 0 ? R_NEGATIVE : 0;
  }
  return (contextFlags & IS_MONOTONIC) != 0 && <i64>bits < 0 ? R_NEGATIVE : 0;
}
