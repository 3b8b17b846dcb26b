import type { Sight } from "./sight.ts";

/**
 * The lid on what one text, and one request, may cost: a count of work, the same on every machine. A unit is about a
 * nanosecond on the machine where the costs were measured. Examples and generated records stay below a third of what a
 * text may cost (rule D42); what reaches the limit was made to, or is a long text full of findings, and is replaced unread.
 */
export interface Work {
  /** Units left for the text under work. */
  left: number;
  /** What checks said of values of this text, by check: words beside each other announce the same numbers. */
  readonly verdicts: Map<object, Map<string, boolean>>;
  /** What was seen beside words of the text that was looked at last. */
  readonly places: Places;
  /** By key, lists of phrases of which it holds none: of any text, for the same keys come again and again. */
  readonly unnamed: Map<string, Set<object>>;
  /** Notes what the look at the text depends on; undefined where nobody wants to know. */
  sight: Sight | undefined;
}

/** What `check` says of a value, asked once per text. */
export function verdictOf(check: (value: string) => boolean, value: string, work: Work | undefined): boolean {
  if (work === undefined) return check(value);
  let known = work.verdicts.get(check);
  if (known === undefined) work.verdicts.set(check, (known = new Map()));
  let verdict = known.get(value);
  if (verdict === undefined) {
    spend(work, COST.check);
    known.set(value, (verdict = check(value)));
  }
  return verdict;
}

/** A place where a value may begin. */
export interface Start {
  readonly at: number;
  /** Digits that lead, as `leadingRuns` counts them. */
  readonly run: number;
  /** What begins here as people group it, once it was read. */
  grouped: readonly Grouped[] | undefined;
}

/** A number whose parts are joined, as `id-shape.ts` reads it. */
export interface Grouped {
  readonly end: number;
  /** Without what joins the parts. */
  readonly compact: string;
  readonly run: number;
  /** The letters of a country lead. */
  readonly isPrefixed: boolean;
  /** All that is joined. */
  readonly isWhole: boolean;
}

/** Places beside a word. */
export interface Beside {
  readonly starts: readonly Start[];
  /** By number of the start: whether nothing but glue (`announced.ts`) stands between, once it was asked. */
  readonly glued: (boolean | undefined)[];
}

/**
 * What was seen in one text beside words: they stand close to each other, many detectors know the same word, and all of
 * them ask about the same numbers.
 */
export interface Places {
  text: string;
  /** Beginnings behind and in front of a word, by its end and its beginning; twice that and one for long lists. */
  readonly behind: Map<number, Beside>;
  readonly before: Map<number, Beside>;
  readonly starts: Map<number, Start>;
  /** By list of shapes: places where it was tried in vain (`places.ts`). */
  readonly misses: Map<object, Set<number>>;
  /** There is no digit in `text[digitFrom, digitAt)`, and one at `digitAt`, if finite. */
  digitFrom: number;
  digitAt: number;
  /** What `hasNumberNear` read last. */
  numbers: Numbers;
}

/** A stretch of text read for a number of many digits. */
export interface Numbers {
  /** First and last unit of what made it one, or -1. */
  start: number;
  end: number;
  /** Without a number and a date in it: `text[from, to)`. */
  from: number;
  to: number;
  /** Of the digits that stand at its end: how many, where the first, how many other units behind the last. */
  digits: number;
  first: number;
  gap: number;
}

export function newNumbers(): Numbers {
  return { start: -1, end: -1, from: 0, to: -1, digits: 0, first: -1, gap: 0 };
}

function newPlaces(): Places {
  return {
    text: "",
    behind: new Map(),
    before: new Map(),
    starts: new Map(),
    misses: new Map(),
    digitFrom: 0,
    digitAt: -1,
    numbers: newNumbers(),
  };
}

/** Forgets what was seen in other texts than `text`. */
export function clearPlaces(places: Places, text: string): void {
  places.text = text;
  places.digitFrom = 0;
  places.digitAt = -1;
  places.numbers = newNumbers();
  if (places.behind.size > 0) places.behind.clear();
  if (places.before.size > 0) places.before.clear();
  if (places.starts.size > 0) places.starts.clear();
  if (places.misses.size > 0) places.misses.clear();
}

/** A text that costs more than it may. Holds nothing of it. */
export class WorkSpent extends RangeError {
  constructor() {
    super("a text costs more work than its length allows");
  }
}

const MAX_KEYS = 256;

/** Lists of phrases of which `key` holds none, as far as known. */
export function unnamedBy(key: string, work: Work | undefined): Set<object> | undefined {
  if (work === undefined) return undefined;
  let known = work.unnamed.get(key);
  if (known === undefined) {
    if (work.unnamed.size >= MAX_KEYS) work.unnamed.clear();
    work.unnamed.set(key, (known = new Set()));
  }
  return known;
}

/** Takes `units` from what is left; throws when there is less. No work to count means no limit. */
export function spend(work: Work | undefined, units: number): void {
  if (work !== undefined && (work.left -= units) < 0) throw new WorkSpent();
}

/** Of a check digit. */
const COST = { check: 3_000 } as const;
/** Of a text: so much whatever its length, per character of its first 64 Ki, and per character of the rest. */
const TEXT = { floor: 2_000_000, perUnit: 2_000, perLaterUnit: 8 } as const;
const DENSE_UNITS = 65_536;
/** Of a request: so much whatever its length, per byte of its first 4 MiB, and per byte of the rest. */
const REQUEST = { floor: 2_000_000, perByte: 2_000, perLaterByte: 300 } as const;
const DENSE_BYTES = 4 * 1024 * 1024;

/** What one text of so many characters may cost: honest ones are dense with findings when they are short. */
export function textLimit(length: number): number {
  const dense = Math.min(length, DENSE_UNITS);
  return TEXT.floor + dense * TEXT.perUnit + (length - dense) * TEXT.perLaterUnit;
}

/** What all texts of a request of so many bytes may cost. */
export function requestLimit(bytes: number): number {
  const dense = Math.min(bytes, DENSE_BYTES);
  return REQUEST.floor + dense * REQUEST.perByte + (bytes - dense) * REQUEST.perLaterByte;
}

/** The budget of one scrubber: of the request under work, and within it of the text under work. */
export class WorkBudget implements Work {
  left = 0;
  readonly verdicts = new Map<object, Map<string, boolean>>();
  readonly places = newPlaces();
  readonly unnamed = new Map<string, Set<object>>();
  sight: Sight | undefined;
  #granted = 0;
  #request = 0;

  /** Starts a request of so many bytes. */
  begin(bytes: number): void {
    this.#request = requestLimit(bytes);
    this.#granted = 0;
    this.left = 0;
  }

  /** Starts a text of so many characters; what the one before it cost is taken from the request. */
  open(length: number): void {
    this.#request -= this.#granted - this.left;
    this.#granted = Math.max(0, Math.min(this.#request, textLimit(length)));
    this.left = this.#granted;
    if (this.verdicts.size > 0) this.verdicts.clear();
    clearPlaces(this.places, "");
  }
}
