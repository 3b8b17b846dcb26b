import { once } from "node:events";
import type { Writable } from "node:stream";
import { ERRORS } from "../core/errors.ts";
import { LIMITS } from "../core/limits.ts";
import { ACCEPTED, type Outcome } from "../core/outcome.ts";
import { protobufToJson } from "../otlp/json-write.ts";
import { describeRequest } from "./debug-text.ts";
import type { ExporterEvents } from "./events.ts";
import type { CleanBatch, Exporter } from "./exporter.ts";
import type { DebugSettings } from "./settings.ts";

/** A pipe whose reader stopped must not hold requests for ever. */
const LONGEST_DRAIN_MS = 5_000;

export interface DebugOptions {
  readonly id: string;
  readonly settings: DebugSettings;
  readonly events: ExporterEvents;
  readonly stdout: Writable;
}

/** Prints scrubbed telemetry for people to read, in the manner of the collector's debug exporter. */
export class DebugExporter implements Exporter {
  readonly id: string;
  readonly #options: DebugOptions;

  constructor(options: DebugOptions) {
    this.id = options.id;
    this.#options = options;
  }

  start(): Promise<void> {
    return Promise.resolve();
  }

  stop(): Promise<void> {
    return Promise.resolve();
  }

  async send(batch: CleanBatch): Promise<Outcome> {
    const { events, stdout, settings } = this.#options;
    events.inFlight(this.id, 1);
    try {
      const json: unknown = JSON.parse(new TextDecoder().decode(protobufToJson(batch.bytes, batch.signal)));
      const text = describeRequest(json, batch.signal, settings.verbosity);
      if (!stdout.write(text)) await drained(stdout, batch.abort);
      events.sent(this.id, batch.signal, batch.items);
      return ACCEPTED;
    } catch {
      events.failed(this.id, batch.signal, batch.items, "write failed", false);
      const message = ERRORS.backend_unavailable.text;
      return { kind: "refused", code: "backend_unavailable", message, retryAfterMs: LIMITS.maxRetryHintMs };
    } finally {
      events.inFlight(this.id, -1);
    }
  }
}

async function drained(stdout: Writable, abort: AbortSignal): Promise<void> {
  if (stdout.destroyed) throw new Error("closed");
  await once(stdout, "drain", { signal: AbortSignal.any([abort, AbortSignal.timeout(LONGEST_DRAIN_MS)]) });
}
