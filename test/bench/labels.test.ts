import { expect, it } from "vitest";
import { LEAST, measureLabels } from "../../bench/labels/measure.ts";
import { testSeed } from "../support/rng.ts";

it("A17 identifiers are told by their first value, enumerations never fold, and names that are few are not misread", () => {
  const seed = testSeed();
  const { kinds, names, enumValues, figures } = measureLabels(seed, 1_000);
  const told = `seed ${seed}`;
  expect(kinds.length, told).toBeGreaterThanOrEqual(20);
  expect(figures.label_identifier_recall, told).toBeGreaterThanOrEqual(LEAST.recall);
  // Of a thousand values of one kind, what chance may take.
  for (const { name, folded, made } of kinds) expect(folded / made, `${name}, ${told}`).toBeGreaterThan(0.95);
  expect(enumValues).toBeGreaterThan(900);
  expect(figures.label_enum_values_folded).toBe(0);
  expect(names).toBeGreaterThanOrEqual(10_000);
  expect(figures.label_vocabulary_misread).toBeLessThanOrEqual(LEAST.misread);
});
