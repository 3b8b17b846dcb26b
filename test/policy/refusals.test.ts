import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { PolicyError } from "../../policy/faults.ts";
import { parsePolicy } from "../../policy/parse.ts";
import { BROKEN_POLICIES, textOf } from "./broken-policies.ts";

/** `# title` and the faults below it, as operators see them. */
const golden = new Map(
  readFileSync(new URL("refusals.golden.txt", import.meta.url), "utf8")
    .trimEnd()
    .split(/^# /m)
    .filter((block) => block !== "")
    .map((block): [string, string] => [
      block.slice(0, block.indexOf("\n")),
      block.slice(block.indexOf("\n") + 1).trimEnd(),
    ]),
);

function refusalOf(text: string): PolicyError {
  try {
    parsePolicy(text, { file: "policy.yaml" });
  } catch (error) {
    if (error instanceof PolicyError) return error;
    throw error;
  }
  throw new Error("the policy was accepted");
}

describe("P1 a faulty policy is refused as a whole, with the place of every fault", () => {
  for (const broken of BROKEN_POLICIES) {
    it(`P1 ${broken.title}`, () => {
      const [first, ...faults] = refusalOf(textOf(broken)).message.split("\n");
      expect(first).toMatch(/^\d+ faults? in the policy; none of it is applied:$/);
      expect(faults.join("\n")).toBe(golden.get(broken.title));
    });
  }

  it("P1 every golden refusal belongs to a broken policy", () => {
    expect([...golden.keys()]).toEqual(BROKEN_POLICIES.map((broken) => broken.title));
  });

  it("P1 a document cut off anywhere is refused or whole, never half applied", () => {
    const text = textOf({
      title: "",
      lines: [
        "extends: default",
        "types:",
        "  PERSON: { action: hash, threshold: 0.6 }",
        "keys:",
        "  - { key: a.b, action: never }",
      ],
    });
    const lines = text.split("\n");
    for (let end = 0; end < text.length; end++) {
      const cut = text.slice(0, end);
      try {
        parsePolicy(cut, { file: "policy.yaml" });
      } catch (error) {
        expect(error).toBeInstanceOf(PolicyError);
        continue;
      }
      // Accepted only where the cut falls between two lines: a policy by itself, which says what its lines say.
      expect(lines).toContain(cut.trimEnd().split("\n").at(-1));
    }
  });
});

describe("P2 a refusal says what was meant and never shows a value", () => {
  it("P2 values of allow lists, examples and patterns do not appear in the refusal", () => {
    const secret = "sk_live_canary_1234567890";
    const lines = [
      'version: "1"',
      "name: test",
      "extends: default",
      `allow: { exact: ${secret}, suffixes: ["*${secret}"], cidrs: [${secret}] }`,
      "patterns:",
      `  - { name: a, type: PERSON, pattern: '${secret}(?=x)', examples: [${secret}] }`,
      `  - { name: b, type: PERSON, pattern: '[0-9]+', examples: [${secret.slice(0, 8)}], counter_examples: [${secret}] }`,
      `types: { PERSON: ${secret} }`,
    ];
    const { message, faults } = refusalOf(`${lines.join("\n")}\n`);
    expect(message).not.toContain("canary");
    expect(faults.map((fault) => fault.path)).toEqual([
      "allow.exact",
      "allow.suffixes[0]",
      "allow.cidrs[0]",
      "patterns[0].pattern",
      "patterns[1].examples[0]",
      "patterns[1].counter_examples[0]",
      "types.PERSON",
    ]);
  });
});
