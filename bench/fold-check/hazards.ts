import type { Rng } from "../../test/support/rng.ts";
import { KINDS, type Kind } from "./trace.ts";

/** What may go wrong in a trace, as probabilities for each occasion; and how large it is. */
export interface Hazards {
  readonly kinds: readonly Kind[];
  readonly sources: number;
  readonly exports: number;
  /** Folded series that live in each export, and such that are new in each. */
  readonly steadyIds: number;
  readonly newIds: number;
  readonly delta: number;
  readonly nonMonotonic: number;
  readonly doubles: number;
  readonly huge: number;
  /** Increments of up to a million, among those of up to 200. */
  readonly surges: number;
  /** A process older than the ledger. */
  readonly old: number;
  readonly missingStart: number;
  readonly firstPointStart: number;
  readonly seriesStart: number;
  /** Per export: the process ends after it and another follows. */
  readonly restart: number;
  /** Of those, with the same start time. */
  readonly silent: number;
  /** Per request: it never arrives, arrives twice, arrives late. */
  readonly lost: number;
  readonly twice: number;
  readonly late: number;
  /** Requests on their way at once become one. */
  readonly merged: number;
  readonly skew: number;
  readonly flip: number;
  readonly faults: number;
  readonly unlabelled: number;
  readonly failedFlush: number;
  readonly pause: number;
  readonly proxyRestart: number;
  readonly amnesia: number;
  readonly capped: number;
  /** A hostile tenant beside honest ones, where there is more than one source. */
  readonly tenants: number;
  /** Outputs leave with another temporality than inputs came. */
  readonly converted: number;
  /** Two processes at once under one resource. */
  readonly shared: number;
}

/** Nothing goes wrong: new processes, counters, every export arrives once. */
export const CALM: Hazards = {
  kinds: ["sum"],
  sources: 2,
  exports: 6,
  steadyIds: 3,
  newIds: 0,
  delta: 0,
  nonMonotonic: 0,
  doubles: 0,
  huge: 0,
  surges: 0,
  old: 0,
  missingStart: 0,
  firstPointStart: 0,
  seriesStart: 0,
  restart: 0,
  silent: 0,
  lost: 0,
  twice: 0,
  late: 0,
  merged: 0,
  skew: 0,
  flip: 0,
  faults: 0,
  unlabelled: 0,
  failedFlush: 0,
  pause: 0,
  proxyRestart: 0,
  amnesia: 0,
  capped: 0,
  tenants: 0,
  converted: 0,
  shared: 0,
};

/** Hazards of one trace: each is switched on in some traces only, so that simple ones and tangled ones both occur. */
export function drawHazards(rng: Rng, kinds: readonly Kind[] = KINDS): Hazards {
  const sometimes = (share: number, probability: number): number => (rng.chance(share) ? probability : 0);
  return {
    kinds: rng.chance(0.6) ? [rng.pick(kinds)] : [rng.pick(kinds), rng.pick(kinds)],
    sources: rng.pick([1, 1, 2, 3]),
    exports: rng.pick([2, 3, 3, 4, 4, 5, 7]),
    steadyIds: rng.pick([1, 1, 2]),
    newIds: rng.pick([0, 0, 0, 1, 2]),
    delta: 0.3,
    nonMonotonic: 0.25,
    doubles: 0.4,
    huge: sometimes(0.1, 0.5),
    surges: 0.1,
    old: sometimes(0.4, 0.7),
    missingStart: sometimes(0.15, 0.6),
    firstPointStart: sometimes(0.1, 0.5),
    seriesStart: sometimes(0.2, 0.5),
    restart: sometimes(0.4, 0.25),
    silent: sometimes(0.3, 0.6),
    lost: sometimes(0.3, 0.2),
    twice: sometimes(0.3, 0.3),
    late: sometimes(0.3, 0.25),
    merged: sometimes(0.3, 0.4),
    skew: sometimes(0.2, 0.7),
    flip: sometimes(0.25, 0.3),
    faults: sometimes(0.15, 0.1),
    unlabelled: sometimes(0.15, 0.3),
    failedFlush: sometimes(0.2, 0.3),
    pause: sometimes(0.1, 0.3),
    proxyRestart: sometimes(0.15, 0.3),
    amnesia: sometimes(0.1, 0.2),
    capped: 0.08,
    tenants: 0.15,
    converted: 0.3,
    shared: sometimes(0.3, 0.7),
  };
}
