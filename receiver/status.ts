import type { Encoding } from "../core/envelope.ts";
import { ERRORS, type ErrorCode } from "../core/errors.ts";
import { LIMITS } from "../core/limits.ts";
import type { Refused } from "../core/outcome.ts";
import { join, messageField, stringField, varintField } from "./tiny-proto.ts";

// google.rpc.Status    { int32 code = 1; string message = 2; repeated google.protobuf.Any details = 3 }
// google.protobuf.Any  { string type_url = 1; bytes value = 2 }
// google.rpc.RetryInfo { google.protobuf.Duration retry_delay = 1 { int64 seconds = 1; int32 nanos = 2 } }
// google.rpc.BadRequest { repeated FieldViolation field_violations = 1 { string field = 1; string description = 2 } }
const RETRY_INFO = "type.googleapis.com/google.rpc.RetryInfo";
const BAD_REQUEST = "type.googleapis.com/google.rpc.BadRequest";

/** Longest sentence put into a header: clients cap their header lists at 8 KiB and more. */
const MAX_HEADER_TEXT = 1_024;

/** A refusal the receiver decides itself, in the catalogue's words. */
export function refuse(code: ErrorCode, detail?: string): Refused {
  const text = ERRORS[code].text;
  return { kind: "refused", code, message: detail === undefined ? text : `${text} ${detail}` };
}

/** How long the sender should wait: never above what SDKs tolerate, spread so that they do not return at once. */
export function retryDelayMs(refused: Refused): number | undefined {
  if (!ERRORS[refused.code].retryable) return undefined;
  const delayMs = refused.retryAfterMs ?? 1_000 + Math.floor(Math.random() * 1_000);
  return Math.max(1, Math.min(Math.round(delayMs), LIMITS.maxRetryHintMs));
}

/** Body of an HTTP error (OTLP/HTTP "Failures"), in the encoding of the request. */
export function statusBody(encoding: Encoding, refused: Refused, delayMs: number | undefined): Uint8Array {
  return encoding === "json"
    ? Buffer.from(JSON.stringify(statusObject(refused, delayMs)))
    : encodeStatus(refused, delayMs);
}

/** Headers of a Trailers-Only gRPC answer, without the pseudo header. */
export function grpcStatusHeaders(refused: Refused): Record<string, string> {
  const delayMs = retryDelayMs(refused);
  const message = refused.message.slice(0, MAX_HEADER_TEXT);
  const headers: Record<string, string> = {
    "grpc-status": String(ERRORS[refused.code].grpc),
    "grpc-message": percentEncode(message),
  };
  if (delayMs !== undefined || isBadRequest(refused.code)) {
    const status = encodeStatus({ ...refused, message }, delayMs);
    headers["grpc-status-details-bin"] = Buffer.from(status).toString("base64").replace(/=+$/, "");
  }
  return headers;
}

/** `Retry-After` in whole seconds, at least one. */
export function retryAfterSeconds(delayMs: number): number {
  return Math.max(1, Math.min(Math.ceil(delayMs / 1_000), LIMITS.maxRetryHintMs / 1_000));
}

/** gRPC "Status-Message": everything but printable ASCII, and the per cent sign itself, as %XX of its UTF-8. */
function percentEncode(text: string): string {
  if (/^[ -$&-~]*$/.test(text)) return text;
  let out = "";
  for (const byte of Buffer.from(text)) {
    const plain = byte >= 0x20 && byte <= 0x7e && byte !== 0x25;
    out += plain ? String.fromCharCode(byte) : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
  }
  return out;
}

function isBadRequest(code: ErrorCode): boolean {
  return code === "malformed" || code === "malformed_encoding";
}

function encodeStatus(refused: Refused, delayMs: number | undefined): Uint8Array {
  const parts = [varintField(1, ERRORS[refused.code].grpc), stringField(2, refused.message)];
  if (delayMs !== undefined) {
    const seconds = Math.floor(delayMs / 1_000);
    const delay = messageField(1, varintField(1, seconds), varintField(2, (delayMs - seconds * 1_000) * 1e6));
    parts.push(messageField(3, stringField(1, RETRY_INFO), messageField(2, delay)));
  }
  if (isBadRequest(refused.code)) {
    const violation = messageField(1, stringField(1, "request"), stringField(2, refused.message));
    parts.push(messageField(3, stringField(1, BAD_REQUEST), messageField(2, violation)));
  }
  return join(parts);
}

function statusObject(refused: Refused, delayMs: number | undefined): object {
  const details: object[] = [];
  if (delayMs !== undefined) details.push({ "@type": RETRY_INFO, retryDelay: `${(delayMs / 1_000).toFixed(3)}s` });
  if (isBadRequest(refused.code)) {
    const fieldViolations = [{ field: "request", description: refused.message }];
    details.push({ "@type": BAD_REQUEST, fieldViolations });
  }
  const status = { code: ERRORS[refused.code].grpc, message: refused.message };
  return details.length > 0 ? { ...status, details } : status;
}
