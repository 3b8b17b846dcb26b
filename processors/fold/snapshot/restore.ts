import type { Context } from "../contexts.ts";
import { AT, CONTEXT, DELTAS, FLAG, type Machine, OUTPUT, REFUSED, ROOM, SERIES, SERIES_MORE } from "../machine.ts";
import type { Sources, SourcesParts } from "../sources.ts";
import { SHARE, type Tenant, withReserve } from "../tenants.ts";
import type { Digests } from "./digests.ts";
import { Sleepers } from "./sleepers.ts";
import { RefusedSnapshot, type SnapshotReader } from "./snapshot-reader.ts";
import { loadTenants } from "./tenant-names.ts";

const GAUGE = 0;
const FIRST_KIND = 2;

interface Restoring {
  readonly reader: SnapshotReader;
  readonly parts: SourcesParts;
  readonly sources: Sources;
  readonly digests: Digests;
  /** Added to all times of hearing, so that nobody was silent while nobody listened. */
  readonly awaySeconds: number;
}

/** Fills new books with what `saveBooks` wrote. Throws `RefusedSnapshot`, and then they are good for nothing. */
export function restoreBooks(restoring: Restoring): void {
  const { reader, parts, sources } = restoring;
  const tenants = loadTenants(reader, parts.tenants);
  const contexts = restoreContexts(restoring);
  const outputs = restoreOutputs(restoring, contexts);
  restoreSeries(restoring, contexts, outputs);
  const load = (kind: number, tenant: Tenant): number =>
    reader.record((...saved) => parts.kinds.loadInput(kind, saved, tenant));
  sources.tombstones.load(reader, restoring.awaySeconds, tenants, load);
  for (const tenant of tenants) parts.tenants.leave(tenant);
  if (!reader.isAtEnd) throw new RefusedSnapshot("damaged");
}

function restoreContexts({ reader, parts, awaySeconds }: Restoring): Context[] {
  const { contexts, machine } = parts;
  const { bytes, words, contextAt } = machine;
  const texts = Array.from({ length: reader.u32() }, () => reader.blob());
  const spellings = Array.from({ length: reader.u32() }, () => [reader.u32(), reader.u32(), reader.u32()] as const);
  if (reader.u32() !== spellings.length) throw new RefusedSnapshot("damaged");
  return spellings.map(([resource, scope, metric]) => {
    const slot = contexts.reopen(
      lay(machine, AT.resource, texts[resource]),
      lay(machine, AT.scope, texts[scope]),
      lay(machine, AT.metric, texts[metric]),
    );
    const context = contexts.bySlot[slot];
    if (context === undefined) throw new RefusedSnapshot("limit");
    const at = contextAt + slot * CONTEXT.bytes;
    take(reader, bytes, at + CONTEXT.firstSeen, CONTEXT.flags - CONTEXT.firstSeen);
    words[(at + CONTEXT.heard) >> 2] = reader.u32() + awaySeconds;
    context.firstValues = reader.f64();
    context.medianFirstValue = reader.f64();
    context.description = reader.blob().toString();
    return context;
  });
}

/** Brings a text to where the walk lays out its like; returns its length. */
function lay({ bytes }: Machine, at: number, text: Buffer | undefined): number {
  if (text === undefined || text.length > ROOM) throw new RefusedSnapshot("damaged");
  bytes.set(text, at);
  return text.length;
}

function take(reader: SnapshotReader, into: Buffer, at: number, length: number): void {
  const start = reader.skip(length);
  reader.bytes.copy(into, at, start, start + length);
}

function restoreOutputs({ reader, parts, sources, awaySeconds }: Restoring, contexts: readonly Context[]): number[] {
  const { kinds, labels, machine, outputs } = parts;
  const { bytes, words, longs, doubles, outputAt } = machine;
  const numbers = Buffer.alloc(OUTPUT.slot - OUTPUT.total);
  return Array.from({ length: reader.u32() }, () => {
    const context = contexts[reader.u32()];
    if (context === undefined) throw new RefusedSnapshot("damaged");
    machine.run.setTenant(context.tenant.slot);
    const openedNs = reader.u64();
    const zeroSent = reader.u32() === 1;
    const attributes = Array.from({ length: reader.u32() }, () => {
      const isBase = reader.u32() === 1;
      const entry = labels.entryOf(reader.blob());
      if (entry === 0) throw new RefusedSnapshot("limit");
      return { entry, isBase };
    });
    const hasBase = reader.u32() === 1;
    take(reader, numbers, 0, numbers.length);
    const heard = reader.u32();
    const kindSlot =
      context.kind < FIRST_KIND
        ? 0
        : reader.record((...saved) => kinds.loadOutput(context.kind, saved, context.tenant));
    const entries = attributes.map(({ entry }) => entry).sort((a, b) => a - b);
    const output = outputs.reopen(context, entries, openedNs, kindSlot);
    output.zeroSent = zeroSent;
    if (hasBase) output.base = attributes.flatMap(({ entry, isBase }) => (isBase ? [entry] : [])).sort((a, b) => a - b);
    const at = outputAt + output.slot * OUTPUT.bytes;
    numbers.copy(bytes, at + OUTPUT.total);
    words[(at + OUTPUT.heard) >> 2] = heard + awaySeconds;
    // The machine has added nothing to them yet.
    outputs.leftTotal -= longs[(at + OUTPUT.total) >> 3]!;
    outputs.leftSum -= doubles[(at + OUTPUT.sum) >> 3]! + doubles[(at + OUTPUT.compensation) >> 3]!;
    if (context.kind === GAUGE) sources.hasGauges = true;
    return output.slot;
  });
}

function restoreSeries(restoring: Restoring, contexts: readonly Context[], outputs: readonly number[]): void {
  const { reader, parts, sources, digests, awaySeconds } = restoring;
  const { bytes, words, run, seriesAt } = parts.machine;
  const count = reader.u32();
  if (count > withReserve(parts.options.maxSeries, parts.options)) throw new RefusedSnapshot("limit");
  const sleepers = new Sleepers(parts.machine, digests, count);
  for (let i = 0; i < count; i++) {
    const digest = reader.digest();
    const from = reader.skip(SERIES.output);
    const flags = reader.u32();
    const heard = reader.u32();
    const context = contexts[reader.u32()];
    const output = reader.u32();
    const target = output >= REFUSED ? output : outputs[output];
    if (context === undefined || target === undefined) throw new RefusedSnapshot("damaged");
    const slot = run.sleepingSeries(context.slot);
    if (slot === 0) throw new RefusedSnapshot("limit");
    parts.tenants.take(context.tenant, SHARE.series);
    const start = seriesAt + slot * SERIES.bytes;
    reader.bytes.copy(bytes, start, from, from + SERIES.output);
    words[(start + SERIES.output) >> 2] = target;
    if (target < REFUSED) run.noteFolded(1);
    words[(start + SERIES.flags) >> 2] = flags;
    words[(start + SERIES_MORE.heard) >> 2] = heard + awaySeconds;
    if ((flags & FLAG.delta) !== 0) restoreDeltas(restoring, slot, start);
    if (flags >>> FLAG.kindShift >= FIRST_KIND && reader.u32() === 1) {
      const kind = flags >>> FLAG.kindShift;
      const input = reader.record((...saved) => parts.kinds.loadInput(kind, saved, context.tenant));
      words[(start + SERIES.slot) >> 2] = input + 1;
    }
    digests.keep(slot, digest);
    sleepers.add(slot);
  }
  sources.sleepers = sleepers;
}

function restoreDeltas({ reader, parts, sources }: Restoring, slot: number, start: number): void {
  const { bytes, longs, run } = parts.machine;
  longs[(start + SERIES.value) >> 3] = 0n;
  if (reader.u32() === 1) {
    const block = run.openDeltas(start) >>> 0;
    if (block === 0) throw new RefusedSnapshot("limit");
    take(reader, bytes, block, DELTAS.bytes);
  }
  sources.gaps.load(slot, reader);
}
