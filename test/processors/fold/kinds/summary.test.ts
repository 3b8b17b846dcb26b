import { expect, test } from "vitest";
import { SIGHTS, type Sight } from "../../../../processors/fold/kinds/kind.ts";
import { createSummaries } from "../../../../processors/fold/kinds/summary.ts";
import { absorbPoint, wordFor, writtenPoint } from "../../../support/fold-points.ts";

const QUANTILES = [
  { quantile: 0.5, value: 3 },
  { quantile: 0.99, value: 80 },
];

function openBooks() {
  const ledger = createSummaries();
  const output = ledger.openOutput();
  const inputs = [ledger.openInput(), ledger.openInput()];
  return {
    ledger,
    written: (asDelta = false) => writtenPoint(ledger, "summary", output, asDelta),
    absorb: (which: number, sight: Sight, count: number | string, sum: number) =>
      wordFor(
        absorbPoint(
          ledger,
          "summary",
          { input: inputs[which] ?? -1, output, sight },
          { count, sum, quantileValues: QUANTILES },
        ),
      ),
  };
}

test("B11 counts and sums of summaries add; quantiles are dropped and counted", () => {
  const books = openBooks();
  expect(books.absorb(0, SIGHTS.full, 10, 35.5)).toBe("counted");
  expect(books.absorb(1, SIGHTS.baseline, 100, 1000)).toBe("counted");
  expect(books.absorb(1, SIGHTS.difference, 103, 1004)).toBe("counted");
  expect(books.written()).toEqual({ count: "13", sum: 39.5 });
  expect(books.ledger.droppedQuantiles).toBe(6);
});

test("B11 a summary whose count fell was reset", () => {
  const books = openBooks();
  books.absorb(0, SIGHTS.full, 10, 35);
  expect(books.absorb(0, SIGHTS.difference, 2, 5)).toBe("reset");
  expect(books.written()).toEqual({ count: "12", sum: 40 });
});

test("B11 summaries leave as deltas as well", () => {
  const books = openBooks();
  books.absorb(0, SIGHTS.full, 10, 35);
  expect(books.written(true)).toEqual({ count: "10", sum: 35 });
  books.absorb(0, SIGHTS.difference, 11, 36);
  expect(books.written(true)).toEqual({ count: "1", sum: 1 });
  books.ledger.restoreDelta(0);
  expect(books.written(true)).toEqual({ count: "1", sum: 1 });
});

test.each([
  ["notANumber", 1, Number.NaN],
  ["notANumber", 1, -Infinity],
  ["tooLarge", "18446744073709551615", 1],
])("B11 a summary is refused as %s where count or sum cannot be counted", (word, count, sum) => {
  const books = openBooks();
  expect(books.absorb(0, SIGHTS.full, count, sum)).toBe(word);
  expect(books.written()).toMatchObject({ count: "0" });
  expect(books.ledger.droppedQuantiles).toBe(0);
});
