import { describe, expect, it } from "vitest";
import { passes } from "../../policy/checksums.ts";
import { compilePolicy } from "../../policy/compile.ts";
import { parsePolicy } from "../../policy/parse.ts";
import { isBounded, requiredLiteral, unsafeConstruct } from "../../policy/pattern-syntax.ts";
import type { UserDetector } from "../../processors/plan.ts";

function detectorOf(...lines: string[]): UserDetector {
  const text = [
    'version: "1"',
    "name: test",
    "extends: default",
    "patterns:",
    "  - name: mine",
    "    type: USER_ID",
    ...lines.map((line) => `    ${line}`),
    "",
  ];
  const [detector] = compilePolicy(parsePolicy(text.join("\n"), { file: "policy.yaml" })).userDetectors;
  return detector!;
}

const found = (detector: UserDetector, text: string): string[] =>
  [...detector.find(text)].map(({ start, end }) => text.slice(start, end));

describe("P11 patterns and word lists of a policy", () => {
  it("P11 a pattern finds every match, in UTF-16 offsets", () => {
    const detector = detectorOf("pattern: 'EMP-[0-9]{4}'", "examples: [EMP-1234]");
    expect(detector).toMatchObject({ id: "user.mine", type: "USER_ID", literal: "EMP-", score: 0.8 });
    expect([...detector.find("😀 EMP-1234, EMP-5678")]).toEqual([
      { start: 3, end: 11 },
      { start: 13, end: 21 },
    ]);
  });

  it("P11 a group named value is the finding", () => {
    const detector = detectorOf("pattern: 'employee=(?P<value>[0-9]+)'", "examples: [employee=1]");
    expect(found(detector, "employee=4711&x=1")).toEqual(["4711"]);
  });

  it("P11 ignore_case finds every spelling, and then no literal is promised", () => {
    const detector = detectorOf("pattern: 'emp[0-9]{2}'", "ignore_case: true", "examples: [EMP12]");
    expect(detector.literal).toBeUndefined();
    expect(found(detector, "EmP12")).toEqual(["EmP12"]);
  });

  it("P11 a required context word must stand near, as a whole word", () => {
    const detector = detectorOf(
      "pattern: '[0-9]{6}'",
      "context: { words: [badge], within: 20 }",
      "examples: [badge 123456]",
    );
    expect(found(detector, "Badge: 123456")).toEqual(["123456"]);
    expect(found(detector, "badges 123456")).toEqual([]);
    expect(found(detector, `badge ${"x".repeat(30)} 123456`)).toEqual([]);
  });

  it("P11 a validator decides on each match", () => {
    const detector = detectorOf(
      "pattern: '[0-9]{8}'",
      "validator: luhn",
      "examples: ['12345674']",
      "counter_examples: ['12345678']",
    );
    expect(found(detector, "12345678 12345674")).toEqual(["12345674"]);
  });

  it("P11 words are found whole, in any case, the longest phrase first", () => {
    const detector = detectorOf("words: [Falcon, Falcon Heavy, Straße 7]");
    expect(found(detector, "falcon heavy, FALCON, falcons, Straße 7, Straße 70")).toEqual([
      "falcon heavy",
      "FALCON",
      "Straße 7",
    ]);
  });

  it("P11 all searches together stay bounded: beyond it the rest counts as found", () => {
    const detector = detectorOf("pattern: 'a(.*b)?'", "examples: [a]");
    const text = "a".repeat(100_000);
    const spans = [...detector.find(text)];
    expect(spans.length).toBeLessThan(1_000);
    expect(spans.at(-1)?.end).toBe(text.length);
    for (let i = 1; i < spans.length; i++) expect(spans[i]!.start).toBe(spans[i - 1]!.end);
  });

  it("P11 a bounded pattern may match as often as it likes", () => {
    const detector = detectorOf("pattern: '[0-9]{4}-[a-z]'", "examples: [1234-a]");
    expect([...detector.find("1234-a ".repeat(50_000))]).toHaveLength(50_000);
  });
});

describe("P12 a pattern that cannot be linear is refused by name", () => {
  it.each([
    ["a(?=b)", "look-ahead", 2],
    ["a(?!b)", "look-ahead", 2],
    ["(?<=a)b", "look-behind", 1],
    ["(?<!a)b", "look-behind", 1],
    ["(a)\\1", "a back-reference", 4],
    ["(?P<x>a)(?P=x)", "a back-reference", 9],
    ["(?<x>a)\\k<x>", "a back-reference", 8],
    ["(?>a)", "an atomic group", 1],
    ["a*+", "a possessive quantifier", 2],
    ["(a)(?(1)b)", "a conditional", 4],
    ["(a(?R)?)", "a recursion", 3],
  ])("P12 %s: %s", (pattern, name, at) => {
    expect(unsafeConstruct(pattern)).toEqual({ name, at });
  });

  it.each(["\\(?=a", "[(?=]", "(?i)a", "(?:a)", "(?<x>a)", "[\\]*+]", "a\\+?+".slice(0, 4), "[[:alpha:](?=]"])(
    "P12 %s is no such construct",
    (pattern) => {
      expect(unsafeConstruct(pattern)).toBeUndefined();
    },
  );
});

describe("P11 the prefilter", () => {
  it.each([
    ["EMP-[0-9]{4}", "EMP-"],
    ["x?abc", "abc"],
    ["abcd?", "abc"],
    ["abc+de", "abc"],
    ["ab{0,1}cde", "cde"],
    ["(foo|bar)bazz", "bazz"],
    ["\\bID:\\s*\\d+", "ID:"],
    ["a\\.b", "a.b"],
    ["[abc]def(gh)?ijkl", "ijkl"],
  ])("P11 every match of %s holds %s", (pattern, literal) => {
    expect(requiredLiteral(pattern)).toBe(literal);
  });

  it.each(["foo|bar", "(?i)foo", "[0-9]+", "a", "f?o?o?", "\\Qfoo\\E"])(
    "P11 no literal is certain for %s",
    (pattern) => {
      expect(requiredLiteral(pattern)).toBeUndefined();
    },
  );

  it("P11 only patterns without *, + and open ranges are bounded", () => {
    expect(["a{3}", "[*+]", "a\\+", "a?b{1,9}"].map(isBounded)).toEqual([true, true, true, true]);
    expect(["a*", "a+", "a{2,}", "(a|b+)"].map(isBounded)).toEqual([false, false, false, false]);
  });
});

describe("P11 validators", () => {
  it.each([
    ["luhn", "79927398713", "79927398710"],
    ["verhoeff", "2363", "2364"],
    ["damm", "5724", "5727"],
    ["iban", "GB82 WEST 1234 5698 7654 32", "GB82 WEST 1234 5698 7654 33"],
    ["mod97", "79444", "79443"],
  ] as const)("P11 %s accepts %s and refuses %s", (validator, good, bad) => {
    expect(passes(validator, good)).toBe(true);
    expect(passes(validator, bad)).toBe(false);
    expect(passes(validator, "")).toBe(false);
  });

  it.each(["luhn", "verhoeff", "damm"] as const)("P11 %s catches every single wrong digit", (validator) => {
    const good = Array.from({ length: 10 }, (_, check) => `7312904${check}`).filter((digits) =>
      passes(validator, digits),
    );
    expect(good).toHaveLength(1);
    const digits = good[0] ?? "";
    for (let i = 0; i < digits.length; i++) {
      for (let d = 0; d < 10; d++) {
        const changed = digits.slice(0, i) + String(d) + digits.slice(i + 1);
        expect(passes(validator, changed)).toBe(changed === digits);
      }
    }
  });
});
