import { arrange } from "../../processors/arrangement.ts";
import type { Context } from "../../processors/detect/detector.ts";
import { hintsOf } from "../../processors/detect/hints.ts";
import { DETECTORS } from "../../processors/detect/registry.generated.ts";
import { judge, newScratch, scanText } from "../../processors/inspect.ts";
import type { Hostile } from "./family.ts";

/** What makes, for a family of a detector, the work of that detector alone on its texts; undefined for other families. */
export function aloneMeter(): (hostile: Hostile, made: readonly Buffer[]) => (() => void) | undefined {
  const scratch = newScratch();
  const ids = DETECTORS.map(({ id }) => id);
  return (hostile, made) => {
    if (!ids.includes(hostile.target)) return undefined;
    const arrangement = arrange(new Set(ids.filter((id) => id !== hostile.target)), new Set(ids));
    const context: Context = { key: hostile.key, hints: hintsOf(hostile.key), freeText: false, regions: [] };
    const texts = made.map((text) => text.toString());
    return () => {
      for (const text of texts) judge(text, scanText(text, arrangement, scratch), 0, arrangement, context);
    };
  };
}
