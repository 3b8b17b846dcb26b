import { describe, expect, test } from "vitest";
import { explainCommand } from "../../cli/commands/explain.ts";
import { explain } from "../../cli/explain/explain.ts";
import { defaultPlan } from "../../policy/load.ts";
import { planWith, TEST_KEY } from "../support/scrubbing.ts";
import { runVerb } from "../support/terminal.ts";

function verdicts(text: string, key = "", plan = defaultPlan()): unknown[] {
  return explain(text, key, plan, TEST_KEY).seen.map(({ type, text: value, verdict }) => [type, value, verdict]);
}

describe("explain", () => {
  test("F10 a finding is told with detector, evidence, score and action, and the output as it would leave", () => {
    const { seen, output } = explain("peer 81.2.69.142 said hello", "", defaultPlan(), TEST_KEY);
    expect(seen).toMatchObject([
      {
        type: "IP_ADDRESS",
        subtype: "PUBLIC",
        detector: "ipv4",
        evidence: ["shape"],
        score: 0.9,
        start: 5,
        end: 16,
        verdict: { kind: "acted", action: "redact" },
      },
    ]);
    expect(output).toBe("peer [IP_ADDRESS] said hello");
  });

  test("F10 a near miss says what kept it: threshold, class, type, allow list, a stronger finding", () => {
    expect(verdicts("from 10.0.0.7")).toEqual([["IP_ADDRESS", "10.0.0.7", { kind: "kept", because: "address_class" }]]);
    expect(
      verdicts("from 81.2.69.142", "", planWith("types: { IP_ADDRESS: { action: redact, threshold: 0.95 } }")),
    ).toEqual([["IP_ADDRESS", "81.2.69.142", { kind: "below_threshold", threshold: 0.95 }]]);
    expect(
      verdicts("mail ada@osprey.example", "", planWith("allow: { suffixes: ['@osprey.example'] }")),
    ).toContainEqual(["EMAIL_ADDRESS", "ada@osprey.example", { kind: "kept", because: "allowed" }]);
    expect(verdicts("request 627cc493-f310-47de-96bd-71410b7dec09")).toContainEqual([
      "UUID",
      "627cc493-f310-47de-96bd-71410b7dec09",
      { kind: "kept", because: "type" },
    ]);
  });

  test("F10 the key's rule comes first: claimed, protected or only read", () => {
    expect(explain("ada-7", "user.name", defaultPlan(), TEST_KEY)).toMatchObject({
      rule: { kind: "act", type: "USERNAME" },
      output: expect.stringMatching(/^tk1h_username_tst_/),
    });
    expect(explain("ada@osprey.example", "service.instance.id", defaultPlan(), TEST_KEY)).toMatchObject({
      rule: { kind: "never" },
      seen: [],
      output: "ada@osprey.example",
    });
    expect(explain("ada@osprey.example", "note", defaultPlan(), TEST_KEY)).toMatchObject({
      rule: { kind: "scan" },
      output: "[EMAIL_ADDRESS]",
    });
  });

  test("F10 text inside text is explained where it stands", () => {
    const { seen, output } = explain('{"login":{"password":"hunter22!"}}', "", defaultPlan(), TEST_KEY);
    expect(seen.find((one) => one.verdict.kind === "acted")).toMatchObject({ type: "SECRET", text: "hunter22!" });
    expect(JSON.parse(output)).toEqual({ login: { password: "[SECRET]" } });
  });

  test("F10 on the command line in words, or as JSON for programs", async () => {
    const words = await runVerb(explainCommand, ["from 81.2.69.142 and 10.0.0.7"]);
    expect(words.code).toBe(0);
    expect(words.out).toContain("ipv4: shape, confidence 0.900; redact");
    expect(words.out).toContain("seen, but left alone");
    expect(words.out).toContain("out      from [IP_ADDRESS] and 10.0.0.7\n");
    const json = await runVerb(explainCommand, ["ada-7", "--key", "enduser.id", "--json"]);
    expect(JSON.parse(json.out)).toMatchObject({
      key: "enduser.id",
      policy: "default",
      rule: { kind: "act", type: "USER_ID" },
    });
  });
});
