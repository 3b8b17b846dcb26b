/**
 * Every field that can hold bytes and is kept without being looked at, with the reason. Text fields there are none;
 * values of protected attribute keys are kept by policy (see `test/e2e/protected-keys.test.ts`).
 */
export const KEPT_PLACES: ReadonlyMap<string, string> = new Map(
  [
    "LogRecord.traceId",
    "LogRecord.spanId",
    "Span.traceId",
    "Span.spanId",
    "Span.parentSpanId",
    "Link.traceId",
    "Link.spanId",
    "Exemplar.traceId",
    "Exemplar.spanId",
  ].map((field) => [
    field,
    "Every join in a backend goes through it, W3C Trace Context demands a random value, and any other length than 16 or 8 bytes is dropped.",
  ]),
);
