// The survey: walks one Export request and says which of its fields the walk in TypeScript must look at. A field that is
// not named here is known, well formed, and holds no candidate under a name that was judged before. Whatever is odd is
// named, or the survey gives up (-1) and everything is walked. See `../survey.ts`.
import { cleanHash, isKnown, isRemembered, remember, same } from "./clean";
import { ARENA, CLEAN_LONGEST, FIELD_ACTIONS, FIELD_ARGUMENTS, FIELD_WIRE_TYPES, FOLLOWERS, HEAD_MASKS, INTERESTS, INTEREST_CAPACITY, KEY_SLOTS, KEYS, MESSAGE, PLACE_FLAGS, PLAIN, PLAIN_LONGEST, PLAIN_SLOTS, RECORDS, TRIGGERS } from "./layout";
import { scan, wants } from "./scan";
import { isCleanShape } from "./shape";
import { isUuid, NUMBER_WORD, UUID } from "./sites";
import { isStructured } from "./structure";

// As in otlp/places.ts.
const DROP: u32 = 0;
const NUMBER: u32 = 1;
const PACKED: u32 = 2;
const TEXT: u32 = 3;
const IDENTIFIER: u32 = 4;
const SUBMESSAGE: u32 = 5;
const ATTRIBUTES: u32 = 6;
const VALUE: u32 = 7;
const FIELDS_PER_MESSAGE: u32 = 32;

// Classes of names, as in `../survey.ts`.
const NEVER: u32 = 1;
const SCAN: u32 = 2;
const REMEMBER: u32 = 3;

/** Place flags. */
const ALWAYS: u32 = 1;
const PATHS: u32 = 2;

const MAX_DEPTH: i32 = 32;
/** Probes in the table of names; the host puts nothing further away. */
const PROBES: u32 = 8;

let failed: bool = false;
let cursor: i32 = 0;
let count: i32 = 0;
let items: i32 = 0;

/** Records in the last surveyed message. */
export function surveyedItems(): i32 {
  return items;
}

/**
 * Writes the offsets of the fields to look at, ascending; returns their number, or -1 where everything must be walked.
 * `keys` is the number of the signal's root among names.
 */
export function survey(root: u32, length: i32, keys: u32): i32 {
  failed = false;
  count = 0;
  items = 0;
  message(root, 0, length, keys);
  return failed ? -1 : count;
}

function fail(): i32 {
  failed = true;
  return 0;
}

function name(at: i32): void {
  if (count >= INTEREST_CAPACITY) {
    failed = true;
    return;
  }
  store<i32>(INTERESTS + (<usize>count << 2), at);
  count++;
}

/** A varint of up to five bytes and 31 bits at `cursor`. */
@inline
function varint(end: i32): u32 {
  if (cursor >= end) return <u32>fail();
  const first: u32 = load<u8>(MESSAGE + <usize>cursor);
  cursor++;
  return first < 0x80 ? first : longVarint(first & 0x7f, end);
}

function longVarint(low: u32, end: i32): u32 {
  let value: u64 = low;
  let shift: u64 = 7;
  while (shift < 35) {
    if (cursor >= end) return <u32>fail();
    const byte: u64 = load<u8>(MESSAGE + <usize>cursor);
    cursor++;
    value |= (byte & 0x7f) << shift;
    if (byte < 0x80) return value > 0x7fffffff ? <u32>fail() : <u32>value;
    shift += 7;
  }
  return <u32>fail();
}

/** Moves past a varint of at most ten bytes; 0 where there is none. */
@inline
function pastVarint(at: i32, end: i32): i32 {
  const stop = min(at + 10, end);
  for (let i = at; i < stop; i++) {
    if (load<u8>(MESSAGE + <usize>i) < 0x80) return i + 1;
  }
  return fail();
}

/** End of the field whose tag was just read; `cursor` is then the start of its content. */
@inline
function fieldEnd(wireType: u32, end: i32): i32 {
  let stop: i32 = 0;
  if (wireType == 2) {
    const length = varint(end);
    if (length > <u32>(end - cursor)) return fail();
    return cursor + <i32>length;
  }
  if (wireType == 0) return pastVarint(cursor, end);
  if (wireType == 1) stop = cursor + 8;
  else if (wireType == 5) stop = cursor + 4;
  else return fail();
  return stop <= end ? stop : fail();
}

function message(type: u32, start: i32, end: i32, keys: u32): void {
  items += <i32>load<u8>(RECORDS + <usize>type);
  let at = start;
  while (at < end) {
    const fieldStart = at;
    cursor = at;
    const tag = varint(end);
    const wireType = tag & 7;
    const field = tag >> 3;
    at = fieldEnd(wireType, end);
    if (failed || field == 0) {
      failed = true;
      return;
    }
    const entry: usize = field < FIELDS_PER_MESSAGE ? <usize>(type * FIELDS_PER_MESSAGE + field) : 0;
    const action: u32 = load<u8>(FIELD_ACTIONS + entry);
    if (action == DROP || wireType != <u32>load<u8>(FIELD_WIRE_TYPES + entry)) {
      name(fieldStart);
      continue;
    }
    if (action == NUMBER) continue;
    const argument: u32 = load<u8>(FIELD_ARGUMENTS + entry);
    const content = cursor;
    if (action == ATTRIBUTES) attribute(fieldStart, content, at, keys, 0);
    else if (action == SUBMESSAGE) message(argument, content, at, keys);
    else if (action == TEXT) text(argument, fieldStart, content, at, keys);
    else if (action == IDENTIFIER) {
      if (at != content && at - content != <i32>argument) name(fieldStart);
    } else if (action == VALUE) {
      if (load<u8>(PLACE_FLAGS + <usize>argument) != 0) name(fieldStart);
      else anyValue(content, at, keys, SCAN, 0);
    } else if (action == PACKED) packed(argument, content, at);
    if (failed) return;
  }
}

function packed(wireType: u32, start: i32, end: i32): void {
  if (wireType == 1 ? ((end - start) & 7) != 0 : wireType == 5 && ((end - start) & 3) != 0) failed = true;
  if (wireType != 0) return;
  let at = start;
  while (at < end && !failed) at = pastVarint(at, end);
}

function text(place: u32, fieldStart: i32, start: i32, end: i32, keys: u32): void {
  if (start == end) return;
  const flags: u32 = load<u8>(PLACE_FLAGS + <usize>place);
  if ((flags & ALWAYS) != 0) return name(fieldStart);
  const owner = (place + 1) << 20 | keys;
  const path = (flags & PATHS) != 0 && hasPath(start, end);
  if (path ? !isRemembered(owner, start, end) : !isClean(owner, start, end)) name(fieldStart);
}

/**
 * Whether nothing need be looked at in a text: it holds no candidate, or it was found clean before, or all texts of its
 * shape were. A long one is asked for by its bytes first, for that costs less than the scan.
 */
function isClean(owner: u32, start: i32, end: i32): bool {
  const length = end - start;
  if (length <= PLAIN_LONGEST || length > CLEAN_LONGEST) {
    return isPlain(start, end) || isRemembered(owner, start, end) || isCleanShape(owner, start, end, candidates);
  }
  const hash = cleanHash(owner, start, length);
  if (isKnown(owner, start, length, hash)) return true;
  if (!isPlain(start, end) && !isCleanShape(owner, start, end, candidates)) return false;
  remember(owner, start, length, hash);
  return true;
}

/** Candidates that the scan has just found in a text that is not plain; 0 where it did not run. */
let candidates: i32 = 0;

/**
 * Whether a text holds no candidate. Short ones come again and again, so they are remembered: exact, by their bytes, and
 * whoever they belong to, for candidates depend on nothing else.
 */
@inline
function isPlain(start: i32, end: i32): bool {
  const length = end - start;
  candidates = 0;
  // A UUID alone is its own and only candidate.
  if (length == 36 && isUuid(MESSAGE + <usize>start, MESSAGE + <usize>end)) return !wants(UUID);
  if (length > PLAIN_LONGEST) return !matters(scan(start, end, start), start, end);
  const at: usize = MESSAGE + <usize>start;
  const head: usize = HEAD_MASKS + 32 - <usize>length;
  const a = v128.and(v128.load(at), v128.load(head));
  const b = v128.and(v128.load(at, 16), v128.load(head, 16));
  const mixed = (i64x2.extract_lane(a, 0) + <i64>length) * 0x9e3779b97f4a7c15 + i64x2.extract_lane(a, 1);
  const more = (i64x2.extract_lane(b, 0) ^ (mixed >>> 29)) * 0xbf58476d1ce4e5b9 + i64x2.extract_lane(b, 1);
  const hash = <u32>(((more ^ mixed) * 0x94d049bb133111eb) >>> 40);
  const slot: usize = PLAIN + <usize>(hash & (PLAIN_SLOTS - 1)) * 48;
  const other = v128.or(v128.xor(v128.load(slot), a), v128.xor(v128.load(slot, 16), b));
  if (!v128.any_true(other) && load<i32>(slot, 32) == length) return true;
  if (matters(scan(start, end, start), start, end)) return false;
  v128.store(slot, a);
  v128.store(slot, b, 16);
  store<i32>(slot, length, 32);
  return true;
}

/**
 * Whether a text is worth a look: for its candidates, but for words that announce numbers where there are few digits, or
 * for how it is made up.
 */
function matters(found: i32, start: i32, end: i32): bool {
  candidates = found;
  if (found < 0) return true;
  let all: i32 = 0;
  for (let c = 0; c < found; c++) all |= load<i32>(TRIGGERS + (<usize>c << 2));
  if ((all & ~NUMBER_WORD) != 0 || (all != 0 && hasDigits(start, end))) return true;
  // Where nothing is looked for, nothing is read.
  return wants(~0) && isStructured(start, end);
}

/** Six digits: the values that such words announce have no fewer (`Detector.needsDigits`). */
function hasDigits(start: i32, end: i32): bool {
  let digits = 0;
  for (let i = start; i < end; i++) if (<u32>load<u8>(MESSAGE + <usize>i) - 0x30 < 10 && ++digits == 6) return true;
  return false;
}

/** `mayHoldIdentifier` of `parse/path-template.ts`: a digit behind a slash, or 16 letters, digits and dashes with a digit. */
function hasPath(start: i32, end: i32): bool {
  let slash = false;
  let digit = false;
  let run = 0;
  for (let i = start; i < end; i++) {
    const byte: u32 = load<u8>(MESSAGE + <usize>i);
    if (byte - 0x30 < 10) {
      if (slash || run >= 15) return true;
      digit = true;
      run++;
    } else if (byte == 0x2d || (byte | 0x20) - 0x61 < 26) {
      if (++run >= 16 && digit) return true;
    } else {
      slash = slash || byte == 0x2f;
      digit = false;
      run = 0;
    }
  }
  return false;
}

/** A KeyValue in its usual shape: one short key, then one value. Any other shape is named as a whole. */
function attribute(fieldStart: i32, start: i32, end: i32, parent: u32, levels: i32): void {
  const keyLength: i32 = end - start >= 4 ? <i32>load<u8>(MESSAGE + <usize>start + 1) : 0x80;
  const keyStart = start + 2;
  const keyEnd = keyStart + keyLength;
  if (keyLength >= 0x80 || keyEnd + 2 > end || load<u8>(MESSAGE + <usize>start) != 0x0a || load<u8>(MESSAGE + <usize>keyEnd) != 0x12) return name(fieldStart);
  cursor = keyEnd + 1;
  const length = varint(end);
  if (failed || cursor + <i32>length != end) return name(fieldStart);
  const entry = entryOf(parent, keyStart, keyLength);
  if (entry == 0) return name(fieldStart);
  const kind: u32 = load<u8>(entry + 10);
  anyValue(cursor, end, <u32>((entry - KEYS) >> 4) + 4, kind, levels);
}

/** Hash of a name under its parent; the host computes the same (`../survey.ts`). */
@inline
function hashOf(parent: u32, start: i32, length: i32): u32 {
  let hash: u32 = (parent * 0x9e3779b1) ^ length;
  let at: usize = MESSAGE + <usize>start;
  let left = length;
  while (left >= 4) {
    hash = (hash ^ load<u32>(at)) * 0x85ebca6b;
    hash ^= hash >> 13;
    at += 4;
    left -= 4;
  }
  while (left > 0) {
    hash = (hash ^ <u32>load<u8>(at)) * 0x01000193;
    at++;
    left--;
  }
  return hash ^ (hash >> 16);
}

/** Where the entry that follows the one found last is noted: records name their attributes in the same order. */
let follower: usize = FOLLOWERS;

/** The entry of a name: the one that came next last time, or by its hash; 0 for none. */
@inline
function entryOf(parent: u32, start: i32, length: i32): usize {
  const guess: usize = <usize>load<u32>(follower);
  if (guess != 0 && load<u32>(guess + 12) == parent && <i32>load<u16>(guess + 8) == length && same(ARENA + <usize>load<u32>(guess + 4), start, length)) {
    follower = FOLLOWERS + ((guess - KEYS) >> 2);
    return guess;
  }
  const entry = lookUp(parent, start, length);
  store<u32>(follower, <u32>entry);
  if (entry != 0) follower = FOLLOWERS + ((entry - KEYS) >> 2);
  return entry;
}

/**
 * Address of a name's entry, or 0. An entry is 16 bytes: hash, offset of its bytes in the arena, length (u16), class
 * (u8), used (u8), parent.
 */
function lookUp(parent: u32, start: i32, length: i32): usize {
  const hash = hashOf(parent, start, length);
  for (let probe: u32 = 0; probe < PROBES; probe++) {
    const entry = KEYS + (<usize>((hash + probe) & (KEY_SLOTS - 1)) << 4);
    if (load<u8>(entry + 11) == 0) return 0;
    if (load<u32>(entry) == hash && load<u32>(entry + 12) == parent && <i32>load<u16>(entry + 8) == length && same(ARENA + <usize>load<u32>(entry + 4), start, length)) return entry;
  }
  return 0;
}

function anyValue(start: i32, end: i32, keys: u32, kind: u32, levels: i32): void {
  let at = start;
  while (at < end) {
    const fieldStart = at;
    cursor = at;
    const tag = varint(end);
    at = fieldEnd(tag & 7, end);
    if (failed) return;
    const content = cursor;
    // string_value, bool_value, int_value, double_value, array_value, kvlist_value, bytes_value
    if (tag == 0x0a) {
      if (kind == NEVER ? hasHigh(content, at) : content != at && (kind == REMEMBER ? !isRemembered(keys, content, at) : !isClean(keys, content, at))) name(fieldStart);
    } else if (tag == 0x10 || tag == 0x18 || tag == 0x21) {
      // A number may be personal under some names.
      if (kind == REMEMBER) name(fieldStart);
    }
    else if (tag == 0x2a || tag == 0x32) {
      if (levels >= MAX_DEPTH) name(fieldStart);
      else list(tag, content, at, keys, kind, levels + 1);
    } else if (tag == 0x3a && kind == NEVER) continue;
    else name(fieldStart);
    if (failed) return;
  }
}

function list(owner: u32, start: i32, end: i32, keys: u32, kind: u32, levels: i32): void {
  let at = start;
  while (at < end) {
    const fieldStart = at;
    cursor = at;
    const tag = varint(end);
    at = fieldEnd(tag & 7, end);
    if (failed) return;
    if (tag != 0x0a) name(fieldStart);
    else if (owner == 0x32) attribute(fieldStart, cursor, at, keys, levels);
    else anyValue(cursor, at, keys, kind, levels);
    if (failed) return;
  }
}

function hasHigh(start: i32, end: i32): bool {
  let at: usize = MESSAGE + <usize>start;
  const limit: usize = MESSAGE + <usize>end;
  while (at + 8 <= limit) {
    if ((load<u64>(at) & 0x8080808080808080) != 0) return true;
    at += 8;
  }
  while (at < limit) {
    if (load<u8>(at) >= 0x80) return true;
    at++;
  }
  return false;
}
