import { expect, test } from "vitest";
import { OneText } from "../../../support/text-scrubbing.ts";

const text = new OneText();

test("D35 a number written as one country writes it is that country's, though it passes the check of another", () => {
  expect(text.hits("his social security number is 205-46-4452")).toEqual({
    text: "his social security number is [US_SSN]",
    hits: ["us_ssn:US_SSN"],
  });
  expect(text.scrub("205464452", "auto", { key: "employee.ssn" })).toBe("[US_SSN]");
});

test("D35 a key that names a country's number is judged by that country's check digit alone", () => {
  expect(text.scrub("44051401359", "auto", { key: "customer.pesel" })).toBe("[NATIONAL_ID]");
  expect(text.scrub("44051401358", "auto", { key: "customer.pesel" })).toBe("44051401358");
});

test.each([
  ["tax id 752316 926 3 checked", "tax id [NATIONAL_ID] checked"],
  ["CUI RO 185 472 90 ok", "CUI RO 185 472 90 ok"],
  ["OIB HR 33392005961 ok", "OIB [NATIONAL_ID] ok"],
])("D36 a number is read however it is grouped: %s", (before, after) => {
  // Companies' numbers are found and kept.
  expect(text.scrub(before)).toBe(after);
});
