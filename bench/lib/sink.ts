import { createServer, type Http2Server, type ServerHttp2Stream } from "node:http2";
import type { AddressInfo } from "node:net";

/** A backend that takes everything and says OK: gRPC by hand, because only the subject is measured. */
export interface Sink {
  readonly port: number;
  readonly requests: () => number;
  readonly bytes: () => number;
  stop(): void;
}

export async function startSink(): Promise<Sink> {
  let requests = 0;
  let bytes = 0;
  const server: Http2Server = createServer({
    maxSessionMemory: 1_000,
    settings: { initialWindowSize: 8 << 20, maxFrameSize: 1 << 20 },
  });
  server.on("session", (session) => {
    session.setLocalWindowSize(64 << 20);
    session.on("error", () => {});
  });
  server.on("stream", (stream: ServerHttp2Stream) => {
    stream.on("error", () => {});
    stream.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
    });
    stream.on("end", () => {
      requests++;
      stream.respond({ ":status": 200, "content-type": "application/grpc" }, { waitForTrailers: true });
      stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": "0" }));
      stream.end(Buffer.alloc(5));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    requests: () => requests,
    bytes: () => bytes,
    stop: () => void server.close(),
  };
}
