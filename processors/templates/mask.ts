import { MARK_SOURCE } from "../marks.ts";

/** Stands for a value in a template, as in the Drain paper and the collector's `drain` processor. */
export const WILDCARD = "<*>";

/** The words of a line with its values masked, and what stands between them. */
export interface MaskedLine {
  readonly words: readonly string[];
  readonly glue: "" | " ";
}

/** Characters of a line that are looked at, and words. */
const MAX_CHARS = 1_024;
const MAX_WORDS = 128;
/** What was replaced already, or a run of signs that values are made of. */
const RUN = new RegExp(`${MARK_SOURCE}|[\\w.:+@%~-]+`, "g");
/** Numbers, dates, times, addresses and amounts, with a unit. */
const NUMBER = /^[-+~]?\d[\d.:+-]*(?:T[\d.:+-]+)?[A-Za-z%]{0,3}$/;
const HEX = /^(?:0x)?[0-9a-fA-F]{6,}$|^[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}$/;
/** IPv6 and hardware addresses. */
const COLONS = /^[0-9a-fA-F]{0,4}(?::[0-9a-fA-F]{0,4}){2,7}$/;
const NAMED = /^([A-Za-z_][A-Za-z_.]*:)(.+)$/;
const SEVERAL = /<\*>(?:[-_.:+~]?<\*>)+/g;
const DIGIT = /\d/;

/**
 * The first line of a text as words in which every value by shape is a wildcard: numbers with and without unit, dates,
 * addresses, ids, hashes, counters behind names (`worker-12`), and whatever the scrub replaced. Pure, and linear in the
 * text. Undefined where nothing is left to be a template of.
 */
export function maskLine(text: string): MaskedLine | undefined {
  const line = firstLine(text);
  if (line === "") return undefined;
  // JSON has no spaces to be cut at.
  const isJson = line.charCodeAt(0) === 0x7b && /^\{\s*"/.test(line);
  const words = isJson ? line.split(/(?<=,)/, MAX_WORDS) : line.split(/\s+/, MAX_WORDS);
  return { words: words.map(maskWord), glue: isJson ? "" : " " };
}

function firstLine(text: string): string {
  const trimmed = text.slice(0, MAX_CHARS * 2).trimStart();
  const end = trimmed.search(/[\r\n]/);
  return trimmed.slice(0, end < 0 ? MAX_CHARS : Math.min(end, MAX_CHARS)).trimEnd();
}

function maskWord(word: string): string {
  if (!mayHoldValue(word)) return word;
  const masked = word.replace(RUN, maskRun);
  return masked.includes(WILDCARD) ? masked.replace(SEVERAL, WILDCARD) : masked;
}

/** A digit, an `@`, or a bracket that may be a mark. */
function mayHoldValue(word: string): boolean {
  for (let i = 0; i < word.length; i++) {
    const unit = word.charCodeAt(i);
    if ((unit >= 0x30 && unit <= 0x39) || unit === 0x40 || unit === 0x5b || unit === 0x7b) return true;
  }
  return false;
}

function maskRun(run: string): string {
  const first = run.charCodeAt(0);
  if (first === 0x5b || first === 0x7b || run.startsWith("tk1")) return WILDCARD;
  if (!DIGIT.test(run)) return /.@./.test(run) ? WILDCARD : run;
  // A sentence ends behind its last word.
  const last = run.charCodeAt(run.length - 1);
  if (last === 0x2e || last === 0x3a || last === 0x2d) return maskRun(run.slice(0, -1)) + run.slice(-1);
  if (NUMBER.test(run) || HEX.test(run) || COLONS.test(run)) return WILDCARD;
  const named = NAMED.exec(run);
  if (named !== null) return `${named[1]}${maskRun(named[2] ?? "")}`;
  return run
    .split(/([-_.:+@%~])/)
    .map(maskPart)
    .join("");
}

/** `worker12` keeps its word; what mixes letters and digits otherwise is an id. */
function maskPart(part: string): string {
  if (!DIGIT.test(part)) return part;
  return /^[A-Za-z]+\d+$/.test(part) ? part.replace(/\d+$/, WILDCARD) : WILDCARD;
}
