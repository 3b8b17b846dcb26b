import { arrange } from "../../../../processors/arrangement.ts";
import type { Context } from "../../../../processors/detect/detector.ts";
import { hintsOf } from "../../../../processors/detect/hints.ts";
import { judge, newScratch, scanText } from "../../../../processors/inspect.ts";

const ALL = arrange(new Set(), new Set());
const SCRATCH = newScratch();

/** What the whole engine finds of one type in a text. */
export function found(type: string, text: string, key = "", freeText = false): string[] {
  const context: Context = { key, hints: hintsOf(key), freeText, regions: [] };
  const judged = judge(text, scanText(text, ALL, SCRATCH), 0, ALL, context).filter(
    (one) => one.type === type && one.score >= 0.5,
  );
  const spans = judged
    .filter(
      (one) =>
        !judged.some(
          (other) =>
            other !== one &&
            other.start <= one.start &&
            other.end >= one.end &&
            other.end - other.start > one.end - one.start,
        ),
    )
    .sort((a, b) => a.start - b.start)
    .map((one) => text.slice(one.start, one.end));
  return [...new Set(spans)];
}
