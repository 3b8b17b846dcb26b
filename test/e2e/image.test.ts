import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, onTestFinished, test } from "vitest";
import { parse } from "yaml";
import { loadConfig } from "../../config/load.ts";
import { lastStep, parseDockerfile, performSteps, type Stage } from "../../scripts/dockerfile.ts";
import { assertIdentityOf, startChildWith } from "../support/child.ts";
import { grpcCollector } from "../support/collected.ts";
import { encode, logsOf, meaningOf, postOtlp } from "../support/requests.ts";

const ROOT = new URL("../..", import.meta.url).pathname;
const PORTS = ["4317", "4318", "8888", "13133"];
const stages = parseDockerfile(readFileSync(`${ROOT}Dockerfile`, "utf8"));
const final = stages.at(-1);
const read = (path: string): string => readFileSync(path.startsWith("/") ? path : `${ROOT}${path}`, "utf8");

/** The steps of the Dockerfile, performed in an empty folder with the modules of this checkout. */
function performed(): string {
  const into = mkdtempSync(join(tmpdir(), "otelscrub-image-"));
  onTestFinished(() => rmSync(into, { recursive: true }));
  return performSteps(stages, { context: ROOT, into, modules: `${ROOT}node_modules`, say: () => {} });
}

describe("R19 the image", () => {
  test("R19 runs as 10001 on Node 26, without a shell, and publishes its four ports", () => {
    expect(stages.map((stage) => stage.base)).toEqual(stages.map(() => "node:26-slim"));
    expect(lastStep(final, "USER")).toBe("10001:10001");
    expect(lastStep(final, "EXPOSE")?.split(" ")).toEqual(PORTS);
    expect(JSON.parse(lastStep(final, "ENTRYPOINT") ?? "")).toEqual(["/otelscrub"]);
    expect(JSON.parse(lastStep(final, "CMD") ?? "")).toEqual(["--config=/etc/otelscrub/config.yaml"]);
    expect(final?.steps.filter((step) => step.name === "RUN")).toEqual([]);
    expect(stepsOf("modules", stages).join()).toContain("npm ci --omit=dev");
  });

  test("R19 what its steps make in an empty folder starts with the image's configuration, forwards, and writes no file", async () => {
    const backend = await grpcCollector();
    onTestFinished(() => backend.stop());
    const root = performed();
    const before = filesOf(root);
    expect(before).toContain("otelscrub");
    expect(before).toContain("etc/otelscrub/config.yaml");
    expect(before.filter((path) => path.endsWith(".ts"))).toEqual([]);
    const anywhere = [
      "receivers::otlp::protocols::grpc::endpoint",
      "receivers::otlp::protocols::http::endpoint",
      "extensions::health_check::endpoint",
      "service::telemetry::metrics::address",
    ];
    const child = await startChildWith(
      [`--config=${root}/etc/otelscrub/config.yaml`, ...anywhere.flatMap((path) => ["--set", `${path}=127.0.0.1:0`])],
      {
        program: [`${root}/otelscrub`],
        cwd: "/",
        env: { NODE_ENV: "production", BACKEND_ENDPOINT: backend.endpoint },
      },
    );
    expect((await postOtlp(child.httpPort, "logs", encode("logs", logsOf(["mail ada@example.org"])))).status).toBe(200);
    expect(backend.arrivals[0]?.meaning).toEqual(meaningOf("logs", logsOf(["mail [EMAIL_ADDRESS]"])));
    await assertIdentityOf(child);
    child.kill();
    expect(await child.ended).toBe(0);
    expect(filesOf(root)).toEqual(before);
  });

  test("R19 its configuration is valid and listens everywhere, on the ports the image publishes", () => {
    const { config } = loadConfig({ configs: [`${ROOT}deploy/image-config.yaml`], sets: [], env: {}, readFile: read });
    const { grpc, http } = config.receivers[0]?.settings.protocols ?? {};
    expect([
      grpc?.endpoint,
      http?.endpoint,
      config.service.telemetry.metrics.address,
      config.extensions[0]?.settings.endpoint,
    ]).toEqual(PORTS.map((port) => `0.0.0.0:${port}`));
  });
});

describe("R19 the Compose file", () => {
  interface Service {
    readonly image?: string;
    readonly build?: { readonly context: string; readonly target?: string };
    readonly command?: readonly string[];
    readonly environment?: Readonly<Record<string, string>>;
    readonly volumes?: readonly string[];
    readonly ports?: readonly string[];
    readonly read_only?: boolean;
  }
  const { services } = parse(read("deploy/compose.yaml")) as {
    services: Readonly<Record<"app" | "otelscrub" | "collector", Service>>;
  };

  test("R19 it names stages, files, ports and services that exist", () => {
    expect(stages.map((stage) => stage.name)).toContain(services.app.build?.target);
    expect(read(services.app.command?.[1] ?? "")).toContain("sendSteps");
    expect(services.otelscrub.ports).toEqual(PORTS.map((port) => `${port}:${port}`));
    expect(services.otelscrub.read_only).toBe(true);
    expect(services.otelscrub.environment?.["BACKEND_ENDPOINT"]).toBe("http://collector:4317");
    const [file, inside] = services.collector.volumes?.[0]?.split(":") ?? [];
    expect(services.collector.command).toEqual([`--config=${inside}`]);
    expect(parse(read(join("deploy", file ?? "")))).toMatchObject({
      receivers: { otlp: { protocols: { grpc: { endpoint: "0.0.0.0:4317" } } } },
    });
  });

  test("R19 its application sends through a proxy what the demo sends", async () => {
    const backend = await grpcCollector();
    onTestFinished(() => backend.stop());
    const child = await startChildWith(
      [
        "--config",
        `${ROOT}deploy/image-config.yaml`,
        ...[
          "receivers::otlp::protocols::grpc::endpoint",
          "receivers::otlp::protocols::http::endpoint",
          "extensions::health_check::endpoint",
          "service::telemetry::metrics::address",
        ].flatMap((path) => ["--set", `${path}=127.0.0.1:0`]),
      ],
      { env: { BACKEND_ENDPOINT: backend.endpoint } },
    );
    const env = {
      ...process.env,
      OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1",
      GRPC_PORT: String(child.grpcPort),
      HTTP_PORT: String(child.httpPort),
      ROUNDS: "1",
    };
    const args = services.app.command?.slice(1) ?? [];
    await promisify(execFile)(process.execPath, [...args], { cwd: ROOT, env });
    await assertIdentityOf(child);
    expect(new Set(backend.arrivals.map((arrival) => arrival.signal))).toEqual(new Set(["logs", "traces", "metrics"]));
  });
});

function stepsOf(name: string, all: readonly Stage[]): string[] {
  return (all.find((stage) => stage.name === name)?.steps ?? []).map((step) => `${step.name} ${step.rest}`);
}

/** Every file below a folder; links are not followed, which `recursive` of Node does. */
function filesOf(folder: string, prefix = ""): string[] {
  const entries = readdirSync(folder, { withFileTypes: true });
  return entries
    .flatMap((entry) =>
      entry.isDirectory() ? filesOf(join(folder, entry.name), `${prefix}${entry.name}/`) : [prefix + entry.name],
    )
    .sort();
}
