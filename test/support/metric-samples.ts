import type { PlainMessage } from "./otlp-oracle.ts";
import { text } from "./requests.ts";

/** Within a day of the clock, or a proxy refuses the points. */
const START_NS = BigInt(Date.now() - 120_000) * 1_000_000n;
const NS_PER_S = 1_000_000_000n;

/** A cumulative counter's points, one for each label set, at a number of seconds. */
export function counter(
  name: string,
  seconds: number,
  sets: readonly Readonly<Record<string, string>>[],
): PlainMessage {
  const dataPoints = sets.map((set, i) => ({ ...point(seconds, set), asInt: String(i + seconds) }));
  return { name, unit: "1", sum: { aggregationTemporality: 2, isMonotonic: true, dataPoints } };
}

/** A histogram with that many bounds, one point for each label set. */
export function histogram(
  name: string,
  seconds: number,
  sets: readonly Readonly<Record<string, string>>[],
  bounds: number,
): PlainMessage {
  const explicitBounds = Array.from({ length: bounds }, (_, i) => i + 1);
  const bucketCounts = Array.from({ length: bounds + 1 }, () => "1");
  const dataPoints = sets.map((set) => ({
    ...point(seconds, set),
    count: String(bounds + 1),
    sum: 1.5,
    explicitBounds,
    bucketCounts,
  }));
  return { name, unit: "s", histogram: { aggregationTemporality: 2, dataPoints } };
}

/** A gauge, one point for each label set. */
export function gauge(name: string, seconds: number, sets: readonly Readonly<Record<string, string>>[]): PlainMessage {
  return { name, gauge: { dataPoints: sets.map((set) => ({ ...point(seconds, set), asDouble: 0.5 })) } };
}

/** An Export request of one service. */
export function metricsRequest(metrics: readonly PlainMessage[], service = "shop"): PlainMessage {
  const resource = { attributes: [text("service.name", service), text("service.instance.id", "i-1")] };
  return { resourceMetrics: [{ resource, scopeMetrics: [{ scope: { name: "shop" }, metrics }] }] };
}

function point(seconds: number, set: Readonly<Record<string, string>>): PlainMessage {
  return {
    attributes: Object.entries(set).map(([key, value]) => text(key, value)),
    startTimeUnixNano: String(START_NS),
    timeUnixNano: String(START_NS + BigInt(seconds + 1) * NS_PER_S),
  };
}
