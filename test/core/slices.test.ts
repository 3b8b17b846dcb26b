import { expect, test } from "vitest";
import { atOnce, inTurns, type Slices } from "../../core/slices.ts";

/** Slices that take longer than is done in a row. */
function* slow(count: number): Slices<string> {
  for (let i = 0; i < count; i++) {
    const begun = performance.now();
    while (performance.now() - begun < 10);
    yield;
  }
  return "done";
}

test("V31 the loop turns between slices", async () => {
  let turns = 0;
  let isDone = false;
  const turn = (): void => {
    turns++;
    if (!isDone) setImmediate(turn);
  };
  setImmediate(turn);
  expect(await inTurns(slow(5))).toBe("done");
  isDone = true;
  expect(turns).toBeGreaterThanOrEqual(4);
});

test("V31 at once the loop does not turn", () => {
  expect(atOnce(slow(2))).toBe("done");
});

test("V31 slices that throw reject", async () => {
  function* broken(): Slices<void> {
    yield;
    throw new Error("boom");
  }
  await expect(inTurns(broken())).rejects.toThrow("boom");
});
