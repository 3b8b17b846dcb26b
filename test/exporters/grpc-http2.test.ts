import { createServer as createHttp2, type Http2Server, type ServerHttp2Stream } from "node:http2";
import { type AddressInfo, createServer } from "node:net";
import { gunzipSync, gzipSync } from "node:zlib";
import { afterEach, describe, expect, test } from "vitest";
import { partialSuccess } from "../support/backends.ts";
import { asClean, batchOf, endOf, logsRequest } from "../support/batches.ts";
import { GrpcBench } from "../support/grpc-bench.ts";

const bench = new GrpcBench();
afterEach(() => bench.close());

const REQUEST = logsRequest(3);

describe("transport http2 alone", () => {
  /** A server below gRPC, for what a gRPC library never does. */
  async function rawBackend(onStream: (stream: ServerHttp2Stream, index: number) => void): Promise<string> {
    const server: Http2Server = createHttp2();
    const sessions = new Set<{ destroy(): void }>();
    let index = 0;
    server.on("session", (session) => sessions.add(session.on("error", () => {})));
    server.on("stream", (stream: ServerHttp2Stream) => {
      stream.on("error", () => {});
      onStream(stream, index++);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    bench.onClose(() => {
      for (const session of sessions) session.destroy();
      server.close();
    });
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  function succeed(stream: ServerHttp2Stream, body: Uint8Array = new Uint8Array(), encoding?: string): void {
    stream.resume();
    stream.respond(
      { ":status": 200, "content-type": "application/grpc", ...(encoding && { "grpc-encoding": encoding }) },
      { waitForTrailers: true },
    );
    stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": "0" }));
    const head = Buffer.from([encoding ? 1 : 0, 0, 0, 0, 0]);
    head.writeUInt32BE(body.length, 1);
    stream.end(Buffer.concat([head, body]));
  }

  test("K1 a request over the cap is not sent but split", async () => {
    const sink = await bench.backend(() => ({}));
    const { exporter: grpc } = bench.exporter({ endpoint: sink.endpoint, max_request_bytes: 200 });
    const outcome = await grpc.send(batchOf(logsRequest(16), 16));
    expect(endOf(outcome)).toBe("accepted");
    expect(sink.requests.length).toBeGreaterThan(1);
    expect(Math.max(...sink.requests.map((request) => request.body.length))).toBeLessThanOrEqual(200);
  });

  test("K1 a single record over the cap is refused without a try", async () => {
    const sink = await bench.backend(() => ({}));
    const { exporter: grpc, told } = bench.exporter({ endpoint: sink.endpoint, max_request_bytes: 50 });
    expect(endOf(await grpc.send(batchOf(logsRequest(1, 100), 1)))).toBe("backend_too_large");
    expect(sink.requests).toHaveLength(0);
    expect(told.lines).toEqual(["failed logs 1 request cap permanent"]);
  });

  test("C1 a gzip body that did not change is forwarded as it came", async () => {
    const original = asClean(gzipSync(REQUEST, { level: 9 }));
    const seen: Buffer[] = [];
    const endpoint = await rawBackend((stream) => {
      stream.on("data", (chunk: Buffer) => seen.push(chunk));
      stream.on("end", () => succeed(stream));
    });
    const { exporter: grpc } = bench.exporter({ endpoint });
    const outcome = await grpc.send(batchOf(REQUEST, 3, { original: { compression: "gzip", bytes: original } }));
    expect(endOf(outcome)).toBe("accepted");
    const sent = Buffer.concat(seen);
    expect(sent[0]).toBe(1);
    expect(sent.subarray(5).equals(original)).toBe(true);
  });

  test("C1 a body that came in another compression is compressed anew", async () => {
    const seen: Buffer[] = [];
    const endpoint = await rawBackend((stream) => {
      stream.on("data", (chunk: Buffer) => seen.push(chunk));
      stream.on("end", () => succeed(stream));
    });
    const { exporter: grpc } = bench.exporter({ endpoint });
    await grpc.send(batchOf(REQUEST, 3, { original: { compression: "identity", bytes: REQUEST } }));
    expect(gunzipSync(Buffer.concat(seen).subarray(5)).equals(REQUEST)).toBe(true);
  });

  test("K6 a compressed partial success is read", async () => {
    const endpoint = await rawBackend((stream) => succeed(stream, gzipSync(partialSuccess(1, "no")), "gzip"));
    const { exporter: grpc } = bench.exporter({ endpoint });
    expect(await grpc.send(batchOf(REQUEST, 3))).toMatchObject({ kind: "accepted", rejectedItems: 1 });
  });

  test("K5 a compressed response that inflates over the cap is final", async () => {
    const endpoint = await rawBackend((stream) => succeed(stream, gzipSync(new Uint8Array(100_000)), "gzip"));
    const { exporter: grpc } = bench.exporter({ endpoint, max_response_bytes: 10_000 });
    expect(endOf(await grpc.send(batchOf(REQUEST, 3)))).toBe("backend_rejected");
  });

  test("K8 an HTTP status without a gRPC status follows gRPC's mapping", async () => {
    for (const [status, end] of [
      [503, "backend_unavailable"],
      [429, "backend_unavailable"],
      [401, "backend_rejected"],
      [404, "backend_rejected"],
    ] as const) {
      const endpoint = await rawBackend((stream) => {
        stream.resume();
        stream.respond({ ":status": status, "content-type": "text/html" }, { endStream: true });
      });
      const { exporter: grpc } = bench.exporter({ endpoint, retry_on_failure: { enabled: false } });
      expect(endOf(await grpc.send(batchOf(REQUEST, 3)))).toBe(end);
    }
  });

  test("K8 a refused stream and a lost connection are tried again, a protocol error is not", async () => {
    const cuts: Record<string, (stream: ServerHttp2Stream) => void> = {
      refused: (stream) => stream.close(7),
      cancelled: (stream) => stream.close(8),
      lost: (stream) => stream.session?.destroy(),
    };
    for (const cut of Object.values(cuts)) {
      const endpoint = await rawBackend((stream, index) => (index === 0 ? cut(stream) : succeed(stream)));
      const { exporter: grpc } = bench.exporter({ endpoint });
      expect(endOf(await grpc.send(batchOf(REQUEST, 3)))).toBe("accepted");
    }
    const endpoint = await rawBackend((stream) => stream.close(2));
    const { exporter: grpc } = bench.exporter({ endpoint });
    expect(endOf(await grpc.send(batchOf(REQUEST, 3)))).toBe("backend_rejected");
  });

  test("K8 a refusal that comes before the request is read ends the call", async () => {
    const endpoint = await rawBackend((stream) => {
      stream.respond({ ":status": 200, "content-type": "application/grpc", "grpc-status": "7" }, { endStream: true });
    });
    const { exporter: grpc } = bench.exporter({ endpoint, compression: "none" });
    expect(endOf(await grpc.send(batchOf(logsRequest(1, 1_000_000), 1)))).toBe("backend_rejected");
  });

  test("K3 stopping lets calls in flight finish, and twice is safe", async () => {
    let release = () => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    const sink = await bench.backend(async () => {
      await held;
      return {};
    });
    const { exporter: grpc } = bench.exporter({ endpoint: sink.endpoint });
    const sending = grpc.send(batchOf(REQUEST, 3));
    await expect.poll(() => sink.requests.length).toBe(1);
    const stopping = grpc.stop(performance.now() + 30_000);
    release();
    expect(endOf(await sending)).toBe("accepted");
    await stopping;
    await grpc.stop(performance.now());
    expect(endOf(await grpc.send(batchOf(REQUEST, 3)))).toBe("backend_unavailable");
  });

  test("K3 stopping at the deadline ends what still hangs", async () => {
    const sink = await bench.backend(() => ({ hang: true }));
    const { exporter: grpc } = bench.exporter({ endpoint: sink.endpoint });
    const sending = grpc.send(batchOf(REQUEST, 3));
    await expect.poll(() => sink.requests.length).toBe(1);
    await grpc.stop(performance.now() + 20);
    expect(endOf(await sending)).toBe("backend_unavailable");
  });

  test("K2 calls in parallel share one connection, and a GOAWAY with an error opens another", async () => {
    const sessions = new Set<unknown>();
    const endpoint = await rawBackend((stream, index) => {
      sessions.add(stream.session);
      if (index === 20) stream.session?.goaway(11);
      else succeed(stream);
    });
    const { exporter: grpc } = bench.exporter({ endpoint });
    await Promise.all(Array.from({ length: 20 }, () => grpc.send(batchOf(REQUEST, 3))));
    expect(sessions.size).toBe(1);
    expect(endOf(await grpc.send(batchOf(REQUEST, 3)))).toBe("accepted");
    expect(sessions.size).toBe(2);
  });

  test("K6 a response in many small frames is read whole", async () => {
    const endpoint = await rawBackend((stream) => {
      stream.resume();
      stream.respond({ ":status": 200, "content-type": "application/grpc" }, { waitForTrailers: true });
      stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": "0" }));
      const message = partialSuccess(1, "no");
      for (const byte of [0, 0, 0, 0, message.length, ...message]) stream.write(Buffer.from([byte]));
      stream.end();
    });
    const { exporter: grpc } = bench.exporter({ endpoint });
    expect(await grpc.send(batchOf(REQUEST, 3))).toMatchObject({ kind: "accepted", rejectedItems: 1 });
  });

  test("K8 an OK without a message, and one with a torn message, are successes", async () => {
    for (const body of [Buffer.alloc(0), Buffer.from([0, 0, 0, 0, 9, 1])]) {
      const endpoint = await rawBackend((stream) => {
        stream.resume();
        stream.respond({ ":status": 200, "content-type": "application/grpc" }, { waitForTrailers: true });
        stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": "0" }));
        stream.end(body);
      });
      const { exporter: grpc } = bench.exporter({ endpoint });
      expect(await grpc.send(batchOf(REQUEST, 3))).toEqual({ kind: "accepted", rejectedItems: 0 });
    }
  });

  test("K8 a stream that ends without any status is tried again", async () => {
    const endpoint = await rawBackend((stream, index) => {
      if (index > 0) return succeed(stream);
      stream.resume();
      stream.respond({ ":status": 200, "content-type": "application/grpc" });
      stream.end();
    });
    const { exporter: grpc } = bench.exporter({ endpoint });
    expect(endOf(await grpc.send(batchOf(REQUEST, 3)))).toBe("accepted");
  });

  test("K2 a call whose body the server does not read ends at its timeout and does not hold up others", async () => {
    const big = logsRequest(1, 1_000_000);
    const endpoint = await rawBackend((stream, index) => {
      if (index > 0) succeed(stream);
    });
    const settings = { compression: "none", timeout: "300ms", retry_on_failure: { enabled: false } } as const;
    const { exporter: grpc } = bench.exporter({ endpoint, ...settings });
    const stuck = grpc.send(batchOf(big, 1));
    expect(endOf(await grpc.send(batchOf(REQUEST, 3)))).toBe("accepted");
    expect(endOf(await stuck)).toBe("backend_unavailable");
    expect(endOf(await grpc.send(batchOf(big, 1)))).toBe("accepted");
  });

  test("L5 what answers in another protocol, or hangs up at once, is unavailable", async () => {
    for (const greeting of ["HTTP/1.1 400 Bad Request\r\n\r\n", "\0\0\0garbage", ""]) {
      const server = createServer((socket) => socket.on("error", () => {}).end(greeting));
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      bench.onClose(() => server.close());
      const { port } = server.address() as AddressInfo;
      const { exporter: grpc, told } = bench.exporter({ endpoint: `http://127.0.0.1:${port}` });
      expect(endOf(await grpc.send(batchOf(REQUEST, 3)))).toBe("backend_unavailable");
      expect(told.inFlightNow).toBe(0);
    }
  });

  test("K9 a silent peer is noticed by keepalive", async () => {
    const sockets = new Set<{ destroy(): void }>();
    const server = createServer((socket) => {
      sockets.add(socket.on("error", () => {}));
      // Enough of HTTP/2 to be connected: an empty SETTINGS frame, then silence.
      socket.write(Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0]));
      socket.resume();
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    bench.onClose(() => {
      for (const socket of sockets) socket.destroy();
      server.close();
    });
    const { port } = server.address() as AddressInfo;
    const { exporter: grpc, told } = bench.exporter({
      endpoint: `http://127.0.0.1:${port}`,
      keepalive: { time: "20ms", timeout: "20ms" },
      retry_on_failure: { enabled: false },
      timeout: "30s",
    });
    expect(endOf(await grpc.send(batchOf(REQUEST, 3)))).toBe("backend_unavailable");
    expect(told.lines[0]).not.toContain("DEADLINE");
  });
});
