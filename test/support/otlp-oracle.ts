import { readFileSync } from "node:fs";
import protobuf from "protobufjs";
// Both extend `protobuf` when loaded.
import "protobufjs/ext/descriptor.js";
import protojson from "protobufjs/ext/protojson.js";
import type { Signal } from "../../core/signal.ts";

/** A plain object as protobufjs accepts it: 64-bit integers as decimal strings, bytes as Uint8Array, enums as numbers. */
export type PlainMessage = { [field: string]: unknown };

/**
 * protobufjs on one signal's Export request, its types taken from the same descriptors as our field table but by
 * another reader: the judge of what bytes mean.
 */
export interface Oracle {
  readonly type: protobuf.Type;
  encode(message: PlainMessage): Uint8Array;
  /** Throws on broken bytes, unlike us also on invalid UTF-8. */
  decode(bytes: Uint8Array): protobuf.Message;
  /**
   * The meaning of `bytes` for comparisons: every default filled in, 64-bit integers as strings, bytes as base64.
   * Two encodings of one request give deeply equal values, in whatever order and with whichever redundant defaults.
   */
  meaning(bytes: Uint8Array): PlainMessage;
  /** What is wrong with an object, or null. */
  verify(message: PlainMessage): string | null;
  /** OTLP/JSON by protobufjs' own ProtoJSON mapping (enum names, hex ids). */
  toJson(bytes: Uint8Array): unknown;
  /** Protobuf from OTLP/JSON that was parsed by `JSON.parse`, by protobufjs' mapping; throws on what it refuses. */
  fromJson(json: unknown): Uint8Array;
}

const ROOT_NAMES = {
  logs: "opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest",
  traces: "opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest",
  metrics: "opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest",
} as const;

const ID_NAMES: ReadonlySet<string> = new Set(["traceId", "spanId", "parentSpanId"]);

/** All message types of the definitions, resolved. */
export const definitions: protobuf.Root = load();

function load(): protobuf.Root {
  const root = protobuf.Root.fromDescriptor(
    readFileSync(new URL("../../otlp/data/descriptors.binpb", import.meta.url)),
  );
  root.resolveAll();
  return root;
}

export function oracle(signal: Signal): Oracle {
  const type = definitions.lookupType(ROOT_NAMES[signal]);
  return {
    type,
    encode: (message) => type.encode(type.fromObject(message)).finish(),
    decode: (bytes) => type.decode(bytes),
    meaning: (bytes) => type.toObject(type.decode(bytes), { defaults: true, longs: String, bytes: String }),
    verify: (message) => type.verify(type.fromObject(message)),
    toJson: (bytes) => mapIds(protojson.toJson(type, type.decode(bytes)), base64ToHex),
    fromJson: (json) => type.encode(protojson.fromJson(type, mapIds(json, hexToBase64))).finish(),
  };
}

const base64ToHex = (text: string): string => Buffer.from(text, "base64").toString("hex");
const hexToBase64 = (text: string): string => Buffer.from(text, "hex").toString("base64");

/** OTLP writes ids as hex where ProtoJSON writes base64. No other member of OTLP has these names. */
function mapIds(json: unknown, map: (text: string) => string): unknown {
  if (Array.isArray(json)) return json.map((item) => mapIds(item, map));
  if (typeof json !== "object" || json === null) return json;
  return Object.fromEntries(
    Object.entries(json).map(([name, value]) => [
      name,
      ID_NAMES.has(name) && typeof value === "string" ? map(value) : mapIds(value, map),
    ]),
  );
}
