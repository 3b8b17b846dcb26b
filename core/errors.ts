/**
 * Every way a request can end badly, once. `grpc` is a google.rpc.Code, `http` a status; retryable errors carry a retry
 * hint (OTLP specification, "Failures"). Sentences never hold a value from a request.
 */
export const ERRORS = {
  malformed: { grpc: 3, http: 400, retryable: false, text: "The request is not a valid OTLP message." },
  malformed_encoding: { grpc: 3, http: 400, retryable: false, text: "The request body could not be decompressed." },
  too_large: { grpc: 8, http: 413, retryable: false, text: "The request is larger than the configured limit." },
  unsupported_encoding: { grpc: 12, http: 415, retryable: false, text: "The content encoding is not supported." },
  unsupported_media_type: { grpc: 12, http: 415, retryable: false, text: "The content type is not supported." },
  unknown_method: { grpc: 12, http: 404, retryable: false, text: "There is no such service or path." },
  method_not_allowed: { grpc: 12, http: 405, retryable: false, text: "Only POST is allowed here." },
  bad_framing: { grpc: 13, http: 400, retryable: false, text: "The gRPC message framing is invalid." },
  deadline: { grpc: 4, http: 503, retryable: true, text: "The deadline passed before the request was finished." },
  cancelled: { grpc: 1, http: 503, retryable: true, text: "The request was cancelled." },
  overloaded: { grpc: 14, http: 503, retryable: true, text: "The proxy is at its memory limit; try again." },
  draining: { grpc: 14, http: 503, retryable: true, text: "The proxy is stopping; try again." },
  backend_unavailable: { grpc: 14, http: 503, retryable: true, text: "The backend is unavailable; try again." },
  backend_rejected: { grpc: 3, http: 400, retryable: false, text: "The backend refused the data permanently." },
  backend_too_large: { grpc: 8, http: 413, retryable: false, text: "The backend refuses a record of this size." },
  internal: { grpc: 14, http: 503, retryable: true, text: "The proxy failed and kept nothing; try again." },
} as const satisfies Record<string, ErrorEntry>;

interface ErrorEntry {
  readonly grpc: number;
  readonly http: number;
  readonly retryable: boolean;
  readonly text: string;
}

export type ErrorCode = keyof typeof ERRORS;

/** An expected failure on the road. The message is the catalogue's sentence plus a place, never a value. */
export class RoadError extends Error {
  override readonly name = "RoadError";
  readonly code: ErrorCode;
  constructor(code: ErrorCode, detail?: string) {
    super(detail === undefined ? ERRORS[code].text : `${ERRORS[code].text} ${detail}`);
    this.code = code;
  }
}

/** A fault in what an operator wrote: configuration, policy, flags, files. Printed as one sentence; exit code 1. */
export class OperatorError extends Error {
  override readonly name = "OperatorError";
}
