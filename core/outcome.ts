import type { ErrorCode } from "./errors.ts";

/** How a request ended. Expected failures are values, not exceptions. */
export type Outcome = Accepted | Refused;

export interface Accepted {
  readonly kind: "accepted";
  /** Records the backend refused for good (OTLP partial success); 0 for full acceptance. */
  readonly rejectedItems: number;
  /** English sentence for the sender, set when `rejectedItems` > 0 or as a warning. Already scrubbed. */
  readonly message?: string;
}

export interface Refused {
  readonly kind: "refused";
  readonly code: ErrorCode;
  /** Sentence for the sender: fixed text, never a value. */
  readonly message: string;
  /** Milliseconds the sender should wait; at most 3,000. Only for retryable codes. */
  readonly retryAfterMs?: number;
}

export const ACCEPTED: Accepted = { kind: "accepted", rejectedItems: 0 };
