import { type ServerResponse, STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import type { Encoding } from "../core/envelope.ts";
import { ERRORS } from "../core/errors.ts";
import type { Refused } from "../core/outcome.ts";
import { ACCEPTED_CONTENT_ENCODINGS } from "./http-request.ts";
import { refuse, retryAfterSeconds, retryDelayMs, statusBody } from "./status.ts";

const CONTENT_TYPES: Readonly<Record<Encoding, string>> = {
  protobuf: "application/x-protobuf",
  json: "application/json",
};

/** Answers 200 with a serialized response. */
export function replyBody(response: ServerResponse, encoding: Encoding, body: Uint8Array): void {
  if (response.destroyed || response.headersSent) return;
  response.writeHead(200, { "content-type": CONTENT_TYPES[encoding], "content-length": body.length });
  response.end(body);
}

/** Answers with a google.rpc.Status in the encoding of the request. */
export function replyRefused(response: ServerResponse, encoding: Encoding, refused: Refused): void {
  if (response.destroyed || response.headersSent) return;
  const delayMs = retryDelayMs(refused);
  const body = statusBody(encoding, refused, delayMs);
  const { http } = ERRORS[refused.code];
  if (delayMs !== undefined) response.setHeader("retry-after", retryAfterSeconds(delayMs));
  if (http === 405) response.setHeader("allow", "POST");
  if (refused.code === "unsupported_encoding") response.setHeader("accept-encoding", ACCEPTED_CONTENT_ENCODINGS);
  response.writeHead(http, { "content-type": CONTENT_TYPES[encoding], "content-length": body.length });
  response.end(body);
}

/** Time for the peer to read its answer before the connection is closed. */
const LINGER_MS = 500;

const PARSER_STATUS: ReadonlyMap<string, number> = new Map([
  ["HPE_HEADER_OVERFLOW", 431],
  ["HPE_CHUNK_EXTENSIONS_OVERFLOW", 413],
  ["ERR_HTTP_REQUEST_TIMEOUT", 408],
]);

/** Sentences of what the HTTP parser refuses before there is a request; never the parser's own, which may quote bytes. */
const PARSER_TEXT: ReadonlyMap<number, string> = new Map([
  [408, "The request did not arrive in time."],
  [413, "The request is larger than the configured limit."],
  [431, "The request header is too large."],
]);

/** Answers what never became a request, and hangs up. */
export function replyParserError(socket: Duplex, error: NodeJS.ErrnoException): void {
  if (!socket.writable || error.code === "ECONNRESET") {
    socket.destroy();
    return;
  }
  const status = PARSER_STATUS.get(error.code ?? "") ?? 400;
  const message = PARSER_TEXT.get(status) ?? "The request is not valid HTTP.";
  const body = statusBody("json", { ...refuse("malformed"), message }, undefined);
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    "content-type: application/json",
    `content-length: ${body.length}`,
    "connection: close",
  ].join("\r\n");
  socket.end(Buffer.concat([Buffer.from(`${head}\r\n\r\n`), body]));
  // Closing at once, with bytes still unread, resets the connection and may take the answer with it.
  setTimeout(() => socket.destroy(), LINGER_MS).unref();
}
