import type { ProtoWriter } from "../../otlp/proto-writer.ts";
import { createExponentials } from "./kinds/exponential.ts";
import { createHistograms } from "./kinds/histogram.ts";
import { type KindLedger, NO_OUTPUT } from "./kinds/kind.ts";
import { createSummaries } from "./kinds/summary.ts";

/** Numbers have no ledger of their own: the machine adds them. */
const FIRST_KIND = 2;

/** The ledgers of what is no number, by index in `METRIC_KINDS`. Slots of numbers are 0 and mean nothing. */
export class Kinds {
  readonly #ledgers: readonly KindLedger[] = [createHistograms(), createExponentials(), createSummaries()];

  #of(kind: number): KindLedger | undefined {
    return this.#ledgers[kind - FIRST_KIND];
  }

  isNumber(kind: number): boolean {
    return kind < FIRST_KIND;
  }

  openInput(kind: number): number {
    return this.#of(kind)?.openInput() ?? 0;
  }

  /** `output` is undefined for a series that passes. */
  closeInput(kind: number, input: number, output: number | undefined): void {
    this.#of(kind)?.closeInput(input, output ?? NO_OUTPUT);
  }

  openOutput(kind: number): number {
    return this.#of(kind)?.openOutput() ?? 0;
  }

  closeOutput(kind: number, output: number): void {
    this.#of(kind)?.closeOutput(output);
  }

  write(kind: number, output: number, writer: ProtoWriter, asDelta: boolean): void {
    this.#of(kind)?.write(output, writer, asDelta);
  }

  restoreDelta(kind: number, output: number): void {
    this.#of(kind)?.restoreDelta(output);
  }

  /** For the walk: it knows the kind of the series. */
  ledger(kind: number): KindLedger {
    const ledger = this.#of(kind);
    if (ledger === undefined) throw new Error("a number has no ledger of its own");
    return ledger;
  }

  get bytes(): number {
    return this.#ledgers.reduce((sum, ledger) => sum + ledger.bytes, 0);
  }
}
