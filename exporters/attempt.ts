import type { CleanBytes } from "../core/bytes.ts";
import type { Signal } from "../core/signal.ts";
import type { CleanBatch } from "./exporter.ts";

/** How one try to send ended. `code` is a word of the protocol, never text from the backend. */
export type Attempt =
  | { readonly kind: "accepted"; readonly rejectedItems: number; readonly warned: boolean }
  /** May be sent again, not before `afterMs` where the backend named a delay. */
  | { readonly kind: "retry"; readonly code: string; readonly afterMs?: number }
  /** Must not be sent again. */
  | { readonly kind: "permanent"; readonly code: string }
  /** Refused for its size: smaller parts may pass. */
  | { readonly kind: "too_large"; readonly code: string };

/** A batch or a part of one, ready for the wire. */
export interface Payload {
  readonly signal: Signal;
  readonly bytes: CleanBytes;
  readonly original?: CleanBatch["original"];
  /** The body as last encoded for this destination, so that another try costs no second compression. */
  encoded?: Uint8Array | Promise<Uint8Array>;
}

/** One try, over one transport. Never rejects for an expected failure; the chain around it owns retry and split. */
export interface Sender {
  /** `timeoutMs` bounds this try; `abort` ends it early. */
  attempt(payload: Payload, timeoutMs: number, abort: AbortSignal): Promise<Attempt>;
  /** Lets go of connections; what is in flight may finish until `deadlineMs` (performance.now()). */
  close(deadlineMs: number): Promise<void>;
}

export const TIMED_OUT: Attempt = { kind: "retry", code: "DEADLINE_EXCEEDED" };
export const CANCELLED: Attempt = { kind: "retry", code: "CANCELLED" };

/** A failure of the connection: nothing is known about the batch, so it may come again. */
export function connectionFailed(error: unknown): Attempt {
  return { kind: "retry", code: errorCode(error) };
}

/** Names a failure by the innermost code of Node or OpenSSL; anything unfamiliar becomes `connection`. */
export function errorCode(error: unknown): string {
  return codeWithin(error, 4) ?? "connection";
}

function codeWithin(error: unknown, depth: number): string | undefined {
  if (typeof error !== "object" || error === null || depth === 0) return undefined;
  const inner = "cause" in error ? codeWithin(error.cause, depth - 1) : undefined;
  if (inner !== undefined) return inner;
  const code: unknown = "code" in error ? error.code : undefined;
  return typeof code === "string" && /^[A-Z][A-Z0-9_]{2,48}$/.test(code) ? code : undefined;
}
