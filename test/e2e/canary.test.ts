import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { SIGNALS, type Signal } from "../../core/signal.ts";
import { DECISIONS } from "../../otlp/places.ts";
import { defaultPlan } from "../../policy/load.ts";
import { type GrpcAnswer, partialSuccess, startGrpcBackend, startHttpBackend } from "../support/backends.ts";
import { type Canary, detectedExamples, PROMISED, seenIn } from "../support/canaries.ts";
import { KEPT_PLACES } from "../support/kept-places.ts";
import { everyField, everyLeaf, type Leaf } from "../support/otlp-every-field.ts";
import { oracle } from "../support/otlp-oracle.ts";
import { type Proxy, startProxy } from "../support/proxy.ts";
import { frame, LOGS, METRICS, rawCall, TRACES } from "../support/raw-grpc.ts";

const PATHS = { logs: LOGS, traces: TRACES, metrics: METRICS };
const TRANSPORTS = ["grpc", "http/protobuf", "http/json"] as const;
type Transport = (typeof TRANSPORTS)[number];

/** The text of a leaf, in the leaf's type; what is kept by design keeps its usual bytes. */
function fillWith(text: (leaf: Leaf) => string): (leaf: Leaf) => unknown {
  return (leaf) => {
    if (leaf.type === "string") return text(leaf);
    return leaf.type === "bytes" && !KEPT_PLACES.has(leaf.field) ? Buffer.from(text(leaf)) : undefined;
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
    return {
      ok: answer.status === 0,
      text: JSON.stringify([answer.headers, answer.trailers, answer.details]) + answer.body.toString("latin1"),
    };
  }
  const json = transport === "http/json";
  return post(proxy, `/v1/${signal}`, json ? Buffer.from(JSON.stringify(oracle(signal).toJson(bytes))) : bytes, {
    "content-type": json ? "application/json" : "application/x-protobuf",
  });
}

async function post(proxy: Proxy, path: string, body: Uint8Array, headers: Record<string, string>): Promise<Answer> {
  const response = await fetch(`http://127.0.0.1:${proxy.httpPort}${path}`, {
    method: "POST",
    headers,
    body: Uint8Array.from(body),
  });
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
    "request lines and headers": JSON.stringify([
      grpc.requests.map(({ metadata }) => metadata.getMap()),
      http.requests.map(({ path, headers }) => [path, headers]),
    ]),
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
  it("W30 the promised kinds leave by no exporter, log, metric or answer, whatever way they came", {
    timeout: 120_000,
  }, async () => {
    const { proxy, outputs } = await startAll();
    const answers: string[] = [];
    for (const signal of SIGNALS) {
      for (const { name, text } of PROMISED) {
        let planted = 0;
        const { bytes } = everyField(
          signal,
          fillWith(() => (planted++, text)),
        );
        const sent = Buffer.from(bytes).toString("latin1").split(Buffer.from(text).toString("latin1")).length - 1;
        expect(sent, name).toBeGreaterThanOrEqual(planted);
        for (const transport of TRANSPORTS) {
          const answer = await send(proxy, signal, transport, bytes);
          expect(answer.ok, `${name} by ${transport}: ${answer.text}`).toBe(true);
          answers.push(answer.text);
        }
      }
    }
    // A stop sends what is in the books of the fold.
    await proxy.service.stop();
    await expectNone({ ...(await outputs()), "the answers": answers.join("\n") }, PROMISED);
  });

  it("W30 every other example of every detector that is acted on leaves nowhere, at changing places", {
    timeout: 120_000,
  }, async () => {
    const { proxy, outputs } = await startAll();
    const examples = detectedExamples(defaultPlan());
    expect(examples.length).toBeGreaterThan(50);
    let next = 0;
    for (const signal of SIGNALS) {
      for (let round = 0; round < 9; round++) {
        const { bytes } = everyField(
          signal,
          fillWith(() => examples[next++ % examples.length]?.text ?? ""),
        );
        const transport = TRANSPORTS[round % TRANSPORTS.length] ?? "grpc";
        const answer = await send(proxy, signal, transport, bytes);
        expect(answer.ok, `round ${round} by ${transport}: ${answer.text}`).toBe(true);
      }
    }
    expect(next).toBeGreaterThan(examples.length * 3);
    await proxy.service.stop();
    await expectNone(await outputs(), examples);
  });

  it("W31 every field of type string or bytes of the definitions held one, but for the listed ids", () => {
    const leaves = SIGNALS.flatMap((signal) => everyLeaf(signal)).filter(
      ({ type }) => type === "string" || type === "bytes",
    );
    const filled = new Set(leaves.filter((leaf) => fillWith(() => "x")(leaf) !== undefined).map(({ field }) => field));
    const kept = new Set(leaves.map(({ field }) => field).filter((field) => !filled.has(field)));
    expect([...kept].sort()).toEqual([...KEPT_PLACES.keys()].sort());
    const decided = Object.entries(DECISIONS).filter(([, decision]) => decision.kind === "id");
    expect(decided.map(([field]) => jsonField(field)).sort()).toEqual([...KEPT_PLACES.keys()].sort());
  });
});

/** `Span.Link.trace_id` -> `Link.traceId`. */
function jsonField(name: string): string {
  const [message, field = ""] = name.split(".").slice(-2);
  return `${message}.${field.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())}`;
}

/** Requests that are refused, each full of canaries. */
function broken(signal: Signal): [what: string, request: (proxy: Proxy) => Promise<Answer>][] {
  const text = PROMISED.map((one) => one.text).join("\n");
  const { bytes } = everyField(
    signal,
    fillWith(() => text),
  );
  const cut = bytes.subarray(0, bytes.length - 3);
  const json = JSON.stringify(oracle(signal).toJson(bytes));
  const asJson = { "content-type": "application/json" };
  const asProto = { "content-type": "application/x-protobuf" };
  const path = `/v1/${signal}`;
  const header = encodeURIComponent(text);
  return [
    ["protobuf cut off", (proxy) => post(proxy, path, cut, asProto)],
    ["protobuf cut off, by gRPC", (proxy) => send(proxy, signal, "grpc", cut)],
    ["text instead of protobuf", (proxy) => post(proxy, path, Buffer.from(text), asProto)],
    ["text instead of protobuf, by gRPC", (proxy) => send(proxy, signal, "grpc", Buffer.from(text))],
    ["JSON cut off", (proxy) => post(proxy, path, Buffer.from(json.slice(0, -9)), asJson)],
    ["text instead of JSON", (proxy) => post(proxy, path, Buffer.from(text), asJson)],
    [
      "a canary for a number",
      (proxy) => post(proxy, path, Buffer.from(json.replace(/:(?:1.5|2)([,}])/, `:${JSON.stringify(text)}$1`)), asJson),
    ],
    ["no gzip", (proxy) => post(proxy, path, Buffer.from(text), { ...asProto, "content-encoding": "gzip" })],
    ["an unknown type", (proxy) => post(proxy, path, bytes, { "content-type": header.slice(0, 500) })],
    [
      "an unknown coding",
      (proxy) => post(proxy, path, bytes, { ...asProto, "content-encoding": header.slice(0, 500) }),
    ],
    ["an unknown path", (proxy) => post(proxy, `/${header}`, bytes, asProto)],
    ["an unknown method, by gRPC", (proxy) => call(proxy, `/${header}`, bytes)],
    ["bad framing, by gRPC", (proxy) => call(proxy, PATHS[signal], Buffer.from(text), false)],
  ];
}

async function call(proxy: Proxy, path: string, bytes: Uint8Array, framed = true): Promise<Answer> {
  const answer = await rawCall(proxy.grpcPort, framed ? frame(bytes) : bytes, { path });
  return {
    ok: answer.status === 0,
    text: JSON.stringify([answer.headers, answer.trailers, answer.details]) + answer.body.toString("latin1"),
  };
}

describe("canaries in what goes wrong", () => {
  it("W32 a refusal, the log and the metrics quote nothing of a broken request", { timeout: 60_000 }, async () => {
    const { proxy, outputs } = await startAll();
    for (const signal of SIGNALS) {
      for (const [what, request] of broken(signal)) {
        const answer = await request(proxy);
        expect(answer.ok, `${what}: ${answer.text}`).toBe(false);
        expect(answer.text.length, what).toBeGreaterThan(0);
        expect(seenIn(answer.text, PROMISED), what).toEqual([]);
      }
    }
    const {
      "the log": log,
      "the metrics page": metrics,
      "the debug output": debug,
      "the gRPC backend": arrived,
    } = await outputs();
    expect(seenIn(log ?? "", PROMISED)).toEqual([]);
    expect(seenIn(metrics ?? "", PROMISED)).toEqual([]);
    expect(debug).toHaveLength(0);
    expect(arrived).toHaveLength(0);
  });

  const TEXT = PROMISED.map((one) => one.text.replaceAll("\n", " ")).join("; ");
  const GRPC_ANSWERS: [string, GrpcAnswer][] = [
    ["a refusal", { code: 3, message: TEXT }],
    ["a refusal with details", { code: 9, message: TEXT, details: Buffer.from(TEXT) }],
    ["a status that may pass", { code: 14, message: TEXT }],
    ["a partial success", { body: partialSuccess(1, TEXT) }],
    ["a broken success", { body: Buffer.from(TEXT) }],
  ];

  it.each(GRPC_ANSWERS)("W33 %s of a gRPC backend that quotes data ends here", async (_what, answer) => {
    const backend = await startGrpcBackend(() => answer);
    onTestFinished(() => backend.stop());
    const proxy = await startProxy({ otlp_grpc: { endpoint: backend.endpoint, retry_on_failure: { enabled: false } } });
    await expectQuiet(proxy, () => backend.requests.length);
  });

  it.each([200, 400, 413, 429, 500, 503])(
    "W33 status %i of an HTTP backend whose body and headers quote data ends here",
    async (status) => {
      const backend = await startHttpBackend((response) => {
        response.writeHead(status, { "content-type": "text/plain", "x-note": encodeURIComponent(TEXT) });
        response.end(status === 200 ? partialSuccess(1, TEXT) : TEXT);
      });
      onTestFinished(() => backend.stop());
      const proxy = await startProxy({
        otlp_http: { endpoint: backend.endpoint, retry_on_failure: { enabled: false } },
      });
      await expectQuiet(proxy, () => backend.requests.length);
    },
  );
});

/** Sends by every transport, and finds no canary in what the proxy says of it. */
async function expectQuiet(proxy: Proxy, arrived: () => number): Promise<void> {
  const { bytes } = everyField("logs", () => undefined);
  for (const transport of TRANSPORTS) {
    const answer = await send(proxy, "logs", transport, bytes);
    expect(seenIn(answer.text, PROMISED), transport).toEqual([]);
  }
  expect(arrived()).toBeGreaterThan(0);
  expect(seenIn(proxy.stderr(), PROMISED)).toEqual([]);
  expect(seenIn(await proxy.metricsText(), PROMISED)).toEqual([]);
}
