import { existsSync, readFileSync } from "node:fs";
import { status } from "@grpc/grpc-js";
import { describe, expect, onTestFinished, test } from "vitest";
import { type GrpcAnswer, startGrpcBackend } from "../support/backends.ts";
import { assertIdentityOf, startChild } from "../support/child.ts";
import { answerOf, frame, LOGS, openCall, rawSession } from "../support/raw-grpc.ts";
import { encode, logsOf } from "../support/requests.ts";
import { retryDelayOf } from "../support/rpc-status.ts";
import { configFor } from "../support/service.ts";

const LIMIT_MIB = 256;
/** Message memory kept for the next requests (89), and what the collector of V8 has not returned yet. */
const KEPT_MIB = 128;
const REQUESTS = 200;
const REFUSALS: readonly number[] = [status.UNAVAILABLE, status.RESOURCE_EXHAUSTED];

/** 3.5 MiB of records, each with an address in it. */
const BODY = frame(
  encode("logs", logsOf(Array.from({ length: 3_500 }, (_, i) => `record-${i} of ada@example.org ${"x".repeat(990)}`))),
);

/** Most resident memory the process ever had, in MiB. */
function peakMib(pid: number): number {
  const kib = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  return Number(kib) / 1024;
}

const hasProc = existsSync("/proc/self/status");

describe.skipIf(!hasProc)("R16 memory with a backend that takes nothing (skipped where there is no /proc)", () => {
  test.each(["dead", "hanging"])(
    "R16 200 concurrent requests of 3.5 MiB and a %s backend: within the budget, all told to come again, then served",
    async (kind) => {
      let isServing = false;
      const answer = (): GrpcAnswer => (isServing ? {} : { hang: true });
      const first = await startGrpcBackend(answer);
      // A dead backend is a port that a live one has left, so that it can come back.
      if (kind === "dead") first.stop();
      else onTestFinished(() => first.stop());
      const child = await startChild({
        ...configFor({
          otlp_grpc: { endpoint: first.endpoint, timeout: "1s", retry_on_failure: { max_elapsed_time: "1s" } },
        }),
        processors: { memory_limiter: { limit_mib: LIMIT_MIB }, scrub: {} },
      });
      const readyMib = peakMib(child.process.pid ?? 0);
      const sessions = Array.from({ length: 4 }, () => rawSession(child.grpcPort));
      const calls = Array.from({ length: REQUESTS }, (_, i) => {
        const stream = openCall(sessions[i % 4] ?? rawSession(child.grpcPort), LOGS);
        const answer = answerOf(stream);
        stream.end(BODY);
        return answer;
      });
      for (const answer of await Promise.all(calls)) {
        expect(REFUSALS).toContain(answer.status);
        expect(retryDelayOf(answer.details ?? {})).toBeGreaterThan(0);
        expect(retryDelayOf(answer.details ?? {})).toBeLessThanOrEqual(3_000);
      }
      expect(peakMib(child.process.pid ?? 0) - readyMib).toBeLessThan(LIMIT_MIB + KEPT_MIB);

      isServing = true;
      const backend = kind === "dead" ? await startGrpcBackend(answer, { port: first.port }) : first;
      if (kind === "dead") onTestFinished(() => backend.stop());
      const send = async (): Promise<number> => {
        const stream = openCall(sessions[0] ?? rawSession(child.grpcPort), LOGS);
        const answer = answerOf(stream);
        stream.end(BODY);
        return (await answer).status;
      };
      // The first calls may still be told to come again, while the connection to a dead backend is paced.
      while ((await send()) !== 0);
      const before = backend.requests.length;
      for (let i = 0; i < 5; i++) expect(await send()).toBe(0);
      expect(backend.requests.length).toBe(before + 5);
      await assertIdentityOf(child);
      expect(`${child.stderr()}${child.stdout()}`).not.toContain("ada@example.org");
    },
  );
});
