import type { CleanBytes } from "../../core/bytes.ts";
import type { LedgerOptions, SnapshotBinding } from "../../processors/fold/contract.ts";
import type { LabelAnswer, LabelDecider } from "../../processors/fold/labels/decider.ts";
import { Ledger } from "../../processors/fold/ledger.ts";
import { Books, Violation } from "./compare.ts";
import { encodeRequest } from "./encode.ts";
import { Model } from "./model.ts";
import { type Cause, PLACEHOLDER } from "./output.ts";
import { TENANT_KEY } from "./tenancy.ts";
import type { Folding, GaugeTold, Step, Trace } from "./trace.ts";

const STALE_MS = 600_000;
/** Far below any increment that a trace could lose. */
const UNCONSERVED = 1e-4;
const HOUR_MS = 3_600_000;
const MS_NS = 1_000_000n;
const SNAPSHOT: SnapshotBinding = { key: Buffer.from("a key that only this check knows"), of: "policy 1" };

/** Folds what it is told to, from one moment to the next. */
export class ToldDecider implements LabelDecider {
  generation = 1;
  #folding: Folding;

  constructor(folding: Folding) {
    this.#folding = folding;
  }

  flip(folding: Folding): void {
    this.#folding = folding;
    this.generation++;
  }

  decide(_metric: unknown, key: string): LabelAnswer {
    const action = this.#folding.get(key);
    if (action === undefined) return { action: "keep" };
    const reason = "policy";
    return action === "drop" ? { action, reason, shape: 0 } : { action, text: PLACEHOLDER, reason, shape: 0 };
  }

  observe(): void {}
  weigh(): void {}
  tick(): void {}
}

export interface TraceResult {
  readonly points: number;
  readonly flushes: number;
  readonly checks: number;
  readonly causes: Readonly<Record<Cause, number>>;
}

/** What is checked; tests put something broken in its place. Without `save` a restart changes nothing. */
export type Checked = Pick<Ledger, "absorb" | "flush" | "flushed" | "expire" | "stats"> & Partial<Pick<Ledger, "save">>;
export type MakeLedger = (trace: Trace, epochNs: bigint, decider: LabelDecider) => Checked;

export const newLedger: MakeLedger = (trace, epochNs, decider) => new Ledger(ownOptions(trace, epochNs), decider);

/** Only where it restarts are there snapshots, which name series otherwise. */
function ownOptions(trace: Trace, epochNs: bigint): ReturnType<typeof ledgerOptions> {
  const restarts = trace.steps.some(({ kind }) => kind === "restart");
  return { ...ledgerOptions(trace, epochNs), snapshot: restarts ? SNAPSHOT : undefined };
}

/** Plays a trace to a ledger and to the model, and holds them against each other. Throws `Violation`. */
export function runTrace(trace: Trace, make: MakeLedger = newLedger): TraceResult {
  return new Playing(trace, make).run();
}

class Playing {
  readonly #trace: Trace;
  readonly #decider: ToldDecider;
  readonly #model: Model;
  readonly #books: Books;
  readonly #gauge: GaugeTold;
  readonly #make: MakeLedger;
  #ledger: Checked;
  #points = 0;
  #flushes = 0;

  constructor(trace: Trace, make: MakeLedger) {
    this.#trace = trace;
    this.#make = make;
    this.#gauge = trace.gauge;
    this.#decider = new ToldDecider(trace.folding);
    const capped = trace.maxOutputs !== undefined;
    this.#model = new Model({
      epochNs: trace.epochNs,
      intervalNs: trace.intervalNs,
      folding: trace.folding,
      gauge: this.#gauge,
      capped,
      hostile: hostileIn(trace),
    });
    this.#books = new Books(this.#model, trace);
    this.#ledger = make(trace, trace.epochNs, this.#decider);
  }

  run(): TraceResult {
    for (const step of this.#trace.steps) this.#play(step);
    const { unconserved } = this.#ledger.stats();
    // Sums of doubles in another order differ in their last bits.
    if (Math.abs(unconserved) > UNCONSERVED)
      throw new Violation(`I1 by its own books ${unconserved} increments are in no output`);
    for (const life of this.#trace.lives) {
      const reached = this.#model.series.get(life.series);
      const all = Math.max(life.exact.length - 1, life.observations.length);
      if (reached?.life === life && life.metric.cumulative) this.#model.causes.lost += all - reached.reached;
    }
    return {
      points: this.#points,
      flushes: this.#flushes,
      checks: this.#books.checks,
      causes: this.#model.causes,
    };
  }

  #play(step: Step): void {
    switch (step.kind) {
      case "request":
        return this.#request(step);
      case "flush":
        return this.#flush(step.atNs, step.ok);
      case "expire":
        this.#ledger.expire(step.atNs);
        return this.#model.expire(step.atNs, BigInt(STALE_MS) * MS_NS);
      case "flip":
        this.#decider.flip(step.folding);
        this.#model.folding = step.folding;
        return;
      case "restart":
        return this.#restart(step.atNs);
      case "amnesia":
        this.#ledger = this.#make(this.#trace, step.atNs, this.#decider);
        this.#model.forget(step.atNs);
        this.#books.forget();
    }
  }

  #request({ points, atNs, shuffle }: Extract<Step, { kind: "request" }>): void {
    const { bytes, order } = encodeRequest(points, shuffle);
    const expected = this.#model.deliver(order, atNs);
    this.#points += points.length;
    // The ledger may keep or overwrite what it is given: it gets a copy.
    const absorbed = this.#ledger.absorb(bytes.slice() as CleanBytes, atNs);
    const { passed, folded, rejected, either } = expected;
    const asExpected =
      absorbed.passed === passed &&
      absorbed.folded >= folded &&
      absorbed.rejected >= rejected &&
      absorbed.folded + absorbed.rejected === folded + rejected + either;
    if (!asExpected) {
      throw new Violation(
        `answer: ${absorbed.passed} passed, ${absorbed.folded} folded, ${absorbed.rejected} rejected; truly ${passed}, ${folded}, ${rejected}`,
      );
    }
    this.#books.checkPassed(bytes, absorbed.bytes, expected.passing, order);
  }

  /** I8: what was saved and taken up again goes on as if nothing had happened. */
  #restart(atNs: bigint): void {
    if (this.#ledger.save === undefined) return;
    const saved = Buffer.concat(this.#ledger.save(atNs));
    const options = { ...ledgerOptions(this.#trace, 0n), snapshot: SNAPSHOT };
    const next = Ledger.restore(saved, atNs, options, this.#decider);
    if (typeof next === "string") throw new Violation(`I8 a snapshot is refused: ${next}`);
    this.#ledger = next;
  }

  #flush(atNs: bigint, ok: boolean): void {
    this.#flushes++;
    const emissions = this.#ledger.flush(atNs);
    this.#books.checkFlush(
      emissions.map(({ bytes }) => bytes),
      ok,
    );
    for (const emission of emissions) this.#ledger.flushed(emission, ok);
  }
}

const SMALL = { maxSeries: 256, maxOutputs: 256, maxBytes: 1 << 20, maxRequestBytes: 1 << 16 } as const;
/** Only what the trace says runs out: a flood finds room where its trace sets no limits, for lack of anyone to protect. */
const FLOODED = { maxSeries: 1_024, maxOutputs: 4_096, maxBytes: 1 << 23, maxRequestBytes: 1 << 21 } as const;

function hostileIn({ tenants }: Trace): "overflows" | "unknown" | undefined {
  if (tenants === undefined) return undefined;
  return tenants.maxSeriesPerTenant === undefined ? "overflows" : "unknown";
}

/** Small tables, because a trace is small; times as the trace needs them. */
export function ledgerOptions(trace: Trace, epochNs: bigint): Partial<LedgerOptions> & Pick<LedgerOptions, "epochNs"> {
  const room = trace.lives.some(({ resource }) => resource.isHostile) ? FLOODED : SMALL;
  return {
    epochNs,
    secret: new Uint8Array(16).fill(7),
    ...room,
    maxOutputs: trace.tenants?.maxOutputs ?? room.maxOutputs,
    maxSeriesPerTenant: trace.tenants?.maxSeriesPerTenant ?? Number.POSITIVE_INFINITY,
    maxOutputsPerTenant: trace.tenants?.maxOutputsPerTenant ?? Number.POSITIVE_INFINITY,
    tenantAttributes: trace.tenants?.areTold === true ? [TENANT_KEY] : [],
    maxTenants: 8,
    maxExportBytes: 1 << 16,
    maxOutputsPerMetric: trace.maxOutputs ?? 2_000,
    staleAfterMs: STALE_MS,
    tombstoneMs: 24 * HOUR_MS,
    outputIdleMs: 720 * HOUR_MS,
    outputTemporality: trace.temporality,
    trackPassed: true,
    intervalMs: Number(trace.intervalNs / MS_NS),
    warmUpIntervals: 3,
    clockGuardMs: 2_000,
    maxSkewMs: 48 * HOUR_MS,
    spikeFactor: 0,
    gauge: () => trace.gauge,
  };
}
