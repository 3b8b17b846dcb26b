import type { Slices } from "../../../core/slices.ts";
import type { Context } from "../contexts.ts";
import { CONTEXT, DELTAS, ENTRY, FLAG, type Machine, OUTPUT, REFUSED, SERIES, SERIES_MORE } from "../machine.ts";
import type { Output } from "../output.ts";
import type { Sources, SourcesParts } from "../sources.ts";
import type { Digests } from "./digests.ts";
import type { SnapshotWriter } from "./snapshot-writer.ts";
import { saveTenants } from "./tenant-names.ts";

/** Kinds from here on have ledgers of their own. */
const FIRST_KIND = 2;
/** Of whatever is written, in a row. */
const SLICE = 1_000;

/**
 * Writes tenants, then metrics, then outputs, then series, then what is left of series that ended. Of series the digest is written and
 * no attribute; metrics and outputs are written as they leave. Goes through all series at once: what is written is one
 * moment, and in pauses nothing may change.
 */
export function* saveBooks(
  writer: SnapshotWriter,
  parts: SourcesParts,
  sources: Sources,
  digests: Digests,
): Slices<void> {
  const { contexts, machine, outputs, tenants } = parts;
  const named = saveTenants(writer, tenants);
  const ordinals = new Uint32Array(contexts.bySlot.length);
  const live = contexts.bySlot.filter((context) => context !== undefined);
  saveTexts(writer, machine, live);
  writer.u32(live.length);
  for (const [ordinal, context] of live.entries()) {
    ordinals[context.slot] = ordinal;
    saveContext(writer, machine, context);
    if (ordinal % SLICE === 0) yield;
  }
  const open = outputs.bySlot.filter((output) => output !== undefined);
  const outputOrdinals = new Uint32Array(outputs.bySlot.length);
  writer.u32(open.length);
  for (const [ordinal, output] of open.entries()) {
    outputOrdinals[output.slot] = ordinal;
    writer.u32(ordinals[output.context]!);
    saveOutput(writer, parts, output);
    if (ordinal % SLICE === 0) yield;
  }
  yield* saveSeries(writer, parts, sources, digests, { ordinals, outputOrdinals });
  yield* sources.tombstones.save(writer, named, (kind, slot, into) => parts.kinds.ledger(kind).saveInput(slot, into));
}

/** Resources, scopes and metrics as they came, each once. */
function saveTexts(writer: SnapshotWriter, { bytes, words }: Machine, contexts: readonly Context[]): void {
  const entries = new Map<number, number>();
  for (const { spellings } of contexts) {
    for (const entry of spellings[0] ?? []) if (!entries.has(entry)) entries.set(entry, entries.size);
  }
  writer.u32(entries.size);
  for (const entry of entries.keys()) {
    const start = entry + ENTRY.bytes;
    writer.blob(bytes.subarray(start, start + words[(entry + ENTRY.length) >> 2]!));
  }
  writer.u32(contexts.length);
  for (const { spellings } of contexts) for (const entry of spellings[0] ?? [0, 0, 0]) writer.u32(entries.get(entry)!);
}

function saveContext(writer: SnapshotWriter, { bytes, words, contextAt }: Machine, context: Context): void {
  const at = contextAt + context.slot * CONTEXT.bytes;
  writer.copy(bytes, at + CONTEXT.firstSeen, at + CONTEXT.flags);
  writer.u32(words[(at + CONTEXT.heard) >> 2]!);
  writer.f64(context.firstValues);
  writer.f64(context.medianFirstValue);
  writer.blob(Buffer.from(context.description));
}

function saveOutput(writer: SnapshotWriter, { contexts, kinds, machine }: SourcesParts, output: Output): void {
  const { bytes, words, outputAt } = machine;
  const at = outputAt + output.slot * OUTPUT.bytes;
  writer.u64(output.openedNs);
  writer.u32(output.zeroSent ? 1 : 0);
  writer.u32(output.attributes.length);
  output.attributes.forEach((attribute, index) => {
    writer.u32(output.base === undefined || output.base.includes(output.entries[index]!) ? 1 : 0);
    writer.blob(attribute);
  });
  writer.u32(output.base === undefined ? 0 : 1);
  writer.copy(bytes, at + OUTPUT.total, at + OUTPUT.slot);
  writer.u32(words[(at + OUTPUT.heard) >> 2]!);
  const { kind } = contexts.bySlot[output.context]!;
  if (kind < FIRST_KIND) return;
  const slot = words[(at + OUTPUT.slot) >> 2]!;
  writer.record((into) => kinds.ledger(kind).saveOutput(slot, into));
}

interface Ordinals {
  readonly ordinals: Uint32Array;
  readonly outputOrdinals: Uint32Array;
}

function* saveSeries(
  writer: SnapshotWriter,
  { machine, kinds }: SourcesParts,
  { gaps }: Sources,
  digests: Digests,
  { ordinals, outputOrdinals }: Ordinals,
): Slices<void> {
  const { bytes, words, run, seriesAt } = machine;
  const end = run.seriesSlots();
  let count = 0;
  for (let slot = 1; slot < end; slot++) {
    if ((words[(seriesAt + slot * SERIES.bytes + SERIES.flags) >> 2]! & FLAG.live) !== 0) count++;
  }
  writer.u32(count);
  for (let slot = 1; slot < end; slot++) {
    if (slot % SLICE === 0) yield;
    const start = seriesAt + slot * SERIES.bytes;
    const at = start >> 2;
    const flags = words[at + SERIES.flags / 4]!;
    if ((flags & FLAG.live) === 0) continue;
    const output = words[at + SERIES.output / 4]!;
    writer.words(digests.read(slot));
    writer.copy(bytes, start, start + SERIES.output);
    writer.u32(flags);
    writer.u32(words[at + SERIES_MORE.heard / 4]!);
    writer.u32(ordinals[words[at + SERIES.context / 4]!]!);
    writer.u32(output >= REFUSED ? output : outputOrdinals[output]!);
    if ((flags & FLAG.delta) !== 0) {
      const block = words[at + SERIES.value / 4]!;
      writer.u32(block === 0 ? 0 : 1);
      if (block !== 0) writer.copy(bytes, block, block + DELTAS.bytes);
      gaps.save(slot, writer);
    }
    const kind = flags >>> FLAG.kindShift;
    if (kind < FIRST_KIND) continue;
    const input = words[at + SERIES.slot / 4]!;
    writer.u32(input === 0 ? 0 : 1);
    if (input !== 0) writer.record((into) => kinds.ledger(kind).saveInput(input - 1, into));
  }
}
