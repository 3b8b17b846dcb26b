import type { CleanBytes } from "../core/bytes.ts";
import { ERRORS } from "../core/errors.ts";
import type { Component } from "../core/lifecycle.ts";
import type { Outcome } from "../core/outcome.ts";
import type { CleanBatch, Exporter } from "../exporters/exporter.ts";
import { sendToAll } from "../exporters/fanout.ts";
import type { Absorption, Emission } from "../processors/fold/contract.ts";
import type { Ledger } from "../processors/fold/ledger.ts";
import type { Log } from "../telemetry/logger.ts";
import type { CollapsedLabels } from "./collapsed-labels.ts";

/** Least time an emission may take, however short the interval. */
const LEAST_SEND_MS = 5_000;
const NS_PER_MS = 1_000_000n;
const INTERNAL: Outcome = { kind: "refused", code: "internal", message: ERRORS.internal.text };

/** What the fold of one pipeline needs. */
export interface FoldingParts {
  readonly ledger: Ledger;
  readonly labels: CollapsedLabels;
  readonly exporters: readonly Exporter[];
  readonly policy: { readonly name: string; readonly version: string };
  readonly intervalMs: number;
  readonly log: Log;
}

/** The fold of one pipeline: takes points in, and is the only writer of the series they leave as. */
export class Folding implements Component {
  readonly ledger: Ledger;
  readonly labels: CollapsedLabels;
  readonly policy: FoldingParts["policy"];
  readonly #parts: FoldingParts;
  #timer: NodeJS.Timeout | undefined;
  /** One emission is on its way at a time: times of a series rise strictly. */
  #sending: Promise<void> | undefined;
  /** Ends the emission on its way. */
  #cut = new AbortController();

  constructor(parts: FoldingParts) {
    this.#parts = parts;
    this.ledger = parts.ledger;
    this.labels = parts.labels;
    this.policy = parts.policy;
  }

  start(): Promise<void> {
    this.#timer = setInterval(() => this.#tick(), this.#parts.intervalMs).unref();
    return Promise.resolve();
  }

  /** Takes the points that fold out of a scrubbed metrics request. */
  absorb(bytes: CleanBytes): Absorption {
    return this.ledger.absorb(bytes, nowNs());
  }

  /** Sends what is in the books once more, so that a stop loses nothing; an emission that hangs may take half of the time. */
  async stop(deadlineMs: number): Promise<void> {
    clearInterval(this.#timer);
    this.#timer = undefined;
    const cut = setTimeout(() => this.#cut.abort(), Math.max(0, deadlineMs - performance.now()) / 2);
    await this.#sending;
    clearTimeout(cut);
    this.#cut = new AbortController();
    await this.#emit(Math.min(deadlineMs, performance.now() + Math.max(this.#parts.intervalMs, LEAST_SEND_MS)));
  }

  #tick(): void {
    if (this.#sending !== undefined) return;
    const until = performance.now() + Math.max(this.#parts.intervalMs, LEAST_SEND_MS);
    this.#sending = this.#emit(until).finally(() => {
      this.#sending = undefined;
    });
  }

  async #emit(deadlineMs: number): Promise<void> {
    const { labels, log } = this.#parts;
    let emissions: readonly Emission[] = [];
    try {
      labels.tick(Date.now());
      emissions = this.ledger.flush(nowNs());
      this.ledger.expire(nowNs());
    } catch (error) {
      log.error("fold_failed", { error_class: error instanceof Error ? error.name : "unknown" });
    }
    for (const emission of emissions) this.ledger.flushed(emission, await this.#send(emission, deadlineMs));
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
