import type { ProtoWriter } from "../../otlp/proto-writer.ts";
import { createExponentials } from "./kinds/exponential.ts";
import { createHistograms } from "./kinds/histogram.ts";
import { type KindLedger, NO_OUTPUT, Purse } from "./kinds/kind.ts";
import { createSummaries } from "./kinds/summary.ts";
import type { Tenant } from "./tenants.ts";

/** Numbers have no ledger of their own: the machine adds them. */
const FIRST_KIND = 2;

/** Where something that was saved lies. */
type Saved = readonly [buffer: Uint8Array, start: number, end: number];

/** The ledgers of what is no number, by index in `METRIC_KINDS`. Slots of numbers are 0 and mean nothing. */
export class Kinds {
  readonly purse = new Purse();
  readonly #ledgers: readonly KindLedger[] = [
    createHistograms({ purse: this.purse }),
    createExponentials(this.purse),
    createSummaries(this.purse),
  ];

  #of(kind: number): KindLedger | undefined {
    return this.#ledgers[kind - FIRST_KIND];
  }

  isNumber(kind: number): boolean {
    return kind < FIRST_KIND;
  }

  openInput(kind: number, tenant: Tenant): number {
    return this.#charged(kind, tenant, (ledger) => ledger.openInput());
  }

  /** `output` is undefined for a series that passes. */
  closeInput(kind: number, input: number, output: number | undefined, tenant: Tenant): void {
    this.#charged(kind, tenant, (ledger) => ledger.closeInput(input, output ?? NO_OUTPUT));
  }

  openOutput(kind: number, tenant: Tenant): number {
    return this.#charged(kind, tenant, (ledger) => ledger.openOutput());
  }

  closeOutput(kind: number, output: number, tenant: Tenant): void {
    this.#charged(kind, tenant, (ledger) => ledger.closeOutput(output));
  }

  write(kind: number, output: number, writer: ProtoWriter, asDelta: boolean, tenant: Tenant): void {
    this.#charged(kind, tenant, (ledger) => ledger.write(output, writer, asDelta));
  }

  /** Reads what was saved of an input; -1 where it is not understood. */
  loadInput(kind: number, saved: Saved, tenant: Tenant): number {
    return this.#charged(kind, tenant, (ledger) => ledger.loadInput(...saved));
  }

  loadOutput(kind: number, saved: Saved, tenant: Tenant): number {
    return this.#charged(kind, tenant, (ledger) => ledger.loadOutput(...saved));
  }

  /** What something takes or gives back is the tenant's; 0 for numbers. */
  #charged<T extends number | void>(kind: number, tenant: Tenant, act: (ledger: KindLedger) => T): T | 0 {
    const ledger = this.#of(kind);
    if (ledger === undefined) return 0;
    this.purse.payer = tenant;
    const before = ledger.held;
    const result = act(ledger);
    tenant.hostBytes += ledger.held - before;
    return result;
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
