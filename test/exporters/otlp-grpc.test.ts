import { createServer as createHttp2, type Http2Server, type ServerHttp2Stream } from "node:http2";
import type { AddressInfo } from "node:net";
import { gunzipSync, gzipSync } from "node:zlib";
import * as v from "valibot";
import { afterEach, describe, expect, test } from "vitest";
import { createExporter } from "../../exporters/create.ts";
import type { Exporter } from "../../exporters/exporter.ts";
import { GRPC_CODES } from "../../exporters/retry.ts";
import { OtlpGrpcSettingsSchema } from "../../exporters/settings.ts";
import { type GrpcAnswer, type GrpcBackend, partialSuccess, retryInfo, startGrpcBackend } from "../support/backends.ts";
import { asClean, batchOf, collectEvents, endOf, logsRequest, type Told } from "../support/batches.ts";

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

/** Tries every few milliseconds, so that tests of many tries stay short. */
const QUICK = { initial_interval: "2ms", max_interval: "5ms", max_elapsed_time: "500ms" };

async function backend(
  answer: (body: Buffer, index: number) => GrpcAnswer | Promise<GrpcAnswer>,
): Promise<GrpcBackend> {
  const started = await startGrpcBackend(answer);
  closing.push(() => started.stop());
  return started;
}

function exporter(settings: v.InferInput<typeof OtlpGrpcSettingsSchema>): { exporter: Exporter; told: Told } {
  const told = collectEvents();
  const parsed = v.parse(OtlpGrpcSettingsSchema, { retry_on_failure: QUICK, ...settings });
  const made = createExporter(
    "otlp_grpc/test",
    { type: "otlp_grpc", settings: parsed },
    { events: told, stdout: process.stdout, version: "0" },
  );
  closing.push(() => made.stop(performance.now() + 100));
  return { exporter: made, told };
}

const REQUEST = logsRequest(3);

describe.each(["http2", "grpc_js"] as const)("transport %s", (transport) => {
  for (const [code, { name, retry }] of GRPC_CODES.entries()) {
    if (code === 0) continue;
    for (const hasRetryInfo of [false, true]) {
      const retries = retry === "always" || (retry === "with_retry_info" && hasRetryInfo);
      test(`K8 ${name} ${hasRetryInfo ? "with" : "without"} RetryInfo is ${retries ? "retried" : "final"}`, async () => {
        const details = hasRetryInfo ? { details: retryInfo(1) } : {};
        const sink = await backend((_, index) => (index === 0 ? { code, message: "no", ...details } : {}));
        const { exporter: grpc, told } = exporter({ endpoint: sink.endpoint, transport });
        const outcome = await grpc.send(batchOf(REQUEST, 3));
        expect(endOf(outcome)).toBe(retries ? "accepted" : "backend_rejected");
        expect(sink.requests).toHaveLength(retries ? 2 : 1);
        expect(told.lines).toEqual([retries ? "sent logs 3" : `failed logs 3 ${name} permanent`]);
        expect(told.inFlightNow).toBe(0);
      });
    }
  }

  test.each(["logs", "traces", "metrics"] as const)("C1 %s arrive byte for byte, gzip and plain", async (signal) => {
    const sink = await backend(() => ({}));
    for (const compression of ["gzip", "none"] as const) {
      const { exporter: grpc } = exporter({ endpoint: sink.endpoint, transport, compression });
      expect(endOf(await grpc.send(batchOf(REQUEST, 3, { signal })))).toBe("accepted");
    }
    expect(sink.requests.map((request) => Buffer.compare(request.body, REQUEST))).toEqual([0, 0]);
    const service = { logs: "LogsService", traces: "TraceService", metrics: "MetricsService" }[signal];
    expect(sink.requests[0]?.path).toContain(`${service}/Export`);
  });

  test("L10 configured headers and a User-Agent are sent", async () => {
    const sink = await backend(() => ({}));
    const { exporter: grpc } = exporter({ endpoint: sink.endpoint, transport, headers: { "X-Tenant": "blue" } });
    await grpc.send(batchOf(REQUEST, 3));
    expect(sink.requests[0]?.metadata.get("x-tenant")).toEqual(["blue"]);
    expect(sink.requests[0]?.metadata.get("user-agent")[0]).toMatch(/^otelscrub\//);
  });

  test("K5 a response over the cap is refused and not asked for again", async () => {
    const sink = await backend(() => ({ body: new Uint8Array(3_000) }));
    const { exporter: grpc } = exporter({ endpoint: sink.endpoint, transport, max_response_bytes: 1_000 });
    expect(endOf(await grpc.send(batchOf(REQUEST, 3)))).toBe("backend_rejected");
    expect(sink.requests).toHaveLength(1);
  });

  test("K6 a partial success is passed on as a count, not retried, without the backend's words", async () => {
    const sink = await backend(() => ({ body: partialSuccess(2, "bad user alice@example.com") }));
    const { exporter: grpc, told } = exporter({ endpoint: sink.endpoint, transport });
    const outcome = await grpc.send(batchOf(REQUEST, 3));
    expect(outcome).toEqual({ kind: "accepted", rejectedItems: 2, message: "The backend rejected 2 of the records." });
    expect(sink.requests).toHaveLength(1);
    expect(told.lines).toEqual(["dropped logs 2 partial_success", "sent logs 1"]);
  });

  test("K10 a RetryInfo longer than the sender's deadline ends the tries with a hint of at most 3 s", async () => {
    const sink = await backend(() => ({ code: 14, details: retryInfo(60_000) }));
    const { exporter: grpc } = exporter({ endpoint: sink.endpoint, transport });
    const outcome = await grpc.send(batchOf(REQUEST, 3, { deadlineMs: performance.now() + 5_000 }));
    expect(outcome).toMatchObject({ kind: "refused", code: "backend_unavailable", retryAfterMs: 3_000 });
    expect(sink.requests).toHaveLength(1);
  });

  test("K11 RESOURCE_EXHAUSTED for size splits down to what fits and drops a single record that never does", async () => {
    const sink = await backend((body) =>
      body.includes("record-5") ? { code: 8, message: "grpc: received message larger than max (9 vs. 8)" } : {},
    );
    const { exporter: grpc, told } = exporter({ endpoint: sink.endpoint, transport, compression: "none" });
    const outcome = await grpc.send(batchOf(logsRequest(8), 8));
    expect(outcome).toMatchObject({ kind: "accepted", rejectedItems: 1 });
    expect(told.lines).toEqual(["dropped logs 1 too_large", "sent logs 7"]);
    const delivered = sink.requests.filter((request) => !request.body.includes("record-5"));
    const names = delivered.flatMap((request) => request.body.toString("latin1").match(/record-\d/g) ?? []);
    expect(names.toSorted()).toEqual([0, 1, 2, 3, 4, 6, 7].map((i) => `record-${i}`));
  });

  test("K11 RESOURCE_EXHAUSTED for another reason is not split", async () => {
    const sink = await backend(() => ({ code: 8, message: "quota used up" }));
    const { exporter: grpc } = exporter({ endpoint: sink.endpoint, transport });
    expect(endOf(await grpc.send(batchOf(REQUEST, 3)))).toBe("backend_rejected");
    expect(sink.requests).toHaveLength(1);
  });

  test("K8 a backend that never answers ends at the try's timeout and is tried again", async () => {
    const sink = await backend((_, index) => (index === 0 ? { hang: true } : {}));
    const { exporter: grpc } = exporter({ endpoint: sink.endpoint, transport, timeout: "100ms" });
    expect(endOf(await grpc.send(batchOf(REQUEST, 3)))).toBe("accepted");
    expect(sink.requests).toHaveLength(2);
  });

  test("K8 a sender that goes away ends the call", async () => {
    const sink = await backend(() => ({ hang: true }));
    const { exporter: grpc, told } = exporter({ endpoint: sink.endpoint, transport });
    const sender = new AbortController();
    const sending = grpc.send(batchOf(REQUEST, 3, { abort: sender.signal }));
    await expect.poll(() => sink.requests.length).toBe(1);
    sender.abort();
    expect(endOf(await sending)).toBe("cancelled");
    expect(told.inFlightNow).toBe(0);
  });

  test("K9 a backend that is down answers backend_unavailable with a hint", async () => {
    const sink = await backend(() => ({}));
    sink.stop();
    const retry = { ...QUICK, max_elapsed_time: "50ms" };
    const { exporter: grpc, told } = exporter({ endpoint: sink.endpoint, transport, retry_on_failure: retry });
    const outcome = await grpc.send(batchOf(REQUEST, 3));
    expect(outcome).toMatchObject({ kind: "refused", code: "backend_unavailable" });
    expect(told.lines[0]).toMatch(/^failed logs 3 (ECONNREFUSED|UNAVAILABLE) transient$/);
  });

  test("K9 a backend that comes back within the window gets the data", async () => {
    const first = await startGrpcBackend(() => ({}));
    first.stop();
    const retry = { ...QUICK, max_elapsed_time: "20s" };
    const { exporter: grpc } = exporter({ endpoint: first.endpoint, transport, retry_on_failure: retry });
    const sending = grpc.send(batchOf(REQUEST, 3));
    const second = await startGrpcBackend(() => ({}), { port: first.port });
    closing.push(() => second.stop());
    expect(endOf(await sending)).toBe("accepted");
  });

  test("K2 calls in parallel share one connection and outlive a GOAWAY", async () => {
    const sink = await backend(async () => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      return {};
    });
    const { exporter: grpc } = exporter({ endpoint: sink.endpoint, transport });
    const first = Array.from({ length: 40 }, () => grpc.send(batchOf(REQUEST, 3)));
    await expect.poll(() => sink.requests.length).toBeGreaterThan(0);
    sink.drain();
    const second = Array.from({ length: 40 }, () => grpc.send(batchOf(REQUEST, 3)));
    const ends = (await Promise.all([...first, ...second])).map(endOf);
    expect(ends.filter((end) => end !== "accepted")).toEqual([]);
  });

  test("K2 more calls than the server's stream limit wait their turn", async () => {
    const sink = await startGrpcBackend(() => ({}), { server: { "grpc.max_concurrent_streams": 2 } });
    closing.push(() => sink.stop());
    const { exporter: grpc } = exporter({ endpoint: sink.endpoint, transport });
    const ends = await Promise.all(Array.from({ length: 30 }, () => grpc.send(batchOf(REQUEST, 3))));
    expect(ends.map(endOf).filter((end) => end !== "accepted")).toEqual([]);
    expect(sink.requests).toHaveLength(30);
  });

  test("K2 sixteen requests of 3.5 MiB at once pass flow control and session memory", async () => {
    const sink = await backend(() => ({}));
    const big = logsRequest(1, 3.5 * 1024 * 1024);
    const { exporter: grpc } = exporter({ endpoint: sink.endpoint, transport, compression: "none", timeout: "30s" });
    const ends = await Promise.all(Array.from({ length: 16 }, () => grpc.send(batchOf(big, 1))));
    expect(ends.map(endOf).filter((end) => end !== "accepted")).toEqual([]);
    expect(sink.requests.map((request) => request.body.equals(big))).toEqual(Array.from({ length: 16 }, () => true));
  });
});

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
    closing.push(() => {
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
    const sink = await backend(() => ({}));
    const { exporter: grpc } = exporter({ endpoint: sink.endpoint, max_request_bytes: 200 });
    const outcome = await grpc.send(batchOf(logsRequest(16), 16));
    expect(endOf(outcome)).toBe("accepted");
    expect(sink.requests.length).toBeGreaterThan(1);
    expect(Math.max(...sink.requests.map((request) => request.body.length))).toBeLessThanOrEqual(200);
  });

  test("K1 a single record over the cap is refused without a try", async () => {
    const sink = await backend(() => ({}));
    const { exporter: grpc, told } = exporter({ endpoint: sink.endpoint, max_request_bytes: 50 });
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
    const { exporter: grpc } = exporter({ endpoint });
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
    const { exporter: grpc } = exporter({ endpoint });
    await grpc.send(batchOf(REQUEST, 3, { original: { compression: "identity", bytes: REQUEST } }));
    expect(gunzipSync(Buffer.concat(seen).subarray(5)).equals(REQUEST)).toBe(true);
  });

  test("K6 a compressed partial success is read", async () => {
    const endpoint = await rawBackend((stream) => succeed(stream, gzipSync(partialSuccess(1, "no")), "gzip"));
    const { exporter: grpc } = exporter({ endpoint });
    expect(await grpc.send(batchOf(REQUEST, 3))).toMatchObject({ kind: "accepted", rejectedItems: 1 });
  });

  test("K5 a compressed response that inflates over the cap is final", async () => {
    const endpoint = await rawBackend((stream) => succeed(stream, gzipSync(new Uint8Array(100_000)), "gzip"));
    const { exporter: grpc } = exporter({ endpoint, max_response_bytes: 10_000 });
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
      const { exporter: grpc } = exporter({ endpoint, retry_on_failure: { enabled: false } });
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
      const { exporter: grpc } = exporter({ endpoint });
      expect(endOf(await grpc.send(batchOf(REQUEST, 3)))).toBe("accepted");
    }
    const endpoint = await rawBackend((stream) => stream.close(2));
    const { exporter: grpc } = exporter({ endpoint });
    expect(endOf(await grpc.send(batchOf(REQUEST, 3)))).toBe("backend_rejected");
  });

  test("K8 a refusal that comes before the request is read ends the call", async () => {
    const endpoint = await rawBackend((stream) => {
      stream.respond({ ":status": 200, "content-type": "application/grpc", "grpc-status": "7" }, { endStream: true });
    });
    const { exporter: grpc } = exporter({ endpoint, compression: "none" });
    expect(endOf(await grpc.send(batchOf(logsRequest(1, 1_000_000), 1)))).toBe("backend_rejected");
  });

  test("K3 stopping lets calls in flight finish, and twice is safe", async () => {
    let release = () => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    const sink = await backend(async () => {
      await held;
      return {};
    });
    const { exporter: grpc } = exporter({ endpoint: sink.endpoint });
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
    const sink = await backend(() => ({ hang: true }));
    const { exporter: grpc } = exporter({ endpoint: sink.endpoint });
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
    const { exporter: grpc } = exporter({ endpoint });
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
    const { exporter: grpc } = exporter({ endpoint });
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
      const { exporter: grpc } = exporter({ endpoint });
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
    const { exporter: grpc } = exporter({ endpoint });
    expect(endOf(await grpc.send(batchOf(REQUEST, 3)))).toBe("accepted");
  });

  test("K2 a call whose body the server does not read ends at its timeout and does not hold up others", async () => {
    const big = logsRequest(1, 1_000_000);
    const endpoint = await rawBackend((stream, index) => {
      if (index > 0) succeed(stream);
    });
    const settings = { compression: "none", timeout: "300ms", retry_on_failure: { enabled: false } } as const;
    const { exporter: grpc } = exporter({ endpoint, ...settings });
    const stuck = grpc.send(batchOf(big, 1));
    expect(endOf(await grpc.send(batchOf(REQUEST, 3)))).toBe("accepted");
    expect(endOf(await stuck)).toBe("backend_unavailable");
    expect(endOf(await grpc.send(batchOf(big, 1)))).toBe("accepted");
  });

  test("L5 what answers in another protocol, or hangs up at once, is unavailable", async () => {
    const { createServer } = await import("node:net");
    for (const greeting of ["HTTP/1.1 400 Bad Request\r\n\r\n", "\0\0\0garbage", ""]) {
      const server = createServer((socket) => socket.on("error", () => {}).end(greeting));
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      closing.push(() => server.close());
      const { port } = server.address() as AddressInfo;
      const { exporter: grpc, told } = exporter({ endpoint: `http://127.0.0.1:${port}` });
      expect(endOf(await grpc.send(batchOf(REQUEST, 3)))).toBe("backend_unavailable");
      expect(told.inFlightNow).toBe(0);
    }
  });

  test("K9 a silent peer is noticed by keepalive", async () => {
    const { createServer } = await import("node:net");
    const sockets = new Set<{ destroy(): void }>();
    const server = createServer((socket) => {
      sockets.add(socket.on("error", () => {}));
      // Enough of HTTP/2 to be connected: an empty SETTINGS frame, then silence.
      socket.write(Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0]));
      socket.resume();
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    closing.push(() => {
      for (const socket of sockets) socket.destroy();
      server.close();
    });
    const { port } = server.address() as AddressInfo;
    const { exporter: grpc, told } = exporter({
      endpoint: `http://127.0.0.1:${port}`,
      keepalive: { time: "20ms", timeout: "20ms" },
      retry_on_failure: { enabled: false },
      timeout: "30s",
    });
    expect(endOf(await grpc.send(batchOf(REQUEST, 3)))).toBe("backend_unavailable");
    expect(told.lines[0]).not.toContain("DEADLINE");
  });
});

test("K8 a deadline that passed already is answered without a try", async () => {
  const sink = await backend(() => ({}));
  const { exporter: grpc } = exporter({ endpoint: sink.endpoint });
  expect(endOf(await grpc.send(batchOf(REQUEST, 3, { deadlineMs: performance.now() - 1 })))).toBe("deadline");
  expect(sink.requests).toHaveLength(0);
});

test("C3 an empty request is not sent", async () => {
  const sink = await backend(() => ({}));
  const { exporter: grpc } = exporter({ endpoint: sink.endpoint });
  expect(endOf(await grpc.send(batchOf(asClean(new Uint8Array()), 0)))).toBe("accepted");
  expect(sink.requests).toHaveLength(0);
});
