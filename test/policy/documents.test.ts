import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { compilePolicy } from "../../policy/compile.ts";
import { PolicyError } from "../../policy/faults.ts";
import { parsePolicy } from "../../policy/parse.ts";
import { Rng } from "../support/rng.ts";

const page = readFileSync(new URL("../../docs/policy.md", import.meta.url), "utf8");
const example = page.split("```yaml\n")[1]?.split("```")[0] ?? "";
/** The same without the key table: a thousand of these are read. */
const light = example.replace("extends: default", "conventions: false\ndefaults: { action: redact }");

function accepts(text: string): boolean {
  try {
    parsePolicy(text, { file: "policy.yaml" });
    return true;
  } catch (error) {
    if (error instanceof PolicyError) return false;
    throw error;
  }
}

describe("P1 documents as people write them", () => {
  it("P1 the example of the documentation is a policy", () => {
    expect(compilePolicy(parsePolicy(example, { file: "policy.md" }))).toMatchObject({
      name: "shop",
      selectors: [{ ruleSet: 1 }],
    });
  });

  it("P1 the refusal in the documentation is what its example would get", () => {
    const broken = example.replace("CREDIT_CARD:", "CREDIT_CRAD:");
    const quoted = page.split("```\n1 fault")[1]?.split("```")[0] ?? "";
    expect(() => parsePolicy(broken, { file: "shop.yaml" })).toThrow(`1 fault${quoted.trimEnd()}`);
  });

  it("P1 a document with any damage is accepted or refused, and never breaks the parser", () => {
    const seed = Date.now() % 1_000_000;
    const rng = new Rng(seed);
    let refused = 0;
    for (let i = 0; i < 1_000; i++) {
      const at = rng.int(light.length);
      const length = rng.int(6);
      const signs = ["", "\n", ":", "- ", "{", "*", "&a ", "\t", "'", "\u0000", "\ud800", "!!map ", "? ", "<<: *a\n"];
      const damaged = light.slice(0, at) + (signs[rng.int(signs.length)] ?? "") + light.slice(at + length);
      try {
        if (!accepts(damaged)) refused++;
      } catch (cause) {
        throw new Error(`seed ${seed}, round ${i}`, { cause });
      }
    }
    expect(refused, `seed ${seed}`).toBeGreaterThan(200);
  });

  it.each([
    ["an alias to itself", "a: &a [*a]"],
    [
      "a bomb of aliases",
      `a0: &a0 [x, x]\n${Array.from({ length: 30 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}]`).join("\n")}`,
    ],
    ["a thousand levels", `a: ${"[".repeat(1_000)}${"]".repeat(1_000)}`],
  ])("P1 %s is refused", (_, lines) => {
    expect(accepts(`version: "1"\nname: test\nextends: default\n${lines}\n`)).toBe(false);
  });
});
