import protobuf from "protobufjs";
import type { Signal } from "../../core/signal.ts";
import { oracle, type PlainMessage } from "./otlp-oracle.ts";
import type { Rng } from "./rng.ts";

export interface GeneratedRequest {
  readonly object: PlainMessage;
  readonly bytes: Uint8Array;
}

export interface RandomOptions {
  /** How often an optional part is present, 0 to 1. */
  readonly density?: number;
  /** Longest list. */
  readonly maxItems?: number;
  /** Deepest AnyValue inside an AnyValue. */
  readonly maxDepth?: number;
  /** Makes every text; `field` is `Message.field`, `LogRecord.severityText` say. */
  readonly text?: (rng: Rng, field: string) => string;
}

const ID_BYTES: Readonly<Record<string, number>> = { traceId: 16, spanId: 8, parentSpanId: 8 };
const BITS: Readonly<Record<string, readonly [bits: number, signed: boolean]>> = {
  int32: [32, true],
  sint32: [32, true],
  sfixed32: [32, true],
  uint32: [32, false],
  fixed32: [32, false],
  int64: [64, true],
  sint64: [64, true],
  sfixed64: [64, true],
  uint64: [64, false],
  fixed64: [64, false],
};
const DOUBLES = [
  0,
  -0,
  1,
  -1,
  0.1,
  1 / 3,
  5e-324,
  -5e-324,
  2.2250738585072014e-308,
  1.7976931348623157e308,
  1e21,
  1e-7,
].concat([1.2345678901234568e17, 2 ** 60, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]);
const LETTERS = Array.from('abcdefghij .-_/:=,éß漢😀"\\\n');
const TEXTS = [
  "",
  "checkout",
  "ünïcödé",
  "日本語テキスト",
  "😀 emoji 👩‍👩‍👧",
  'quote " back \\ slash /',
  "tab\tnew\nline\r\b\f",
].concat([
  "\u0000nul\u001f",
  "\u2028\u2029\u007f\u0080",
  "\ufffd\uffff\u{10ffff}",
  "__proto__",
  "constructor",
  '{"a":[1]}',
]);

/**
 * A request with anything that the definitions allow, made from the definitions themselves: every field of every
 * message occurs now and then, with extreme numbers, odd texts and nested values.
 */
export function randomRequest(rng: Rng, signal: Signal, options: RandomOptions = {}): GeneratedRequest {
  const judge = oracle(signal);
  const object = randomMessage(rng, judge.type, options, 0);
  return { object, bytes: judge.encode(object) };
}

/** One message of any type; `depth` counts the AnyValues around it. */
export function randomMessage(rng: Rng, type: protobuf.Type, options: RandomOptions, depth: number): PlainMessage {
  const message: PlainMessage = {};
  const density = options.density ?? 0.7;
  const deeper = type.name === "AnyValue" ? depth + 1 : depth;
  const chosen = new Set(
    type.oneofsArray.filter((o) => !isSynthetic(o)).map((o) => rng.pick(allowed(o, deeper, options))),
  );
  for (const field of type.fieldsArray) {
    const oneof = field.partOf;
    const exclusive = oneof && !isSynthetic(oneof);
    // Now and then nothing is set in a oneof: an empty value, a metric without data.
    if (exclusive ? !chosen.has(field) || rng.chance(0.03) : !rng.chance(density)) continue;
    message[field.name] = field.repeated
      ? rng.list(listLength(rng, type, options, depth), () => randomValue(rng, field, options, deeper))
      : randomValue(rng, field, options, deeper);
  }
  return message;
}

function isSynthetic(oneof: protobuf.OneOf): boolean {
  return oneof.fieldsArray.some((field) => field.options?.["proto3_optional"] === true);
}

function allowed(oneof: protobuf.OneOf, depth: number, options: RandomOptions): readonly protobuf.Field[] {
  const nested = depth <= (options.maxDepth ?? 4);
  const fields = oneof.fieldsArray.filter((field) => nested || !/array|kvlist/.test(field.name));
  // Texts are the point of this project.
  return [...fields, ...fields.filter((field) => field.type === "string")];
}

function listLength(rng: Rng, type: protobuf.Type, options: RandomOptions, depth: number): number {
  const most = options.maxItems ?? 4;
  const recursive = type.name === "ArrayValue" || type.name === "KeyValueList";
  return rng.between(0, recursive && depth > 2 ? Math.min(2, most) : most);
}

function randomValue(rng: Rng, field: protobuf.Field, options: RandomOptions, depth: number): unknown {
  const resolved = field.resolve().resolvedType;
  if (resolved instanceof protobuf.Type) return randomMessage(rng, resolved, options, depth);
  if (resolved instanceof protobuf.Enum) {
    return rng.chance(0.1) ? rng.between(-2, 99) : rng.pick(Object.values(resolved.values));
  }
  switch (field.type) {
    case "string":
      return options.text?.(rng, `${field.parent?.name}.${field.name}`) ?? oddText(rng);
    case "bytes":
      return rng.bytes(rng.chance(0.05) ? 0 : (ID_BYTES[field.name] ?? rng.int(70)));
    case "bool":
      return rng.chance(0.5);
    case "double":
      return rng.chance(0.4) ? rng.pick(DOUBLES) : randomDouble(rng);
    default:
      return randomInteger(rng, field.type);
  }
}

function randomDouble(rng: Rng): number {
  if (rng.chance(0.3)) return Math.round(rng.next() * 1e6) / 1000;
  const view = new DataView(rng.bytes(8).buffer);
  const value = view.getFloat64(0);
  // One NaN only: its payload bits are lost in JSON.
  return Number.isNaN(value) ? Number.NaN : value;
}

function randomInteger(rng: Rng, type: string): number | string {
  const [bits, signed] = BITS[type] ?? [32, true];
  const span = 1n << BigInt(bits);
  const least = signed ? -(span / 2n) : 0n;
  const edges = [
    0n,
    1n,
    127n,
    128n,
    9007199254740993n,
    least,
    least + 1n,
    least + span - 1n,
    -1n,
    10n ** 15n,
    10n ** 16n,
  ];
  const any = rng.uint64() >> BigInt(rng.int(64));
  const value = rng.chance(0.4) ? rng.pick(edges) : any;
  const wrapped = signed ? BigInt.asIntN(bits, value) : BigInt.asUintN(bits, value);
  return bits === 64 ? String(wrapped) : Number(wrapped);
}

function oddText(rng: Rng): string {
  if (rng.chance(0.4)) return rng.pick(TEXTS);
  if (rng.chance(0.02)) return "long text é ".repeat(rng.between(10, 3_000));
  return rng.list(rng.int(20), () => rng.pick(LETTERS)).join("");
}
