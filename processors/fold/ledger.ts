import type { CleanBytes } from "../../core/bytes.ts";
import type { Absorption, Emission, LedgerOptions, LedgerStats } from "./contract.ts";
import type { LabelDecider } from "./labels/decider.ts";

/**
 * The books of the fold: input series by their last value, outputs by what was added to them. One writer per output, and
 * only increments reach it, so totals are conserved whatever is decided about labels. One per thread.
 */
export class Ledger {
  constructor(options: Partial<LedgerOptions> & Pick<LedgerOptions, "epochNs">, labels: LabelDecider) {
    void options;
    void labels;
  }

  /** Takes the points whose label set changes out of a scrubbed metrics request. Throws `RoadError` malformed. */
  absorb(bytes: CleanBytes, receivedNs: bigint): Absorption {
    throw new Error(`not built yet: ${bytes.length} ${receivedNs}`);
  }

  /** One point per live output as Export requests, strictly later than those before. */
  flush(nowNs: bigint): readonly Emission[] {
    throw new Error(`not built yet: ${nowNs}`);
  }

  /** Says what became of an emission: a failed delta is in the next one again. */
  flushed(emission: Emission, ok: boolean): void {
    throw new Error(`not built yet: ${emission.items} ${ok}`);
  }

  /** Ends sources that went silent and outputs without sources. */
  expire(nowNs: bigint): void {
    throw new Error(`not built yet: ${nowNs}`);
  }

  stats(): LedgerStats {
    throw new Error("not built yet");
  }
}
