import { createServer, type IncomingMessage, type Server, type ServerOptions, type ServerResponse } from "node:http";
import { createServer as createSecureServer, type Server as SecureServer } from "node:https";
import type { AddressInfo } from "node:net";
import { compileCors } from "./cors.ts";
import { addressOf, listenAt } from "./endpoint.ts";
import { type HttpContext, serveHttp } from "./http-call.ts";
import { replyParserError } from "./http-reply.ts";
import { pathsOf } from "./http-request.ts";
import type { Receiver, ReceiverOptions } from "./options.ts";
import type { HttpSettings } from "./settings.ts";
import { loadTls, reloadTls, type ServerTls } from "./tls.ts";

const MAX_CONNECTIONS = 2_000;
const MAX_HEADER_BYTES = 16 * 1024;
/** How often Node looks for requests that took too long. */
const TIMEOUT_CHECK_MS = 1_000;
const SWEEP_MS = 50;

/** OTLP/HTTP in: protobuf and JSON, on `node:http`. */
export function createHttpReceiver(options: ReceiverOptions<HttpSettings>): Receiver {
  return new HttpReceiver(options);
}

class HttpReceiver implements Receiver {
  readonly #options: ReceiverOptions<HttpSettings>;
  readonly #setting: string;
  readonly #context: HttpContext;
  #server: Server | SecureServer | undefined;
  #stopReload: () => void = () => {};
  readonly #answering = new Set<ServerResponse>();

  constructor(options: ReceiverOptions<HttpSettings>) {
    const { settings, handle, budget, events } = options;
    this.#options = options;
    this.#setting = options.setting ?? "receivers::otlp::protocols::http";
    this.#context = {
      handle,
      budget,
      events,
      maxBytes: settings.max_request_body_size,
      paths: pathsOf(settings),
      cors: settings.cors ? compileCors(settings.cors) : undefined,
    };
  }

  async start(): Promise<void> {
    const { settings, events } = this.#options;
    const setting = `${this.#setting}::tls`;
    const tls = settings.tls ? await loadTls(settings.tls, setting) : undefined;
    const server = createHttpServer(serverOptions(settings), tls);
    server.maxConnections = MAX_CONNECTIONS;
    server.on("request", (request, response) => this.#serve(request, response, false));
    // Reserving comes first also for a sender that asks before it sends.
    server.on("checkContinue", (request, response) => this.#serve(request, response, true));
    server.on("clientError", (error, socket) => replyParserError(socket, error));
    await listenAt(server, { endpoint: settings.endpoint, setting: `${this.#setting}::endpoint` });
    server.on("error", () => {});
    this.#server = server;
    if (settings.tls && "setSecureContext" in server) {
      this.#stopReload = reloadTls(server, settings.tls, setting, (error) => events.tlsReloadFailed?.(error));
    }
  }

  /** Order: take no connection, close idle ones, let requests finish, cut what is left. */
  async stop(deadlineMs: number): Promise<void> {
    const server = this.#server;
    if (server === undefined) return;
    this.#server = undefined;
    this.#stopReload();
    const { promise: closed, resolve } = Promise.withResolvers<void>();
    server.close(() => resolve());
    // A connection whose last answer says "close" ends by itself; one that idles later must be found.
    for (const response of this.#answering) response.shouldKeepAlive = false;
    const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_MS);
    const cut = setTimeout(() => server.closeAllConnections(), Math.max(0, deadlineMs - performance.now()));
    await closed;
    clearTimeout(cut);
    clearInterval(sweep);
  }

  address(): AddressInfo {
    if (this.#server === undefined) throw new Error("The receiver is not listening.");
    return addressOf(this.#server);
  }

  #serve(request: IncomingMessage, response: ServerResponse, expectsContinue: boolean): void {
    // A connection that breaks shows up as "close", which is what ends the request.
    request.on("error", () => {});
    response.on("error", () => {});
    this.#answering.add(response);
    response.once("close", () => this.#answering.delete(response));
    // After a refusal the body that was asked for never comes: the connection cannot be used again.
    if (expectsContinue || this.#server === undefined) response.shouldKeepAlive = false;
    void serveHttp({ request, response, expectsContinue }, this.#context);
  }
}

function serverOptions(settings: HttpSettings): ServerOptions {
  return {
    maxHeaderSize: MAX_HEADER_BYTES,
    headersTimeout: settings.read_header_timeout,
    requestTimeout: settings.read_timeout,
    keepAliveTimeout: settings.idle_timeout,
    connectionsCheckingInterval: TIMEOUT_CHECK_MS,
  };
}

function createHttpServer(options: ServerOptions, tls: ServerTls | undefined): Server | SecureServer {
  if (tls === undefined) return createServer(options);
  const server = createSecureServer({
    ...options,
    ...tls.context,
    requestCert: tls.requestCert,
    rejectUnauthorized: tls.requestCert,
    handshakeTimeout: 10_000,
  });
  server.on("tlsClientError", (_error, socket) => socket.destroy());
  return server;
}
