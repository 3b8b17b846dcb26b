import { gzipSync } from "node:zlib";
import { Client, compressionAlgorithms, credentials, type ServiceError, status } from "@grpc/grpc-js";
import * as v from "valibot";
import { describe, expect, onTestFinished, test } from "vitest";
import type { ErrorCode } from "../../core/errors.ts";
import { ERRORS } from "../../core/errors.ts";
import type { Outcome } from "../../core/outcome.ts";
import { grpcSettings } from "../../receiver/settings.ts";
import { frame, LOGS, METRICS, rawCall, TRACES } from "../support/raw-grpc.ts";
import { MIB, startGrpc } from "../support/receivers.ts";
import { badRequestOf, decodeExportResponse, retryDelayOf } from "../support/rpc-status.ts";

const same = (bytes: Buffer) => bytes;
const PAYLOAD = Buffer.from("any bytes do: the receiver does not look into them");

type GrpcAnswer = { readonly body: Buffer } | { readonly error: ServiceError };

/** The client every JavaScript SDK uses. */
function grpcJs(port: number, options: object = {}) {
  const client = new Client(`127.0.0.1:${port}`, credentials.createInsecure(), options);
  onTestFinished(() => client.close());
  return (path: string, body: Buffer) =>
    new Promise<GrpcAnswer>((resolve) => {
      client.makeUnaryRequest(path, same, same, body, (error, answer) => {
        resolve(error === null ? { body: answer ?? Buffer.alloc(0) } : { error });
      });
    });
}

function answering(outcome: Outcome) {
  return { handle: () => Promise.resolve(outcome) };
}

function refusing(code: ErrorCode, retryAfterMs?: number) {
  const hint = retryAfterMs === undefined ? {} : { retryAfterMs };
  return answering({ kind: "refused", code, message: ERRORS[code].text, ...hint });
}

describe("gRPC, calls that succeed", () => {
  for (const [signal, path] of Object.entries({ traces: TRACES, metrics: METRICS, logs: LOGS })) {
    test(`C1 G1 ${signal} are accepted plain and with gzip, and handed on as they came`, async () => {
      const { port, seen } = await startGrpc();
      await grpcJs(port)(path, PAYLOAD);
      await grpcJs(port, { "grpc.default_compression_algorithm": compressionAlgorithms.gzip })(path, PAYLOAD);
      const [plain, gzip] = seen;
      expect([plain?.signal, plain?.compression, gzip?.signal, gzip?.compression]).toEqual([
        signal,
        "identity",
        signal,
        "gzip",
      ]);
      expect(Buffer.from(plain?.body ?? [])).toEqual(PAYLOAD);
      expect(gzip?.body.subarray(0, 2)).toEqual(Buffer.from([0x1f, 0x8b]));
    });
  }

  test("C4 a request that is sent twice reaches the road twice", async () => {
    const { port, seen } = await startGrpc();
    const call = grpcJs(port);
    await call(LOGS, PAYLOAD);
    await call(LOGS, PAYLOAD);
    expect(seen.length).toBe(2);
  });

  test("G4 success is a message of no bytes: partial_success is not set", async () => {
    const { port } = await startGrpc();
    const answer = await rawCall(port, frame(PAYLOAD));
    expect([answer.status, answer.body]).toEqual([0, Buffer.from([0, 0, 0, 0, 0])]);
  });

  test("G5 an empty request succeeds", async () => {
    const { port, seen } = await startGrpc();
    const answer = await rawCall(port, frame(Buffer.alloc(0)));
    expect([answer.status, seen[0]?.body.length]).toEqual([0, 0]);
  });

  test("G6 a partial success carries the exact count and the sentence", async () => {
    const { port } = await startGrpc(
      answering({ kind: "accepted", rejectedItems: 3_000_000_123, message: "Refused by the backend." }),
    );
    const answer = await rawCall(port, frame(PAYLOAD));
    expect(answer.status).toBe(0);
    expect(decodeExportResponse(answer.body.subarray(5))).toEqual({
      partialSuccess: { rejected: 3_000_000_123, errorMessage: "Refused by the backend." },
    });
  });

  test("G7 a warning with full acceptance has a sentence and no count", async () => {
    const { port } = await startGrpc(answering({ kind: "accepted", rejectedItems: 0, message: "Mind the gap." }));
    const answer = await rawCall(port, frame(PAYLOAD));
    expect(decodeExportResponse(answer.body.subarray(5))).toEqual({
      partialSuccess: { errorMessage: "Mind the gap." },
    });
  });

  test("G3 a response over 4 MiB gives up its text, not its count", async () => {
    const message = "x".repeat(10 * MIB);
    const { port } = await startGrpc(answering({ kind: "accepted", rejectedItems: 7, message }));
    const answer = await rawCall(port, frame(PAYLOAD));
    expect(decodeExportResponse(answer.body.subarray(5))).toEqual({ partialSuccess: { rejected: 7 } });
  });

  test("G11 the default endpoint is port 4317 of this machine", () => {
    expect(v.parse(grpcSettings, {}).endpoint).toBe("localhost:4317");
  });
});

describe("gRPC, calls that fail", () => {
  test("G1 any other method or service is UNIMPLEMENTED", async () => {
    const { port, seen } = await startGrpc();
    const call = grpcJs(port);
    for (const path of [
      `${TRACES}s`,
      "/opentelemetry.proto.collector.profiles.v1development.ProfilesService/Export",
      "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo",
      "/",
    ]) {
      const answer = await call(path, PAYLOAD);
      expect("error" in answer && answer.error.code).toBe(status.UNIMPLEMENTED);
    }
    expect(seen).toEqual([]);
  });

  test("G2 a request at the limit passes, one byte more is RESOURCE_EXHAUSTED without RetryInfo", async () => {
    const { port, seen, budget } = await startGrpc({ settings: { max_recv_msg_size_mib: 1 } });
    for (const bytes of [MIB - 1, MIB]) {
      expect((await rawCall(port, frame(Buffer.alloc(bytes)))).status).toBe(status.OK);
    }
    const headers = { "grpc-encoding": "gzip" };
    const raw = await rawCall(port, frame(Buffer.alloc(MIB + 1)));
    const gzip = await rawCall(port, frame(Buffer.alloc(MIB + 1), 1), { headers });
    for (const answer of [raw, gzip]) {
      expect([answer.status, answer.details]).toEqual([status.RESOURCE_EXHAUSTED, undefined]);
    }
    expect([seen.length, seen[0]?.maxBytes, budget.used]).toEqual([2, MIB, 0]);
  });

  test("G8 what may be retried is UNAVAILABLE with the RetryInfo that was asked for", async () => {
    const { port } = await startGrpc(refusing("backend_unavailable", 1_500));
    const answer = await rawCall(port, frame(PAYLOAD));
    expect(answer.status).toBe(status.UNAVAILABLE);
    expect(answer.details).toMatchObject({ code: status.UNAVAILABLE, message: ERRORS.backend_unavailable.text });
    expect(retryDelayOf(answer.details ?? {})).toBe(1_500);
  });

  test("G9 bad data is INVALID_ARGUMENT with BadRequest and no RetryInfo", async () => {
    const { port } = await startGrpc(refusing("malformed"));
    const { status: code, details = {} } = await rawCall(port, frame(PAYLOAD));
    expect([code, badRequestOf(details), retryDelayOf(details)]).toEqual([
      status.INVALID_ARGUMENT,
      ERRORS.malformed.text,
      undefined,
    ]);
  });

  test("G10 every retryable refusal has a hint of at most 3 s, every other has none", async () => {
    for (const code of Object.keys(ERRORS) as ErrorCode[]) {
      const { port } = await startGrpc(refusing(code, 60_000));
      const { status: sent, details = {} } = await rawCall(port, frame(PAYLOAD));
      expect([code, sent]).toEqual([code, ERRORS[code].grpc]);
      expect([code, retryDelayOf(details)]).toEqual([code, ERRORS[code].retryable ? 3_000 : undefined]);
    }
  });

  test("G12 an error is one HEADERS frame that ends the stream", async () => {
    const { port } = await startGrpc(refusing("backend_unavailable"));
    const late = await rawCall(port, frame(PAYLOAD));
    const early = await rawCall(port, frame(PAYLOAD), { path: "/none" });
    for (const answer of [late, early]) {
      expect([answer.trailersOnly, answer.headers[":status"], answer.body.length]).toEqual([true, 200, 0]);
      expect(answer.headers["content-type"]).toBe("application/grpc");
    }
  });

  test("G12 a sentence beyond ASCII is percent-encoded for the wire and whole for the client", async () => {
    const message = "100 % naïve\nüber";
    const { port } = await startGrpc(answering({ kind: "refused", code: "malformed", message }));
    const answer = await grpcJs(port)(TRACES, PAYLOAD);
    expect("error" in answer && answer.error.details).toBe(message);
  });

  test("G13 a message marked as compressed without grpc-encoding is INTERNAL", async () => {
    const { port, seen } = await startGrpc();
    const answer = await rawCall(port, frame(gzipSync(PAYLOAD), 1));
    expect([answer.status, seen.length]).toEqual([status.INTERNAL, 0]);
  });

  test("G13 an unknown grpc-encoding is UNIMPLEMENTED and told what is known", async () => {
    const { port } = await startGrpc();
    const answer = await rawCall(port, frame(PAYLOAD, 1), { headers: { "grpc-encoding": "snappy" } });
    expect([answer.status, answer.headers["grpc-accept-encoding"]]).toEqual([
      status.UNIMPLEMENTED,
      "identity,gzip,deflate,zstd",
    ]);
  });

  test("G13 gzip, deflate and zstd are handed on; an unmarked message stays plain", async () => {
    const { port, seen } = await startGrpc();
    for (const encoding of ["gzip", "deflate", "zstd"]) {
      await rawCall(port, frame(PAYLOAD, 1), { headers: { "grpc-encoding": encoding } });
    }
    await rawCall(port, frame(PAYLOAD, 0), { headers: { "grpc-encoding": "gzip" } });
    expect(seen.map((envelope) => envelope.compression)).toEqual(["gzip", "deflate", "zstd", "identity"]);
  });

  test("G14 a compressed frame of no bytes is an empty message", async () => {
    const { port, seen } = await startGrpc();
    const headers = { "grpc-encoding": "gzip" };
    expect((await rawCall(port, frame(Buffer.alloc(0), 1), { headers })).status).toBe(status.OK);
    expect([seen[0]?.compression, seen[0]?.body.length]).toEqual(["identity", 0]);
  });

  test("a road that breaks its promise and rejects is answered with UNAVAILABLE and no word of its error", async () => {
    const { port, budget } = await startGrpc({ handle: () => Promise.reject(new Error("canary")) });
    const answer = await rawCall(port, frame(PAYLOAD));
    expect([answer.status, answer.headers["grpc-message"]]).toEqual([
      status.UNAVAILABLE,
      encodeURI(ERRORS.internal.text).replaceAll("%20", " "),
    ]);
    expect(budget.used).toBe(0);
  });

  test("what is not gRPC gets an HTTP status", async () => {
    const { port } = await startGrpc();
    const plain = await rawCall(port, PAYLOAD, { headers: { "content-type": "application/json" } });
    const get = await rawCall(port, Buffer.alloc(0), { headers: { ":method": "PUT" } });
    expect([plain.headers[":status"], get.headers[":status"]]).toEqual([415, 405]);
  });
});
