import { readFileSync } from "node:fs";
import { PassThrough } from "node:stream";
import { onTestFinished } from "vitest";
import { loadConfig } from "../../config/load.ts";
import { type Service, startService } from "../../pipeline/service.ts";
import { assertIdentity } from "./identity.ts";

/** A configuration as an object; YAML can hold any JSON. */
export type PlainConfig = { readonly [section: string]: unknown };

export interface Proxy {
  readonly service: Service;
  readonly grpcPort: number;
  readonly httpPort: number;
  readonly healthPort: number;
  /** The page Prometheus reads, over its own port. */
  metrics(): Promise<string>;
  /** Everything the proxy has written: its log, and what `debug` printed. */
  written(): string;
}

const ALL_SIGNALS = ["traces", "metrics", "logs"];

/** Sections around some exporters: everything on free ports, one pipeline per signal. */
export function configFor(exporters: Record<string, object>, over: PlainConfig = {}): PlainConfig {
  const pipeline = { receivers: ["otlp"], processors: ["memory_limiter", "scrub"], exporters: Object.keys(exporters) };
  return {
    receivers: { otlp: { protocols: { grpc: { endpoint: "localhost:0" }, http: { endpoint: "localhost:0" } } } },
    processors: { memory_limiter: { limit_mib: 256 }, scrub: {} },
    exporters,
    extensions: { health_check: { endpoint: "localhost:0" } },
    service: {
      extensions: ["health_check"],
      telemetry: { metrics: { address: "localhost:0" } },
      pipelines: Object.fromEntries(ALL_SIGNALS.map((signal) => [signal, pipeline])),
    },
    ...over,
  };
}

/** Sections that keep metric points in their requests: where a test asks for what was sent, one by one. */
export const UNFOLDED: PlainConfig = {
  processors: {
    memory_limiter: { limit_mib: 256 },
    scrub: { policy: new URL("unfolded.yaml", import.meta.url).pathname },
  },
};

/** Starts the whole service in this process; when the test ends, its identity is checked and it is stopped. */
export async function startProxy(plain: PlainConfig): Promise<Proxy> {
  const readFile = (path: string): string => readFileSync(path, "utf8");
  const { config, warnings } = loadConfig({ configs: [`yaml:${JSON.stringify(plain)}`], sets: [], env: {}, readFile });
  const written: string[] = [];
  const stdout = new PassThrough();
  stdout.on("data", (chunk: Buffer) => written.push(chunk.toString()));
  const stderr = { write: (text: string) => written.push(text) };
  const service = await startService(config, { stdout, stderr, version: "0.0.0-test", readFile }, warnings);
  const [grpc, http] = service.addresses();
  const { telemetry } = service.parts;
  const metrics = async (): Promise<string> =>
    await (await fetch(`http://127.0.0.1:${telemetry.metricsAddress()?.port}/metrics`)).text();
  onTestFinished(async () => {
    try {
      assertIdentity(await atRest(metrics));
    } finally {
      await service.stop();
    }
  });
  return {
    service,
    grpcPort: grpc?.port ?? 0,
    httpPort: http?.port ?? 0,
    healthPort: telemetry.healthAddress()?.port ?? 0,
    metrics,
    written: () => written.join(""),
  };
}

/** The page once nothing is in flight: answers overtake the last bookkeeping by a turn of the loop. */
async function atRest(metrics: () => Promise<string>): Promise<string> {
  for (;;) {
    const page = await metrics();
    if (/^scrubber_inflight_bytes 0$/m.test(page)) return page;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
