import { collectDefaultMetrics, type Metric, Registry } from "prom-client";
import type { Sample } from "./counts.ts";
import { METRICS, type MetricSpec, NODE_METRICS } from "./metrics.ts";

type MetricName = keyof typeof METRICS;

/** Where each metric's series come from when somebody asks. */
export type Sources = Readonly<Record<MetricName, () => Iterable<Sample>>>;

/** One registry per service: our metrics read their sources at each scrape, Node's own stand beside them. */
export function createRegistry(sources: Sources): Registry {
  const registry = new Registry();
  for (const name of Object.keys(METRICS) as MetricName[]) {
    registry.registerMetric(publish(METRICS[name], sources[name]));
  }
  collectDefaultMetrics({ register: registry });
  const ours = new Set(Object.values(METRICS).map((spec): string => spec.name));
  for (const { name } of registry.getMetricsAsArray()) {
    if (!ours.has(name) && !NODE_METRICS.has(name)) registry.removeSingleMetric(name);
  }
  return registry;
}

/** prom-client's `inc()` hashes its labels at each call; this metric is asked for its values instead. */
function publish(spec: MetricSpec, source: () => Iterable<Sample>): Metric<string> {
  const { name, help, type } = spec;
  const metric = {
    name,
    help,
    type,
    aggregator: "sum",
    get: () => ({
      name,
      help,
      type,
      aggregator: "sum",
      values: Array.from(source(), ({ labels, value, suffix }) =>
        suffix === undefined ? { labels, value } : { labels, value, metricName: name + suffix },
      ),
    }),
    reset: () => {},
  };
  // The registry calls no more than `get` of a metric that has no `getForPromString`.
  return metric as unknown as Metric<string>;
}
