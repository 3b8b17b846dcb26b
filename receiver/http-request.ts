import type { IncomingMessage } from "node:http";
import type { Compression, Encoding } from "../core/envelope.ts";
import type { Refused } from "../core/outcome.ts";
import type { Signal } from "../core/signal.ts";
import type { HttpSettings } from "./settings.ts";
import { refuse } from "./status.ts";

const COMPRESSIONS: ReadonlyMap<string, Compression> = new Map([
  ["", "identity"],
  ["identity", "identity"],
  ["gzip", "gzip"],
  ["x-gzip", "gzip"],
  ["deflate", "deflate"],
  ["zstd", "zstd"],
]);

/** Value of `Accept-Encoding` in a 415 (RFC 9110 12.5.3). */
export const ACCEPTED_CONTENT_ENCODINGS = "gzip, deflate, zstd";

export interface ExportRequest {
  readonly kind: "export";
  readonly signal: Signal;
  readonly encoding: Encoding;
  readonly compression: Compression;
  /** Undefined for a chunked body. */
  readonly length: number | undefined;
}

/** A request that ends on its headers, and how its answer is encoded. */
export interface RefusedRequest {
  readonly kind: "refused";
  readonly signal: Signal | undefined;
  readonly encoding: Encoding;
  readonly refused: Refused;
}

export type Paths = ReadonlyMap<string, Signal>;

export function pathsOf(settings: HttpSettings): Paths {
  return new Map<string, Signal>([
    [settings.traces_url_path, "traces"],
    [settings.metrics_url_path, "metrics"],
    [settings.logs_url_path, "logs"],
  ]);
}

/** Decides from the headers alone, before a byte of the body is read. */
export function readHttpRequest(
  request: IncomingMessage,
  paths: Paths,
  maxBytes: number,
): ExportRequest | RefusedRequest {
  const encoding = encodingOf(request.headers["content-type"]);
  // Whom we cannot place by Content-Type gets JSON, which people can read.
  const refused = (reason: Refused, signal?: Signal): RefusedRequest => {
    return { kind: "refused", signal, encoding: encoding ?? "json", refused: reason };
  };
  const signal = paths.get(pathOf(request.url ?? ""));
  if (signal === undefined) return refused(refuse("unknown_method"));
  if (request.method !== "POST") return refused(refuse("method_not_allowed"), signal);
  if (encoding === undefined) return refused(refuse("unsupported_media_type"), signal);
  // Stacked codings ("gzip, gzip") are no key of the map: a second layer would hide a bomb from the ceiling.
  const coding = (request.headers["content-encoding"] ?? "").trim().toLowerCase();
  const compression = COMPRESSIONS.get(coding);
  if (compression === undefined) return refused(refuse("unsupported_encoding"), signal);
  const announced = request.headers["content-length"];
  const length = announced === undefined ? undefined : Number(announced);
  if (length !== undefined && length > maxBytes) return refused(refuse("too_large"), signal);
  // RFC 9112 6.3: a request with neither Content-Length nor Transfer-Encoding has no body.
  const isChunked = request.headers["transfer-encoding"] !== undefined;
  return { kind: "export", signal, encoding, compression, length: isChunked ? undefined : (length ?? 0) };
}

function pathOf(url: string): string {
  const query = url.indexOf("?");
  return query < 0 ? url : url.slice(0, query);
}

/** Undefined for anything that is not OTLP. */
function encodingOf(contentType: string | undefined): Encoding | undefined {
  if (contentType === undefined) return undefined;
  const [type = "", ...parameters] = contentType.toLowerCase().split(";");
  switch (type.trim()) {
    case "application/x-protobuf":
      return "protobuf";
    case "application/json":
      return parameters.every(isUtf8) ? "json" : undefined;
    default:
      return undefined;
  }
}

function isUtf8(parameter: string): boolean {
  const [name = "", value = ""] = parameter.split("=");
  return name.trim() !== "charset" || /^\s*"?(?:utf-?8|us-ascii)"?\s*$/.test(value);
}
