import { describe, expect, it } from "vitest";
import { ENTITY_TYPES } from "../../../core/entity.ts";
import { Secret } from "../../../core/secret.ts";
import { isToken, token, tokenClass } from "../../../processors/transform/token.ts";
import { TEST_KEY } from "../../support/scrubbing.ts";

describe("tokens", () => {
  it("W22 have one grammar for every type, and are recognised", () => {
    for (const type of ENTITY_TYPES) {
      const made = token("value", type, TEST_KEY);
      expect(made).toMatch(new RegExp(`^tk1h_${tokenClass(type)}_tst_[a-z2-7]{22}$`));
      expect(isToken(made)).toBe(true);
    }
    expect(new Set(ENTITY_TYPES.map(tokenClass)).size).toBe(ENTITY_TYPES.length);
  });

  it("W22 hang on value, type and key, and on nothing else", () => {
    const other = { id: "tst", secret: new Secret(Buffer.from("another key that only tests know")) };
    const made = token("value", "USERNAME", TEST_KEY);
    expect(token("value", "USERNAME", TEST_KEY)).toBe(made);
    for (const different of [token("Value", "USERNAME", TEST_KEY), token("value", "USERNAME", other)])
      expect(different).not.toBe(made);
    expect(token("value", "USER_ID", TEST_KEY).slice(-22)).not.toBe(made.slice(-22));
  });

  it.each([
    ["EMAIL_ADDRESS", "ada@Example.ORG", "ada@example.org"],
    ["CREDIT_CARD", "4012 8888-8888 1881", "4012888888881881"],
    ["US_SSN", "536-90-4399", "536904399"],
    ["IBAN_CODE", "de89 3704 0044 0532 0130 00", "DE89370400440532013000"],
    ["PERSON", "Ame\u0301lie", "Am\u00e9lie"],
  ] as const)("W22 of %s are the same for two spellings of one", (type, one, other) => {
    expect(token(one, type, TEST_KEY)).toBe(token(other, type, TEST_KEY));
  });

  it("W15 are told from what was cut, joined or changed in one letter", () => {
    const made = token("value", "USERNAME", TEST_KEY);
    expect(isToken(made.slice(1))).toBe(false);
    expect(isToken(`${made} `)).toBe(false);
    expect(isToken(made.toUpperCase())).toBe(false);
    let taken = 0;
    for (let at = made.length - 22; at < made.length; at++) {
      for (const letter of "abcdefghijklmnopqrstuvwxyz234567") {
        if (letter !== made[at] && isToken(made.slice(0, at) + letter + made.slice(at + 1))) taken++;
      }
    }
    // Ten check bits: one change in a thousand passes by chance.
    expect(taken).toBeLessThan(5);
  });
});
