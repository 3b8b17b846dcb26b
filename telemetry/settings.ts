import * as v from "valibot";

/** `host:port`, `[::1]:port` or `:port`. */
const ENDPOINT = /^(?:\[[0-9A-Fa-f:.%]+\]|[A-Za-z0-9._-]*):\d{1,5}$/;

const endpoint = v.pipe(
  v.string(),
  v.check((value) => parseEndpoint(value) !== undefined, "expected host:port such as localhost:8888"),
);
const port = v.pipe(v.number(), v.integer("expected a whole number"), v.minValue(0), v.maxValue(65_535));

const PrometheusReaderSchema = v.strictObject({
  pull: v.strictObject({
    exporter: v.strictObject({
      prometheus: v.strictObject({
        host: v.optional(v.pipe(v.string(), v.nonEmpty("must not be empty")), "localhost"),
        port: v.optional(port, 8888),
      }),
    }),
  }),
});

/** `service: telemetry`. */
export const TelemetrySettingsSchema = v.strictObject({
  logs: v.optional(
    v.strictObject({
      level: v.optional(v.picklist(["debug", "info", "warn", "error"]), "info"),
      /** By default `console` on a terminal, else `json`. */
      encoding: v.optional(v.picklist(["json", "console"])),
    }),
    {},
  ),
  metrics: v.optional(
    v.pipe(
      v.strictObject({
        /** `none` closes the listener; the counters are kept all the same. */
        level: v.optional(v.picklist(["none", "basic", "normal", "detailed"]), "normal"),
        address: v.optional(endpoint),
        readers: v.optional(v.pipe(v.array(PrometheusReaderSchema), v.maxLength(1, "only one reader is possible"))),
      }),
      v.check((s) => s.address === undefined || s.readers === undefined, "`address` and `readers` exclude each other"),
    ),
    {},
  ),
  traces: v.optional(v.strictObject({ level: v.optional(v.picklist(["none", "basic"]), "none") }), {}),
});

/** `extensions: health_check`. */
export const HealthCheckSettingsSchema = v.strictObject({
  endpoint: v.optional(endpoint, "localhost:13133"),
  path: v.optional(v.pipe(v.string(), v.regex(/^\/[\x21-\x7e]*$/, "expected a path that starts with a slash")), "/"),
});

export type TelemetrySettings = v.InferOutput<typeof TelemetrySettingsSchema>;
export type HealthCheckSettings = v.InferOutput<typeof HealthCheckSettingsSchema>;

/** Schemas by extension type. */
export const EXTENSION_SCHEMAS = { health_check: HealthCheckSettingsSchema } as const;

export interface Listen {
  readonly host: string;
  readonly port: number;
}

/** Splits `host:port`; an empty host means every interface. */
export function parseEndpoint(text: string): Listen | undefined {
  if (!ENDPOINT.test(text)) return undefined;
  const cut = text.lastIndexOf(":");
  const port = Number(text.slice(cut + 1));
  if (port > 65_535) return undefined;
  const host = text.slice(0, cut).replace(/^\[|\]$/g, "");
  return { host: host === "" ? "::" : host, port };
}

/** Where `/metrics` listens; undefined when it is switched off. */
export function metricsListen(settings: TelemetrySettings["metrics"]): Listen | undefined {
  if (settings.level === "none") return undefined;
  if (settings.address !== undefined) return parseEndpoint(settings.address);
  if (settings.readers === undefined) return { host: "localhost", port: 8888 };
  const reader = settings.readers[0]?.pull.exporter.prometheus;
  return reader === undefined ? undefined : { host: reader.host, port: reader.port };
}
