import type { CleanBytes } from "../../../core/bytes.ts";
import { FieldSteps } from "../../../otlp/field-steps.ts";
import { METRIC_KINDS, type MetricFacts } from "../labels/decider.ts";

/** Where attributes stand in a data point, by kind (opentelemetry/proto/metrics/v1/metrics.proto). */
const ATTRIBUTES = { gauge: 7, sum: 7, histogram: 9, exponential_histogram: 1, summary: 7 } as const;
/** `gauge`, `sum`, `histogram`, `exponential_histogram`, `summary` of Metric, in the order of `METRIC_KINDS`. */
const DATA = [5, 7, 9, 10, 11] as const;
const TIME = 3;
const BOUNDS = 7;
const QUANTILES = 6;

export interface Range {
  readonly start: number;
  readonly end: number;
}

/** Whose points follow. */
export interface SeenMetric {
  readonly facts: MetricFacts;
  readonly resource: Range;
  readonly scope: Range;
  /** Temporality and monotony, as they are written. */
  readonly header: string;
}

export interface SeenPoint {
  /** KeyValue messages. */
  readonly attributes: readonly Range[];
  /** Unix nanoseconds; 0 where it has none. */
  readonly timeNs: bigint;
  /** Bounds of a histogram or quantiles of a summary. */
  readonly parts: number;
}

export interface PointReader {
  metric(metric: SeenMetric): void;
  point(point: SeenPoint): void;
}

const NOWHERE: Range = { start: 0, end: 0 };

/** Reads every data point of a scrubbed Export request of metrics, in wire order. Throws `RoadError` malformed. */
export function readPoints(bytes: CleanBytes, serviceOf: (resource: Range) => string, reader: PointReader): void {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  for (const resourceMetrics of fieldsOf(buffer, { start: 0, end: buffer.length }, 1)) {
    const resource = fieldsOf(buffer, resourceMetrics, 1).at(-1) ?? NOWHERE;
    const service = serviceOf(resource);
    for (const scopeMetrics of fieldsOf(buffer, resourceMetrics, 2)) {
      const scope = fieldsOf(buffer, scopeMetrics, 1).at(-1) ?? NOWHERE;
      for (const metric of fieldsOf(buffer, scopeMetrics, 2))
        readMetric(buffer, metric, { service, resource, scope }, reader);
    }
  }
}

function readMetric(
  buffer: Buffer,
  metric: Range,
  { service, resource, scope }: { service: string; resource: Range; scope: Range },
  reader: PointReader,
): void {
  const text = (number: number): string => {
    const { start, end } = fieldsOf(buffer, metric, number).at(-1) ?? NOWHERE;
    return buffer.toString("utf8", start, end);
  };
  DATA.forEach((number, index) => {
    const kind = METRIC_KINDS[index]!;
    for (const data of fieldsOf(buffer, metric, number)) {
      const facts = { service, name: text(1), unit: text(3), kind };
      reader.metric({ facts, resource, scope, header: headerOf(buffer, data) });
      for (const point of fieldsOf(buffer, data, 1)) reader.point(readPoint(buffer, point, kind));
    }
  });
}

/** The small fields beside the points. */
function headerOf(buffer: Buffer, data: Range): string {
  const steps = new FieldSteps().over(buffer, data.start, data.end);
  let header = "";
  while (steps.next()) if (steps.wireType === 0) header += buffer.toString("hex", steps.start, steps.valueEnd);
  return header;
}

function readPoint(buffer: Buffer, point: Range, kind: MetricFacts["kind"]): SeenPoint {
  const steps = new FieldSteps().over(buffer, point.start, point.end);
  const attributes: Range[] = [];
  let timeNs = 0n;
  let parts = 0;
  while (steps.next()) {
    const { number, wireType, valueStart, valueEnd } = steps;
    if (number === ATTRIBUTES[kind] && wireType === 2) attributes.push({ start: valueStart, end: valueEnd });
    else if (number === TIME && wireType === 1) timeNs = buffer.readBigUInt64LE(valueStart);
    else if (kind === "histogram" && number === BOUNDS) parts += (valueEnd - valueStart) / 8;
    else if (kind === "summary" && number === QUANTILES && wireType === 2) parts++;
  }
  return { attributes, timeNs, parts };
}

/** Contents of the length-delimited fields with that number. */
export function fieldsOf(buffer: Buffer, { start, end }: Range, number: number): Range[] {
  const found: Range[] = [];
  const steps = new FieldSteps().over(buffer, start, end);
  while (steps.next()) if (steps.is(number)) found.push({ start: steps.valueStart, end: steps.valueEnd });
  return found;
}
