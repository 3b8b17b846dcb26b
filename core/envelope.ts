import type { RawBytes } from "./bytes.ts";
import type { Outcome } from "./outcome.ts";
import type { Signal } from "./signal.ts";

export type Compression = "identity" | "gzip" | "deflate" | "zstd";
export type Encoding = "protobuf" | "json";
export type Transport = "grpc" | "http";

/** One request in flight, as admitted: its bytes are reserved in the memory budget until the receiver releases them. */
export interface Envelope {
  readonly signal: Signal;
  readonly transport: Transport;
  readonly encoding: Encoding;
  readonly compression: Compression;
  /** Compressed as `compression` says. Its memory is used again once `Handle` has resolved: nothing may keep it. */
  readonly body: RawBytes;
  /** Largest size in bytes the inflated body may have. */
  readonly maxBytes: number;
  /** When the sender stops waiting, in `performance.now()` milliseconds; Infinity where it set none. */
  readonly deadlineMs: number;
  /** Aborted when the sender goes away or the deadline passes. */
  readonly abort: AbortSignal;
  /** Reserves more bytes (an inflated body) under the same admission; false when the budget has none. */
  reserve(bytes: number): boolean;
  /**
   * The body was read for the last time: lets go of it, and of all that is reserved but `bytes`, which is what leaves in
   * its stead. False when there is not that much.
   */
  keep(bytes: number): boolean;
}

/** The road as a receiver sees it. Never throws, never rejects. */
export type Handle = (envelope: Envelope) => Promise<Outcome>;
