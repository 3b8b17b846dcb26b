import {
  type Folding,
  type Label,
  type Life,
  type MetricSpec,
  type Observation,
  type Point,
  UNIT_BITS,
} from "./trace.ts";

/** What a ledger may know less of than the model, by reason; amounts are points, but for `lost` which counts increments. */
export const CAUSES = [
  /** First value of a series that may be older than the ledger: only remembered. */
  "baseline",
  /** The data model's unknown start: the first value contributes nothing. */
  "unknown-start",
  /** Whether a first value is new cannot be known; both readings are right. */
  "doubtful",
  /** A process began again without saying so and had already counted beyond its predecessor. */
  "hidden-reset",
  /** A point that came after its successor process was seen. */
  "late-after-restart",
  /** Increments that were in no point that arrived. */
  "lost",
  /** Doubtful ones that were counted before the ledger watched, and that it counted: the one way to say too much. */
  "too-much",
] as const;
export type Cause = (typeof CAUSES)[number];

/** Increments that count in both readings or in one. */
interface Doubt {
  /** It was counted before the ledger watched: an output that holds it holds too much. */
  readonly isOld: boolean;
  readonly life: Life;
  readonly amount: bigint;
  readonly observations: readonly Observation[];
}

/** What one output stream must hold: true increments, each in exactly one output. */
export interface Output {
  readonly key: string;
  readonly metric: MetricSpec;
  /** Exact, in units of 2^-52, since the model began. */
  total: bigint;
  /** Sum of absolute increments, the measure of rounding errors. */
  magnitude: bigint;
  /** Some of what came here was a double. */
  doubles: boolean;
  observations: Observation[];
  doubts: Doubt[];
  /** Series whose latest value is in here now: non-monotonic sums and gauges. */
  readonly members: Map<string, Point>;
  /** Lives that were seen here, and those that counted: bounds and thresholds of the latter bind. */
  readonly forms: Set<Life>;
  readonly counted: Set<Life>;
  /** Buckets cannot be foretold: a hidden reset of a histogram. */
  vague: boolean;
  lastChangeNs: bigint;
}

/** Labels as they leave: without those dropped, placeholders for those replaced. */
export function foldLabels(labels: readonly Label[], folding: Folding): Label[] {
  return labels.flatMap((label) => {
    const action = folding.get(label.key);
    if (action === undefined) return [label];
    return action === "drop" ? [] : [{ key: label.key, value: PLACEHOLDER }];
  });
}

/** What a replaced value becomes. */
export const PLACEHOLDER = "{id}";

export function sourceOf({ resource, metric }: Life): string {
  return `${resource.id}|${metric.name}`;
}

/** Puts increments of a life into an output. */
export function add(output: Output, life: Life, from: number, to: number, nowNs: bigint): void {
  const amount = amountOf(life, from, to);
  output.total += amount;
  output.magnitude += amount < 0n ? -amount : amount;
  for (let i = from; i < Math.min(to, life.observations.length); i++) output.observations.push(life.observations[i]!);
  output.forms.add(life);
  if (to > from) output.counted.add(life);
  output.lastChangeNs = nowNs;
}

/** What a life counted between two of its increments, in units of 2^-52. */
export function amountOf({ exact, isInt }: Life, from: number, to: number): bigint {
  if (exact.length <= 1) return 0n;
  const amount = exact[to]! - exact[from]!;
  return isInt ? amount << BigInt(UNIT_BITS) : amount;
}

/** Whether a point lets everybody see that another process counts. */
export function holdsLess(life: Life, to: number, before: { readonly life: Life; readonly reached: number }): boolean {
  if (life.metric.kind !== "sum") return to < before.reached;
  return amountOf(life, 0, to) < amountOf(before.life, 0, before.reached);
}
