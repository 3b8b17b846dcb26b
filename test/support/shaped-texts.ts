import { DETECTORS } from "../../processors/detect/registry.generated.ts";
import type { Rng } from "./rng.ts";

/**
 * Digits of free numerals, as `processors/scan/assembly/shape.ts` has it: runs of digits in front of which stands nothing,
 * a sign that begins no escape, or one letter alone; one digit with a letter behind it is none.
 */
const FREE =
  /(?<=^|[^A-Za-z0-9%\\&#\u0080-\uffff]|(?:^|[^A-Za-z0-9%\\&#\u0080-\uffff])[A-Za-z])(?:\d{2,}|\d(?![A-Za-z0-9\u0080-\uffff]))(?!\d)/g;

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/g;

/** A UUID of any version, some of them of digits, or all but of letters, alone. */
function uuid(rng: Rng): string {
  const signs = rng.pick(["0123456789abcdef", "0123456789abcdef", "0123456789", "abcdef", "09af"]);
  return "xxxxxxxx-xxxx-Vxxx-xxxx-xxxxxxxxxxxx"
    .replaceAll("x", () => signs.charAt(rng.int(signs.length)))
    .replace("V", String(1 + rng.int(8)));
}

const HEX = /(?<![0-9A-Za-z])[0-9a-f]{16,64}(?![0-9A-Za-z])/g;

function hex(length: number, rng: Rng): string {
  const signs = rng.pick(["0123456789abcdef", "0123456789abcdef", "0123456789abcdef", "0123456789", "abcdef", "09af"]);
  return rng.list(length, () => signs.charAt(rng.int(signs.length))).join("");
}

/** A text of the same shape: other UUIDs and digests, most times, and other digits. */
export function ofSameShape(text: string, rng: Rng): string {
  const other = rng.chance(0.8)
    ? text.replaceAll(UUID, () => uuid(rng)).replaceAll(HEX, (digest) => hex(digest.length, rng))
    : text;
  return withOtherDigits(other, rng);
}

/** A text with other digits in its free numerals, all alike in some texts. */
export function withOtherDigits(text: string, rng: Rng): string {
  const manner = rng.int(5);
  if (manner === 4) {
    const digit = String(rng.int(10));
    return text.replaceAll(FREE, (run) => digit.repeat(run.length));
  }
  return text.replaceAll(FREE, (run) =>
    manner === 0 && rng.chance(0.5)
      ? run
      : run.replaceAll(/\d/g, (digit) => (manner === 1 && rng.chance(0.7) ? digit : String(rng.int(10)))),
  );
}

const SIGNS = " ,:=-./()[]_;@#|+'\"\n".split("");
const FORMS = [
  "9999",
  "99",
  "9",
  "99999999",
  "9999999999",
  "9999-99-99",
  "9999-99-99 99:99:99",
  "9999-99-99T99:99:99.999Z",
  "99/99/9999",
  "99.99.9999",
  "999-99-9999",
  "9999 9999 9999 9999",
  "9999999999999999",
  "999999999999999",
  "+99 99 9999999",
  "(999) 999-9999",
  "999.999.9999",
  "0999 999999",
  "99.99.99.99",
  "999.9.9.99:9999",
  "99:99:99:99:99:99",
  "::9999",
  "v9.99.9",
  "A99",
  "R99-M9-N9",
  "99ms",
  "9x99ab",
  "AB99 9999 9999 9999",
  "DE99999999999999999999",
  "a99f3b9c0d9e4f9a",
  "9e9d-4f99",
  "999 999 999",
  "99999 99999",
  "9,999,999.99",
];

/** Short texts of words that announce something, numbers of many forms and signs, and all examples of the detectors. */
export function numberedTexts(rng: Rng, count: number): string[] {
  const words = [...new Set(DETECTORS.flatMap((detector) => detector.words ?? []))];
  const examples = DETECTORS.flatMap(({ examples: found, counterExamples }) => [
    ...found.map(({ text }) => text),
    ...counterExamples,
  ]);
  const number = (): string =>
    rng.chance(0.12)
      ? rng.pick(["", "", "req-", "id=", "/", "%", "x"]) +
        (rng.chance(0.5) ? uuid(rng) : hex(rng.pick([16, 24, 32, 32, 40, 64, 31]), rng))
      : rng.pick(FORMS).replaceAll(/9/g, () => (rng.chance(0.3) ? rng.pick(["0", "1", "2"]) : String(rng.int(10))));
  const piece = (): string => {
    if (rng.chance(0.45)) return number();
    if (rng.chance(0.5)) return rng.pick(words);
    return rng.pick(["INFO", "block", "is", "took", "User", "id", "at", "from", "Thread", "worker", "Anna", "done"]);
  };
  const made = rng.list(count, () =>
    rng.list(rng.between(2, 9), () => piece() + (rng.chance(0.6) ? " " : rng.pick(SIGNS))).join(""),
  );
  return [...examples, ...made, ...rng.list(count >> 2, () => `${number()} ${rng.pick(examples)} ${piece()}`)];
}

const NAMES =
  "first_name surname customer_name city postal_code phone mobile email ssn tax_id dob age password token username login uid card iban client_ip mac imei sid title order ts field field_7 x9.a".split(
    " ",
  );
const ADDED = ["", "", "_1", ".12", "-01"];
const PUT_BEFORE = ["", "", "", "1.", "k1.", "a1_", "6f1c2d3e-4b5a-4c7d-8e9f-0a1b2c3d4e5f."];
const PLAIN_VALUES = [
  "8f14e45fceea167a5a36dedd4bea2543",
  "kastanie",
  "ada&#64;example.org",
  "6f1c2d3e-4b5a-4c7d-8e9f-0a1b2c3d4e5f",
  "9be4d1c7-03aa-7f21-a4d8-55c0e1f2b3a6@example.com",
  "Ada",
  "Ada Hopper",
  "ada",
  "u12",
  "12",
  "4711",
  "true",
  "null",
  "12 Main St",
  "10.0.0.1",
  "k=v",
  "12:30:00",
];

/** Short texts of names with values: pairs, JSON, XML, lines of cells, queries; names with digits, and values of all types under all names. */
export function namedTexts(rng: Rng, count: number): string[] {
  const examples = DETECTORS.flatMap((detector) => detector.examples);
  const names = [...NAMES, ...examples.flatMap(({ key }) => key ?? [])];
  const values = [...PLAIN_VALUES, ...examples.flatMap(({ text, key, finds }) => (key === undefined ? finds : [text]))]
    .map((value) => value.replaceAll('"', "'"))
    .filter((value) => value.length < 200);
  const name = (): string => rng.pick(PUT_BEFORE) + rng.pick(names) + rng.pick(ADDED);
  return rng.list(count, () => {
    const pairs = rng.list(rng.between(1, 4), (): readonly [string, string] => [name(), rng.pick(values)]);
    const all = (each: (key: string, value: string) => string, between: string): string =>
      pairs.map(([key, value]) => each(key, value)).join(between);
    const json = `{${all((key, value) => `"${key}":${/^\d+$/.test(value) ? value : `"${value}"`}`, ",")}}`;
    return rng.pick([
      () => json,
      () => `[12] now ${json} took 35 ms`,
      () => `<r1>${all((key, value) => `<a.${key}>${value}</a.${key}>`, "")}</r1>`,
      () => `<e ${all((key, value) => `a.${key}="${value}"`, " ")}/>`,
      () => `${all((key) => key, ",")}\n${all((_, value) => value, ",")}\n`,
      () => `/p/12?${all((key, value) => `${key}=${value}`, "&")}`,
      () => `INFO 12 ${all((key, value) => `${key}: ${value}`, ", ")} done`,
      () => `${all((key, value) => `${key}="${value}"`, " ")} card, iban 35`,
      () => all((key, value) => `${key}=${value}`, rng.pick([" ", ", ", ";", "\n", "|"])),
    ])();
  });
}
