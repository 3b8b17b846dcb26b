import { gunzipSync, inflateSync, zstdDecompressSync } from "node:zlib";
import { readFields } from "../otlp/read-fields.ts";
import type { Attempt } from "./attempt.ts";

/**
 * Reads what an Export*ServiceResponse says about the records: field 1 `partial_success` { 1: rejected (int64),
 * 2: error_message }. A success whose body cannot be read is a success: its status said so, and a second try would
 * double the data. The backend's text may hold data, so only whether there is one is kept.
 */
export function readResponse(body: Uint8Array): Attempt {
  let rejected = 0n;
  let warned = false;
  for (const field of readFields(body) ?? []) {
    if (field.number !== 1 || field.wireType !== 2) continue;
    for (const inner of readFields(body, field.valueStart, field.end) ?? []) {
      if (inner.number === 1 && inner.wireType === 0) rejected = BigInt.asIntN(64, inner.varint);
      if (inner.number === 2 && inner.wireType === 2) warned = inner.end > inner.valueStart;
    }
  }
  return { kind: "accepted", rejectedItems: toCount(rejected), warned };
}

/** The same in OTLP/JSON: `{"partialSuccess":{"rejectedSpans":"3","errorMessage":"..."}}`. */
export function readJsonResponse(body: Uint8Array): Attempt {
  const partial = partialSuccessOf(body);
  let rejected = 0n;
  for (const name of ["rejectedLogRecords", "rejectedSpans", "rejectedDataPoints"]) {
    const value = partial.get(name);
    if ((typeof value === "string" || typeof value === "number") && /^\d{1,19}$/.test(String(value)))
      rejected = BigInt(value);
  }
  const message = partial.get("errorMessage");
  return {
    kind: "accepted",
    rejectedItems: toCount(rejected),
    warned: typeof message === "string" && message !== "",
  };
}

function partialSuccessOf(body: Uint8Array): ReadonlyMap<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(new TextDecoder().decode(body));
    const partial: unknown =
      typeof parsed === "object" && parsed !== null && "partialSuccess" in parsed ? parsed.partialSuccess : undefined;
    return new Map(typeof partial === "object" && partial !== null ? Object.entries(partial) : []);
  } catch {
    return new Map();
  }
}

/** A negative count is nonsense from the backend; the caller caps the rest at the records it sent. */
function toCount(rejected: bigint): number {
  return rejected < 0n ? 0 : Number(rejected > 0xffff_ffffn ? 0xffff_ffffn : rejected);
}

/** Inflates a response under a cap; undefined where it is damaged, larger, or in an encoding nobody asked for. */
export function inflateResponse(body: Uint8Array, encoding: string, maxBytes: number): Uint8Array | undefined {
  const options = { maxOutputLength: maxBytes };
  try {
    if (encoding === "gzip" || encoding === "x-gzip") return gunzipSync(body, options);
    if (encoding === "zstd") return zstdDecompressSync(body, options);
    if (encoding === "deflate") return inflateSync(body, options);
    return encoding === "" || encoding === "identity" ? body : undefined;
  } catch {
    return undefined;
  }
}
