/**
 * What the candidate scan looks for: cheap shapes that must be present before a detector can match. `u[i]` is the unit
 * (byte, or UTF-16 code unit) at i; units outside the text are none of the classes. Letters and digits are ASCII.
 *
 * | trigger | emitted at i when |
 * | --- | --- |
 * | `at` | `u[i]` is `@` and both neighbours exist and are above 0x20; or `u[i..i+2]` is `%40` |
 * | `dots` | `u[i]` is `.` between digits and one of `u[i+2..i+4]` is `.` followed by a digit |
 * | `hex_pairs` | `::`; or `:` after a hex digit with a second `:` at i+2..i+5 and a third 2..5 after that, only hex digits between; or `-` at i, i+3 and i+6 with hex pairs before, between and after; or `.` at i and i+5 with four hex digits before, between and after |
 * | `digits` | `u[i]` is a digit, `u[i-1]` is no letter, digit or `_`, and the run of digits and ` -./()` that begins at i holds at least 7 digits within `u[i..i+15]` |
 * | `mixed` | `u[i-1]` is no letter or digit and either `u[i..i+3]` or `u[i..i+7]` are all capitals or digits with at least one of each |
 * | `token` | `u[i-1]` is not in `[A-Za-z0-9_-]`, `u[i..i+15]` all are, the run of them that begins at i has a digit within `u[i..i+31]`, and there is neither a `uuid` at i nor a run of 32, 40 or 64 small hex digits (a digest) that is the whole of them |
 * | `word` | a word starts at i (a letter after a non-letter, or a capital after a small letter) and `words.ts` knows one that begins there and may announce anything |
 * | `number_word` | the same, where every known word that begins there only announces values with six digits and more |
 * | `caps` | `u[i]` is a capital, `u[i+1]` a small letter or not ASCII, `u[i-1]` no letter or digit, and not: a first word of the text whose letters end in `ing` or `ed` (`Retrying`, `Connected`) |
 * | `scheme` | `u[i..i+2]` is `://` |
 * | `pem` | `u[i..i+4]` is `-----` and `u[i-1]` is not `-` |
 * | `percent` | `u[i]` is `%` followed by two hex digits |
 * | `pair` | `u[i]` is `=` or `:`, behind up to four blanks before it stands a letter, digit, `_`, `"`, `'` or `]`, `u[i+1]` exists and is not the same sign or `/`, and what stands before is no numeral (`numeral_pair`) |
 * | `numeral_pair` | the same, behind a numeral: digits and `._-`, the last one a digit, without a letter or a unit above 0x7f in front (`16:13:38`) |
 * | `escape` | `u[i]` is `\` followed by `u`, `x` or `"`, or by `n`, `r` or `t` and then a letter, a digit or `+` |
 * | `non_ascii` | `u[i]` is above 0x7f and `u[i-1]` is not |
 * | `uuid` (and then nothing else within its 36 units) | `u[i-1]` is no letter or digit, `u[i..i+35]` are hex digits but for `-` at i+8, i+13, i+18 and i+23, one of `u[i..i+31]` is a digit, and `u[i+36]` is not in `[A-Za-z0-9_-]` |
 *
 * Where `digits` begins with a date as machines write it, alone or with a time of day, there is no candidate at all within
 * the date and time (`stampEnd` in `twin.ts`).
 */
export const TRIGGERS = [
  "at",
  "dots",
  "hex_pairs",
  "digits",
  "mixed",
  "token",
  "word",
  "caps",
  "scheme",
  "pem",
  "percent",
  "pair",
  "escape",
  "non_ascii",
  "uuid",
  "number_word",
  "numeral_pair",
] as const;
export type TriggerName = (typeof TRIGGERS)[number];

/** One bit per trigger, in the order of `TRIGGERS`. */
export const TRIGGER_BIT: Readonly<Record<TriggerName, number>> = Object.freeze(
  Object.fromEntries(TRIGGERS.map((name, index) => [name, 1 << index])) as Record<TriggerName, number>,
);

/** Candidates of one text, in order of position; a position appears once, with all its triggers. */
export interface Candidates {
  count: number;
  /** Relative to the array that was scanned, not to `start`. */
  readonly positions: Int32Array;
  readonly triggers: Int32Array;
}

/** Candidates held at once; a text with more is scanned in pieces. */
export const MAX_CANDIDATES = 65_536;

export function newCandidates(capacity: number): Candidates {
  return { count: 0, positions: new Int32Array(capacity), triggers: new Int32Array(capacity) };
}
