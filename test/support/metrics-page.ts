import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import type { Arrival } from "./collected.ts";

interface AnyValue {
  readonly stringValue?: string;
  readonly intValue?: string;
  readonly boolValue?: boolean;
}
interface KeyValue {
  readonly key: string;
  readonly value: AnyValue;
}

interface Side {
  readonly offset?: number;
  readonly bucketCounts?: readonly string[];
}

interface Point {
  readonly attributes?: readonly KeyValue[];
  readonly startTimeUnixNano?: string;
  readonly timeUnixNano?: string;
  readonly flags?: number;
  readonly asInt?: string;
  readonly asDouble?: number;
  readonly count?: string;
  readonly sum?: number;
  readonly bucketCounts?: readonly string[];
  readonly explicitBounds?: readonly number[];
  readonly scale?: number;
  readonly zeroCount?: string;
  readonly positive?: Side;
}

interface Data {
  readonly isMonotonic?: boolean;
  readonly dataPoints?: readonly Point[];
}

interface Metric {
  readonly name: string;
  readonly sum?: Data;
  readonly gauge?: Data;
  readonly histogram?: Data;
  readonly exponentialHistogram?: Data;
}

interface MetricsRequest {
  readonly resourceMetrics?: readonly {
    readonly resource?: { readonly attributes?: readonly KeyValue[] };
    readonly scopeMetrics?: readonly { readonly metrics?: readonly Metric[] }[];
  }[];
}

/** One number of one series, as Prometheus would hold it. */
export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
  /** Sums that may fall hold a level, not a count. */
  readonly isLevel: boolean;
  /** Unix nanoseconds. */
  readonly start: bigint;
  readonly time: bigint;
}

const NO_RECORDED_VALUE = 1;

/** Samples of cumulative points in what a backend was sent, in order. */
export function samplesOf(arrivals: readonly Arrival[]): Sample[] {
  return arrivals.flatMap(({ meaning }) =>
    ((meaning as unknown as MetricsRequest).resourceMetrics ?? []).flatMap(({ resource, scopeMetrics = [] }) =>
      scopeMetrics.flatMap(({ metrics = [] }) =>
        metrics.flatMap((metric) => metricSamples(metric, resource?.attributes ?? [])),
      ),
    ),
  );
}

function metricSamples(metric: Metric, resource: readonly KeyValue[]): Sample[] {
  const points = (metric.sum ?? metric.gauge ?? metric.histogram ?? metric.exponentialHistogram)?.dataPoints ?? [];
  return points
    .filter((point) => ((point.flags ?? 0) & NO_RECORDED_VALUE) === 0)
    .flatMap((point) => {
      const labels = Object.fromEntries(
        [...resource, ...(point.attributes ?? [])].map(({ key, value }) => [plainName(key), textOf(value)]),
      );
      const isLevel = metric.sum !== undefined && metric.sum.isMonotonic !== true;
      const base = {
        labels,
        isLevel,
        start: BigInt(point.startTimeUnixNano ?? 0),
        time: BigInt(point.timeUnixNano ?? 0),
      };
      const name = plainName(metric.name);
      if (metric.sum !== undefined || metric.gauge !== undefined)
        return [{ ...base, name, value: Number(point.asInt ?? point.asDouble ?? 0) }];
      return [
        { ...base, name: `${name}_count`, value: Number(point.count ?? 0) },
        { ...base, name: `${name}_sum`, value: point.sum ?? 0 },
        ...bucketsOf(point).map(([le, value]) => ({
          ...base,
          labels: { ...labels, le },
          name: `${name}_bucket`,
          value,
        })),
      ];
    });
}

/** Cumulative buckets by `le`; exponential ones at scale 0, a perfect subset of every finer scale. */
function bucketsOf(point: Point): [string, number][] {
  let seen = Number(point.zeroCount ?? 0);
  if (point.scale === undefined && point.positive === undefined) {
    return (point.bucketCounts ?? []).map((count, index) => [
      String(point.explicitBounds?.[index] ?? "+Inf"),
      (seen += Number(count)),
    ]);
  }
  const powers = new Map<number, number>();
  const { offset = 0, bucketCounts = [] } = point.positive ?? {};
  bucketCounts.forEach((count, index) => {
    const power = Math.floor((offset + index) / 2 ** (point.scale ?? 0));
    powers.set(power, (powers.get(power) ?? 0) + Number(count));
  });
  const buckets: [string, number][] = [];
  for (let power = -10; power <= 20; power++)
    buckets.push([String(2 ** (power + 1)), (seen += powers.get(power) ?? 0)]);
  return [...buckets, ["+Inf", Number(point.count ?? 0)]];
}

/** The last value of each series. */
export function lastValues(arrivals: readonly Arrival[]): Map<string, number> {
  return new Map(samplesOf(arrivals).map((sample) => [seriesName(sample), sample.value]));
}

/** The last value of each series as a page for Prometheus; returns its `host:port`. */
export async function startMetricsPage(arrivals: readonly Arrival[]): Promise<string> {
  const last = new Map<string, number>();
  let read = 0;
  const page = createServer((_request, response) => {
    response.setHeader("content-type", "text/plain; version=0.0.4");
    for (const [series, value] of lastValues(arrivals.slice(read))) last.set(series, value);
    read = arrivals.length;
    response.end([...last].map(([name, value]) => `${name} ${value}\n`).join(""));
  });
  await new Promise<void>((resolve) => page.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void page.close());
  return `127.0.0.1:${(page.address() as AddressInfo).port}`;
}

function seriesName({ name, labels }: Pick<Sample, "name" | "labels">): string {
  const pairs = Object.entries(labels).map(([key, value]) => `${key}="${escaped(value)}"`);
  return `${name}{${pairs.sort().join(",")}}`;
}

/**
 * What each set of kept labels gained in all, as a reader with start times sees it: per series the rise of its value,
 * from zero again after a new start. Of levels, the sum of the last ones.
 */
export function gains(samples: readonly Sample[], kept: readonly string[]): Map<string, number> {
  const last = new Map<string, Sample>();
  const sums = new Map<string, number>();
  for (const sample of [...samples].sort((a, b) => Number(a.time - b.time))) {
    const series = seriesName(sample);
    const before = last.get(series);
    const isReset =
      !sample.isLevel && before !== undefined && (sample.start > before.start || sample.value < before.value);
    const isNew = before === undefined || isReset;
    const labels = Object.fromEntries(kept.map((key) => [key, sample.labels[key] ?? ""]));
    const group = seriesName({ name: sample.name, labels });
    sums.set(group, (sums.get(group) ?? 0) + sample.value - (isNew ? 0 : before.value));
    last.set(series, sample);
  }
  return sums;
}

const textOf = (value: AnyValue): string => value.stringValue ?? value.intValue ?? String(value.boolValue ?? "");
const plainName = (name: string): string => name.replaceAll(/[^A-Za-z0-9_]/g, "_");
const escaped = (value: string): string =>
  value.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
