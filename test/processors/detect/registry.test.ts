import { array, assert, constantFrom, property } from "fast-check";
import { describe, expect, test } from "vitest";
import { ENTITY_TYPES } from "../../../core/entity.ts";
import { arrange } from "../../../processors/arrangement.ts";
import type { Context } from "../../../processors/detect/detector.ts";
import { HINTS, hintsOf } from "../../../processors/detect/hints.ts";
import { DETECTORS } from "../../../processors/detect/registry.generated.ts";
import { judge, newScratch, scanText } from "../../../processors/inspect.ts";
import { type Judged } from "../../../processors/judge-candidate.ts";
import { TRIGGERS } from "../../../processors/scan/triggers.ts";

const ALL = arrange(new Set(), new Set());
const SCRATCH = newScratch();

function contextFor(key: string): Context {
  return { key, hints: hintsOf(key), freeText: false, regions: [] };
}

function find(text: string, key = "", arrangement = ALL): Judged[] {
  return judge(text, scanText(text, arrangement, SCRATCH), 0, arrangement, contextFor(key)).filter(
    (one) => one.score >= 0.5,
  );
}

/** `national_id` and the country's pack may see the same value in two lengths; the longer one wins. */
function withoutInner(found: readonly string[]): string[] {
  return found.filter((one) => !found.some((other) => other !== one && other.includes(one)));
}

/** Only one detector at work; a country's pack with `national_id`, which finds its unmistakable forms. */
function alone(id: string): ReturnType<typeof arrange> {
  const others = DETECTORS.map((detector) => detector.id).filter(
    (other) => other !== id && !(id.startsWith("national_id_") && other === "national_id"),
  );
  return arrange(new Set(others), new Set([id]));
}

test("D1 every detector has its own id, known names, and examples on both sides", () => {
  expect(new Set(DETECTORS.map((detector) => detector.id)).size).toBe(DETECTORS.length);
  for (const detector of DETECTORS) {
    expect(detector.id).toMatch(/^[a-z][a-z0-9_]*$/);
    expect(ENTITY_TYPES).toContain(detector.type);
    for (const trigger of detector.triggers) expect(TRIGGERS).toContain(trigger);
    for (const hint of detector.hints ?? []) expect(HINTS).toContain(hint);
    expect(detector.examples.length, detector.id).toBeGreaterThan(0);
    expect(detector.counterExamples.length, detector.id).toBeGreaterThan(0);
    expect((detector.words ?? []).length > 0, `${detector.id} has words iff it asks for the word trigger`).toBe(
      detector.triggers.includes("word"),
    );
  }
});

for (const detector of DETECTORS) {
  const own = alone(detector.id);
  describe(`D2 ${detector.id}`, () => {
    test.each(detector.examples.map((example) => [example.text, example] as const))(
      "finds its example %s",
      (_text, example) => {
        const found = find(example.text, example.key, own)
          .map((one) => [one.start, one.end] as const)
          .sort((a, b) => a[0] - b[0] || b[1] - a[1])
          .map(([start, end]) => example.text.slice(start, end));
        expect(withoutInner([...new Set(found)])).toEqual([...new Set(example.finds)]);
      },
    );

    test.each(detector.counterExamples.map((text) => [text]))("leaves %s alone", (text) => {
      expect(find(text, "", own).map((one) => text.slice(one.start, one.end))).toEqual([]);
    });

    test("finds its examples wherever they stand", () => {
      const keyless = detector.examples.filter((example) => example.key === undefined && example.finds.length > 0);
      if (keyless.length === 0) return;
      const padding = array(
        constantFrom(" ", "\n", "lorem", " ipsum ", "(", "; ", "->", "é ", "…", "日 ", "\t", "x ", "12 ", "%20"),
        { maxLength: 12 },
      ).map((parts) => parts.join(""));
      assert(
        property(constantFrom(...keyless), padding, padding, (example, before, after) => {
          const text = `${before}\n${example.text}\n${after}`;
          // `alone in its text` is evidence of its own.
          const whole = find(`.\n${example.text}\n.`, "", own).length > 0;
          if (whole) expect(find(text, "", own).length).toBeGreaterThan(0);
        }),
        { numRuns: 60 },
      );
    });
  });
}

describe("D3 hostile strings end", () => {
  const units = [
    "a",
    "1",
    "@",
    ":",
    "%40",
    "1.",
    "a:",
    "::",
    "-",
    "1-",
    "(1",
    "+1 ",
    "1 ",
    "ssn ",
    "A1",
    "é",
    "身",
    "https://",
    "=",
    "\\u",
    "GB12 ",
    "0x",
    "a.",
    "10.",
    "passport is ",
    "tel ",
    "\ud800",
    "xn--",
    "-----",
  ];
  test.each(units)("50,000 of %j", (unit) => {
    const text = unit.repeat(50_000).slice(0, 50_000);
    for (const one of find(text)) expect(one.end).toBeLessThanOrEqual(text.length);
  });
});
