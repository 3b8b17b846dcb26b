import { type ClientHttp2Session, connect } from "node:http2";
import type { Signal } from "../../core/signal.ts";
import { stamp, timesOf } from "./clock.ts";

const NS_PER_MS = 1_000_000n;
/** Points of metrics are of processes that began now. */
const STARTED_NS = BigInt(Date.now()) * NS_PER_MS;

const SERVICES = {
  logs: "/opentelemetry.proto.collector.logs.v1.LogsService/Export",
  traces: "/opentelemetry.proto.collector.trace.v1.TraceService/Export",
  metrics: "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export",
} as const;

export interface Payload {
  readonly signal: Signal;
  /** Different requests, sent in turn. */
  readonly bodies: readonly Uint8Array[];
  readonly encoding: "identity" | "gzip";
}

/** Sends `requests` copies over one connection, `inFlight` at a time. Returns the latencies in ms; throws on any other answer than OK. */
export async function sendLoad(port: number, payload: Payload, requests: number, inFlight: number): Promise<number[]> {
  const session = connect(`http://127.0.0.1:${port}`, {
    maxSessionMemory: 1_000,
    settings: { initialWindowSize: 1 << 20 },
  });
  session.on("error", () => {});
  const isMoving = payload.signal === "metrics" && payload.encoding === "identity";
  const messages = payload.bodies.map((body) => {
    const message = frame(body, payload.encoding);
    return { message, times: isMoving ? timesOf(message) : undefined };
  });
  const latencies: number[] = [];
  let left = requests;
  const worker = async (): Promise<void> => {
    while (left-- > 0) {
      const { message, times } = messages[left % messages.length]!;
      if (times !== undefined) stamp(message, times, STARTED_NS, BigInt(Date.now()) * NS_PER_MS);
      latencies.push(await call(session, payload, message));
    }
  };
  await Promise.all(Array.from({ length: inFlight }, worker));
  session.close();
  return latencies;
}

/** gRPC over HTTP/2, "Length-Prefixed-Message". */
function frame(body: Uint8Array, encoding: Payload["encoding"]): Buffer {
  const message = Buffer.alloc(5 + body.length);
  message[0] = encoding === "identity" ? 0 : 1;
  message.writeUInt32BE(body.length, 1);
  message.set(body, 5);
  return message;
}

function call(session: ClientHttp2Session, payload: Payload, message: Buffer): Promise<number> {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    const stream = session.request({
      ":method": "POST",
      ":path": SERVICES[payload.signal],
      "content-type": "application/grpc",
      te: "trailers",
      ...(payload.encoding === "gzip" ? { "grpc-encoding": "gzip" } : {}),
    });
    let status = "";
    stream.on("response", (headers) => {
      status = String(headers["grpc-status"] ?? "");
    });
    stream.on("trailers", (trailers) => {
      status = String(trailers["grpc-status"] ?? "");
    });
    stream.on("data", () => {});
    stream.on("error", reject);
    stream.on("close", () =>
      status === "0" ? resolve(performance.now() - started) : reject(new Error(`grpc-status ${status}`)),
    );
    stream.end(message);
  });
}

export function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

export function median(values: readonly number[]): number {
  return percentile(
    [...values].sort((a, b) => a - b),
    0.5,
  );
}
