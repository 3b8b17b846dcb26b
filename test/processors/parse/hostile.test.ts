import { describe, expect, test } from "vitest";
import type { Format } from "../../../processors/plan.ts";
import { OneText } from "../../support/text-scrubbing.ts";

const one = new OneText();
const MIB = 1 << 20;
const FORMATS: readonly Format[] = [
  "auto",
  "json",
  "url",
  "url_query",
  "form",
  "sql",
  "headers",
  "cookies",
  "stacktrace",
];
const SIZE = MIB >> 2;

function filled(unit: string): string {
  return unit.repeat(Math.ceil(SIZE / unit.length));
}

/** Texts that make a careless reader slow, deep or blind. */
const HOSTILE: readonly string[] = [
  '"',
  "'",
  "\\",
  "%",
  "%2",
  "%41",
  "%25",
  "[",
  "{",
  '{"a":',
  "[[",
  '{"a":"',
  "a=",
  "tel=",
  'tel="',
  "tel='",
  "name:",
  '\\"',
  "\\u0041",
  "<tel>",
  "://",
  "a://b@",
  "?token=",
  "&",
  "=",
  ";",
  "$a$",
  "--",
  "/*",
  "$",
  "A1b2",
  "\n\tat a(",
  "\u200b",
  "４",
  "eyJ",
];

describe("T12 hostile texts are read to their end", () => {
  test.each(HOSTILE.map((unit) => [JSON.stringify(unit), unit] as const))("%s", (_name, unit) => {
    for (const format of FORMATS) {
      const text = `${filled(unit)} ada@example.org`;
      let out: string;
      try {
        out = one.scrub(text, format);
      } catch (error) {
        // Refused: whoever asked replaces the value.
        expect(error).toBeInstanceOf(RangeError);
        continue;
      }
      expect(out.length).toBeGreaterThan(0);
      if (format === "auto") expect(out.endsWith("ada@example.org")).toBe(false);
    }
  });
});

test("T12 nesting of 100,000 levels is read without recursion", () => {
  const deep = `${"[".repeat(100_000)}"ada@example.org"`;
  expect(one.scrub(deep, "json").endsWith('"[EMAIL_ADDRESS]"')).toBe(true);
});

test("T12 a text in a text in a text is read six levels down, and plainly scanned below", () => {
  let text = "ada@example.org";
  for (let level = 0; level < 5; level++) text = JSON.stringify({ inner: text });
  expect(one.scrub(text)).not.toContain("ada@");
  for (let level = 0; level < 6; level++) text = JSON.stringify({ inner: text });
  expect(one.scrub(text)).not.toContain("ada@");
});
