/** Ceilings no setting can exceed, with their source. */
export const LIMITS = {
  /** OTLP specification: 64 MiB recommended for a request, after decompression too. */
  maxRequestBytes: 64 * 1024 * 1024,
  /** OTLP specification: 4 MiB recommended for a response. */
  maxResponseBytes: 4 * 1024 * 1024,
  /** AnyValue and JSON nesting; deeper values are redacted. */
  maxDepth: 32,
  /** Inflated size over compressed size, above 1 MiB; beyond it a body is a bomb. */
  maxInflateRatio: 200,
  /** Longest string or bytes value scanned in full; a longer one is redacted. */
  maxValueBytes: 1024 * 1024,
  /** Longest retry hint sent to a client: SDKs give up soon after. */
  maxRetryHintMs: 3_000,
} as const;
