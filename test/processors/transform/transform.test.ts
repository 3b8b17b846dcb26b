import { describe, expect, it } from "vitest";
import type { Syntax } from "../../../processors/detect/detector.ts";
import { replacement } from "../../../processors/transform/transform.ts";
import { TEST_KEY } from "../../support/scrubbing.ts";

const put = (
  value: string,
  action: Parameters<typeof replacement>[2],
  syntax: Syntax = "text",
  identity = false,
): string => replacement(value, "EMAIL_ADDRESS", action, syntax, identity, TEST_KEY);

describe("what stands for a value", () => {
  it("W6 by action", () => {
    expect(put("ada@example.org", { kind: "keep" })).toBe("ada@example.org");
    expect(put("ada@example.org", { kind: "redact" })).toBe("[EMAIL_ADDRESS]");
    expect(put("ada@example.org", { kind: "drop" })).toBe("[EMAIL_ADDRESS]");
    expect(put("ada@example.org", { kind: "hash" })).toMatch(/^tk1h_emailaddress_tst_/);
    expect(replacement("x", "UUID", { kind: "template" }, "template", true, TEST_KEY)).toBe("{uuid}");
    expect(replacement("x", "IDENTIFIER", { kind: "template" }, "template", true, TEST_KEY)).toBe("{id}");
  });

  it("W6 a mask keeps separators and the last letters, and never more than a third", () => {
    expect(put("4012 8888 8888 1881", { kind: "mask", keepLast: 4 })).toBe("**** **** **** 1881");
    expect(put("abcdef", { kind: "mask", keepLast: 4 })).toBe("****ef");
    expect(put("ab", { kind: "mask", keepLast: 4 })).toBe("**");
    expect(put("日本語テキスト", { kind: "mask", keepLast: 2 })).toBe("*****スト");
    expect(put("a😀b😀c", { kind: "mask", keepLast: 1 })).toBe("*😀*😀c");
  });

  it("W6 keeps the outer syntax valid", () => {
    expect(put("a", { kind: "redact" }, "url")).toBe("REDACTED");
    expect(JSON.parse(`{"n":${put("17", { kind: "redact" }, "json_bare")}}`)).toEqual({ n: "[EMAIL_ADDRESS]" });
    expect(put("17", { kind: "redact" }, "sql")).toBe("'[EMAIL_ADDRESS]'");
  });

  it("W22 a text that names a series gets a token for every action but keep and template", () => {
    for (const action of [
      { kind: "redact" },
      { kind: "drop" },
      { kind: "hash" },
      { kind: "mask", keepLast: 4 },
    ] as const) {
      expect(put("ada@example.org", action, "text", true)).toMatch(/^tk1h_emailaddress_tst_/);
    }
    expect(put("ada@example.org", { kind: "keep" }, "text", true)).toBe("ada@example.org");
  });
});
