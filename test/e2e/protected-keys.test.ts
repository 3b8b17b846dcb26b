import { describe, expect, it } from "vitest";
import { defaultPlan } from "../../policy/load.ts";
import { oracle } from "../support/otlp-oracle.ts";
import { attribute, logsRequest, newScrubber, scrubObject } from "../support/scrubbing.ts";

const RULES = defaultPlan().ruleSets[0]?.logs;
const NEVER = [...(RULES?.keys ?? [])].filter(([, rule]) => rule.kind === "never").map(([key]) => key);
const NEVER_GLOBS = (RULES?.keyGlobs ?? []).flatMap(({ pattern, rule }) =>
  rule.kind === "never" && pattern.kind === "glob" ? [pattern.parts.join("*")] : [],
);
const VALUE = "ada@example.org";

/** Namespaces whose attributes describe people as well as machines: what is protected there is spelled out. */
const ABOUT_PEOPLE: Readonly<Record<string, readonly string[]>> = {
  client: ["client.as.number", "client.port", "client.service.namespace"],
  user: ["user.geo.country_code", "user.geo.region", "user.geo.subdivision", "user.geo.subregion"],
  user_agent: [
    "user_agent.name",
    "user_agent.os.name",
    "user_agent.os.version",
    "user_agent.synthetic.type",
    "user_agent.version",
  ],
};

describe("protected keys", () => {
  it("W34 keep their values by the default policy, all of them; the same value elsewhere goes", () => {
    expect(NEVER.length).toBeGreaterThan(500);
    const attributes = [...NEVER, ...NEVER_GLOBS.map((glob) => glob.replaceAll("*", "anything"))].map((key) =>
      attribute(key, VALUE),
    );
    const { meaning } = scrubObject(
      newScrubber(),
      "logs",
      logsRequest({ attributes: [...attributes, attribute("note", VALUE)] }),
    );
    const wanted = logsRequest({ attributes: [...attributes, attribute("note", "[EMAIL_ADDRESS]")] });
    expect(meaning).toEqual(oracle("logs").meaning(oracle("logs").encode(wanted)));
  });

  it.each(Object.entries(ABOUT_PEOPLE))("W34 of %s.* only these are protected", (namespace, keys) => {
    expect(NEVER.filter((key) => key.startsWith(`${namespace}.`)).sort()).toEqual(keys);
  });

  it("W34 whole namespaces that are protected describe machines, builds and telemetry itself", () => {
    expect(NEVER_GLOBS.filter((glob) => /^[a-z0-9]+\.\*$/.test(glob)).sort()).toEqual(
      [
        "cloud",
        "code",
        "deployment",
        "k8s",
        "os",
        "otel",
        "score",
        "service",
        "system",
        "telemetry",
        "trace",
        "webengine",
      ].map((name) => `${name}.*`),
    );
  });

  it("W34 a name that says what is personal is never among them", () => {
    expect(NEVER.filter((key) => /(?:^|[._])(?:email|phone|password|secret|cookie|ssn)s?$/.test(key))).toEqual([]);
  });
});
