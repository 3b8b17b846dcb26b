import { expect, test } from "vitest";
import { parseDuration } from "../../core/duration.ts";

test.each([
  ["0", 0],
  ["0s", 0],
  ["500ms", 500],
  ["1.5s", 1_500],
  ["1h30m", 5_400_000],
  ["250us", 0.25],
])("%s is %d ms", (text, expected) => {
  expect(parseDuration(text)).toBeCloseTo(expected, 9);
});

test.each(["", "5", "s", "-1s", "1 s", "1d", "1s junk", "1e3s", "1".repeat(50) + "s"])("%j is no duration", (text) => {
  expect(parseDuration(text)).toBeUndefined();
});
