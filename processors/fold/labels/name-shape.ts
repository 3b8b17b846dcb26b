import { ALNUM, CLASS, classAt, LETTER, numberAt, skip } from "./characters.ts";
import { census, isRandom, runShape } from "./run-shape.ts";
import { isStrong, SHAPE } from "./shapes.ts";
import { isUuidAt } from "./written-shape.ts";

/** An identifier inside a name. */
export interface Part {
  readonly start: number;
  readonly end: number;
  readonly shape: number;
}

/** Words before a number that is one of few: `node-10250`, `ORA-00942`. */
const BEFORE_FEW: ReadonlySet<string> = new Set(
  (
    "port tcp udp http https grpc amqp kafka listener broker localhost node shard partition part replica worker slot zone " +
    "rack bucket chunk segment stage step page line level version build release rev api code error err status exit errno " +
    "ora pls tns sqlstate sp wsa pg cve rfc iso cwe le lt gt ge min max size limit batch pool lane region dn"
  ).split(" "),
);
/** A number from here on is too large for any list of few. */
const MANY = 1_000_000;
const MAX_PORT = 65_535;

/**
 * Identifiers among the runs of letters and digits of a name, left to right: UUIDs, long hex, random runs, numbers of five
 * digits and more that no word before them explains.
 */
export function nameParts(text: string, from = 0, to = text.length): Part[] {
  const parts: Part[] = [];
  for (let at = from; at < to; ) {
    if ((classAt(text, at) & ALNUM) === 0) {
      at++;
      continue;
    }
    if (isUuidAt(text, at, to) && (at + 36 === to || (classAt(text, at + 36) & ALNUM) === 0)) {
      parts.push({ start: at, end: at + 36, shape: SHAPE.uuid });
      at += 36;
      continue;
    }
    const end = skip(text, at, to, ALNUM);
    const part = partAt(text, from, at, end);
    if (part !== undefined) parts.push(part);
    at = end;
  }
  return parts;
}

function partAt(text: string, from: number, start: number, end: number): Part | undefined {
  const shape = runShape(text, start, end);
  if (isStrong(shape)) return { start, end, shape };
  if (shape === SHAPE.short_number)
    return isOneOfMany(text, from, start, end) ? { start, end, shape: SHAPE.number } : undefined;
  if (shape !== SHAPE.none) return undefined;
  // `ORD482139`, `cus_9s6XKzkN`: letters and six digits, or eight random characters behind a word.
  const letters = skip(text, start, end, LETTER);
  const digits = end - letters;
  if (letters - start <= 4 && digits >= 6 && skip(text, letters, end, CLASS.digit) === end && letters > start)
    return { start, end, shape: SHAPE.prefixed };
  if (end - start >= 8 && start > from && classAt(text, start - 1) === 0 && isShortRandom(text, start, end))
    return { start, end, shape: SHAPE.random };
  return undefined;
}

/** Five to eight digits behind a word. */
function isOneOfMany(text: string, from: number, start: number, end: number): boolean {
  const length = end - start;
  if (length < 5 || start === from) return false;
  const value = numberAt(text, start, end);
  if (value >= MANY) return true;
  const word = wordBefore(text, from, start);
  if (word === "" || BEFORE_FEW.has(word)) return false;
  const separator = text.charCodeAt(start - 1);
  // Host and port; a decimal part.
  if ((separator === 0x3a && value <= MAX_PORT) || separator === 0x2e) return false;
  return separator !== 0x2b;
}

/** The word that ends one separator before `start`, in small letters. */
function wordBefore(text: string, from: number, start: number): string {
  let begin = start - 1;
  while (begin > from && (classAt(text, begin - 1) & LETTER) !== 0) begin--;
  return begin >= start - 1 ? "" : text.slice(begin, start - 1).toLowerCase();
}

/** What a run behind a word and a separator needs to be random, with digits and without. */
const BEHIND_A_WORD = 0.15;
const WITHOUT_DIGITS = 0.5;

/** Eight characters and more, capitals and small letters. */
function isShortRandom(text: string, start: number, end: number): boolean {
  const seen = census(text, start, end);
  if (seen.lower === 0 || seen.upper === 0) return false;
  const hasDigits = seen.digits > 0;
  if (end - start < 10) return hasDigits && seen.changes >= 4;
  return isRandom(text, start, end, seen, hasDigits ? BEHIND_A_WORD : WITHOUT_DIGITS);
}

/** `web-7d9f8b6c5d-x2x4z` (ReplicaSet), `backup-28512345-x2x4z` (CronJob): where the words end; -1 for other names. */
export function podWordsEnd(text: string): number {
  const last = text.lastIndexOf("-");
  if (last < 3 || text.length - last !== 6 || skip(text, last + 1, text.length, CLASS.pod) !== text.length) return -1;
  const hash = text.lastIndexOf("-", last - 1);
  const length = last - hash - 1;
  if (hash < 1 || length < 6 || length > 10) return -1;
  if (length === 8 && skip(text, hash + 1, last, CLASS.digit) === last) return hash;
  return skip(text, hash + 1, last, CLASS.pod) === last && isGenerated(text, hash + 1, last) ? hash : -1;
}

/** `dhcpv4` is in the alphabet too: where there are few characters, digits come before letters. */
function isGenerated(text: string, start: number, end: number): boolean {
  if (end - start >= 8) return true;
  const letters = skip(text, start, end, LETTER);
  if (letters === end) return false;
  return skip(text, letters, end, CLASS.digit) !== end || letters === start;
}

/** `fluent-bit-x2x4z` (DaemonSet, Job): only a key that speaks of pods makes five characters generated ones. */
export function ownedPodWordsEnd(text: string): number {
  const last = text.lastIndexOf("-");
  return last >= 1 && text.length - last === 6 && skip(text, last + 1, text.length, CLASS.pod) === text.length
    ? last
    : -1;
}
