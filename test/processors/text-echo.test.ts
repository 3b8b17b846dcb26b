import { describe, expect, it } from "vitest";
import { arrange } from "../../processors/arrangement.ts";
import type { Context } from "../../processors/detect/detector.ts";
import { DETECTORS } from "../../processors/detect/registry.generated.ts";
import { WorkBudget } from "../../processors/detect/work.ts";
import { judge, newScratch, scanText } from "../../processors/inspect.ts";
import { type Judged } from "../../processors/judge-candidate.ts";
import { LOOK, TextEcho } from "../../processors/text-echo.ts";
import { Rng, testSeed } from "../support/rng.ts";

const seed = testSeed();
const LOCAL = DETECTORS.filter(({ isLocal }) => isLocal === true);
const PIECES = LOCAL.flatMap(({ examples, counterExamples }) => [
  ...examples.map(({ text }) => text),
  ...counterExamples,
]).filter((text) => text.length < 120);
const WORDS = LOCAL.flatMap(({ words = [] }) => words);
const GLUES = [" ", ", ", ": ", "=", "\n", "-", "", ".", '","', " %3A", "電"];

/** Text of `units` and a little more. */
function filler(rng: Rng, units: number): string {
  let text = "";
  while (text.length < units) text += piece(rng) + rng.pick(GLUES);
  return text;
}

function piece(rng: Rng): string {
  const kind = rng.int(4);
  if (kind === 0) return rng.pick(WORDS);
  if (kind === 1) return String(rng.int(10 ** (1 + rng.int(12))));
  return varied(rng, rng.pick(PIECES));
}

function varied(rng: Rng, text: string): string {
  return text.replaceAll(/\d/g, (digit) => (rng.chance(0.2) ? String(rng.int(10)) : digit));
}

describe(`texts that repeat themselves (seed ${seed})`, () => {
  it("D46 a local detector sees the same wherever the same stands around a candidate", () => {
    const rng = new Rng(seed);
    const context: Context = { key: "", hints: 0, freeText: false, regions: [] };
    const arrangement = arrange(new Set(), new Set());
    const scratch = newScratch();
    let matched = 0;
    for (let round = 0; round < 300; round++) {
      const middle = filler(rng, LOOK.back + LOOK.ahead + 60);
      const [before, other] = [filler(rng, 300), filler(rng, 300 + rng.int(40))];
      const one = before + middle + filler(rng, 300);
      const two = other + middle + filler(rng, 300);
      const shift = other.length - before.length;
      const { count, positions } = scanText(one, arrangement, scratch);
      const places = Array.from(positions.subarray(0, count)).filter(
        (at) => at - LOOK.back >= before.length && at + LOOK.ahead <= before.length + middle.length,
      );
      for (const at of places)
        for (const detector of LOCAL) {
          const here = detector.at?.(one, at, context);
          const there = detector.at?.(two, at + shift, context);
          if (here !== undefined) matched++;
          expect(there && { ...there, start: there.start - shift, end: there.end - shift }, detector.id).toEqual(here);
        }
    }
    expect(matched).toBeGreaterThan(60);
  }, 60_000);

  it("D46 finds the candidate around which the same stands, and none where something differs within a look", () => {
    const found: Judged[] = [];
    const line = "tax id 123456789 and vat 987654321, passport 12; ";
    const text = `${line.repeat(12)}x${line.repeat(12)}`;
    const echo = TextEcho.of(text, found)!;
    for (let at = text.indexOf("tax"); at >= 0; at = text.indexOf("tax", at + 1)) {
      const source = echo.source(at, 1);
      echo.begin(at, 1);
      if (source === undefined) continue;
      const distance = at - source.index;
      const [from, to] = [at - LOOK.back, at + LOOK.ahead];
      expect(text.slice(from, to)).toBe(text.slice(from - distance, to - distance));
      found.push({ start: at, end: at + 1, prior: 1, evidence: 1, detector: 0, type: "PERSON", score: 1 });
    }
    expect(found.length).toBeGreaterThan(8);
  });

  it("D46 in a text that repeats itself the same is found as by looking at every candidate", () => {
    const rng = new Rng(seed);
    const arrangement = arrange(new Set(), new Set());
    const scratch = newScratch();
    let found = 0;
    for (let round = 0; round < 150; round++) {
      const repeated = filler(rng, 20 + rng.int(60)).repeat(20);
      const text = rng.chance(0.5) ? repeated : repeated + piece(rng) + repeated.slice(7);
      const context: Context = {
        key: "",
        hints: 0,
        freeText: false,
        regions: [],
        work: rng.chance(0.5) ? undefined : work(text),
      };
      const candidates = scanText(text, arrangement, scratch);
      const alive = Array.from({ length: candidates.count }, (_, n) => n);
      const each = judge(text, candidates, 0, arrangement, context, { alive, stages: false });
      const judged = judge(text, candidates, 0, { ...arrangement, stages: [] }, context);
      found += judged.length;
      expect(judged, text).toEqual(each);
    }
    expect(found).toBeGreaterThan(500);
  });
});

function work(text: string): WorkBudget {
  const budget = new WorkBudget();
  budget.begin(1_000_000);
  budget.open(text.length);
  return budget;
}
