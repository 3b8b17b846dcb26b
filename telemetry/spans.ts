import { SpanKind, SpanStatusCode, type TracerProvider, trace } from "@opentelemetry/api";
import type { Transport } from "../core/envelope.ts";
import type { Outcome } from "../core/outcome.ts";
import type { Signal } from "../core/signal.ts";
import type { TelemetrySettings } from "./settings.ts";

/** One request of the road as a span of our own. */
interface RequestSpan {
  /** Ends the span; later calls do nothing. */
  end(items: number, outcome: Outcome): void;
}

export interface Spans {
  request(signal: Signal, transport: Transport): RequestSpan;
}

const NO_SPAN: RequestSpan = { end: () => {} };
const NO_SPANS: Spans = { request: () => NO_SPAN };

/**
 * Spans about the proxy, off by default. They start a trace of their own: a sender's ids are data and are not taken
 * over. Attributes are signal, transport, code and count, so that a span sent through the proxy itself holds nothing to scrub.
 * They go to whatever provider the operator registered (`node --import`).
 */
export function createSpans(
  settings: TelemetrySettings["traces"],
  version: string,
  provider: TracerProvider = trace,
): Spans {
  if (settings.level === "none") return NO_SPANS;
  const tracer = provider.getTracer("otelscrub", version);
  return {
    request(signal, transport) {
      const span = tracer.startSpan("otelscrub.request", {
        kind: SpanKind.SERVER,
        root: true,
        attributes: { "otelscrub.signal": signal, "otelscrub.transport": transport },
      });
      return {
        end(items, outcome) {
          span.setAttribute("otelscrub.items", items);
          span.setAttribute("otelscrub.outcome", outcome.kind === "accepted" ? "accepted" : outcome.code);
          if (outcome.kind === "refused") span.setStatus({ code: SpanStatusCode.ERROR });
          span.end();
        },
      };
    },
  };
}
