import { OperatorError } from "../../core/errors.ts";
import { didYouMean } from "../../core/nearest.ts";
import type { CardinalityReport, MetricReport } from "../../pipeline/cardinality-report.ts";
import { type Estimate, sum } from "../../processors/fold/census/series-count.ts";

/** How a backend counts series and what it asks for them. */
export interface PriceProfile {
  readonly name: string;
  /** Of 1,000 series, in `unit`, for a month. */
  readonly perThousand: number;
  /** A currency, or what a series costs who runs the backend. */
  readonly unit: string;
  /** When a series counts. */
  readonly window: string;
  /** Seconds of the window, to tell whether a sample is longer than it. */
  readonly windowSeconds: number;
  readonly source: string;
  /** Series the backend keeps for one of OTLP. */
  readonly weight: (metric: Pick<MetricReport, "kind" | "parts">) => number;
}

const HOUR = 3_600;

/** Bounds that SDKs choose (metrics SDK, "Explicit Bucket Histogram Aggregation"), where nobody looked. */
const DEFAULT_BOUNDS = 15;

/** Classic Prometheus series: a bucket each, one for infinity, count and sum; quantiles, count and sum. */
function prometheusSeries({ kind, parts }: Pick<MetricReport, "kind" | "parts">): number {
  if (kind === "histogram") return (parts ?? DEFAULT_BOUNDS) + 3;
  return kind === "summary" ? (parts ?? 0) + 2 : 1;
}

/** A distribution is count, sum, minimum, maximum and average (Datadog, "Custom Metrics Billing"). */
function datadogMetrics({ kind, parts }: Pick<MetricReport, "kind" | "parts">): number {
  if (kind === "histogram" || kind === "exponential_histogram") return 5;
  return kind === "summary" ? (parts ?? 0) + 2 : 1;
}

const PROFILES: readonly PriceProfile[] = [
  {
    name: "datadog",
    perThousand: 50,
    unit: "USD",
    window: "distinct custom metrics per hour, averaged over the month",
    windowSeconds: HOUR,
    source: "0.05 USD per custom metric and month beyond the allotment, as third parties quote it",
    weight: datadogMetrics,
  },
  {
    name: "grafana-cloud",
    perThousand: 8,
    unit: "USD",
    window: "95th percentile of series active within 20 minutes, over the month",
    windowSeconds: 20 * 60,
    source: "8 USD per 1,000 active series and month, as third parties quote it",
    weight: prometheusSeries,
  },
  {
    name: "mimir",
    perThousand: 0.025,
    unit: "GB of memory",
    window: "series in the memory of the ingesters",
    windowSeconds: 2 * HOUR,
    source: "Mimir's capacity planning: 2.5 GB per 300,000 series, three copies",
    weight: prometheusSeries,
  },
];

/** `datadog`, or `NAME=PRICE` of 1,000 series a month, with a currency behind it where it is not USD: `acme=6.50EUR`. */
export function priceProfile(text: string): PriceProfile {
  const [, name = "", price = "", currency = "USD"] = /^([\w.-]+)=(\d+(?:\.\d+)?)([A-Za-z]{3})?$/.exec(text) ?? [];
  if (name !== "")
    return {
      name,
      perThousand: Number(price),
      unit: currency.toUpperCase(),
      window: "series in the sample",
      windowSeconds: Number.POSITIVE_INFINITY,
      source: "--price",
      weight: prometheusSeries,
    };
  const known = PROFILES.find((profile) => profile.name === text);
  if (known !== undefined) return known;
  const names = PROFILES.map((profile) => profile.name);
  throw new OperatorError(
    `--price knows ${names.join(", ")} and NAME=PRICE for 1,000 series a month, such as acme=6.50EUR${didYouMean(text, names)}.`,
  );
}

/** What one series of a metric costs a month. */
export function seriesPrice(metric: MetricReport, { weight, perThousand }: PriceProfile): number {
  return (weight(metric) * perThousand) / 1_000;
}

/** What the fold saves of a month's bill. */
export function saved({ metrics, before, after, source }: CardinalityReport, price: PriceProfile): Estimate {
  const each = metrics.map((metric): Estimate => {
    const { value, band } = less(metric);
    const cost = seriesPrice(metric, price);
    return { value: value * cost, band: band * cost };
  });
  const total = sum(each);
  if (source === "sample") return total;
  // A proxy's statistics see label sets, its ledger the series of each resource: the ledger says how many, they say of what kind.
  const seen = sum(metrics.map(less)).value;
  const scale = seen === 0 ? 0 : (before.value - after.value) / seen;
  return { value: total.value * scale, band: total.band * scale };
}

function less({ before, after }: MetricReport): Estimate {
  return { value: before.value - after.value, band: Math.hypot(before.band, after.band) };
}
