import { createSecureContext } from "node:tls";
import {
  type ChannelOptions,
  Client,
  type ClientUnaryCall,
  status as codes,
  compressionAlgorithms,
  credentials,
  Metadata,
  type ServiceError,
} from "@grpc/grpc-js";
import { CANCELLED, type Payload } from "./attempt.ts";
import type { GrpcReply, GrpcTransport, GrpcTransportOptions } from "./grpc-transport.ts";
import { RESPONSE_TOO_LARGE } from "./grpc-transport.ts";

const asIs = (bytes: Buffer): Buffer => bytes;

/** Calls through `@grpc/grpc-js`: the reference client; compresses by itself, so nothing is forwarded verbatim. */
export class GrpcJsTransport implements GrpcTransport {
  readonly #client: Client;
  readonly #metadata = new Metadata();

  constructor(options: GrpcTransportOptions) {
    const { settings, endpoint } = options;
    for (const [name, value] of Object.entries(settings.headers)) this.#metadata.set(name, value);
    this.#client = new Client(endpoint.authority, channelCredentials(options), channelOptions(options));
  }

  call(path: string, payload: Payload, timeoutMs: number, abort: AbortSignal): Promise<GrpcReply> {
    if (abort.aborted) return Promise.resolve({ kind: "none", attempt: CANCELLED });
    const { bytes } = payload;
    const message = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const { promise, resolve } = Promise.withResolvers<GrpcReply>();
    let answered = false;
    const deadline = Date.now() + timeoutMs;
    const done = (error: ServiceError | null, body?: Buffer) => {
      abort.removeEventListener("abort", cancel);
      resolve(error === null ? accepted(body) : refused(error, answered));
    };
    const call: ClientUnaryCall = this.#client.makeUnaryRequest(
      path,
      asIs,
      asIs,
      message,
      this.#metadata,
      { deadline },
      done,
    );
    const cancel = () => call.cancel();
    call.on("metadata", () => (answered = true));
    abort.addEventListener("abort", cancel);
    return promise;
  }

  close(): Promise<void> {
    this.#client.close();
    return Promise.resolve();
  }
}

function accepted(body: Buffer | undefined): GrpcReply {
  return {
    kind: "status",
    status: { code: 0, message: "", details: undefined },
    body: body ?? new Uint8Array(),
  };
}

function refused(error: ServiceError, answered: boolean): GrpcReply {
  // Servers refuse in trailers only; with a response begun, the size complaint is grpc-js' own about the response.
  if (answered && error.code === codes.RESOURCE_EXHAUSTED && error.details.startsWith("Received message larger"))
    return { kind: "none", attempt: RESPONSE_TOO_LARGE };
  const detail = error.metadata.get("grpc-status-details-bin")[0];
  return {
    kind: "status",
    status: {
      code: error.code,
      message: error.details,
      details: typeof detail === "string" ? undefined : detail,
    },
    body: new Uint8Array(),
  };
}

function channelCredentials({ tls }: GrpcTransportOptions) {
  if (tls === undefined) return credentials.createInsecure();
  return credentials.createFromSecureContext(createSecureContext(tls.context), {
    rejectUnauthorized: tls.rejectUnauthorized,
  });
}

function channelOptions({ settings, tls, userAgent }: GrpcTransportOptions): ChannelOptions {
  return {
    "grpc.default_compression_algorithm": compressionAlgorithms[settings.compression === "gzip" ? "gzip" : "identity"],
    "grpc.max_send_message_length": -1,
    "grpc.max_receive_message_length": settings.max_response_bytes,
    "grpc.keepalive_time_ms": settings.keepalive.time > 0 ? settings.keepalive.time : 0x7fff_ffff,
    "grpc.keepalive_timeout_ms": settings.keepalive.timeout,
    "grpc.primary_user_agent": userAgent,
    // The chain owns retries; a service config from DNS would bring others.
    "grpc.enable_retries": 0,
    "grpc.service_config_disable_resolution": 1,
    "grpc.initial_reconnect_backoff_ms": 100,
    "grpc.max_reconnect_backoff_ms": 2_000,
    ...(settings.authority !== undefined && { "grpc.default_authority": settings.authority }),
    ...(tls?.serverName !== undefined && { "grpc.ssl_target_name_override": tls.serverName }),
  };
}
