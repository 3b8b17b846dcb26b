import { METRICS } from "../../telemetry/metrics.ts";

type Key = keyof typeof METRICS;

/** Selects the chosen proxies, and more where `matchers` say so. */
const selector = (matchers: string): string => `{job=~"$job", instance=~"$instance"${matchers && `, ${matchers}`}}`;

/** A metric of our own by its key in `METRICS`, so that one that is renamed is renamed here. */
export function value(key: Key, matchers = ""): string {
  return `${METRICS[key].name}${selector(matchers)}`;
}

/** What a counter gained each second. */
export function rate(key: Key, matchers = ""): string {
  return `rate(${value(key, matchers)}[$__rate_interval])`;
}

/** The sum over everything but some labels. */
export function sumBy(labels: string, expression: string): string {
  return labels === "" ? `sum(${expression})` : `sum by (${labels}) (${expression})`;
}

/** A quantile of a histogram, by a label. */
export function quantile(q: number, key: Key, label: string): string {
  const buckets = `rate(${METRICS[key].name}_bucket${selector("")}[$__rate_interval])`;
  return `histogram_quantile(${q}, sum by (le, ${label}) (${buckets}))`;
}

/** One of Node's own metrics. */
export function node(name: string): string {
  return `${name}${selector("")}`;
}
