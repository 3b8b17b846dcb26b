import * as v from "valibot";
import { parseDuration } from "../core/duration.ts";
import { Secret } from "../core/secret.ts";
import { FoldSettingsSchema } from "./fold/settings.ts";

/** Shortest key for tokens, in bytes: 128 bits, below which guessing the key is cheaper than guessing the values. */
const MIN_KEY_BYTES = 16;

const text = v.pipe(v.string(), v.nonEmpty("must not be empty"));
const mebibytes = v.pipe(v.number(), v.integer("expected a whole number"), v.minValue(1), v.maxValue(1_048_576));
const percentage = v.pipe(v.number(), v.integer("expected a whole number"), v.minValue(1), v.maxValue(100));

/** Most sources a part of a path may need: their hashes are kept until it has them. */
const MAX_SOURCES = 32;

const keyMaterial = v.pipe(
  v.string(),
  v.check(
    (key) => Buffer.byteLength(key) >= MIN_KEY_BYTES,
    `must be at least ${MIN_KEY_BYTES} bytes; \`openssl rand -base64 32\` makes a good one`,
  ),
  v.transform((key) => new Secret(Buffer.from(key))),
);

/** `processors: scrub`. */
const ScrubSettingsSchema = v.strictObject({
  /** Path of a policy document, or `default` for the built-in one. */
  policy: v.optional(text, "default"),
  /** Key of tokens, by `${file:}` or `${env:}` only. Without one a random key is made at each start. */
  hmac_key: v.optional(keyMaterial),
  /** Name of the key inside tokens; by default it is derived from the key. */
  hmac_key_id: v.optional(v.pipe(v.string(), v.regex(/^[a-z2-7]{3}$/, "expected three characters of a-z and 2-7"))),
  /** How metrics fold. Which labels fold is the policy's. */
  fold: v.optional(FoldSettingsSchema, {}),
  /** Regions for national phone numbers, instead of the policy's. */
  phone_regions: v.optional(v.array(v.pipe(v.string(), v.regex(/^[A-Z]{2}$/, "expected an ISO 3166 code such as DE")))),
  /** Span names of low cardinality. Without it only identifiers by shape become templates. */
  span_names: v.optional(
    v.strictObject({
      enabled: v.optional(v.boolean(), true),
      /** Different processes or people that must show a word beside identifiers before it is shown. */
      sources: v.optional(
        v.pipe(v.number(), v.integer("expected a whole number"), v.minValue(1), v.maxValue(MAX_SOURCES)),
        10,
      ),
    }),
    {},
  ),
  /** Adds `log.record.template` and `log.record.template_id` to log records. */
  templates: v.optional(v.boolean(), false),
});

/** `processors: memory_limiter`. */
const MemoryLimiterSettingsSchema = v.pipe(
  v.strictObject({
    /** Read for compatibility: bytes are reserved before they are read, so nothing is polled. */
    check_interval: v.optional(
      v.pipe(
        v.string(),
        v.check((value) => parseDuration(value) !== undefined, "expected a duration such as 1s"),
        v.transform((value) => parseDuration(value) ?? 0),
      ),
      "1s",
    ),
    limit_mib: v.optional(mebibytes),
    spike_limit_mib: v.optional(mebibytes),
    limit_percentage: v.optional(percentage),
    spike_limit_percentage: v.optional(percentage),
  }),
  v.check(
    (s) => s.limit_mib !== undefined || s.limit_percentage !== undefined,
    "needs `limit_mib` or `limit_percentage`",
  ),
  v.check(
    (s) => s.limit_mib === undefined || s.spike_limit_mib === undefined || s.spike_limit_mib < s.limit_mib,
    "`spike_limit_mib` must be smaller than `limit_mib`",
  ),
  v.check(
    (s) =>
      s.limit_percentage === undefined ||
      s.spike_limit_percentage === undefined ||
      s.spike_limit_percentage < s.limit_percentage,
    "`spike_limit_percentage` must be smaller than `limit_percentage`",
  ),
);

/** `processors: batch`, read so that a collector's file works; nothing is batched. */
const BatchSettingsSchema = v.looseObject({});

export type ScrubSettings = v.InferOutput<typeof ScrubSettingsSchema>;
export type MemoryLimiterSettings = v.InferOutput<typeof MemoryLimiterSettingsSchema>;

/** Schemas by component type. */
export const PROCESSOR_SCHEMAS = {
  scrub: ScrubSettingsSchema,
  memory_limiter: MemoryLimiterSettingsSchema,
  batch: BatchSettingsSchema,
} as const;
type ProcessorType = keyof typeof PROCESSOR_SCHEMAS;

/** A processor's settings with the type they belong to. */
export type ProcessorSettings = {
  readonly [T in ProcessorType]: { readonly type: T; readonly settings: v.InferOutput<(typeof PROCESSOR_SCHEMAS)[T]> };
}[ProcessorType];

/** Bytes that may be in flight: the limit less the spike reserve, a fifth of the limit where none is given. */
export function memoryLimitBytes(settings: MemoryLimiterSettings, availableBytes: number): number {
  const { limit_mib, limit_percentage = 0 } = settings;
  const limit = limit_mib === undefined ? (availableBytes * limit_percentage) / 100 : limit_mib * 1024 * 1024;
  const spike =
    settings.spike_limit_mib !== undefined
      ? settings.spike_limit_mib * 1024 * 1024
      : settings.spike_limit_percentage !== undefined
        ? (availableBytes * settings.spike_limit_percentage) / 100
        : limit / 5;
  return Math.max(1024 * 1024, Math.floor(limit - spike));
}
