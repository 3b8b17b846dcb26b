import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import { onTestFinished } from "vitest";
import { loadConfig } from "../../config/load.ts";
import { type Service, startService } from "../../pipeline/service.ts";

/** A running service on free ports, with everything it says. */
export interface Proxy {
  readonly service: Service;
  readonly grpcPort: number;
  readonly httpPort: number;
  /** Folder for the `file` exporter: `{folder}` in the configuration. */
  readonly folder: string;
  readonly stdout: () => string;
  readonly stderr: () => string;
  metricsText(): Promise<string>;
}

const BASE = `
receivers: { otlp: { protocols: { grpc: { endpoint: "127.0.0.1:0" }, http: { endpoint: "127.0.0.1:0" } } } }
processors: { scrub: {} }
service: { telemetry: { metrics: { address: "127.0.0.1:0" }, logs: { level: debug } } }
`;

/** Starts the whole service with these exporters in all three pipelines; it stops with the test. */
export async function startProxy(exporters: Record<string, object>, more: readonly string[] = []): Promise<Proxy> {
  const folder = mkdtempSync(join(tmpdir(), "otelscrub-"));
  const out: string[] = [];
  const err: string[] = [];
  const pipeline = { receivers: ["otlp"], processors: ["scrub"], exporters: Object.keys(exporters) };
  const own = JSON.stringify({
    exporters,
    service: { pipelines: { logs: pipeline, traces: pipeline, metrics: pipeline } },
  });
  const { config } = loadConfig({
    configs: [`yaml:${BASE}`, `yaml:${own.replaceAll("{folder}", folder)}`, ...more.map((text) => `yaml:${text}`)],
    sets: [],
    env: {},
    readFile: (path) => readFileSync(path, "utf8"),
  });
  const service = await startService(config, {
    stdout: new Writable({ write: (chunk, _encoding, done) => (out.push(String(chunk)), done()) }),
    stderr: { write: (text) => void err.push(text) },
    readFile: (path) => readFileSync(path, "utf8"),
    version: "0.0.0",
  });
  onTestFinished(async () => {
    await service.stop();
    rmSync(folder, { recursive: true });
  });
  const [grpc, http] = service.addresses();
  return {
    service,
    grpcPort: grpc?.port ?? 0,
    httpPort: http?.port ?? 0,
    folder,
    stdout: () => out.join(""),
    stderr: () => err.join(""),
    metricsText: () => service.parts.telemetry.metricsText(),
  };
}
