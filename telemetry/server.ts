import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { OperatorError } from "../core/errors.ts";
import { errorClass } from "./logger.ts";
import type { Listen } from "./settings.ts";

export interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

/** Answers by path. */
export type Routes = ReadonlyMap<string, () => Answer | Promise<Answer>>;

const MAX_CONNECTIONS = 100;

/** A small server for GET requests without bodies: `/metrics`, health. */
export class PageServer {
  readonly #what: string;
  readonly #listen: Listen;
  readonly #server: Server;

  /** `what` names the setting in the sentence an operator reads when the port is taken. */
  constructor(what: string, listen: Listen, routes: Routes) {
    this.#what = what;
    this.#listen = listen;
    this.#server = createServer(
      { requestTimeout: 10_000, headersTimeout: 5_000, keepAliveTimeout: 5_000 },
      (request, response) => {
        // The promise never rejects: every fault becomes an answer inside.
        void answer(routes, request, response);
      },
    );
    this.#server.maxConnections = MAX_CONNECTIONS;
  }

  start(): Promise<void> {
    return new Promise((resolve, reject) => {
      const fail = (error: Error): void => reject(this.#listenError(error));
      this.#server.once("error", fail);
      this.#server.listen({ host: this.#listen.host, port: this.#listen.port }, () => {
        this.#server.off("error", fail);
        resolve();
      });
    });
  }

  /** Undefined before the start. */
  address(): AddressInfo | undefined {
    const address = this.#server.address();
    return typeof address === "object" && address !== null ? address : undefined;
  }

  stop(): Promise<void> {
    if (!this.#server.listening) return Promise.resolve();
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }

  #listenError(error: Error): OperatorError {
    const { host, port } = this.#listen;
    const code = errorClass(error);
    const why = code === "EADDRINUSE" ? "the port is taken" : `it cannot be listened on (${code})`;
    return new OperatorError(`${this.#what}: ${host}:${port}: ${why}.`);
  }
}

async function answer(routes: Routes, request: IncomingMessage, response: ServerResponse): Promise<void> {
  // Bodies have no meaning here.
  request.resume();
  const path = (request.url ?? "/").split("?", 1)[0] ?? "/";
  const route = routes.get(path);
  const isRead = request.method === "GET" || request.method === "HEAD";
  if (!isRead)
    return end(request, response, { status: 405, contentType: "text/plain", body: "Only GET is allowed here.\n" });
  if (route === undefined)
    return end(request, response, { status: 404, contentType: "text/plain", body: "There is nothing here.\n" });
  try {
    end(request, response, await route());
  } catch {
    end(request, response, { status: 500, contentType: "text/plain", body: "The page could not be made.\n" });
  }
}

function end(request: IncomingMessage, response: ServerResponse, { status, contentType, body }: Answer): void {
  response.writeHead(status, {
    "content-type": contentType,
    "content-length": Buffer.byteLength(body),
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    ...(status === 405 ? { allow: "GET, HEAD" } : {}),
  });
  response.end(request.method === "HEAD" ? undefined : body);
}
