import { TRIGGERS, type TriggerName } from "../../processors/scan/triggers.ts";
import { ANY_WORD, NUMBER_WORD, type WordKind } from "../../processors/scan/words.ts";

/** The table of `processors/scan/triggers.ts`, row by row and without any thought of speed. */
type Row = (t: Text, i: number) => boolean;

interface Text {
  readonly units: Uint8Array;
  readonly isWord: (i: number) => WordKind;
}

const unit = (t: Text, i: number): number => t.units[i] ?? -1;
const char = (t: Text, i: number): string => (i >= 0 && unit(t, i) >= 0 ? String.fromCharCode(unit(t, i)) : "");
const span = (t: Text, from: number, length: number): string =>
  Array.from({ length }, (_, k) => char(t, from + k)).join("");
const all = (t: Text, from: number, length: number, pattern: RegExp): boolean =>
  Array.from({ length }, (_, k) => pattern.test(char(t, from + k))).every(Boolean);
const distances = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, k) => from + k);

const DIGIT = /^[0-9]$/;
const HEX = /^[0-9A-Fa-f]$/;
const ALNUM = /^[0-9A-Za-z]$/;
const CAPITAL = /^[0-9A-Z]$/;
const TOKEN = /^[0-9A-Za-z_-]$/;

/** Second colons with only hex digits, one to four, between. */
const nextColons = (t: Text, i: number): number[] =>
  distances(2, 5)
    .filter((d) => char(t, i + d) === ":" && all(t, i + 1, d - 1, HEX))
    .map((d) => i + d);

const isUuid = (t: Text, i: number): boolean =>
  !ALNUM.test(char(t, i - 1)) &&
  /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(span(t, i, 36)) &&
  /[0-9]/.test(span(t, i, 32)) &&
  !TOKEN.test(char(t, i + 36));

const startsWord = (t: Text, i: number): boolean =>
  (/[A-Za-z]/.test(char(t, i)) && !/[A-Za-z]/.test(char(t, i - 1))) ||
  (/[A-Z]/.test(char(t, i)) && /[a-z]/.test(char(t, i - 1)));

/** A sign of pairs with what stands before it: up to 64 units, without blanks at their end; empty where it is none. */
const nameBefore = (t: Text, i: number): string => {
  const isSign = /^[=:]$/.test(char(t, i)) && unit(t, i + 1) >= 0 && !["/", char(t, i)].includes(char(t, i + 1));
  const before = Array.from(t.units.subarray(0, i), (one) => String.fromCharCode(one)).join("");
  return isSign ? before.replace(/ {0,4}$/, "") : "";
};
const isNumeral = (name: string): boolean =>
  /\d$/.test(name) &&
  !/[A-Za-z\u0080-\uffff]$/.test(name.replace(/[\d._-]{1,63}$/, "") || "-") &&
  !/[\d._-]{64}$/.test(name);

const DATE = /^(?:19|20)\d\d([-/.])(?:0[1-9]|1[0-2])\1(?:0[1-9]|[12]\d|3[01])/;
const TIME = /^[ T-](?:[01]\d|2[0-3])([:.])[0-5]\d\1(?:[0-5]\d|60)(?:[.,]\d{1,9})?Z?/;

/** Length of a date with its time of day, 0 where there is none. */
const stampLength = (t: Text, i: number): number => {
  const text = span(t, i, 48);
  const date = DATE.exec(text)?.[0] ?? "";
  if (date === "" || !/^[\u0000- ["'=,<|]?$/.test(char(t, i - 1))) return 0;
  const time = TIME.exec(text.slice(date.length))?.[0] ?? "";
  const rest = text.slice(date.length + time.length);
  const ends = time === "" ? /^(?:$| (?!\d)|[\u0000-\u001f\]"',;|>)])/ : /^(?:$|[\u0000- \]"',;|>)])/;
  return ends.test(rest) ? date.length + time.length : 0;
};

const ROWS: Readonly<Record<TriggerName, Row>> = {
  at: (t, i) =>
    (char(t, i) === "@" && i > 0 && unit(t, i - 1) > 0x20 && unit(t, i + 1) > 0x20) || span(t, i, 3) === "%40",
  dots: (t, i) =>
    char(t, i) === "." &&
    DIGIT.test(char(t, i - 1)) &&
    DIGIT.test(char(t, i + 1)) &&
    distances(2, 4).some((d) => char(t, i + d) === "." && DIGIT.test(char(t, i + d + 1))),
  hex_pairs: (t, i) =>
    span(t, i, 2) === "::" ||
    (char(t, i) === ":" &&
      HEX.test(char(t, i - 1)) &&
      nextColons(t, i).some((second) => nextColons(t, second).length > 0)) ||
    (distances(0, 2).every((n) => char(t, i + 3 * n) === "-") &&
      distances(0, 3).every((n) => all(t, i - 2 + 3 * n, 2, HEX))) ||
    (distances(0, 1).every((n) => char(t, i + 5 * n) === ".") &&
      distances(0, 2).every((n) => all(t, i - 4 + 5 * n, 4, HEX))),
  digits: (t, i) =>
    DIGIT.test(char(t, i)) &&
    !/^[0-9A-Za-z_]$/.test(char(t, i - 1)) &&
    (/^[0-9 ./()-]*/.exec(span(t, i, 16))?.[0] ?? "").replace(/[^0-9]/g, "").length >= 7,
  mixed: (t, i) =>
    !ALNUM.test(char(t, i - 1)) &&
    [4, 8].some((n) => all(t, i, n, CAPITAL) && /[0-9]/.test(span(t, i, n)) && /[A-Z]/.test(span(t, i, n))),
  token: (t, i) =>
    !TOKEN.test(char(t, i - 1)) &&
    all(t, i, 16, TOKEN) &&
    /[0-9]/.test(/^[0-9A-Za-z_-]*/.exec(span(t, i, 32))?.[0] ?? "") &&
    !isUuid(t, i),
  word: (t, i) => startsWord(t, i) && t.isWord(i) === ANY_WORD,
  number_word: (t, i) => startsWord(t, i) && t.isWord(i) === NUMBER_WORD,
  caps: (t, i) =>
    /[A-Z]/.test(char(t, i)) &&
    (/[a-z]/.test(char(t, i + 1)) || unit(t, i + 1) > 0x7f) &&
    !ALNUM.test(char(t, i - 1)) &&
    !(i === 0 && /^[A-Za-z]+(?:(?<=[A-Za-z]ing)|(?<=[A-Za-z]ed))(?![A-Za-z])/.test(span(t, 0, t.units.length))),
  scheme: (t, i) => span(t, i, 3) === "://",
  pem: (t, i) => span(t, i, 5) === "-----" && char(t, i - 1) !== "-",
  percent: (t, i) => char(t, i) === "%" && all(t, i + 1, 2, HEX),
  pair: (t, i) => /[A-Za-z0-9_"'\]]$/.test(nameBefore(t, i)) && !isNumeral(nameBefore(t, i)),
  numeral_pair: (t, i) => isNumeral(nameBefore(t, i)),
  escape: (t, i) => char(t, i) === "\\" && /^(?:[ux"]|[nrt][A-Za-z0-9+])/.test(char(t, i + 1) + char(t, i + 2)),
  non_ascii: (t, i) => unit(t, i) > 0x7f && unit(t, i - 1) <= 0x7f,
  uuid: isUuid,
};

/** Candidates as `position:trigger+trigger`. `isWord` says what known word begins at a position. */
export function defined(units: Uint8Array, isWord: (i: number) => WordKind): string[] {
  const text = { units, isWord };
  let until = 0;
  return [...units.keys()].flatMap((i) => {
    if (i < until) return [];
    const stamp = ROWS.digits(text, i) ? stampLength(text, i) : 0;
    until = isUuid(text, i) ? i + 36 : i + stamp;
    if (stamp > 0) return [];
    const names = i < until ? (["uuid"] as const) : TRIGGERS.filter((name) => ROWS[name](text, i));
    return names.length === 0 ? [] : [`${i}:${names.join("+")}`];
  });
}
