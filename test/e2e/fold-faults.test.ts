import { randomUUID } from "node:crypto";
import { describe, expect, onTestFinished, test } from "vitest";
import { startGrpcBackend, startHttpBackend } from "../support/backends.ts";
import { type Sent, sentIn } from "../support/fold-ledger.ts";
import { sumOf } from "../support/identity.ts";
import type { PlainMessage } from "../support/otlp-oracle.ts";
import { startProxy as startService } from "../support/proxy.ts";
import { frame, METRICS, openCall, rawCall, rawSession } from "../support/raw-grpc.ts";
import { encode, postOtlp, text } from "../support/requests.ts";
import { configFor, type Proxy, startProxy } from "../support/service.ts";

const FOLD = {
  processors: { memory_limiter: { limit_mib: 256 }, scrub: { fold: { interval: "1s", clock_guard: "0s" } } },
};
const PLAIN = { compression: "none", retry_on_failure: { enabled: false } };
const CUMULATIVE = 2;
const DELTA = 1;

/** One export of a process that began with `startMs`: three points fold, one passes. */
function exportOf(startMs: number, timeMs: number): Uint8Array {
  const times = { startTimeUnixNano: `${startMs}000000`, timeUnixNano: `${timeMs}000000` };
  const user = [text("user.id", randomUUID()), text("http.route", "/cart")];
  const counter = (
    name: string,
    aggregationTemporality: number,
    attributes: readonly PlainMessage[],
  ): PlainMessage => ({
    name,
    sum: { aggregationTemporality, isMonotonic: true, dataPoints: [{ ...times, attributes, asInt: "7" }] },
  });
  const sizes = { ...times, attributes: user, count: "3", sum: 6, explicitBounds: [1], bucketCounts: ["1", "2"] };
  const metrics = [
    counter("totals", CUMULATIVE, user),
    counter("deltas", DELTA, user),
    { name: "sizes", histogram: { aggregationTemporality: DELTA, dataPoints: [sizes] } },
    counter("passes", CUMULATIVE, []),
  ];
  const resource = { attributes: [text("service.name", "shop"), text("service.instance.id", randomUUID())] };
  return encode("metrics", { resourceMetrics: [{ resource, scopeMetrics: [{ scope: { name: "shop" }, metrics }] }] });
}

/** What a backend that refuses its first request was told of each folded metric, once `passes` arrived. */
interface Refusing {
  readonly exporter: Record<string, object>;
  readonly accepted: () => readonly Buffer[];
}

async function refusingGrpc(code = 14): Promise<Refusing> {
  const accepted: Buffer[] = [];
  const backend = await startGrpcBackend((body, index) => {
    if (index === 0) return { code, message: "no" };
    accepted.push(body);
    return {};
  });
  onTestFinished(() => backend.stop());
  return { exporter: { otlp_grpc: { endpoint: backend.endpoint, ...PLAIN } }, accepted: () => accepted };
}

async function refusingHttp(status = 503): Promise<Refusing> {
  const accepted: Buffer[] = [];
  const backend = await startHttpBackend((response, body, index) => {
    if (index > 0) accepted.push(body);
    response.writeHead(index === 0 ? status : 200, { "content-type": "application/x-protobuf" });
    response.end();
  });
  onTestFinished(() => backend.stop());
  return { exporter: { otlp_http: { endpoint: backend.endpoint, ...PLAIN } }, accepted: () => accepted };
}

/** Whether a request was accepted. */
type Send = (proxy: Pick<Proxy, "grpcPort" | "httpPort">, body: Uint8Array) => Promise<boolean>;
const overGrpc: Send = async ({ grpcPort }, body) =>
  (await rawCall(grpcPort, frame(body), { path: METRICS })).status === 0;
const overHttp: Send = async ({ httpPort }, body) => (await postOtlp(httpPort, "metrics", body)).status === 200;

/** What readers make of all points of a folded metric: the last total, or the sum of the deltas. */
function gained(sent: readonly Sent[], name: string): number {
  const points = sent.filter((one) => one.name === name);
  const valueOf = (sent?: Sent): number => Number(sent?.point["count"] ?? sent?.value ?? 0);
  if (points[0]?.temporality === CUMULATIVE) return valueOf(points.at(-1));
  return points.reduce((sum, one) => sum + valueOf(one), 0);
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe("V20 a sender that was refused and comes again", () => {
  test.each([
    ["gRPC", refusingGrpc, overGrpc],
    ["HTTP", refusingHttp, overHttp],
  ] as const)(
    "V20 what folded of the request the first time is not counted twice: %s",
    async (_name, backend, send) => {
      const { exporter, accepted } = await backend();
      const proxy = await startProxy(configFor(exporter, FOLD));
      const startMs = Date.now();
      await pause(20);
      const body = exportOf(startMs, startMs + 10);
      expect(await send(proxy, body)).toBe(false);
      expect(await send(proxy, body)).toBe(true);
      expect(await send(proxy, body)).toBe(true);
      const gains = (): Record<string, number> => {
        const sent = sentIn(accepted());
        return Object.fromEntries(["totals", "deltas", "sizes", "passes"].map((name) => [name, gained(sent, name)]));
      };
      await expect.poll(gains, { timeout: 5_000 }).toEqual({ totals: 7, deltas: 7, sizes: 3, passes: 7 });
      await pause(1_200);
      expect(gains()).toEqual({ totals: 7, deltas: 7, sizes: 3, passes: 7 });
      const page = await proxy.metrics();
      const count = (what: string): number => sumOf(page, `scrubber_${what}_items_total`, { signal: "metrics" });
      expect([count("received"), count("rejected"), count("folded"), count("exported")]).toEqual([12, 4, 6, 2]);
    },
  );
});

test.each([
  ["gRPC", () => refusingGrpc(3), overGrpc],
  ["HTTP", () => refusingHttp(400), overHttp],
] as const)(
  "V33 what passes is refused for good, and what folded counts, as the sender is told: %s",
  async (_name, backend, send) => {
    const { exporter, accepted } = await backend();
    const proxy = await startProxy(configFor(exporter, FOLD));
    const startMs = Date.now();
    await pause(20);
    expect(await send(proxy, exportOf(startMs, startMs + 10))).toBe(true);
    const gains = (): readonly number[] => {
      const sent = sentIn(accepted());
      return ["totals", "deltas", "sizes", "passes"].map((name) => gained(sent, name));
    };
    await expect.poll(gains, { timeout: 5_000 }).toEqual([7, 7, 3, 0]);
    const page = await proxy.metrics();
    const count = (what: string): number => sumOf(page, `scrubber_${what}_items_total`, { signal: "metrics" });
    expect([count("received"), count("rejected"), count("folded"), count("exported")]).toEqual([4, 1, 3, 0]);
  },
);

test("V21 a sender that hangs when the proxy stops does not cost what was acknowledged", {
  timeout: 30_000,
}, async () => {
  const accepted: Buffer[] = [];
  const backend = await startGrpcBackend((body) => {
    accepted.push(body);
    return {};
  });
  onTestFinished(() => backend.stop());
  const fold = { interval: "10m", clock_guard: "0s" };
  const proxy = await startService({ otlp_grpc: { endpoint: backend.endpoint, ...PLAIN } }, [
    JSON.stringify({ processors: { scrub: { fold } } }),
  ]);
  const startMs = Date.now();
  await pause(20);
  expect(await overGrpc(proxy, exportOf(startMs, startMs + 10))).toBe(true);
  const hanging = openCall(rawSession(proxy.grpcPort), METRICS);
  hanging.write(frame(new Uint8Array(1_000)).subarray(0, 100));
  await pause(100);
  await proxy.service.stop(6_000);
  expect(gained(sentIn(accepted), "deltas")).toBe(7);
});
