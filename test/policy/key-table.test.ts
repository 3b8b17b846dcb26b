import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import * as stable from "@opentelemetry/semantic-conventions";
import * as incubating from "@opentelemetry/semantic-conventions/incubating";
import { ATTRIBUTE_METADATA } from "@sentry/conventions/attributes";
import { describe, expect, it } from "vitest";
import { defaultPlan } from "../../policy/load.ts";
import { keyRule } from "../../processors/key-rules.ts";
import { matches } from "../../processors/plan.ts";

const plan = defaultPlan();
const rules = plan.ruleSets[0]!.logs;
const ruleOf = (key: string) => keyRule(rules, key, key);

/** Names of both conventions, read independently of the generator; families with a made-up member. */
const conventionKeys = [
  ...Object.entries({ ...stable, ...incubating })
    .filter(([name]) => /^(ATTR|SEMATTRS|SEMRESATTRS)_/.test(name))
    .flatMap(([, value]) => {
      const key: unknown = typeof value === "function" ? value("Made-Up") : value;
      return typeof key === "string" ? [key] : [];
    }),
  ...Object.keys(ATTRIBUTE_METADATA).map((name) => name.replaceAll(/<\w+>/g, "Made-Up")),
];

describe("P3 keys decide first, by the semantic conventions", () => {
  it("P3 every key of both conventions, current and retired, is decided by a rule of its own", () => {
    const undecided = conventionKeys.filter(
      (key) => !rules.keys.has(key) && !rules.keyGlobs.some(({ pattern }) => matches(pattern, key)),
    );
    expect(new Set(conventionKeys).size).toBeGreaterThan(1_700);
    expect(undecided).toEqual([]);
  });

  it.each([
    ["user.email", "EMAIL_ADDRESS", "redact"],
    ["user.full_name", "PERSON", "redact"],
    ["user.id", "USER_ID", "hash"],
    ["user.name", "USERNAME", "hash"],
    ["enduser.id", "USER_ID", "hash"],
    ["enduser.pseudo.id", "USER_ID", "hash"],
    ["session.id", "SESSION_ID", "hash"],
    ["device.id", "DEVICE_ID", "hash"],
    ["app.installation.id", "DEVICE_ID", "hash"],
    ["client.address", "IP_ADDRESS", "redact"],
    ["net.peer.ip", "IP_ADDRESS", "redact"],
    ["net.sock.peer.addr", "IP_ADDRESS", "redact"],
    ["http.client_ip", "IP_ADDRESS", "redact"],
    ["host.mac", "MAC_ADDRESS", "redact"],
    ["geo.location.lat", "GEO_COORDINATES", "redact"],
    ["geo.postal_code", "LOCATION", "redact"],
    ["process.owner", "USERNAME", "hash"],
    ["db.user", "USERNAME", "hash"],
    ["tls.client.certificate_chain", "DEVICE_ID", "hash"],
    ["http.request.header.authorization", "SECRET", "redact"],
    ["http.request.header.cookie", "COOKIE", "redact"],
    ["http.response.header.set-cookie", "COOKIE", "redact"],
    ["http.response.header.location", "URL", "redact"],
    ["rpc.grpc.request.metadata.authorization", "SECRET", "redact"],
    ["rpc.connect_rpc.request.metadata.x-forwarded-for", "IP_ADDRESS", "redact"],
    ["process.environment_variable.HOME", "SECRET", "redact"],
  ])("P3 %s is %s by definition and becomes what the type's action says: %s", (key, type, action) => {
    expect(ruleOf(key)).toMatchObject({ kind: "act", type, action: { kind: action } });
  });

  it.each([
    ["url.full", "url"],
    ["http.url", "url"],
    ["http.target", "url"],
    ["url.path", "url_path"],
    ["url.query", "url_query"],
    ["db.query.text", "sql"],
    ["db.statement", "sql"],
    ["http.user_agent", "user_agent"],
    ["exception.stacktrace", "stacktrace"],
    ["process.command_line", "command"],
    ["messaging.kafka.message.key", "auto"],
    ["k8s.pod.annotation.made-up", "auto"],
    ["db.query.parameter.0", "auto"],
    ["log.record.original", "auto"],
  ])("P3 %s may hold anything and is read as %s", (key, format) => {
    expect(ruleOf(key)).toMatchObject({ kind: "scan", format });
  });

  it.each(["gen_ai.input.messages", "gen_ai.completion", "http.request.body.content"])(
    "P3 people write in %s",
    (key) => {
      expect(ruleOf(key)).toMatchObject({ kind: "scan", freeText: true });
    },
  );

  it("P3 the original of a log record is read as its body is: programs write it", () => {
    expect(ruleOf("log.record.original")).toMatchObject({ freeText: false });
  });

  it.each([
    "trace_id",
    "span_id",
    "service.name",
    "service.instance.id",
    "service.version",
    "deployment.environment.name",
    "code.function.name",
    "thread.id",
    "error.type",
    "exception.type",
    "http.request.method",
    "http.route",
    "http.response.status_code",
    "url.scheme",
    "url.template",
    "rpc.method",
    "db.system.name",
    "db.namespace",
    "db.collection.name",
    "messaging.system",
    "messaging.operation.name",
    "messaging.kafka.offset",
    "gen_ai.usage.input_tokens",
    "gen_ai.request.model",
    "gen_ai.response.id",
    "k8s.pod.name",
    "k8s.pod.uid",
    "container.id",
    "cloud.account.id",
    "faas.name",
    "host.name",
    "host.ip",
    "server.address",
    "os.version",
    "process.pid",
    "process.runtime.version",
    "webengine.version",
    "feature_flag.key",
    "aws.request_id",
    "telemetry.sdk.language",
    "otel.scope.name",
    "browser.web_vital.value",
    "k8s.something.of.tomorrow",
  ])("P3 %s is protected", (key) => {
    expect(ruleOf(key)).toEqual({ kind: "never" });
  });

  it("P3 a name some application invented inside an open namespace is scanned, not protected", () => {
    for (const key of ["app.customer", "db.note", "http.note", "user.nickname", "messaging.note"]) {
      expect(ruleOf(key)).toEqual({ kind: "scan", format: "auto", freeText: false });
    }
  });

  it("P3 header names are known in every spelling", () => {
    for (const key of [
      "http.request.header.X-Api-Key",
      "http.request.header.x_api_key",
      "http.request.headers.X-API-KEY",
      "HTTP.Request.Header.x-api-key",
    ]) {
      expect(ruleOf(key)).toMatchObject({ kind: "act", type: "SECRET" });
    }
  });

  it("P3 a protected key is protected in its exact spelling only", () => {
    expect(rules.foldedKeys.has("trace_id")).toBe(false);
    expect(ruleOf("Trace-Id")).toEqual({ kind: "scan", format: "auto", freeText: false });
  });
});

describe("P4 nested values", () => {
  it("P4 a nested value is known by its path, then by a leaf that is personal by name, then by its ancestors", () => {
    expect(keyRule(rules, "request.headers.Set-Cookie", "Set-Cookie")).toMatchObject({ kind: "act", type: "COOKIE" });
    expect(keyRule(rules, "payload.user.email", "user.email")).toMatchObject({ kind: "act", type: "EMAIL_ADDRESS" });
    expect(keyRule(rules, "gen_ai.input.messages.parts.content", "content")).toEqual({
      kind: "scan",
      format: "auto",
      freeText: true,
    });
    expect(keyRule(rules, "payload.note", "note")).toEqual({ kind: "scan", format: "auto", freeText: false });
  });

  it("P4 a leaf never protects: a nested id may be anyone's", () => {
    expect(keyRule(rules, "payload.trace_id", "trace_id")).toEqual({ kind: "scan", format: "auto", freeText: false });
  });
});

describe("P5 generated files", () => {
  it.each([
    ["generate-key-table.ts", "key-table.generated.ts"],
    ["generate-built-in-policies.ts", "built-in.generated.ts"],
    ["generate-policy-schema.ts", "policy.schema.json"],
  ])("P5 %s writes what is committed", (script, file) => {
    const path = new URL(`../../policy/${file}`, import.meta.url);
    const before = readFileSync(path, "utf8");
    execFileSync(process.execPath, [new URL(`../../scripts/${script}`, import.meta.url).pathname]);
    expect(readFileSync(path, "utf8")).toBe(before);
  });
});
