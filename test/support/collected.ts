import { gunzipSync, zstdDecompressSync } from "node:zlib";
import type { Signal } from "../../core/signal.ts";
import { type GrpcAnswer, type GrpcBackend, type HttpBackend, startGrpcBackend, startHttpBackend } from "./backends.ts";
import { oracle, type PlainMessage } from "./otlp-oracle.ts";

/** One request as a backend saw it. */
export interface Arrival {
  readonly signal: Signal;
  /** What protobufjs makes of it. */
  readonly meaning: PlainMessage;
  /** Body as it came over the wire (gRPC: after grpc-js inflated it). */
  readonly body: Buffer;
  readonly headers: Readonly<Record<string, unknown>>;
}

/** A backend that takes everything and reads it with an independent decoder. */
export interface Collector {
  readonly endpoint: string;
  readonly port: number;
  readonly arrivals: Arrival[];
  stop(): void | Promise<void>;
}

const SIGNAL_OF: readonly (readonly [string, Signal])[] = [
  ["logs", "logs"],
  ["trace", "traces"],
  ["metrics", "metrics"],
];

function signalOf(path: string): Signal {
  const found = SIGNAL_OF.find(([word]) => path.includes(word));
  if (found === undefined) throw new Error("A request to an unknown path arrived.");
  return found[1];
}

/** grpc-js as backend. */
export async function grpcCollector(answer: () => GrpcAnswer | Promise<GrpcAnswer> = () => ({})): Promise<Collector> {
  const arrivals: Arrival[] = [];
  const backend: GrpcBackend = await startGrpcBackend((body, index) => {
    const { path, metadata } = backend.requests[index] ?? { path: "", metadata: { getMap: () => ({}) } };
    const signal = signalOf(path);
    arrivals.push({ signal, meaning: oracle(signal).meaning(body), body, headers: metadata.getMap() });
    return answer();
  });
  return { endpoint: backend.endpoint, port: backend.port, arrivals, stop: () => backend.stop() };
}

/** node:http as backend; answers in the encoding it was sent. */
export async function httpCollector(answer: Uint8Array = new Uint8Array()): Promise<Collector> {
  const arrivals: Arrival[] = [];
  const backend: HttpBackend = await startHttpBackend((response, body, index) => {
    const { path, headers } = backend.requests[index] ?? { path: "", headers: {} };
    const signal = signalOf(path);
    const type = headers["content-type"] ?? "";
    const plain = inflated(body, headers["content-encoding"]);
    const bytes = type === "application/json" ? oracle(signal).fromJson(JSON.parse(plain.toString())) : plain;
    arrivals.push({ signal, meaning: oracle(signal).meaning(bytes), body, headers });
    response.writeHead(200, { "content-type": type });
    response.end(type === "application/json" ? "{}" : answer);
  });
  return { endpoint: backend.endpoint, port: backend.port, arrivals, stop: () => backend.stop() };
}

function inflated(body: Buffer, encoding: string | undefined): Buffer {
  if (encoding === "gzip") return gunzipSync(body);
  return encoding === "zstd" ? zstdDecompressSync(body) : body;
}

/** Every text of everything that arrived, for searching. */
export function textOf(arrivals: readonly Arrival[]): string {
  return JSON.stringify(arrivals.map((arrival) => arrival.meaning));
}
