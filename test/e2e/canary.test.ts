import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { SIGNALS, type Signal } from "../../core/signal.ts";
import { defaultPlan } from "../../policy/load.ts";
import { type GrpcAnswer, startGrpcBackend, startHttpBackend } from "../support/backends.ts";
import { type Canary, detectedExamples, PROMISED, seenIn } from "../support/canaries.ts";
import { everyField, type Leaf } from "../support/otlp-every-field.ts";
import { oracle } from "../support/otlp-oracle.ts";
import { type Proxy, startProxy } from "../support/proxy.ts";
import { frame, LOGS, METRICS, rawCall, TRACES } from "../support/raw-grpc.ts";

const PATHS = { logs: LOGS, traces: TRACES, metrics: METRICS };
const TRANSPORTS = ["grpc", "http/protobuf", "http/json"] as const;
type Transport = (typeof TRANSPORTS)[number];

const ID = /(?:trace|span)_?id$/i;

/** The text of a leaf, in the leaf's type; ids keep their usual bytes. */
function fillWith(text: (leaf: Leaf) => string): (leaf: Leaf) => unknown {
  return (leaf) => {
    if (leaf.type === "string") return text(leaf);
    return leaf.type === "bytes" && !ID.test(leaf.field) ? Buffer.from(text(leaf)) : undefined;
  };
}

/** What the proxy answered, all of it. */
interface Answer {
  readonly ok: boolean;
  readonly text: string;
}

async function send(proxy: Proxy, signal: Signal, transport: Transport, bytes: Uint8Array): Promise<Answer> {
  if (transport === "grpc") {
    const answer = await rawCall(proxy.grpcPort, frame(bytes), { path: PATHS[signal] });
    return { ok: answer.status === 0, text: JSON.stringify([answer.headers, answer.trailers, answer.details]) + answer.body.toString("latin1") };
  }
  const json = transport === "http/json";
  return post(proxy, `/v1/${signal}`, json ? Buffer.from(JSON.stringify(oracle(signal).toJson(bytes))) : bytes, {
    "content-type": json ? "application/json" : "application/x-protobuf",
  });
}

async function post(proxy: Proxy, path: string, body: Uint8Array, headers: Record<string, string>): Promise<Answer> {
  const response = await fetch(`http://127.0.0.1:${proxy.httpPort}${path}`, { method: "POST", headers, body: Uint8Array.from(body) });
  const text = Buffer.from(await response.arrayBuffer()).toString("latin1");
  return { ok: response.status === 200, text: JSON.stringify([...response.headers]) + text };
}

/** A proxy with every kind of exporter, and whatever comes out of it anywhere. */
async function startAll(): Promise<{ proxy: Proxy; outputs: () => Promise<Record<string, Uint8Array | string>> }> {
  const grpc = await startGrpcBackend(() => ({}));
  const http = await startHttpBackend((response) => response.end());
  onTestFinished(async () => {
    grpc.stop();
    await http.stop();
  });
  const proxy = await startProxy({
    otlp_grpc: { endpoint: grpc.endpoint, compression: "none" },
    otlp_http: { endpoint: http.endpoint, compression: "none" },
    "otlp_http/json": { endpoint: http.endpoint, compression: "none", encoding: "json" },
    debug: { verbosity: "detailed" },
    file: { path: "{folder}/out.jsonl" },
  });
  const outputs = async () => ({
    "the gRPC backend": Buffer.concat(grpc.requests.map(({ body }) => body)),
    "the HTTP backend": Buffer.concat(http.requests.map(({ body }) => body)),
    "request lines and headers": JSON.stringify([grpc.requests.map(({ metadata }) => metadata.getMap()), http.requests.map(({ path, headers }) => [path, headers])]),
    "the file": readFileSync(join(proxy.folder, "out.jsonl")),
    "the debug output": proxy.stdout(),
    "the log": proxy.stderr(),
    "the metrics page": await proxy.metricsText(),
  });
  return { proxy, outputs };
}

async function expectNone(outputs: Record<string, Uint8Array | string>, canaries: readonly Canary[]): Promise<void> {
  for (const [where, output] of Object.entries(outputs)) {
    expect(output.length, where).toBeGreaterThan(0);
    expect(seenIn(output, canaries), where).toEqual([]);
  }
}

describe("canaries in every field that can hold text", () => {
  it("W30 the promised kinds leave by no exporter, log, metric or answer, whatever way they came", { timeout: 120_000 }, async () => {
    const { proxy, outputs } = await startAll();
    const answers: string[] = [];
    for (const signal of SIGNALS) {
      for (const { name, text } of PROMISED) {
        const { bytes } = everyField(signal, fillWith(() => text));
        for (const transport of TRANSPORTS) {
          const answer = await send(proxy, signal, transport, bytes);
          expect(answer.ok, `${name} by ${transport}: ${answer.text}`).toBe(true);
          answers.push(answer.text);
        }
      }
    }
    await expectNone({ ...(await outputs()), "the answers": answers.join("\n") }, PROMISED);
  });

  it("W30 every other example of every detector that is acted on leaves nowhere, at changing places", { timeout: 120_000 }, async () => {
    const { proxy, outputs } = await startAll();
    const examples = detectedExamples(defaultPlan());
    expect(examples.length).toBeGreaterThan(50);
    let next = 0;
    for (const signal of SIGNALS) {
      for (let round = 0; round < 9; round++) {
        const { bytes } = everyField(signal, fillWith(() => examples[next++ % examples.length]?.text ?? ""));
        const transport = TRANSPORTS[round % TRANSPORTS.length] ?? "grpc";
        const answer = await send(proxy, signal, transport, bytes);
        expect(answer.ok, `round ${round} by ${transport}: ${answer.text}`).toBe(true);
      }
    }
    expect(next).toBeGreaterThan(examples.length * 3);
    await expectNone(await outputs(), examples);
  });
});
