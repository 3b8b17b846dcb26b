import * as v from "valibot";
import { createExporter } from "../../exporters/create.ts";
import type { Exporter } from "../../exporters/exporter.ts";
import { OtlpGrpcSettingsSchema } from "../../exporters/settings.ts";
import { type GrpcAnswer, type GrpcBackend, startGrpcBackend } from "./backends.ts";
import { collectEvents, type Told } from "./batches.ts";

/** Tries every few milliseconds, so that tests of many tries stay short. */
export const QUICK = { initial_interval: "2ms", max_interval: "5ms", max_elapsed_time: "500ms" };

/** Backends and exporters of one test, closed together in reverse order. */
export class GrpcBench {
  readonly #closing: (() => unknown)[] = [];

  onClose(close: () => unknown): void {
    this.#closing.push(close);
  }

  async close(): Promise<void> {
    for (const close of this.#closing.splice(0).toReversed()) await close();
  }

  async backend(answer: (body: Buffer, index: number) => GrpcAnswer | Promise<GrpcAnswer>): Promise<GrpcBackend> {
    const started = await startGrpcBackend(answer);
    this.onClose(() => started.stop());
    return started;
  }

  exporter(settings: v.InferInput<typeof OtlpGrpcSettingsSchema>): { exporter: Exporter; told: Told } {
    const told = collectEvents();
    const parsed = v.parse(OtlpGrpcSettingsSchema, { retry_on_failure: QUICK, ...settings });
    const deps = { events: told, stdout: process.stdout, version: "0" };
    const made = createExporter("otlp_grpc/test", { type: "otlp_grpc", settings: parsed }, deps);
    this.onClose(() => made.stop(performance.now() + 100));
    return { exporter: made, told };
  }
}
