import type { Slices } from "../../core/slices.ts";
import { stringAttribute } from "./attributes.ts";
import type { Context, Contexts } from "./contexts.ts";
import type { Emission, GaugeFunction, LedgerOptions } from "./contract.ts";
import type { Ending } from "./endings.ts";
import { ExportWriter } from "./export-writer.ts";
import { type GaugeTallies, type GaugeTally, gaugeValue } from "./gauges.ts";
import type { Kinds } from "./kinds.ts";
import { type Machine, OUTPUT, OUTPUT_FLAG } from "./machine.ts";
import type { Output } from "./output.ts";
import { Outputs } from "./outputs.ts";
import { writeZero } from "./zero.ts";

const MS = 1_000_000n;
const TWO_32 = 2n ** 32n;
const GAUGE = 0;
const DELTA = 1;

/** What an emission holds that must be told again should it not arrive; the next total says what other totals said. */
interface Held {
  readonly deltas: Output[];
  readonly zeros: Output[];
}

const NOTHING: Held = { deltas: [], zeros: [] };

/** A metric whose outputs are written. */
interface Due {
  readonly context: Context;
  readonly isDelta: boolean;
  readonly timeNs: bigint;
  readonly how: GaugeFunction | undefined;
}

/** Writes what outputs hold: their only writer. Times of one output only rise, by a millisecond at least. */
export class Flusher {
  emitted = 0;
  #lastNs = 0n;
  /** Of the flush that is going on; 0 for none. */
  #flushNs = 0n;
  readonly #inFlight = new Map<Emission, Held>();
  readonly #writer: ExportWriter;
  readonly #machine: Machine;
  readonly #options: LedgerOptions;
  readonly #contexts: Contexts;
  readonly #outputs: Outputs;
  readonly #kinds: Kinds;
  readonly #replica: Uint8Array | undefined;
  /** Of the request being written. */
  #held: Held = { deltas: [], zeros: [] };

  constructor(machine: Machine, options: LedgerOptions, contexts: Contexts, outputs: Outputs, kinds: Kinds) {
    this.#machine = machine;
    this.#options = options;
    this.#contexts = contexts;
    this.#outputs = outputs;
    this.#kinds = kinds;
    this.#writer = new ExportWriter(options.maxExportBytes);
    const { replica } = options;
    if (replica !== undefined) this.#replica = stringAttribute(replica.key, replica.value);
  }

  get lastNs(): bigint {
    return this.#lastNs;
  }

  /** What opens from now on opens at this time or later: behind the last flush, and behind one that is going on. */
  get openNs(): bigint {
    return this.isFlushing ? this.#flushNs : this.#lastNs;
  }

  get isFlushing(): boolean {
    return this.#flushNs !== 0n;
  }

  /** Goes on behind the last flush of those who came before. */
  resume(lastNs: bigint): void {
    this.#lastNs = lastNs;
  }

  /**
   * Yields after some points, so that others may run in between: what is absorbed meanwhile is in the points still to be
   * written or in the next flush. Each output is written at one moment, and what opens meanwhile is left for the next.
   */
  *flush(nowNs: bigint, gauges: Slices<GaugeTallies>): Slices<Emission[]> {
    const opened = this.#outputs.lastOpenedNs;
    const least = (opened > this.#lastNs ? opened : this.#lastNs) + MS;
    const timeNs = nowNs > least ? nowNs : least;
    this.#flushNs = timeNs;
    try {
      return yield* this.#write(timeNs, yield* gauges);
    } finally {
      this.#lastNs = timeNs;
      this.#flushNs = 0n;
    }
  }

  *#write(timeNs: bigint, gauges: GaugeTallies): Slices<Emission[]> {
    const emissions: Emission[] = [];
    const { slicePoints } = this.#options;
    let left = slicePoints;
    const contexts = this.#sorted();
    for (const context of contexts) {
      if (context.kind === GAUGE || this.isDelta(context)) continue;
      for (const output of context.outputs.values()) {
        if (!this.#zero(context, output, emissions)) continue;
        if (--left > 0) continue;
        left = slicePoints;
        yield;
      }
    }
    this.#settle(true, emissions);
    for (const context of contexts) {
      const how = context.kind === GAUGE ? this.#options.gauge(context.facts) : undefined;
      const due = { context, isDelta: this.isDelta(context), timeNs, how };
      for (const output of context.outputs.values()) {
        this.#output(due, output, gauges.get(output.slot), emissions);
        if (--left > 0) continue;
        left = slicePoints;
        yield;
      }
      if (context.kind === GAUGE) this.#companions(context, timeNs, gauges, emissions);
    }
    for (const ending of this.#outputs.endings.take()) this.#end(ending, timeNs, emissions);
    this.#settle(true, emissions);
    for (const { items } of emissions) this.emitted += items;
    return emissions;
  }

  flushed(emission: Emission, ok: boolean): void {
    const { deltas, zeros } = this.#inFlight.get(emission) ?? NOTHING;
    if (!ok) for (const output of zeros) output.zeroSent = false;
    for (const output of deltas) {
      output.inFlight = false;
      const context = this.#contexts.bySlot[output.context]!;
      if (ok) output.pending = undefined;
      else if (this.#kinds.isNumber(context.kind)) this.#outputs.restore(output);
      else {
        this.#kinds.restoreDelta(context.kind, this.#slotOf(output));
        this.#outputs.touch(output.slot);
      }
    }
    this.#inFlight.delete(emission);
  }

  /** Metrics with outputs; those of one scope follow each other. */
  #sorted(): Context[] {
    return this.#contexts.bySlot
      .filter((context) => context !== undefined && context.outputs.size > 0)
      .map((context) => context!)
      .sort((a, b) => a.resource.id - b.resource.id || a.scope.id - b.scope.id || a.slot - b.slot);
  }

  isDelta(context: Context): boolean {
    const { outputTemporality } = this.#options;
    if (context.temporality === 0) return false;
    return outputTemporality === "as_received" ? context.temporality === DELTA : outputTemporality === "delta";
  }

  /** The first point of a total is the zero it began with, so that the first interval is seen to rise; until it arrives. */
  #zero(context: Context, output: Output, emissions: Emission[]): boolean {
    if (output.zeroSent || output.openedNs >= this.#flushNs) return false;
    output.zeroSent = true;
    this.#held.zeros.push(output);
    const times = { startNs: Outputs.startOf(output), timeNs: output.openedNs };
    const writer = this.#writer.begin(context, false, times, this.#attributes(output));
    if (context.kind <= 1) writeNumber(writer, this.#outputs.number(output.slot).isDouble, 0n, 0);
    else
      writeZero(writer, (into) => this.#kinds.write(context.kind, this.#slotOf(output), into, false, context.tenant));
    if (this.#writer.end()) this.#settle(false, emissions);
    return true;
  }

  #attributes(output: Output): readonly Uint8Array[] {
    return this.#replica === undefined ? output.attributes : [...output.attributes, this.#replica];
  }

  #output(
    { context, isDelta, timeNs, how }: Due,
    output: Output,
    gauge: GaugeTally | undefined,
    emissions: Emission[],
  ): void {
    if (output.inFlight || output.openedNs >= timeNs) return;
    const flags = (this.#machine.outputAt + output.slot * OUTPUT.bytes + OUTPUT.flags) >> 2;
    const isTouched = (this.#machine.words[flags]! & OUTPUT_FLAG.touched) !== 0;
    if (isDelta && !isTouched) return;
    if (context.kind === GAUGE && gauge === undefined) return;
    this.#machine.words[flags]! &= ~OUTPUT_FLAG.touched;
    const startNs = context.kind === GAUGE ? 0n : isDelta ? this.#deltaStart(output) : Outputs.startOf(output);
    const writer = this.#writer.begin(context, isDelta, { startNs, timeNs }, this.#attributes(output));
    if (gauge !== undefined) this.#gauge(gaugeValue(gauge, how));
    else if (context.kind > 1) this.#kinds.write(context.kind, this.#slotOf(output), writer, isDelta, context.tenant);
    else this.#number(output, isDelta);
    for (const exemplar of output.exemplars.splice(0)) this.#writer.exemplar(context, exemplar);
    if (isDelta) {
      output.inFlight = true;
      this.#held.deltas.push(output);
    }
    if (this.#writer.end()) this.#settle(false, emissions);
  }

  #gauge({ isDouble, total, sum }: { readonly isDouble: boolean; readonly total: bigint; readonly sum: number }): void {
    writeNumber(this.#writer.writer, isDouble, total, sum);
  }

  /** Further gauges beside a folded one: `<name>.max` and so on. */
  #companions(context: Context, timeNs: bigint, gauges: GaugeTallies, emissions: Emission[]): void {
    for (const how of this.#options.companions(context.facts)) {
      const beside = { ...context, facts: { ...context.facts, name: `${context.facts.name}.${how}` } };
      for (const output of context.outputs.values()) {
        const gauge: GaugeTally | undefined = gauges.get(output.slot);
        if (gauge === undefined) continue;
        this.#writer.begin(beside, false, { startNs: 0n, timeNs }, this.#attributes(output));
        this.#gauge(gaugeValue(gauge, how));
        if (this.#writer.end()) this.#settle(false, emissions);
      }
    }
  }

  #number(output: Output, isDelta: boolean): void {
    const { isDouble, total, sum } = this.#outputs.number(output.slot);
    writeNumber(this.#writer.writer, isDouble, total, sum);
    if (isDelta) this.#outputs.takeNumber(output);
  }

  /** A delta begins where the one before ended; the first where its output did. */
  #deltaStart(output: Output): bigint {
    return this.#lastNs > output.openedNs ? this.#lastNs : Outputs.startOf(output);
  }

  #end({ context, attributes, startNs, isOutput }: Ending, timeNs: bigint, emissions: Emission[]): void {
    // A delta that has nothing more to say ends by saying nothing.
    if (isOutput && this.isDelta(context)) return;
    const own = isOutput && this.#replica !== undefined ? [...attributes, this.#replica] : attributes;
    this.#writer.begin(context, false, { startNs, timeNs }, own);
    this.#writer.noValue(context);
    if (this.#writer.end()) this.#settle(false, emissions);
  }

  /** Notes what the closed requests hold. */
  #settle(isLast: boolean, emissions: Emission[]): void {
    if (isLast) this.#writer.finish();
    for (const emission of this.#writer.take()) {
      const { deltas, zeros } = this.#held;
      if (deltas.length + zeros.length > 0) this.#inFlight.set(emission, this.#held);
      this.#held = { deltas: [], zeros: [] };
      emissions.push(emission);
    }
  }

  #slotOf(output: Output): number {
    return this.#outputs.kindSlot(output.slot);
  }
}

/** NumberDataPoint: as_double 4, as_int 6. */
function writeNumber(
  writer: { varint(v: number): void; fixed64(l: number, h: number): void; double(v: number): void },
  isDouble: boolean,
  total: bigint,
  sum: number,
): void {
  if (isDouble) {
    writer.varint(0x21);
    writer.double(sum);
  } else {
    writer.varint(0x31);
    writer.fixed64(Number(BigInt.asUintN(32, total)), Number(BigInt.asUintN(64, total) / TWO_32));
  }
}
