import { randomInt } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { RetrySettings } from "./settings.ts";

/**
 * gRPC status codes by number, with what a client does about each (OTLP specification, "Failures"): retry, never retry,
 * or retry only when the server sent RetryInfo.
 */
export const GRPC_CODES = [
  { name: "OK", retry: "never" },
  { name: "CANCELLED", retry: "always" },
  { name: "UNKNOWN", retry: "never" },
  { name: "INVALID_ARGUMENT", retry: "never" },
  { name: "DEADLINE_EXCEEDED", retry: "always" },
  { name: "NOT_FOUND", retry: "never" },
  { name: "ALREADY_EXISTS", retry: "never" },
  { name: "PERMISSION_DENIED", retry: "never" },
  { name: "RESOURCE_EXHAUSTED", retry: "with_retry_info" },
  { name: "FAILED_PRECONDITION", retry: "never" },
  { name: "ABORTED", retry: "always" },
  { name: "OUT_OF_RANGE", retry: "always" },
  { name: "UNIMPLEMENTED", retry: "never" },
  { name: "INTERNAL", retry: "never" },
  { name: "UNAVAILABLE", retry: "always" },
  { name: "DATA_LOSS", retry: "always" },
  { name: "UNAUTHENTICATED", retry: "never" },
] as const satisfies readonly { readonly name: string; readonly retry: "always" | "never" | "with_retry_info" }[];

/** HTTP statuses that may be retried; every other 4xx and 5xx may not (OTLP specification, "Retryable Response Codes"). */
export const RETRYABLE_HTTP: ReadonlySet<number> = new Set([429, 502, 503, 504]);

/** Whether a gRPC status may be retried; codes outside the table are permanent. */
export function grpcRetryable(status: number, hasRetryInfo: boolean): boolean {
  const rule = GRPC_CODES[status]?.retry ?? "never";
  return rule === "always" || (rule === "with_retry_info" && hasRetryInfo);
}

/** Milliseconds a Retry-After header asks for, seconds or HTTP-date; undefined where it is neither. */
export function retryAfterMs(header: string | undefined, nowMs: number): number | undefined {
  if (header === undefined) return undefined;
  const text = header.trim();
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1_000;
  // Date.parse reads many shapes ("1.5", "-3"); an HTTP-date always begins with the name of a day.
  const at = /^[A-Z][a-z]{2}/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? undefined : Math.max(0, at - nowMs);
}

/** Exponential back-off with jitter for the tries of one request. */
export class Backoff {
  readonly #settings: RetrySettings;
  #intervalMs: number;

  constructor(settings: RetrySettings) {
    this.#settings = settings;
    this.#intervalMs = settings.initial_interval;
  }

  /** The wait before the next try: jittered, never less than what the server asked for, and growing from it. */
  next(serverMs: number | undefined): number {
    const { randomization_factor: spread, multiplier, max_interval: maxMs } = this.#settings;
    this.#intervalMs = Math.max(this.#intervalMs, Math.min(serverMs ?? 0, maxMs));
    const jitter = 1 + spread * ((2 * randomInt(0, 1_000_001)) / 1_000_000 - 1);
    const waitMs = Math.max(this.#intervalMs * jitter, serverMs ?? 0);
    this.#intervalMs = Math.min(this.#intervalMs * multiplier, maxMs);
    return waitMs;
  }
}

/** Waits; false when one of the signals cut it short. */
export async function pause(ms: number, aborts: readonly AbortSignal[]): Promise<boolean> {
  const signal = AbortSignal.any([...aborts]);
  if (signal.aborted) return false;
  try {
    await sleep(ms, undefined, { signal });
    return true;
  } catch {
    return false;
  }
}
