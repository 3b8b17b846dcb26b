import { describe, expect, onTestFinished, test } from "vitest";
import { sendSteps } from "../../scripts/demo/send.ts";
import type { Step } from "../../scripts/demo/steps.ts";
import { type Arrival, type Collector, grpcCollector, httpCollector, textOf } from "../support/collected.ts";
import { sumOf } from "../support/identity.ts";
import { configFor, startProxy, UNFOLDED } from "../support/service.ts";

const SIGNALS = ["logs", "traces", "metrics"] as const;
const PROTOCOLS = ["grpc", "http/protobuf", "http/json"] as const;

/** The same five texts of every signal over every protocol; all people, numbers and keys are invented. */
const TEXTS = [
  { key: "user.email", text: "ada.lovelace@example.org", gone: "ada.lovelace" },
  { key: "note", text: "card 4111 1111 1111 1111 was declined", gone: "4111 1111" },
  { key: "db.password", text: "correct-horse-battery", gone: "correct-horse" },
  { key: "http.route", text: "/orders/{order_id}", gone: undefined },
  { key: "service.build", text: "größer als 3, 在庫 ok", gone: undefined },
] as const;

const STEPS: readonly Step[] = SIGNALS.flatMap((signal) =>
  PROTOCOLS.flatMap((protocol) =>
    TEXTS.map(({ key, text }) => ({ signal, protocol, key, text, place: "attribute" as const })),
  ),
).map((step, id) => ({ ...step, id }));

const DESTINATIONS = {
  "otlp_grpc on grpc-js": async () => {
    const backend = await grpcCollector();
    return { backend, exporters: { otlp_grpc: { endpoint: backend.endpoint } } };
  },
  "otlp_http protobuf on node:http": async () => {
    const backend = await httpCollector();
    return { backend, exporters: { otlp_http: { endpoint: backend.endpoint } } };
  },
  "otlp_http JSON on node:http": async () => {
    const backend = await httpCollector();
    return { backend, exporters: { otlp_http: { endpoint: backend.endpoint, encoding: "json", compression: "none" } } };
  },
} as const satisfies Record<string, () => Promise<{ backend: Collector; exporters: Record<string, object> }>>;

describe("R2 what the real SDK sends arrives scrubbed and whole", () => {
  test.each(Object.keys(DESTINATIONS) as (keyof typeof DESTINATIONS)[])(
    "R2 three signals over three protocols to %s",
    async (name) => {
      const { backend, exporters } = await DESTINATIONS[name]();
      onTestFinished(() => backend.stop());
      const proxy = await startProxy(configFor(exporters, UNFOLDED));
      await sendSteps(STEPS, {
        grpc: `http://127.0.0.1:${proxy.grpcPort}`,
        http: `http://127.0.0.1:${proxy.httpPort}`,
      });

      const arrived = arrivedSteps(backend.arrivals);
      expect([...arrived.keys()].sort((a, b) => a - b)).toEqual(STEPS.map((step) => step.id));
      for (const step of STEPS) {
        const { gone } = TEXTS.find((one) => one.key === step.key) ?? {};
        const value = arrived.get(step.id)?.get(step.key ?? "");
        if (gone === undefined) expect(value).toBe(step.text);
        else expect({ value, step: step.id }).not.toEqual({ value: step.text, step: step.id });
      }
      const everything = [textOf(backend.arrivals), proxy.written(), await proxy.metrics()].join("\n");
      for (const { gone } of TEXTS) if (gone !== undefined) expect(everything).not.toContain(gone);
      const page = await proxy.metrics();
      for (const signal of SIGNALS)
        expect(sumOf(page, "scrubber_exported_items_total", { signal })).toBe(STEPS.length / 3);
    },
  );

  test("R2 the same value becomes the same placeholder whichever way it came", async () => {
    const backend = await grpcCollector();
    onTestFinished(() => backend.stop());
    const proxy = await startProxy(configFor({ otlp_grpc: { endpoint: backend.endpoint } }));
    await sendSteps(STEPS, { grpc: `http://127.0.0.1:${proxy.grpcPort}`, http: `http://127.0.0.1:${proxy.httpPort}` });
    const arrived = arrivedSteps(backend.arrivals);
    for (const signal of SIGNALS) {
      for (const { key } of TEXTS) {
        const same = STEPS.filter((step) => step.signal === signal && step.key === key);
        expect(new Set(same.map((step) => arrived.get(step.id)?.get(key))).size).toBe(1);
      }
    }
  });
});

interface KeyValue {
  readonly key: string;
  readonly value?: { readonly stringValue?: string; readonly intValue?: string };
}

/** Attributes of each record, by the number the record carries. */
function arrivedSteps(arrivals: readonly Arrival[]): Map<number, Map<string, string | undefined>> {
  const steps = new Map<number, Map<string, string | undefined>>();
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) {
      const pairs = node as readonly KeyValue[];
      const id = pairs.find((pair) => pair?.key === "demo.step")?.value?.intValue;
      if (id !== undefined) {
        expect(steps.has(Number(id))).toBe(false);
        steps.set(Number(id), new Map(pairs.map((pair) => [pair.key, pair.value?.stringValue])));
      }
      for (const item of node) visit(item);
    } else if (node !== null && typeof node === "object") for (const child of Object.values(node)) visit(child);
  };
  for (const arrival of arrivals) visit(arrival.meaning);
  return steps;
}
