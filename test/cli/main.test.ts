import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { runCli } from "../support/child.ts";
import { configFor, type PlainConfig } from "../support/service.ts";

const VERSION = (
  JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as { version: string }
).version;
const MINIMAL = new URL("../../config/examples/minimal.yaml", import.meta.url).pathname;
const SECRET = "correct-horse-battery-staple";

/** A verb run to its end. */
async function run(
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<{ code: number | string; out: string; err: string }> {
  const child = runCli(args, { env });
  const code = await child.ended;
  return { code, out: child.stdout(), err: child.stderr() };
}

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "otelscrub-"));
  onTestFinished(() => rmSync(path, { recursive: true }));
  return path;
}

function asYaml(config: PlainConfig): string {
  return `--config=yaml:${JSON.stringify(config)}`;
}

describe("verbs", () => {
  test("R20 --version prints the package's version alone, and --help every verb and flag", async () => {
    expect(await run(["--version"])).toEqual({ code: 0, out: `${VERSION}\n`, err: "" });
    const { code, out } = await run(["--help"]);
    expect(code).toBe(0);
    for (const word of ["run", "validate", "print-config", "--config", "--set"]) expect(out).toContain(word);
    expect((await run(["validate", "--help"])).out).toContain("otelscrub validate");
  });

  test("R20 a wrong verb or flag is one sentence with the nearest right one, and code 1", async () => {
    expect(await run(["validat"])).toEqual({
      code: 1,
      out: "",
      err: expect.stringMatching(/^There is no verb "validat"; did you mean "validate"\?.*\n$/),
    });
    const { code, err } = await run(["--confg=x.yaml"]);
    expect(code).toBe(1);
    expect(err).toContain("--confg");
    expect(err.trimEnd().split("\n").length).toBe(1);
  });

  test("R20 validate says that a good configuration is good, and opens nothing", async () => {
    expect(await run(["validate", "--config", MINIMAL])).toMatchObject({
      code: 0,
      out: "The configuration is valid.\n",
    });
  });

  test("R20 print-config prints what is in force, complete and without secrets, and it is valid again", async () => {
    const flags = [
      "--config",
      MINIMAL,
      "--set",
      "processors.scrub.hmac_key=${env:KEY}",
      "--set",
      "exporters.otlp_http.endpoint=http://backend:4318",
      "--set",
      `exporters.otlp_http.headers.authorization=Bearer ${SECRET}`,
    ];
    const { code, out } = await run(["print-config", ...flags], { KEY: SECRET });
    expect(code).toBe(0);
    expect(out).not.toContain(SECRET);
    expect(out).toContain("[redacted]");
    const file = join(folder(), "printed.yaml");
    writeFileSync(file, out.replace('hmac_key: "[redacted]"', "hmac_key: ${env:KEY}"));
    expect(await run(["validate", "--config", file], { KEY: SECRET })).toMatchObject({ code: 0 });
  });
});

describe("R13 what is wrong at the start is one clear sentence and code 1, and nothing listens", () => {
  /** The sentence is the last thing said, and no line of the log says that the proxy was ready. */
  async function refusal(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<string> {
    const { code, out, err } = await run(args, env);
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).not.toContain('"event":"ready"');
    expect(err).not.toMatch(/\n {4}at /);
    const sentences = err.split("\n").filter((line) => line !== "" && !line.startsWith("{"));
    return sentences.join("\n");
  }

  const debug = configFor({ debug: {} });

  test("R13 a port that is taken", async () => {
    const taken = createServer().listen(0, "127.0.0.1");
    await once(taken, "listening");
    onTestFinished(() => void taken.close());
    const address = taken.address();
    const port = typeof address === "object" ? address?.port : 0;
    const receivers = { otlp: { protocols: { grpc: { endpoint: `localhost:${port}` } } } };
    expect(await refusal([asYaml({ ...debug, receivers })])).toMatch(
      /^Cannot listen on localhost:\d+: the port is already in use\. .*receivers::otlp::protocols::grpc.*$/,
    );
    const service = { ...(debug["service"] as object), telemetry: { metrics: { address: `127.0.0.1:${port}` } } };
    expect(await refusal([asYaml({ ...debug, service })])).toMatch(
      /^service::telemetry::metrics: 127\.0\.0\.1:\d+: the port is taken\.$/,
    );
  });

  test("R13 a configuration, policy, key or certificate that is not there", async () => {
    expect(await refusal(["--config", "/no/such/file.yaml"])).toMatch(
      /\/no\/such\/file\.yaml: the file cannot be read \(ENOENT\)/,
    );
    expect(
      await refusal([
        asYaml({
          ...debug,
          processors: { memory_limiter: { limit_mib: 64 }, scrub: { policy: "/no/such/policy.yaml" } },
        }),
      ]),
    ).toBe("processors::scrub::policy: the policy /no/such/policy.yaml cannot be read (ENOENT).");
    expect(
      await refusal([
        asYaml({
          ...debug,
          processors: { memory_limiter: { limit_mib: 64 }, scrub: { hmac_key: "${file:/no/such/key}" } },
        }),
      ]),
    ).toMatch(/hmac_key.*ENOENT/);
    const tls = { cert_file: "/no/such/tls.crt", key_file: "/no/such/tls.key" };
    const receivers = { otlp: { protocols: { grpc: { endpoint: "localhost:0", tls } } } };
    expect(await refusal([asYaml({ ...debug, receivers })])).toMatch(/^[^\n]*cert_file[^\n]*$/);
  });

  test("R13 a certificate or key that is none; its text is not shown", async () => {
    const dir = folder();
    writeFileSync(join(dir, "tls.crt"), SECRET);
    writeFileSync(join(dir, "tls.key"), SECRET);
    const tls = { cert_file: join(dir, "tls.crt"), key_file: join(dir, "tls.key") };
    const receivers = { otlp: { protocols: { http: { endpoint: "localhost:0", tls } } } };
    const said = await refusal([asYaml({ ...debug, receivers })]);
    expect(said).toMatch(/^[^\n]*receivers::otlp::protocols::http::tls[^\n]*$/);
    expect(said).not.toContain(SECRET);
    const exporters = { otlp_grpc: { endpoint: "backend:4317", tls: { ca_file: join(dir, "tls.crt") } } };
    const outward = await refusal([asYaml(configFor(exporters))]);
    expect(outward.split("\n").length).toBe(1);
    expect(outward).not.toContain(SECRET);
  });

  test("R13 a broken policy: every fault with line, column and the nearest right word, and no value", async () => {
    const file = join(folder(), "policy.yaml");
    writeFileSync(
      file,
      `version: "1"\nname: mine\nextends: default\ntypes:\n  EMAIL_ADRESS: redact\n  PERSON: redactt\nallow:\n  exact: ["${SECRET}"]\n  sufixes: ["${SECRET}"]\n`,
    );
    const said = await refusal([
      asYaml({ ...debug, processors: { memory_limiter: { limit_mib: 64 }, scrub: { policy: file } } }),
    ]);
    expect(said).toMatch(/policy\.yaml:5:3.*EMAIL_ADDRESS/);
    expect(said).toMatch(/policy\.yaml:6:\d+.*redact/);
    expect(said).not.toContain(SECRET);
    expect(
      await refusal([
        "validate",
        asYaml({ ...debug, processors: { memory_limiter: { limit_mib: 64 }, scrub: { policy: file } } }),
      ]),
    ).toBe(said);
  });

  test("R13 an unknown key, a pipeline without scrub, and an exporter that is the proxy itself", async () => {
    const file = join(folder(), "wrong.yaml");
    writeFileSync(
      file,
      `receivers:\n  otlp: { protocols: { grpc: } }\nprocessors:\n  scrub: { polizy: default }\nexporters:\n  otlp: { endpoint: "http://localhost:4317" }\nservice:\n  pipelines:\n    logs: { receivers: [otlp], processors: [], exporters: [otlp] }\n`,
    );
    const said = await refusal(["--config", file]);
    expect(said).toMatch(/wrong\.yaml:4:\d+: processors::scrub::polizy: unknown key; did you mean "policy"\?/);
    expect(said).toMatch(/wrong\.yaml:9:\d+: .*no scrub processor/);
    expect(said).toMatch(/wrong\.yaml:6:\d+: .*where the proxy itself listens/);
  });

  test("R13 a variable that points SDKs at the proxy does not make it circle", async () => {
    expect(await refusal([], { OTEL_EXPORTER_OTLP_ENDPOINT: "http://localhost:4318" })).toMatch(
      /where the proxy itself listens/,
    );
  });
});
