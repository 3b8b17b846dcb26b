// Starts the proxy with an embedded backend, sends invented telemetry through it with the real SDK, and shows what came out.
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { loadConfig } from "../../config/load.ts";
import { ENTITY_TYPES } from "../../core/entity.ts";
import { readVersion } from "../../core/version.ts";
import { type Service, startService } from "../../pipeline/service.ts";
import { sendSteps } from "./send.ts";
import { type DemoResult, type Found, show } from "./show.ts";
import { type Sink, startSink } from "./sink.ts";
import { STEPS } from "./steps.ts";

const LONGEST_WAIT_MS = 5_000;

const { values: flags } = parseArgs({ options: { keep: { type: "boolean" }, json: { type: "boolean" } } });
const startedAt = performance.now();
const sink = await startSink();
const service = await startProxy(sink.port);
const startupMs = performance.now() - startedAt;
const [grpc, http] = service.addresses();
await sendSteps(STEPS, { grpc: `http://localhost:${grpc?.port}`, http: `http://localhost:${http?.port}` });
await allArrived(sink);
const result = await collect(service, sink, startupMs);
if (flags.json === true) process.stdout.write(`${JSON.stringify(summary(result))}\n`);
else show(result, process.stdout);
if (flags.keep === true) {
  process.stdout.write(`\nThe proxy stays: gRPC on ${grpc?.port}, HTTP on ${http?.port}. Ctrl-C ends it.\n`);
  await new Promise((resolve) => process.once("SIGINT", resolve).once("SIGTERM", resolve));
}
await service.stop();
await sink.stop();
if (result.forwarded !== STEPS.length) process.exitCode = 1;

/** The built-in configuration, with free ports and the sink as backend. */
async function startProxy(sinkPort: number): Promise<Service> {
  const { config } = loadConfig({
    configs: [],
    sets: [
      "receivers.otlp.protocols.grpc.endpoint=localhost:0",
      "receivers.otlp.protocols.http.endpoint=localhost:0",
      "extensions.health_check.endpoint=localhost:0",
      "service.telemetry.metrics.address=localhost:0",
      "service.telemetry.logs.level=error",
      // The backend is to see folded series at once, and the process that counts begins with the proxy.
      "processors.scrub.fold.interval=1s",
      "processors.scrub.fold.clock_guard=0s",
    ],
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: `http://localhost:${sinkPort}`, OTEL_EXPORTER_OTLP_PROTOCOL: "grpc" },
    readFile: (path) => readFileSync(path, "utf8"),
  });
  const { stdout, stderr } = process;
  return startService(config, {
    stdout,
    stderr,
    version: readVersion(),
    readFile: (path) => readFileSync(path, "utf8"),
  });
}

/** Folded series come with the next emission. */
async function allArrived({ arrived }: Sink): Promise<void> {
  for (let waited = 0; arrived.size < STEPS.length && waited < LONGEST_WAIT_MS; waited += 50)
    await new Promise((resolve) => setTimeout(resolve, 50));
}

async function collect(service: Service, sink: Sink, startupMs: number): Promise<DemoResult> {
  const text = await service.parts.telemetry.metricsText();
  const sum = (name: string): number => samples(text, name).reduce((total, sample) => total + sample.value, 0);
  return {
    pairs: STEPS.flatMap((step) => ({ step, after: sink.arrived.get(step.id) ?? "(did not arrive)" })),
    found: foundIn(text),
    records: sum("scrubber_received_items_total"),
    forwarded: sink.arrived.size,
    scrubMs:
      (sum("scrubber_processing_duration_seconds_sum") / sum("scrubber_processing_duration_seconds_count")) * 1000,
    startupMs,
  };
}

interface Sample {
  readonly labels: ReadonlyMap<string, string>;
  readonly value: number;
}

/** Samples of one metric on a Prometheus page. */
function samples(page: string, name: string): Sample[] {
  return page
    .split("\n")
    .filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `))
    .map((line) => ({
      labels: new Map([...line.matchAll(/(\w+)="([^"]*)"/g)].map((match) => [match[1] ?? "", match[2] ?? ""])),
      value: Number(line.slice(line.lastIndexOf(" ") + 1)),
    }));
}

function foundIn(page: string): Found[] {
  const byRow = new Map<string, Found>();
  for (const { labels, value } of samples(page, "scrubber_pii_detections_total")) {
    const row = {
      type: labels.get("class") ?? "",
      signal: labels.get("signal") ?? "",
      place: labels.get("place") ?? "",
    };
    const key = Object.values(row).join(" ");
    byRow.set(key, { ...row, count: (byRow.get(key)?.count ?? 0) + value });
  }
  const order: readonly string[] = ENTITY_TYPES;
  return [...byRow.values()]
    .filter((row) => row.count > 0)
    .sort((a, b) => order.indexOf(a.type) - order.indexOf(b.type));
}

function summary(result: DemoResult): Record<string, number> {
  const changed = result.pairs.filter(({ step, after }) => after !== step.text).length;
  return {
    steps: STEPS.length,
    forwarded: result.forwarded,
    changed,
    kept: STEPS.length - changed,
    found: result.found.reduce((total, row) => total + row.count, 0),
    startup_ms: Math.round(result.startupMs),
    scrub_ms: Number(result.scrubMs.toFixed(3)),
  };
}
