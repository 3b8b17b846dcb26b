import { PLACES, type Place } from "../core/place.ts";
import { type FieldInfo, MESSAGES, type MessageInfo } from "./fields.generated.ts";

/** What the walk does with a field that can hold text. */
export type TextDecision =
  /** Plain text, visited at this place. */
  | { readonly kind: "text"; readonly place: Place }
  /** List of KeyValue: names and values are visited at these places. */
  | { readonly kind: "attributes"; readonly value: Place; readonly key: Place }
  /** AnyValue on its own. */
  | { readonly kind: "value"; readonly value: Place; readonly key: Place }
  /** Trace or span id: kept when it is empty or exactly as long as the definition says, otherwise dropped. */
  | { readonly kind: "id" };

const text = (place: Place): TextDecision => ({ kind: "text", place });
const attributes = (value: Place, key: Place): TextDecision => ({ kind: "attributes", value, key });
const ID: TextDecision = { kind: "id" };

/**
 * One decision per field that can hold text, by message and field name. Loading fails when the definitions hold a field
 * without one, so a newer OTLP cannot bring a place nobody looks at. KeyValue and AnyValue inherit from their owner.
 *
 * Kept by design: trace and span ids of the right length, because every join in a backend goes through them and the
 * W3C Trace Context specification demands random values.
 */
export const DECISIONS: Readonly<Record<string, TextDecision>> = {
  "ResourceLogs.schema_url": text("resource.schema_url"),
  "ResourceSpans.schema_url": text("resource.schema_url"),
  "ResourceMetrics.schema_url": text("resource.schema_url"),
  "Resource.attributes": attributes("resource.attribute", "resource.key"),
  "EntityRef.schema_url": text("resource.entity"),
  "EntityRef.type": text("resource.entity"),
  "EntityRef.id_keys": text("resource.entity"),
  "EntityRef.description_keys": text("resource.entity"),
  "ScopeLogs.schema_url": text("scope.schema_url"),
  "ScopeSpans.schema_url": text("scope.schema_url"),
  "ScopeMetrics.schema_url": text("scope.schema_url"),
  "InstrumentationScope.name": text("scope.name"),
  "InstrumentationScope.version": text("scope.version"),
  "InstrumentationScope.attributes": attributes("scope.attribute", "scope.key"),
  "LogRecord.severity_text": text("log.severity_text"),
  "LogRecord.body": { kind: "value", value: "log.body", key: "log.body.key" },
  "LogRecord.attributes": attributes("log.attribute", "log.key"),
  "LogRecord.event_name": text("log.event_name"),
  "LogRecord.trace_id": ID,
  "LogRecord.span_id": ID,
  "Span.trace_id": ID,
  "Span.span_id": ID,
  "Span.parent_span_id": ID,
  "Span.trace_state": text("span.trace_state"),
  "Span.name": text("span.name"),
  "Span.attributes": attributes("span.attribute", "span.key"),
  "Span.Event.name": text("event.name"),
  "Span.Event.attributes": attributes("event.attribute", "event.key"),
  "Span.Link.trace_id": ID,
  "Span.Link.span_id": ID,
  "Span.Link.trace_state": text("link.trace_state"),
  "Span.Link.attributes": attributes("link.attribute", "link.key"),
  "Status.message": text("span.status_message"),
  "Metric.name": text("metric.name"),
  "Metric.description": text("metric.description"),
  "Metric.unit": text("metric.unit"),
  "Metric.metadata": attributes("metric.metadata", "metric.metadata.key"),
  "NumberDataPoint.attributes": attributes("point.attribute", "point.key"),
  "HistogramDataPoint.attributes": attributes("point.attribute", "point.key"),
  "ExponentialHistogramDataPoint.attributes": attributes("point.attribute", "point.key"),
  "SummaryDataPoint.attributes": attributes("point.attribute", "point.key"),
  "Exemplar.filtered_attributes": attributes("exemplar.attribute", "exemplar.key"),
  "Exemplar.trace_id": ID,
  "Exemplar.span_id": ID,
};

/** Messages the walk reads by hand, wherever they appear. */
const INHERITED: ReadonlySet<string> = new Set(["KeyValue", "AnyValue", "ArrayValue", "KeyValueList"]);

/** Fields that mean something only in profiles (OTLP 1.9 string table); elsewhere they are absent by definition. */
export const PROFILES_ONLY: ReadonlySet<string> = new Set(["KeyValue.key_strindex", "AnyValue.string_value_strindex"]);

/** Messages that are one record of their signal. */
const RECORDS: ReadonlySet<string> = new Set([
  "LogRecord",
  "Span",
  "NumberDataPoint",
  "HistogramDataPoint",
  "ExponentialHistogramDataPoint",
  "SummaryDataPoint",
]);

/** Messages below which one resource's rules apply. */
const RESOURCES: ReadonlySet<string> = new Set(["ResourceLogs", "ResourceSpans", "ResourceMetrics"]);

export const DROP = 0;
export const NUMBER = 1;
export const PACKED = 2;
export const TEXT = 3;
export const IDENTIFIER = 4;
export const MESSAGE = 5;
export const ATTRIBUTES = 6;
export const VALUE = 7;

/** Most fields a message may have for the table to address them. */
export const FIELDS_PER_MESSAGE = 32;

/** The walk's table, indexed by `message * 32 + field number`. All arrays have the same length. */
export interface WalkTable {
  readonly action: Uint8Array;
  /** Wire type a field must have; `PACKED` fields may also come one by one in `argument`'s wire type. */
  readonly wireType: Uint8Array;
  /** Sub-message, place, id length or unpacked wire type, as the action needs it. */
  readonly argument: Uint8Array;
  /** Place of attribute names, for `ATTRIBUTES` and `VALUE`. */
  readonly keyPlace: Uint8Array;
  /** By message: 1 where it is a record. */
  readonly isRecord: Uint8Array;
  /** By message: 1 where a resource begins. */
  readonly isResource: Uint8Array;
}

/** `opentelemetry.proto.trace.v1.Span.Event` -> `Span.Event`. */
export function shortName(name: string): string {
  return name.slice(name.search(/[A-Z]/));
}

/** Compiles the field table and the decisions; throws where a field that can hold text has none. */
export function walkTable(messages: readonly MessageInfo[] = MESSAGES): WalkTable {
  const size = messages.length * FIELDS_PER_MESSAGE;
  const table: WalkTable = {
    action: new Uint8Array(size),
    wireType: new Uint8Array(size),
    argument: new Uint8Array(size),
    keyPlace: new Uint8Array(size),
    isRecord: Uint8Array.from(messages, (message) => (RECORDS.has(shortName(message.name)) ? 1 : 0)),
    isResource: Uint8Array.from(messages, (message) => (RESOURCES.has(shortName(message.name)) ? 1 : 0)),
  };
  messages.forEach((message, index) => {
    const owner = shortName(message.name);
    if (INHERITED.has(owner)) return;
    for (const field of message.fields) {
      if (field.number >= FIELDS_PER_MESSAGE)
        throw new RangeError(`${owner}.${field.name}: field number beyond the table`);
      fillField(table, index * FIELDS_PER_MESSAGE + field.number, owner, field, messages);
    }
  });
  return table;
}

const WIRE_TYPE = { varint: 0, fixed64: 1, string: 2, bytes: 2, message: 2, fixed32: 5 } as const;

function fillField(
  table: WalkTable,
  at: number,
  owner: string,
  field: FieldInfo,
  messages: readonly MessageInfo[],
): void {
  const set = (action: number, argument: number, keyPlace = 0): void => {
    table.action[at] = action;
    table.argument[at] = argument;
    table.keyPlace[at] = keyPlace;
  };
  table.wireType[at] = field.packed ? 2 : WIRE_TYPE[field.kind];
  const target = field.message === undefined ? "" : shortName(messages[field.message]?.name ?? "");
  const decision = DECISIONS[`${owner}.${field.name}`];
  if (decision !== undefined) {
    switch (decision.kind) {
      case "text":
        return set(TEXT, PLACES.indexOf(decision.place));
      case "id":
        return set(IDENTIFIER, field.idBytes ?? 0);
      case "attributes":
        return set(ATTRIBUTES, PLACES.indexOf(decision.value), PLACES.indexOf(decision.key));
      case "value":
        return set(VALUE, PLACES.indexOf(decision.value), PLACES.indexOf(decision.key));
    }
  }
  if (field.kind === "string" || field.kind === "bytes" || INHERITED.has(target)) {
    throw new Error(`${owner}.${field.name} can hold text and has no decision in otlp/places.ts`);
  }
  if (field.kind === "message") return set(MESSAGE, field.message ?? 0);
  return field.packed ? set(PACKED, WIRE_TYPE[field.kind]) : set(NUMBER, 0);
}
