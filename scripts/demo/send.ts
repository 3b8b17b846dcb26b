import { context, trace } from "@opentelemetry/api";
import { OTLPLogExporter as GrpcLogs } from "@opentelemetry/exporter-logs-otlp-grpc";
import { OTLPLogExporter as JsonLogs } from "@opentelemetry/exporter-logs-otlp-http";
import { OTLPLogExporter as ProtoLogs } from "@opentelemetry/exporter-logs-otlp-proto";
import { OTLPMetricExporter as GrpcMetrics } from "@opentelemetry/exporter-metrics-otlp-grpc";
import { OTLPMetricExporter as JsonMetrics } from "@opentelemetry/exporter-metrics-otlp-http";
import { OTLPMetricExporter as ProtoMetrics } from "@opentelemetry/exporter-metrics-otlp-proto";
import { OTLPTraceExporter as GrpcTraces } from "@opentelemetry/exporter-trace-otlp-grpc";
import { OTLPTraceExporter as JsonTraces } from "@opentelemetry/exporter-trace-otlp-http";
import { OTLPTraceExporter as ProtoTraces } from "@opentelemetry/exporter-trace-otlp-proto";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { BatchLogRecordProcessor, LoggerProvider } from "@opentelemetry/sdk-logs";
import { MeterProvider, PeriodicExportingMetricReader } from "@opentelemetry/sdk-metrics";
import { BatchSpanProcessor, TracerProvider } from "@opentelemetry/sdk-trace";
import { STEP_KEY, type Step } from "./steps.ts";

/** Where the proxy listens, as URLs. */
export interface Endpoints {
  readonly grpc: string;
  readonly http: string;
}

const resource = resourceFromAttributes({ "service.name": "demo-shop", "service.version": "1.4.2" });

/** Sends the steps as an application would: real SDK, real exporters; resolves when everything is acknowledged. */
export async function sendSteps(steps: readonly Step[], endpoints: Endpoints): Promise<void> {
  for (const protocol of ["grpc", "http/protobuf", "http/json"] as const) {
    const mine = steps.filter((step) => step.protocol === protocol);
    await sendLogs(
      mine.filter((step) => step.signal === "logs"),
      protocol,
      endpoints,
    );
    await sendSpans(
      mine.filter((step) => step.signal === "traces"),
      protocol,
      endpoints,
    );
    await sendMetrics(
      mine.filter((step) => step.signal === "metrics"),
      protocol,
      endpoints,
    );
  }
}

function attributesOf(step: Step): Record<string, string | number> {
  return { [STEP_KEY]: step.id, ...(step.key === undefined ? {} : { [step.key]: step.text }) };
}

async function sendLogs(steps: readonly Step[], protocol: Step["protocol"], endpoints: Endpoints): Promise<void> {
  const url = `${endpoints.http}/v1/logs`;
  const exporter =
    protocol === "grpc"
      ? new GrpcLogs({ url: endpoints.grpc })
      : protocol === "http/json"
        ? new JsonLogs({ url })
        : new ProtoLogs({ url });
  const provider = new LoggerProvider({ resource, processors: [new BatchLogRecordProcessor({ exporter })] });
  const logger = provider.getLogger("demo");
  for (const step of steps) {
    logger.emit({
      severityText: "INFO",
      body: step.place === "body" ? step.text : "request handled",
      attributes: attributesOf(step),
    });
  }
  await provider.shutdown();
}

async function sendSpans(steps: readonly Step[], protocol: Step["protocol"], endpoints: Endpoints): Promise<void> {
  const url = `${endpoints.http}/v1/traces`;
  const exporter =
    protocol === "grpc"
      ? new GrpcTraces({ url: endpoints.grpc })
      : protocol === "http/json"
        ? new JsonTraces({ url })
        : new ProtoTraces({ url });
  const provider = new TracerProvider({ resource, spanProcessors: [new BatchSpanProcessor({ exporter })] });
  const tracer = provider.getTracer("demo");
  for (const step of steps) {
    tracer
      .startSpan(
        step.place === "name" ? step.text : "GET",
        { attributes: attributesOf(step) },
        trace.deleteSpan(context.active()),
      )
      .end();
  }
  await provider.shutdown();
}

async function sendMetrics(steps: readonly Step[], protocol: Step["protocol"], endpoints: Endpoints): Promise<void> {
  const url = `${endpoints.http}/v1/metrics`;
  const exporter =
    protocol === "grpc"
      ? new GrpcMetrics({ url: endpoints.grpc })
      : protocol === "http/json"
        ? new JsonMetrics({ url })
        : new ProtoMetrics({ url });
  const provider = new MeterProvider({
    resource,
    readers: [new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 60_000 })],
  });
  const counter = provider.getMeter("demo").createCounter("demo.requests");
  for (const step of steps) counter.add(1, attributesOf(step));
  await provider.shutdown();
}
