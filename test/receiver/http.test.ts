import { request as httpRequest, type IncomingHttpHeaders } from "node:http";
import { connect } from "node:net";
import { gzipSync } from "node:zlib";
import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { ERRORS, type ErrorCode } from "../../core/errors.ts";
import { ACCEPTED, type Outcome } from "../../core/outcome.ts";
import { httpSettings } from "../../receiver/settings.ts";
import { MIB, startHttp, until } from "../support/receivers.ts";
import { badRequestOf, decodeExportResponse, decodeStatus, retryDelayOf } from "../support/rpc-status.ts";

const PROTOBUF = "application/x-protobuf";
const JSON_TYPE = "application/json";
const PAYLOAD = Buffer.from("any bytes do: the receiver does not look into them");

function post(port: number, init: RequestInit = {}, path = "/v1/traces"): Promise<Response> {
  const headers = { "content-type": PROTOBUF, ...(init.headers as Record<string, string>) };
  return fetch(`http://127.0.0.1:${port}${path}`, { method: "POST", body: PAYLOAD, ...init, headers });
}

async function bytesOf(response: Response): Promise<Buffer> {
  return Buffer.from(await response.arrayBuffer());
}

const answering = (outcome: Outcome) => ({ handle: () => Promise.resolve(outcome) });
const refusing = (code: ErrorCode) =>
  answering({ kind: "refused", code, message: ERRORS[code].text, retryAfterMs: 60_000 });

/** Sends bytes no HTTP client would and returns all that comes back. */
async function rawHttp(port: number, text: string): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  const chunks: Buffer[] = [];
  socket.on("data", (chunk: Buffer) => chunks.push(chunk));
  socket.on("error", () => {});
  socket.write(text);
  await new Promise((resolve) => socket.once("close", resolve));
  return Buffer.concat(chunks).toString();
}

describe("HTTP, requests that succeed", () => {
  for (const signal of ["traces", "metrics", "logs"]) {
    test(`C1 H2 ${signal} are accepted plain and with gzip, and handed on as they came`, async () => {
      const { port, seen } = await startHttp();
      await post(port, {}, `/v1/${signal}`);
      const gzip = gzipSync(PAYLOAD);
      await post(port, { body: gzip, headers: { "content-encoding": "gzip" } }, `/v1/${signal}?x=1`);
      expect(seen.map(({ signal, transport, compression }) => [signal, transport, compression])).toEqual([
        [signal, "http", "identity"],
        [signal, "http", "gzip"],
      ]);
      expect(seen.map(({ body }) => Buffer.from(body))).toEqual([PAYLOAD, gzip]);
    });
  }

  test("H2 paths can be configured", async () => {
    const { port, seen } = await startHttp({ settings: { logs_url_path: "/in/logs" } });
    expect((await post(port, {}, "/in/logs")).status).toBe(200);
    expect((await post(port, {}, "/v1/logs")).status).toBe(404);
    expect(seen.map(({ signal }) => signal)).toEqual(["logs"]);
  });

  test("H3 the encoding is chosen by Content-Type, also with a charset and in capitals", async () => {
    const { port, seen } = await startHttp();
    for (const type of [PROTOBUF, JSON_TYPE, `${JSON_TYPE}; charset=utf-8`, 'Application/JSON;charset="UTF-8"']) {
      expect((await post(port, { headers: { "content-type": type } })).status).toBe(200);
    }
    expect(seen.map(({ encoding }) => encoding)).toEqual(["protobuf", "json", "json", "json"]);
  });

  test("H7 success is 200 with partial_success unset: no bytes in protobuf, {} in JSON", async () => {
    const { port } = await startHttp();
    const protobuf = await post(port);
    expect([protobuf.status, protobuf.headers.get("content-type"), await bytesOf(protobuf)]).toEqual([
      200,
      PROTOBUF,
      Buffer.alloc(0),
    ]);
    const json = await post(port, { headers: { "content-type": JSON_TYPE } });
    expect([json.status, json.headers.get("content-type"), await json.text()]).toEqual([200, JSON_TYPE, "{}"]);
  });

  test("H8 an empty request succeeds", async () => {
    const { port, seen } = await startHttp();
    expect((await post(port, { body: new Uint8Array(0) })).status).toBe(200);
    expect(seen[0]?.body.length).toBe(0);
  });

  test("H9 a partial success is 200 with the exact count in the signal's own field", async () => {
    const { port } = await startHttp(
      answering({ kind: "accepted", rejectedItems: 5_000_000_001, message: "Too old." }),
    );
    expect(decodeExportResponse(await bytesOf(await post(port)))).toEqual({
      partialSuccess: { rejected: 5_000_000_001, errorMessage: "Too old." },
    });
    const fields = { traces: "rejectedSpans", metrics: "rejectedDataPoints", logs: "rejectedLogRecords" };
    for (const [signal, field] of Object.entries(fields)) {
      const json = await post(port, { headers: { "content-type": JSON_TYPE } }, `/v1/${signal}`);
      expect(await json.json()).toEqual({ partialSuccess: { [field]: "5000000001", errorMessage: "Too old." } });
    }
  });

  test("H6 a response over 4 MiB gives up its text, not its count", async () => {
    const { port } = await startHttp(answering({ kind: "accepted", rejectedItems: 7, message: "x".repeat(5 * MIB) }));
    const json = await post(port, { headers: { "content-type": JSON_TYPE } });
    expect(await json.json()).toEqual({ partialSuccess: { rejectedSpans: "7" } });
  });

  test("H5 a chunked body is put together and counted against the limit as it comes", async () => {
    const { port, seen, budget } = await startHttp({ settings: { max_request_body_size: MIB } });
    const chunked = (bytes: number): RequestInit => {
      const stream = new Blob([Buffer.alloc(bytes, "x")]).stream();
      return { body: stream, duplex: "half" };
    };
    expect((await post(port, chunked(MIB))).status).toBe(200);
    expect(seen[0]?.body.length).toBe(MIB);
    expect((await post(port, chunked(MIB + 1))).status).toBe(413);
    await until(() => budget.used === 0);
  });

  test("a sender that expects 100 Continue gets it once memory is reserved", async () => {
    const { port, seen } = await startHttp();
    const headers = { "content-type": PROTOBUF, "content-length": PAYLOAD.length, expect: "100-continue" };
    const request = httpRequest({ port, host: "127.0.0.1", path: "/v1/logs", method: "POST", headers });
    request.flushHeaders();
    await new Promise((resolve) => request.once("continue", resolve));
    request.end(PAYLOAD);
    const status = await new Promise((resolve) => request.once("response", ({ statusCode }) => resolve(statusCode)));
    expect([status, seen.length]).toEqual([200, 1]);
  });

  test("H15 the default endpoint is port 4318 of this machine", () => {
    expect(v.parse(httpSettings, {}).endpoint).toBe("localhost:4318");
  });
});

describe("HTTP, requests that fail", () => {
  test("H1 H3 other methods are 405, other content types 415, other paths 404", async () => {
    const { port, seen } = await startHttp();
    const get = await fetch(`http://127.0.0.1:${port}/v1/traces`);
    expect([get.status, get.headers.get("allow")]).toEqual([405, "POST"]);
    expect((await post(port, { method: "PUT" })).status).toBe(405);
    expect((await post(port, {}, "/v1/profiles")).status).toBe(404);
    for (const type of ["text/plain", "application/protobuf", "application/json; charset=latin1", ""]) {
      expect((await post(port, { headers: { "content-type": type } })).status).toBe(415);
    }
    expect(seen).toEqual([]);
  });

  test("H4 H10 every refusal of the catalogue is a Status in the encoding of the request", async () => {
    for (const code of Object.keys(ERRORS) as ErrorCode[]) {
      const { port } = await startHttp(refusing(code));
      const protobuf = await post(port);
      expect([code, protobuf.status, protobuf.headers.get("content-type")]).toEqual([
        code,
        ERRORS[code].http,
        PROTOBUF,
      ]);
      const status = decodeStatus(await bytesOf(protobuf));
      expect(status).toMatchObject({ code: ERRORS[code].grpc, message: ERRORS[code].text });
      const json = await post(port, { headers: { "content-type": JSON_TYPE } });
      expect([code, json.headers.get("content-type")]).toEqual([code, JSON_TYPE]);
      expect(await json.json()).toMatchObject({ code: ERRORS[code].grpc, message: ERRORS[code].text });
    }
  });

  test("H12 H13 what may be retried is 503 with Retry-After and RetryInfo of at most 3 s, never 500", async () => {
    for (const code of Object.keys(ERRORS) as ErrorCode[]) {
      const { port } = await startHttp(refusing(code));
      const response = await post(port);
      const { retryable } = ERRORS[code];
      expect([code, response.status === 503, response.headers.get("retry-after")]).toEqual([
        code,
        retryable,
        retryable ? "3" : null,
      ]);
      expect(retryDelayOf(decodeStatus(await bytesOf(response)))).toBe(retryable ? 3_000 : undefined);
    }
  });

  test("H11 bad data is 400 with BadRequest", async () => {
    const { port } = await startHttp(refusing("malformed"));
    expect(badRequestOf(decodeStatus(await bytesOf(await post(port))))).toBe(ERRORS.malformed.text);
    const json = await post(port, { headers: { "content-type": JSON_TYPE } });
    expect(await json.json()).toMatchObject({
      details: [{ "@type": "type.googleapis.com/google.rpc.BadRequest" }],
    });
  });

  test("H5 a body at the limit passes, one byte more is 413, refused on its header", async () => {
    const { port, seen, budget } = await startHttp({ settings: { max_request_body_size: MIB } });
    expect((await post(port, { body: Buffer.alloc(MIB) })).status).toBe(200);
    const response = await post(port, { body: Buffer.alloc(MIB + 1) });
    expect([response.status, decodeStatus(await bytesOf(response)).code]).toEqual([413, ERRORS.too_large.grpc]);
    expect([seen.length, seen[0]?.maxBytes, budget.used]).toEqual([1, MIB, 0]);
  });

  test("H14 gzip, x-gzip, deflate and zstd are handed on; unknown and stacked codings are 415", async () => {
    const { port, seen } = await startHttp();
    for (const coding of ["gzip", "x-gzip", "deflate", "zstd", "identity", "GZIP"]) {
      expect((await post(port, { headers: { "content-encoding": coding } })).status).toBe(200);
    }
    expect(seen.map(({ compression }) => compression)).toEqual(["gzip", "gzip", "deflate", "zstd", "identity", "gzip"]);
    for (const coding of ["br", "gzip, gzip", "identity, gzip", "snappy"]) {
      const response = await post(port, { headers: { "content-encoding": coding } });
      expect([response.status, response.headers.get("accept-encoding")]).toEqual([415, "gzip, deflate, zstd"]);
    }
  });

  test("H16 a header that is too large is 431 with a Status", async () => {
    const { port } = await startHttp();
    const answer = await rawHttp(port, `POST /v1/logs HTTP/1.1\r\nhost: x\r\nx-big: ${"x".repeat(20_000)}\r\n\r\n`);
    expect(answer).toContain("HTTP/1.1 431 ");
    expect(answer).toContain('{"code":3,"message":"The request header is too large."');
  });

  test("H16 a request that does not arrive in time is 408 with a Status", async () => {
    const settings = { read_header_timeout: "20ms", read_timeout: "20ms" };
    const { port } = await startHttp({ settings });
    const answer = await rawHttp(port, "POST /v1/logs HTTP/1.1\r\nhost: x\r\n");
    expect(answer).toContain("HTTP/1.1 408 ");
    expect(answer).toContain('"message":"The request did not arrive in time."');
  });

  test("H16 what is not HTTP is 400 with a Status that quotes nothing of it", async () => {
    const { port } = await startHttp();
    const answer = await rawHttp(port, "canary@example.com\r\n\r\n");
    expect(answer).toContain("HTTP/1.1 400 ");
    expect(answer).not.toContain("canary");
  });

  test("a road that breaks its promise and rejects is 503 with no word of its error", async () => {
    const { port, budget } = await startHttp({ handle: () => Promise.reject(new Error("canary")) });
    const response = await post(port);
    expect([response.status, decodeStatus(await bytesOf(response)).message]).toEqual([503, ERRORS.internal.text]);
    expect(budget.used).toBe(0);
  });
});

describe("HTTP under pressure", () => {
  test("bytes are reserved before a body is read; a wait in vain ends as 503", async () => {
    const { promise, resolve } = Promise.withResolvers<Outcome>();
    const { port, refused, budget, seen } = await startHttp({ budgetBytes: 8 * MIB, handle: () => promise });
    const first = post(port, { body: Buffer.alloc(6 * MIB) });
    await until(() => seen.length === 1);
    const second = await post(port, { body: Buffer.alloc(3 * MIB) });
    expect([second.status, refused, budget.used]).toEqual([503, ["overloaded"], 6 * MIB]);
    expect(Number(second.headers.get("retry-after"))).toBeLessThanOrEqual(3);
    resolve(ACCEPTED);
    expect((await first).status).toBe(200);
    await until(() => budget.used === 0);
  });

  test("a sender that hangs up aborts the work and gives its memory back", async () => {
    const { port, seen, budget } = await startHttp({
      handle: (envelope) =>
        new Promise((resolve) => {
          const gone: Outcome = { kind: "refused", code: "cancelled", message: "The sender is gone." };
          envelope.abort.addEventListener("abort", () => resolve(gone));
        }),
    });
    const controller = new AbortController();
    const call = post(port, { signal: controller.signal });
    await until(() => seen.length === 1);
    controller.abort();
    await expect(call).rejects.toThrow();
    await until(() => budget.used === 0);
    expect(seen[0]?.abort.aborted).toBe(true);
  });

  test("a sender that hangs up in the middle of a body gives its memory back", async () => {
    const { port, refused, budget } = await startHttp();
    const socket = connect(port, "127.0.0.1");
    socket.write(`POST /v1/logs HTTP/1.1\r\nhost: x\r\ncontent-type: ${PROTOBUF}\r\ncontent-length: 1000\r\n\r\nhalf`);
    await until(() => budget.used === 1_000);
    socket.destroy();
    await until(() => budget.used === 0);
    expect(refused).toEqual(["cancelled"]);
  });
});

describe("HTTP start and stop", () => {
  test("stopping finishes what is in flight and closes its connection", async () => {
    const { promise, resolve } = Promise.withResolvers<Outcome>();
    const { receiver, port, seen } = await startHttp({ handle: () => promise });
    const call = post(port);
    await until(() => seen.length === 1);
    const stopped = receiver.stop(performance.now() + 20_000);
    resolve(ACCEPTED);
    const response = await call;
    expect([response.status, response.headers.get("connection")]).toEqual([200, "close"]);
    await stopped;
  });

  test("what is not finished at the deadline is cut and aborted", async () => {
    const { receiver, port, seen } = await startHttp({ handle: () => new Promise(() => {}) });
    const call = post(port);
    await until(() => seen.length === 1);
    await receiver.stop(performance.now() + 20);
    await expect(call).rejects.toThrow();
    await until(() => seen[0]?.abort.aborted === true);
  });

  test("a port that is taken is one sentence that names the endpoint and its setting", async () => {
    const { port } = await startHttp();
    await expect(startHttp({ settings: { endpoint: `127.0.0.1:${port}` } })).rejects.toThrow(
      `Cannot listen on 127.0.0.1:${port}: the port is already in use. ` +
        "Change receivers::otlp::protocols::http::endpoint or free the address.",
    );
  });
});

describe("CORS", () => {
  const preflight = async (cors: object, headers: IncomingHttpHeaders) => {
    const { port, seen } = await startHttp({ settings: { cors } });
    const all = { "access-control-request-method": "POST", ...headers };
    const options = { port, host: "127.0.0.1", path: "/v1/traces", method: "OPTIONS", headers: all };
    const request = httpRequest(options).end();
    const answer = await new Promise<IncomingHttpHeaders>((resolve) => {
      request.once("response", (response) => resolve({ ...response.headers, status: String(response.statusCode) }));
    });
    expect(seen).toEqual([]);
    return answer;
  };

  test("a preflight from an allowed origin is answered with what the browser asked for", async () => {
    const cors = { allowed_origins: ["https://*.example.com"], allowed_headers: ["X-Key"], max_age: 600 };
    const headers = await preflight(cors, {
      origin: "https://shop.example.com",
      "access-control-request-headers": "content-type, x-key",
    });
    expect(headers).toMatchObject({
      status: "204",
      "access-control-allow-origin": "https://shop.example.com",
      "access-control-allow-credentials": "true",
      "access-control-allow-methods": "POST",
      "access-control-allow-headers": "content-type, x-key",
      "access-control-max-age": "600",
    });
  });

  const strangers = {
    "an origin that is not allowed": { origin: "https://example.com.evil.test" },
    "an origin that only ends alike": { origin: "https://a.example.com.evil.test" },
    "a header that is not allowed": {
      origin: "https://a.example.com",
      "access-control-request-headers": "authorization",
    },
    "a method that is not POST": { origin: "https://a.example.com", "access-control-request-method": "PUT" },
  };
  for (const [who, headers] of Object.entries(strangers)) {
    test(`a preflight with ${who} is answered without permission`, async () => {
      const answer = await preflight({ allowed_origins: ["https://*.example.com"] }, headers);
      expect([answer["status"], answer["access-control-allow-origin"]]).toEqual(["204", undefined]);
    });
  }

  test("with * any origin may send, without credentials", async () => {
    const { port } = await startHttp({ settings: { cors: { allowed_origins: ["*"] } } });
    const response = await post(port, { headers: { origin: "https://any.test" } });
    expect([
      response.status,
      response.headers.get("access-control-allow-origin"),
      response.headers.get("access-control-allow-credentials"),
    ]).toEqual([200, "*", null]);
  });

  test("an error can be read by the page as well", async () => {
    const { port } = await startHttp({ settings: { cors: { allowed_origins: ["https://a.test"] } } });
    const response = await post(port, { headers: { origin: "https://a.test" } }, "/none");
    expect([response.status, response.headers.get("access-control-allow-origin")]).toEqual([404, "https://a.test"]);
  });

  test("without a cors block a preflight is a request like any other: 405", async () => {
    const { port } = await startHttp();
    const headers = { origin: "https://a.test", "access-control-request-method": "POST" };
    const response = await fetch(`http://127.0.0.1:${port}/v1/traces`, { method: "OPTIONS", headers });
    expect([response.status, response.headers.get("access-control-allow-origin")]).toEqual([405, null]);
  });
});
