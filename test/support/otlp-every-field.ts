import protobuf from "protobufjs";
import type { Signal } from "../../core/signal.ts";
import { oracle, type PlainMessage } from "./otlp-oracle.ts";
import type { GeneratedRequest } from "./otlp-random.ts";

/** One leaf of a request. */
export interface Leaf {
  /** JSON names from the request down, `resourceLogs.scopeLogs.logRecords.body.kvlistValue.values.key`. */
  readonly path: string;
  /** `LogRecord.severityText`; the same for every path that leads there. */
  readonly field: string;
  /** protobuf scalar, `string`, `bytes`, `fixed64`, `enum` and so on. */
  readonly type: string;
  /** What stands there when `fill` returns undefined. */
  readonly usual: unknown;
}

/** Returns what a leaf holds, or undefined for the usual. */
export type Fill = (leaf: Leaf) => unknown;

const ID_BYTES: Readonly<Record<string, number>> = { traceId: 16, spanId: 8, parentSpanId: 8 };
const RECURSIVE: ReadonlySet<string> = new Set(["arrayValue", "kvlistValue"]);

/**
 * A request that holds every field of every message reachable from it at least once, made from the definitions, so that
 * a field added there appears here by itself. Every member of every oneof occurs (each AnyValue kind, each metric kind)
 * at every place, nested values two deep. A leaf's path names where it is, not which of several like it.
 */
export function everyField(signal: Signal, fill: Fill): GeneratedRequest {
  const judge = oracle(signal);
  const [object = {}, ...others] = variants(judge.type, "", 2, fill);
  if (others.length > 0) throw new Error("The request type itself has a oneof now; one request cannot hold it all.");
  return { object, bytes: judge.encode(object) };
}

/** The paths of all leaves of one signal, each once. */
export function everyLeaf(signal: Signal): Leaf[] {
  const leaves = new Map<string, Leaf>();
  everyField(signal, (leaf) => {
    leaves.set(leaf.path, leaf);
    return undefined;
  });
  return [...leaves.values()];
}

/** The fewest messages in which every field and every variant of every part occurs. */
function variants(type: protobuf.Type, path: string, depth: number, fill: Fill): PlainMessage[] {
  const choices: (readonly (readonly [name: string, value: unknown])[])[] = [];
  const exclusive = new Map<protobuf.OneOf, (readonly [string, unknown])[]>();
  for (const field of type.fieldsArray) {
    if (RECURSIVE.has(field.name) && depth === 0) continue;
    const values = candidates(field, path === "" ? field.name : `${path}.${field.name}`, depth, fill);
    const pairs = values.map((value) => [field.name, value] as const);
    const oneof = field.options?.["proto3_optional"] === true ? null : field.partOf;
    if (!oneof) choices.push(pairs);
    else exclusive.set(oneof, [...(exclusive.get(oneof) ?? []), ...pairs]);
  }
  choices.push(...exclusive.values());
  const count = Math.max(1, ...choices.map((choice) => choice.length));
  // The i-th message takes the i-th choice everywhere, beginning again where there are fewer.
  return Array.from({ length: count }, (_, i) =>
    Object.fromEntries(choices.map((choice) => choice[i % choice.length] ?? ["", undefined])),
  );
}

function candidates(field: protobuf.Field, path: string, depth: number, fill: Fill): unknown[] {
  const resolved = field.resolve().resolvedType;
  if (resolved instanceof protobuf.Type) {
    const parts = variants(resolved, path, RECURSIVE.has(field.name) ? depth - 1 : depth, fill);
    return field.repeated ? [parts] : parts;
  }
  const leaf: Leaf = {
    path,
    field: `${field.parent?.name}.${field.name}`,
    type: resolved instanceof protobuf.Enum ? "enum" : field.type,
    usual: usual(field),
  };
  const make = (): unknown => fill(leaf) ?? leaf.usual;
  return [field.repeated ? [make(), make()] : make()];
}

function usual(field: protobuf.Field): unknown {
  switch (field.type) {
    case "string":
      return "word";
    case "bytes":
      return new Uint8Array(ID_BYTES[field.name] ?? 4).fill(7);
    case "bool":
      return true;
    case "double":
      return 1.5;
    default:
      return 2;
  }
}
