import { randomInt } from "node:crypto";
import { type ClientHttp2Session, connect, type OutgoingHttpHeaders } from "node:http2";
import { CANCELLED, connectionFailed, type Payload } from "./attempt.ts";
import { encodeBody } from "./compress.ts";
import { exchange } from "./grpc-http2-call.ts";
import type { GrpcReply, GrpcTransport, GrpcTransportOptions } from "./grpc-transport.ts";

/** Node ends a session with ENHANCE_YOUR_CALM beyond this many megabytes; its own 10 is less than two large requests. */
const MAX_SESSION_MEGABYTES = 4_000;
const CONNECT_TIMEOUT_MS = 10_000;
const FIRST_RECONNECT_MS = 50;
const MAX_RECONNECT_MS = 2_000;

/** A connection and the calls on it. */
interface OpenSession {
  readonly session: ClientHttp2Session;
  calls: number;
  /** The server has spoken HTTP/2. */
  isReady: boolean;
  isLost: boolean;
}

/**
 * gRPC over `node:http2` with our own framing: a third of grpc-js' CPU, and a body that came compressed leaves as it
 * is. One session carries all calls; after GOAWAY or a loss the next call opens another, under back-off.
 */
export class GrpcHttp2Transport implements GrpcTransport {
  readonly #options: GrpcTransportOptions;
  readonly #headers: OutgoingHttpHeaders;
  readonly #sessions = new Set<OpenSession>();
  #current: OpenSession | undefined;
  #reconnectAtMs = 0;
  #reconnectDelayMs = 0;
  #lastError: unknown;
  #isClosed = false;

  constructor(options: GrpcTransportOptions) {
    this.#options = options;
    this.#headers = requestHeaders(options);
  }

  async call(path: string, payload: Payload, timeoutMs: number, abort: AbortSignal): Promise<GrpcReply> {
    // A connection that is known to be down costs nothing, compression least of all.
    if (this.#session() === undefined) return { kind: "none", attempt: connectionFailed(this.#lastError) };
    const startMs = performance.now();
    const { settings } = this.#options;
    const body = encodeBody(payload, settings.compression, settings.compression_params.level);
    // Awaiting only what is not there yet keeps the common call free of a turn of the loop.
    const message = body instanceof Promise ? await body : body;
    if (abort.aborted) return { kind: "none", attempt: CANCELLED };
    const open = this.#session();
    if (open === undefined) return { kind: "none", attempt: connectionFailed(this.#lastError) };
    const leftMs = Math.max(1, timeoutMs - (performance.now() - startMs));
    open.calls++;
    const reply = await exchange(open.session, {
      headers: { ":path": path, ...this.#headers, "grpc-timeout": grpcTimeout(leftMs) },
      message,
      isCompressed: settings.compression !== "none",
      timeoutMs: leftMs,
      abort,
      maxResponseBytes: settings.max_response_bytes,
    });
    open.calls--;
    return reply;
  }

  /** Lets calls finish until the deadline, then cuts the sessions. */
  async close(deadlineMs: number): Promise<void> {
    this.#isClosed = true;
    const open = [...this.#sessions].map(({ session }) => endSession(session, deadlineMs));
    await Promise.all(open);
  }

  /** The session for a new call; undefined while the last failure is too young. */
  #session(): OpenSession | undefined {
    const current = this.#current;
    if (current !== undefined) {
      if (!current.session.closed && !current.session.destroyed) return current;
      // Node ends a session that a TLS alert hit without any event, so its state is looked at too.
      if (current.session.destroyed) this.#onLost(current, this.#lastError);
    }
    if (this.#isClosed || performance.now() < this.#reconnectAtMs) return undefined;
    this.#current = this.#open();
    return this.#current;
  }

  #open(): OpenSession {
    const { endpoint, settings, tls } = this.#options;
    const session = connect(`${tls === undefined ? "http" : "https"}://${endpoint.authority}`, {
      maxSessionMemory: MAX_SESSION_MEGABYTES,
      settings: { enablePush: false },
      ...(tls !== undefined && {
        ...tls.context,
        ALPNProtocols: ["h2"],
        rejectUnauthorized: tls.rejectUnauthorized,
        ...(tls.serverName !== undefined && { servername: tls.serverName }),
      }),
    });
    const open: OpenSession = { session, calls: 0, isReady: false, isLost: false };
    this.#sessions.add(open);
    const connectTimer = setTimeout(() => session.destroy(new Error("connect timeout")), CONNECT_TIMEOUT_MS);
    connectTimer.unref();
    const stopPings = keepAlive(open, settings.keepalive.time, settings.keepalive.timeout);
    session.once("remoteSettings", () => {
      clearTimeout(connectTimer);
      open.isReady = true;
      this.#reconnectDelayMs = 0;
    });
    // Calls learn of the error through their streams; here it only paces the next connection.
    session.on("error", (error) => this.#onLost(open, error));
    session.once("close", () => {
      clearTimeout(connectTimer);
      stopPings();
      this.#sessions.delete(open);
    });
    return open;
  }

  /** A connection that never became one delays the next; a good one that broke is replaced at once. */
  #onLost(open: OpenSession, error: unknown): void {
    this.#sessions.delete(open);
    this.#lastError = error;
    if (open.isLost || open.isReady) return;
    open.isLost = true;
    this.#reconnectDelayMs = Math.min(Math.max(FIRST_RECONNECT_MS, this.#reconnectDelayMs * 1.6), MAX_RECONNECT_MS);
    const jitter = 0.8 + randomInt(0, 1_001) / 2_500;
    this.#reconnectAtMs = performance.now() + this.#reconnectDelayMs * jitter;
  }
}

function requestHeaders({ endpoint, settings, tls, userAgent }: GrpcTransportOptions): OutgoingHttpHeaders {
  const headers: OutgoingHttpHeaders = {
    ":method": "POST",
    ":scheme": tls === undefined ? "http" : "https",
    ":authority": settings.authority ?? endpoint.authority,
    "content-type": "application/grpc",
    te: "trailers",
    "user-agent": userAgent,
    "grpc-accept-encoding": "identity,gzip,zstd",
  };
  if (settings.compression !== "none") headers["grpc-encoding"] = settings.compression;
  for (const [name, value] of Object.entries(settings.headers)) headers[name.toLowerCase()] = value;
  return headers;
}

/** At most eight digits: milliseconds up to a day, then seconds. */
function grpcTimeout(ms: number): string {
  return ms < 99_999_999 ? `${Math.ceil(ms)}m` : `${Math.min(Math.ceil(ms / 1_000), 99_999_999)}S`;
}

/**
 * Pings while calls are open: a peer that vanished without a word is noticed. Pings without calls annoy servers, and
 * after GOAWAY they would kill calls still draining.
 */
function keepAlive(open: OpenSession, timeMs: number, timeoutMs: number): () => void {
  const { session } = open;
  if (timeMs <= 0) return () => {};
  let pong: NodeJS.Timeout | undefined;
  const interval = setInterval(() => {
    if (session.closed || session.destroyed) return clearInterval(interval);
    if (session.connecting || pong !== undefined) return;
    if (open.calls === 0) return;
    pong = setTimeout(() => session.destroy(new Error("keepalive timeout")), timeoutMs);
    pong.unref();
    session.ping(() => {
      clearTimeout(pong);
      pong = undefined;
    });
  }, timeMs);
  interval.unref();
  return () => {
    clearInterval(interval);
    clearTimeout(pong);
  };
}

function endSession(session: ClientHttp2Session, deadlineMs: number): Promise<void> {
  if (session.destroyed) return Promise.resolve();
  const { promise, resolve } = Promise.withResolvers<void>();
  const cut = () => {
    session.destroy();
    resolve();
  };
  const timer = setTimeout(cut, Math.max(0, deadlineMs - performance.now()));
  session.once("close", () => {
    clearTimeout(timer);
    resolve();
  });
  session.close();
  return promise;
}
