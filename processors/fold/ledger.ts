import { createHash, randomBytes } from "node:crypto";
import type { CleanBytes } from "../../core/bytes.ts";
import { RoadError } from "../../core/errors.ts";
import { LIMITS } from "../../core/limits.ts";
import { atOnce, type Slices } from "../../core/slices.ts";
import { Contexts } from "./contexts.ts";
import { type Absorption, type Emission, type LedgerOptions, type LedgerStats, REJECTIONS } from "./contract.ts";
import { expire } from "./expire.ts";
import { Flusher } from "./flusher.ts";
import { type GaugeTallies, gaugeTallies } from "./gauges.ts";
import { Kinds } from "./kinds.ts";
import type { LabelDecider } from "./labels/decider.ts";
import { AT, createMachine, MACHINE_KEY_BYTES, type Machine, type MachineSizes } from "./machine.ts";
import { Outputs } from "./outputs.ts";
import { PointLabels } from "./point-labels.ts";
import { Digests } from "./snapshot/digests.ts";
import { HEADER, hashKey, headerOf, identityKey, type SnapshotRefusal, sealKey, TAG_BYTES } from "./snapshot/format.ts";
import { restoreBooks } from "./snapshot/restore.ts";
import { saveBooks } from "./snapshot/save.ts";
import { RefusedSnapshot, refusalOf, SnapshotReader } from "./snapshot/snapshot-reader.ts";
import { SnapshotWriter } from "./snapshot/snapshot-writer.ts";
import { SourceMarks } from "./source-marks.ts";
import { Sources } from "./sources.ts";
import { ledgerStats } from "./stats.ts";
import { maxContextsOf, type Tenant, Tenants, type TenantView, tenantSlots, withReserve } from "./tenants.ts";
import { weighSeries } from "./weights.ts";

/** Where memory for so many bytes comes from. */
type Take = (bytes: number) => Uint8Array;

const NS_PER_MS = 1_000_000n;
const NS_PER_SECOND = 1_000_000_000n;
const FIRST_REJECTION = 2;
/** No label is asked about anew: a level that moved in the middle of a flush would be in two outputs, or in none. */
const AS_DECIDED = 0;
/** Ranks change once a minute at most. So many series, at some 4 us each, take a twentieth of the time. */
const WEIGH_NS = 30n * NS_PER_SECOND;
const MANY = 375_000;
const MIB = 1024 * 1024;

/** Defaults; what begins now is counted from zero. */
function withDefaults(options: Partial<LedgerOptions> & Pick<LedgerOptions, "epochNs">): LedgerOptions {
  return {
    secret: randomBytes(16),
    markKey: randomBytes(16),
    maxSeries: 1_000_000,
    maxOutputs: 100_000,
    maxOutputsPerMetric: 2_000,
    tenantAttributes: [],
    maxTenants: 1_000,
    maxSeriesPerTenant: Number.POSITIVE_INFINITY,
    maxOutputsPerTenant: Number.POSITIVE_INFINITY,
    maxBytes: 350 * MIB,
    maxRequestBytes: LIMITS.maxRequestBytes,
    staleAfterMs: 600_000,
    tombstoneMs: 4 * 3_600_000,
    outputIdleMs: 3_600_000,
    outputTemporality: "as_received",
    trackPassed: true,
    intervalMs: 60_000,
    warmUpIntervals: 3,
    clockGuardMs: 2_000,
    freshMs: Number.POSITIVE_INFINITY,
    maxSkewMs: 24 * 3_600_000,
    spikeFactor: 1_000,
    maxExportBytes: 2 * MIB,
    slicePoints: 500,
    maxExemplars: 4,
    gauge: () => undefined,
    companions: () => [],
    ...options,
    ...(options.snapshot === undefined ? {} : { secret: hashKey(options.snapshot) }),
  };
}

/** What the machine has room for. */
function sizesOf(options: LedgerOptions): MachineSizes {
  const { maxBytes, maxRequestBytes, maxSeries, maxOutputs } = options;
  return {
    maxBytes,
    maxRequestBytes,
    maxSeries: withReserve(maxSeries, options),
    maxContexts: withReserve(maxContextsOf(options), options),
    maxOutputs: withReserve(maxOutputs, options),
    maxTenants: tenantSlots(options),
  };
}

/**
 * The books of the fold: input series by their last value, outputs by what was added to them. One writer per output, and
 * only increments reach it, so totals are conserved whatever is decided about labels. One per thread.
 */
export class Ledger {
  readonly #options: LedgerOptions;
  readonly #machine: Machine;
  readonly #contexts: Contexts;
  readonly #outputs: Outputs;
  readonly #sources: Sources;
  readonly #flusher: Flusher;
  readonly #kinds = new Kinds();
  readonly #labels: LabelDecider;
  readonly #digests: Digests | undefined;
  #passedPoints = 0;
  #foldedPoints = 0;
  #isSaving = false;
  /** When series are weighed next. */
  #weighNs = 0n;
  readonly #rejected = REJECTIONS.map(() => 0);
  readonly #marks: SourceMarks;
  readonly #tenants: Tenants;

  constructor(options: Partial<LedgerOptions> & Pick<LedgerOptions, "epochNs">, labels: LabelDecider) {
    this.#options = withDefaults(options);
    this.#labels = labels;
    this.#marks = new SourceMarks(this.#options.markKey);
    this.#machine = createMachine(
      {
        newContext: (resource, scope, metric) => this.#sources.newContext(resource, scope, metric),
        firstSight: (context, start, end, tag) => this.#sources.firstSight(context, start, end, tag),
        decideAgain: (series, counts) => this.#sources.decideAgain(series, counts),
        lateDelta: (series) => this.#sources.gaps.late(series),
        keepExemplars: (start, end) => this.#sources.keepExemplars(start, end),
        deltaGap: (series) => this.#sources.gaps.leave(series),
        absorbKind: (series, sight, start, end) => this.#sources.kindPoints.absorb(series, sight, start, end),
      },
      sizesOf(this.#options),
      createHash("shake256", { outputLength: MACHINE_KEY_BYTES }).update(this.#options.secret).digest(),
    );
    this.#machine.run.trackPassed(this.#options.trackPassed ? 1 : 0);
    const pointLabels = new PointLabels(this.#machine, labels);
    this.#tenants = new Tenants(this.#options, this.#machine, this.#kinds);
    this.#contexts = new Contexts(this.#machine, this.#tenants, this.#options.secret);
    this.#outputs = new Outputs(this.#machine, this.#options, this.#kinds, pointLabels, this.#tenants);
    this.#kinds.purse.hasRoom = (tenant) => this.#tenants.memoryDenial(tenant as Tenant) === undefined;
    this.#flusher = new Flusher(this.#machine, this.#options, this.#contexts, this.#outputs, this.#kinds);
    const { snapshot } = this.#options;
    const { maxSeries } = sizesOf(this.#options);
    if (snapshot !== undefined) this.#digests = new Digests(this.#machine, identityKey(snapshot), maxSeries);
    this.#sources = new Sources({
      machine: this.#machine,
      options: this.#options,
      contexts: this.#contexts,
      outputs: this.#outputs,
      kinds: this.#kinds,
      labels: pointLabels,
      decider: labels,
      digests: this.#digests,
      tenants: this.#tenants,
    });
  }

  /**
   * Takes the points whose label set changes out of a scrubbed metrics request; what stays is in memory from `take`.
   * Throws `RoadError` malformed.
   */
  absorb(bytes: CleanBytes, receivedNs: bigint, take: Take = (length) => Buffer.allocUnsafeSlow(length)): Absorption {
    const { run, bytes: memory, messageAt } = this.#machine;
    if (bytes.length > this.#options.maxRequestBytes) throw new RoadError("too_large");
    if (this.#isSaving) throw new RoadError("overloaded");
    memory.set(bytes, messageAt);
    const least = this.#flusher.openNs;
    this.#sources.begin(receivedNs, receivedNs > least ? receivedNs : least);
    const left = run.absorb(
      messageAt,
      bytes.length,
      receivedNs,
      this.#secondsAt(receivedNs),
      BigInt(this.#options.maxSkewMs) * NS_PER_MS,
      this.#flusher.isFlushing ? AS_DECIDED : this.#labels.generation,
    );
    if (left < 0) throw new RoadError("malformed");
    const isChanged = run.isChanged() !== 0;
    return this.#absorption(isChanged ? this.#copy(left, take) : bytes);
  }

  /** What stays of a request, which lies at the front of the message's memory. */
  #copy(length: number, take: Take): CleanBytes | undefined {
    if (length === 0) return undefined;
    const { bytes, messageAt } = this.#machine;
    const copy = take(length);
    bytes.copy(copy, 0, messageAt, messageAt + length);
    return copy as CleanBytes;
  }

  #absorption(bytes: CleanBytes | undefined): Absorption {
    const { words } = this.#machine;
    const fates = AT.fates >> 2;
    const passed = words[fates]!;
    const folded = words[fates + 1]!;
    let rejected = 0;
    for (let i = 0; i < REJECTIONS.length; i++) rejected += words[fates + FIRST_REJECTION + i]!;
    this.#passedPoints += passed;
    this.#foldedPoints += folded;
    if (rejected === 0) return { bytes, passed, folded, rejected, rejections: undefined };
    const rejections = REJECTIONS.map((_, index) => words[fates + FIRST_REJECTION + index]!);
    for (const [index, count] of rejections.entries()) this.#rejected[index]! += count;
    return { bytes, passed, folded, rejected, rejections };
  }

  /** Seconds since the epoch, never 0. */
  #secondsAt(nowNs: bigint): number {
    const seconds = Number((nowNs - this.#options.epochNs) / NS_PER_SECOND) + 1;
    return Math.min(Math.max(seconds, 1), 2 ** 32 - 1);
  }

  /** One point per live output as Export requests, strictly later than those before. Also lets the decider look at what it learned. */
  flush(nowNs: bigint): readonly Emission[] {
    return atOnce(this.flushInSlices(nowNs));
  }

  /**
   * The same with pauses, in which it may absorb and nothing else. One at a time; one that is not played to its end loses
   * what it wrote.
   */
  *flushInSlices(nowNs: bigint): Slices<readonly Emission[]> {
    if (nowNs >= this.#weighNs) {
      const told = yield* weighSeries(this.#sources.parts);
      this.#weighNs = nowNs + (told < MANY ? WEIGH_NS : WEIGH_NS * BigInt(Math.ceil(told / MANY)));
    }
    this.#machine.run.setNow(this.#secondsAt(nowNs));
    this.#labels.tick(Number(nowNs / NS_PER_MS));
    return yield* this.#flusher.flush(nowNs, this.#gauges());
  }

  *#gauges(): Slices<GaugeTallies> {
    return this.#sources.hasGauges ? yield* gaugeTallies(this.#machine) : new Map();
  }

  /** Says what became of an emission: a failed delta is in the next one again. */
  flushed(emission: Emission, ok: boolean): void {
    this.#flusher.flushed(emission, ok);
  }

  /** Ends sources that went silent and outputs without sources. */
  expire(nowNs: bigint): void {
    atOnce(this.expireInSlices(nowNs));
  }

  /** The same with pauses, in which it may absorb and nothing else. */
  expireInSlices(nowNs: bigint): Slices<void> {
    return expire(this.#sources.parts, this.#sources, this.#secondsAt(nowNs));
  }

  /**
   * The books as they are at this moment, for `restoreLedger`: best right behind `flush`. Emissions whose fate is not
   * known count as arrived.
   */
  save(nowNs: bigint): readonly Uint8Array[] {
    return atOnce(this.saveInSlices(nowNs));
  }

  /** The same with pauses, in which it takes nothing in: what is saved is one moment. Requests are sent away meanwhile. */
  *saveInSlices(nowNs: bigint): Slices<readonly Uint8Array[]> {
    this.#isSaving = true;
    try {
      return yield* this.#saved(nowNs);
    } finally {
      this.#isSaving = false;
    }
  }

  *#saved(nowNs: bigint): Slices<readonly Uint8Array[]> {
    const { snapshot, epochNs } = this.#options;
    if (snapshot === undefined || this.#digests === undefined) throw new Error("the options name no snapshot");
    const writer = new SnapshotWriter();
    writer.copy(headerOf(snapshot), 0, HEADER.bytes);
    writer.u64(epochNs);
    writer.u64(nowNs);
    writer.u64(this.#flusher.lastNs);
    writer.u64(this.#outputs.lastOpenedNs);
    yield* saveBooks(writer, this.#sources.parts, this.#sources, this.#digests);
    return yield* writer.seal(sealKey(snapshot));
  }

  /** Takes up the books of one that was saved; only when this one is new. Throws `RefusedSnapshot`. */
  #resume(reader: SnapshotReader, savedNs: bigint, nowNs: bigint): void {
    const lastNs = reader.u64();
    const lastOpenedNs = reader.u64();
    const away = this.#secondsAt(nowNs) - this.#secondsAt(savedNs);
    const [parts, sources, digests] = [this.#sources.parts, this.#sources, this.#digests!];
    restoreBooks({ reader, parts, sources, digests, awaySeconds: Math.max(0, away) });
    this.#outputs.lastOpenedNs = lastOpenedNs;
    this.#flusher.resume(lastNs);
  }

  /** A ledger that goes on where another was when it was saved, or why there is none. */
  static restore(
    snapshot: Buffer,
    nowNs: bigint,
    options: Partial<LedgerOptions> & Required<Pick<LedgerOptions, "snapshot">>,
    labels: LabelDecider,
  ): Ledger | SnapshotRefusal {
    if (options.snapshot === undefined) return "key";
    const refusal = refusalOf(snapshot, options.snapshot);
    if (refusal !== undefined) return refusal;
    const reader = new SnapshotReader(snapshot, HEADER.bytes, snapshot.length - TAG_BYTES);
    try {
      const epochNs = reader.u64();
      const savedNs = reader.u64();
      const ledger = new Ledger({ ...options, epochNs }, labels);
      ledger.#resume(reader, savedNs, nowNs);
      return ledger;
    } catch (error) {
      if (error instanceof RefusedSnapshot) return error.reason;
      throw error;
    }
  }

  /** Who holds how much, those with most series first. */
  tenants(): readonly TenantView[] {
    return this.#tenants.views();
  }

  stats(): LedgerStats {
    return {
      ...ledgerStats(this.#machine, this.#outputs, this.#contexts, this.#sources),
      sourceMarks: this.#marks.read(this.#machine, this.#contexts.bySlot),
      emitted: this.#flusher.emitted,
      passedPoints: this.#passedPoints,
      foldedPoints: this.#foldedPoints,
      rejected: [...this.#rejected],
    };
  }
}
