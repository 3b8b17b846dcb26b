import { context, trace } from "@opentelemetry/api";
import {
  InMemorySpanExporter,
  SimpleSpanProcessor,
  StackContextManager,
  TracerProvider,
} from "@opentelemetry/sdk-trace";
import { describe, expect, test } from "vitest";
import { createSpans } from "../../telemetry/spans.ts";

function provider() {
  const exporter = new InMemorySpanExporter();
  return { exporter, provider: new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] }) };
}

describe("own spans", () => {
  test("O29 they are off by default", () => {
    const { exporter, provider: tracers } = provider();
    createSpans({ level: "none" }, "1", tracers).request("logs", "grpc").end(3, { kind: "accepted", rejectedItems: 0 });
    expect(exporter.getFinishedSpans()).toEqual([]);
  });

  test("O29 they are roots and hold signal, transport, outcome and count only", () => {
    const { exporter, provider: tracers } = provider();
    const spans = createSpans({ level: "basic" }, "1", tracers);
    spans.request("logs", "grpc").end(3, { kind: "accepted", rejectedItems: 0 });
    spans.request("traces", "http").end(0, { kind: "refused", code: "malformed", message: "jane.doe@example.com" });
    const finished = exporter.getFinishedSpans();
    expect(
      finished.map(({ name, attributes, parentSpanContext }) => ({ name, attributes, parentSpanContext })),
    ).toEqual([
      {
        name: "otelscrub.request",
        attributes: {
          "otelscrub.signal": "logs",
          "otelscrub.transport": "grpc",
          "otelscrub.items": 3,
          "otelscrub.outcome": "accepted",
        },
        parentSpanContext: undefined,
      },
      {
        name: "otelscrub.request",
        attributes: {
          "otelscrub.signal": "traces",
          "otelscrub.transport": "http",
          "otelscrub.items": 0,
          "otelscrub.outcome": "malformed",
        },
        parentSpanContext: undefined,
      },
    ]);
    expect(JSON.stringify(finished.map((span) => [span.status, span.events]))).not.toContain("jane");
  });

  test("O29 a span around the request does not become its parent", () => {
    const { exporter, provider: tracers } = provider();
    context.setGlobalContextManager(new StackContextManager().enable());
    try {
      const outer = tracers.getTracer("test").startSpan("outer");
      context.with(trace.setSpan(context.active(), outer), () => {
        expect(trace.getActiveSpan()).toBe(outer);
        const spans = createSpans({ level: "basic" }, "1", tracers);
        spans.request("logs", "grpc").end(1, { kind: "accepted", rejectedItems: 0 });
      });
      const [own] = exporter.getFinishedSpans();
      expect(own?.parentSpanContext).toBeUndefined();
      expect(own?.spanContext().traceId).not.toBe(outer.spanContext().traceId);
    } finally {
      context.disable();
    }
  });
});
