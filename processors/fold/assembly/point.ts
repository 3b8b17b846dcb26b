// The point at hand. Times are Unix nanoseconds, unsigned.

import { GATHERED, POINT, ROOM } from "./layout";

export let startTime: u64 = 0;
export let time: u64 = 0;
/** Value of a number: its bits, and whether they are a double's; 0 none, 1 double, 2 integer. */
export let bits: u64 = 0;
export let numberType: u32 = 0;
export let noRecordedValue: bool = false;
export let exemplars: bool = false;
/** The attribute fields, one run of bytes. */
export let runStart: usize = 0;
export let runEnd: usize = 0;
export let attributeCount: u32 = 0;

let cursor: usize = 0;
let failed: bool = false;

const START_TIME: u32 = 0x11;
const TIME: u32 = 0x19;
const AS_DOUBLE: u32 = 0x21;
const AS_INT: u32 = 0x31;

/** Tags that differ between kinds of points. */
let attributeTag: u32 = 0;
let exemplarTag: u32 = 0;
let flagsTag: u32 = 0;
let isNumber: bool = false;

/** `kind` as `METRIC_KINDS` orders them. */
export function expectKind(kind: u32): void {
  isNumber = kind <= 1;
  attributeTag = kind == 2 ? 0x4a : kind == 3 ? 0x0a : 0x3a;
  exemplarTag = isNumber ? 0x2a : kind == 2 ? 0x42 : kind == 3 ? 0x5a : 0;
  flagsTag = isNumber || kind == 4 ? 0x40 : 0x50;
}

@inline
export function tagOfAttribute(): u32 {
  return attributeTag;
}

/** A tag or length of up to 32 bits at `at`; `after()` is behind it, 0 when there is none before `end`. */
export function varint(at: usize, end: usize): u32 {
  let value: u64 = 0;
  let shift: u64 = 0;
  let next = at;
  while (next < end && shift < 35) {
    const byte: u64 = load<u8>(next);
    next++;
    value |= (byte & 0x7f) << shift;
    if (byte < 0x80) {
      cursor = value > 0xffffffff ? 0 : next;
      return <u32>value;
    }
    shift += 7;
  }
  cursor = 0;
  return 0;
}

@inline
export function after(): usize {
  return cursor;
}

/** Behind the content of a field whose tag ended at `at`; for wire type 2 `contentStart()` is where it begins. 0 when broken. */
export function skipField(tag: u32, at: usize, end: usize): usize {
  content = at;
  const kind = tag & 7;
  if (kind == 2) {
    if (at < end && load<u8>(at) < 0x80) {
      content = at + 1;
      const last = content + <usize>load<u8>(at);
      return last <= end ? last : 0;
    }
    const length = varint(at, end);
    if (cursor == 0) return 0;
    content = cursor;
    return <usize>length <= end - cursor ? cursor + <usize>length : 0;
  }
  if (kind == 0) {
    for (let next = at; next < end && next < at + 10; next++) if (load<u8>(next) < 0x80) return next + 1;
    return 0;
  }
  if (kind == 1) return at + 8 <= end ? at + 8 : 0;
  if (kind == 5) return at + 4 <= end ? at + 4 : 0;
  return 0;
}

let content: usize = 0;

@inline
export function contentStart(): usize {
  return content;
}

/** Reads the point message in [start, end); false when it is broken. */
export function readPoint(start: usize, end: usize): bool {
  startTime = 0;
  time = 0;
  bits = 0;
  numberType = 0;
  noRecordedValue = false;
  exemplars = false;
  let from: usize = 0;
  let to: usize = 0;
  let count: u32 = 0;
  let scattered = false;
  let at = start;
  while (at < end) {
    const fieldStart = at;
    let tag: u32 = load<u8>(at);
    at++;
    if (tag >= 0x80) {
      tag = varint(fieldStart, end);
      at = cursor;
      if (at == 0) return false;
    }
    if (tag == attributeTag) {
      at = skipField(tag, at, end);
      if (at == 0) return false;
      if (count == 0) from = fieldStart;
      else if (fieldStart != to) scattered = true;
      to = at;
      count++;
      continue;
    }
    const value = at;
    at = skipField(tag, at, end);
    if (at == 0) return false;
    if (tag == START_TIME) startTime = load<u64>(value);
    else if (tag == TIME) time = load<u64>(value);
    else if (tag == AS_INT && isNumber) {
      bits = load<u64>(value);
      numberType = 2;
    } else if (tag == AS_DOUBLE && isNumber) {
      bits = load<u64>(value);
      numberType = 1;
    } else if (tag == flagsTag) noRecordedValue = (load<u8>(value) & 1) != 0;
    else if (tag == exemplarTag) exemplars = true;
  }
  attributeCount = count;
  runStart = from;
  runEnd = to;
  return !scattered || gather(start, end);
}

/** Brings scattered attributes together; too many to be remembered are broken. */
function gather(start: usize, end: usize): bool {
  let to: usize = GATHERED;
  let at = start;
  while (at < end) {
    const fieldStart = at;
    const tag = varint(at, end);
    at = skipField(tag, cursor, end);
    if (tag != attributeTag) continue;
    if (to + (at - fieldStart) > GATHERED + ROOM - 16) {
      attributeCount = 0xffffffff;
      break;
    }
    memory.copy(to, fieldStart, at - fieldStart);
    to += at - fieldStart;
  }
  runStart = GATHERED;
  runEnd = to;
  return true;
}

/** Lays the point out for the host. */
export function showPoint(): void {
  store<u64>(POINT, startTime);
  store<u64>(POINT + 8, time);
  store<u64>(POINT + 16, bits);
  store<u32>(POINT + 24, numberType);
  store<u32>(POINT + 28, <u32>runStart);
  store<u32>(POINT + 32, <u32>runEnd);
  store<u32>(POINT + 36, attributeCount);
  store<u32>(POINT + 40, attributeTag);
  store<u32>(POINT + 44, noRecordedValue ? 1 : 0);
}
