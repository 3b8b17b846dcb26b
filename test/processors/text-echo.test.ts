import { describe, expect, it } from "vitest";
import { asRaw } from "../../core/bytes.ts";
import { Secret } from "../../core/secret.ts";
import { defaultPlan } from "../../policy/load.ts";
import { arrange } from "../../processors/arrangement.ts";
import type { Context } from "../../processors/detect/detector.ts";
import { DETECTORS } from "../../processors/detect/registry.generated.ts";
import { type Judged, newScratch, scanText } from "../../processors/inspect.ts";
import { Scrubber } from "../../processors/scrub.ts";
import { LOOK, TextEcho } from "../../processors/text-echo.ts";
import { oracle } from "../support/otlp-oracle.ts";
import { Rng, testSeed } from "../support/rng.ts";

const seed = testSeed();
const LOCAL = DETECTORS.filter(({ isLocal }) => isLocal === true);
const PIECES = LOCAL.flatMap(({ examples, counterExamples }) => [
  ...examples.map(({ text }) => text),
  ...counterExamples,
]).filter((text) => text.length < 120);
const WORDS = LOCAL.flatMap(({ words = [] }) => words);
/** On one line, of a length that three of them are no long text. */
const ANNOUNCED = LOCAL.flatMap(({ examples }) =>
  examples.filter(
    ({ key, text }) => key === undefined && text.length > 12 && text.length < 60 && !/[\n\u0080-\uffff]/.test(text),
  ),
).map(({ text }) => text);
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

  it("D46 what stands in a long text of repeated lines is replaced as in a few of them", () => {
    const rng = new Rng(seed);
    const scrubber = new Scrubber(defaultPlan(), {
      id: "tst",
      secret: new Secret(Buffer.from("a key for tests only")),
    });
    const logs = oracle("logs");
    const scrub = (text: string): string => {
      const raw = logs.encode({ resourceLogs: [{ scopeLogs: [{ logRecords: [{ body: { stringValue: text } }] }] }] });
      return Buffer.from(scrubber.scrub(asRaw(raw), "logs").bytes).toString("latin1");
    };
    let replaced = 0;
    for (let round = 0; round < 60; round++) {
      const line = `${rng.pick(ANNOUNCED)} seen by ${rng.pick(WORDS)} ${rng.int(9)}\n`;
      // Too short for an echo, and long enough for one.
      const once = middle(scrub(line.repeat(3)));
      const often = scrub(line.repeat(40)).split("\n").slice(-32, -2);
      if (!line.includes(once)) replaced++;
      expect(new Set(often), line).toEqual(new Set([once]));
    }
    expect(replaced).toBeGreaterThan(20);
  });
});

function middle(text: string): string {
  return text.split("\n").at(-3) ?? "";
}
