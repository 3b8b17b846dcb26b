import type { ServerResponse } from "node:http";
import { gunzipSync, gzipSync, zstdDecompressSync } from "node:zlib";
import * as v from "valibot";
import { afterEach, describe, expect, test } from "vitest";
import { createExporter } from "../../exporters/create.ts";
import type { Exporter } from "../../exporters/exporter.ts";
import { OtlpHttpSettingsSchema } from "../../exporters/settings.ts";
import { protobufToJson } from "../../otlp/json-write.ts";
import { type HttpBackend, hangUp, partialSuccess, startHttpBackend } from "../support/backends.ts";
import { asClean, batchOf, collectEvents, endOf, logsRequest, type Told } from "../support/batches.ts";

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

const QUICK = { initial_interval: "2ms", max_interval: "5ms", max_elapsed_time: "500ms" };
const REQUEST = logsRequest(3);

async function backend(answer: (response: ServerResponse, body: Buffer, index: number) => void): Promise<HttpBackend> {
  const started = await startHttpBackend(answer);
  closing.push(() => started.stop());
  return started;
}

function exporter(settings: v.InferInput<typeof OtlpHttpSettingsSchema>): { exporter: Exporter; told: Told } {
  const told = collectEvents();
  const parsed = v.parse(OtlpHttpSettingsSchema, { retry_on_failure: QUICK, ...settings });
  const made = createExporter(
    "otlp_http/test",
    { type: "otlp_http", settings: parsed },
    { events: told, stdout: process.stdout, version: "0" },
  );
  closing.push(() => made.stop(performance.now() + 100));
  return { exporter: made, told };
}

describe("statuses", () => {
  const statuses = [300, 400, 401, 403, 404, 405, 408, 409, 410, 415, 422, 425, 429, 431, 500, 501, 502, 503, 504, 507];
  for (const status of statuses) {
    for (const retryAfter of [undefined, "0", new Date(0).toUTCString()]) {
      const retries = [429, 502, 503, 504].includes(status);
      const how = retryAfter === undefined ? "without Retry-After" : `with Retry-After ${retryAfter}`;
      test(`${status === 400 || retries ? "L3" : "H13"} ${status} ${how} is ${retries ? "retried" : "final"}`, async () => {
        const sink = await backend((response, _body, index) => {
          response.statusCode = index === 0 ? status : 200;
          if (index === 0 && retryAfter !== undefined) response.setHeader("retry-after", retryAfter);
          response.end();
        });
        const { exporter: http, told } = exporter({ endpoint: sink.endpoint });
        expect(endOf(await http.send(batchOf(REQUEST, 3)))).toBe(retries ? "accepted" : "backend_rejected");
        expect(sink.requests).toHaveLength(retries ? 2 : 1);
        expect(told.lines).toEqual([retries ? "sent logs 3" : `failed logs 3 HTTP ${status} permanent`]);
        expect(told.inFlightNow).toBe(0);
      });
    }
  }

  test("L4 a Retry-After longer than the tries may last ends them with a hint of at most 3 s, in both forms", async () => {
    for (const retryAfter of ["120", new Date(Date.now() + 120_000).toUTCString()]) {
      const sink = await backend((response) => response.writeHead(503, { "retry-after": retryAfter }).end());
      const { exporter: http } = exporter({ endpoint: sink.endpoint });
      expect(await http.send(batchOf(REQUEST, 3))).toMatchObject({ code: "backend_unavailable", retryAfterMs: 3_000 });
      expect(sink.requests).toHaveLength(1);
    }
  });

  test("L4 while a backend asked to be left alone, other batches do not call it either", async () => {
    const sink = await backend((response) => response.writeHead(429, { "retry-after": "60" }).end());
    const retry = { ...QUICK, max_interval: "30s" };
    const { exporter: http } = exporter({ endpoint: sink.endpoint, retry_on_failure: retry });
    await http.send(batchOf(REQUEST, 3));
    expect(endOf(await http.send(batchOf(REQUEST, 3)))).toBe("backend_unavailable");
    expect(sink.requests).toHaveLength(1);
  });

  test("K11 413 splits the batch, and a record that never fits is dropped and counted", async () => {
    const sink = await backend((response, body) => {
      response.statusCode = body.includes("record-2") ? 413 : 200;
      response.end();
    });
    const { exporter: http, told } = exporter({ endpoint: sink.endpoint, compression: "none" });
    expect(await http.send(batchOf(logsRequest(4), 4))).toMatchObject({ kind: "accepted", rejectedItems: 1 });
    expect(told.lines).toEqual(["dropped logs 1 too_large", "sent logs 3"]);
    expect(sink.requests).toHaveLength(5);
  });

  test("K11 when no record fits the batch is refused as too large", async () => {
    const sink = await backend((response) => response.writeHead(413).end());
    const { exporter: http, told } = exporter({ endpoint: sink.endpoint });
    expect(endOf(await http.send(batchOf(logsRequest(2), 2)))).toBe("backend_too_large");
    expect(told.lines).toEqual(["failed logs 2 HTTP 413 permanent"]);
  });

  test("K11 when a half cannot be delivered for now the whole batch comes again", async () => {
    const sink = await backend((response, _body, index) => response.writeHead([413, 200][index] ?? 503).end());
    const { exporter: http, told } = exporter({ endpoint: sink.endpoint, retry_on_failure: { enabled: false } });
    expect(endOf(await http.send(batchOf(logsRequest(2), 2)))).toBe("backend_unavailable");
    expect(told.lines).toEqual(["failed logs 2 HTTP 503 transient"]);
  });
});

describe("requests", () => {
  test.each(["gzip", "zstd", "none"] as const)("L1 %s sets Content-Type and Content-Encoding", async (compression) => {
    const sink = await backend((response) => response.end());
    const { exporter: http } = exporter({ endpoint: sink.endpoint, compression });
    await http.send(batchOf(REQUEST, 3));
    const { headers, body } = sink.requests[0] ?? { headers: {}, body: Buffer.alloc(0) };
    expect(headers["content-type"]).toBe("application/x-protobuf");
    expect(headers["content-encoding"]).toBe(compression === "none" ? undefined : compression);
    const inflate = { gzip: gunzipSync, zstd: zstdDecompressSync, none: (bytes: Buffer) => bytes }[compression];
    expect(inflate(body).equals(REQUEST)).toBe(true);
  });

  test("L1 a request over the cap is never sent", async () => {
    const sink = await backend((response) => response.end());
    const { exporter: http } = exporter({ endpoint: sink.endpoint, max_request_bytes: 40 });
    expect(endOf(await http.send(batchOf(logsRequest(1, 100), 1)))).toBe("backend_too_large");
    expect(sink.requests).toHaveLength(0);
  });

  test("C1 an unchanged body leaves in its original compression", async () => {
    const original = asClean(gzipSync(REQUEST, { level: 9 }));
    const sink = await backend((response) => response.end());
    const { exporter: http } = exporter({ endpoint: sink.endpoint });
    await http.send(batchOf(REQUEST, 3, { original: { compression: "gzip", bytes: original } }));
    expect(sink.requests[0]?.body.equals(original)).toBe(true);
  });

  test("J2 encoding json sends OTLP/JSON, never the protobuf original", async () => {
    const sink = await backend((response) => response.setHeader("content-type", "application/json").end("{}"));
    const { exporter: http } = exporter({ endpoint: sink.endpoint, encoding: "json" });
    const original = { compression: "gzip", bytes: asClean(gzipSync(REQUEST)) } as const;
    expect(endOf(await http.send(batchOf(REQUEST, 3, { original })))).toBe("accepted");
    const { headers, body } = sink.requests[0] ?? { headers: {}, body: Buffer.alloc(0) };
    expect(headers["content-type"]).toBe("application/json");
    expect(gunzipSync(body).equals(protobufToJson(REQUEST, "logs"))).toBe(true);
  });

  test("L10 the base endpoint gets /v1/<signal>, a signal's own endpoint is used as it is", async () => {
    const sink = await backend((response) => response.end());
    const { exporter: http } = exporter({
      endpoint: `${sink.endpoint}/base/`,
      traces_endpoint: `${sink.endpoint}/custom?x=1`,
      headers: { Authorization: "Bearer abc" },
    });
    for (const signal of ["logs", "traces", "metrics"] as const) await http.send(batchOf(REQUEST, 3, { signal }));
    expect(sink.requests.map((request) => request.path)).toEqual(["/base/v1/logs", "/custom?x=1", "/base/v1/metrics"]);
    expect(sink.requests[0]?.headers.authorization).toBe("Bearer abc");
    expect(sink.requests[0]?.headers["user-agent"]).toMatch(/^otelscrub\//);
  });

  test("L7 connections are kept alive, and parallel ones are bounded", async () => {
    const sink = await backend((response) => void setTimeout(() => response.end(), 2));
    const { exporter: http } = exporter({ endpoint: sink.endpoint, max_conns_per_host: 3 });
    for (let i = 0; i < 10; i++) await http.send(batchOf(REQUEST, 3));
    // undici frees a connection one turn after the answer, so a quick sender may hold two.
    expect(sink.connections()).toBeLessThanOrEqual(2);
    await Promise.all(Array.from({ length: 20 }, () => http.send(batchOf(REQUEST, 3))));
    expect(sink.connections()).toBeLessThanOrEqual(3);
    expect(sink.requests).toHaveLength(30);
  });
});

describe("answers", () => {
  test("L2 a response over the cap is final, plain and compressed, success and error", async () => {
    const big = new Uint8Array(200_000);
    for (const status of [200, 503]) {
      for (const encoding of ["identity", "gzip"]) {
        const isZip = encoding === "gzip";
        if (isZip && status !== 200) continue;
        const sink = await backend((response) =>
          response.writeHead(status, { "content-encoding": encoding }).end(isZip ? gzipSync(big) : big),
        );
        const { exporter: http } = exporter({ endpoint: sink.endpoint, max_response_bytes: 10_000 });
        expect(endOf(await http.send(batchOf(REQUEST, 3)))).toBe("backend_rejected");
        expect(sink.requests).toHaveLength(1);
      }
    }
  });

  test("L5 a server that closes or resets without a response is tried again", async () => {
    for (const how of ["close", "reset"] as const) {
      const sink = await backend((response, _body, index) => (index === 0 ? hangUp(response, how) : response.end()));
      const { exporter: http } = exporter({ endpoint: sink.endpoint });
      expect(endOf(await http.send(batchOf(REQUEST, 3)))).toBe("accepted");
      expect(sink.requests).toHaveLength(2);
    }
  });

  test("L5 a response cut in the middle is tried again", async () => {
    const sink = await backend((response, _body, index) => {
      if (index > 0) return void response.end();
      response.writeHead(200, { "content-length": "100" });
      response.write("x", () => hangUp(response, "close"));
    });
    const { exporter: http } = exporter({ endpoint: sink.endpoint });
    expect(endOf(await http.send(batchOf(REQUEST, 3)))).toBe("accepted");
    expect(sink.requests).toHaveLength(2);
  });

  test("L6 a connection that fails is tried again until the window ends, then refused with a hint", async () => {
    const sink = await backend((response) => response.end());
    await sink.stop();
    const { exporter: http, told } = exporter({ endpoint: sink.endpoint });
    const outcome = await http.send(batchOf(REQUEST, 3));
    expect(outcome).toMatchObject({ kind: "refused", code: "backend_unavailable" });
    expect(told.lines).toEqual(["failed logs 3 ECONNREFUSED transient"]);
  });

  test("L9 a partial success is a count and is not tried again, in protobuf and JSON", async () => {
    for (const encoding of ["proto", "json"] as const) {
      const json = '{"partialSuccess":{"rejectedLogRecords":"2","errorMessage":"alice@example.com"}}';
      const sink = await backend((response) =>
        response.end(encoding === "json" ? json : partialSuccess(2, "alice@example.com")),
      );
      const { exporter: http } = exporter({ endpoint: sink.endpoint, encoding });
      const outcome = await http.send(batchOf(REQUEST, 3));
      expect(outcome).toEqual({
        kind: "accepted",
        rejectedItems: 2,
        message: "The backend rejected 2 of the records.",
      });
      expect(sink.requests).toHaveLength(1);
    }
  });

  test("L9 a warning with full acceptance passes on without its words, and nonsense counts are capped", async () => {
    const answers = [partialSuccess(0, "alice@example.com"), partialSuccess(4_000_000_000, "")];
    const sink = await backend((response, _body, index) => response.end(answers[index]));
    const { exporter: http } = exporter({ endpoint: sink.endpoint });
    const warned = await http.send(batchOf(REQUEST, 3));
    expect(warned).toEqual({
      kind: "accepted",
      rejectedItems: 0,
      message: "The backend accepted the records with a warning.",
    });
    expect(await http.send(batchOf(REQUEST, 3))).toMatchObject({ kind: "accepted", rejectedItems: 3 });
  });

  test("L9 a garbage 200 is a success: a second try would double the data", async () => {
    const sink = await backend((response) => response.end(Buffer.from([0xff, 0xff, 0xff, 0x07, 0x0a])));
    const { exporter: http } = exporter({ endpoint: sink.endpoint });
    expect(await http.send(batchOf(REQUEST, 3))).toEqual({ kind: "accepted", rejectedItems: 0 });
  });

  test("L10 a slow backend ends at the try's timeout and is tried again", async () => {
    const sink = await backend((response, _body, index) => void (index > 0 && response.end()));
    const { exporter: http } = exporter({ endpoint: sink.endpoint, timeout: "50ms" });
    expect(endOf(await http.send(batchOf(REQUEST, 3)))).toBe("accepted");
    expect(sink.requests).toHaveLength(2);
  });

  test("L10 a sender that goes away ends the call and frees its connection", async () => {
    const sink = await backend(() => {});
    const { exporter: http, told } = exporter({ endpoint: sink.endpoint, max_conns_per_host: 1 });
    const sender = new AbortController();
    const sending = [1, 2].map(() => http.send(batchOf(REQUEST, 3, { abort: sender.signal })));
    await expect.poll(() => sink.requests.length).toBe(1);
    sender.abort();
    expect((await Promise.all(sending)).map(endOf)).toEqual(["cancelled", "cancelled"]);
    expect(told.inFlightNow).toBe(0);
    expect(sink.requests).toHaveLength(1);
  });
});
