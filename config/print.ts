import { stringify } from "yaml";
import { TelemetrySettingsSchema } from "../telemetry/settings.ts";
import type { Config } from "./config.ts";
import { type AnySchema, SECTION_NAMES, SECTIONS } from "./schema.ts";
import { isWrittenAsText, schemaAt } from "./schema-walk.ts";

const REDACTED = "[redacted]";
/** Settings whose value, or every value inside, is never printed. */
const SECRET_KEY = /(?:^|_)(?:pem|key|secret|token|password|passphrase|credentials?)$/;
const SECRET_MAPS = new Set(["headers"]);
/** A URL's userinfo and query may hold credentials. */
const URL_SECRET = /^([a-z][a-z0-9+.-]*:\/\/)(?:[^/?#@\s]*@)?([^?#\s]*)(\?[^#\s]*)?(?:#.*)?$/i;

/** The effective configuration as YAML, in present names and with every default, secrets replaced. */
export function printConfig(config: Config): string {
  const sections = SECTION_NAMES.map((name) => [
    name,
    Object.fromEntries(
      config[name].map(({ id, type, settings }) => [id, printable(settings, SECTIONS[name].schemas.get(type))]),
    ),
  ]);
  const pipelines = config.service.pipelines.map(({ id, receivers, processors, exporters }) => [
    id,
    { receivers, processors, exporters },
  ]);
  return stringify(
    {
      ...Object.fromEntries(sections),
      service: {
        extensions: config.service.extensions,
        pipelines: Object.fromEntries(pipelines),
        telemetry: printable(config.service.telemetry, TelemetrySettingsSchema),
      },
    },
    { aliasDuplicateObjects: false, lineWidth: 0 },
  );
}

function printable(value: unknown, schema: AnySchema | undefined, key = ""): unknown {
  if (value === undefined || value === null) return undefined;
  if (SECRET_KEY.test(key)) return REDACTED;
  if (SECRET_MAPS.has(key) && typeof value === "object") {
    return Object.fromEntries(Object.keys(value).map((name) => [name, REDACTED]));
  }
  const inner = (step: string | number): AnySchema | undefined =>
    schema === undefined ? undefined : schemaAt(schema, [step]);
  if (Array.isArray(value)) return value.map((item, i) => printable(item, inner(i)));
  if (typeof value === "object") {
    return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, printable(part, inner(name), name)]));
  }
  // Durations are kept as milliseconds; what is printed must be readable again.
  if (typeof value === "number" && isWrittenAsText(schema)) return `${value}ms`;
  return typeof value === "string" ? printableText(value) : value;
}

function printableText(text: string): string {
  const url = URL_SECRET.exec(text);
  if (url === null) return text;
  const query = url[3] === undefined ? "" : `?${REDACTED}`;
  return `${url[1]}${url[2]}${query}`;
}
