import { ERRORS, type ErrorCode } from "../core/errors.ts";
import { LIMITS } from "../core/limits.ts";
import { ACCEPTED, type Outcome } from "../core/outcome.ts";
import { splitRequest } from "../otlp/split.ts";
import type { Attempt, Payload, Sender } from "./attempt.ts";
import { DROP_REASONS, type DropReason, type ExporterEvents } from "./events.ts";
import type { CleanBatch, Exporter } from "./exporter.ts";
import { Backoff, pause } from "./retry.ts";
import type { RetrySettings } from "./settings.ts";

/** How long tries go on for a sender that set no deadline, unless `max_elapsed_time` says otherwise. */
const DEFAULT_ELAPSED_MS = 5_000;
/** Time kept back from the sender's deadline so that the answer still reaches it. */
const ANSWER_MARGIN_MS = 250;
/** Bounds a single try when neither `timeout` nor the sender does. */
const LONGEST_TRY_MS = 300_000;

export interface ChainOptions {
  readonly id: string;
  readonly sender: Sender;
  readonly events: ExporterEvents;
  readonly retry: RetrySettings;
  /** For one try; 0 leaves it to the sender's deadline. */
  readonly timeoutMs: number;
  readonly maxRequestBytes: number;
}

/** One batch, or a part of one after a split. */
interface Part {
  readonly payload: Payload;
  readonly items: number;
}

/** The tries of one batch share a back-off and an end. */
interface Run {
  readonly abort: AbortSignal;
  readonly backoff: Backoff;
  /** A try must end by then. */
  readonly deadlineMs: number;
  /** No new try begins after this. */
  readonly retryUntilMs: number;
  /** A try ended without an answer that counts. */
  gaveUp: boolean;
}

interface Delivery {
  readonly dropped: Record<DropReason, number>;
  warned: boolean;
  /** Code of the last failure, for events and sentences. */
  code: string;
  /** Set when a part could not be delivered for now: the whole batch is to come again. */
  retryInMs: number | undefined;
}

/** Wraps a sender with the size cap, retry, split and counting that all network destinations share. */
export class ChainedExporter implements Exporter {
  readonly id: string;
  readonly #options: ChainOptions;
  readonly #stopping = new AbortController();
  #inFlight = 0;
  #idle: (() => void) | undefined;
  /** Until then the destination asked to be left alone: every batch waits, not only the one that was told. */
  #holdUntilMs = 0;

  constructor(options: ChainOptions) {
    this.id = options.id;
    this.#options = options;
  }

  start(): Promise<void> {
    return Promise.resolve();
  }

  async stop(deadlineMs: number): Promise<void> {
    const leftMs = deadlineMs - performance.now();
    if (this.#inFlight > 0 && leftMs > 0 && !this.#stopping.signal.aborted) {
      const idle = new Promise<void>((resolve) => (this.#idle = resolve));
      const given = new AbortController();
      await Promise.race([idle, pause(leftMs, [given.signal])]);
      given.abort();
    }
    this.#stopping.abort();
    await this.#options.sender.close(deadlineMs);
  }

  async send(batch: CleanBatch): Promise<Outcome> {
    // Nobody wants empty envelopes (C3).
    if (batch.items === 0) return ACCEPTED;
    const { events } = this.#options;
    events.inFlight(this.id, 1);
    this.#inFlight++;
    try {
      return await this.#deliverBatch(batch);
    } catch {
      // A fault of ours, whose text may hold anything: the sender is told to come again, nobody is told why.
      events.failed(this.id, batch.signal, batch.items, "internal", false);
      return { kind: "refused", code: "internal", message: ERRORS.internal.text, retryAfterMs: LIMITS.maxRetryHintMs };
    } finally {
      events.inFlight(this.id, -1);
      if (--this.#inFlight === 0) this.#idle?.();
    }
  }

  async #deliverBatch(batch: CleanBatch): Promise<Outcome> {
    const delivery: Delivery = {
      dropped: { too_large: 0, rejected: 0, partial_success: 0 },
      warned: false,
      code: "",
      retryInMs: undefined,
    };
    const { signal, bytes, original } = batch;
    const part: Part = { payload: { signal, bytes, ...(original && { original }) }, items: batch.items };
    const run = startRun(batch, this.#options.retry);
    if (run.deadlineMs <= performance.now()) return this.#refuse(batch, "deadline", delivery);
    await this.#deliver(part, run, delivery);
    if (run.gaveUp || delivery.code !== "") batch.givenUp?.();
    return this.#conclude(batch, delivery);
  }

  async #deliver(part: Part, run: Run, delivery: Delivery): Promise<void> {
    const isOverCap = part.payload.bytes.length > this.#options.maxRequestBytes;
    const attempt: Attempt = isOverCap
      ? { kind: "too_large", code: "request cap" }
      : await this.#tryUntilSettled(part.payload, run);
    if (attempt.kind !== "accepted") delivery.code = attempt.code;
    switch (attempt.kind) {
      case "accepted":
        delivery.warned ||= attempt.warned;
        delivery.dropped.partial_success += Math.min(attempt.rejectedItems, part.items);
        return;
      case "retry":
        delivery.retryInMs = attempt.afterMs ?? 0;
        return;
      case "permanent":
        delivery.dropped.rejected += part.items;
        return;
      case "too_large":
        await this.#deliverHalves(part, run, delivery);
        return;
    }
  }

  /** Sends each half once; a half that is refused for its size is cut again, down to single records (K11). */
  async #deliverHalves(part: Part, run: Run, delivery: Delivery): Promise<void> {
    const { signal, bytes } = part.payload;
    const halves = splitRequest(bytes, signal);
    if (halves === undefined) {
      delivery.dropped.too_large += part.items;
      return;
    }
    await this.#deliver({ payload: { signal, bytes: halves.first }, items: halves.firstItems }, run, delivery);
    if (delivery.retryInMs !== undefined) return;
    await this.#deliver({ payload: { signal, bytes: halves.second }, items: halves.secondItems }, run, delivery);
  }

  async #tryUntilSettled(payload: Payload, run: Run): Promise<Attempt> {
    const { sender, retry, timeoutMs } = this.#options;
    const heldMs = this.#holdUntilMs - performance.now();
    if (heldMs > 0 && !(await this.#waitWithin(run, heldMs)))
      return { kind: "retry", code: "throttled", afterMs: heldMs };
    for (;;) {
      const leftMs = run.deadlineMs - performance.now();
      const tryMs = Math.min(timeoutMs > 0 ? timeoutMs : LONGEST_TRY_MS, Math.max(1, leftMs));
      const attempt = await sender.attempt(payload, tryMs, run.abort);
      if (attempt.kind !== "retry") return attempt;
      run.gaveUp = true;
      const waitMs = run.backoff.next(attempt.afterMs);
      if (attempt.afterMs !== undefined)
        this.#holdUntilMs = performance.now() + Math.min(attempt.afterMs, retry.max_interval);
      if (!retry.enabled || !(await this.#waitWithin(run, waitMs))) return { ...attempt, afterMs: waitMs };
    }
  }

  /** False where the wait would outlast the tries, or was cut short. */
  async #waitWithin(run: Run, waitMs: number): Promise<boolean> {
    if (performance.now() + waitMs >= run.retryUntilMs) return false;
    return pause(waitMs, [run.abort, this.#stopping.signal]);
  }

  #conclude(batch: CleanBatch, delivery: Delivery): Outcome {
    const { dropped } = delivery;
    if (delivery.retryInMs !== undefined) {
      const isLate = performance.now() >= batch.deadlineMs;
      if (batch.abort.aborted) return this.#refuse(batch, isLate ? "deadline" : "cancelled", delivery);
      return this.#refuse(batch, "backend_unavailable", delivery);
    }
    if (dropped.too_large + dropped.rejected >= batch.items)
      return this.#refuse(batch, dropped.rejected > 0 ? "backend_rejected" : "backend_too_large", delivery);
    return this.#accept(batch, delivery);
  }

  #accept(batch: CleanBatch, delivery: Delivery): Outcome {
    const { events } = this.#options;
    let rejectedItems = 0;
    for (const reason of DROP_REASONS) {
      const items = delivery.dropped[reason];
      if (items > 0) events.dropped(this.id, batch.signal, items, reason);
      rejectedItems += items;
    }
    if (batch.items > rejectedItems) events.sent(this.id, batch.signal, batch.items - rejectedItems);
    if (rejectedItems > 0)
      return { kind: "accepted", rejectedItems, message: `The backend rejected ${rejectedItems} of the records.` };
    // The backend's own words may quote values, so they stay here.
    return delivery.warned
      ? { kind: "accepted", rejectedItems, message: "The backend accepted the records with a warning." }
      : ACCEPTED;
  }

  #refuse(batch: CleanBatch, code: ErrorCode, delivery: Delivery): Outcome {
    const { retryable, text } = ERRORS[code];
    this.#options.events.failed(this.id, batch.signal, batch.items, delivery.code || code, !retryable);
    const message = delivery.code === "" ? text : `${text} (${delivery.code})`;
    if (!retryable) return { kind: "refused", code, message };
    const hintMs = Math.max(100, Math.ceil(delivery.retryInMs ?? 0));
    return { kind: "refused", code, message, retryAfterMs: Math.min(hintMs, LIMITS.maxRetryHintMs) };
  }
}

function startRun(batch: CleanBatch, retry: RetrySettings): Run {
  const nowMs = performance.now();
  const leftMs = batch.deadlineMs - nowMs;
  const hasDeadline = Number.isFinite(leftMs);
  const deadlineMs = hasDeadline ? batch.deadlineMs - Math.min(ANSWER_MARGIN_MS, leftMs / 10) : Infinity;
  const elapsedMs = retry.max_elapsed_time > 0 ? retry.max_elapsed_time : hasDeadline ? Infinity : DEFAULT_ELAPSED_MS;
  return {
    abort: batch.abort,
    backoff: new Backoff(retry),
    deadlineMs,
    retryUntilMs: Math.min(deadlineMs, nowMs + elapsedMs),
    gaveUp: false,
  };
}
