import { describe, expect, it } from "vitest";
import { ENTITY_TYPES } from "../../../core/entity.ts";
import { blankOurs } from "../../../processors/transform/ours.ts";
import { token } from "../../../processors/transform/token.ts";
import { TEST_KEY } from "../../support/scrubbing.ts";

describe("what an earlier scrub wrote", () => {
  it("W28 is blanked in its own length: every placeholder, template and whole token", () => {
    const written = [
      ...ENTITY_TYPES.map((type) => `[${type}]`),
      ...ENTITY_TYPES.map((type) => token("x", type, TEST_KEY)),
      "[REDACTED]",
      "REDACTED",
      "{id}",
      "{uuid}",
    ];
    for (const one of written) expect(blankOurs(`a=${one}&b`)).toBe(`a=${" ".repeat(one.length)}&b`);
  });

  it("W28 nothing else is: names in brackets, unknown types, tokens that were cut, words around", () => {
    const whole = token("x", "SECRET", TEST_KEY);
    for (const text of [
      "[ADA]",
      "[email_address]",
      "[EMAIL_ADDRESS",
      "REDACTED1",
      "UNREDACTED2",
      "{name}",
      whole.slice(0, -1),
      `${whole.slice(0, -3)}aaa`,
      "plain",
    ]) {
      expect(blankOurs(text)).toBe(text);
    }
    expect(blankOurs("password=[SECRET]hunter2")).toBe("password=        hunter2");
  });
});
