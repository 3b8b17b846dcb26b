import type { Dispatcher, Pool } from "undici";
import { type Attempt, CANCELLED, connectionFailed, TIMED_OUT } from "./attempt.ts";

export type HttpReply =
  | {
      readonly kind: "answer";
      readonly status: number;
      readonly retryAfter: string | undefined;
      readonly contentEncoding: string;
      readonly body: Uint8Array;
    }
  | { readonly kind: "none"; readonly attempt: Attempt };

export interface HttpCall {
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: Uint8Array;
  readonly timeoutMs: number;
  readonly abort: AbortSignal;
  readonly maxResponseBytes: number;
}

/** A response over the cap is never asked for again (L2). */
const RESPONSE_TOO_LARGE: Attempt = { kind: "permanent", code: "response too large" };

/** Posts once. Never rejects; `dispatch` costs half of undici's `request` and lets the cap act on each chunk. */
export function post(pool: Pool, call: HttpCall): Promise<HttpReply> {
  const { promise, resolve } = Promise.withResolvers<HttpReply>();
  const { path, headers, body } = call;
  const handler = new CallHandler(call, resolve);
  try {
    pool.dispatch({ path, method: "POST", headers, body }, handler);
  } catch (error) {
    handler.onResponseError(undefined, error);
  }
  return promise;
}

class CallHandler implements Dispatcher.DispatchHandler {
  readonly #call: HttpCall;
  readonly #resolve: (reply: HttpReply) => void;
  readonly #timer: NodeJS.Timeout;
  readonly #onAbort = () => this.#give({ kind: "none", attempt: CANCELLED });
  readonly #chunks: Buffer[] = [];
  #controller: Dispatcher.DispatchController | undefined;
  #received = 0;
  #status = 0;
  #retryAfter: string | undefined;
  #contentEncoding = "";
  #isDone = false;

  constructor(call: HttpCall, resolve: (reply: HttpReply) => void) {
    this.#call = call;
    this.#resolve = resolve;
    this.#timer = setTimeout(() => this.#give({ kind: "none", attempt: TIMED_OUT }), call.timeoutMs);
    call.abort.addEventListener("abort", this.#onAbort);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    // Given up while waiting for a connection: nothing may be sent any more.
    if (this.#isDone) controller.abort(new Error("given up"));
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    this.#status = status;
    this.#retryAfter = single(headers["retry-after"]);
    this.#contentEncoding = single(headers["content-encoding"])?.trim().toLowerCase() ?? "";
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#received += chunk.length;
    if (this.#received > this.#call.maxResponseBytes) this.#give({ kind: "none", attempt: RESPONSE_TOO_LARGE });
    else this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    const only = this.#chunks[0];
    const body = this.#chunks.length === 1 && only !== undefined ? only : Buffer.concat(this.#chunks);
    this.#give({
      kind: "answer",
      status: this.#status,
      retryAfter: this.#retryAfter,
      contentEncoding: this.#contentEncoding,
      body,
    });
  }

  onResponseError(_controller: Dispatcher.DispatchController | undefined, error: unknown): void {
    this.#give({ kind: "none", attempt: connectionFailed(error) });
  }

  #give(reply: HttpReply): void {
    if (this.#isDone) return;
    this.#isDone = true;
    clearTimeout(this.#timer);
    this.#call.abort.removeEventListener("abort", this.#onAbort);
    this.#resolve(reply);
    if (reply.kind === "none") this.#controller?.abort(new Error("given up"));
  }
}

function single(header: string | string[] | undefined): string | undefined {
  return typeof header === "string" ? header : header?.[0];
}
