import { describe, expect, it } from "vitest";
import { type Arrangement, arrange } from "../../../processors/arrangement.ts";
import type { Context, Detector } from "../../../processors/detect/detector.ts";
import { DETECTORS } from "../../../processors/detect/registry.generated.ts";
import { Sight } from "../../../processors/detect/sight.ts";
import { WorkBudget } from "../../../processors/detect/work.ts";
import { newScratch, scanText } from "../../../processors/inspect.ts";
import { TRIGGER_BIT } from "../../../processors/scan/triggers.ts";
import { Rng, testSeed } from "../../support/rng.ts";
import { numberedTexts, withOtherDigits } from "../../support/shaped-texts.ts";

const SEED = testSeed();
const ARRANGEMENT: Arrangement = arrange(new Set(), new Set());
const SCRATCH = newScratch();
const WORK = new WorkBudget();

function look(detector: Detector, text: string, index: number): { readonly saw: boolean; readonly found: boolean } {
  const work = WORK;
  work.begin(4_096);
  work.open(text.length);
  work.sight = new Sight();
  const context: Context = { key: "", hints: 0, freeText: false, regions: [], work };
  const found = detector.at?.(text, index, context) !== undefined;
  return { saw: work.sight.digits, found };
}

describe("detectors that tell what they see", () => {
  it(`D48 say so before the value of a digit decides (seed ${SEED})`, () => {
    const rng = new Rng(SEED);
    const telling = DETECTORS.filter((detector) => detector.tellsSight === true && detector.at !== undefined);
    expect(telling.length).toBeGreaterThan(20);
    let blind = 0;
    for (const text of numberedTexts(rng, 500)) {
      const candidates = scanText(text, ARRANGEMENT, SCRATCH);
      for (let c = 0; c < candidates.count; c++) {
        const index = candidates.positions[c]!;
        for (const detector of telling) {
          if (!detector.triggers.some((trigger) => (candidates.triggers[c]! & TRIGGER_BIT[trigger]) !== 0)) continue;
          const { saw, found } = look(detector, text, index);
          if (saw || found) continue;
          blind++;
          for (let i = 0; i < 3; i++) {
            const other = withOtherDigits(text, rng);
            expect(look(detector, other, index).found, `${detector.id} in ${JSON.stringify([text, other])}`).toBe(
              false,
            );
          }
        }
      }
    }
    expect(blind).toBeGreaterThan(10_000);
  });
});
