import { BufferPool } from "../core/buffer-pool.ts";
import type { CleanBytes } from "../core/bytes.ts";
import { ERRORS } from "../core/errors.ts";
import type { Component } from "../core/lifecycle.ts";
import type { Outcome } from "../core/outcome.ts";
import { inTurns } from "../core/slices.ts";
import type { CleanBatch, Exporter } from "../exporters/exporter.ts";
import { sendToAll } from "../exporters/fanout.ts";
import { type Absorption, type Emission, IN_MEMORY, type Journal } from "../processors/fold/contract.ts";
import type { Ledger } from "../processors/fold/ledger.ts";
import type { Log } from "../telemetry/logger.ts";
import type { CollapsedLabels } from "./collapsed-labels.ts";
import type { FoldSnapshots } from "./fold-snapshots.ts";

/** Memory kept for what stays of the next requests. */
const MAX_POOLED_BYTES = 16 * 1024 * 1024;
/** Least time an emission may take, however short the interval. */
const LEAST_SEND_MS = 5_000;
const NS_PER_MS = 1_000_000n;
const INTERNAL: Outcome = { kind: "refused", code: "internal", message: ERRORS.internal.text };

/** What the fold of one pipeline needs. */
export interface FoldingParts {
  /** Books that begin now. */
  readonly ledger: Ledger;
  /** In memory where there is none. */
  readonly journal?: Journal;
  /** Where they survive a restart. */
  readonly snapshots?: FoldSnapshots | undefined;
  readonly labels: CollapsedLabels;
  readonly exporters: readonly Exporter[];
  readonly policy: { readonly name: string; readonly version: string };
  readonly intervalMs: number;
  readonly log: Log;
}

/** The fold of one pipeline: takes points in, and is the only writer of the series they leave as. */
export class Folding implements Component {
  readonly labels: CollapsedLabels;
  readonly policy: FoldingParts["policy"];
  #ledger: Ledger;
  readonly #pool = new BufferPool(MAX_POOLED_BYTES);
  readonly #take = (bytes: number): Uint8Array => this.#pool.take(bytes);
  readonly #parts: FoldingParts;
  #timer: NodeJS.Timeout | undefined;
  /** One emission is on its way at a time: times of a series rise strictly. */
  #sending: Promise<void> | undefined;
  /** Ends the emission on its way. */
  #cut = new AbortController();

  constructor(parts: FoldingParts) {
    this.#parts = parts;
    this.#ledger = parts.ledger;
    this.labels = parts.labels;
    this.policy = parts.policy;
  }

  get ledger(): Ledger {
    return this.#ledger;
  }

  get snapshots(): FoldSnapshots | undefined {
    return this.#parts.snapshots;
  }

  /** Before the first request: what is restored replaces the books. */
  async start(): Promise<void> {
    this.#ledger = (await this.snapshots?.restore()) ?? this.#ledger;
    this.#timer = setInterval(() => this.#tick(), this.#parts.intervalMs).unref();
  }

  /** Resolves when points can be taken in again; undefined when they can now. They cannot while the books are saved. */
  get closed(): Promise<void> | undefined {
    return this.snapshots?.saving;
  }

  /** Takes the points that fold out of a scrubbed metrics request. */
  absorb(bytes: CleanBytes): Absorption {
    return this.ledger.absorb(bytes, nowNs(), this.#take);
  }

  /** Takes back the memory of what stayed of a request. Only for who knows that nothing reads it any more. */
  release({ bytes }: Absorption): void {
    if (bytes !== undefined) this.#pool.give(bytes);
  }

  /** Resolves when the points taken out of this request are as safe as the journal makes them. */
  secure(bytes: CleanBytes): Promise<void> {
    return (this.#parts.journal ?? IN_MEMORY).append(bytes);
  }

  /** Sends what is in the books once more, so that a stop loses nothing; an emission that hangs may take half of the time. */
  async stop(deadlineMs: number): Promise<void> {
    // Books that were never opened must not replace those on disk.
    if (this.#timer === undefined) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
    const cut = setTimeout(() => this.#cut.abort(), Math.max(0, deadlineMs - performance.now()) / 2);
    await this.#sending;
    clearTimeout(cut);
    this.#cut = new AbortController();
    await this.#emit(deadlineMs);
  }

  #tick(): void {
    if (this.#sending !== undefined) return;
    this.#sending = this.#emit().finally(() => {
      this.#sending = undefined;
    });
  }

  /** The last one ends at `stopMs`. */
  async #emit(stopMs?: number): Promise<void> {
    const isLast = stopMs !== undefined;
    const emissions = await this.#flush();
    const isSaved = (await this.snapshots?.keep(this.ledger, isLast)) ?? false;
    // From here on: books that take long to write leave as much time to send them.
    const untilMs = performance.now() + Math.max(this.#parts.intervalMs, LEAST_SEND_MS);
    const deadlineMs = Math.min(stopMs ?? untilMs, untilMs);
    let areAllThere = true;
    for (const emission of emissions) {
      const isThere = await this.#send(emission, deadlineMs);
      areAllThere &&= isThere;
      this.ledger.flushed(emission, isThere);
    }
    // The file took deltas for delivered that are in the books again.
    if (isSaved && isLast && !areAllThere) await this.snapshots?.write(this.ledger);
    // Behind the flush, so that nothing ends untold.
    if (!isLast) await this.#expire();
  }

  /** A few milliseconds at a time; requests come in between. */
  async #flush(): Promise<readonly Emission[]> {
    try {
      return await inTurns(this.ledger.flushInSlices(nowNs()));
    } catch (error) {
      this.#failed(error);
      return [];
    }
  }

  async #expire(): Promise<void> {
    try {
      await inTurns(this.ledger.expireInSlices(nowNs()));
    } catch (error) {
      this.#failed(error);
    }
  }

  #failed(error: unknown): void {
    this.#parts.log.error("fold_failed", { error_class: error instanceof Error ? error.name : "unknown" });
  }

  /** False when what the emission holds must be in the next one again. */
  async #send({ bytes, items }: Emission, deadlineMs: number): Promise<boolean> {
    const { exporters } = this.#parts;
    const { version: policyVersion } = this.policy;
    const left = Math.max(1, Math.ceil(deadlineMs - performance.now()));
    const abort = AbortSignal.any([AbortSignal.timeout(left), this.#cut.signal]);
    const batch: CleanBatch = { signal: "metrics", bytes, items, policyVersion, deadlineMs, abort };
    // Whatever is thrown: else the outputs in it would stay in flight for ever.
    const outcome = await Promise.try(() => sendToAll(exporters, batch)).catch(() => INTERNAL);
    if (outcome.kind === "accepted") return true;
    this.#parts.log.warnSometimes("fold_refused", { code: outcome.code, items });
    return !ERRORS[outcome.code].retryable;
  }
}

function nowNs(): bigint {
  return BigInt(Date.now()) * NS_PER_MS;
}
