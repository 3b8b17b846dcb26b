import { afterEach, describe, expect, test } from "vitest";
import { GRPC_CODES } from "../../exporters/retry.ts";
import { partialSuccess, retryInfo, startGrpcBackend } from "../support/backends.ts";
import { asClean, batchOf, endOf, logsRequest } from "../support/batches.ts";
import { GrpcBench, QUICK } from "../support/grpc-bench.ts";

const bench = new GrpcBench();
afterEach(() => bench.close());

const REQUEST = logsRequest(3);

describe.each(["http2", "grpc_js"] as const)("transport %s", (transport) => {
  for (const [code, { name, retry }] of GRPC_CODES.entries()) {
    if (code === 0) continue;
    for (const hasRetryInfo of [false, true]) {
      const retries = retry === "always" || (retry === "with_retry_info" && hasRetryInfo);
      test(`K8 ${name} ${hasRetryInfo ? "with" : "without"} RetryInfo is ${retries ? "retried" : "final"}`, async () => {
        const details = hasRetryInfo ? { details: retryInfo(1) } : {};
        const sink = await bench.backend((_, index) => (index === 0 ? { code, message: "no", ...details } : {}));
        const { exporter: grpc, told } = bench.exporter({ endpoint: sink.endpoint, transport });
        const outcome = await grpc.send(batchOf(REQUEST, 3));
        expect(endOf(outcome)).toBe(retries ? "accepted" : "backend_rejected");
        expect(sink.requests).toHaveLength(retries ? 2 : 1);
        expect(told.lines).toEqual([retries ? "sent logs 3" : `failed logs 3 ${name} permanent`]);
        expect(told.inFlightNow).toBe(0);
      });
    }
  }

  test.each(["logs", "traces", "metrics"] as const)("C1 %s arrive byte for byte, gzip and plain", async (signal) => {
    const sink = await bench.backend(() => ({}));
    for (const compression of ["gzip", "none"] as const) {
      const { exporter: grpc } = bench.exporter({ endpoint: sink.endpoint, transport, compression });
      expect(endOf(await grpc.send(batchOf(REQUEST, 3, { signal })))).toBe("accepted");
    }
    expect(sink.requests.map((request) => Buffer.compare(request.body, REQUEST))).toEqual([0, 0]);
    const service = { logs: "LogsService", traces: "TraceService", metrics: "MetricsService" }[signal];
    expect(sink.requests[0]?.path).toContain(`${service}/Export`);
  });

  test("L10 configured headers and a User-Agent are sent", async () => {
    const sink = await bench.backend(() => ({}));
    const { exporter: grpc } = bench.exporter({ endpoint: sink.endpoint, transport, headers: { "X-Tenant": "blue" } });
    await grpc.send(batchOf(REQUEST, 3));
    expect(sink.requests[0]?.metadata.get("x-tenant")).toEqual(["blue"]);
    expect(sink.requests[0]?.metadata.get("user-agent")[0]).toMatch(/^otelscrub\//);
  });

  test("K5 a response over the cap is refused and not asked for again", async () => {
    const sink = await bench.backend(() => ({ body: new Uint8Array(3_000) }));
    const { exporter: grpc } = bench.exporter({ endpoint: sink.endpoint, transport, max_response_bytes: 1_000 });
    expect(endOf(await grpc.send(batchOf(REQUEST, 3)))).toBe("backend_rejected");
    expect(sink.requests).toHaveLength(1);
  });

  test("K6 a partial success is passed on as a count, not retried, without the backend's words", async () => {
    const sink = await bench.backend(() => ({ body: partialSuccess(2, "bad user alice@example.com") }));
    const { exporter: grpc, told } = bench.exporter({ endpoint: sink.endpoint, transport });
    const outcome = await grpc.send(batchOf(REQUEST, 3));
    expect(outcome).toEqual({ kind: "accepted", rejectedItems: 2, message: "The backend rejected 2 of the records." });
    expect(sink.requests).toHaveLength(1);
    expect(told.lines).toEqual(["dropped logs 2 partial_success", "sent logs 1"]);
  });

  test("K10 a RetryInfo longer than the sender's deadline ends the tries with a hint of at most 3 s", async () => {
    const sink = await bench.backend(() => ({ code: 14, details: retryInfo(60_000) }));
    const { exporter: grpc } = bench.exporter({ endpoint: sink.endpoint, transport });
    const outcome = await grpc.send(batchOf(REQUEST, 3, { deadlineMs: performance.now() + 5_000 }));
    expect(outcome).toMatchObject({ kind: "refused", code: "backend_unavailable", retryAfterMs: 3_000 });
    expect(sink.requests).toHaveLength(1);
  });

  test("K11 RESOURCE_EXHAUSTED for size splits down to what fits and drops a single record that never does", async () => {
    const sink = await bench.backend((body) =>
      body.includes("record-5") ? { code: 8, message: "grpc: received message larger than max (9 vs. 8)" } : {},
    );
    const { exporter: grpc, told } = bench.exporter({ endpoint: sink.endpoint, transport, compression: "none" });
    const outcome = await grpc.send(batchOf(logsRequest(8), 8));
    expect(outcome).toMatchObject({ kind: "accepted", rejectedItems: 1 });
    expect(told.lines).toEqual(["dropped logs 1 too_large", "sent logs 7"]);
    const delivered = sink.requests.filter((request) => !request.body.includes("record-5"));
    const names = delivered.flatMap((request) => request.body.toString("latin1").match(/record-\d/g) ?? []);
    expect(names.toSorted()).toEqual([0, 1, 2, 3, 4, 6, 7].map((i) => `record-${i}`));
  });

  test("K11 RESOURCE_EXHAUSTED for another reason is not split", async () => {
    const sink = await bench.backend(() => ({ code: 8, message: "quota used up" }));
    const { exporter: grpc } = bench.exporter({ endpoint: sink.endpoint, transport });
    expect(endOf(await grpc.send(batchOf(REQUEST, 3)))).toBe("backend_rejected");
    expect(sink.requests).toHaveLength(1);
  });

  test("K8 a backend that never answers ends at the try's timeout and is tried again", async () => {
    const sink = await bench.backend((_, index) => (index === 0 ? { hang: true } : {}));
    const { exporter: grpc } = bench.exporter({ endpoint: sink.endpoint, transport, timeout: "100ms" });
    expect(endOf(await grpc.send(batchOf(REQUEST, 3)))).toBe("accepted");
    expect(sink.requests).toHaveLength(2);
  });

  test("K8 a sender that goes away ends the call", async () => {
    const sink = await bench.backend(() => ({ hang: true }));
    const { exporter: grpc, told } = bench.exporter({ endpoint: sink.endpoint, transport });
    const sender = new AbortController();
    const sending = grpc.send(batchOf(REQUEST, 3, { abort: sender.signal }));
    await expect.poll(() => sink.requests.length).toBe(1);
    sender.abort();
    expect(endOf(await sending)).toBe("cancelled");
    expect(told.inFlightNow).toBe(0);
  });

  test("K9 a backend that is down answers backend_unavailable with a hint", async () => {
    const sink = await bench.backend(() => ({}));
    sink.stop();
    const retry = { ...QUICK, max_elapsed_time: "50ms" };
    const { exporter: grpc, told } = bench.exporter({ endpoint: sink.endpoint, transport, retry_on_failure: retry });
    const outcome = await grpc.send(batchOf(REQUEST, 3));
    expect(outcome).toMatchObject({ kind: "refused", code: "backend_unavailable" });
    expect(told.lines[0]).toMatch(/^failed logs 3 (ECONNREFUSED|UNAVAILABLE) transient$/);
  });

  test("K9 a backend that comes back within the window gets the data", async () => {
    const first = await startGrpcBackend(() => ({}));
    first.stop();
    const retry = { ...QUICK, max_elapsed_time: "20s" };
    const { exporter: grpc } = bench.exporter({ endpoint: first.endpoint, transport, retry_on_failure: retry });
    const sending = grpc.send(batchOf(REQUEST, 3));
    const second = await startGrpcBackend(() => ({}), { port: first.port });
    bench.onClose(() => second.stop());
    expect(endOf(await sending)).toBe("accepted");
  });

  test("K2 calls in parallel share one connection and outlive a GOAWAY", async () => {
    const sink = await bench.backend(async () => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      return {};
    });
    const { exporter: grpc } = bench.exporter({ endpoint: sink.endpoint, transport });
    const first = Array.from({ length: 40 }, () => grpc.send(batchOf(REQUEST, 3)));
    await expect.poll(() => sink.requests.length).toBeGreaterThan(0);
    sink.drain();
    const second = Array.from({ length: 40 }, () => grpc.send(batchOf(REQUEST, 3)));
    const ends = (await Promise.all([...first, ...second])).map(endOf);
    expect(ends.filter((end) => end !== "accepted")).toEqual([]);
  });

  test("K2 more calls than the server's stream limit wait their turn", async () => {
    const sink = await startGrpcBackend(() => ({}), { server: { "grpc.max_concurrent_streams": 2 } });
    bench.onClose(() => sink.stop());
    const { exporter: grpc } = bench.exporter({ endpoint: sink.endpoint, transport });
    const ends = await Promise.all(Array.from({ length: 30 }, () => grpc.send(batchOf(REQUEST, 3))));
    expect(ends.map(endOf).filter((end) => end !== "accepted")).toEqual([]);
    expect(sink.requests).toHaveLength(30);
  });

  test("K2 sixteen requests of 3.5 MiB at once pass flow control and session memory", async () => {
    const sink = await bench.backend(() => ({}));
    const big = logsRequest(1, 3.5 * 1024 * 1024);
    const { exporter: grpc } = bench.exporter({
      endpoint: sink.endpoint,
      transport,
      compression: "none",
      timeout: "30s",
    });
    const ends = await Promise.all(Array.from({ length: 16 }, () => grpc.send(batchOf(big, 1))));
    expect(ends.map(endOf).filter((end) => end !== "accepted")).toEqual([]);
    expect(sink.requests.map((request) => request.body.equals(big))).toEqual(Array.from({ length: 16 }, () => true));
  });
});

test("K8 a deadline that passed already is answered without a try", async () => {
  const sink = await bench.backend(() => ({}));
  const { exporter: grpc } = bench.exporter({ endpoint: sink.endpoint });
  expect(endOf(await grpc.send(batchOf(REQUEST, 3, { deadlineMs: performance.now() - 1 })))).toBe("deadline");
  expect(sink.requests).toHaveLength(0);
});

test("C3 an empty request is not sent", async () => {
  const sink = await bench.backend(() => ({}));
  const { exporter: grpc } = bench.exporter({ endpoint: sink.endpoint });
  expect(endOf(await grpc.send(batchOf(asClean(new Uint8Array()), 0)))).toBe("accepted");
  expect(sink.requests).toHaveLength(0);
});
