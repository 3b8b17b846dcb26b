import type { Encoding } from "../core/envelope.ts";
import { LIMITS } from "../core/limits.ts";
import type { Accepted } from "../core/outcome.ts";
import type { Signal } from "../core/signal.ts";
import { messageField, stringField, varintField } from "./tiny-proto.ts";

const REJECTED_FIELD: Readonly<Record<Signal, string>> = {
  traces: "rejectedSpans",
  metrics: "rejectedDataPoints",
  logs: "rejectedLogRecords",
};

const EMPTY = new Uint8Array(0);
const EMPTY_JSON = new TextEncoder().encode("{}");

/**
 * Export<Signal>ServiceResponse { ExportPartialSuccess partial_success = 1 }, the same for the three signals:
 * { int64 rejected_<items> = 1; string error_message = 2 }. Full success leaves `partial_success` unset.
 */
export function exportResponse(signal: Signal, encoding: Encoding, accepted: Accepted): Uint8Array {
  if (accepted.rejectedItems === 0 && !accepted.message) return encoding === "json" ? EMPTY_JSON : EMPTY;
  const response = encode(signal, encoding, accepted.rejectedItems, accepted.message ?? "");
  // OTLP: a response over the limit is shrunk by giving up its text, never its count.
  return response.length <= LIMITS.maxResponseBytes ? response : encode(signal, encoding, accepted.rejectedItems, "");
}

function encode(signal: Signal, encoding: Encoding, rejected: number, message: string): Uint8Array {
  if (encoding === "protobuf") return messageField(1, varintField(1, rejected), stringField(2, message));
  const partialSuccess: Record<string, string> = {};
  if (rejected > 0) partialSuccess[REJECTED_FIELD[signal]] = String(rejected);
  if (message !== "") partialSuccess["errorMessage"] = message;
  return Buffer.from(JSON.stringify({ partialSuccess }));
}
