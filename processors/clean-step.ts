import type { Report } from "../core/report.ts";
import type { Signal } from "../core/signal.ts";

/**
 * A step behind the scrub. It sees clean bytes only, and makes its result of them and of words of our own, so that clean
 * stays clean. It may remember what it saw, within bounds.
 */
export interface CleanStep {
  readonly signal: Signal;
  /** The changed bytes in memory from `take`; undefined where nothing changes. Counts in `report.names`. */
  run(bytes: Uint8Array, report: Report, take: (bytes: number) => Uint8Array): Uint8Array | undefined;
}
