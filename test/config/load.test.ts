import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Config } from "../../config/config.ts";
import { loadConfig } from "../../config/load.ts";
import { OperatorError } from "../../core/errors.ts";

const KEY = "0123456789abcdef0123456789abcdef";
const BASE = `
receivers:
  otlp:
    protocols:
      grpc:
processors:
  scrub:
    hmac_key: \${env:KEY}
exporters:
  debug:
service:
  pipelines:
    logs:
      receivers: [otlp]
      processors: [scrub]
      exporters: [debug]
`;

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "otelscrub-config-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

function load(configs: string[], sets: string[] = [], env: Record<string, string> = { KEY }) {
  return loadConfig({ configs, sets, env, readFile: (path) => readFileSync(path, "utf8") });
}

function faults(configs: string[], sets: string[] = [], env: Record<string, string> = { KEY }): string {
  try {
    load(configs, sets, env);
  } catch (error) {
    if (error instanceof OperatorError) return error.message.replaceAll(`${folder}/`, "");
    throw error;
  }
  throw new Error("the configuration was accepted");
}

function exporter(config: Config, id: string) {
  return config.exporters.find((one) => one.id === id)?.settings;
}

describe("sources", () => {
  test("O1 a later source adds to maps, replaces lists, and --set wins over all", () => {
    const base = file("base.yaml", BASE);
    const over = file(
      "over.yaml",
      "exporters:\n  debug:\n    verbosity: basic\n  nop:\nservice:\n  pipelines:\n    logs:\n      exporters: [nop, debug]\n",
    );
    const { config } = load([base, over], ["exporters.debug.verbosity=detailed"]);
    expect(exporter(config, "debug")).toEqual({ verbosity: "detailed" });
    expect(config.service.pipelines).toEqual([
      { id: "logs", signal: "logs", receivers: ["otlp"], processors: ["scrub"], exporters: ["nop", "debug"] },
    ]);
  });

  test("O1 file:, env: and yaml: are sources, and yaml: keys may be joined by ::", () => {
    const base = file("base.yaml", BASE);
    const env = { KEY, MORE: "exporters: { debug: { verbosity: basic } }" };
    expect(exporter(load([`file:${base}`, "env:MORE"], [], env).config, "debug")).toEqual({ verbosity: "basic" });
    const joined = "yaml:exporters::debug::verbosity: detailed\nexporters::nop: {}";
    expect(exporter(load([base, joined]).config, "debug")).toEqual({ verbosity: "detailed" });
  });

  test("O1 a source that cannot be read, or of another scheme, is named", () => {
    expect(faults([join(folder, "absent.yaml"), "https://example.com/c.yaml", "env:ABSENT"])).toBe(
      [
        "3 problems in the configuration:",
        "  absent.yaml: the file cannot be read (ENOENT)",
        "  --config: the scheme https is not supported; use a path, file:, env: or yaml:",
        "  --config env:ABSENT: the environment variable is not set",
      ].join("\n"),
    );
  });

  test("O1 --set takes :: between the steps too, so that an id may hold a dot", () => {
    const base = file("base.yaml", BASE.replace("debug:", "debug/a.b:").replace("[debug]", "[debug/a.b]"));
    expect(exporter(load([base], ["exporters::debug/a.b::verbosity=basic"]).config, "debug/a.b")).toEqual({
      verbosity: "basic",
    });
  });

  test("O1 a --set without a path or a value is explained", () => {
    expect(faults([file("base.yaml", BASE)], ["exporters.debug"])).toContain("--set: expected a path, an equals sign");
    expect(faults([file("base.yaml", BASE)], ["a..b=1"])).toContain("expected a path");
  });

  test("O4 broken YAML is an error with its place and without its text", () => {
    const text = faults([file("broken.yaml", 'exporters:\n  debug: "s3cr3t-v4lue\n')]);
    expect(text).toMatch(/broken\.yaml:\d+:\d+: not valid YAML/);
    expect(text).not.toContain("s3cr3t");
  });

  test("O1 merge keys and aliases are followed, and a bomb of aliases is refused", () => {
    const merged = BASE.replace("debug:\n", "debug: &d { verbosity: basic }\n  debug/two: { <<: *d }\n");
    expect(exporter(load([file("merged.yaml", merged)]).config, "debug/two")).toEqual({ verbosity: "basic" });
    const levels = Array.from(
      { length: 12 },
      (_, i) =>
        `l${i}: &l${i} [${Array(9)
          .fill(i === 0 ? "x" : `*l${i - 1}`)
          .join(",")}]`,
    );
    expect(faults([file("bomb.yaml", levels.join("\n"))])).toContain("too large or too deep");
  });
});

describe("faults", () => {
  test("O4 an unknown key has file, line, column, path and the nearest word", () => {
    const text = BASE.replace("hmac_key", "hmac_kye");
    expect(faults([file("c.yaml", text)])).toBe(
      '1 problem in the configuration:\n  c.yaml:8:5: processors::scrub::hmac_kye: unknown key; did you mean "hmac_key"?',
    );
  });

  test("O4 a wrong type says what was expected and what kind was found, not the value", () => {
    const text = BASE.replace("grpc:", "grpc: { max_recv_msg_size_mib: s3cr3t }").replace("  debug:", "  debug: [1]");
    const message = faults([file("c.yaml", text)]);
    expect(message).toContain(
      "c.yaml:5:15: receivers::otlp::protocols::grpc::max_recv_msg_size_mib: expected a number, found text",
    );
    expect(message).toContain("exporters::debug: expected a map, found a list");
    expect(message).not.toContain("s3cr3t");
  });

  test("O4 a word that is not among the choices gets the choices and the nearest one", () => {
    const text = BASE.replace("  debug:", "  debug: { verbosity: detialed }");
    expect(faults([file("c.yaml", text)])).toContain(
      'exporters::debug::verbosity: expected "basic" or "normal" or "detailed"; did you mean "detailed"?',
    );
  });

  test("O4 an unknown component type has a suggestion, also where the key is a word of JavaScript", () => {
    const text = BASE.replace("  debug:", "  debugg:\n  __proto__:\n  constructor: {}");
    const message = faults([file("c.yaml", text)]);
    expect(message).toContain('exporters::debugg: there is no exporter of this type; did you mean "debug"?');
    expect(message).toContain("exporters::__proto__: there is no exporter of this type");
    expect(message).toContain("exporters::constructor: there is no exporter of this type");
  });

  test("O5 all faults are reported at once, sorted by place", () => {
    const text = BASE.replace("receivers: [otlp]", "receivers: []")
      .replace("  scrub:\n", "  scrub:\n    first: 1\n    second: 2\n")
      .replace("exporters: [debug]", "exporters: [debog]");
    const lines = faults([file("c.yaml", text)])
      .split("\n")
      .slice(1);
    expect(lines.map((line) => line.trim().split(": ")[1])).toEqual([
      "processors::scrub::first",
      "processors::scrub::second",
      "service::pipelines::logs::receivers",
      "service::pipelines::logs::exporters[0]",
    ]);
  });

  test("O7 a pipeline without scrub is refused in one clear sentence, and so is one with two", () => {
    const none = BASE.replace("processors: [scrub]", "processors: []");
    expect(faults([file("c.yaml", none)])).toContain(
      "c.yaml:15:7: service::pipelines::logs::processors: the pipeline logs has no scrub processor and would forward raw data; add scrub to its processors",
    );
    const absent = BASE.replace("      processors: [scrub]\n", "");
    expect(faults([file("c.yaml", absent)])).toContain("the pipeline logs has no scrub processor");
    const two = BASE.replace("  scrub:", "  scrub/two:\n  scrub:").replace("[scrub]", "[scrub, scrub/two]");
    expect(faults([file("c.yaml", two)])).toContain("the pipeline logs has 2 scrub processors");
  });

  test.each([
    ["a literal", `hmac_key: ${KEY}`, []],
    ["the default of a reference", `hmac_key: \${env:ABSENT:-${KEY}}`, []],
    ["a literal with a reference inside", "hmac_key: prefix-${env:KEY}", []],
    ["--set", "hmac_key_id: abc", [`processors.scrub.hmac_key=${KEY}`]],
  ])("O8 a token key as %s is refused without printing it", (_, line, sets) => {
    const message = faults([file("c.yaml", BASE.replace("hmac_key: ${env:KEY}", line))], sets);
    expect(message).toContain(
      "processors::scrub::hmac_key: a key must not be written here; write ${file:path} or ${env:NAME}",
    );
    expect(message).not.toContain(KEY);
  });

  test("O8 a key of fewer than 16 bytes is refused", () => {
    expect(faults([file("c.yaml", BASE)], [], { KEY: "short" })).toContain("must be at least 16 bytes");
  });

  test("O9 undefined references, no pipelines, empty pipelines and strange pipeline names are errors", () => {
    expect(faults([file("c.yaml", BASE.replace("[otlp]", "[oltp]"))])).toContain(
      'service::pipelines::logs::receivers[0]: the receiver "oltp" is not defined; did you mean "otlp"?',
    );
    expect(faults([file("c.yaml", BASE.replace("    logs:", "    trace:"))])).toContain('did you mean "traces"?');
    expect(faults([file("c.yaml", BASE.replace("exporters: [debug]", "exporters: []"))])).toContain(
      "the pipeline has no exporters",
    );
    expect(faults([file("c.yaml", `${BASE.split("  pipelines:")[0]}  pipelines: {}\n`)])).toContain(
      "there is no pipeline",
    );
    expect(faults([file("c.yaml", BASE.replace("service:", "service:\n  extensions: [health_check]"))])).toContain(
      'service::extensions[0]: the extension "health_check" is not defined',
    );
    expect(faults([file("c.yaml", BASE.split("service:")[0] ?? "")])).toContain("service: is required");
  });

  test("O9 unused components, batch and a missing key are warnings with their place", () => {
    const text = BASE.replace("  debug:", "  debug:\n  nop:")
      .replace("    hmac_key: ${env:KEY}\n", "  batch:\n    timeout: 5s\n")
      .replace("[scrub]", "[scrub, batch]");
    const warnings = load([file("c.yaml", text)]).warnings.map((line) => line.replaceAll(`${folder}/`, ""));
    expect(warnings).toEqual([
      "c.yaml:7:3: processors::scrub: no hmac_key is given; a random one is made, so that tokens change with every start",
      "c.yaml:8:3: processors::batch: batching is not done; requests leave as they came",
      "c.yaml:12:3: exporters::nop: the exporter is defined and not used",
    ]);
    expect(load([file("c.yaml", BASE)]).warnings).toEqual([]);
  });

  test.each([
    ["otlp_grpc: { endpoint: localhost:4317 }", "otlp_grpc::endpoint"],
    ["otlp: { endpoint: http://127.0.0.1:4317 }", "otlp::endpoint"],
    ["otlp_http: { endpoint: http://b, logs_endpoint: 'http://[::1]:4317/v1/logs' }", "otlp_http::logs_endpoint"],
  ])("O15 an exporter that sends to the proxy itself is refused: %s", (written, path) => {
    const id = written.split(":")[0];
    const text = BASE.replace("  debug:", `  ${written}`).replace("[debug]", `[${id}]`);
    expect(faults([file("c.yaml", text)])).toContain(`exporters::${path}: this is where the proxy itself listens`);
    expect(load([file("c.yaml", text.replaceAll("4317", "4319"))]).config.exporters).toHaveLength(1);
  });

  test("O4 a section that is a list is explained", () => {
    const text = BASE.replace("exporters:\n  debug:\n", "exporters: [debug]\n");
    expect(faults([file("c.yaml", text)])).toContain("exporters: expected a map, found a list");
  });

  test("O11 former exporter names become the present ones, in references too", () => {
    const text = BASE.replace(
      "  debug:",
      "  otlp/b: { endpoint: backend:4317 }\n  otlphttp: { endpoint: http://b }",
    ).replace("[debug]", "[otlp/b, otlphttp]");
    const { config, warnings } = load([file("c.yaml", text)]);
    expect(config.exporters.map(({ id, type }) => [id, type])).toEqual([
      ["otlp_grpc/b", "otlp_grpc"],
      ["otlp_http", "otlp_http"],
    ]);
    expect(config.service.pipelines[0]?.exporters).toEqual(["otlp_grpc/b", "otlp_http"]);
    expect(warnings).toEqual([]);
    const twice = text.replace("  otlphttp:", "  otlp_grpc/b: { endpoint: other:4317 }\n  otlphttp:");
    expect(faults([file("c.yaml", twice)])).toContain(
      "the exporter otlp_grpc/b is defined twice, once by its former name",
    );
  });
});

describe("result", () => {
  test("O10 a key with nothing behind it has its defaults", () => {
    const { config } = load([file("c.yaml", BASE)]);
    expect(config.receivers[0]?.settings.protocols.grpc?.endpoint).toBe("localhost:4317");
    expect(config.receivers[0]?.settings.protocols.http).toBeUndefined();
    const nothing = BASE.replace("  debug:", "  debug: { verbosity: }").replace("service:", "service:\n  telemetry:");
    const loaded = load([file("c.yaml", nothing)]).config;
    expect(exporter(loaded, "debug")).toEqual({ verbosity: "normal" });
    expect(loaded.service.telemetry.logs.level).toBe("info");
  });

  test("O13 the configuration is frozen all the way down, and the key in it prints as [secret]", () => {
    const { config } = load([file("c.yaml", BASE)]);
    expect(() => Object.assign(config.service.pipelines[0] ?? {}, { receivers: [] })).toThrow(TypeError);
    expect(() => Object.assign(config.service.telemetry.logs, { level: "debug" })).toThrow(TypeError);
    expect(JSON.stringify(config)).not.toContain(KEY);
    const scrub = config.processors.find((one) => one.type === "scrub");
    const key = scrub?.type === "scrub" ? scrub.settings.hmac_key?.reveal() : undefined;
    expect(Buffer.from(key ?? []).toString()).toBe(KEY);
  });
});
