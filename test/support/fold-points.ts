import { ProtoWriter } from "../../otlp/proto-writer.ts";
import { ABSORBED, type Absorbed, type KindLedger, type Sight } from "../../processors/fold/kinds/kind.ts";
import { definitions, type PlainMessage } from "./otlp-oracle.ts";
import type { WireField } from "./wire.ts";

const NAMES = {
  histogram: "HistogramDataPoint",
  exponential: "ExponentialHistogramDataPoint",
  summary: "SummaryDataPoint",
} as const;
export type PointKind = keyof typeof NAMES;

function typeOf(kind: PointKind) {
  return definitions.lookupType(`opentelemetry.proto.metrics.v1.${NAMES[kind]}`);
}

/** A point as protobufjs writes it, with attributes and times around what counts. */
function encodePoint(kind: PointKind, point: PlainMessage): Uint8Array {
  const type = typeOf(kind);
  const attributes = [{ key: "user.id", value: { stringValue: "canary" } }];
  const times = { startTimeUnixNano: "1700000000000000000", timeUnixNano: "1700000010000000000", flags: 0 };
  return type.encode(type.fromObject({ attributes, ...times, ...point })).finish();
}

/** What an output says, as protobufjs reads it; integers of 64 bits as decimal strings, what is unset left out. */
export function writtenPoint(
  ledger: KindLedger,
  kind: PointKind,
  output: number,
  asDelta = false,
): Record<string, unknown> {
  const writer = new ProtoWriter(16, 1 << 20);
  ledger.write(output, writer, asDelta);
  const type = typeOf(kind);
  // protobufjs leaves out a count that is 0, written or not.
  return { count: "0", ...type.toObject(type.decode(writer.result()), { longs: String }) };
}

/** Absorbs a point that lies somewhere inside a buffer. */
export function absorbPoint(
  ledger: KindLedger,
  kind: PointKind,
  series: { readonly input: number; readonly output: number; readonly sight: Sight },
  point: PlainMessage,
): Absorbed {
  return absorbBytes(ledger, series, encodePoint(kind, point));
}

export function absorbBytes(
  ledger: KindLedger,
  series: { readonly input: number; readonly output: number; readonly sight: Sight },
  bytes: Uint8Array,
): Absorbed {
  const buffer = new Uint8Array(Buffer.concat([Buffer.alloc(3, 0xff), bytes, Buffer.alloc(3, 0xff)]));
  return ledger.absorb(series.input, series.output, series.sight, buffer, 3, 3 + bytes.length);
}

/** The word for what became of a point. */
export function wordFor(absorbed: Absorbed): string {
  return Object.entries(ABSORBED).find(([, code]) => code === absorbed)?.[0] ?? "unknown";
}

export function fixed64(number: number, value: bigint): WireField {
  const content = Buffer.alloc(8);
  content.writeBigUInt64LE(value);
  return { number, wireType: 1, content };
}

export function double(number: number, value: number): WireField {
  const content = Buffer.alloc(8);
  content.writeDoubleLE(value);
  return { number, wireType: 1, content };
}
