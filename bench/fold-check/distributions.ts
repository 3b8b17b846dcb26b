import type { SeenPoint } from "./decode.ts";
import type { Output } from "./output.ts";
import { BASE_SCALE, type Life, type Observation } from "./trace.ts";

/** Buckets a side of an exponential histogram may have (SDK default, and the ledger's cap). */
const MAX_BUCKETS = 160;
const ROUNDING = 1e-12;

/** What is wrong with a histogram or summary that must hold exactly these observations; undefined when nothing is. */
export function distributionFault(point: SeenPoint, seen: readonly Observation[], output: Output): string | undefined {
  const inBuckets = bucketsFault(point);
  if (inBuckets !== undefined || output.vague) return inBuckets;
  if (point.count !== seen.length) return `I1 count ${point.count}, truly ${seen.length}`;
  const sum = seen.reduce((total, { value }) => total + value, 0);
  const magnitude = seen.reduce((total, { value }) => total + Math.abs(value), 0);
  if (point.sum === undefined) return "I1 no sum";
  if (Math.abs(point.sum - sum) > ROUNDING * magnitude) return `I1 sum ${point.sum}, truly ${sum}`;
  if (output.metric.kind === "summary") return point.quantiles === 0 ? undefined : "a quantile of a folded summary";
  const extremes = extremesFault(point, seen);
  if (extremes !== undefined) return extremes;
  return output.metric.kind === "histogram"
    ? explicitFault(point, seen, output)
    : exponentialFault(point, seen, output);
}

function bucketsFault(point: SeenPoint): string | undefined {
  const { counts, positive, negative } = point;
  const total = (list: readonly number[]): number => list.reduce((sum, one) => sum + one, 0);
  if (point.kind === 9 && counts.length > 0 && total(counts) !== point.count)
    return "I9 buckets do not add up to count";
  if (point.kind === 9 && counts.length > 0 && counts.length !== point.bounds.length + 1)
    return "I9 bounds and buckets";
  if (point.kind === 10 && point.zeroCount + total(positive.counts) + total(negative.counts) !== point.count) {
    return "I10 buckets do not add up to count";
  }
  return undefined;
}

/** An extreme that cannot be known must be left out; one that is told must be true. */
function extremesFault({ min, max }: SeenPoint, seen: readonly Observation[]): string | undefined {
  if (min !== undefined && min !== Math.min(...seen.map(({ value }) => value))) return `min ${min} is not true`;
  if (max !== undefined && max !== Math.max(...seen.map(({ value }) => value))) return `max ${max} is not true`;
  return undefined;
}

function explicitFault(
  { bounds, counts }: SeenPoint,
  seen: readonly Observation[],
  output: Output,
): string | undefined {
  const most = commonBounds(output.counted);
  const least = commonBounds(output.forms);
  if (
    bounds.some((bound) => output.counted.size > 0 && !most.includes(bound)) ||
    least.some((bound) => !bounds.includes(bound))
  ) {
    return `I9 bounds ${bounds.join()}, shared are ${most.join()}`;
  }
  if (seen.length > 0 && counts.length === 0) return "I9 no buckets";
  let before = 0;
  for (const [i, bound] of bounds.entries()) {
    const upTo = seen.reduce((sum, { value }) => sum + (value <= bound ? 1 : 0), 0);
    if (counts[i] !== upTo - before) return `I9 bucket up to ${bound} holds ${counts[i]}, truly ${upTo - before}`;
    before = upTo;
  }
  return undefined;
}

/** Bounds that every process which counted here had: counts at these are exact, at others they would be guesses. */
function commonBounds(forms: ReadonlySet<Life>): readonly number[] {
  const lives = [...forms];
  const first = lives[0]?.bounds ?? [];
  return first.filter((bound) => lives.every(({ bounds }) => bounds.includes(bound)));
}

function exponentialFault(point: SeenPoint, seen: readonly Observation[], output: Output): string | undefined {
  const { scale, zeroThreshold, positive, negative } = point;
  const widestOf = (lives: ReadonlySet<Life>): number => Math.max(0, ...[...lives].map((life) => life.zeroThreshold));
  const least = widestOf(output.counted);
  if (zeroThreshold < least) return `I10 zero threshold ${zeroThreshold}, a source had ${least}`;
  // Widened to the edge of the bucket it lies in, and no further.
  const most = widestOf(output.forms) * 2 ** (2 ** -scale) * (1 + ROUNDING);
  if (zeroThreshold > most) return `I10 zero threshold ${zeroThreshold}, at most ${most}`;
  if (scale > BASE_SCALE) return `I10 scale ${scale}`;
  const zeros = seen.filter(({ value }) => Math.abs(value) <= zeroThreshold).length;
  if (point.zeroCount !== zeros) return `I10 zero count ${point.zeroCount}, truly ${zeros}`;
  for (const [sign, side] of [
    [1, positive],
    [-1, negative],
  ] as const) {
    if (side.counts.length > MAX_BUCKETS) return `I10 ${side.counts.length} buckets`;
    const truly = new Map<number, number>();
    for (const { value, index } of seen) {
      if (value * sign <= zeroThreshold) continue;
      const bucket = index >> (BASE_SCALE - scale);
      truly.set(bucket, (truly.get(bucket) ?? 0) + 1);
    }
    for (const [i, count] of side.counts.entries()) {
      const expected = truly.get(side.offset + i) ?? 0;
      if (count !== expected)
        return `I10 bucket ${side.offset + i} at scale ${scale} holds ${count}, truly ${expected}`;
      truly.delete(side.offset + i);
    }
    if (truly.size > 0) return `I10 ${truly.size} buckets are missing at scale ${scale}`;
  }
  return undefined;
}
