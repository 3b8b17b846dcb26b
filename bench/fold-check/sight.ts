import { SECOND_NS } from "./making.ts";
import type { Point } from "./trace.ts";

/** What was seen of a metric of a resource. */
export interface SeenSource {
  readonly firstNs: bigint;
  lastNs: bigint;
  /** Of the times between arrivals: an interval of exports is estimated from them. */
  longestNs: bigint;
}

export interface Watch {
  readonly nowNs: bigint;
  readonly epochNs: bigint;
  readonly intervalNs: bigint;
  /** This metric of this resource, if a point of it arrived before. */
  readonly source: SeenSource | undefined;
  /** The process was seen by a ledger that forgot. */
  readonly deliveredBefore: boolean;
}

/** Further from a limit than any clock guard, delay or warm-up promises to judge. */
const MARGIN_NS = 5n * SECOND_NS;

/**
 * What the first point of an unknown series may add. `full`: all it holds was counted since the ledger watches, and
 * that can be known. `baseline`: it was counted before, or nobody can know otherwise. `doubtful`: both are right.
 */
export function firstSight(point: Point, watch: Watch): "full" | "baseline" | "unknown-start" | "doubtful" {
  const { life, startNs, timeNs, writtenNs } = point;
  // A clock is judged by when its points arrive, so that a delay looks like a clock that is slow.
  const delayNs = watch.nowNs - writtenNs;
  if (startNs !== 0n && startNs === timeNs) return "unknown-start";
  if (startNs !== 0n) {
    if (life.bornNs > watch.epochNs + MARGIN_NS) return "full";
    // The start it tells is its first export, which may be later than the epoch though the process is not.
    if (life.style === "first-point") return "doubtful";
    if (life.bornNs + delayNs + MARGIN_NS > watch.epochNs) return "doubtful";
  }
  return duringWarmUp(point, watch);
}

/**
 * Old processes export all they hold at once; what comes later is new, unless its first export was lost on the way.
 * When a point was written can be told from its clock, but only as well as the quickest point before it did.
 */
function duringWarmUp({ life, writtenNs }: Point, watch: Watch): "full" | "baseline" | "doubtful" {
  const { nowNs, source, intervalNs } = watch;
  if (source === undefined || nowNs - source.firstNs < intervalNs / 2n) return "baseline";
  const longestNs = source.longestNs > intervalNs ? source.longestNs : intervalNs;
  if (writtenNs - source.firstNs < 3n * longestNs) return "doubtful";
  const isOld = life.before > 0 || watch.deliveredBefore;
  return isOld ? "doubtful" : "full";
}
