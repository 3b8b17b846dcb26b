import { describe, expect, test } from "vitest";
import { didYouMean, nearest } from "../../core/nearest.ts";

const words = ["receivers", "processors", "exporters", "service"];

describe("nearest", () => {
  test.each([
    ["recievers", "receivers"],
    ["procesors", "processors"],
    ["Exporters", "exporters"],
    ["service", "service"],
  ])("%s suggests %s", (written, meant) => {
    expect(nearest(written, words)).toBe(meant);
  });

  test("a word that is like none suggests nothing", () => {
    expect(nearest("pipelines", words)).toBeUndefined();
    expect(nearest("x".repeat(10_000), words)).toBeUndefined();
    expect(didYouMean("pipelines", words)).toBe("");
    expect(didYouMean("servise", words)).toBe('; did you mean "service"?');
  });
});
