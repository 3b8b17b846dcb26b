import type { Context, Contexts } from "./contexts.ts";
import type { LedgerOptions } from "./contract.ts";
import { DeltaGaps } from "./delta-gaps.ts";
import { keepExemplars } from "./exemplars.ts";
import { firstSight, valueOf } from "./first-sight.ts";
import { KindPoints } from "./kind-points.ts";
import { ABSORBED, SIGHTS } from "./kinds/kind.ts";
import type { Kinds } from "./kinds.ts";
import type { LabelDecider } from "./labels/decider.ts";
import { AT, CONTEXT, FLAG, type Machine, PASSES, REFUSED, SERIES, SERIES_MORE } from "./machine.ts";
import type { Outputs } from "./outputs.ts";
import type { PointLabels } from "./point-labels.ts";
import { redirect } from "./redirect.ts";
import type { Digests } from "./snapshot/digests.ts";
import type { Sleepers } from "./snapshot/sleepers.ts";
import { type Denial, SHARE, type Tenants } from "./tenants.ts";
import { namesByIdentity, Tombstones } from "./tombstones.ts";
import { markWeighed } from "./weights.ts";

// Fates, as in `assembly/layout.ts`.
const PASSED = 0;
const FOLDED = 1;
const REJECTED_GAUGE = 6;
/** By index of `ABSORBED`; 0 for what is no rejection. */
const REJECTED_BY_KIND = [0, 0, 7, 3, 8, 0, 9] as const;
const REJECTED_LIMIT = 9;
const REJECTED_SIZE = 10;
const REJECTED_TENANT = 11;
const GAUGE = 0;
const SUM = 1;
const NO_ROOM = 0;

export interface SourcesParts {
  readonly machine: Machine;
  readonly options: LedgerOptions;
  readonly contexts: Contexts;
  readonly outputs: Outputs;
  readonly kinds: Kinds;
  readonly labels: PointLabels;
  readonly decider: LabelDecider;
  /** Where there are snapshots. */
  readonly digests: Digests | undefined;
  readonly tenants: Tenants;
}

/** Input series: how they are first met, where they count, how they end. The walk asks here about what it does not know. */
export class Sources {
  spikes = 0;
  redirected = 0;
  hasGauges = false;
  readonly tombstones: Tombstones;
  readonly gaps: DeltaGaps;
  readonly kindPoints: KindPoints;
  readonly parts: SourcesParts;
  /** Where there was a snapshot. */
  sleepers: Sleepers | undefined;
  #receivedNs = 0n;
  /** What opens now opens behind the last flush. */
  #openNs = 0n;
  #stateless: Context | undefined;
  /** Why it is. */
  #statelessFor = REJECTED_LIMIT;

  constructor(parts: SourcesParts) {
    this.parts = parts;
    this.gaps = new DeltaGaps(parts.machine);
    this.kindPoints = new KindPoints(parts.machine, parts.kinds, parts.outputs, parts.contexts);
    const { digests, machine } = parts;
    this.tombstones = new Tombstones(
      parts.tenants,
      digests === undefined ? namesByIdentity(machine) : (series) => digests.read(series),
      (kind, slot, tenant) => parts.kinds.closeInput(kind, slot, undefined, tenant),
    );
  }

  begin(receivedNs: bigint, openNs: bigint): void {
    this.#receivedNs = receivedNs;
    this.#openNs = this.kindPoints.openNs = openNs;
    this.#stateless = undefined;
  }

  newContext(resourceBytes: number, scopeBytes: number, metricBytes: number): number {
    const { contexts } = this.parts;
    const slot = contexts.open(resourceBytes, scopeBytes, metricBytes);
    if (slot !== 0) return slot;
    this.#stateless = contexts.read(resourceBytes, scopeBytes, metricBytes);
    this.#statelessFor = rejectionOf(contexts.denied);
    return 0;
  }

  /** A point whose series is not known by its spelling; returns its fate. */
  firstSight(slot: number, start: number, end: number, tag: number): number {
    const { contexts, labels, machine } = this.parts;
    const context = contexts.bySlot[slot] ?? this.#stateless!;
    machine.run.setTenant(context.tenant.slot);
    if (slot === 0) return this.#withoutState(context, this.#statelessFor);
    if (!labels.intern()) return this.#withoutState(context, REJECTED_SIZE);
    machine.run.identify(slot, labels.identityAt, labels.identityCount);
    const known = machine.run.findSeries(slot, labels.identityAt, labels.identityCount);
    const fate =
      known === 0 ? this.#unknown(context, start, end, tag) : this.#respelled(known, context, start, end, tag);
    labels.discard();
    return fate;
  }

  /** A point nothing can be remembered of: it passes when its labels stay. */
  #withoutState(context: Context, reason: number): number {
    return this.parts.labels.wouldFold(context.facts, context.resource.id) ? reason : PASSED;
  }

  #respelled(series: number, context: Context, start: number, end: number, tag: number): number {
    const { labels, machine, tenants } = this.parts;
    labels.forget();
    // Without room for the spelling the next point comes here again.
    const mayGrow = tenants.memoryDenial(context.tenant) === undefined;
    if (mayGrow) machine.run.addEncoding(series, labels.listAt, labels.count, tag);
    labels.discard();
    return machine.run.absorbSeries(series, start, end);
  }

  #unknown(context: Context, start: number, end: number, tag: number): number {
    const { digests, labels } = this.parts;
    const digest = digests?.of(context, labels);
    const series = digest === undefined ? 0 : (this.sleepers?.find(digest) ?? 0);
    return series === 0
      ? this.#newSeries(context, start, end, tag, digest)
      : this.#wake(series, context, start, end, tag);
  }

  /** A series out of a snapshot comes again for the first time: it goes on where it was. */
  #wake(series: number, context: Context, start: number, end: number, tag: number): number {
    const { labels, machine } = this.parts;
    labels.observe(context);
    if (this.sleepers?.wake(series, labels, tag) !== true) {
      labels.judge(context);
      return this.#beyondLimit(context, start, end);
    }
    labels.discard();
    return machine.run.absorbSeries(series, start, end);
  }

  #newSeries(context: Context, start: number, end: number, tag: number, digest: Uint32Array | undefined): number {
    const { labels, machine, tenants } = this.parts;
    const { run, words } = machine;
    labels.observe(context);
    labels.judge(context);
    const leaves = labels.folds || this.#target(context) !== PASSES;
    if (leaves) {
      const fault = this.#refusalOf(context) || run.fault() || this.#unread(context, start, end);
      if (fault !== 0) return fault;
    }
    // The end of what was never seen.
    if (words[(AT.point + 44) >> 2] === 1) return leaves ? FOLDED : PASSED;
    const denial = tenants.denial(context.tenant, SHARE.series) ?? tenants.memoryDenial(context.tenant);
    if (denial !== undefined) return this.#beyondLimit(context, start, end, rejectionOf(denial));
    const target = this.#target(context);
    if (target === NO_ROOM) return this.#beyondLimit(context, start, end);
    const series = this.#open(context, tag);
    if (series !== 0 && digest !== undefined) this.parts.digests?.keep(series, digest);
    if (series === 0) return this.#beyondLimit(context, start, end);
    if (target !== PASSES) run.redirect(series, target, 0);
    markWeighed(machine, labels, series);
    return this.#count(context, series, start, end);
  }

  /** Why nothing that folds in this metric can be counted; 0 for no reason. */
  #refusalOf(context: Context): number {
    return context.kind === GAUGE && this.parts.options.gauge(context.facts) === undefined ? REJECTED_GAUGE : 0;
  }

  /** Why a point that is no number cannot be read; 0 for no reason. Asked before anything is opened for it. */
  #unread(context: Context, start: number, end: number): number {
    const { kind } = context;
    const isEnd = this.parts.machine.words[(AT.point + 44) >> 2] === 1;
    if (kind <= SUM || isEnd) return 0;
    return REJECTED_BY_KIND[this.kindPoints.check(context, start, end)];
  }

  /** The output the judged point adds to: one of the machine's slots, `PASSES`, `REFUSED`, or 0 for no room. */
  #target(context: Context): number {
    const { labels, options, outputs, machine } = this.parts;
    const isAlone = options.replica !== undefined || context.outputs.size === 0;
    if (!labels.folds) {
      // A series under the very attributes of an output would be a second writer of it: it adds to it instead.
      return isAlone ? PASSES : (context.outputs.get(labels.kept.join())?.slot ?? PASSES);
    }
    if (context.kind === GAUGE) {
      if (this.#refusalOf(context) !== 0) return REFUSED;
      this.hasGauges = true;
    }
    const before = outputs.size;
    const slot = outputs.of(context, labels.kept, this.#openNs);
    if (slot !== 0 && outputs.size !== before && options.replica === undefined) {
      const { entries } = outputs.bySlot[slot]!;
      const twin = outputs.twin(context, entries) || this.#sleepingTwin(context, entries);
      const at = machine.seriesAt + twin * SERIES.bytes;
      if (twin !== 0 && machine.words[(at + SERIES.output) >> 2] === PASSES) this.#redirect(twin, context, slot, false);
    }
    return slot;
  }

  #sleepingTwin(context: Context, entries: readonly number[]): number {
    const { digests, labels } = this.parts;
    if (digests === undefined || this.sleepers === undefined || this.sleepers.size === 0) return 0;
    return this.sleepers.find(digests.ofEntries(context, labels, entries));
  }

  #open(context: Context, tag: number): number {
    const { labels, machine, decider, kinds, options, tenants } = this.parts;
    const { run, words, seriesAt } = machine;
    run.identify(context.slot, labels.identityAt, labels.identityCount);
    const spelling = labels.isSet ? labels.listAt : labels.identityAt;
    const series = run.openSeries(context.slot, spelling, labels.identityCount);
    if (series === 0) return 0;
    tenants.take(context.tenant, SHARE.series);
    const at = seriesAt + series * SERIES.bytes;
    const shared = words[(machine.contextAt + context.slot * CONTEXT.bytes + CONTEXT.flags) >> 2]! & CONTEXT.flagMask;
    words[(at + SERIES.flags) >> 2]! |= shared | (context.kind << FLAG.kindShift);
    words[(at + SERIES.output) >> 2] = PASSES;
    words[(at + SERIES_MORE.generation) >> 2] = decider.generation;
    words[(at + SERIES_MORE.heard) >> 2] = this.#heard();
    if (context.kind > SUM && (labels.folds || options.trackPassed)) {
      words[(at + SERIES.slot) >> 2] = kinds.openInput(context.kind, context.tenant) + 1;
    }
    if (!labels.isSet) run.addEncoding(series, labels.listAt, labels.count, tag);
    // Without room for a second spelling the next point is looked up again.
    else if (run.publishFirst(series, tag) === 0) {
      this.close(series, context);
      return 0;
    }
    return series;
  }

  #heard(): number {
    const seconds = Number((this.#receivedNs - this.parts.options.epochNs) / 1_000_000_000n) + 1;
    return Math.min(Math.max(seconds, 1), 2 ** 32 - 1);
  }

  /** The first point of a series that was just opened. */
  #count(context: Context, series: number, start: number, end: number): number {
    const { labels, machine, options } = this.parts;
    const at = (machine.seriesAt + series * SERIES.bytes) >> 2;
    const isBack = this.tombstones.revive(machine, series);
    if (isBack) return machine.run.absorbSeries(series, start, end);
    const { sight, isSpike } = firstSight(machine, options, context, this.#receivedNs);
    if (isSpike && machine.words[at + SERIES.output / 4] !== PASSES) this.spikes++;
    // What began before anybody watched is not what it brings now.
    if (context.isMonotonic && sight === SIGHTS.full) labels.weigh(valueOf(machine));
    const fate = machine.run.absorbFirst(series, sight, start, end);
    const isTotal = context.kind !== GAUGE && (machine.words[at + SERIES.flags / 4]! & FLAG.delta) === 0;
    const isUnread = options.trackPassed && isTotal && (machine.words[at + SERIES.flags / 4]! & FLAG.hasValue) === 0;
    if (fate > FOLDED || isUnread) this.#forget(series, context);
    return fate;
  }

  /** A series whose first point could not be counted is none, and its source was not seen. */
  #forget(series: number, context: Context): void {
    const { machine } = this.parts;
    this.close(series, context);
    const at = machine.contextAt + context.slot * CONTEXT.bytes;
    if (machine.words[(at + CONTEXT.series) >> 2] === 0) machine.longs[(at + CONTEXT.firstSeen) >> 3] = 0n;
  }

  /** No room for a series: what needs no state is counted, the rest goes back. */
  #beyondLimit(context: Context, start: number, end: number, rejection = REJECTED_LIMIT): number {
    const { labels, machine, outputs } = this.parts;
    if (!labels.folds && this.#target(context) === PASSES) return PASSED;
    const flags = machine.words[(machine.contextAt + context.slot * CONTEXT.bytes + CONTEXT.flags) >> 2]!;
    if ((flags & FLAG.delta) === 0) return rejection;
    const target = this.#target(context);
    if (target === NO_ROOM || target >= REFUSED) return rejection;
    if (context.kind > SUM) {
      const absorbed = this.kindPoints.into(context, -1, target, SIGHTS.full, start, end);
      const isCounted = absorbed <= ABSORBED.reset;
      if (isCounted) outputs.touch(target, this.#heard());
      return isCounted ? FOLDED : rejection;
    }
    const type = machine.words[(AT.point + 24) >> 2]!;
    const at = (AT.point + 16) >> 3;
    if (type === 1) machine.run.addDouble(target, machine.doubles[at]!, 0, this.#heard());
    else machine.run.addInteger(target, machine.longs[at]!, this.#heard());
    return FOLDED;
  }

  /**
   * Asks about the labels of a series anew; from here on it counts where the answers say, and 0 is returned. A point
   * of which nothing counts, late or faulty, moves and opens nothing: for it this is its fate + 1.
   */
  decideAgain(series: number, counts: number): number {
    const { contexts, labels, machine, decider } = this.parts;
    const { words, seriesAt, encodingAt } = machine;
    const at = (seriesAt + series * SERIES.bytes) >> 2;
    const context = contexts.bySlot[words[at + SERIES.context / 4]!]!;
    machine.run.setTenant(context.tenant.slot);
    labels.recall(encodingAt + words[at + SERIES_MORE.encoding / 4]! * 64);
    labels.judge(context);
    markWeighed(machine, labels, series);
    if (counts === 0) {
      const passes = !labels.folds && this.#target(context) === PASSES;
      labels.discard();
      return (passes ? PASSED : this.#refusalOf(context) || FOLDED) + 1;
    }
    words[at + SERIES_MORE.generation / 4] = decider.generation;
    const target = this.#target(context);
    if (target !== NO_ROOM && target !== words[at + SERIES.output / 4]) this.#redirect(series, context, target, true);
    labels.discard();
    return 0;
  }

  #redirect(series: number, context: Context, target: number, isReplaced: boolean): void {
    this.redirected++;
    redirect(this.parts, series, context, target, isReplaced);
  }

  /** The point at hand was folded and has exemplars: its output keeps some. */
  keepExemplars(start: number, end: number): void {
    const { machine, outputs, contexts, decider, options } = this.parts;
    const series = machine.run.lastCounted();
    const output = outputs.bySlot[machine.words[(machine.seriesAt + series * SERIES.bytes + SERIES.output) >> 2]!];
    const context = contexts.bySlot[output?.context ?? 0];
    if (output === undefined || context === undefined) return;
    keepExemplars(output, context, decider, options.maxExemplars, { bytes: machine.bytes, start, end });
  }

  /** Forgets a series; what it added stays, a level does not. */
  close(series: number, context: Context): void {
    const { machine, kinds, outputs } = this.parts;
    const { words, seriesAt, run } = machine;
    const at = (seriesAt + series * SERIES.bytes) >> 2;
    run.endSource(series);
    if (this.sleepers?.sleeps(series) === true) this.sleepers.leave();
    this.gaps.forget(series);
    const output = words[at + SERIES.output / 4]!;
    const input = words[at + SERIES.slot / 4]!;
    if (context.kind > SUM && input !== 0) {
      const slot = output >= REFUSED ? undefined : outputs.kindSlot(output);
      kinds.closeInput(context.kind, input - 1, slot, context.tenant);
    }
    run.closeSeries(series);
    this.parts.tenants.give(context.tenant, SHARE.series);
    this.parts.labels.forget();
  }
}

function rejectionOf(denial: Denial | undefined): number {
  return denial === "tenant_limit" ? REJECTED_TENANT : REJECTED_LIMIT;
}
