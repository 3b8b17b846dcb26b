import type { Context } from "./contexts.ts";
import type { LedgerOptions } from "./contract.ts";
import { SIGHTS, type Sight } from "./kinds/kind.ts";
import { AT, CONTEXT, FLAG, type Machine } from "./machine.ts";

const NS_PER_MS = 1_000_000n;
/** A point that seems to have been longer on its way comes from a clock that was set back. */
const LONGEST_WAY_INTERVALS = 10n;
/** The median of fewer first values says nothing. */
const LEAST_FIRST_VALUES = 32;

/** Why a first value was only remembered, for counters. */
export interface FirstSight {
  readonly sight: Sight;
  readonly isSpike: boolean;
}

const FULL: FirstSight = { sight: SIGHTS.full, isSpike: false };
const BASELINE: FirstSight = { sight: SIGHTS.baseline, isSpike: false };
const SPIKE: FirstSight = { sight: SIGHTS.baseline, isSpike: true };

/**
 * What the first point of a series adds. Deltas and levels count at once. A total counts when it began under our eyes:
 * its start lies behind the epoch, or its source has exported this metric long enough that what we do not know must be
 * new, because every export repeats every live series.
 */
export function firstSight(machine: Machine, options: LedgerOptions, context: Context, receivedNs: bigint): FirstSight {
  const { longs } = machine;
  const seenAt = (machine.contextAt + context.slot * CONTEXT.bytes + CONTEXT.firstSeen) >> 3;
  if (longs[seenAt] === 0n) longs[seenAt] = receivedNs;
  const flags = machine.words[(machine.contextAt + context.slot * CONTEXT.bytes + CONTEXT.flags) >> 2]!;
  const isLevel = context.facts.kind === "sum" && !context.isMonotonic;
  if ((flags & FLAG.delta) !== 0 || isLevel || context.facts.kind === "gauge") return FULL;
  const start = longs[AT.point >> 3]!;
  const time = longs[(AT.point + 8) >> 3]!;
  if (start !== 0n && start >= time) return BASELINE;
  const at = (machine.contextAt + context.slot * CONTEXT.bytes) >> 3;
  const skew = longs[at + (CONTEXT.skew >> 3)]!;
  // A point that was long on its way makes a clock look slow; this one may know better than those before it.
  const offset = skew < receivedNs - time ? skew : receivedNs - time;
  longs[at + (CONTEXT.skew >> 3)] = offset;
  const ourStart = start + offset;
  const isNew = start !== 0n && ourStart >= options.epochNs + BigInt(options.clockGuardMs) * NS_PER_MS;
  if (isNew && Number(receivedNs - ourStart) <= options.freshMs * 1e6) return FULL;
  // The first two points may lie far apart because a source was silent: then the usual interval holds.
  const observed = longs[at + (CONTEXT.interval >> 3)]!;
  const assumed = BigInt(options.intervalMs) * NS_PER_MS;
  const interval = observed === 0n || observed > assumed ? assumed : observed;
  const warmUp = BigInt(Math.round(Number(interval) * options.warmUpIntervals));
  // When it was sent counts, not when it came: a part of the first export may be long on its way.
  const earliest = receivedNs - interval * LONGEST_WAY_INTERVALS;
  const sent = time + offset > earliest ? time + offset : earliest;
  if (sent < longs[seenAt]! + warmUp) return BASELINE;
  if (isNew) return FULL;
  return isSpike(context, valueOf(machine), options.spikeFactor) ? SPIKE : FULL;
}

/** The value of the point at hand; 0 for what is no number. */
export function valueOf({ words, doubles, longs }: Machine): number {
  const type = words[(AT.point + 24) >> 2]!;
  if (type === 1) return doubles[(AT.point + 16) >> 3]!;
  return type === 2 ? Number(longs[(AT.point + 16) >> 3]!) : 0;
}

/**
 * Whether a first value lies far above the usual ones of its source. The median is tracked by steps (Ma, Muthukrishnan,
 * Sandler: frugal streaming), here by a share of itself, so that it follows any unit.
 */
function isSpike(context: Context, value: number, factor: number): boolean {
  if (factor === 0 || value <= 0) return false;
  if (context.firstValues >= LEAST_FIRST_VALUES && value > context.medianFirstValue * factor) return true;
  context.firstValues++;
  if (context.medianFirstValue === 0) context.medianFirstValue = value;
  else
    context.medianFirstValue *= value > context.medianFirstValue ? 1.1 : value < context.medianFirstValue ? 1 / 1.1 : 1;
  return false;
}
