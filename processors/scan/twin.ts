import { type Candidates, TRIGGER_BIT } from "./triggers.ts";
import { ANY_WORD, knowsWord, NO_WORD, type Units } from "./words.ts";

const OTHER = 0;
const DIGIT = 1;
const UPPER = 2;
const LOWER = 4;
const HEX_LETTER = 8;
const TOKEN_PUNCTUATION = 16;
const INTERESTING = 32;
const ALNUM = DIGIT | UPPER | LOWER;
const LETTER = UPPER | LOWER;
const HEX = DIGIT | HEX_LETTER;
const TOKEN = ALNUM | TOKEN_PUNCTUATION;

const CLASS = classTable();

function classTable(): Uint8Array {
  const table = new Uint8Array(128);
  for (let u = 0; u < 128; u++) {
    if (u >= 0x30 && u <= 0x39) table[u] = DIGIT;
    else if (u >= 0x41 && u <= 0x5a) table[u] = UPPER;
    else if (u >= 0x61 && u <= 0x7a) table[u] = LOWER;
    else if (u === 0x5f || u === 0x2d) table[u] = TOKEN_PUNCTUATION;
  }
  for (const c of "ABCDEFabcdef") table[c.charCodeAt(0)]! |= HEX_LETTER;
  for (const c of "@%.:-=\\") table[c.charCodeAt(0)]! |= INTERESTING;
  return table;
}

// One by one: V8 folds constants into the code, and looks up names of an object made from entries in a hash table.
const AT_BIT = TRIGGER_BIT.at;
const DOTS_BIT = TRIGGER_BIT.dots;
const HEX_PAIRS_BIT = TRIGGER_BIT.hex_pairs;
const DIGITS_BIT = TRIGGER_BIT.digits;
const MIXED_BIT = TRIGGER_BIT.mixed;
const TOKEN_BIT = TRIGGER_BIT.token;
const WORD_BIT = TRIGGER_BIT.word;
const CAPS_BIT = TRIGGER_BIT.caps;
const SCHEME_BIT = TRIGGER_BIT.scheme;
const PEM_BIT = TRIGGER_BIT.pem;
const PERCENT_BIT = TRIGGER_BIT.percent;
const PAIR_BIT = TRIGGER_BIT.pair;
const ESCAPE_BIT = TRIGGER_BIT.escape;
const NON_ASCII_BIT = TRIGGER_BIT.non_ascii;
const UUID_BIT = TRIGGER_BIT.uuid;
const NUMBER_WORD_BIT = TRIGGER_BIT.number_word;
const NUMERAL_PAIR_BIT = TRIGGER_BIT.numeral_pair;

/**
 * The candidate scan in TypeScript: the definition in `triggers.ts`, unit by unit. Fallback where WebAssembly is not to
 * be had, oracle of the SIMD scan, and the scan of UTF-16 text. Results are relative to `units`. Throws when the text has
 * more candidates than `out` holds: a candidate lost in silence is a value that gets away.
 */
export function scanUnits(
  units: Units,
  start: number,
  end: number,
  active: number,
  prefixes: Uint8Array,
  out: Candidates,
): number {
  if (scanPiece(units, start, end, start, active, prefixes, out) < end) {
    throw new RangeError(`more than ${out.positions.length} candidates in one text`);
  }
  return out.count;
}

/** As `scanUnits`, from `from` on and only until `out` is full: returns where to go on, `end` when all is scanned. */
export function scanPiece(
  units: Units,
  start: number,
  end: number,
  from: number,
  active: number,
  prefixes: Uint8Array,
  out: Candidates,
): number {
  let count = 0;
  let previous = from > start ? classAt(units, from - 1, end) : OTHER;
  let skipUntil = from > start ? atomEnd(units, start, end, from) : from;
  for (let i = from; i < end; i++) {
    const u = units[i]!;
    const kind = u < 128 ? CLASS[u]! : OTHER;
    // Inside a run of small letters, capitals or digits, and at blanks and plain signs, nothing begins.
    if ((kind & previous & ALNUM) !== 0 || (kind === OTHER && u <= 0x7f)) {
      previous = kind;
      continue;
    }
    let bits = 0;
    if (u > 0x7f) {
      if (i === start || units[i - 1]! <= 0x7f) bits = NON_ASCII_BIT;
    } else if ((kind & ALNUM) !== 0) {
      if ((previous & ALNUM) === 0) {
        bits = alnumStart(units, i, start, end, kind);
        if ((kind & DIGIT) !== 0 && (i === start || units[i - 1] !== 0x5f)) bits |= digitsAt(units, i, end);
      }
      if ((kind & DIGIT) === 0 && ((previous & LETTER) === 0 || ((kind & UPPER) !== 0 && (previous & LOWER) !== 0))) {
        const word = knowsWord(units, i, end, prefixes, start);
        if (word !== NO_WORD) bits |= word === ANY_WORD ? WORD_BIT : NUMBER_WORD_BIT;
      }
    } else if ((kind & INTERESTING) !== 0) {
      bits = punctuationAt(units, i, start, end, u);
    }
    if ((kind & TOKEN) !== 0 && (previous & TOKEN) === 0) bits |= tokenAt(units, i, end);
    previous = kind;
    if (i < skipUntil) continue;
    if ((bits & UUID_BIT) !== 0) {
      bits = UUID_BIT;
      skipUntil = i + 36;
    } else if ((bits & DIGITS_BIT) !== 0) {
      const stamp = stampEnd(units, i, start, end);
      if (stamp > 0) {
        bits = 0;
        skipUntil = stamp;
      }
    }
    bits &= active;
    if (bits !== 0) {
      if (count === out.positions.length) {
        out.count = count;
        return i;
      }
      out.positions[count] = i;
      out.triggers[count] = bits;
      count++;
    }
  }
  out.count = count;
  return end;
}

function classAt(units: Units, i: number, end: number): number {
  if (i >= end) return OTHER;
  const u = units[i]!;
  return u < 128 ? CLASS[u]! : OTHER;
}

function isHex(units: Units, i: number, end: number): boolean {
  return (classAt(units, i, end) & HEX) !== 0;
}

/** `mixed`, `caps` and `uuid`: the unit before is no letter or digit. */
function alnumStart(units: Units, i: number, start: number, end: number, kind: number): number {
  let bits = 0;
  if ((kind & UPPER) !== 0 && i + 1 < end) {
    const next = units[i + 1]!;
    if (next > 0x7f || (CLASS[next]! & LOWER) !== 0) bits = i === start && isVerb(units, i, end) ? 0 : CAPS_BIT;
  }
  if (units[i + 8] === 0x2d && isUuid(units, i, end)) bits |= UUID_BIT;
  const stop = i + 8 < end ? i + 8 : end;
  let seen = 0;
  for (let k = i; k < stop; k++) {
    const u = units[k]!;
    const kindAt = u < 128 ? CLASS[u]! & ALNUM : 0;
    if (kindAt === 0 || kindAt === LOWER) return bits;
    seen |= kindAt;
    if ((k === i + 3 || k === i + 7) && seen === (DIGIT | UPPER)) return bits | MIXED_BIT;
  }
  return bits;
}

function digitsAt(units: Units, i: number, end: number): number {
  const stop = i + 16 < end ? i + 16 : end;
  let digits = 0;
  for (let k = i; k < stop; k++) {
    const u = units[k]!;
    if ((u - 0x30) >>> 0 < 10) {
      if (++digits === 7) return DIGITS_BIT;
    } else if (!isSeparator(u)) return 0;
  }
  return 0;
}

/** What stands between the groups of a number: ` -./()`. */
function isSeparator(u: number): boolean {
  return u === 0x20 || (u >= 0x2d && u <= 0x2f) || u === 0x28 || u === 0x29;
}

function tokenAt(units: Units, i: number, end: number): number {
  if (i + 16 > end) return 0;
  const stop = i + 32 < end ? i + 32 : end;
  let digit = 0;
  for (let k = i; k < stop; k++) {
    const u = units[k]!;
    const kind = u < 128 ? CLASS[u]! : OTHER;
    if ((kind & TOKEN) === 0) {
      if (k < i + 16) return 0;
      break;
    }
    digit |= kind & DIGIT;
  }
  return digit !== 0 && !isDigest(units, i, end) && !isUuid(units, i, end) ? TOKEN_BIT : 0;
}

/** 32, 40 or 64 small hex digits as a token of its own. */
function isDigest(units: Units, i: number, end: number): boolean {
  const stop = i + 64 < end ? i + 64 : end;
  let k = i;
  for (; k < stop; k++) {
    const u = units[k]!;
    if ((u - 0x30) >>> 0 >= 10 && (u - 0x61) >>> 0 >= 6) break;
  }
  const length = k - i;
  return (length === 32 || length === 40 || length === 64) && (classAt(units, k, end) & TOKEN) === 0;
}

/** End of a UUID or a date that began before `from` and reaches beyond it; `from` where there is none. */
function atomEnd(units: Units, start: number, end: number, from: number): number {
  for (let i = Math.max(start, from - 35); i < from; i++) {
    if (i > start && (classAt(units, i - 1, end) & ALNUM) !== 0) continue;
    const stop = isUuid(units, i, end) ? i + 36 : stampEnd(units, i, start, end);
    if (stop > from) return stop;
  }
  return from;
}

/**
 * End of a date `2026-01-31` (`-`, `/` or `.`) at i, with its time of day and offset where they follow; 0 where there is
 * none, or where digits go on in a way that could be a number of another kind.
 */
function stampEnd(units: Units, i: number, start: number, end: number): number {
  if (i > start && !isBeforeStamp(units[i - 1]!)) return 0;
  const century = two(units, i, end);
  const sign = units[i + 4];
  if ((century !== 19 && century !== 20) || two(units, i + 2, end) < 0) return 0;
  if ((sign !== 0x2d && sign !== 0x2e && sign !== 0x2f) || units[i + 7] !== sign) return 0;
  const month = two(units, i + 5, end);
  const day = two(units, i + 8, end);
  if (month < 1 || month > 12 || day < 1 || day > 31) return 0;
  const time = timeEnd(units, i + 10, end);
  const stop = time > 0 ? time : i + 10;
  if (stop >= end) return stop;
  const next = units[stop]!;
  if (next === 0x20) return time > 0 || (classAt(units, stop + 1, end) & DIGIT) === 0 ? stop : 0;
  return isBehindStamp(next) ? stop : 0;
}

/** `T12:30:59.123Z`, ` 12.30.59,123456 +02:00`, `-12.30.59`: end of the time of day at i, 0 where there is none. */
function timeEnd(units: Units, i: number, end: number): number {
  const lead = i < end ? units[i]! : 0;
  const sign = units[i + 3];
  if (lead !== 0x20 && lead !== 0x54 && lead !== 0x2d) return 0;
  if ((sign !== 0x3a && sign !== 0x2e) || units[i + 6] !== sign) return 0;
  const hour = two(units, i + 1, end);
  const minute = two(units, i + 4, end);
  const second = two(units, i + 7, end);
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60) return 0;
  let stop = i + 9;
  if (
    stop + 1 < end &&
    (units[stop] === 0x2e || units[stop] === 0x2c) &&
    (classAt(units, stop + 1, end) & DIGIT) !== 0
  ) {
    const most = Math.min(end, stop + 10);
    stop++;
    while (stop < most && (classAt(units, stop, end) & DIGIT) !== 0) stop++;
  }
  return stop < end && units[stop] === 0x5a ? stop + 1 : stop;
}

/** Two digits at i as a number, or -1. */
function two(units: Units, i: number, end: number): number {
  if (i + 1 >= end) return -1;
  const tens = units[i]! - 0x30;
  const ones = units[i + 1]! - 0x30;
  return tens >>> 0 < 10 && ones >>> 0 < 10 ? tens * 10 + ones : -1;
}

/** A blank, or `[`, `"`, `'`, `=`, `,`, `<`, `|`. */
function isBeforeStamp(u: number): boolean {
  return u <= 0x20 || u === 0x5b || u === 0x22 || u === 0x27 || u === 0x3d || u === 0x2c || u === 0x3c || u === 0x7c;
}

/** A blank other than a space, or `]`, `"`, `'`, `,`, `;`, `|`, `>`, `)`. */
function isBehindStamp(u: number): boolean {
  return (
    u < 0x20 ||
    u === 0x5d ||
    u === 0x22 ||
    u === 0x27 ||
    u === 0x2c ||
    u === 0x3b ||
    u === 0x7c ||
    u === 0x3e ||
    u === 0x29
  );
}

/** Letters that end in `ing` or `ed`. */
function isVerb(units: Units, i: number, end: number): boolean {
  let k = i;
  while (k < end && (classAt(units, k, end) & LETTER) !== 0) k++;
  const [last, second, third] = [units[k - 1], units[k - 2], units[k - 3]];
  if (k - i > 3 && last === 0x67 && second === 0x6e && third === 0x69) return true;
  return k - i > 2 && last === 0x64 && second === 0x65;
}

/** RFC 9562 text form with a digit among its first 32 units, as a token of its own. */
function isUuid(units: Units, i: number, end: number): boolean {
  if (
    i + 36 > end ||
    units[i + 8] !== 0x2d ||
    units[i + 13] !== 0x2d ||
    units[i + 18] !== 0x2d ||
    units[i + 23] !== 0x2d
  )
    return false;
  let digit = 0;
  for (let k = 0; k < 36; k++) {
    if (k === 8 || k === 13 || k === 18 || k === 23) continue;
    const kind = classAt(units, i + k, end);
    if ((kind & HEX) === 0) return false;
    if (k < 32) digit |= kind & DIGIT;
  }
  return digit !== 0 && (classAt(units, i + 36, end) & TOKEN) === 0;
}

function punctuationAt(units: Units, i: number, start: number, end: number, u: number): number {
  switch (u) {
    case 0x40: // @
      return i > start && i + 1 < end && units[i - 1]! > 0x20 && units[i + 1]! > 0x20 ? AT_BIT : 0;
    case 0x25: // %
      return percentAt(units, i, end);
    case 0x2e: // .
      return dotAt(units, i, start, end);
    case 0x3a: // :
      return colonAt(units, i, start, end) | pairAt(units, i, start, end, u);
    case 0x3d: // =
      return pairAt(units, i, start, end, u);
    case 0x2d: // -
      return dashAt(units, i, start, end);
    default: {
      // backslash
      const next = i + 1 < end ? units[i + 1]! : 0;
      return next === 0x75 || next === 0x78 || next === 0x22 || isGlued(units, i, end, next) ? ESCAPE_BIT : 0;
    }
  }
}

/** `\n`, `\r` and `\t` in letters, with a letter, a digit or a plus right behind them. */
function isGlued(units: Units, i: number, end: number, next: number): boolean {
  if ((next !== 0x6e && next !== 0x72 && next !== 0x74) || i + 2 >= end) return false;
  const unit = units[i + 2]!;
  const lower = unit | 0x20;
  return (lower >= 0x61 && lower <= 0x7a) || (unit >= 0x30 && unit <= 0x39) || unit === 0x2b;
}

function percentAt(units: Units, i: number, end: number): number {
  if (!isHex(units, i + 1, end) || !isHex(units, i + 2, end)) return 0;
  return units[i + 1] === 0x34 && units[i + 2] === 0x30 ? PERCENT_BIT | AT_BIT : PERCENT_BIT;
}

function dotAt(units: Units, i: number, start: number, end: number): number {
  if (i === start) return 0;
  const before = classAt(units, i - 1, end);
  let bits = 0;
  if ((before & DIGIT) !== 0 && (classAt(units, i + 1, end) & DIGIT) !== 0) {
    for (let k = 2; k <= 4; k++) {
      if (i + k < end && units[i + k] === 0x2e && (classAt(units, i + k + 1, end) & DIGIT) !== 0) bits = DOTS_BIT;
    }
  }
  if ((before & HEX) !== 0 && i - 4 >= start && i + 5 < end && units[i + 5] === 0x2e) {
    if (hexRun(units, i - 4, 4, end) && hexRun(units, i + 1, 4, end) && hexRun(units, i + 6, 4, end))
      bits |= HEX_PAIRS_BIT;
  }
  return bits;
}

function hexRun(units: Units, i: number, length: number, end: number): boolean {
  for (let k = 0; k < length; k++) if (!isHex(units, i + k, end)) return false;
  return true;
}

function colonAt(units: Units, i: number, start: number, end: number): number {
  if (i + 1 < end && units[i + 1] === 0x3a) return HEX_PAIRS_BIT;
  if (i + 2 < end && units[i + 1] === 0x2f && units[i + 2] === 0x2f) return SCHEME_BIT;
  if (i === start || !isHex(units, i - 1, end)) return 0;
  const second = nextColon(units, i, end);
  return second > 0 && nextColon(units, second, end) > 0 ? HEX_PAIRS_BIT : 0;
}

/** Position of the next `:` at i+2..i+5 with only hex digits between, or 0. */
function nextColon(units: Units, i: number, end: number): number {
  for (let k = i + 1; k <= i + 5 && k < end; k++) {
    if (units[k] === 0x3a) return k > i + 1 ? k : 0;
    if (!isHex(units, k, end)) return 0;
  }
  return 0;
}

function dashAt(units: Units, i: number, start: number, end: number): number {
  if (i + 4 < end && hexDashes(units, i, start, end)) return HEX_PAIRS_BIT;
  for (let k = 1; k < 5; k++) if (i + k >= end || units[i + k] !== 0x2d) return 0;
  return i === start || units[i - 1] !== 0x2d ? PEM_BIT : 0;
}

function hexDashes(units: Units, i: number, start: number, end: number): boolean {
  if (i - 2 < start || i + 8 >= end || units[i + 3] !== 0x2d || units[i + 6] !== 0x2d) return false;
  return (
    hexRun(units, i - 2, 2, end) &&
    hexRun(units, i + 1, 2, end) &&
    hexRun(units, i + 4, 2, end) &&
    hexRun(units, i + 7, 2, end)
  );
}

function pairAt(units: Units, i: number, start: number, end: number, sign: number): number {
  if (i === start || i + 1 >= end) return 0;
  const next = units[i + 1]!;
  if (next === sign || next === 0x2f) return 0;
  let last = i - 1;
  while (last > start && i - last < 5 && units[last] === 0x20) last--;
  const before = units[last]!;
  const kind = classAt(units, last, end);
  if ((kind & DIGIT) !== 0) return isNumeral(units, last, start, end) ? NUMERAL_PAIR_BIT : PAIR_BIT;
  return (kind & LETTER) !== 0 || before === 0x5f || before === 0x22 || before === 0x27 || before === 0x5d
    ? PAIR_BIT
    : 0;
}

/** Whether what ends with the digit at `last` is digits and `._-` alone; of long ones nothing is said. */
function isNumeral(units: Units, last: number, start: number, end: number): boolean {
  const least = Math.max(start, last - 62);
  let i = last;
  while (i >= least && ((classAt(units, i, end) & (DIGIT | TOKEN_PUNCTUATION)) !== 0 || units[i] === 0x2e)) i--;
  if (i < least) return least === start;
  return (classAt(units, i, end) & LETTER) === 0 && units[i]! <= 0x7f;
}
