import { looksLikeJson, readJson } from "./json.ts";
import type { Sink } from "./part.ts";

const MAX_KEY = 64;
const MAX_SPACES = 4;

const HEX_PAIR = /^[0-9a-f]{2}$/i;
const HEX_GROUP = /^(?=.*\d)[0-9a-f]{3,4}$/i;

/** Units that end a value without quotes. */
const ENDS_VALUE = new Uint8Array(128);
for (let unit = 0; unit <= 0x20; unit++) ENDS_VALUE[unit] = 1;
for (const unit of Buffer.from(",;&|)]}>\"'`<")) ENDS_VALUE[unit] = 1;

/**
 * Reads what a text names: `key=value`, `key: value`, `"key" => "value"`, `key="a value"`, XML attributes and elements.
 * `wants` is asked for every name; values of the others are passed over. Each character is looked at a bounded number of
 * times: ends of values are searched forwards only.
 */
export function readPairs(text: string, from: number, to: number, wants: (key: string) => boolean, sink: Sink): void {
  const ends = new Ends(text, to);
  for (let i = from; i < to; i++) {
    const unit = text.charCodeAt(i);
    if (unit !== 0x3d && unit !== 0x3a && unit !== 0x3e) continue;
    const key = unit === 0x3e ? tagBefore(text, from, i) : keyBefore(text, from, i);
    if (key === "" || !wants(key)) continue;
    i = unit === 0x3e ? readElement(text, i + 1, to, key, sink) : readValue(text, i, to, key, ends, sink);
  }
}

/** The name in front of the sign at `at`, without quotes; empty where there is none. */
function keyBefore(text: string, from: number, at: number): string {
  let end = at;
  for (let spaces = 0; end > from && spaces < MAX_SPACES && text.charCodeAt(end - 1) === 0x20; spaces++) end--;
  const quote = text.charCodeAt(end - 1);
  if (end > from && (quote === 0x22 || quote === 0x27 || quote === 0x5d)) end--;
  if (end > from && text.charCodeAt(end - 1) === 0x5c) end--;
  let start = end;
  while (start > from && end - start < MAX_KEY && isKeyUnit(text.charCodeAt(start - 1))) start--;
  // `16:cc:33:` and `2001:db8:85a3:` have groups of hex digits, no names.
  if (end - start <= 4 && text.charCodeAt(start - 1) === 0x3a) {
    const group = text.slice(start, end);
    if (HEX_PAIR.test(group) || (text.charCodeAt(at) === 0x3a && HEX_GROUP.test(group))) return "";
  }
  return end - start === 4 && NAME.test(text.slice(start, end))
    ? `${ownerBefore(text, from, start)}name`
    : text.slice(start, end);
}

const NAME = /^name$/i;
/** `Customer Name: `, `Patient{name=`: whose name it is. */
const OWNER =
  /(?:^|[^A-Za-z])(?:[A-Z][a-z]+)?(customer|patient|guest|passenger|employee|applicant|beneficiary|student|borrower|claimant|person|recipient|cardholder|payee|contact)(?: |(?:Dto|DTO|Entity|Record|Info|Details|Model)?[{([] ?)$/i;
const LONGEST_OWNER = 36;

/** The word for a person in front of a bare `name`, with a sign behind it; empty where there is none. */
function ownerBefore(text: string, from: number, start: number): string {
  const owner = OWNER.exec(text.slice(Math.max(from, start - LONGEST_OWNER), start))?.[1];
  return owner === undefined ? "" : `${owner.toLowerCase()}_`;
}

function isKeyUnit(unit: number): boolean {
  const lower = unit | 0x20;
  return (
    (lower >= 0x61 && lower <= 0x7a) ||
    (unit >= 0x30 && unit <= 0x39) ||
    unit === 0x5f ||
    unit === 0x2d ||
    unit === 0x2e ||
    (unit >= 0xc0 && unit < 0x2000)
  );
}

/** The name of the tag that ends at `at`, where it opens an element without attributes. */
function tagBefore(text: string, from: number, at: number): string {
  let start = at;
  while (
    start > from &&
    at - start < MAX_KEY &&
    (isKeyUnit(text.charCodeAt(start - 1)) || text.charCodeAt(start - 1) === 0x3a)
  )
    start--;
  if (start === from || start === at || text.charCodeAt(start - 1) !== 0x3c) return "";
  const name = text.slice(start, at);
  return name.slice(name.lastIndexOf(":") + 1);
}

/** `<email>value</email>`; returns where the reading goes on. */
function readElement(text: string, start: number, to: number, key: string, sink: Sink): number {
  let end = text.indexOf("<", start);
  if (end < 0 || end > to) end = to;
  if (end > start) sink({ start, end, key, path: key, escape: "entities", syntax: "text" });
  return end - 1;
}

/** Returns the last position that needs no second look. */
function readValue(text: string, sign: number, to: number, key: string, ends: Ends, sink: Sink): number {
  let start = sign + 1;
  // `==`, `::`, `://` name nothing; `=>` and `:=` do.
  const next = text.charCodeAt(start);
  if (next === 0x2f && text.charCodeAt(start + 1) === 0x2f) return sign;
  if (next === 0x3d && text.charCodeAt(sign) === 0x3d) return start;
  if (next === 0x3a) return start;
  if (next === 0x3e || next === 0x3d) start++;
  for (let spaces = 0; spaces < MAX_SPACES && isBlank(text.charCodeAt(start)); spaces++) start++;
  if (start >= to) return start;
  if (looksLikeJson(text, start, to))
    return (
      readJson(text, start, to, (part) =>
        sink(part.key === "" && part.strict === true ? { ...part, key, path: key } : part),
      ) - 1
    );
  const escaped = text.charCodeAt(start) === 0x5c ? 1 : 0;
  const quote = text.charCodeAt(start + escaped);
  if (isQuote(quote)) {
    let from = start + escaped + 1;
    let end = ends.quote(quote, from, escaped === 1);
    const last = end;
    // `"'value'"`: quotes within quotes are no part of the value.
    while (from < end && isQuote(text.charCodeAt(from))) from++;
    while (end > from && isQuote(text.charCodeAt(end - 1))) end--;
    if (end > from) sink({ start: from, end, key, path: key, escape: "json", syntax: "json_string" });
    return Math.max(sign, last - 1);
  }
  const end = ends.value(start);
  if (end > start) sink({ start, end, key, path: key, escape: "none", syntax: "text" });
  return Math.max(sign, end - 1);
}

function isQuote(unit: number): boolean {
  return unit === 0x22 || unit === 0x27 || unit === 0x60;
}

function isBlank(unit: number): boolean {
  return unit === 0x20 || unit === 0x09;
}

/** Ends of values, remembered: a text of signs alone is still read once. */
class Ends {
  readonly #text: string;
  readonly #to: number;
  #value = -1;
  #quotes: Map<number, number> | undefined;

  constructor(text: string, to: number) {
    this.#text = text;
    this.#to = to;
  }

  /** The end of a value without quotes that begins at `start`. */
  value(start: number): number {
    if (this.#value >= start) return this.#value;
    let end = start;
    while (end < this.#to && !(this.#text.charCodeAt(end) < 0x80 && ENDS_VALUE[this.#text.charCodeAt(end)] === 1))
      end++;
    this.#value = end;
    return end;
  }

  /** The quote that closes; `escaped` ones are closed by `\"`. Without one, where a bare value would end. */
  quote(quote: number, start: number, escaped: boolean): number {
    const name = escaped ? quote + 128 : quote;
    const known = this.#quotes?.get(name) ?? -1;
    if (known >= start) return this.#orBare(known, start);
    let end = start;
    while (end < this.#to) {
      const unit = this.#text.charCodeAt(end);
      if (unit === quote && (this.#text.charCodeAt(end - 1) === 0x5c) === escaped) break;
      end++;
    }
    const found = escaped && end < this.#to ? end - 1 : end;
    (this.#quotes ??= new Map()).set(name, found);
    return this.#orBare(found, start);
  }

  #orBare(found: number, start: number): number {
    return found < this.#to ? found : this.value(start);
  }
}

/** Where the word behind the value that ends at `end` ends (`Bearer abc`). */
export function nextWordEnd(text: string, end: number, to: number): number {
  let stop = end;
  while (stop < to && isBlank(text.charCodeAt(stop))) stop++;
  while (stop < to && !(text.charCodeAt(stop) < 0x80 && ENDS_VALUE[text.charCodeAt(stop)] === 1)) stop++;
  return stop;
}
