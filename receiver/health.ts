import type { ServerHttp2Stream } from "node:http2";
import { inflate } from "../otlp/inflate.ts";
import { frameMessage, MessageReader } from "./grpc-framing.ts";
import { openReply, replyMessage, replyRefused, replyTrailersOnly } from "./grpc-reply.ts";
import type { CallHeaders, GrpcRequest } from "./grpc-request.ts";
import { refuse } from "./status.ts";
import { varintField } from "./tiny-proto.ts";

// grpc.health.v1: HealthCheckRequest { string service = 1 }, HealthCheckResponse { ServingStatus status = 1 }
const SERVING = 1;
const NOT_SERVING = 2;
const SERVICE_UNKNOWN = 3;

/** A name of a service is short; so is the patience with who asks for one. */
const MAX_REQUEST_BYTES = 1_024;
const READ_TIMEOUT_MS = 10_000;
/** gRPC status NOT_FOUND. */
const NOT_FOUND = "5";

const SERVICES: ReadonlySet<string> = new Set([
  "",
  "opentelemetry.proto.collector.trace.v1.TraceService",
  "opentelemetry.proto.collector.metrics.v1.MetricsService",
  "opentelemetry.proto.collector.logs.v1.LogsService",
]);

/** Whether the proxy takes requests, for those who ask once and those who watch. */
export class Health {
  #serving = false;
  readonly #watchers = new Set<() => void>();

  get serving(): boolean {
    return this.#serving;
  }

  set(serving: boolean): void {
    if (this.#serving === serving) return;
    this.#serving = serving;
    for (const changed of this.#watchers) changed();
  }

  /** Calls back on each change; returns how to stop. */
  watch(changed: () => void): () => void {
    this.#watchers.add(changed);
    return () => this.#watchers.delete(changed);
  }
}

/** What all health calls of a receiver share. */
export interface HealthContext {
  readonly health: Health;
  /** Aborted when the receiver stops: a watcher must not keep it from stopping. */
  readonly stopping: AbortSignal;
}

type HealthCall = Omit<Extract<GrpcRequest, { kind: "health" }>, "kind">;

/** Answers one call of grpc.health.v1.Health. */
export function serveHealth(stream: ServerHttp2Stream, { method, call }: HealthCall, context: HealthContext): void {
  const reader = new MessageReader();
  stream.setTimeout(READ_TIMEOUT_MS, () => replyRefused(stream, refuse("deadline")));
  stream.on("data", (chunk: Buffer) => {
    const from = reader.length < 0 ? reader.takePrefix(chunk) : 0;
    if (reader.length > MAX_REQUEST_BYTES) return replyRefused(stream, refuse("too_large"));
    if (reader.length >= 0 && !reader.fill(chunk, from)) replyRefused(stream, refuse("bad_framing"));
  });
  stream.on("end", () => {
    stream.setTimeout(0);
    const service = readService(reader, call);
    if (service === undefined) return replyRefused(stream, refuse("bad_framing"));
    if (method === "Check") check(stream, service, context.health);
    else watch(stream, service, context);
  });
}

function check(stream: ServerHttp2Stream, service: string, health: Health): void {
  if (SERVICES.has(service)) return replyMessage(stream, response(service, health));
  replyTrailersOnly(stream, {
    ":status": 200,
    "content-type": "application/grpc",
    "grpc-status": NOT_FOUND,
    "grpc-message": "There is no such service.",
  });
}

function watch(stream: ServerHttp2Stream, service: string, { health, stopping }: HealthContext): void {
  if (!openReply(stream)) return;
  const tell = () => stream.write(frameMessage(response(service, health)));
  const end = () => stream.end();
  tell();
  const unwatch = health.watch(tell);
  stopping.addEventListener("abort", end);
  stream.once("close", () => {
    unwatch();
    stopping.removeEventListener("abort", end);
  });
  if (stopping.aborted) end();
}

function response(service: string, health: Health): Uint8Array {
  if (!SERVICES.has(service)) return varintField(1, SERVICE_UNKNOWN);
  return varintField(1, health.serving ? SERVING : NOT_SERVING);
}

/** The name in the request, or undefined when it is not a HealthCheckRequest. */
function readService(reader: MessageReader, call: CallHeaders): string | undefined {
  const message = reader.length < 0 ? undefined : reader.message;
  if (message === undefined || reader.flag > 1) return undefined;
  try {
    const compressed = reader.flag === 1 && message.length > 0;
    const bytes = compressed ? inflate(message, call.compression ?? "identity", MAX_REQUEST_BYTES) : message;
    if (bytes.length === 0) return "";
    // Names of our services are shorter than 128 bytes, so one byte of length is all there can be.
    const named = bytes[0] === 0x0a && bytes[1] === bytes.length - 2;
    return named ? new TextDecoder().decode(bytes.subarray(2)) : undefined;
  } catch {
    return undefined;
  }
}
