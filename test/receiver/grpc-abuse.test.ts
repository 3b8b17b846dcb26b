import { status } from "@grpc/grpc-js";
import { describe, expect, test } from "vitest";
import { answerOf, frame, openCall, rawCall, rawSession, TRACES } from "../support/raw-grpc.ts";
import { MIB, startGrpc, until } from "../support/receivers.ts";

const PAYLOAD = Buffer.from("any bytes do");

describe("gRPC under attack", () => {
  test("rapid reset (CVE-2023-44487) ends the connection of the attacker and of nobody else", async () => {
    const { port, budget } = await startGrpc();
    const attacker = rawSession(port);
    await new Promise((resolve) => attacker.once("remoteSettings", resolve));
    while (!attacker.destroyed) {
      for (let count = 0; count < 50 && !attacker.closed; count += 1) openCall(attacker).close(8);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect((await rawCall(port, frame(PAYLOAD))).status).toBe(status.OK);
    await until(() => budget.used === 0);
  });

  test("a header list over 16 KiB ends the call and not the process", async () => {
    const { port, seen } = await startGrpc();
    const session = rawSession(port);
    // A first call, so that both sides have agreed on the limit.
    openCall(session).end(frame(PAYLOAD));
    await until(() => seen.length === 1);
    const stream = openCall(session, TRACES, { "x-big": "x".repeat(20_000) });
    stream.end(frame(PAYLOAD));
    const answer = await answerOf(stream);
    expect([answer.status, seen.length]).toEqual([Number.NaN, 1]);
    expect((await rawCall(port, frame(PAYLOAD))).status).toBe(status.OK);
  });

  test("a body sent on after its refusal is neither kept nor answered again", async () => {
    const { port, seen, budget, refused } = await startGrpc({ settings: { max_recv_msg_size_mib: 1 } });
    const session = rawSession(port);
    const stream = openCall(session, TRACES);
    stream.write(frame(Buffer.alloc(8 * MIB)));
    await new Promise((resolve) => stream.once("close", resolve));
    expect([refused, seen.length, budget.used]).toEqual([["too_large"], 0, 0]);
    const next = openCall(session, TRACES);
    next.end(frame(PAYLOAD));
    await until(() => seen.length === 1);
  });

  test("200 senders of 3.5 MiB never hold more than the budget", async () => {
    let most = 0;
    const { port, budget, seen } = await startGrpc({
      budgetBytes: 24 * MIB,
      handle: async () => {
        most = Math.max(most, budget.used);
        return { kind: "refused", code: "backend_unavailable", message: "The backend is unavailable." };
      },
    });
    const body = frame(Buffer.alloc(3.5 * MIB));
    const answers = await Promise.all(Array.from({ length: 200 }, () => rawCall(port, body)));
    expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([status.UNAVAILABLE]));
    expect(most).toBeGreaterThan(0);
    expect(most).toBeLessThanOrEqual(24 * MIB);
    expect(seen.length).toBeGreaterThan(0);
    await until(() => budget.used === 0);
  });
});
