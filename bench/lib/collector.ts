import { existsSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EXPRESSIONS } from "../expressions.ts";
import { type Subject, startSubject } from "./subject.ts";

/**
 * A real OpenTelemetry Collector, built beforehand from Go modules with the otlp, redaction and memory_limiter
 * components; `OTELCOL` names the binary. Undefined, with a line on stderr, where there is none.
 */
export async function startCollector(
  mode: "forward" | "redact",
  port: number,
  backend: number,
  compression: string,
): Promise<Subject | undefined> {
  const binary = process.env["OTELCOL"];
  if (binary === undefined || !existsSync(binary)) {
    process.stderr.write(
      `Skipped: collector_${mode}. Set OTELCOL to an OpenTelemetry Collector with the otlp and redaction components to include it.\n`,
    );
    return undefined;
  }
  const file = join(mkdtempSync(join(tmpdir(), "otelscrub-bench-")), "collector.yaml");
  writeFileSync(file, JSON.stringify(config(mode, port, backend, compression)));
  return startSubject(`collector_${mode}`, port, binary, ["--config", file], { GOMAXPROCS: "2" });
}

function config(mode: "forward" | "redact", port: number, backend: number, compression: string): object {
  const processors = mode === "redact" ? ["redaction"] : [];
  const pipeline = { receivers: ["otlp"], processors, exporters: ["otlp"] };
  return {
    receivers: { otlp: { protocols: { grpc: { endpoint: `127.0.0.1:${port}`, max_recv_msg_size_mib: 64 } } } },
    processors:
      mode === "redact" ? { redaction: { allow_all_keys: true, blocked_values: EXPRESSIONS.map(goPattern) } } : {},
    exporters: {
      otlp: {
        endpoint: `127.0.0.1:${backend}`,
        tls: { insecure: true },
        compression,
        sending_queue: { enabled: false },
        retry_on_failure: { enabled: false },
      },
    },
    service: {
      telemetry: { metrics: { level: "none" }, logs: { level: "error" } },
      pipelines: { logs: pipeline, traces: pipeline, metrics: pipeline },
    },
  };
}

/** Go's syntax is the same for these but for the flag. */
function goPattern(expression: RegExp): string {
  return expression.flags.includes("i") ? `(?i)${expression.source}` : expression.source;
}
