import { inTurns } from "../core/slices.ts";
import type { Ledger } from "../processors/fold/ledger.ts";
import { SNAPSHOT_REFUSALS, type SnapshotRefusal } from "../processors/fold/snapshot/format.ts";
import type { Counted } from "../telemetry/cardinality.ts";
import type { Log } from "../telemetry/logger.ts";
import type { SnapshotFile } from "./snapshot-file.ts";

/** Why there is no snapshot: one that was refused, or one that could not be read or written. */
const FAILURES = [...SNAPSHOT_REFUSALS, "read", "write"] as const;
type Failure = (typeof FAILURES)[number];

export interface FoldSnapshotsParts {
  readonly file: SnapshotFile;
  /** A larger one is not read. */
  readonly maxBytes: number;
  /** Least time between two of them. */
  readonly intervalMs: number;
  readonly log: Log;
  readonly restore: (bytes: Buffer) => Ledger | SnapshotRefusal;
}

/**
 * Keeps the file in step with what the backend saw: it is written before an emission leaves, or removed. So a file that
 * is there is never behind, and totals taken up from it never fall.
 */
export class FoldSnapshots {
  readonly #failures = new Map<Failure, number>(FAILURES.map((reason) => [reason, 0]));
  readonly #parts: FoldSnapshotsParts;
  /** When the one on disk was made; undefined when none is there. */
  #savedMs: number | undefined;
  #lastMs = Number.NEGATIVE_INFINITY;
  #saving: Promise<void> | undefined;

  constructor(parts: FoldSnapshotsParts) {
    this.#parts = parts;
  }

  /** Until the books may change again; undefined when they may. */
  get saving(): Promise<void> | undefined {
    return this.#saving;
  }

  get failures(): Counted[] {
    return [...this.#failures].map(([reason, value]) => ({ labels: { reason }, value }));
  }

  #count(reason: Failure): void {
    this.#failures.set(reason, (this.#failures.get(reason) ?? 0) + 1);
  }

  /** Seconds since the one on disk was made; undefined when none is there. */
  get ageSeconds(): number | undefined {
    return this.#savedMs === undefined ? undefined : (performance.now() - this.#savedMs) / 1_000;
  }

  /** Books that go on where those before ended; undefined, and the reason told, where there are none. */
  async restore(): Promise<Ledger | undefined> {
    const { file, log, maxBytes, restore } = this.#parts;
    const started = performance.now();
    try {
      const bytes = await file.read(maxBytes);
      if (bytes === undefined) return undefined;
      const restored = restore(bytes);
      if (typeof restored === "string") {
        this.#count(restored);
        log.warn("snapshot_refused", { reason: restored, bytes: bytes.length });
        return undefined;
      }
      this.#savedMs = started;
      const { series } = restored.stats();
      const durationMs = Math.round(performance.now() - started);
      log.info("snapshot_restored", { items: series, bytes: bytes.length, duration_ms: durationMs });
      return restored;
    } catch (error) {
      this.#count("read");
      log.error("snapshot_failed", { reason: "read", error_class: error instanceof Error ? error.name : "unknown" });
      return undefined;
    }
  }

  /** Before an emission leaves: saves the books if it is time to, or `isLast`, else removes what is behind them. True when it saved. */
  async keep(ledger: Ledger, isLast: boolean): Promise<boolean> {
    const now = performance.now();
    if (isLast || now - this.#lastMs >= this.#parts.intervalMs) {
      this.#lastMs = now;
      if (await this.write(ledger)) return true;
    }
    await this.#try(() => this.#parts.file.remove());
    this.#savedMs = undefined;
    return false;
  }

  async write(ledger: Ledger): Promise<boolean> {
    const made = performance.now();
    const isWritten = await this.#try(async () => this.#parts.file.write(await this.#save(ledger)));
    if (isWritten) this.#savedMs = made;
    return isWritten;
  }

  /** The books stand still meanwhile; the loop does not. */
  async #save(ledger: Ledger): Promise<readonly Uint8Array[]> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#saving = promise;
    try {
      return await inTurns(ledger.saveInSlices(BigInt(Date.now()) * 1_000_000n));
    } finally {
      this.#saving = undefined;
      resolve();
    }
  }

  async #try(work: () => Promise<void>): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (error) {
      this.#count("write");
      const code = error instanceof Error && "code" in error ? String(error.code) : undefined;
      this.#parts.log.warnSometimes("snapshot_failed", {
        reason: "write",
        error_class: code ?? (error instanceof Error ? error.name : "unknown"),
      });
      return false;
    }
  }
}
