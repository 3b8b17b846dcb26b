import { isHex } from "../detect/units.ts";
import type { Units } from "../scan/words.ts";
import { isReplaced, type Sink } from "./part.ts";

/** What a unit may begin. */
const OTHER = 0;
const WORD = 1;
const DIGIT = 2;
const QUOTE = 3;
const DOUBLE = 4;
const BACKTICK = 5;
const BRACKET = 6;
const DOLLAR = 7;
const DASH = 8;
const SLASH = 9;
const HASH = 10;
const MARK = 11;
const OPERATOR = 12;
const CLOSE = 13;
const DOT = 14;

const KIND = new Uint8Array(128);
for (const unit of Buffer.from("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_")) KIND[unit] = WORD;
for (const unit of Buffer.from("0123456789")) KIND[unit] = DIGIT;
for (const [sign, kind] of [
  ["'", QUOTE],
  ['"', DOUBLE],
  ["`", BACKTICK],
  ["[", BRACKET],
  ["$", DOLLAR],
  ["-", DASH],
  ["/", SLASH],
  ["#", HASH],
  [")", CLOSE],
  [".", DOT],
] as const) {
  KIND[sign.charCodeAt(0)] = kind;
}
for (const unit of Buffer.from(":?@%")) KIND[unit] = MARK;
for (const unit of Buffer.from("=<>!|")) KIND[unit] = OPERATOR;

/** Words whose numbers are part of the query: how many rows, which column, how wide a type. */
const COUNTS: ReadonlySet<string> = new Set(
  "limit offset top first next by rows fetch char varchar nchar nvarchar varchar2 character varying decimal numeric number float time timestamp datetime datetime2 bit binary varbinary int integer bigint smallint tinyint".split(
    " ",
  ),
);
const MAX_COUNT_DIGITS = 6;
const MAX_NAME = 128;
/** Hex digits of a UUID behind the first eight. */
const UUID_GROUPS = [4, 4, 4, 12];
const SHORTEST_DIGEST = 16;
/** Behind these, `"..."` is a string (MySQL); behind other key words it is a name (standard SQL). */
const VALUE_WORDS: ReadonlySet<string> = new Set([
  "values",
  "in",
  "like",
  "ilike",
  "rlike",
  "regexp",
  "between",
  "then",
  "else",
  "escape",
  "against",
  "interval",
]);
const NAME_WORDS: ReadonlySet<string> = new Set(
  "select from join into update table as by where and or on set distinct not index view exists using returning column constraint key references with schema database only when having delete truncate order group case".split(
    " ",
  ),
);

/**
 * Finds literals in SQL of any dialect, also where the text was cut. Bytes of ASCII and UTF-16 units read alike; units
 * above 0x7f are letters. Holds no text: one instance serves all.
 */
export class SqlLexer {
  /** The literal last found, with its quotes. */
  start = 0;
  end = 0;
  #units: Units = new Uint8Array(0);
  #from = 0;
  #to = 0;
  #at = 0;
  /** The word last seen. */
  #wordStart = 0;
  #wordEnd = 0;
  /** What came since: nothing (0), an operator (1), a closing bracket (2). */
  #since = 0;
  /** A double quote was seen: key words are followed, to tell strings from names. */
  #following = false;
  #inValues = false;

  begin(units: Units, from: number, to: number): void {
    this.#units = units;
    this.#from = from;
    this.#to = to;
    this.#following = false;
    this.#restart();
  }

  #restart(): void {
    this.#at = this.#wordStart = this.#wordEnd = this.#from;
    this.#since = 0;
    this.#inValues = false;
  }

  /** Moves to the next literal; false at the end. */
  next(): boolean {
    const units = this.#units;
    const to = this.#to;
    let at = this.#at;
    while (at < to) {
      const unit = units[at]!;
      switch (unit > 0x7f ? WORD : KIND[unit]!) {
        case WORD: {
          const start = at;
          at = this.#skipWord(at);
          const identifier = this.#identifierEnd(start);
          if (identifier > 0) return this.#literal(start, identifier);
          if (at - start <= 2 && units[at] === 0x27 && isPrefix(unit))
            return this.#literal(start, this.#stringEnd(at + 1, 0x27));
          if (at - start === 1 && isPrefix(unit) && units[at] === 0x26 && units[at + 1] === 0x27)
            return this.#literal(start, this.#stringEnd(at + 2, 0x27));
          this.#wordStart = start;
          this.#wordEnd = at;
          this.#since = 0;
          if (this.#following) this.#follow();
          continue;
        }
        case DIGIT: {
          const start = at > this.#from && units[at - 1] === 0x2e ? at - 1 : at;
          const end = this.#identifierEnd(at) || this.#numberEnd(at);
          if (this.#since === 0 && end - at <= MAX_COUNT_DIGITS && COUNTS.has(this.#word())) {
            at = end;
            continue;
          }
          return this.#literal(start, end);
        }
        case QUOTE:
          return this.#literal(at, this.#stringEnd(at + 1, 0x27));
        case DOUBLE: {
          if (!this.#following) {
            // Literals before this were found already; key words before it were not followed.
            const found = at;
            this.#following = true;
            this.#restart();
            this.#replay(found);
          }
          const end = this.#stringEnd(at + 1, 0x22);
          if (this.#isString(at, end)) return this.#literal(at, end);
          this.#since = 0;
          at = end;
          continue;
        }
        case BACKTICK:
          at = this.#closing(at + 1, 0x60);
          continue;
        case BRACKET:
          at =
            isNameStart(units[at + 1] ?? 0) && this.#identifierEnd(at + 1) === 0 ? this.#closing(at + 1, 0x5d) : at + 1;
          continue;
        case DOLLAR: {
          const tag = this.#dollarTag(at);
          if (tag > 0) return this.#literal(at, this.#dollarEnd(at, tag));
          at = this.#skipWord(at + 1);
          continue;
        }
        case DASH:
          at = units[at + 1] === 0x2d ? this.#lineEnd(at) : at + 1;
          continue;
        case SLASH:
          at = units[at + 1] === 0x2a ? this.#commentEnd(at + 2) : at + 1;
          continue;
        case HASH:
          at = (units[at + 1] ?? 0) === 0x20 ? this.#lineEnd(at) : this.#skipWord(at + 1);
          continue;
        case MARK:
          // `?1`, `:name`, `@p1`, `%s`, `::type`: parameters and casts.
          at = this.#skipWord(at + 1);
          continue;
        case OPERATOR:
          this.#since = 1;
          at++;
          continue;
        case CLOSE:
          this.#since = 2;
          at++;
          continue;
        default:
          at++;
      }
    }
    this.#at = at;
    return false;
  }

  #literal(start: number, end: number): true {
    this.start = start;
    this.end = end;
    this.#at = end;
    return true;
  }

  #skipWord(at: number): number {
    const units = this.#units;
    while (at < this.#to) {
      const unit = units[at]!;
      if (
        unit <= 0x7f &&
        KIND[unit]! !== WORD &&
        KIND[unit]! !== DIGIT &&
        unit !== 0x24 &&
        unit !== 0x23 &&
        unit !== 0x40
      )
        return at;
      at++;
    }
    return at;
  }

  /**
   * Behind what begins at `at`: a UUID, which is a constant in CQL and nothing in SQL, or 16 and more hex digits; 0 where
   * there is neither. What an identifier begins with, a digit or a letter, does not decide what it is.
   */
  #identifierEnd(at: number): number {
    let end = this.#hexEnd(at);
    const head = end - at;
    if (head === 8)
      for (const length of UUID_GROUPS) {
        if (this.#units[end] !== 0x2d || this.#hexEnd(end + 1) !== end + 1 + length) return 0;
        end += 1 + length;
      }
    else if (head < SHORTEST_DIGEST) return 0;
    if (end < this.#to && isNamePart(this.#units[end]!)) return 0;
    for (let i = at; i < end; i++) if (KIND[this.#units[i]!] === DIGIT) return end;
    return 0;
  }

  #hexEnd(at: number): number {
    const units = this.#units;
    while (at < this.#to && isHex(units[at]!)) at++;
    return at;
  }

  /** Decimal, hexadecimal, exponents, separators: `1_000.5e-3`, `0xFF`. */
  #numberEnd(at: number): number {
    const units = this.#units;
    let end = at;
    while (end < this.#to) {
      const unit = units[end]!;
      const kind = unit > 0x7f ? OTHER : KIND[unit]!;
      const isSign =
        (unit === 0x2b || unit === 0x2d) &&
        (units[end - 1]! | 0x20) === 0x65 &&
        units[at + 1] !== 0x78 &&
        KIND[units[end + 1]! & 0x7f] === DIGIT;
      if (kind !== DIGIT && kind !== WORD && unit !== 0x2e && !isSign) break;
      end++;
    }
    return end;
  }

  /** Behind the closing quote; doubled and escaped quotes do not close. The end, where none does. */
  #stringEnd(at: number, quote: number): number {
    const units = this.#units;
    for (; at < this.#to; at++) {
      const unit = units[at]!;
      if (unit === 0x5c) at++;
      else if (unit === quote) {
        if (units[at + 1] !== quote || at + 1 >= this.#to) return at + 1;
        at++;
      }
    }
    return this.#to;
  }

  /** Behind a quoted name. One that nothing closes soon is none: it must not hide what follows. */
  #closing(from: number, sign: number): number {
    const stop = Math.min(this.#to, from + MAX_NAME);
    for (let at = from; at < stop; at++) {
      if (this.#units[at] !== sign) continue;
      this.#since = 0;
      return at + 1;
    }
    return from;
  }

  #lineEnd(at: number): number {
    while (at < this.#to && this.#units[at] !== 0x0a) at++;
    return at;
  }

  #commentEnd(at: number): number {
    while (at < this.#to && !(this.#units[at] === 0x2a && this.#units[at + 1] === 0x2f)) at++;
    return Math.min(at + 2, this.#to);
  }

  /** Length of `$tag$` at `at`, 0 where there is none. */
  #dollarTag(at: number): number {
    if (KIND[this.#units[at + 1]! & 0x7f] === DIGIT) return 0;
    let end = at + 1;
    while (
      end < this.#to &&
      end - at < 32 &&
      (KIND[this.#units[end]! & 0x7f] === WORD || KIND[this.#units[end]! & 0x7f] === DIGIT)
    )
      end++;
    return end < this.#to && this.#units[end] === 0x24 ? end + 1 - at : 0;
  }

  #dollarEnd(at: number, tag: number): number {
    const units = this.#units;
    for (let i = at + tag; i + tag <= this.#to; i++) {
      if (units[i] !== 0x24) continue;
      let k = 1;
      while (k < tag && units[i + k] === units[at + k]) k++;
      if (k === tag) return i + tag;
    }
    return this.#to;
  }

  #word(): string {
    const length = this.#wordEnd - this.#wordStart;
    if (length < 2 || length > 9) return "";
    let word = "";
    for (let i = this.#wordStart; i < this.#wordEnd; i++) word += String.fromCharCode(this.#units[i]! | 0x20);
    return word;
  }

  #follow(): void {
    const word = this.#word();
    if (VALUE_WORDS.has(word)) this.#inValues = true;
    else if (NAME_WORDS.has(word)) this.#inValues = false;
  }

  /** Reads up to `found` again, following key words; the text before holds no double quote. */
  #replay(found: number): void {
    const to = this.#to;
    this.#to = found;
    while (this.next());
    this.#to = to;
  }

  /** Whether `"..."` is a string rather than a name. */
  #isString(start: number, end: number): boolean {
    const units = this.#units;
    if (units[end] === 0x2e || (start > this.#from && units[start - 1] === 0x2e)) return false;
    if (this.#since === 1 || this.#inValues) return true;
    for (let i = start + 1; i < end - 1; i++) {
      const unit = units[i]!;
      if (
        unit > 0x7f ||
        (KIND[unit] !== WORD &&
          KIND[unit] !== DIGIT &&
          unit !== 0x20 &&
          unit !== 0x24 &&
          unit !== 0x2d &&
          unit !== 0x2e)
      )
        return true;
    }
    return false;
  }
}

/** `E'..'`, `N'..'`, `X'..'`, `B'..'`, `R'..'`, `U&'..'`. */
function isPrefix(unit: number): boolean {
  const lower = unit | 0x20;
  return lower === 0x65 || lower === 0x6e || lower === 0x78 || lower === 0x62 || lower === 0x72 || lower === 0x75;
}

function isNamePart(unit: number): boolean {
  return isNameStart(unit) || KIND[unit] === DIGIT;
}

function isNameStart(unit: number): boolean {
  return unit > 0x7f || KIND[unit] === WORD;
}

/** Whether a query in ASCII bytes holds no literal: nothing to do but what the scan saw. */
export function isParameterised(lexer: SqlLexer, bytes: Uint8Array, start: number, end: number): boolean {
  lexer.begin(bytes, start, end);
  return !lexer.next();
}

/** Reads SQL: every literal that says something becomes a part, with its quotes. */
export function readSql(text: string, from: number, to: number, sink: Sink): void {
  const units = new Uint16Array(to - from);
  for (let i = from; i < to; i++) units[i - from] = text.charCodeAt(i);
  const lexer = new SqlLexer();
  lexer.begin(units, 0, units.length);
  while (lexer.next()) {
    const start = from + lexer.start;
    const end = from + lexer.end;
    const [first, last] = sqlInner(text, start, end);
    if (first < last && !isReplaced(text, first, last))
      sink({ start, end, key: "", path: "", escape: "none", syntax: "sql", claim: "SQL_LITERAL" });
  }
}

/** The literal without prefix and quotes. */
export function sqlInner(text: string, start: number, end: number): readonly [number, number] {
  if (text.charCodeAt(start) === 0x24) {
    const tag = text.indexOf("$", start + 1) + 1 - start;
    return [start + tag, Math.max(start + tag, end - tag)];
  }
  for (let i = start; i < Math.min(end, start + 3); i++) {
    const unit = text.charCodeAt(i);
    if (unit === 0x27 || unit === 0x22)
      return [i + 1, end - 1 > i && text.charCodeAt(end - 1) === unit ? end - 1 : end];
  }
  return [start, end];
}
