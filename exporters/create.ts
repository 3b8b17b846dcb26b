import type { Writable } from "node:stream";
import type { Sender } from "./attempt.ts";
import { ChainedExporter } from "./chain.ts";
import { DebugExporter } from "./debug.ts";
import type { ExporterEvents } from "./events.ts";
import type { Exporter } from "./exporter.ts";
import { FileExporter } from "./file.ts";
import { nopExporter } from "./nop.ts";
import { grpcSender } from "./otlp-grpc.ts";
import { httpSender } from "./otlp-http.ts";
import type { ExporterSettings, OtlpGrpcSettings, OtlpHttpSettings } from "./settings.ts";

export interface ExporterDeps {
  readonly events: ExporterEvents;
  /** Where `debug` prints. */
  readonly stdout: Writable;
  /** Of this program: the User-Agent says it. */
  readonly version: string;
}

/** Builds a configured destination; throws an OperatorError where a file or an address is wrong. Opens nothing yet. */
export function createExporter(id: string, config: ExporterSettings, deps: ExporterDeps): Exporter {
  const { events, stdout } = deps;
  const userAgent = `otelscrub/${deps.version}`;
  switch (config.type) {
    case "otlp_grpc":
      return chained(id, config.settings, grpcSender(id, config.settings, userAgent), events);
    case "otlp_http":
      return chained(id, config.settings, httpSender(id, config.settings, userAgent), events);
    case "debug":
      return new DebugExporter({ id, settings: config.settings, events, stdout });
    case "file":
      return new FileExporter(id, config.settings, events);
    case "nop":
      return nopExporter(id, events);
  }
}

function chained(
  id: string,
  settings: OtlpGrpcSettings | OtlpHttpSettings,
  sender: Sender,
  events: ExporterEvents,
): Exporter {
  return new ChainedExporter({
    id,
    sender,
    events,
    retry: settings.retry_on_failure,
    timeoutMs: settings.timeout,
    maxRequestBytes: settings.max_request_bytes,
  });
}
