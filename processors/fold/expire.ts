import type { Slices } from "../../core/slices.ts";
import type { Contexts } from "./contexts.ts";
import { CONTEXT, FLAG, type Machine, OUTPUT, OUTPUT_FLAG, SERIES, SERIES_MORE } from "./machine.ts";
import { Outputs } from "./outputs.ts";
import type { Sources, SourcesParts } from "./sources.ts";

/** Ended, and looked at, in a row. */
const ENDED = 1_000;
const SEEN = 65_536;

/**
 * Ends what was silent for too long: series, then outputs without sources, then metrics without either. Points may come in
 * between: each is looked at and ended in one go.
 */
export function* expire(parts: SourcesParts, sources: Sources, nowSeconds: number): Slices<void> {
  const { contexts, labels, machine, options } = parts;
  const staleBefore = nowSeconds - options.staleAfterMs / 1_000;
  labels.forget();
  machine.run.setNow(nowSeconds);
  yield* endSeries(parts, sources, staleBefore, nowSeconds);
  sources.tombstones.expire(nowSeconds - options.tombstoneMs / 1_000);
  yield* endOutputs(parts, nowSeconds - options.outputIdleMs / 1_000);
  yield* endContexts(machine, contexts, staleBefore);
}

function* endSeries(
  { contexts, machine }: SourcesParts,
  sources: Sources,
  before: number,
  nowSeconds: number,
): Slices<void> {
  const { words, run, seriesAt } = machine;
  const end = run.seriesSlots();
  let ended = 0;
  for (let series = 1; series < end; series++) {
    if (series % SEEN === 0) yield;
    const at = (seriesAt + series * SERIES.bytes) >> 2;
    const isLive = (words[at + SERIES.flags / 4]! & FLAG.live) !== 0;
    if (!isLive || words[at + SERIES_MORE.heard / 4]! >= before) continue;
    const context = contexts.bySlot[words[at + SERIES.context / 4]!]!;
    // What lies buried keeps its slot in the ledger of its kind.
    if (sources.tombstones.bury(machine, series, context.tenant, nowSeconds)) words[at + SERIES.slot / 4] = 0;
    sources.close(series, context);
    if (++ended % ENDED === 0) yield;
  }
}

function* endOutputs({ contexts, machine, outputs }: SourcesParts, before: number): Slices<void> {
  let ended = 0;
  for (const output of outputs.bySlot) {
    if (output === undefined || output.inFlight) continue;
    const at = (machine.outputAt + output.slot * OUTPUT.bytes) >> 2;
    // What was added to it, or came back, is told first.
    if ((machine.words[at + OUTPUT.flags / 4]! & OUTPUT_FLAG.touched) !== 0) continue;
    if (machine.words[at + OUTPUT.sources / 4] !== 0 || machine.words[at + OUTPUT.heard / 4]! >= before) continue;
    const context = contexts.bySlot[output.context]!;
    const { attributes } = output;
    outputs.endings.add({ context, attributes, startNs: Outputs.startOf(output), isOutput: true });
    outputs.close(output, context);
    if (++ended % ENDED === 0) yield;
  }
}

function* endContexts({ words, contextAt }: Machine, contexts: Contexts, before: number): Slices<void> {
  let ended = 0;
  for (const context of contexts.bySlot) {
    if (context === undefined || context.outputs.size > 0) continue;
    const at = (contextAt + context.slot * CONTEXT.bytes) >> 2;
    if (words[at + CONTEXT.series / 4] !== 0 || words[at + CONTEXT.heard / 4]! >= before) continue;
    contexts.close(context);
    if (++ended % ENDED === 0) yield;
  }
}
