import { readFields } from "../otlp/read-fields.ts";
import type { Attempt } from "./attempt.ts";
import { GRPC_CODES, grpcRetryable } from "./retry.ts";

const RETRY_INFO = "type.googleapis.com/google.rpc.RetryInfo";
const RESOURCE_EXHAUSTED = 8;
/** What gRPC servers of Go, Java, C++, JS, Rust and this proxy say when a message is over their limit. */
const SIZE_WORDS =
  /larger than|too large|exceeds? (?:the )?(?:maximum|max|limit)|message (?:size|length)|max(?:imum)? message/i;

/** How a gRPC call ended, as the trailers said it. */
export interface GrpcStatus {
  readonly code: number;
  /** Read for words about size only; never passed on. */
  readonly message: string;
  /** `grpc-status-details-bin`, a google.rpc.Status. */
  readonly details: Uint8Array | undefined;
}

/** What a gRPC status other than OK means for the batch. */
export function judgeStatus(status: GrpcStatus): Attempt {
  const code = GRPC_CODES[status.code]?.name ?? "UNKNOWN";
  const delayMs = status.details === undefined ? undefined : retryInfoMs(status.details);
  if (grpcRetryable(status.code, delayMs !== undefined)) {
    return { kind: "retry", code, ...(delayMs !== undefined && { afterMs: delayMs }) };
  }
  const aboutSize = status.code === RESOURCE_EXHAUSTED && SIZE_WORDS.test(status.message.slice(0, 1_024));
  return { kind: aboutSize ? "too_large" : "permanent", code };
}

/**
 * The delay of the RetryInfo inside a google.rpc.Status { 3: repeated Any details { 1: type_url, 2: value } },
 * RetryInfo { 1: Duration retry_delay { 1: seconds, 2: nanos } }; 0 for one without a delay, undefined without RetryInfo.
 */
function retryInfoMs(status: Uint8Array): number | undefined {
  for (const detail of readFields(status) ?? []) {
    if (detail.number !== 3 || detail.wireType !== 2) continue;
    const any = readFields(status, detail.valueStart, detail.end) ?? [];
    const isRetryInfo = any.some(
      (f) => f.number === 1 && f.wireType === 2 && ascii(status, f.valueStart, f.end) === RETRY_INFO,
    );
    if (!isRetryInfo) continue;
    const value = any.findLast((f) => f.number === 2 && f.wireType === 2);
    return value === undefined ? 0 : delayMs(status, value.valueStart, value.end);
  }
  return undefined;
}

function delayMs(bytes: Uint8Array, from: number, to: number): number {
  const delay = readFields(bytes, from, to)?.findLast((f) => f.number === 1 && f.wireType === 2);
  if (delay === undefined) return 0;
  const parts = readFields(bytes, delay.valueStart, delay.end) ?? [];
  const part = (number: number) =>
    Number(BigInt.asIntN(64, parts.findLast((f) => f.number === number && f.wireType === 0)?.varint ?? 0n));
  return Math.max(0, part(1) * 1_000 + part(2) / 1e6);
}

function ascii(bytes: Uint8Array, from: number, to: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString("latin1");
}
