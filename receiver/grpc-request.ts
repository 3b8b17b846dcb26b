import type { IncomingHttpHeaders } from "node:http2";
import type { Compression } from "../core/envelope.ts";
import type { Refused } from "../core/outcome.ts";
import type { Signal } from "../core/signal.ts";
import { compressionOf } from "./grpc-framing.ts";
import { refuse } from "./status.ts";

export type GrpcRequest =
  | { readonly kind: "export"; readonly signal: Signal; readonly call: CallHeaders }
  | { readonly kind: "health"; readonly method: "Check" | "Watch"; readonly call: CallHeaders }
  | RefusedRequest;

/** A call that ends on its headers. */
interface RefusedRequest {
  readonly kind: "refused";
  readonly signal: Signal | undefined;
  readonly refused: Refused;
  /** 200 but for requests that are not gRPC at all. */
  readonly httpStatus: number;
}

export interface CallHeaders {
  /** Undefined where the sender named no encoding: then no message may be marked as compressed. */
  readonly compression: Compression | undefined;
  /** Infinity where the sender set no deadline. */
  readonly timeoutMs: number;
}

type Target =
  | { readonly kind: "export"; readonly signal: Signal }
  | { readonly kind: "health"; readonly method: "Check" | "Watch" };

const TARGETS: ReadonlyMap<string, Target> = new Map<string, Target>([
  ["/opentelemetry.proto.collector.trace.v1.TraceService/Export", { kind: "export", signal: "traces" }],
  ["/opentelemetry.proto.collector.metrics.v1.MetricsService/Export", { kind: "export", signal: "metrics" }],
  ["/opentelemetry.proto.collector.logs.v1.LogsService/Export", { kind: "export", signal: "logs" }],
  ["/grpc.health.v1.Health/Check", { kind: "health", method: "Check" }],
  ["/grpc.health.v1.Health/Watch", { kind: "health", method: "Watch" }],
]);

const TIMEOUT_UNIT_MS: ReadonlyMap<string, number> = new Map([
  ["H", 3_600_000],
  ["M", 60_000],
  ["S", 1_000],
  ["m", 1],
  ["u", 1e-3],
  ["n", 1e-6],
]);

/** Decides from the headers alone, before a byte of the body is read. */
export function readGrpcRequest(headers: IncomingHttpHeaders): GrpcRequest {
  const contentType = headers["content-type"] ?? "";
  // gRPC over HTTP/2: what is not gRPC is answered in HTTP, so that a browser or a proxy understands.
  if (!contentType.startsWith("application/grpc")) return refusedWith(refuse("unsupported_media_type"), 415);
  if (headers[":method"] !== "POST") return refusedWith(refuse("method_not_allowed"), 405);
  const target = TARGETS.get(headers[":path"] ?? "");
  if (target === undefined) return refusedWith(refuse("unknown_method"));
  const signal = target.kind === "export" ? target.signal : undefined;
  if (!/^application\/grpc(?:\+proto)?\s*(?:;|$)/.test(contentType)) {
    return refusedWith(refuse("unsupported_media_type"), 200, signal);
  }
  const encoding = headers["grpc-encoding"];
  const compression = encoding === undefined ? undefined : compressionOf(String(encoding));
  if (encoding !== undefined && compression === undefined) {
    return refusedWith(refuse("unsupported_encoding"), 200, signal);
  }
  const timeoutMs = readTimeoutMs(headers["grpc-timeout"]);
  if (timeoutMs === undefined) {
    return refusedWith(refuse("bad_framing", "The header grpc-timeout cannot be read."), 200, signal);
  }
  return { ...target, call: { compression, timeoutMs } };
}

/** gRPC "Timeout": at most eight digits and a unit. Undefined when it is neither absent nor valid. */
function readTimeoutMs(header: string | readonly string[] | undefined): number | undefined {
  if (header === undefined) return Number.POSITIVE_INFINITY;
  const text = String(header);
  const unitMs = TIMEOUT_UNIT_MS.get(text.slice(-1));
  if (unitMs === undefined || !/^\d{1,8}$/.test(text.slice(0, -1))) return undefined;
  return Number(text.slice(0, -1)) * unitMs;
}

function refusedWith(refused: Refused, httpStatus = 200, signal?: Signal): RefusedRequest {
  return { kind: "refused", signal, refused, httpStatus };
}
