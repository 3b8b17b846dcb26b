import { describe, expect, it } from "vitest";
import { ENTITY_TYPES } from "../../core/entity.ts";
import { OperatorError } from "../../core/errors.ts";
import { compilePolicy } from "../../policy/compile.ts";
import { defaultPlan, loadPolicy } from "../../policy/load.ts";
import { parsePolicy } from "../../policy/parse.ts";
import { keyRule } from "../../processors/key-rules.ts";
import { matches, type Plan, type SignalRules } from "../../processors/plan.ts";

const HEAD = ['version: "7"', "name: test"];

function planOf(...lines: string[]): Plan {
  return compilePolicy(parsePolicy([...HEAD, ...lines, ""].join("\n"), { file: "policy.yaml" }));
}

function rulesOf(...lines: string[]): SignalRules {
  return planOf(...lines).ruleSets[0]!.logs;
}

const ruleOf = (rules: SignalRules, key: string) => keyRule(rules, key, key);

/** Every object, map and set reachable from a value. */
function* reachable(value: unknown, seen = new Set<unknown>()): Generator<object> {
  if (value === null || typeof value !== "object" || seen.has(value) || ArrayBuffer.isView(value)) return;
  seen.add(value);
  yield value;
  const inner = value instanceof Map ? [...value.values()] : value instanceof Set ? [...value] : Object.values(value);
  for (const one of inner) yield* reachable(one, seen);
}

describe("P6 the default policy", () => {
  it("P6 decides every entity type with a threshold and an action", () => {
    const rules = defaultPlan().ruleSets[0]!.logs;
    for (const type of ENTITY_TYPES) {
      expect(rules.types[type].threshold).toBeGreaterThan(0);
      expect(rules.types[type].threshold).toBeLessThanOrEqual(1);
      expect(rules.types[type].action.kind).toMatch(/^(keep|redact|hash|template)$/);
    }
  });

  it("P6 acts on contact, money, government, health and secrets, and lets an operator work", () => {
    const { types, ipClasses } = defaultPlan().ruleSets[0]!.logs;
    const redacted = [
      "PERSON",
      "EMAIL_ADDRESS",
      "PHONE_NUMBER",
      "CREDIT_CARD",
      "IBAN_CODE",
      "US_SSN",
      "NATIONAL_ID",
      "HEALTH_ID",
      "SECRET",
      "IP_ADDRESS",
    ] as const;
    for (const type of redacted) expect(types[type].action).toEqual({ kind: "redact" });
    for (const type of ["USER_ID", "USERNAME", "SESSION_ID", "DEVICE_ID"] as const)
      expect(types[type].action).toEqual({ kind: "hash" });
    for (const type of ["HOSTNAME", "URL", "USER_AGENT", "COMPANY_ID", "AGE", "LOCATION"] as const)
      expect(types[type].action).toEqual({ kind: "keep" });
    for (const type of ["UUID", "IDENTIFIER"] as const) expect(types[type].action).toEqual({ kind: "template" });
    expect(ipClasses).toEqual({
      public: { kind: "redact" },
      private: { kind: "keep" },
      loopback: { kind: "keep" },
      link_local: { kind: "keep" },
      reserved: { kind: "keep" },
    });
  });

  it("P6 a compiled plan cannot be changed anywhere", () => {
    for (const part of reachable(planOf("extends: default", "allow: { cidrs: [192.0.2.0/24] }"))) {
      expect(Object.isFrozen(part)).toBe(true);
      if (part instanceof Map) expect(() => part.set("a", 1)).toThrow(TypeError);
      if (part instanceof Set) expect(() => part.add("a")).toThrow(TypeError);
    }
  });

  it("P6 strict decides on what nobody named, and names still decide first", () => {
    const rules = loadPolicy("strict", () => "").ruleSets[0]!.logs;
    expect(ruleOf(rules, "app.anything")).toMatchObject({ kind: "act", type: "FREE_TEXT", action: { kind: "redact" } });
    expect(ruleOf(rules, "service.name")).toEqual({ kind: "never" });
    expect(ruleOf(rules, "http.request.header.x-made-up")).toMatchObject({ kind: "act", type: "FREE_TEXT" });
    expect(ruleOf(rules, "http.request.header.X-Api-Key")).toMatchObject({ kind: "act", type: "SECRET" });
    expect(keyRule(rules, "log.record.original.note", "note")).toMatchObject({ kind: "scan" });
    expect(rules.ipClasses.private).toEqual({ kind: "redact" });
    expect(rules.types.PERSON).toEqual({ threshold: 0.4, action: { kind: "redact" } });
  });
});

describe("P7 types", () => {
  it("P7 a threshold can be changed by itself", () => {
    const rules = rulesOf("extends: default", "types: { USER_ID: { threshold: 0.9 } }");
    expect(rules.types.USER_ID).toEqual({ threshold: 0.9, action: { kind: "hash" } });
  });

  it("P7 mask keeps four characters unless said", () => {
    const rules = rulesOf(
      "extends: default",
      "types: { CREDIT_CARD: mask, IBAN_CODE: { action: mask, keep_last: 2 } }",
    );
    expect(rules.types.CREDIT_CARD.action).toEqual({ kind: "mask", keepLast: 4 });
    expect(rules.types.IBAN_CODE.action).toEqual({ kind: "mask", keepLast: 2 });
  });

  it("P7 by_key_only leaves findings in text alone and acts by key; naming an action ends it", () => {
    const before = rulesOf("extends: default");
    expect(before.types.LOCATION.action).toEqual({ kind: "keep" });
    expect(ruleOf(before, "geo.postal_code")).toMatchObject({ kind: "act", action: { kind: "redact" } });
    expect(rulesOf("extends: default", "types: { LOCATION: hash }").types.LOCATION.action).toEqual({ kind: "hash" });
  });

  it("P7 a type that is kept is kept by key too, and its values are scanned for others", () => {
    const rules = rulesOf("extends: default", "types: { USERNAME: keep }");
    expect(ruleOf(rules, "user.name")).toEqual({ kind: "scan", format: "auto", freeText: false });
  });

  it("P7 an action for addresses leaves the exceptions by class, which change one by one", () => {
    const rules = rulesOf("extends: default", "types: { IP_ADDRESS: { action: hash, classes: { private: redact } } }");
    expect(rules.ipClasses).toMatchObject({
      public: { kind: "hash" },
      private: { kind: "redact" },
      loopback: { kind: "keep" },
    });
  });

  it("P7 addresses kept but for one class are still looked for", () => {
    const rules = rulesOf("extends: default", "types: { IP_ADDRESS: { action: keep, classes: { public: hash } } }");
    expect(rules.types.IP_ADDRESS.action).toEqual({ kind: "hash" });
    expect(rules.ipClasses).toMatchObject({ public: { kind: "hash" }, private: { kind: "keep" } });
  });

  it("P7 a policy that extends nothing decides the types it does not name by its defaults", () => {
    const rules = rulesOf("defaults: { action: mask, keep_last: 1, threshold: 0.7 }", "types: { PERSON: keep }");
    expect(rules.types.PHONE_NUMBER).toEqual({ threshold: 0.7, action: { kind: "mask", keepLast: 1 } });
    expect(rules.types.PERSON).toEqual({ threshold: 0.7, action: { kind: "keep" } });
  });
});

describe("P8 precedence of keys", () => {
  it("P8 an exact key beats a glob of the same document, wherever it stands", () => {
    const rules = rulesOf(
      "extends: default",
      "keys:",
      "  - { key: app.note, action: scan }",
      '  - { glob: "app.*", action: never }',
    );
    expect(ruleOf(rules, "app.note")).toMatchObject({ kind: "scan" });
    expect(ruleOf(rules, "app.other")).toEqual({ kind: "never" });
  });

  it("P8 of two globs the later wins", () => {
    const rules = rulesOf(
      "extends: default",
      "keys:",
      '  - { glob: "app.*", action: never }',
      '  - { glob: "app.user.*", action: hash, type: USER_ID }',
    );
    expect(ruleOf(rules, "app.user.x")).toMatchObject({ kind: "act", type: "USER_ID" });
    expect(ruleOf(rules, "app.x")).toEqual({ kind: "never" });
  });

  it("P8 a glob beats exact keys of an extended policy, which keep their type", () => {
    const rules = rulesOf("extends: default", "keys:", '  - { glob: "user.*", action: drop, type: FREE_TEXT }');
    expect(ruleOf(rules, "user.email")).toEqual({ kind: "act", type: "EMAIL_ADDRESS", action: { kind: "drop" } });
    expect(ruleOf(rules, "user.roles")).toEqual({ kind: "act", type: "FREE_TEXT", action: { kind: "drop" } });
  });

  it("P8 a glob that scans never takes the action from a personal key", () => {
    const rules = rulesOf(
      "extends: default",
      "keys:",
      '  - { glob: "http.*", action: scan }',
      '  - { glob: "process.*", action: scan }',
    );
    expect(ruleOf(rules, "http.request.header.authorization")).toMatchObject({ kind: "act", type: "SECRET" });
    expect(ruleOf(rules, "process.environment_variable.HOME")).toMatchObject({ kind: "act", type: "SECRET" });
    expect(ruleOf(rules, "http.route")).toMatchObject({ kind: "scan" });
  });

  it("P8 never takes a personal key out by its name", () => {
    const rules = rulesOf("extends: default", "keys:", "  - { key: client.address, action: never }");
    expect(ruleOf(rules, "client.address")).toEqual({ kind: "never" });
  });

  it("P8 an action without a type takes the conventions' type", () => {
    const rules = rulesOf("extends: default", "keys:", "  - { key: client.address, action: hash }");
    expect(ruleOf(rules, "client.address")).toEqual({ kind: "act", type: "IP_ADDRESS", action: { kind: "hash" } });
  });

  it("P8 a type without an action takes the type's action", () => {
    const rules = rulesOf(
      "extends: default",
      "types: { PERSON: hash }",
      "keys:",
      "  - { path: [order, buyer], type: PERSON }",
    );
    expect(keyRule(rules, "order.buyer", "buyer")).toEqual({ kind: "act", type: "PERSON", action: { kind: "hash" } });
  });

  it("P8 without the conventions only the document's own keys are known", () => {
    const rules = rulesOf(
      "defaults: { action: redact }",
      "conventions: false",
      "keys:",
      "  - { key: a, action: never }",
    );
    expect([...rules.keys.keys()]).toEqual(["a"]);
    expect(ruleOf(rules, "user.email")).toMatchObject({ kind: "scan" });
  });
});

describe("P9 signals, services and places", () => {
  it("P9 a signal's rules stand above the general ones and touch no other signal", () => {
    const [set] = planOf(
      "extends: default",
      "types: { PERSON: hash }",
      "signals:",
      "  metrics:",
      "    types: { PERSON: drop }",
      "    keys:",
      "      - { key: user.id, action: drop }",
    ).ruleSets;
    expect(set!.metrics.types.PERSON.action).toEqual({ kind: "drop" });
    expect(ruleOf(set!.metrics, "user.id")).toMatchObject({ action: { kind: "drop" } });
    expect(set!.logs.types.PERSON.action).toEqual({ kind: "hash" });
    expect(set!.traces).toBe(set!.logs);
  });

  it("P9 the first service that matches decides, and its rules stand above all", () => {
    const plan = planOf(
      "extends: default",
      "types: { PERSON: drop }",
      "services:",
      "  - match: { service.name: checkout-*, deployment.environment.name: production }",
      "    types: { PERSON: hash }",
      "    signals: { logs: { types: { PERSON: keep } } }",
      "  - match: { service.name: billing }",
      "    unknown_keys: drop",
    );
    expect(plan.selectors.map((selector) => selector.ruleSet)).toEqual([1, 2]);
    const [first, second] = plan.selectors;
    expect(first!.attributes.map(({ key }) => key)).toEqual(["service.name", "deployment.environment.name"]);
    expect(matches(first!.attributes[0]!.value, "checkout-eu")).toBe(true);
    expect(matches(second!.attributes[0]!.value, "billing-2")).toBe(false);
    expect(plan.ruleSets.map((set) => set.logs.types.PERSON.action.kind)).toEqual(["drop", "keep", "drop"]);
    expect(plan.ruleSets.map((set) => set.metrics.types.PERSON.action.kind)).toEqual(["drop", "hash", "drop"]);
    expect(ruleOf(plan.ruleSets[2]!.logs, "app.x")).toMatchObject({ kind: "act", action: { kind: "drop" } });
  });

  it("P9 places are scanned unless a policy says otherwise", () => {
    expect(defaultPlan().ruleSets[0]!.metrics.places.size).toBe(0);
    const rules = rulesOf(
      "extends: default",
      "places:",
      "  metric.name: never",
      "  log.body: { action: redact, type: FREE_TEXT }",
    );
    expect(rules.places.get("metric.name")).toEqual({ kind: "never" });
    expect(rules.places.get("log.body")).toEqual({ kind: "act", type: "FREE_TEXT", action: { kind: "redact" } });
  });

  it("P9 allow lists of all layers add up", () => {
    const { allow } = planOf(
      "extends: default",
      "allow: { exact: [noreply@example.com], suffixes: ['@Example.org'], cidrs: [192.0.2.0/25, '2001:db8::/32', 198.51.100.7] }",
      "signals: { logs: { allow: { exact: [jane] } } }",
    ).ruleSets[0]!.logs;
    expect([...allow.exact]).toEqual(["noreply@example.com", "jane"]);
    expect(allow.suffixes).toEqual(["@example.org"]);
    expect(allow.cidrs.map(({ address, prefixBits }) => [address.length, prefixBits])).toEqual([
      [4, 25],
      [16, 32],
      [4, 32],
    ]);
  });
});

describe("P10 names and digests", () => {
  it("P10 a plan carries the policy's name and version", () => {
    expect(planOf("extends: default")).toMatchObject({ name: "test", version: "7" });
  });

  it("P10 layout, order and comments do not change the digest; a rule does", () => {
    const plain = planOf("extends: default", "types: { PERSON: hash, AGE: keep }").digest;
    expect(plain).toMatch(/^[0-9a-f]{12}$/);
    expect(planOf("# a comment", "types:", "  AGE: keep", "  PERSON: hash", "extends: default").digest).toBe(plain);
    expect(planOf("extends: default", "types: { PERSON: hash, AGE: redact }").digest).not.toBe(plain);
  });

  it("P10 order of keys changes the digest: it changes the meaning", () => {
    const one = planOf(
      "extends: default",
      "keys:",
      '  - { glob: "a.*", action: never }',
      '  - { glob: "*.b", action: scan }',
    ).digest;
    const two = planOf(
      "extends: default",
      "keys:",
      '  - { glob: "*.b", action: scan }',
      '  - { glob: "a.*", action: never }',
    ).digest;
    expect(one).not.toBe(two);
  });

  it("P10 an unknown built-in policy is refused with the nearest name", () => {
    expect(() => loadPolicy("stric", () => "")).toThrow(
      new OperatorError('There is no built-in policy "stric"; give a path for one of your own; did you mean "strict"?'),
    );
  });

  it("P10 a path is read as a file", () => {
    expect(
      loadPolicy("conf/mine.yaml", (path) => `version: "1"\nname: ${path.slice(5, 9)}\nextends: strict\n`).name,
    ).toBe("mine");
  });

  it("P10 detectors are switched off and on, the later document's word standing", () => {
    expect([...planOf("extends: default", "detectors: { disable: [email] }").disabledDetectors]).toEqual(["email"]);
  });

  it("P10 limits hold unless a policy lowers them", () => {
    expect(planOf("extends: default").limits).toEqual({ maxValueBytes: 1_048_576 });
    expect(planOf("extends: default", "limits: { max_value_bytes: 2048 }").limits).toEqual({ maxValueBytes: 2048 });
  });
});
