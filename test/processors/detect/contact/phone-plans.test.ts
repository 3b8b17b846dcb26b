import { type CountryCode, parsePhoneNumberFromString } from "libphonenumber-js/max";
import metadata from "libphonenumber-js/metadata.max.json";
import { describe, expect, it } from "vitest";
import { isInternational, isNational, type Verdict } from "../../../../processors/detect/contact/phone-plans.ts";
import { Rng, testSeed } from "../../../support/rng.ts";

const CODES = Object.entries(metadata.country_calling_codes as unknown as Readonly<Record<string, readonly string[]>>);
const ROWS = metadata.countries as unknown as Readonly<Record<string, readonly unknown[]>>;

function isValid(number: string, region?: string): boolean {
  return parsePhoneNumberFromString(number, region as CountryCode | undefined)?.isValid() === true;
}

describe("plans of telephone numbers", () => {
  const seed = testSeed();
  it(`say what libphonenumber says, or that they are not sure (seed ${seed})`, () => {
    const rng = new Rng(seed);
    const said: Record<Verdict, number> = { yes: 0, no: 0, unsure: 0 };
    const grouped = (digits: string): string =>
      digits.replace(/\d{2,4}(?=\d{2})/g, (group) => `${group}${rng.pick(["", "", " ", "-", "."])}`);
    for (let i = 0; i < 40_000; i++) {
      const [code, regions] = rng.pick(CODES);
      const region = rng.pick(regions);
      const length = rng.pick((ROWS[region]?.[3] ?? [9]) as readonly number[]);
      const lead = rng.pick(["", "", "", "", "", "", "0", code]);
      const digits = `${lead}${rng.list(length, () => rng.int(10)).join("")}`;
      const judged: [Verdict, boolean, string][] = [
        [isInternational(code + digits), isValid(`+${grouped(code + digits)}`), `+${code} ${digits}`],
        [isNational(digits, region), isValid(grouped(digits), region), `${digits} in ${region}`],
      ];
      for (const [verdict, valid, number] of judged) {
        said[verdict]++;
        if (verdict !== "unsure") expect(verdict === "yes", number).toBe(valid);
      }
    }
    expect(said.yes).toBeGreaterThan(2_000);
    expect(said.no).toBeGreaterThan(said.unsure);
  });
});
