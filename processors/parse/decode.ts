/** A text with its encoding taken off, and where each unit of it came from. */
export interface Decoded {
  readonly text: string;
  /** By unit of `text`: offset in the source where what made it begins. */
  readonly starts: Int32Array;
  /** By unit of `text`: offset in the source where what made it ends. */
  readonly ends: Int32Array;
}

/** Collects units with their origin. */
export class Mapped {
  #starts: Int32Array;
  #ends: Int32Array;
  #units: Uint16Array;
  #length = 0;

  constructor(capacity: number) {
    this.#starts = new Int32Array(capacity);
    this.#ends = new Int32Array(capacity);
    this.#units = new Uint16Array(capacity);
  }

  /** One unit made by `source[start, end)`. No decoder makes more units than it reads. */
  unit(unit: number, start: number, end: number): void {
    this.#units[this.#length] = unit;
    this.#starts[this.#length] = start;
    this.#ends[this.#length++] = end;
  }

  /** One or two units for a code point. */
  point(point: number, start: number, end: number): void {
    if (point < 0x10000) return this.unit(point, start, end);
    this.unit(0xd7c0 + (point >> 10), start, end);
    this.unit(0xdc00 | (point & 0x3ff), start, end);
  }

  done(): Decoded {
    const units = this.#units.subarray(0, this.#length);
    return {
      text: Buffer.from(units.buffer, units.byteOffset, units.byteLength).toString("utf16le"),
      starts: this.#starts.subarray(0, this.#length),
      ends: this.#ends.subarray(0, this.#length),
    };
  }
}

/** Value of a hex digit, -1 for anything else. */
function hexValue(unit: number): number {
  if (unit >= 0x30 && unit <= 0x39) return unit - 0x30;
  const lower = unit | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}

/** Value of the `digits` hex digits at `at`, -1 where they are none. */
function hexAt(text: string, at: number, end: number, digits: number): number {
  if (at + digits > end) return -1;
  let value = 0;
  for (let i = at; i < at + digits; i++) {
    const digit = hexValue(text.charCodeAt(i));
    if (digit < 0) return -1;
    value = value * 16 + digit;
  }
  return value;
}

/**
 * Takes percent-encoding (RFC 3986 2.1) off once, with `+` for space where `plus` says so. Bytes that are no UTF-8 are read
 * as Latin-1; a `%` without two hex digits stays.
 */
export function decodePercent(text: string, start: number, end: number, plus: boolean): Decoded {
  const out = new Mapped(end - start);
  let i = start;
  while (i < end) {
    const unit = text.charCodeAt(i);
    const byte = unit === 0x25 ? hexAt(text, i + 1, end, 2) : -1;
    if (byte < 0) {
      out.unit(plus && unit === 0x2b ? 0x20 : unit, i, i + 1);
      i++;
      continue;
    }
    const length = sequenceLength(byte);
    const point = length === 1 ? byte : continued(text, i, end, byte, length);
    const used = point < 0 ? 3 : 3 * length;
    out.point(point < 0 ? byte : point, i, i + used);
    i += used;
  }
  return out.done();
}

/** Bytes of the UTF-8 sequence that begins with this byte; 1 also where none can. */
function sequenceLength(byte: number): number {
  if (byte >= 0xc2 && byte <= 0xdf) return 2;
  if (byte >= 0xe0 && byte <= 0xef) return 3;
  return byte >= 0xf0 && byte <= 0xf4 ? 4 : 1;
}

function continued(text: string, at: number, end: number, first: number, length: number): number {
  let point = first & (0xff >> (length + 1));
  for (let k = 1; k < length; k++) {
    const next = at + 3 * k;
    const byte = text.charCodeAt(next) === 0x25 ? hexAt(text, next + 1, end, 2) : -1;
    if (byte < 0x80 || byte > 0xbf) return -1;
    point = (point << 6) | (byte & 0x3f);
  }
  return point > 0x10ffff ? -1 : point;
}

/** Takes one layer of backslash escapes off: those of JSON (RFC 8259 7) and `\xhh`; others stay as they are. */
export function decodeBackslashes(text: string, start: number, end: number): Decoded {
  const out = new Mapped(end - start);
  let i = start;
  while (i < end) {
    const unit = text.charCodeAt(i);
    if (unit !== 0x5c || i + 1 >= end) {
      out.unit(unit, i, i + 1);
      i++;
      continue;
    }
    const kind = text.charCodeAt(i + 1);
    const digits = kind === 0x75 ? 4 : kind === 0x78 ? 2 : 0;
    const value = digits > 0 ? hexAt(text, i + 2, end, digits) : simpleEscape(kind);
    if (value < 0) {
      out.unit(unit, i, i + 1);
      i++;
      continue;
    }
    out.unit(value, i, i + 2 + digits);
    i += 2 + digits;
  }
  return out.done();
}

/** What `\` and this letter stand for, -1 where it is no escape. */
function simpleEscape(kind: number): number {
  switch (kind) {
    case 0x22: // "
    case 0x27: // '
    case 0x5c: // \
    case 0x2f: // /
      return kind;
    case 0x6e: // n
      return 0x0a;
    case 0x74: // t
      return 0x09;
    case 0x72: // r
      return 0x0d;
    case 0x62: // b
      return 0x08;
    case 0x66: // f
      return 0x0c;
    default:
      return -1;
  }
}

const ENTITIES: ReadonlyMap<string, number> = new Map([
  ["amp", 0x26],
  ["lt", 0x3c],
  ["gt", 0x3e],
  ["quot", 0x22],
  ["apos", 0x27],
  ["nbsp", 0xa0],
  ["commat", 0x40],
  ["period", 0x2e],
]);

/** Takes the character references of XML and the commonest of HTML off once. */
export function decodeEntities(text: string, start: number, end: number): Decoded {
  const out = new Mapped(end - start);
  let i = start;
  while (i < end) {
    const unit = text.charCodeAt(i);
    const stop = unit === 0x26 ? semicolon(text, i + 2, Math.min(end, i + 12)) : -1;
    const point = stop < 0 ? -1 : entity(text.slice(i + 1, stop));
    if (point < 0) {
      out.unit(unit, i, i + 1);
      i++;
      continue;
    }
    out.point(point, i, stop + 1);
    i = stop + 1;
  }
  return out.done();
}

function semicolon(text: string, from: number, to: number): number {
  for (let i = from; i < to; i++) if (text.charCodeAt(i) === 0x3b) return i;
  return -1;
}

function entity(name: string): number {
  if (name.charCodeAt(0) !== 0x23) return ENTITIES.get(name) ?? -1;
  const isHex = (name.charCodeAt(1) | 0x20) === 0x78;
  const digits = name.slice(isHex ? 2 : 1);
  if (!(isHex ? /^[0-9a-f]{1,6}$/i : /^\d{1,7}$/).test(digits)) return -1;
  const point = Number.parseInt(digits, isHex ? 16 : 10);
  return point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff) ? -1 : point;
}
