import type { Slices } from "../../core/slices.ts";
import { FLAG, type Machine, SERIES, SERIES_MORE } from "./machine.ts";
import type { PointLabels } from "./point-labels.ts";
import type { SourcesParts } from "./sources.ts";

const WEIGHED = FLAG.live | FLAG.weighed;
/** Series told of, and series looked at, in a row. */
const TOLD = 250;
const SEEN = 65_536;

/** From now on what the points of a series bring is added up, if the labels that were just judged are ranked by it. */
export function markWeighed({ words, seriesAt }: Machine, { areWeighed }: PointLabels, series: number): void {
  const at = (seriesAt + series * SERIES.bytes + SERIES.flags) >> 2;
  words[at] = areWeighed ? words[at]! | FLAG.weighed : words[at]! & ~FLAG.weighed;
}

/**
 * Tells the decider what series brought since it was last told: by increments, so that ranks follow traffic. Their labels
 * are asked about again, because a value that is seldom seen may have lost its place. Returns of how many.
 */
export function* weighSeries({ contexts, labels, machine }: SourcesParts): Slices<number> {
  const { floats, words, run, seriesAt, encodingAt } = machine;
  const end = run.seriesSlots();
  let told = 0;
  for (let series = 1; series < end; series++) {
    if (series % SEEN === 0) yield;
    const at = (seriesAt + series * SERIES.bytes) >> 2;
    const weight = floats[at + SERIES_MORE.weight / 4]!;
    const encoding = words[at + SERIES_MORE.encoding / 4]!;
    if ((words[at + SERIES.flags / 4]! & WEIGHED) !== WEIGHED || weight === 0 || encoding === 0) continue;
    floats[at + SERIES_MORE.weight / 4] = 0;
    labels.recall(encodingAt + encoding * 64);
    labels.judge(contexts.bySlot[words[at + SERIES.context / 4]!]!);
    labels.weigh(weight);
    labels.discard();
    if (++told % TOLD === 0) yield;
  }
  return told;
}
