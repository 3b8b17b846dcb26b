import type { Signal } from "../core/signal.ts";

/** Why records were given up although the request as a whole was answered OK. */
export const DROP_REASONS = ["too_large", "rejected", "partial_success"] as const;
export type DropReason = (typeof DROP_REASONS)[number];

/**
 * What a destination did, told as it happens. For each batch handed to `send` the numbers add up to its items:
 * an accepted one is `sent` + `dropped`, a refused one is `failed`.
 */
export interface ExporterEvents {
  sent(exporter: string, signal: Signal, items: number): void;
  /** `code` names the last failure in words of the protocol (`UNAVAILABLE`, `HTTP 503`, `ECONNREFUSED`), never data. */
  failed(exporter: string, signal: Signal, items: number, code: string, permanent: boolean): void;
  dropped(exporter: string, signal: Signal, items: number, reason: DropReason): void;
  /** +1 when a batch enters a destination, -1 when its outcome is known. */
  inFlight(exporter: string, delta: 1 | -1): void;
}
