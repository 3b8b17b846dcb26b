import type { OutgoingHttpHeaders, ServerHttp2Stream } from "node:http2";
import { constants } from "node:http2";
import type { Refused } from "../core/outcome.ts";
import { ACCEPTED_ENCODINGS, frameMessage } from "./grpc-framing.ts";
import { grpcStatusHeaders } from "./status.ts";

const OK_HEADERS: OutgoingHttpHeaders = { ":status": 200, "content-type": "application/grpc" };
const OK_TRAILERS: OutgoingHttpHeaders = { "grpc-status": "0" };
// `sendDate` is what Node's own compatibility layer passes; a date says nothing to a gRPC client.
const OK_OPTIONS = { waitForTrailers: true, sendDate: false } as const;
const LAST_OPTIONS = { endStream: true, sendDate: false } as const;

/** Answers OK with one message: HEADERS, DATA, trailers. */
export function replyMessage(stream: ServerHttp2Stream, message: Uint8Array): void {
  if (!openReply(stream)) return;
  stream.end(frameMessage(message));
}

/** Opens an OK answer whose messages follow; false when nobody is there to read it. */
export function openReply(stream: ServerHttp2Stream): boolean {
  if (stream.destroyed || stream.closed) return false;
  stream.respond(OK_HEADERS, OK_OPTIONS);
  stream.once("wantTrailers", sendOkTrailers);
  return true;
}

function sendOkTrailers(this: ServerHttp2Stream): void {
  if (!this.destroyed) this.sendTrailers(OK_TRAILERS);
}

/**
 * Answers with an error as Trailers-Only: one HEADERS frame that ends the stream. Clients that saw headers first and
 * an error later take it for a broken stream and do not retry (opentelemetry-java #8843).
 */
export function replyRefused(stream: ServerHttp2Stream, refused: Refused, httpStatus = 200): void {
  if (stream.destroyed || stream.closed) return;
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
  stream.respond(headers, LAST_OPTIONS);
  // RFC 9113 8.1: RST_STREAM with NO_ERROR after a complete answer asks the sender to stop its upload.
  if (!stream.readableEnded) stream.close(constants.NGHTTP2_NO_ERROR);
}
