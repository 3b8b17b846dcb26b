import { createServer, type Server as HttpServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import {
  Metadata,
  Server,
  ServerCredentials,
  type ServerOptions,
  type ServiceDefinition,
  type sendUnaryData,
} from "@grpc/grpc-js";

/** What a fake gRPC backend does with one call. */
export interface GrpcAnswer {
  readonly code?: number;
  readonly message?: string;
  /** `grpc-status-details-bin`. */
  readonly details?: Uint8Array;
  readonly body?: Uint8Array;
  /** Never answers. */
  readonly hang?: true;
}

export interface GrpcBackend {
  readonly port: number;
  readonly endpoint: string;
  readonly requests: { readonly path: string; readonly body: Buffer; readonly metadata: Metadata }[];
  /** Ends connections with GOAWAY, calls in flight may finish. */
  drain(): void;
  stop(): void;
}

const SERVICES = ["logs.v1.LogsService", "trace.v1.TraceService", "metrics.v1.MetricsService"];

/** A grpc-js server with the three OTLP services, answering as told. */
export async function startGrpcBackend(
  answer: (body: Buffer, index: number) => GrpcAnswer | Promise<GrpcAnswer>,
  options: { credentials?: ServerCredentials; server?: ServerOptions; port?: number } = {},
): Promise<GrpcBackend> {
  const server = new Server({ "grpc.max_receive_message_length": -1, ...options.server });
  const requests: GrpcBackend["requests"] = [];
  for (const name of SERVICES) {
    const path = `/opentelemetry.proto.collector.${name}/Export`;
    server.addService(unaryService(path), {
      // oxlint-disable-next-line typescript/no-misused-promises -- the library ignores what a handler returns
      export: async (call: { request: Buffer; metadata: Metadata }, reply: sendUnaryData<Buffer>) => {
        requests.push({ path, body: call.request, metadata: call.metadata });
        const {
          code = 0,
          message = "",
          details,
          body = new Uint8Array(),
          hang,
        } = await answer(call.request, requests.length - 1);
        if (hang) return;
        if (code === 0) return reply(null, Buffer.from(body));
        const metadata = new Metadata();
        if (details !== undefined) metadata.set("grpc-status-details-bin", Buffer.from(details));
        // Any number may be answered, also one that grpc-js has no name for.
        const refusal: object = { code, details: message, metadata };
        reply(refusal);
      },
    });
  }
  const credentials = options.credentials ?? ServerCredentials.createInsecure();
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync(`127.0.0.1:${options.port ?? 0}`, credentials, (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  return {
    port,
    endpoint: `http://127.0.0.1:${port}`,
    requests,
    drain: () => server.drain(`127.0.0.1:${port}`, 2_000),
    stop: () => server.forceShutdown(),
  };
}

function unaryService(path: string): ServiceDefinition {
  const asIs = (bytes: Buffer) => bytes;
  return {
    export: {
      path,
      requestStream: false,
      responseStream: false,
      requestSerialize: asIs,
      requestDeserialize: asIs,
      responseSerialize: asIs,
      responseDeserialize: asIs,
    },
  };
}

export interface HttpBackend {
  readonly port: number;
  readonly endpoint: string;
  readonly requests: { readonly path: string; readonly headers: IncomingMessage["headers"]; readonly body: Buffer }[];
  /** Connections opened so far. */
  readonly connections: () => number;
  stop(): Promise<void>;
}

/** A node:http server whose answers the test writes by hand. */
export async function startHttpBackend(
  answer: (response: ServerResponse, body: Buffer, index: number) => void,
  server: HttpServer = createServer(),
): Promise<HttpBackend> {
  const requests: HttpBackend["requests"] = [];
  let opened = 0;
  server.on("connection", () => opened++);
  server.on("request", (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    request.on("error", () => {});
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const body = Buffer.concat(chunks);
      requests.push({ path: request.url ?? "", headers: request.headers, body });
      answer(response, body, requests.length - 1);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    endpoint: `http://127.0.0.1:${port}`,
    requests,
    connections: () => opened,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Cuts the connection of an answer, politely or with a reset. */
export function hangUp(response: ServerResponse, how: "close" | "reset"): void {
  const socket: Socket | null = response.socket;
  if (how === "reset") socket?.resetAndDestroy();
  else socket?.destroy();
}

/** A google.rpc.Status with RetryInfo of so many milliseconds. */
export function retryInfo(delayMs: number): Uint8Array {
  const seconds = Math.floor(delayMs / 1_000);
  const nanos = Math.round((delayMs % 1_000) * 1e6);
  const duration = [...varintField(1, seconds), ...varintField(2, nanos)];
  const info = lengthField(1, duration);
  const type = Buffer.from("type.googleapis.com/google.rpc.RetryInfo");
  return Uint8Array.from(lengthField(3, [...lengthField(1, [...type]), ...lengthField(2, info)]));
}

/** An Export*ServiceResponse with `partial_success`. */
export function partialSuccess(rejected: number, message: string): Uint8Array {
  const inner = [...varintField(1, rejected), ...lengthField(2, [...Buffer.from(message)])];
  return Uint8Array.from(lengthField(1, inner));
}

function varintField(number: number, value: number): number[] {
  return value === 0 ? [] : [number << 3, ...varint(value)];
}

function lengthField(number: number, content: readonly number[]): number[] {
  return [(number << 3) | 2, ...varint(content.length), ...content];
}

function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 0x80) {
    bytes.push((rest & 0x7f) | 0x80);
    rest = Math.floor(rest / 128);
  }
  return [...bytes, rest];
}
