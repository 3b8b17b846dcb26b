import type { Attempt, Payload } from "./attempt.ts";
import type { GrpcEndpoint } from "./endpoint.ts";
import type { GrpcStatus } from "./grpc-status.ts";
import type { OtlpGrpcSettings } from "./settings.ts";
import type { ClientTls } from "./tls.ts";

/** How a call ended: with a status from the server, or without one. */
export type GrpcReply =
  | { readonly kind: "status"; readonly status: GrpcStatus; readonly body: Uint8Array }
  | { readonly kind: "none"; readonly attempt: Attempt };

/** Unary calls to one server; compression is the transport's own business. Never rejects. */
export interface GrpcTransport {
  call(path: string, payload: Payload, timeoutMs: number, abort: AbortSignal): Promise<GrpcReply>;
  close(deadlineMs: number): Promise<void>;
}

export interface GrpcTransportOptions {
  readonly endpoint: GrpcEndpoint;
  readonly settings: OtlpGrpcSettings;
  /** Undefined for plaintext. */
  readonly tls: ClientTls | undefined;
  readonly userAgent: string;
}

/** A response over the cap is never asked for again (K5). */
export const RESPONSE_TOO_LARGE: Attempt = { kind: "permanent", code: "response too large" };
