import { expect, onTestFinished, test } from "vitest";
import { grpcCollector, textOf } from "../support/collected.ts";
import { encode, logsOf, postOtlp } from "../support/requests.ts";
import { configFor, startProxy } from "../support/service.ts";

test("R1 the sender hears OK only when the last destination of the last pipeline accepted, and what arrived is scrubbed", async () => {
  const accepted = Promise.withResolvers<void>();
  const asked = Promise.withResolvers<void>();
  const gate = Promise.withResolvers<void>();
  const fast = await grpcCollector(() => {
    accepted.resolve();
    return {};
  });
  const slow = await grpcCollector(async () => {
    asked.resolve();
    await gate.promise;
    return {};
  });
  onTestFinished(async () => {
    await fast.stop();
    await slow.stop();
  });
  const insecure = { insecure: true };
  const exporters = {
    "otlp_grpc/fast": { endpoint: fast.endpoint, tls: insecure },
    "otlp_grpc/slow": { endpoint: slow.endpoint, tls: insecure },
  };
  const lane = (exporter: string) => ({ receivers: ["otlp"], processors: ["scrub"], exporters: [exporter] });
  const pipelines = { "logs/a": lane("otlp_grpc/fast"), "logs/b": lane("otlp_grpc/slow") };
  const telemetry = { metrics: { address: "localhost:0" } };
  const proxy = await startProxy(configFor(exporters, { extensions: {}, service: { telemetry, pipelines } }));

  const order: string[] = [];
  const answer = postOtlp(proxy.httpPort, "logs", encode("logs", logsOf(["mail ada@example.org"])));
  const heard = answer.then(({ status }) => order.push(`OK ${status}`));
  await Promise.all([accepted.promise, asked.promise]);
  // A whole round trip: an answer that were sent already would be here before it.
  await postOtlp(proxy.httpPort, "logs", encode("logs", logsOf([])));
  order.push("accepted by one");
  gate.resolve();
  await heard;
  expect(order).toEqual(["accepted by one", "OK 200"]);
  expect(textOf([...fast.arrivals, ...slow.arrivals])).not.toContain("ada@example.org");
});
