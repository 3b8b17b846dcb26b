import { type ClientHttp2Session, type ClientHttp2Stream, constants, type OutgoingHttpHeaders } from "node:http2";
import { type Attempt, CANCELLED, connectionFailed, TIMED_OUT } from "./attempt.ts";
import { type GrpcReply, RESPONSE_TOO_LARGE } from "./grpc-transport.ts";
import { inflateResponse } from "./response.ts";

const { NGHTTP2_CANCEL, NGHTTP2_NO_ERROR, NGHTTP2_REFUSED_STREAM, NGHTTP2_ENHANCE_YOUR_CALM } = constants;
const FRAME_HEAD_BYTES = 5;

export interface GrpcExchange {
  readonly headers: OutgoingHttpHeaders;
  /** Already compressed where `isCompressed`. */
  readonly message: Uint8Array;
  readonly isCompressed: boolean;
  readonly timeoutMs: number;
  readonly abort: AbortSignal;
  readonly maxResponseBytes: number;
}

/** Sends one unary request on a session and reads its reply. Never rejects. */
export function exchange(session: ClientHttp2Session, request: GrpcExchange): Promise<GrpcReply> {
  let stream: ClientHttp2Stream;
  try {
    stream = session.request(request.headers, { endStream: false });
  } catch (error) {
    // The session closed between the look and the use, or ran out of stream ids.
    session.close();
    return Promise.resolve({ kind: "none", attempt: connectionFailed(error) });
  }
  const { promise, resolve } = Promise.withResolvers<GrpcReply>();
  const call = new Call(session, stream, request, resolve);
  call.begin();
  return promise;
}

type Headers = Readonly<Record<string, string | readonly string[] | number | undefined>>;

class Call {
  readonly #session: ClientHttp2Session;
  readonly #stream: ClientHttp2Stream;
  readonly #request: GrpcExchange;
  readonly #resolve: (reply: GrpcReply) => void;
  readonly #timer: NodeJS.Timeout;
  readonly #onAbort = () => this.#give({ kind: "none", attempt: CANCELLED });
  readonly #chunks: Buffer[] = [];
  #received = 0;
  #head: Headers | undefined;
  #trailers: Headers | undefined;
  #error: unknown;
  #isDone = false;

  constructor(
    session: ClientHttp2Session,
    stream: ClientHttp2Stream,
    request: GrpcExchange,
    resolve: (reply: GrpcReply) => void,
  ) {
    this.#session = session;
    this.#stream = stream;
    this.#request = request;
    this.#resolve = resolve;
    this.#timer = setTimeout(() => this.#give({ kind: "none", attempt: TIMED_OUT }), request.timeoutMs);
  }

  begin(): void {
    const stream = this.#stream;
    stream.on("response", (headers) => (this.#head = headers));
    stream.on("trailers", (headers) => (this.#trailers = headers));
    stream.on("data", (chunk: Buffer) => this.#onData(chunk));
    // The reply may be complete while the request is still being written, so the stream's own close is too late.
    stream.on("end", () => this.#settle());
    stream.on("close", () => this.#settle());
    stream.on("error", (error) => (this.#error = error));
    this.#request.abort.addEventListener("abort", this.#onAbort);
    const { message, isCompressed } = this.#request;
    const head = Buffer.allocUnsafe(FRAME_HEAD_BYTES);
    head[0] = isCompressed ? 1 : 0;
    head.writeUInt32BE(message.length, 1);
    stream.cork();
    stream.write(head);
    stream.end(message);
    stream.uncork();
  }

  #onData(chunk: Buffer): void {
    this.#received += chunk.length;
    if (this.#received > this.#request.maxResponseBytes + FRAME_HEAD_BYTES)
      this.#give({ kind: "none", attempt: RESPONSE_TOO_LARGE });
    else this.#chunks.push(chunk);
  }

  #settle(): void {
    if (this.#isDone) return;
    const fields = this.#trailers ?? this.#head;
    const status = fields?.["grpc-status"];
    if (typeof status === "string" && /^\d{1,2}$/.test(status)) this.#settleStatus(Number(status), fields ?? {});
    // Ended without a status, but the close still to come knows why.
    else if (this.#stream.closed || this.#stream.destroyed) this.#give({ kind: "none", attempt: this.#judgeLoss() });
  }

  #settleStatus(code: number, fields: Headers): void {
    const details = fields["grpc-status-details-bin"];
    const text = fields["grpc-message"];
    const status = {
      code,
      message: typeof text === "string" ? percentDecoded(text) : "",
      details: typeof details === "string" ? Buffer.from(details, "base64") : undefined,
    };
    const body = code === 0 ? this.#readBody() : new Uint8Array();
    this.#give(body === undefined ? { kind: "none", attempt: RESPONSE_TOO_LARGE } : { kind: "status", status, body });
  }

  /** The response message, or nothing where it breaks the cap. A damaged one reads as empty: the status said OK. */
  #readBody(): Uint8Array | undefined {
    const only = this.#chunks[0];
    if (only === undefined) return new Uint8Array();
    const bytes = this.#chunks.length === 1 ? only : Buffer.concat(this.#chunks);
    if (bytes.length < FRAME_HEAD_BYTES) return new Uint8Array();
    const message = bytes.subarray(FRAME_HEAD_BYTES, FRAME_HEAD_BYTES + bytes.readUInt32BE(1));
    if (bytes[0] === 0) return message;
    return inflateResponse(message, String(this.#head?.["grpc-encoding"] ?? ""), this.#request.maxResponseBytes);
  }

  /** No gRPC status arrived: the HTTP status decides, then the reset code, then the connection's error. */
  #judgeLoss(): Attempt {
    const http = this.#head?.[":status"];
    if (typeof http === "number" && http !== 200) return judgeHttp(http);
    const reset = this.#stream.rstCode;
    if (reset === NGHTTP2_REFUSED_STREAM) return { kind: "retry", code: "UNAVAILABLE" };
    if (reset === NGHTTP2_ENHANCE_YOUR_CALM) return { kind: "retry", code: "ENHANCE_YOUR_CALM" };
    if (this.#session.destroyed || reset === NGHTTP2_NO_ERROR || reset === NGHTTP2_CANCEL)
      return connectionFailed(this.#error);
    return { kind: "permanent", code: "INTERNAL" };
  }

  #give(reply: GrpcReply): void {
    if (this.#isDone) return;
    this.#isDone = true;
    clearTimeout(this.#timer);
    this.#request.abort.removeEventListener("abort", this.#onAbort);
    const stream = this.#stream;
    const isFinished = stream.writableFinished && stream.readableEnded;
    if (!isFinished && !stream.closed && !stream.destroyed) stream.close(NGHTTP2_CANCEL);
    this.#resolve(reply);
  }
}

/** gRPC's mapping of HTTP statuses that came without a gRPC status. */
function judgeHttp(status: number): Attempt {
  const isTransient = status === 429 || status === 502 || status === 503 || status === 504;
  return { kind: isTransient ? "retry" : "permanent", code: `HTTP ${status}` };
}

function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
