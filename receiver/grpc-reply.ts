import type { OutgoingHttpHeaders, ServerHttp2Stream } from "node:http2";
import { constants } from "node:http2";
import type { Refused } from "../core/outcome.ts";
import { ACCEPTED_ENCODINGS, frameMessage } from "./grpc-framing.ts";
import { grpcStatusHeaders, refuse } from "./status.ts";

const OK_HEADERS: OutgoingHttpHeaders = { ":status": 200, "content-type": "application/grpc" };
const OK_TRAILERS: OutgoingHttpHeaders = { "grpc-status": "0" };
// `sendDate` is what Node's own compatibility layer passes; a date says nothing to a gRPC client.
const OK_OPTIONS = { waitForTrailers: true, sendDate: false } as const;
const LAST_OPTIONS = { endStream: true, sendDate: false } as const;

/** Answers OK with one message: HEADERS, DATA, trailers. */
export function replyMessage(stream: ServerHttp2Stream, message: Uint8Array): void {
  if (!canReply(stream)) return;
  stream.respond(OK_HEADERS, OK_OPTIONS);
  stream.once("wantTrailers", sendOkTrailers);
  stream.end(frameMessage(message));
}

function sendOkTrailers(this: ServerHttp2Stream): void {
  if (!this.destroyed) this.sendTrailers(OK_TRAILERS);
}

/** Opens an answer of many messages, which only ends with the proxy; false when nobody is there to read it. */
export function openReply(stream: ServerHttp2Stream): boolean {
  if (!canReply(stream)) return false;
  stream.respond(OK_HEADERS, OK_OPTIONS);
  stream.once("wantTrailers", () => {
    if (!stream.destroyed) stream.sendTrailers(grpcStatusHeaders(refuse("draining")));
  });
  return true;
}

/** Node throws where an answer comes twice or to nobody; a late timer must not end the process. */
function canReply(stream: ServerHttp2Stream): boolean {
  return !stream.destroyed && !stream.closed && !stream.headersSent;
}

/**
 * Answers with an error as Trailers-Only: one HEADERS frame that ends the stream. Clients that saw headers first and
 * an error later take it for a broken stream and do not retry (opentelemetry-java #8843).
 */
export function replyRefused(stream: ServerHttp2Stream, refused: Refused, httpStatus = 200): void {
  const headers: OutgoingHttpHeaders = {
    ":status": httpStatus,
    "content-type": "application/grpc",
    ...grpcStatusHeaders(refused),
  };
  if (refused.code === "unsupported_encoding") headers["grpc-accept-encoding"] = ACCEPTED_ENCODINGS;
  replyTrailersOnly(stream, headers);
}

/** Sends one HEADERS frame with END_STREAM and takes no more of the body. */
export function replyTrailersOnly(stream: ServerHttp2Stream, headers: OutgoingHttpHeaders): void {
  if (!canReply(stream)) return;
  stream.respond(headers, LAST_OPTIONS);
  // RFC 9113 8.1: RST_STREAM with NO_ERROR after a complete answer asks the sender to stop its upload. A turn later,
  // because Node lets a reset overtake headers that were not written yet.
  if (!stream.readableEnded) setImmediate(stopUpload, stream);
}

function stopUpload(stream: ServerHttp2Stream): void {
  if (!stream.closed) stream.close(constants.NGHTTP2_NO_ERROR);
}
