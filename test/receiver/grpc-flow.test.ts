import { constants } from "node:http2";
import { connect } from "node:net";
import { status } from "@grpc/grpc-js";
import * as v from "valibot";
import { describe, expect, test } from "vitest";
import type { Envelope, Handle } from "../../core/envelope.ts";
import { ACCEPTED, type Outcome } from "../../core/outcome.ts";
import { createGrpcReceiver } from "../../receiver/grpc.ts";
import { grpcSettings } from "../../receiver/settings.ts";
import { answerOf, frame, openCall, rawCall, rawSession } from "../support/raw-grpc.ts";
import { MIB, startGrpc, until } from "../support/receivers.ts";
import { retryDelayOf } from "../support/rpc-status.ts";

const PAYLOAD = Buffer.from("any bytes do");

/** A road that ends when the test says so. */
function gate() {
  const { promise, resolve } = Promise.withResolvers<Outcome>();
  const handle: Handle = () => promise;
  return { handle, open: () => resolve(ACCEPTED) };
}

/** A road that ends when the sender is gone. */
const untilAborted: Handle = (envelope: Envelope) =>
  new Promise((resolve) => {
    envelope.abort.addEventListener("abort", () => {
      resolve({ kind: "refused", code: "cancelled", message: "The sender is gone." });
    });
  });

describe("gRPC framing", () => {
  test("a message in pieces of one byte is put together", async () => {
    const { port, seen } = await startGrpc();
    const stream = openCall(rawSession(port));
    const answer = answerOf(stream);
    for (const byte of frame(PAYLOAD)) stream.write(Buffer.of(byte));
    stream.end();
    expect([(await answer).status, Buffer.from(seen[0]?.body ?? [])]).toEqual([status.OK, PAYLOAD]);
  });

  const broken = {
    "no message": Buffer.alloc(0),
    "half a prefix": frame(PAYLOAD).subarray(0, 3),
    "a message cut short": frame(PAYLOAD).subarray(0, -1),
    "two messages": Buffer.concat([frame(PAYLOAD), frame(PAYLOAD)]),
    "a flag that is neither 0 nor 1": frame(PAYLOAD, 2),
  };
  for (const [what, bytes] of Object.entries(broken)) {
    test(`${what} is INTERNAL and never reaches the road`, async () => {
      const { port, seen, budget } = await startGrpc();
      const answer = await rawCall(port, bytes);
      expect([answer.status, answer.details, seen.length, budget.used]).toEqual([status.INTERNAL, undefined, 0, 0]);
    });
  }

  test("G2 an announced size of 4 GiB is refused on its prefix, before anything is allocated", async () => {
    const { port, budget } = await startGrpc();
    const stream = openCall(rawSession(port));
    const answer = answerOf(stream);
    stream.write(Buffer.from([0, 0xff, 0xff, 0xff, 0xff]));
    expect([(await answer).status, budget.used]).toEqual([status.RESOURCE_EXHAUSTED, 0]);
  });
});

describe("gRPC deadlines and cancellation", () => {
  test("G15 a deadline that passes on the road ends the call and aborts the work", async () => {
    const { port, seen, budget } = await startGrpc({ handle: untilAborted });
    const answer = await rawCall(port, frame(PAYLOAD), { headers: { "grpc-timeout": "50m" } });
    expect([answer.status, seen[0]?.abort.aborted]).toEqual([status.DEADLINE_EXCEEDED, true]);
    await until(() => budget.used === 0);
  });

  test("G15 a deadline that passes while the body is read ends the call and gives its memory back", async () => {
    const { port, seen, refused, budget } = await startGrpc();
    const stream = openCall(rawSession(port), undefined, { "grpc-timeout": "50m" });
    const answer = answerOf(stream);
    stream.write(frame(Buffer.alloc(1_000)).subarray(0, 500));
    expect((await answer).status).toBe(status.DEADLINE_EXCEEDED);
    expect([seen.length, refused, budget.used]).toEqual([0, ["deadline"], 0]);
  });

  test("G15 the road knows the deadline, and that there is none", async () => {
    const { port, seen } = await startGrpc();
    await rawCall(port, frame(PAYLOAD), { headers: { "grpc-timeout": "1H" } });
    await rawCall(port, frame(PAYLOAD));
    const leftMs = (seen[0]?.deadlineMs ?? 0) - performance.now();
    expect(leftMs).toBeLessThanOrEqual(3_600_000);
    expect(leftMs).toBeGreaterThan(3_000_000);
    expect(seen[1]?.deadlineMs).toBe(Number.POSITIVE_INFINITY);
  });

  test("a grpc-timeout that cannot be read is refused", async () => {
    const { port } = await startGrpc();
    for (const timeout of ["10", "S", "123456789S", "-1S", "1x"]) {
      const answer = await rawCall(port, frame(PAYLOAD), { headers: { "grpc-timeout": timeout } });
      expect([timeout, answer.status]).toEqual([timeout, status.INTERNAL]);
    }
  });

  test("G16 a call cancelled on the road is aborted and its memory given back", async () => {
    const { port, seen, refused, budget } = await startGrpc({ handle: untilAborted });
    const stream = openCall(rawSession(port));
    stream.end(frame(PAYLOAD));
    await until(() => seen.length === 1);
    expect(budget.used).toBe(PAYLOAD.length);
    stream.close(8);
    await until(() => budget.used === 0);
    expect([seen[0]?.abort.aborted, refused]).toEqual([true, []]);
  });

  test("G16 memory the road took for the inflated body is given back too, and none after the end", async () => {
    const grants: boolean[] = [];
    const { port, seen, budget } = await startGrpc({
      handle: async (envelope) => {
        grants.push(envelope.reserve(5 * MIB), envelope.reserve(1_000 * MIB));
        return ACCEPTED;
      },
    });
    await rawCall(port, frame(PAYLOAD));
    await until(() => budget.used === 0);
    expect([grants, seen[0]?.reserve(1), budget.used]).toEqual([[true, false], false, 0]);
  });

  test("G16 a connection cut in the middle of a body gives its memory back", async () => {
    const { port, refused, budget } = await startGrpc();
    const session = rawSession(port);
    const stream = openCall(session);
    stream.write(frame(Buffer.alloc(MIB)).subarray(0, 1_000));
    await until(() => budget.used === MIB);
    session.destroy();
    await until(() => budget.used === 0);
    expect(refused).toEqual(["cancelled"]);
  });
});

describe("gRPC under memory pressure", () => {
  test("bytes are reserved before a body is read: the budget is never exceeded and everyone is served", async () => {
    let most = 0;
    const { port, budget, seen } = await startGrpc({
      budgetBytes: 8 * MIB,
      handle: async () => {
        most = Math.max(most, budget.used);
        await new Promise((resolve) => setTimeout(resolve, 2));
        return ACCEPTED;
      },
    });
    const session = rawSession(port);
    const calls = Array.from({ length: 40 }, () => {
      const stream = openCall(session);
      stream.end(frame(Buffer.alloc(MIB)));
      return answerOf(stream);
    });
    const answers = await Promise.all(calls);
    expect(answers.map((answer) => answer.status)).toEqual(Array.from({ length: 40 }, () => status.OK));
    expect(most).toBeLessThanOrEqual(8 * MIB);
    await until(() => budget.used === 0);
    expect(seen.length).toBe(40);
  });

  test("G10 a wait in vain ends as UNAVAILABLE with RetryInfo of at most 3 s", async () => {
    const road = gate();
    const { port, refused, budget, seen } = await startGrpc({ budgetBytes: 8 * MIB, handle: road.handle });
    const first = rawCall(port, frame(Buffer.alloc(6 * MIB)));
    await until(() => seen.length === 1);
    const second = await rawCall(port, frame(Buffer.alloc(3 * MIB)), { headers: { "grpc-timeout": "100m" } });
    expect([second.status, refused, second.trailersOnly]).toEqual([status.UNAVAILABLE, ["overloaded"], true]);
    expect(retryDelayOf(second.details ?? {})).toBeLessThanOrEqual(3_000);
    road.open();
    expect((await first).status).toBe(status.OK);
    await until(() => budget.used === 0);
  });

  test("a sender that announces much and sends nothing holds no more than its window", async () => {
    const { port, budget } = await startGrpc({ budgetBytes: 8 * MIB });
    const stream = openCall(rawSession(port));
    await until(() => budget.used > 0);
    expect(budget.used).toBe(64 * 1024);
    stream.close(8);
    await until(() => budget.used === 0);
  });

  test("300 calls at once over one connection all get an answer of ours", async () => {
    const { port } = await startGrpc({ settings: { max_concurrent_streams: 50 } });
    const session = rawSession(port);
    await new Promise((resolve) => session.once("remoteSettings", resolve));
    const answers = await Promise.all(
      Array.from({ length: 300 }, (_, index) => {
        const stream = openCall(session, index % 3 === 0 ? "/none" : undefined);
        stream.end(frame(PAYLOAD));
        return answerOf(stream);
      }),
    );
    const codes = answers.map((answer) => answer.status);
    const wanted = Array.from({ length: 300 }, (_, index) => (index % 3 === 0 ? status.UNIMPLEMENTED : status.OK));
    expect(codes).toEqual(wanted);
  });
});

async function refusesConnections(port: number): Promise<void> {
  for (let isOpen = true; isOpen; ) {
    isOpen = await new Promise((resolve) => {
      const socket = connect(port, "127.0.0.1").once("error", () => resolve(false));
      socket.once("connect", () => resolve(true));
      socket.once("connect", () => socket.destroy());
    });
  }
}

describe("gRPC start and stop", () => {
  test("stopping takes no new connection and finishes what is in flight", async () => {
    const road = gate();
    const { receiver, port, seen } = await startGrpc({ handle: road.handle });
    const session = rawSession(port);
    const goaway = new Promise((resolve) => session.once("goaway", resolve));
    const stream = openCall(session);
    const answer = answerOf(stream);
    stream.end(frame(PAYLOAD));
    await until(() => seen.length === 1);
    const stopped = receiver.stop(performance.now() + 20_000);
    await goaway;
    await refusesConnections(port);
    road.open();
    expect((await answer).status).toBe(status.OK);
    await stopped;
  });

  test("a call after the GOAWAY is refused as never processed, so that clients send it elsewhere", async () => {
    const road = gate();
    const { receiver, port, seen } = await startGrpc({ handle: road.handle });
    const session = rawSession(port);
    const goaway = new Promise((resolve) => session.once("goaway", resolve));
    const first = openCall(session);
    const answer = answerOf(first);
    first.end(frame(PAYLOAD));
    await until(() => seen.length === 1);
    const late = openCall(session);
    const closed = new Promise((resolve) => late.once("close", resolve));
    const stopped = receiver.stop(performance.now() + 20_000);
    await Promise.all([goaway, closed]);
    expect([late.rstCode, seen.length]).toEqual([constants.NGHTTP2_REFUSED_STREAM, 1]);
    road.open();
    expect((await answer).status).toBe(status.OK);
    await stopped;
  });

  test("what is not finished at the deadline is cut and aborted", async () => {
    const { receiver, port, seen, budget } = await startGrpc({ handle: untilAborted });
    const stream = openCall(rawSession(port));
    stream.end(frame(PAYLOAD));
    await until(() => seen.length === 1);
    await receiver.stop(performance.now() + 20);
    await until(() => budget.used === 0);
    expect(seen[0]?.abort.aborted).toBe(true);
  });

  test("a peer that connected and says nothing does not keep the receiver from stopping", async () => {
    const { receiver, port } = await startGrpc();
    const socket = connect(port, "127.0.0.1").resume();
    const closed = new Promise((resolve) => socket.once("close", resolve));
    await new Promise((resolve) => socket.once("connect", resolve));
    await receiver.stop(performance.now() + 20);
    await closed;
  });

  test("stopping twice, and without a start, is safe", async () => {
    const { receiver, budget } = await startGrpc();
    await Promise.all([receiver.stop(performance.now()), receiver.stop(performance.now())]);
    const settings = v.parse(grpcSettings, {});
    const events = { refused: () => {} };
    await createGrpcReceiver({ settings, budget, handle: async () => ACCEPTED, events }).stop(performance.now());
  });

  test("a port that is taken is one sentence that names the endpoint and its setting", async () => {
    const { port } = await startGrpc();
    await expect(startGrpc({ settings: { endpoint: `127.0.0.1:${port}` } })).rejects.toThrow(
      `Cannot listen on 127.0.0.1:${port}: the port is already in use. ` +
        "Change receivers::otlp::protocols::grpc::endpoint or free the address.",
    );
  });
});
