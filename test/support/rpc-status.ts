import protobuf from "protobufjs";

// An independent decoder for what receivers write by hand.
const { root } = protobuf.parse(`
  syntax = "proto3";
  message Any { string type_url = 1; bytes value = 2; }
  message Status { int32 code = 1; string message = 2; repeated Any details = 3; }
  message Duration { int64 seconds = 1; int32 nanos = 2; }
  message RetryInfo { Duration retry_delay = 1; }
  message BadRequest {
    message FieldViolation { string field = 1; string description = 2; }
    repeated FieldViolation field_violations = 1;
  }
  message PartialSuccess { int64 rejected = 1; string error_message = 2; }
  message ExportResponse { PartialSuccess partial_success = 1; }
`);

function decode(type: string, bytes: Uint8Array): object {
  const message = root.lookupType(type);
  return message.toObject(message.decode(bytes), { longs: Number });
}

export interface RpcStatus {
  readonly code?: number;
  readonly message?: string;
  readonly details?: readonly { readonly typeUrl: string; readonly value: Uint8Array }[];
}

export function decodeStatus(bytes: Uint8Array): RpcStatus {
  return decode("Status", bytes);
}

/** Milliseconds of the RetryInfo, or undefined when there is none. */
export function retryDelayOf(status: RpcStatus): number | undefined {
  const any = status.details?.find((detail) => detail.typeUrl.endsWith("/google.rpc.RetryInfo"));
  if (any === undefined) return undefined;
  const info = decode("RetryInfo", any.value) as { retryDelay?: { seconds?: number; nanos?: number } };
  return (info.retryDelay?.seconds ?? 0) * 1_000 + (info.retryDelay?.nanos ?? 0) / 1e6;
}

export function badRequestOf(status: RpcStatus): string | undefined {
  const any = status.details?.find((detail) => detail.typeUrl.endsWith("/google.rpc.BadRequest"));
  if (any === undefined) return undefined;
  const bad = decode("BadRequest", any.value) as { fieldViolations?: { description?: string }[] };
  return bad.fieldViolations?.[0]?.description;
}

export interface ExportResponse {
  readonly partialSuccess?: { readonly rejected?: number; readonly errorMessage?: string };
}

export function decodeExportResponse(bytes: Uint8Array): ExportResponse {
  return decode("ExportResponse", bytes);
}
