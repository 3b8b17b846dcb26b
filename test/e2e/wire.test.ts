import { createServer, type Http2Session } from "node:http2";
import type { AddressInfo } from "node:net";
import { gunzipSync, gzipSync } from "node:zlib";
import { credentials, Metadata, makeGenericClientConstructor, type ServiceError, status } from "@grpc/grpc-js";
import { describe, expect, onTestFinished, test } from "vitest";
import { SIGNALS, type Signal } from "../../core/signal.ts";
import { hangUp, partialSuccess, startGrpcBackend, startHttpBackend } from "../support/backends.ts";
import { grpcCollector, httpCollector } from "../support/collected.ts";
import { sumOf } from "../support/identity.ts";
import { cleanRequest } from "../support/otlp-clean.ts";
import { oracle } from "../support/otlp-oracle.ts";
import { frame, LOGS, METRICS, rawCall, TRACES } from "../support/raw-grpc.ts";
import { encode, logsOf, meaningOf, postOtlp, requestWith, text } from "../support/requests.ts";
import { Rng, testSeed } from "../support/rng.ts";
import { decodeExportResponse, decodeStatus, retryDelayOf } from "../support/rpc-status.ts";
import { configFor, startProxy, UNFOLDED } from "../support/service.ts";

const PATHS: Readonly<Record<Signal, string>> = { logs: LOGS, traces: TRACES, metrics: METRICS };
const DIRTY = [
  text("user.email", "ada@example.org"),
  text("http.route", "/orders/{id}"),
  text("detail", "mail ada@example.org, please"),
];
const SCRUBBED = [
  text("user.email", "[EMAIL_ADDRESS]"),
  text("http.route", "/orders/{id}"),
  text("detail", "mail [EMAIL_ADDRESS], please"),
];

describe("R2 exactly what was sent, scrubbed", () => {
  test.each(["logs", "traces"] as const)(
    "R2 %s by raw gRPC, protobuf and JSON mean the same at the backend",
    async (signal) => {
      const backend = await grpcCollector();
      onTestFinished(() => backend.stop());
      const proxy = await startProxy(configFor({ otlp_grpc: { endpoint: backend.endpoint } }));
      const bytes = encode(signal, requestWith(signal, DIRTY));
      const json = JSON.stringify(oracle(signal).toJson(bytes));

      expect((await rawCall(proxy.grpcPort, frame(bytes), { path: PATHS[signal] })).status).toBe(0);
      expect((await postOtlp(proxy.httpPort, signal, bytes)).status).toBe(200);
      const answer = await postOtlp(proxy.httpPort, signal, json, { "content-type": "application/json" });
      expect(answer.status).toBe(200);
      expect(await answer.json()).toEqual({});

      const expected = meaningOf(signal, requestWith(signal, SCRUBBED));
      expect(backend.arrivals.map((arrival) => arrival.meaning)).toEqual([expected, expected, expected]);
    },
  );

  test("R2 a counter's value beyond 2^53 survives JSON in and JSON out", async () => {
    const backend = await httpCollector();
    onTestFinished(() => backend.stop());
    const proxy = await startProxy(
      configFor({ otlp_http: { endpoint: backend.endpoint, encoding: "json", compression: "none" } }),
    );
    const clean = [text("http.route", "/orders/{id}")];
    const json = JSON.stringify(oracle("metrics").toJson(encode("metrics", requestWith("metrics", clean))));
    expect((await postOtlp(proxy.httpPort, "metrics", json, { "content-type": "application/json" })).status).toBe(200);
    expect(backend.arrivals[0]?.body.toString()).toContain('"9007199254740993"');
    expect(backend.arrivals[0]?.meaning).toEqual(meaningOf("metrics", requestWith("metrics", clean)));
  });

  test("R2 clean requests of every signal leave byte for byte as they came", async () => {
    const seed = testSeed();
    const rng = new Rng(seed);
    const backend = await httpCollector();
    onTestFinished(() => backend.stop());
    const proxy = await startProxy(
      configFor({ otlp_http: { endpoint: backend.endpoint, compression: "none" } }, UNFOLDED),
    );
    for (const signal of SIGNALS) {
      for (let i = 0; i < 20; i++) {
        const { bytes } = cleanRequest(rng, signal);
        await postOtlp(proxy.httpPort, signal, bytes);
        expect(backend.arrivals.at(-1)?.body.equals(bytes), `TEST_SEED=${seed}`).toBe(true);
      }
    }
  });
});

describe("R3 compression", () => {
  test("R3 a gzip body that did not change leaves as the very bytes it came in", async () => {
    const backend = await httpCollector();
    onTestFinished(() => backend.stop());
    const proxy = await startProxy(configFor({ otlp_http: { endpoint: backend.endpoint } }));
    const clean = gzipSync(encode("logs", logsOf(["order accepted"])), { level: 9 });
    expect((await postOtlp(proxy.httpPort, "logs", clean, { "content-encoding": "gzip" })).status).toBe(200);
    expect(
      (await rawCall(proxy.grpcPort, frame(clean, 1), { path: LOGS, headers: { "grpc-encoding": "gzip" } })).status,
    ).toBe(0);
    expect(backend.arrivals.map((arrival) => arrival.headers["content-encoding"])).toEqual(["gzip", "gzip"]);
    for (const arrival of backend.arrivals) expect(arrival.body.equals(clean)).toBe(true);
  });

  test("R3 a gzip body that changed is compressed anew, and nothing of the old one is in it", async () => {
    const backend = await httpCollector();
    onTestFinished(() => backend.stop());
    const proxy = await startProxy(configFor({ otlp_http: { endpoint: backend.endpoint } }));
    const named = Buffer.from(gzipSync(encode("logs", logsOf(["mail ada@example.org"]))));
    expect((await postOtlp(proxy.httpPort, "logs", named, { "content-encoding": "gzip" })).status).toBe(200);
    expect(gunzipSync(backend.arrivals[0]?.body ?? "").toString()).toContain("mail [EMAIL_ADDRESS]");
    expect(backend.arrivals[0]?.meaning).toEqual(meaningOf("logs", logsOf(["mail [EMAIL_ADDRESS]"])));
  });

  test("R3 a clean gzip body with a name in its header is compressed anew", async () => {
    const backend = await httpCollector();
    onTestFinished(() => backend.stop());
    const proxy = await startProxy(configFor({ otlp_http: { endpoint: backend.endpoint } }));
    const plain = gzipSync(encode("logs", logsOf(["order accepted"])));
    // RFC 1952: flag FNAME, then a zero-terminated name behind the ten bytes of the header.
    const named = Buffer.concat([
      plain.subarray(0, 3),
      Buffer.from([8]),
      plain.subarray(4, 10),
      Buffer.from("ada@example.org\0"),
      plain.subarray(10),
    ]);
    expect((await postOtlp(proxy.httpPort, "logs", named, { "content-encoding": "gzip" })).status).toBe(200);
    expect(backend.arrivals[0]?.body.includes("ada@example.org")).toBe(false);
    expect(backend.arrivals[0]?.meaning).toEqual(meaningOf("logs", logsOf(["order accepted"])));
  });

  test("R3 gzip in, zstd out, and identity in, gzip out", async () => {
    const backend = await httpCollector();
    onTestFinished(() => backend.stop());
    const exporters = {
      "otlp_http/zstd": { endpoint: backend.endpoint, compression: "zstd" },
      "otlp_http/gzip": { endpoint: backend.endpoint },
    };
    const proxy = await startProxy(configFor(exporters));
    const bytes = encode("logs", logsOf(["order accepted"]));
    await postOtlp(proxy.httpPort, "logs", gzipSync(bytes), { "content-encoding": "gzip" });
    await postOtlp(proxy.httpPort, "logs", bytes);
    expect(backend.arrivals.map((arrival) => String(arrival.headers["content-encoding"])).sort()).toEqual([
      "gzip",
      "gzip",
      "zstd",
      "zstd",
    ]);
    for (const arrival of backend.arrivals)
      expect(arrival.meaning).toEqual(meaningOf("logs", logsOf(["order accepted"])));
  });
});

describe("R4 several pipelines and destinations", () => {
  test("R4 two pipelines of one signal scrub by their own policies; records count once", async () => {
    const [usual, strict] = [await grpcCollector(), await httpCollector()];
    onTestFinished(() => usual.stop());
    onTestFinished(() => strict.stop());
    const base = configFor({ otlp_grpc: { endpoint: usual.endpoint }, otlp_http: { endpoint: strict.endpoint } });
    const lane = (scrub: string, exporter: string) => ({
      receivers: ["otlp"],
      processors: [scrub],
      exporters: [exporter],
    });
    const proxy = await startProxy({
      ...base,
      processors: { scrub: {}, "scrub/strict": { policy: "strict" } },
      service: {
        telemetry: { metrics: { address: "localhost:0" } },
        pipelines: { logs: lane("scrub", "otlp_grpc"), "logs/strict": lane("scrub/strict", "otlp_http") },
      },
    });
    const sent = logsOf(["from 10.1.2.3 by ada@example.org"]);
    expect((await rawCall(proxy.grpcPort, frame(encode("logs", sent)), { path: LOGS })).status).toBe(0);
    expect(usual.arrivals.map((one) => one.meaning)).toEqual([
      meaningOf("logs", logsOf(["from 10.1.2.3 by [EMAIL_ADDRESS]"])),
    ]);
    expect(strict.arrivals.map((one) => one.meaning)).toEqual([
      meaningOf("logs", logsOf(["from [IP_ADDRESS] by [EMAIL_ADDRESS]"])),
    ]);
    const page = await proxy.metrics();
    expect(sumOf(page, "scrubber_received_items_total", { signal: "logs" })).toBe(1);
    expect(sumOf(page, "scrubber_exported_items_total", { signal: "logs" })).toBe(1);
    expect(sumOf(page, "otelcol_exporter_sent_log_records_total")).toBe(2);
  });

  test("R4 one dead destination of two refuses the request, and the other has it all the same", async () => {
    const backend = await grpcCollector();
    onTestFinished(() => backend.stop());
    const dead = { endpoint: "http://127.0.0.1:1", retry_on_failure: { enabled: false } };
    const proxy = await startProxy(configFor({ otlp_grpc: { endpoint: backend.endpoint }, otlp_http: dead }));
    const answer = await rawCall(proxy.grpcPort, frame(encode("logs", logsOf(["order accepted"]))), { path: LOGS });
    expect(answer.status).toBe(status.UNAVAILABLE);
    expect(backend.arrivals.length).toBe(1);
    expect(sumOf(await proxy.metrics(), "scrubber_rejected_items_total", { reason: "backend_unavailable" })).toBe(1);
  });

  test("R4 a signal without a pipeline is refused as unknown", async () => {
    const backend = await grpcCollector();
    onTestFinished(() => backend.stop());
    const base = configFor({ otlp_grpc: { endpoint: backend.endpoint } });
    const pipelines = { logs: { receivers: ["otlp"], processors: ["scrub"], exporters: ["otlp_grpc"] } };
    const proxy = await startProxy({
      ...base,
      service: { telemetry: { metrics: { address: "localhost:0" } }, pipelines },
    });
    const answer = await rawCall(proxy.grpcPort, frame(encode("traces", requestWith("traces", DIRTY))), {
      path: TRACES,
    });
    expect(answer.status).toBe(status.UNIMPLEMENTED);
    expect(backend.arrivals).toEqual([]);
  });
});

describe("R5 a backend that is down", () => {
  test.each(["otlp_grpc", "otlp_http"])(
    "R5 %s: senders are told to come again within 3 s, over gRPC and HTTP",
    async (exporter) => {
      const dead = { endpoint: "http://127.0.0.1:1", retry_on_failure: { max_elapsed_time: "300ms" } };
      const proxy = await startProxy(configFor({ [exporter]: dead }));
      const bytes = encode("logs", logsOf(["order accepted", "mail ada@example.org"]));
      const byGrpc = await rawCall(proxy.grpcPort, frame(bytes), { path: LOGS });
      expect(byGrpc.status).toBe(status.UNAVAILABLE);
      expect(byGrpc.trailersOnly).toBe(true);
      expectHint(retryDelayOf(byGrpc.details ?? {}));
      const byHttp = await postOtlp(proxy.httpPort, "logs", bytes);
      expect(byHttp.status).toBe(503);
      expect(Number(byHttp.headers.get("retry-after"))).toBeGreaterThanOrEqual(1);
      expect(Number(byHttp.headers.get("retry-after"))).toBeLessThanOrEqual(3);
      expectHint(retryDelayOf(decodeStatus(Buffer.from(await byHttp.arrayBuffer()))));
      expect(sumOf(await proxy.metrics(), "scrubber_rejected_items_total", { reason: "backend_unavailable" })).toBe(4);
    },
  );

  test("R5 a backend that comes up while the sender waits gets the batch, and the sender an OK", async () => {
    let tries = 0;
    const backend = await startGrpcBackend(() => (++tries < 3 ? { code: status.UNAVAILABLE } : {}));
    onTestFinished(() => backend.stop());
    const proxy = await startProxy(configFor({ otlp_grpc: { endpoint: backend.endpoint } }));
    const answer = await rawCall(proxy.grpcPort, frame(encode("logs", logsOf(["order accepted"]))), { path: LOGS });
    expect(answer.status).toBe(0);
    expect(tries).toBe(3);
  });

  test("R5 a backend that resets every connection in mid-answer is retried, then given up with a hint", async () => {
    const backend = await startHttpBackend((response) => {
      response.writeHead(200, { "content-length": 100 });
      response.write("half");
      setImmediate(() => hangUp(response, "reset"));
    });
    onTestFinished(() => backend.stop());
    const proxy = await startProxy(
      configFor({ otlp_http: { endpoint: backend.endpoint, retry_on_failure: { max_elapsed_time: "500ms" } } }),
    );
    const answer = await postOtlp(proxy.httpPort, "logs", encode("logs", logsOf(["order accepted"])));
    expect(answer.status).toBe(503);
    expect(backend.requests.length).toBeGreaterThan(1);
  });
});

describe("R6 the sender's deadline", () => {
  test("R6 a backend is given less time than the sender gave, and hanging it ends with a retry", async () => {
    const timeouts: string[] = [];
    const backend = createServer();
    backend.on("stream", (_stream, headers) => timeouts.push(String(headers["grpc-timeout"])));
    const sessions = new Set<Http2Session>();
    backend.on("session", (session) => sessions.add(session));
    await new Promise<void>((resolve) => backend.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => {
      for (const session of sessions) session.destroy();
      backend.close();
    });
    const { port } = backend.address() as AddressInfo;
    const proxy = await startProxy(configFor({ otlp_grpc: { endpoint: `http://127.0.0.1:${port}`, timeout: "60s" } }));
    const headers = { "grpc-timeout": "900m" };
    const answer = await rawCall(proxy.grpcPort, frame(encode("logs", logsOf(["order accepted"]))), {
      path: LOGS,
      headers,
    });
    expect([status.UNAVAILABLE, status.DEADLINE_EXCEEDED]).toContain(answer.status);
    expectHint(retryDelayOf(answer.details ?? {}));
    expect(timeouts.length).toBe(1);
    expect(timeouts[0]).toMatch(/^\d+m$/);
    expect(Number.parseInt(timeouts[0] ?? "", 10)).toBeLessThan(900);
  });

  test("R6 grpc-js with a deadline gets an answer, and its records are counted as rejected", async () => {
    const backend = await startGrpcBackend(() => ({ hang: true }));
    onTestFinished(() => backend.stop());
    const proxy = await startProxy(configFor({ otlp_grpc: { endpoint: backend.endpoint, timeout: "60s" } }));
    const error = await exportWithGrpcJs(proxy.grpcPort, encode("logs", logsOf(["order accepted"])), 600);
    expect([status.UNAVAILABLE, status.DEADLINE_EXCEEDED]).toContain(error?.code);
    await expect.poll(async () => sumOf(await proxy.metrics(), "scrubber_rejected_items_total")).toBe(1);
  });
});

describe("R7 partial success", () => {
  test("R7 the backend's count reaches the sender exactly, its words do not", async () => {
    const backend = await startGrpcBackend(() => ({
      body: partialSuccess(2, "records of ada@example.org are too old"),
    }));
    onTestFinished(() => backend.stop());
    const proxy = await startProxy(configFor({ otlp_grpc: { endpoint: backend.endpoint } }));
    const answer = await rawCall(proxy.grpcPort, frame(encode("logs", logsOf(["a", "b", "c"]))), { path: LOGS });
    expect(answer.status).toBe(0);
    const { partialSuccess: partial } = decodeExportResponse(answer.body.subarray(5));
    expect(partial?.rejected).toBe(2);
    expect(`${partial?.errorMessage}${proxy.written()}`).not.toContain("ada@example.org");
    const byHttp = await postOtlp(
      proxy.httpPort,
      "logs",
      JSON.stringify(oracle("logs").toJson(encode("logs", logsOf(["a", "b", "c"])))),
      { "content-type": "application/json" },
    );
    expect(await byHttp.json()).toMatchObject({ partialSuccess: { rejectedLogRecords: "2" } });
    const page = await proxy.metrics();
    expect(sumOf(page, "scrubber_exported_items_total")).toBe(2);
    expect(sumOf(page, "scrubber_rejected_items_total")).toBe(4);
  });
});

describe("R8 what is too large", () => {
  test("R8 a backend's size refusal splits the batch until every record has arrived once", async () => {
    const seen: string[] = [];
    const backend = await startGrpcBackend((body) => {
      const bodies = [...JSON.stringify(oracle("logs").meaning(body)).matchAll(/record-\d+/g)].map(String);
      if (bodies.length > 2)
        return { code: status.RESOURCE_EXHAUSTED, message: "grpc: received message larger than max" };
      seen.push(...bodies);
      return {};
    });
    onTestFinished(() => backend.stop());
    const proxy = await startProxy(configFor({ otlp_grpc: { endpoint: backend.endpoint } }));
    const bodies = Array.from({ length: 9 }, (_, i) => `record-${i} of ada@example.org`);
    const answer = await rawCall(proxy.grpcPort, frame(encode("logs", logsOf(bodies))), { path: LOGS });
    expect(answer.status).toBe(0);
    expect(seen.sort()).toEqual(Array.from({ length: 9 }, (_, i) => `record-${i}`));
    expect(backend.requests.some(({ body }) => body.includes("ada@example.org"))).toBe(false);
  });

  test("R8 what inflates beyond the request limit is refused for good, and the backend sees nothing", async () => {
    const backend = await grpcCollector();
    onTestFinished(() => backend.stop());
    const base = configFor({ otlp_grpc: { endpoint: backend.endpoint } });
    const proxy = await startProxy({
      ...base,
      receivers: {
        otlp: {
          protocols: { grpc: { endpoint: "localhost:0", max_recv_msg_size_mib: 1 }, http: { endpoint: "localhost:0" } },
        },
      },
    });
    const bomb = gzipSync(encode("logs", logsOf(["x".repeat(2 * 1024 * 1024)])));
    const answer = await rawCall(proxy.grpcPort, frame(bomb, 1), { path: LOGS, headers: { "grpc-encoding": "gzip" } });
    expect(answer.status).toBe(status.RESOURCE_EXHAUSTED);
    expect(retryDelayOf(answer.details ?? {})).toBeUndefined();
    expect(backend.arrivals).toEqual([]);
  });
});

function expectHint(delayMs: number | undefined): void {
  expect(delayMs).toBeGreaterThan(0);
  expect(delayMs).toBeLessThanOrEqual(3_000);
}

/** One Export by the reference client; resolves to its error, or undefined for OK. */
function exportWithGrpcJs(port: number, request: Uint8Array, deadlineMs: number): Promise<ServiceError | null> {
  const asIs = (bytes: Buffer) => bytes;
  const method = {
    path: LOGS,
    requestStream: false,
    responseStream: false,
    requestSerialize: asIs,
    requestDeserialize: asIs,
    responseSerialize: asIs,
    responseDeserialize: asIs,
  } as const;
  const Client = makeGenericClientConstructor({ export: method }, "logs");
  const client = new Client(`127.0.0.1:${port}`, credentials.createInsecure());
  onTestFinished(() => client.close());
  return new Promise((resolve) => {
    client.makeUnaryRequest(
      LOGS,
      asIs,
      asIs,
      Buffer.from(request),
      new Metadata(),
      { deadline: Date.now() + deadlineMs },
      (error) => resolve(error),
    );
  });
}
