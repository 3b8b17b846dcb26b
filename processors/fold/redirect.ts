import type { Context } from "./contexts.ts";
import { ENTRY, FLAG, type Machine, PASSES, REFUSED, SERIES, SERIES_MORE } from "./machine.ts";
import type { SourcesParts } from "./sources.ts";

const SUM = 1;

/**
 * From now on a series adds to another output, or passes. What passed under its own name and leaves under another is
 * ended. A level that the point at hand does not replace moves along.
 */
export function redirect(
  parts: SourcesParts,
  series: number,
  context: Context,
  target: number,
  isReplaced: boolean,
): void {
  const { machine, kinds, options, outputs } = parts;
  const { words, longs, run, seriesAt } = machine;
  const at = (seriesAt + series * SERIES.bytes) >> 2;
  const passed = words[at + SERIES.output / 4] === PASSES;
  const isDelta = (words[at + SERIES.flags / 4]! & FLAG.delta) !== 0;
  if (passed && !isDelta && isRenamed(parts, series, target)) {
    const attributes = attributesOf(machine, series);
    outputs.endings.add({ context, attributes, startNs: longs[at >> 1]!, isOutput: false });
  }
  if (target === PASSES && outputs.endings.size > 0) {
    outputs.endings.cancel({ context, attributes: attributesOf(machine, series), isOutput: false });
  }
  if (passed && !options.trackPassed) words[at + SERIES.flags / 4]! &= ~FLAG.hasValue;
  if (context.kind > SUM && words[at + SERIES.slot / 4] === 0) {
    words[at + SERIES.slot / 4] = kinds.openInput(context.kind, context.tenant) + 1;
  }
  run.redirect(series, target, isReplaced ? 1 : 0);
  if (target >= REFUSED) words[at + SERIES.flags / 4]! &= ~FLAG.ended;
}

/** Whether what passed so far leaves under another name, so that its own ends. */
function isRenamed(parts: SourcesParts, series: number, target: number): boolean {
  const { machine, outputs, options } = parts;
  if (options.replica !== undefined || target >= REFUSED) return true;
  // Out of a snapshot, and without a spelling: it was found by being the same.
  if (machine.words[(machine.seriesAt + series * SERIES.bytes + SERIES_MORE.encoding) >> 2] === 0) return false;
  const own = entriesOf(machine, series).map((entry) => machine.words[(entry + ENTRY.means) >> 2]!);
  return own.sort((a, b) => a - b).join() !== outputs.bySlot[target]!.entries.join();
}

function entriesOf(machine: Machine, series: number): number[] {
  const { words, seriesAt, encodingAt } = machine;
  const encoding = encodingAt + words[(seriesAt + series * SERIES.bytes + SERIES_MORE.encoding) >> 2]! * 64;
  const count = words[(encoding + 16) >> 2]!;
  const ids = (count <= 10 ? encoding + 24 : words[(encoding + 24) >> 2]!) >> 2;
  return [...words.subarray(ids, ids + count)];
}

function attributesOf(machine: Machine, series: number): Uint8Array[] {
  const { bytes, words } = machine;
  return entriesOf(machine, series).map((entry) => {
    const start = entry + ENTRY.bytes;
    return Uint8Array.from(bytes.subarray(start, start + words[(entry + ENTRY.length) >> 2]!));
  });
}
