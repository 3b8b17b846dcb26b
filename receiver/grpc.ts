import {
  createSecureServer,
  createServer,
  type Http2SecureServer,
  type Http2Server,
  type IncomingHttpHeaders,
  type ServerHttp2Session,
  type ServerHttp2Stream,
  type ServerOptions,
} from "node:http2";
import type { AddressInfo, Socket } from "node:net";
import { BufferPool } from "../core/buffer-pool.ts";
import { openingBytes } from "./admit.ts";
import { addressOf, listenAt } from "./endpoint.ts";
import { type CallContext, ExportCall } from "./grpc-call.ts";
import { replyRefused } from "./grpc-reply.ts";
import { readGrpcRequest } from "./grpc-request.ts";
import { GrpcSession } from "./grpc-session.ts";
import { Health, serveHealth } from "./health.ts";
import type { Receiver, ReceiverOptions } from "./options.ts";
import type { GrpcSettings } from "./settings.ts";
import { loadTls, reloadTls, type ServerTls } from "./tls.ts";

/** Message memory kept for the next requests. */
const MAX_POOLED_BYTES = 64 * 1024 * 1024;
const MAX_CONNECTIONS = 2_000;
const MAX_HEADER_LIST_BYTES = 16 * 1024;
const MAX_FRAME_BYTES = 1024 * 1024;

export interface GrpcReceiverOptions extends ReceiverOptions<GrpcSettings> {
  /** What grpc.health.v1 answers. Without it: serving from start to stop. */
  readonly health?: Health;
}

/** OTLP/gRPC in: the three Export services and grpc.health.v1, on `node:http2`. */
export function createGrpcReceiver(options: GrpcReceiverOptions): Receiver {
  return new GrpcReceiver(options);
}

class GrpcReceiver implements Receiver {
  readonly #options: GrpcReceiverOptions;
  readonly #setting: string;
  readonly #context: CallContext;
  readonly #health: Health;
  readonly #sockets = new Set<Socket>();
  readonly #sessions = new Map<ServerHttp2Session, GrpcSession>();
  #server: Http2Server | Http2SecureServer | undefined;
  #stopReload: () => void = () => {};
  readonly #stopping = new AbortController();
  #stopped: Promise<void> | undefined;

  constructor(options: GrpcReceiverOptions) {
    this.#options = options;
    this.#setting = options.setting ?? "receivers::otlp::protocols::grpc";
    this.#health = options.health ?? new Health();
    this.#context = {
      handle: options.handle,
      budget: options.budget,
      pool: new BufferPool(Math.min(MAX_POOLED_BYTES, options.budget.limit / 8)),
      events: options.events,
      maxBytes: options.settings.max_recv_msg_size_mib * 1024 * 1024,
    };
  }

  async start(): Promise<void> {
    const { settings, events } = this.#options;
    const setting = `${this.#setting}::tls`;
    const tls = settings.tls ? await loadTls(settings.tls, setting) : undefined;
    const server = createHttp2Server(serverOptions(this.#options), tls);
    server.maxConnections = MAX_CONNECTIONS;
    server.on("connection", (socket: Socket) => {
      this.#sockets.add(socket);
      socket.once("close", () => this.#sockets.delete(socket));
    });
    server.on("session", (session) => this.#onSession(session));
    server.on("stream", (stream, headers) => this.#onStream(stream, headers));
    // Peers that break off or speak nonsense end their own connection and nothing else.
    server.on("sessionError", () => {});
    await listenAt(server, { endpoint: settings.endpoint, setting: `${this.#setting}::endpoint` });
    server.on("error", () => {});
    this.#server = server;
    if (settings.tls && "setSecureContext" in server) {
      this.#stopReload = reloadTls(server, settings.tls, setting, (error) => events.tlsReloadFailed?.(error));
    }
    if (this.#options.health === undefined) this.#health.set(true);
  }

  async stop(deadlineMs: number): Promise<void> {
    this.#stopped ??= this.#stop(deadlineMs);
    await this.#stopped;
  }

  /** Order: end the watches, say GOAWAY, take no connection, let calls finish, cut what is left. */
  async #stop(deadlineMs: number): Promise<void> {
    const server = this.#server;
    if (server === undefined) return;
    this.#stopReload();
    if (this.#options.health === undefined) this.#health.set(false);
    this.#stopping.abort();
    const cut = setTimeout(
      () => {
        for (const session of this.#sessions.values()) session.destroy();
        // Also peers that never got as far as a session.
        for (const socket of this.#sockets) socket.destroy();
      },
      Math.max(0, deadlineMs - performance.now()),
    );
    // Before `close`, which sends each session the last GOAWAY at once.
    await Promise.all(Array.from(this.#sessions.values(), (session) => session.drain()));
    const { promise: closed, resolve } = Promise.withResolvers<void>();
    server.close(() => resolve());
    await closed;
    clearTimeout(cut);
  }

  address(): AddressInfo {
    if (this.#server === undefined) throw new Error("The receiver is not listening.");
    return addressOf(this.#server);
  }

  #onSession(session: ServerHttp2Session): void {
    const care = new GrpcSession(session, this.#options.settings.keepalive);
    this.#sessions.set(session, care);
    session.once("close", () => this.#sessions.delete(session));
    care.start();
    if (this.#stopping.signal.aborted) void care.drain();
  }

  #onStream(stream: ServerHttp2Stream, headers: IncomingHttpHeaders): void {
    stream.on("error", () => {});
    const session = stream.session as ServerHttp2Session | undefined;
    const care = session === undefined ? undefined : this.#sessions.get(session);
    if (care !== undefined) stream.once("close", care.opened());
    const request = readGrpcRequest(headers);
    switch (request.kind) {
      case "export":
        return new ExportCall(stream, request.signal, request.call, this.#context).start();
      case "health":
        return serveHealth(stream, request, { health: this.#health, stopping: this.#stopping.signal });
      case "refused":
        this.#context.events.refused(request.signal, "grpc", request.refused.code);
        return replyRefused(stream, request.refused, request.httpStatus);
    }
  }
}

function serverOptions({ settings, budget }: GrpcReceiverOptions): ServerOptions {
  return {
    // Node's own cap ends healthy sessions under load; the byte budget and the stream window are ours.
    maxSessionMemory: 1_000_000,
    // CVE-2023-44487, "rapid reset": Node's 1,000 at once is far above what any exporter does.
    streamResetBurst: 200,
    streamResetRate: 20,
    maxSessionInvalidFrames: 100,
    settings: {
      initialWindowSize: openingBytes(budget),
      maxFrameSize: MAX_FRAME_BYTES,
      maxConcurrentStreams: settings.max_concurrent_streams,
      maxHeaderListSize: MAX_HEADER_LIST_BYTES,
    },
    maxHeaderListPairs: 100,
  };
}

function createHttp2Server(options: ServerOptions, tls: ServerTls | undefined): Http2Server | Http2SecureServer {
  if (tls === undefined) return createServer(options);
  const server = createSecureServer({
    ...options,
    ...tls.context,
    requestCert: tls.requestCert,
    rejectUnauthorized: tls.requestCert,
    handshakeTimeout: 10_000,
  });
  server.on("tlsClientError", () => {});
  return server;
}
