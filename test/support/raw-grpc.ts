import { type ClientHttp2Session, type ClientHttp2Stream, connect, type IncomingHttpHeaders } from "node:http2";
import { onTestFinished } from "vitest";
import { decodeStatus, type RpcStatus } from "./rpc-status.ts";

export const TRACES = "/opentelemetry.proto.collector.trace.v1.TraceService/Export";
export const METRICS = "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export";
export const LOGS = "/opentelemetry.proto.collector.logs.v1.LogsService/Export";
const END_STREAM = 1;

/** How a raw call ended, frame by frame where it matters. */
export interface RawAnswer {
  readonly headers: IncomingHttpHeaders;
  readonly trailers: IncomingHttpHeaders | undefined;
  /** The single HEADERS frame also ended the stream. */
  readonly trailersOnly: boolean;
  readonly body: Buffer;
  readonly status: number;
  readonly details: RpcStatus | undefined;
}

/** A session that knows nothing of gRPC: what it sends is what the test wrote. */
export function rawSession(port: number): ClientHttp2Session {
  const session = connect(`http://127.0.0.1:${port}`, { maxSessionMemory: 1_000 });
  session.on("error", () => {});
  onTestFinished(() => session.destroy());
  return session;
}

export function openCall(
  session: ClientHttp2Session,
  path: string = TRACES,
  headers: Record<string, string> = {},
): ClientHttp2Stream {
  const stream = session.request({
    ":method": "POST",
    ":path": path,
    "content-type": "application/grpc",
    te: "trailers",
    ...headers,
  });
  stream.on("error", () => {});
  return stream;
}

/** Waits for the end of a call, whoever ended it. */
export async function answerOf(stream: ClientHttp2Stream): Promise<RawAnswer> {
  const chunks: Buffer[] = [];
  let headers: IncomingHttpHeaders = {};
  let trailers: IncomingHttpHeaders | undefined;
  let trailersOnly = false;
  stream.on("response", (received, flags) => {
    headers = received;
    trailersOnly = (flags & END_STREAM) !== 0;
  });
  stream.on("trailers", (received) => {
    trailers = received;
  });
  stream.on("data", (chunk: Buffer) => chunks.push(chunk));
  await new Promise<void>((resolve) => stream.once("close", resolve));
  const last = trailers ?? headers;
  const bin = last["grpc-status-details-bin"];
  return {
    headers,
    trailers,
    trailersOnly,
    body: Buffer.concat(chunks),
    status: Number(last["grpc-status"] ?? Number.NaN),
    details: bin === undefined ? undefined : decodeStatus(Buffer.from(String(bin), "base64")),
  };
}

/** One whole call. */
export async function rawCall(
  port: number,
  body: Uint8Array,
  options: { readonly path?: string; readonly headers?: Record<string, string> } = {},
): Promise<RawAnswer> {
  const stream = openCall(rawSession(port), options.path, options.headers);
  const answer = answerOf(stream);
  stream.end(body);
  return await answer;
}

/** A length-prefixed message. */
export function frame(message: Uint8Array, flag = 0): Buffer {
  const prefix = Buffer.alloc(5);
  prefix[0] = flag;
  prefix.writeUInt32BE(message.length, 1);
  return Buffer.concat([prefix, message]);
}
