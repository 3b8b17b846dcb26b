import { type Arrangement, arrange } from "../../processors/arrangement.ts";
import type { Context } from "../../processors/detect/detector.ts";
import { hintsOf } from "../../processors/detect/hints.ts";
import { DETECTORS } from "../../processors/detect/registry.generated.ts";
import { judge, newScratch, scanText } from "../../processors/inspect.ts";
import { type Judged } from "../../processors/judge-candidate.ts";

const SCRATCH = newScratch();

/** Only the detectors whose id begins with one of `starts`. */
export function only(...starts: readonly string[]): Arrangement {
  const others = DETECTORS.map((detector) => detector.id).filter((id) => !starts.some((start) => id.startsWith(start)));
  return arrange(new Set(others), new Set());
}

/** What `arrangement` finds with a confidence of one half and more, best first. */
export function findIn(text: string, arrangement: Arrangement, key = ""): Judged[] {
  const context: Context = { key, hints: hintsOf(key), freeText: false, regions: [] };
  return judge(text, scanText(text, arrangement, SCRATCH), 0, arrangement, context)
    .filter((one) => one.score >= 0.5)
    .sort((a, b) => b.score - a.score || b.end - b.start - (a.end - a.start));
}

/** The stretches of text that are found, in order; of two that overlap, the surer or longer one. */
export function foundIn(text: string, arrangement: Arrangement, key = ""): string[] {
  const kept: Judged[] = [];
  for (const one of findIn(text, arrangement, key)) {
    if (!kept.some((other) => one.start < other.end && other.start < one.end)) kept.push(one);
  }
  return kept.sort((a, b) => a.start - b.start).map((one) => text.slice(one.start, one.end));
}
