import { stringAttribute, trueAttribute } from "./attributes.ts";
import type { Context } from "./contexts.ts";
import { type LedgerOptions, OVERFLOWS } from "./contract.ts";
import { Endings } from "./endings.ts";
import type { Kinds } from "./kinds.ts";
import { ENTRY, LIST_BYTES, type Machine, OUTPUT, OUTPUT_FLAG } from "./machine.ts";
import type { Output } from "./output.ts";
import type { PointLabels } from "./point-labels.ts";
import { type Denial, SHARE, type Tenant, type Tenants } from "./tenants.ts";

const OVERFLOW = trueAttribute("otel.metric.overflow");
/** Numbers outputs whose histograms do not fit each other. */
const VARIANT_KEY = "otelscrub.fold.variant";
const MS = 1_000_000n;

/** Outputs by slot; slot 0 is nobody's. Opens, finds and closes them. */
export class Outputs {
  readonly bySlot: (Output | undefined)[] = [undefined];
  /** What ended, of outputs and of series that passed. */
  readonly endings = new Endings();
  size = 0;
  /** Series that went to an overflow output, by index of `OVERFLOWS`. */
  readonly overflowed = OVERFLOWS.map(() => 0);
  /** When the last one was opened; flushes are later. */
  lastOpenedNs = 0n;
  /** Totals that left with outputs and deltas, for the check of the books. */
  leftTotal = 0n;
  leftSum = 0;
  /** Sizes of the doubles among them: what came and went still took its last digits from their sum. */
  leftSize = 0;
  readonly #free: number[] = [];
  readonly #machine: Machine;
  readonly #options: LedgerOptions;
  readonly #kinds: Kinds;
  readonly #labels: PointLabels;
  readonly #tenants: Tenants;

  constructor(machine: Machine, options: LedgerOptions, kinds: Kinds, labels: PointLabels, tenants: Tenants) {
    this.#tenants = tenants;
    this.#machine = machine;
    this.#options = options;
    this.#kinds = kinds;
    this.#labels = labels;
  }

  /** The output of these attributes, opened when there is none; the overflow when there are too many; 0 for no room. */
  of(context: Context, entries: readonly number[], nowNs: bigint): number {
    const key = entries.join();
    const known = context.outputs.get(key);
    if (known !== undefined) return known.slot;
    const hasRoom = context.outputs.size < this.#options.maxOutputsPerMetric;
    const denial = hasRoom ? this.#denialOf(context.tenant) : "metric_limit";
    if (denial === undefined) return this.#open(context, entries, key, nowNs);
    this.overflowed[OVERFLOWS.indexOf(denial)]!++;
    const entry = this.#labels.entryOf(OVERFLOW);
    if (entry === 0) return 0;
    return context.outputs.get(`${entry}`)?.slot ?? this.#open(context, [entry], `${entry}`, nowNs);
  }

  #denialOf(tenant: Tenant): Denial | undefined {
    return this.#tenants.denial(tenant, SHARE.outputs) ?? this.#tenants.memoryDenial(tenant);
  }

  /** The output beside another that takes what does not fit that one; told apart by an attribute. 0 for no room. */
  variantOf(context: Context, output: Output, variant: number, nowNs: bigint): number {
    const entry = this.#labels.entryOf(stringAttribute(VARIANT_KEY, String(variant)));
    if (entry === 0) return 0;
    const base = output.base ?? output.entries;
    const entries = [...base, entry].sort((a, b) => a - b);
    const slot = this.of(context, entries, nowNs);
    const opened = this.bySlot[slot];
    if (opened !== undefined) opened.base ??= base;
    return slot;
  }

  /** Slot of an output in its `KindLedger`. */
  kindSlot(slot: number): number {
    return this.#machine.words[(this.#machine.outputAt + slot * OUTPUT.bytes + OUTPUT.slot) >> 2]!;
  }

  /** Something was added to it, perhaps by a source that was heard of. */
  touch(slot: number, heardSeconds?: number): void {
    const at = (this.#machine.outputAt + slot * OUTPUT.bytes) >> 2;
    this.#machine.words[at + OUTPUT.flags / 4]! |= OUTPUT_FLAG.touched;
    if (heardSeconds !== undefined) this.#machine.words[at + OUTPUT.heard / 4] = heardSeconds;
  }

  /** An output as it was when it was saved, but for its total. */
  reopen(context: Context, entries: readonly number[], openedNs: bigint, kindSlot: number): Output {
    this.lastOpenedNs = 0n;
    return this.bySlot[this.#open(context, entries, entries.join(), openedNs, kindSlot)]!;
  }

  #open(context: Context, entries: readonly number[], key: string, nowNs: bigint, kindSlot?: number): number {
    const { run, words, bytes, outputAt } = this.#machine;
    // Overflows of all metrics have room beyond `maxOutputs`.
    const slot = this.#free.pop() ?? this.bySlot.length;
    for (const entry of entries) run.hold(entry);
    const openedNs = nowNs > this.lastOpenedNs ? nowNs : this.lastOpenedNs;
    this.lastOpenedNs = openedNs;
    const attributes = entries.map((entry) => {
      const start = entry + ENTRY.bytes;
      return Uint8Array.from(bytes.subarray(start, start + words[(entry + ENTRY.length) >> 2]!));
    });
    const isOverflow = attributes.length === 1 && Buffer.compare(attributes[0]!, OVERFLOW) === 0;
    const output: Output = {
      slot,
      context: context.slot,
      entries: [...entries],
      attributes,
      key,
      openedNs,
      zeroSent: false,
      inFlight: false,
      pending: undefined,
      exemplars: [],
      nextExemplar: 0,
      base: undefined,
      isOverflow,
    };
    const at = (outputAt + slot * OUTPUT.bytes) >> 2;
    words.fill(0, at, at + OUTPUT.bytes / 4);
    words[at + OUTPUT.slot / 4] = kindSlot ?? this.#kinds.openOutput(context.kind, context.tenant);
    this.bySlot[slot] = output;
    this.size++;
    // There is room for an overflow of each metric beside.
    if (!isOverflow) this.#tenants.take(context.tenant, SHARE.outputs);
    this.#tenants.charge(context.tenant, textsOf(output));
    context.outputs.set(key, output);
    this.endings.cancel({ context, attributes, isOutput: true });
    return slot;
  }

  /** The series that passes under the very attributes of an output; 0 when there is none. */
  twin(context: Context, entries: readonly number[]): number {
    const { run, words, listAt } = this.#machine;
    const at = listAt + LIST_BYTES;
    words.set(entries, at >> 2);
    run.identify(context.slot, at, entries.length);
    return run.findSeries(context.slot, at, entries.length);
  }

  close(output: Output, context: Context): void {
    const { run, words, longs, doubles, outputAt } = this.#machine;
    const at = outputAt + output.slot * OUTPUT.bytes;
    this.#leave(
      longs[(at + OUTPUT.total) >> 3]!,
      doubles[(at + OUTPUT.sum) >> 3]! + doubles[(at + OUTPUT.compensation) >> 3]!,
    );
    this.#kinds.closeOutput(context.kind, words[(at + OUTPUT.slot) >> 2]!, context.tenant);
    for (const entry of output.entries) run.release(entry, true);
    context.outputs.delete(output.key);
    this.bySlot[output.slot] = undefined;
    this.#free.push(output.slot);
    this.size--;
    this.#tenants.charge(context.tenant, -textsOf(output));
    if (!output.isOverflow) this.#tenants.give(context.tenant, SHARE.outputs);
  }

  #leave(total: bigint, sum: number): void {
    this.leftTotal += total;
    this.leftSum += sum;
    this.leftSize += Math.abs(sum);
  }

  /** The value of an output that is a number, as written: 8 bytes and whether they are a double. */
  number(slot: number): { readonly isDouble: boolean; readonly total: bigint; readonly sum: number } {
    const { words, longs, doubles, outputAt } = this.#machine;
    const at = outputAt + slot * OUTPUT.bytes;
    return {
      isDouble: (words[(at + OUTPUT.flags) >> 2]! & OUTPUT_FLAG.isDouble) !== 0,
      total: longs[(at + OUTPUT.total) >> 3]!,
      sum: doubles[(at + OUTPUT.sum) >> 3]! + doubles[(at + OUTPUT.compensation) >> 3]!,
    };
  }

  /** Takes what an output that is a delta holds; it counts as left until `restore`. */
  takeNumber(output: Output): void {
    const { words, longs, doubles, outputAt } = this.#machine;
    const at = outputAt + output.slot * OUTPUT.bytes;
    const sum = doubles[(at + OUTPUT.sum) >> 3]!;
    const compensation = doubles[(at + OUTPUT.compensation) >> 3]!;
    const total = longs[(at + OUTPUT.total) >> 3]!;
    const isDouble = (words[(at + OUTPUT.flags) >> 2]! & OUTPUT_FLAG.isDouble) !== 0;
    output.pending = { isDouble, total, sum, compensation };
    this.#leave(total, sum + compensation);
    longs[(at + OUTPUT.total) >> 3] = 0n;
    doubles[(at + OUTPUT.sum) >> 3] = 0;
    doubles[(at + OUTPUT.compensation) >> 3] = 0;
  }

  /** A delta that did not arrive is in the next one again. */
  restore(output: Output): void {
    const { pending } = output;
    if (pending === undefined) return;
    const { words, longs, doubles, outputAt } = this.#machine;
    const at = outputAt + output.slot * OUTPUT.bytes;
    const flags = (at + OUTPUT.flags) >> 2;
    this.leftTotal -= pending.total;
    this.leftSum -= pending.sum + pending.compensation;
    longs[(at + OUTPUT.total) >> 3]! += pending.total;
    doubles[(at + OUTPUT.compensation) >> 3]! += pending.compensation;
    const sum = doubles[(at + OUTPUT.sum) >> 3]!;
    const next = sum + pending.sum;
    const virtual = next - sum;
    doubles[(at + OUTPUT.compensation) >> 3]! += sum - (next - virtual) + (pending.sum - virtual);
    doubles[(at + OUTPUT.sum) >> 3] = next;
    words[flags]! |= OUTPUT_FLAG.touched | (pending.isDouble ? OUTPUT_FLAG.isDouble : 0);
    if ((words[flags]! & OUTPUT_FLAG.isDouble) !== 0) this.#widen(at);
    output.pending = undefined;
  }

  /** An integer total that came back beside doubles joins their sum. */
  #widen(at: number): void {
    const { longs, doubles } = this.#machine;
    const total = longs[(at + OUTPUT.total) >> 3]!;
    if (total === 0n) return;
    longs[(at + OUTPUT.total) >> 3] = 0n;
    doubles[(at + OUTPUT.compensation) >> 3]! += Number(total);
    this.leftTotal += total;
    this.leftSum -= Number(total);
  }

  /** Start time of what an output counts: a millisecond before its zero. */
  static startOf(output: Output): bigint {
    return output.openedNs - MS;
  }
}

/** Bytes of an output's own copy of its attributes. */
function textsOf({ attributes }: Output): number {
  return attributes.reduce((sum, { length }) => sum + length, 0);
}
