import * as v from "valibot";
import { SIGNALS } from "../core/signal.ts";
import { EXPORTER_ALIASES, EXPORTER_SCHEMAS } from "../exporters/settings.ts";
import { PROCESSOR_SCHEMAS } from "../processors/settings.ts";
import { otlpReceiverSettings } from "../receiver/settings.ts";
import { EXTENSION_SCHEMAS, TelemetrySettingsSchema } from "../telemetry/settings.ts";

export type AnySchema = v.GenericSchema;

const ids = v.optional(v.array(v.string()), []);

export const PipelineSchema = v.strictObject({ receivers: ids, processors: ids, exporters: ids });

const section = v.optional(v.record(v.string(), v.unknown()), {});

/** The document without its components: their schemas depend on their ids and follow in `SECTIONS`. */
export const DocumentSchema = v.strictObject({
  receivers: section,
  processors: section,
  exporters: section,
  extensions: section,
  service: v.strictObject({
    extensions: ids,
    pipelines: v.record(v.string(), PipelineSchema),
    telemetry: v.optional(TelemetrySettingsSchema, {}),
  }),
});
export type DocumentSettings = v.InferOutput<typeof DocumentSchema>;

export const SECTION_NAMES = ["receivers", "processors", "exporters", "extensions"] as const;
export type SectionName = (typeof SECTION_NAMES)[number];

export interface Section {
  /** What one component is called in a sentence. */
  readonly noun: string;
  readonly schemas: ReadonlyMap<string, AnySchema>;
  /** Former type names. */
  readonly aliases: ReadonlyMap<string, string>;
}

/** Every component type there is. */
export const SECTIONS: Readonly<Record<SectionName, Section>> = {
  receivers: { noun: "receiver", schemas: new Map([["otlp", otlpReceiverSettings]]), aliases: new Map() },
  processors: { noun: "processor", schemas: new Map(Object.entries(PROCESSOR_SCHEMAS)), aliases: new Map() },
  exporters: { noun: "exporter", schemas: new Map(Object.entries(EXPORTER_SCHEMAS)), aliases: EXPORTER_ALIASES },
  extensions: { noun: "extension", schemas: new Map(Object.entries(EXTENSION_SCHEMAS)), aliases: new Map() },
};

/** `type` or `type/name`, as the collector allows them. */
export const ID_PATTERN = /^[a-zA-Z][0-9a-zA-Z_]{0,62}(?:\/[^\s/$#'"{}[\],:]{1,1024})?$/u;

/** An id's type, its former names translated. */
export function typeOfId(id: string, section: SectionName): string {
  const type = id.split("/", 1)[0] ?? id;
  return SECTIONS[section].aliases.get(type) ?? type;
}

/** An id in its present name: `otlp/backend` of an exporter is `otlp_grpc/backend`. */
export function presentId(id: string, section: SectionName): string {
  const slash = id.indexOf("/");
  return slash < 0 ? typeOfId(id, section) : typeOfId(id, section) + id.slice(slash);
}

/** The signal of a pipeline's id; undefined when it names none. */
export function signalOfPipeline(id: string): (typeof SIGNALS)[number] | undefined {
  const type = id.split("/", 1)[0];
  return SIGNALS.find((signal) => signal === type);
}
