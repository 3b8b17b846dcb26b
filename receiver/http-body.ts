import type { IncomingMessage } from "node:http";
import type { ErrorCode } from "../core/errors.ts";
import type { Admission } from "./admit.ts";

/** First buffer of a body whose size is not announced. */
const FIRST_BYTES = 64 * 1024;

export type Body =
  | { readonly kind: "read"; readonly bytes: Buffer }
  | { readonly kind: "failed"; readonly code: ErrorCode };

interface Limits {
  /** As announced; undefined for a chunked body. */
  readonly length: number | undefined;
  readonly maxBytes: number;
  /** The memory is there: the sender may go on. */
  onReserved(): void;
}

/**
 * Reads a body into one buffer that was reserved before. Until then the request is not read: Node stops taking bytes
 * from the socket, and TCP holds the sender back.
 */
export async function readBody(request: IncomingMessage, admission: Admission, limits: Limits): Promise<Body> {
  const first = limits.length ?? Math.min(FIRST_BYTES, limits.maxBytes);
  if (!admission.resize(first) && !(await admission.resizeOrWait(first, Number.POSITIVE_INFINITY))) {
    return { kind: "failed", code: admission.abort.aborted ? "cancelled" : "overloaded" };
  }
  // Gone while we waited: no event would follow.
  if (request.destroyed) return { kind: "failed", code: "cancelled" };
  limits.onReserved();
  if (limits.length === 0) return { kind: "read", bytes: Buffer.alloc(0) };
  return await fill(request, admission, Buffer.allocUnsafe(first), limits.maxBytes);
}

function fill(request: IncomingMessage, admission: Admission, first: Buffer, maxBytes: number): Promise<Body> {
  const { promise, resolve } = Promise.withResolvers<Body>();
  let body = first;
  let filled = 0;
  let isOver = false;
  const finish = (result: Body) => {
    isOver = true;
    resolve(result);
  };
  request.on("data", (chunk: Buffer) => {
    if (isOver) return;
    const size = filled + chunk.length;
    if (size > maxBytes) return finish({ kind: "failed", code: "too_large" });
    if (size > body.length) {
      const grown = grow(body, filled, Math.min(maxBytes, Math.max(size, body.length * 2)), admission);
      if (grown === undefined) return finish({ kind: "failed", code: "overloaded" });
      body = grown;
    }
    filled += chunk.copy(body, filled);
  });
  request.once("end", () => finish({ kind: "read", bytes: body.subarray(0, filled) }));
  // Also after an error or a reset; after "end" it changes nothing.
  request.once("close", () => finish({ kind: "failed", code: "cancelled" }));
  return promise;
}

/** A larger buffer with the same bytes; while both exist, both are reserved. */
function grow(body: Buffer, filled: number, bytes: number, admission: Admission): Buffer | undefined {
  // Past those who wait: what is half read is finished first.
  if (!admission.reserve(bytes)) return undefined;
  const larger = Buffer.allocUnsafe(bytes);
  body.copy(larger, 0, 0, filled);
  admission.resize(bytes);
  return larger;
}
