// A proxy on grpc-js, as one would write it first. `pass` forwards bytes; `obvious` decodes with protobufjs, runs every
// expression over every string, and encodes again. Arguments: port, backend port, mode.
import { Client, credentials, type handleUnaryCall, Server, ServerCredentials } from "@grpc/grpc-js";
import { SIGNALS, type Signal } from "../../core/signal.ts";
import { oracle } from "../../test/support/otlp-oracle.ts";
import { EXPRESSIONS } from "../expressions.ts";

const [port = "0", backendPort = "0", mode = "pass"] = process.argv.slice(2);
const SERVICES = {
  logs: "opentelemetry.proto.collector.logs.v1.LogsService",
  traces: "opentelemetry.proto.collector.trace.v1.TraceService",
  metrics: "opentelemetry.proto.collector.metrics.v1.MetricsService",
} as const;
const limits = { "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 };
const same = (bytes: Buffer): Buffer => bytes;

const gzip = process.env["BENCH_GZIP"] === "1" ? { "grpc.default_compression_algorithm": 2 } : {};
const client = new Client(`127.0.0.1:${backendPort}`, credentials.createInsecure(), { ...limits, ...gzip });
const server = new Server(limits);
for (const signal of SIGNALS) {
  const path = `/${SERVICES[signal]}/Export`;
  const handler: handleUnaryCall<Buffer, Buffer> = (call, done) => {
    const request = mode === "obvious" ? scrubbed(call.request, signal) : call.request;
    client.makeUnaryRequest(path, same, same, request, done);
  };
  server.addService(
    {
      export: {
        path,
        requestStream: false,
        responseStream: false,
        requestSerialize: same,
        requestDeserialize: same,
        responseSerialize: same,
        responseDeserialize: same,
      },
    },
    { export: handler },
  );
}
server.bindAsync(`127.0.0.1:${port}`, ServerCredentials.createInsecure(), (error) => {
  if (error) throw error;
});

function scrubbed(bytes: Buffer, signal: Signal): Buffer {
  const { type } = oracle(signal);
  const message = type.decode(bytes);
  replaceStrings(message);
  return Buffer.from(type.encode(message).finish());
}

function replaceStrings(node: unknown): void {
  if (node === null || typeof node !== "object" || node instanceof Uint8Array) return;
  const fields = node as Record<string, unknown>;
  for (const key of Object.keys(fields)) {
    const value = fields[key];
    if (typeof value === "string")
      fields[key] = EXPRESSIONS.reduce((text, expression) => text.replace(expression, "[REDACTED]"), value);
    else replaceStrings(value);
  }
}
