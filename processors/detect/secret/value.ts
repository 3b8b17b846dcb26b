import { ALPHABETS, isOf } from "./shape.ts";

/** Bits per character of `text`, over its own characters (Shannon 1948). */
export function entropy(text: string): number {
  const counts = new Uint32Array(128);
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit > 127) return entropyOfAny(text);
    counts[unit]!++;
  }
  let bits = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    const count = counts[unit]!;
    if (count === 0) continue;
    bits -= (count / text.length) * Math.log2(count / text.length);
    counts[unit] = 0;
  }
  return bits;
}

function entropyOfAny(text: string): number {
  const counts = new Map<string, number>();
  for (const c of text) counts.set(c, (counts.get(c) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}

/** Whether a text has fewer than three different characters. */
function hasTwoAtMost(text: string): boolean {
  const first = text.charCodeAt(0);
  let second = first;
  for (let i = 1; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit >= 0xd800 && unit <= 0xdfff) return new Set(text).size < 3;
    if (unit === first || unit === second) continue;
    if (second !== first) return first >= 0xd800 && first <= 0xdfff ? new Set(text).size < 3 : false;
    second = unit;
  }
  return true;
}

/** Signs in a row, each the next of the one before: `abcdefgh`, `01234567`. */
const ROW = 16;
/** A stretch that comes so often in a row is no accident. */
const REPEATS = 4;
const LONGEST_STRETCH = 12;

/** `abcdefghijklmnopqrstuvwxyz`, `EXAMPLEEXAMPLEEXAMPLEEXAMPLE`: counted up or repeated through half of its length. */
export function isPatterned(text: string): boolean {
  const half = text.length / 2;
  let row = 1;
  for (let i = 1; i < text.length; i++) {
    row = text.charCodeAt(i) === text.charCodeAt(i - 1) + 1 ? row + 1 : 1;
    if (row >= ROW && row >= half) return true;
  }
  for (let stretch = 2; stretch <= LONGEST_STRETCH && stretch * REPEATS <= text.length; stretch++) {
    let same = 0;
    for (let i = stretch; i < text.length; i++) {
      same = text.charCodeAt(i) === text.charCodeAt(i - stretch) ? same + 1 : 0;
      if (same >= stretch * (REPEATS - 1) && same >= half) return true;
    }
  }
  return false;
}

/** `xxxxxxxx`, `1111111`, `ababab`: too few distinct characters, or one of them too often in a row, to be random. */
export function isFiller(text: string, start = 0, end = text.length): boolean {
  const length = Math.min(end, text.length) - start;
  // A set of the 128 characters of ASCII in four words: no memory is taken.
  let [a, b, c, d] = [0, 0, 0, 0];
  let run = 1;
  for (let i = start; i < start + length; i++) {
    const unit = text.charCodeAt(i) & 127;
    run = i > start && text.charCodeAt(i - 1) === text.charCodeAt(i) ? run + 1 : 1;
    if (run >= 7) return true;
    if (unit < 32) a |= 1 << unit;
    else if (unit < 64) b |= 1 << (unit - 32);
    else if (unit < 96) c |= 1 << (unit - 64);
    else d |= 1 << (unit - 96);
  }
  return bitCount(a) + bitCount(b) + bitCount(c) + bitCount(d) < Math.min(6, Math.ceil(length / 2));
}

function bitCount(word: number): number {
  let count = 0;
  for (let rest = word; rest !== 0; rest &= rest - 1) count++;
  return count;
}

const STAND_INS: ReadonlySet<string> = new Set(
  (
    "null none nil undefined true false yes no on off empty blank na n/a todo tbd unknown default hidden masked filtered redacted " +
    "password passwd pwd secret token string str bytes str|none text value val key required optional invalid incorrect wrong missing expired valid " +
    "failed failure error ok success changed reset denied accepted rejected mismatch enabled disabled prompt stdin env anonymous authentication the " +
    "this your my a an is was not must should has cannot for from in and or with bearer basic jwt saml oauth oauth2 oidc apikey " +
    "authenticated unauthorized forbidden confirmed updated created removed deleted set unset provided given used sent received refreshed revoked found"
  ).split(" "),
);

const STAND_IN_PARTS =
  /example|change[-_]?me|place[-_]?holder|redacted|your[-_]|[-_]here\b|(?:[a-z]Token|[a-z]Key|[a-z]Secret|[a-z]Password)Here\b|x{5,}|\*{3,}|\.{3,}|dummy|sample|replace[-_]?(?:me|with)|insert[-_]|<[^<>]{0,64}>|\$\{|\{\{|\$\(|%\(|#\{/i;

/** A value that stands for a secret without being one: `${DB_PASSWORD}`, `<token>`, `changeme`, `****`, `null`. */
export function isStandIn(value: string): boolean {
  const short = value.length > 80 ? value.slice(0, 80) : value;
  if (STAND_INS.has(short.toLowerCase())) return true;
  if (
    /^[$%@{<[(]/.test(short) &&
    !/^[$%@][^A-Za-z({_]/.test(short) &&
    /^[$%@]?[{(<[]|^\$[A-Za-z_]+$|^%[A-Za-z_]+%?$|^@[A-Za-z_.]+$/.test(short)
  )
    return true;
  return STAND_IN_PARTS.test(short) || (short.length > 3 && hasTwoAtMost(short)) || isPatterned(short);
}

/** Numbers, dates, times, versions, sizes: digits and their punctuation alone. */
export function isNumberOrDate(value: string): boolean {
  if (/^[\d.,:/+\sTZ%-]{1,40}$/.test(value)) return true;
  return (
    /^v?\d{1,5}(?:\.\d{1,5}){1,4}(?:[-+][A-Za-z0-9.]{1,20})?$/.test(value) ||
    /^-?\d{1,12}(?:ms|s|m|h|d|kb|mb|gb|b|px|%)$/i.test(value)
  );
}

/** Paths, URLs, calls, member access, templates: source code and addresses rather than values. */
export function isCode(value: string): boolean {
  if (/^(?:\.{0,2}|~)\/[\w@.-]{1,64}(?:\/|$)/.test(value) && !/[+=]/.test(value)) return true;
  if (/^[A-Za-z]:\\/.test(value) || /^[a-z][a-z0-9+.-]{1,20}:\/\//i.test(value)) return true;
  if (/^[A-Za-z_$][\w$]{0,80}(?:(?:\.|::|->)[A-Za-z_$][\w$]{0,80}){0,8}(?:[([{@]|\?\.)/.test(value)) return true;
  return /^[A-Za-z_$][A-Za-z_$]{1,40}(?:(?:\.|::|->)[A-Za-z_$][A-Za-z_$]{1,40}){1,8}$/.test(value);
}

const VOWELS = "aeiouyAEIOUY";

/**
 * Made of words (`updateUserById`, `my-service-name`) rather than drawn at random: most letters lie in pieces of three
 * and more, cut at case changes, that alternate vowels and consonants as words do.
 */
export function isWordy(value: string): boolean {
  let inWords = 0;
  let counted = 0;
  let piece = 0;
  for (let i = 0; i <= value.length; i++) {
    const letter = i < value.length && isOf(value, i, ALPHABETS.alpha);
    if (i < value.length && isOf(value, i, ALPHABETS.alnum)) counted++;
    if (letter && !cutsBefore(value, i, piece)) continue;
    if (i - piece >= 3 && isPronounceable(value, piece, i)) inWords += i - piece;
    piece = letter ? i : i + 1;
  }
  return counted > 0 && inWords / counted >= 0.7;
}

function cutsBefore(value: string, index: number, piece: number): boolean {
  if (index === piece) return false;
  const upper = isUpper(value, index);
  if (upper && !isUpper(value, index - 1)) return true;
  return !upper && isUpper(value, index - 1) && index - 1 > piece;
}

function isUpper(value: string, index: number): boolean {
  const unit = value.charCodeAt(index);
  return unit >= 0x41 && unit <= 0x5a;
}

function isPronounceable(value: string, start: number, end: number): boolean {
  let vowels = 0;
  let consonants = 0;
  let run = 0;
  for (let i = start; i < end; i++) {
    if (VOWELS.includes(value[i] ?? "")) {
      vowels++;
      run = 0;
    } else {
      consonants++;
      run++;
      if (run > 4) return false;
    }
  }
  return vowels * 6 >= end - start && (consonants > 0 || end - start <= 3) && vowels <= (end - start) * 0.75;
}

/** How many of small letters, capitals, digits and other signs a value holds. */
export function classes(value: string): number {
  return (
    Number(/[a-z]/.test(value)) +
    Number(/[A-Z]/.test(value)) +
    Number(/\d/.test(value)) +
    Number(/[^A-Za-z0-9]/.test(value))
  );
}

const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** Hex strings and UUIDs: identifiers unless a key says otherwise. */
export function isIdentifier(value: string): boolean {
  return UUID.test(value) || /^(?:0x)?[0-9a-f]{6,128}$/i.test(value);
}

/**
 * Random enough for a token: no word, path, number or stand-in, long and mixed enough. Hex and UUIDs count only where
 * the caller has the key as evidence (`keyed`).
 */
export function isTokenLike(value: string, keyed: boolean): boolean {
  if (value.length < 8) return false;
  const head = value.length > 96 ? value.slice(0, 96) : value;
  if (/\s/.test(head) || isFiller(head) || isNumberOrDate(head) || isStandIn(head)) return false;
  if (isIdentifier(head))
    return (
      keyed &&
      head.length >= 16 &&
      // An address and a number are no keys; 32 bytes are what a wallet's key has.
      (!head.startsWith("0x") || head.length === 66) &&
      /\d/.test(head) &&
      /[a-f]/i.test(head)
    );
  if (isCode(head) || isWordy(head)) return false;
  const digits = /\d/.test(head);
  if (!/[A-Za-z]/.test(head)) return false;
  if (digits) return head.length >= 10 && entropy(head) >= 2.75;
  return head.length >= 16 && entropy(head) >= 3.3;
}
