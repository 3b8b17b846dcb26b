import type { Signal } from "../core/signal.ts";
import type { Sender } from "./attempt.ts";
import { readGrpcEndpoint } from "./endpoint.ts";
import { GrpcHttp2Transport } from "./grpc-http2.ts";
import { GrpcJsTransport } from "./grpc-js.ts";
import { judgeStatus } from "./grpc-status.ts";
import type { GrpcTransport } from "./grpc-transport.ts";
import { readResponse } from "./response.ts";
import type { OtlpGrpcSettings } from "./settings.ts";
import { readClientTls } from "./tls.ts";

const PATHS: Readonly<Record<Signal, string>> = {
  logs: "/opentelemetry.proto.collector.logs.v1.LogsService/Export",
  traces: "/opentelemetry.proto.collector.trace.v1.TraceService/Export",
  metrics: "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export",
};

/** Sends over OTLP/gRPC. */
export function grpcSender(id: string, settings: OtlpGrpcSettings, userAgent: string): Sender {
  const endpoint = readGrpcEndpoint(settings.endpoint, settings.tls.insecure, id);
  const tls = endpoint.plaintext ? undefined : readClientTls(settings.tls, id);
  const options = { endpoint, settings, tls, userAgent };
  return overTransport(
    settings.transport === "grpc_js" ? new GrpcJsTransport(options) : new GrpcHttp2Transport(options),
  );
}

function overTransport(transport: GrpcTransport): Sender {
  return {
    async attempt(payload, timeoutMs, abort) {
      const reply = await transport.call(PATHS[payload.signal], payload, timeoutMs, abort);
      if (reply.kind === "none") return reply.attempt;
      return reply.status.code === 0 ? readResponse(reply.body) : judgeStatus(reply.status);
    },
    close: (deadlineMs) => transport.close(deadlineMs),
  };
}
