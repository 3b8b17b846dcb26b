import type { Signal } from "../core/signal.ts";
import type { ExporterSettings } from "../exporters/settings.ts";
import type { ProcessorSettings } from "../processors/settings.ts";
import type { OtlpReceiverSettings } from "../receiver/settings.ts";
import type { HealthCheckSettings, TelemetrySettings } from "../telemetry/settings.ts";

/** The whole configuration: checked, complete with defaults, frozen. Ids are as written, exporters' in their new names. */
export interface Config {
  readonly receivers: readonly ReceiverConfig[];
  readonly processors: readonly ProcessorConfig[];
  readonly exporters: readonly ExporterConfig[];
  readonly extensions: readonly ExtensionConfig[];
  readonly service: {
    /** Ids of the extensions that run. */
    readonly extensions: readonly string[];
    readonly pipelines: readonly PipelineConfig[];
    readonly telemetry: TelemetrySettings;
  };
}

export interface ReceiverConfig {
  readonly id: string;
  readonly type: "otlp";
  readonly settings: OtlpReceiverSettings;
}
export type ProcessorConfig = { readonly id: string } & ProcessorSettings;
export type ExporterConfig = { readonly id: string } & ExporterSettings;
export interface ExtensionConfig {
  readonly id: string;
  readonly type: "health_check";
  readonly settings: HealthCheckSettings;
}

export interface PipelineConfig {
  /** `logs` or `logs/name`. */
  readonly id: string;
  readonly signal: Signal;
  readonly receivers: readonly string[];
  readonly processors: readonly string[];
  readonly exporters: readonly string[];
}
