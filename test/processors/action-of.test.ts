import { describe, expect, it } from "vitest";
import { actionOf } from "../../processors/action-of.ts";
import type { SignalRules } from "../../processors/plan.ts";
import { planWith } from "../support/scrubbing.ts";

function rules(yaml: string): SignalRules {
  const set = planWith(yaml).ruleSets[0];
  if (set === undefined) throw new Error("The plan has no rules.");
  return set.logs;
}

describe("the action for a value", () => {
  it("W6 allow lists decide first: exact values, endings, ranges", () => {
    const allowing = rules(
      'allow: { exact: ["4012888888881881"], suffixes: ["@Example.ORG"], cidrs: ["203.0.113.0/24", "2001:db8::/32"] }',
    );
    expect(actionOf("4012888888881881", "CREDIT_CARD", allowing).kind).toBe("keep");
    expect(actionOf("4012888888881882", "CREDIT_CARD", allowing).kind).toBe("redact");
    expect(actionOf("ADA@example.org", "EMAIL_ADDRESS", allowing).kind).toBe("keep");
    expect(actionOf("ada@example.org.evil.net", "EMAIL_ADDRESS", allowing).kind).toBe("redact");
    expect(actionOf("203.0.113.200", "IP_ADDRESS", allowing).kind).toBe("keep");
    expect(actionOf("203.0.114.200", "IP_ADDRESS", allowing).kind).toBe("redact");
    expect(actionOf("[2001:db8::1]", "IP_ADDRESS", allowing).kind).toBe("keep");
    expect(actionOf("2001:db9::1", "IP_ADDRESS", allowing).kind).toBe("redact");
  });

  it("W6 then the class of an address, then what a key says, then the type", () => {
    const plain = rules("");
    expect(actionOf("10.0.0.1", "IP_ADDRESS", plain).kind).toBe("keep");
    expect(actionOf("::1", "IP_ADDRESS", plain).kind).toBe("keep");
    expect(actionOf("198.51.100.7", "IP_ADDRESS", plain).kind).toBe("redact");
    expect(actionOf("10.0.0.1", "IP_ADDRESS", plain, { kind: "hash" }).kind).toBe("keep");
    expect(actionOf("198.51.100.7", "IP_ADDRESS", plain, { kind: "hash" }).kind).toBe("hash");
    expect(actionOf("ada", "USERNAME", plain).kind).toBe("hash");
    expect(actionOf("ada", "USERNAME", plain, { kind: "redact" }).kind).toBe("redact");
  });

  it("U2 a system account stays also under a key for names, unless a rule drops it", () => {
    const plain = rules("");
    expect(actionOf("postgres", "USERNAME", plain, { kind: "hash" }).kind).toBe("keep");
    expect(actionOf("www-data", "USERNAME", plain).kind).toBe("keep");
    expect(actionOf("root", "USERNAME", plain, { kind: "drop" }).kind).toBe("drop");
    expect(actionOf("root", "PERSON", plain, { kind: "redact" }).kind).toBe("redact");
  });

  it("W6 what is no single address has no class: the type decides", () => {
    for (const value of ["10.0.0.1, 10.0.0.2", "10.0.0.1/x", "10.0.0.1/", "10.0.0.1/8/8", "", "not an address"])
      expect(actionOf(value, "IP_ADDRESS", rules("")).kind).toBe("redact");
  });

  it("D45 a range has the class of the address it is written with, and a zone changes none", () => {
    for (const value of ["10.244.0.0/16", "192.168.1.7/24", "0.0.0.0/0", "fd00:10:244::/56", "fe80::1%eth0", "::/0"])
      expect([value, actionOf(value, "IP_ADDRESS", rules("")).kind]).toEqual([value, "keep"]);
    for (const value of ["198.51.100.0/24", "198.51.100.7/32", "2001:db8::/32", "2001:db8::1%eth0"])
      expect([value, actionOf(value, "IP_ADDRESS", rules("")).kind]).toEqual([value, "redact"]);
  });
});
