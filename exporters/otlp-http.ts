import { Pool } from "undici";
import type { Signal } from "../core/signal.ts";
import { protobufToJson } from "../otlp/json-write.ts";
import { type Attempt, CANCELLED, type Payload, type Sender } from "./attempt.ts";
import { compress, encodeBody, type SendCompression } from "./compress.ts";
import { readHttpEndpoints } from "./endpoint.ts";
import { type HttpReply, post } from "./http-call.ts";
import { inflateResponse, readJsonResponse, readResponse } from "./response.ts";
import { RETRYABLE_HTTP, retryAfterMs } from "./retry.ts";
import type { OtlpHttpSettings } from "./settings.ts";
import { type ClientTls, readClientTls } from "./tls.ts";

/** Where one signal goes. */
interface Target {
  readonly pool: Pool;
  readonly path: string;
}

/** Sends over OTLP/HTTP, protobuf or JSON, on pooled HTTP/1.1 connections. */
export function httpSender(id: string, settings: OtlpHttpSettings, userAgent: string): Sender {
  const urls = readHttpEndpoints(settings, id);
  const isTls = Object.values(urls).some((url) => url.protocol === "https:");
  const tls = isTls ? readClientTls(settings.tls, id) : undefined;
  const pools = new Map<string, Pool>();
  const target = (signal: Signal): Target => {
    const { origin, pathname, search } = urls[signal];
    const pool = pools.get(origin) ?? openPool(origin, settings, tls);
    pools.set(origin, pool);
    return { pool, path: pathname + search };
  };
  const targets = { logs: target("logs"), traces: target("traces"), metrics: target("metrics") };
  const headers = requestHeaders(settings, userAgent);
  return {
    async attempt(payload, timeoutMs, abort) {
      const startMs = performance.now();
      const encoded = encode(payload, settings);
      const body = encoded instanceof Promise ? await encoded : encoded;
      if (abort.aborted) return CANCELLED;
      const { pool, path } = targets[payload.signal];
      const leftMs = Math.max(1, timeoutMs - (performance.now() - startMs));
      const maxResponseBytes = settings.max_response_bytes;
      const reply = await post(pool, { path, headers, body, timeoutMs: leftMs, abort, maxResponseBytes });
      return reply.kind === "none" ? reply.attempt : judge(reply, settings);
    },
    async close(deadlineMs) {
      await Promise.all([...pools.values()].map((pool) => closePool(pool, deadlineMs)));
    },
  };
}

function openPool(origin: string, settings: OtlpHttpSettings, tls: ClientTls | undefined): Pool {
  return new Pool(origin, {
    connections: settings.max_conns_per_host,
    pipelining: 1,
    allowH2: false,
    keepAliveTimeout: Math.max(1, settings.idle_conn_timeout),
    // Each call carries its own deadline.
    headersTimeout: 0,
    bodyTimeout: 0,
    ...(tls !== undefined && {
      connect: {
        ...tls.context,
        rejectUnauthorized: tls.rejectUnauthorized,
        ...(tls.serverName !== undefined && { servername: tls.serverName }),
      },
    }),
  });
}

function requestHeaders(settings: OtlpHttpSettings, userAgent: string): Record<string, string> {
  const headers: Record<string, string> = {
    "content-type": settings.encoding === "json" ? "application/json" : "application/x-protobuf",
    "user-agent": userAgent,
  };
  if (settings.compression !== "none") headers["content-encoding"] = settings.compression;
  for (const [name, value] of Object.entries(settings.headers)) headers[name.toLowerCase()] = value;
  return headers;
}

function encode(payload: Payload, settings: OtlpHttpSettings): Uint8Array | Promise<Uint8Array> {
  const { compression } = settings;
  const { level } = settings.compression_params;
  if (settings.encoding === "proto") return encodeBody(payload, compression, level);
  payload.encoded ??= encodeJson(payload, compression, level);
  return payload.encoded;
}

function encodeJson(payload: Payload, compression: SendCompression, level: number): Uint8Array | Promise<Uint8Array> {
  const json = protobufToJson(payload.bytes, payload.signal);
  return compression === "none" ? json : compress(json, compression, level);
}

/** What an HTTP answer means: 429, 502, 503 and 504 come again, 413 is cut, every other refusal is final. */
function judge(reply: Extract<HttpReply, { kind: "answer" }>, settings: OtlpHttpSettings): Attempt {
  const code = `HTTP ${reply.status}`;
  if (reply.status >= 200 && reply.status <= 299) return readSuccess(reply, settings);
  if (reply.status === 413) return { kind: "too_large", code };
  if (!RETRYABLE_HTTP.has(reply.status)) return { kind: "permanent", code };
  const afterMs = retryAfterMs(reply.retryAfter, Date.now());
  return { kind: "retry", code, ...(afterMs !== undefined && { afterMs }) };
}

function readSuccess(reply: Extract<HttpReply, { kind: "answer" }>, settings: OtlpHttpSettings): Attempt {
  const body = inflateResponse(reply.body, reply.contentEncoding, settings.max_response_bytes);
  if (body === undefined) return { kind: "permanent", code: "response too large" };
  return settings.encoding === "json" ? readJsonResponse(body) : readResponse(body);
}

async function closePool(pool: Pool, deadlineMs: number): Promise<void> {
  const timer = setTimeout(() => void pool.destroy(), Math.max(0, deadlineMs - performance.now()));
  try {
    await pool.close();
  } catch {
    // Destroyed at the deadline, or closed before: stopping twice is safe.
  } finally {
    clearTimeout(timer);
  }
}
