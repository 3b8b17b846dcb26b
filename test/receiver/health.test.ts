import { Client, credentials, type ServiceError, status } from "@grpc/grpc-js";
import { describe, expect, onTestFinished, test } from "vitest";
import { Health } from "../../receiver/health.ts";
import { startGrpc } from "../support/receivers.ts";

const CHECK = "/grpc.health.v1.Health/Check";
const WATCH = "/grpc.health.v1.Health/Watch";
const TRACE_SERVICE = "opentelemetry.proto.collector.trace.v1.TraceService";
const same = (bytes: Buffer) => bytes;
const SERVING = Buffer.from([8, 1]);
const NOT_SERVING = Buffer.from([8, 2]);
const SERVICE_UNKNOWN = Buffer.from([8, 3]);

/** HealthCheckRequest { string service = 1 }. */
function asking(service: string): Buffer {
  return service === "" ? Buffer.alloc(0) : Buffer.concat([Buffer.of(0x0a, service.length), Buffer.from(service)]);
}

function clientOf(port: number, options: object = {}): Client {
  const client = new Client(`127.0.0.1:${port}`, credentials.createInsecure(), options);
  onTestFinished(() => client.close());
  return client;
}

function check(client: Client, request: Buffer): Promise<Buffer | ServiceError> {
  return new Promise((resolve) => {
    client.makeUnaryRequest(CHECK, same, same, request, (error, answer) => resolve(error ?? answer ?? SERVICE_UNKNOWN));
  });
}

/** Collects what a watcher is told. */
function watch(client: Client, service: string) {
  const told: Buffer[] = [];
  const stream = client.makeServerStreamRequest(WATCH, same, same, asking(service));
  stream.on("error", () => {});
  let changed = () => {};
  stream.on("data", (status: Buffer) => {
    told.push(status);
    changed();
  });
  const heard = async (count: number) => {
    while (told.length < count) await new Promise<void>((resolve) => (changed = resolve));
    return told;
  };
  return { heard, cancel: () => stream.cancel() };
}

describe("grpc.health.v1", () => {
  test("Check answers for the proxy and for each Export service", async () => {
    const health = new Health();
    const { port } = await startGrpc({ health });
    const client = clientOf(port);
    expect(await check(client, asking(""))).toEqual(NOT_SERVING);
    health.set(true);
    expect(await check(client, asking(""))).toEqual(SERVING);
    expect(await check(client, asking(TRACE_SERVICE))).toEqual(SERVING);
  });

  test("Check takes a compressed request, as clients with gzip for everything send it", async () => {
    const { port } = await startGrpc();
    const client = clientOf(port, { "grpc.default_compression_algorithm": 2 });
    expect(await check(client, asking(TRACE_SERVICE))).toEqual(SERVING);
  });

  test("Check of a service that is not here is NOT_FOUND, of nonsense INTERNAL", async () => {
    const { port } = await startGrpc();
    const client = clientOf(port);
    expect(await check(client, asking("some.Other"))).toMatchObject({ code: status.NOT_FOUND });
    expect(await check(client, Buffer.from([0x0a, 0x7f]))).toMatchObject({ code: status.INTERNAL });
    expect(await check(client, Buffer.alloc(2_000))).toMatchObject({ code: status.RESOURCE_EXHAUSTED });
  });

  test("Watch tells each change", async () => {
    const health = new Health();
    const { port } = await startGrpc({ health });
    const watcher = watch(clientOf(port), "");
    await watcher.heard(1);
    health.set(true);
    await watcher.heard(2);
    health.set(false);
    expect(await watcher.heard(3)).toEqual([NOT_SERVING, SERVING, NOT_SERVING]);
    watcher.cancel();
  });

  test("Watch of a service that is not here says so and stays", async () => {
    const { port } = await startGrpc();
    const watcher = watch(clientOf(port), "some.Other");
    expect(await watcher.heard(1)).toEqual([SERVICE_UNKNOWN]);
    watcher.cancel();
  });

  test("a watcher hears NOT_SERVING when the receiver stops, and does not keep it from stopping", async () => {
    const { port, receiver } = await startGrpc();
    const watcher = watch(clientOf(port), "");
    await watcher.heard(1);
    const deadlineMs = performance.now() + 50_000;
    await receiver.stop(deadlineMs);
    expect(performance.now()).toBeLessThan(deadlineMs);
    expect(await watcher.heard(2)).toEqual([SERVING, NOT_SERVING]);
  });
});
