import { toJsonSchema } from "@valibot/to-json-schema";
import { TelemetrySettingsSchema } from "../telemetry/settings.ts";
import { type AnySchema, PipelineSchema, SECTION_NAMES, SECTIONS, type SectionName } from "./schema.ts";

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type JsonObject = { [key: string]: Json };

/** The configuration's JSON Schema for editors: what may be written, before defaults and references. */
export function configJsonSchema(): JsonObject {
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "otelscrub configuration",
    description: "Generated from the settings' schemas; do not edit.",
    type: "object",
    additionalProperties: false,
    required: ["service"],
    properties: {
      ...Object.fromEntries(SECTION_NAMES.map((name) => [name, sectionSchema(name)])),
      service: {
        type: "object",
        additionalProperties: false,
        required: ["pipelines"],
        properties: {
          extensions: { type: "array", items: { type: "string" } },
          pipelines: {
            type: "object",
            additionalProperties: false,
            minProperties: 1,
            patternProperties: { "^(logs|traces|metrics)(/.+)?$": writtenSchema(PipelineSchema) },
          },
          telemetry: writtenSchema(TelemetrySettingsSchema),
        },
      },
    },
  };
}

function sectionSchema(name: SectionName): JsonObject {
  const { schemas, aliases } = SECTIONS[name];
  const patterns: JsonObject = {};
  for (const [type, schema] of schemas) patterns[`^${type}(/.+)?$`] = writtenSchema(schema);
  for (const [former, type] of aliases) {
    const schema = schemas.get(type);
    if (schema !== undefined) patterns[`^${former}(/.+)?$`] = { ...writtenSchema(schema), deprecated: true };
  }
  return { type: ["object", "null"], additionalProperties: false, patternProperties: patterns };
}

function writtenSchema(schema: AnySchema): JsonObject {
  const converted = toJsonSchema(schema, { typeMode: "input", errorMode: "ignore" }) as JsonObject;
  const { $schema: _, ...rest } = converted;
  return asWritten(rest) as JsonObject;
}

/** A map may be left empty (`grpc:`), and any scalar may be a reference that is only text until it is read. */
function asWritten(node: Json): Json {
  if (Array.isArray(node)) return node.map(asWritten);
  if (typeof node !== "object" || node === null) return node;
  const out: JsonObject = {};
  for (const [key, value] of Object.entries(node)) out[key] = asWritten(value);
  if (out["type"] === "object") out["type"] = ["object", "null"];
  const isPlain = out["type"] === "number" || out["type"] === "integer" || out["type"] === "boolean";
  const isNarrowText = Array.isArray(out["enum"]) || (out["type"] === "string" && out["pattern"] !== undefined);
  if (!isPlain && !isNarrowText) return out;
  const { description, default: fallback, ...narrow } = out;
  const reference: JsonObject = { type: "string", pattern: "\\$\\{.+\\}" };
  return {
    ...(description === undefined ? {} : { description }),
    ...(fallback === undefined ? {} : { default: fallback }),
    anyOf: [narrow, reference],
  };
}
