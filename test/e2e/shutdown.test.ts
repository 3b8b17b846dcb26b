import { once } from "node:events";
import { connect } from "node:http2";
import { describe, expect, onTestFinished, test } from "vitest";
import { startGrpcBackend } from "../support/backends.ts";
import { type ReadyChild, startChild } from "../support/child.ts";
import { oracle } from "../support/otlp-oracle.ts";
import { answerOf, frame, LOGS, openCall, rawSession } from "../support/raw-grpc.ts";
import { until } from "../support/receivers.ts";
import { encode, logsOf, postOtlp } from "../support/requests.ts";
import { configFor } from "../support/service.ts";

/** A backend that answers when told to. */
async function slowBackend() {
  const arrived: string[] = [];
  let open = false;
  const waiting: (() => void)[] = [];
  const backend = await startGrpcBackend(async (body) => {
    arrived.push(...[...JSON.stringify(oracle("logs").meaning(body)).matchAll(/record-[\d-]+/g)].map(String));
    if (!open) await new Promise<void>((resolve) => waiting.push(resolve));
    return {};
  });
  onTestFinished(() => backend.stop());
  const answer = (): void => {
    open = true;
    for (const resolve of waiting.splice(0)) resolve();
  };
  return { endpoint: backend.endpoint, arrived, answer };
}

function startDraining(endpoint: string): Promise<ReadyChild> {
  return startChild(configFor({ otlp_grpc: { endpoint, timeout: "30s" } }));
}

const statusOf = async (port: number): Promise<number> => (await fetch(`http://127.0.0.1:${port}/`)).status;

describe("R14 SIGTERM under load", () => {
  test("R14 readiness goes off, GOAWAY is said, what is in flight is finished, nothing acknowledged is lost, code 0", async () => {
    const backend = await slowBackend();
    const child = await startDraining(backend.endpoint);
    expect(await statusOf(child.healthPort)).toBe(200);

    const session = rawSession(child.grpcPort);
    let goaways = 0;
    session.on("goaway", () => goaways++);
    const calls = Array.from({ length: 50 }, (_, i) => {
      const stream = openCall(session, LOGS);
      const answer = answerOf(stream);
      stream.end(frame(encode("logs", logsOf([`record-${i} of ada@example.org`]))));
      return answer;
    });
    const posts = Array.from({ length: 20 }, (_, i) =>
      postOtlp(child.httpPort, "logs", encode("logs", logsOf([`record-${50 + i} of ada@example.org`]))),
    );
    await until(() => backend.arrived.length === 70);

    child.kill();
    await until(() => goaways > 0);
    expect(await statusOf(child.healthPort)).toBe(503);
    // A new connection finds nobody; a call on the old one is not taken any more.
    const late = connect(`http://127.0.0.1:${child.grpcPort}`);
    const [error] = (await once(late, "error").catch((reason: unknown) => [reason])) as [NodeJS.ErrnoException];
    expect(error.code).toBe("ECONNREFUSED");
    expect(await (await fetch(`http://127.0.0.1:${child.metricsPort}/metrics`)).text()).toContain(
      "otelcol_exporter_in_flight_requests",
    );

    backend.answer();
    const answers = await Promise.all(calls);
    const responses = await Promise.all(posts);
    expect(await child.ended).toBe(0);
    expect(answers.map((answer) => answer.status)).toEqual(answers.map(() => 0));
    expect(responses.map((response) => response.status)).toEqual(responses.map(() => 200));
    expect([...backend.arrived].sort()).toEqual(Array.from({ length: 70 }, (_, i) => `record-${i}`).sort());
    expect(child.stderr()).toContain('"event":"stopped"');
    expect(`${child.stdout()}${child.stderr()}`).not.toContain("ada@example.org");
  });

  test("R14 senders that go on sending: every acknowledged record is at the backend, the others were told to come again", async () => {
    const backend = await slowBackend();
    backend.answer();
    const child = await startDraining(backend.endpoint);
    const acknowledged: string[] = [];
    const ends = new Set<number>();
    const senders = Array.from({ length: 4 }, async (_, sender) => {
      for (let i = 0; ; i++) {
        const id = `record-${sender}-${i}`;
        const response = await postOtlp(child.httpPort, "logs", encode("logs", logsOf([id]))).catch(() => undefined);
        if (response === undefined) return;
        if (response.status === 200) acknowledged.push(id);
        else ends.add(response.status);
        if (response.status === 200 && acknowledged.length === 200) child.kill();
      }
    });
    await Promise.all(senders);
    expect(await child.ended).toBe(0);
    expect(acknowledged.length).toBeGreaterThanOrEqual(200);
    const arrived = new Set(backend.arrived);
    expect(acknowledged.filter((id) => !arrived.has(id))).toEqual([]);
    for (const end of ends) expect(end).toBe(503);
  });

  test("R15 a second signal ends it at once, with code 1; what was not acknowledged is the sender's still", async () => {
    const backend = await slowBackend();
    const child = await startDraining(backend.endpoint);
    const stream = openCall(rawSession(child.grpcPort), LOGS);
    const answer = answerOf(stream);
    stream.end(frame(encode("logs", logsOf(["record-1"]))));
    await until(() => backend.arrived.length === 1);
    child.kill("SIGTERM");
    await until(() => child.stderr().includes('"event":"stopping"'));
    child.kill("SIGINT");
    expect(await child.ended).toBe(1);
    expect((await answer).status).not.toBe(0);
  });

  test("R15 an idle proxy ends at the first signal with code 0", async () => {
    const child = await startDraining("http://127.0.0.1:1");
    child.kill("SIGINT");
    expect(await child.ended).toBe(0);
  });
});
