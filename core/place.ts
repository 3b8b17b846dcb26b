/**
 * Every place of an OTLP request that can hold text. A closed list: metric labels are made from it.
 * `key` places are the names of attributes and of entries in nested maps.
 */
export const PLACES = [
  "resource.attribute",
  "resource.key",
  "resource.entity",
  "resource.schema_url",
  "scope.name",
  "scope.version",
  "scope.attribute",
  "scope.key",
  "scope.schema_url",
  "log.body",
  "log.body.key",
  "log.attribute",
  "log.key",
  "log.severity_text",
  "log.event_name",
  "span.name",
  "span.attribute",
  "span.key",
  "span.trace_state",
  "span.status_message",
  "event.name",
  "event.attribute",
  "event.key",
  "link.trace_state",
  "link.attribute",
  "link.key",
  "metric.name",
  "metric.description",
  "metric.unit",
  "metric.metadata",
  "metric.metadata.key",
  "point.attribute",
  "point.key",
  "exemplar.attribute",
  "exemplar.key",
] as const;
export type Place = (typeof PLACES)[number];

/** Places whose text is part of a time series' identity: a constant there would merge two series. */
export const IDENTITY_PLACES: ReadonlySet<Place> = new Set<Place>([
  "resource.attribute",
  "resource.key",
  "scope.name",
  "scope.version",
  "scope.attribute",
  "scope.key",
  "metric.name",
  "metric.unit",
  "metric.description",
  "point.attribute",
  "point.key",
]);
