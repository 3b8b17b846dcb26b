import { describe, expect, it } from "vitest";
import { PACKS as AFRICA_OCEANIA } from "../../../processors/detect/government/ids/africa-oceania.ts";
import { PACKS as AMERICAS } from "../../../processors/detect/government/ids/americas.ts";
import { PACKS as ASIA } from "../../../processors/detect/government/ids/asia.ts";
import { PACKS as EUROPE_EAST } from "../../../processors/detect/government/ids/europe-east.ts";
import { PACKS as EUROPE_SOUTH_NORTH } from "../../../processors/detect/government/ids/europe-south-north.ts";
import { PACKS as EUROPE_WEST } from "../../../processors/detect/government/ids/europe-west.ts";
import { shapesOf } from "../../../processors/detect/government/ids/pack.ts";
import { shapeEnd } from "../../../processors/detect/id-shape.ts";
import { LONGEST_RUN, leadingRuns } from "../../../processors/detect/leading-run.ts";
import { digitRun } from "../../../processors/detect/units.ts";
import { Rng, testSeed } from "../../support/rng.ts";

const seed = testSeed();
const PACKS = [...AFRICA_OCEANIA, ...AMERICAS, ...ASIA, ...EUROPE_EAST, ...EUROPE_SOUTH_NORTH, ...EUROPE_WEST];
const SHAPES = PACKS.flatMap((pack) => [...shapesOf(pack), ...(pack.strong ?? []).map(([shape]) => shape)]);
const VALUES = PACKS.flatMap(({ examples }) => examples.flatMap(({ finds }) => finds));

function runs(pattern: RegExp): number[] {
  const bits = leadingRuns(pattern);
  return Array.from({ length: LONGEST_RUN + 1 }, (_, run) => run).filter((run) => ((bits >>> run) & 1) === 1);
}

describe(`what a pattern may begin with (TEST_SEED=${seed})`, () => {
  it.each([
    [/\d{11}/y, [11]],
    [/\d{7,9}|\d{2}-\d{8}/y, [2, 7, 8, 9]],
    [/[1-9]\d{3} ?\d/y, Array.from({ length: LONGEST_RUN - 3 }, (_, i) => i + 4)],
    [/\d\d[A-Z]\d/y, [2]],
    [/\d{3}\.\d{3}/y, [3]],
  ])("D44 is read off %s", (pattern, expected) => {
    expect(runs(pattern)).toEqual(expected);
  });

  it.each([/[A-Z]{2}\d/iy, /(?:20|30)\d{9}/y, /[0-9A-Z]{3}/y, /\w+/y])(
    "D44 is anything where it is not understood: %s",
    (pattern) => {
      expect((leadingRuns(pattern) & 1) === 1).toBe(true);
    },
  );

  it("D44 passes over no number of any country", () => {
    const rng = new Rng(seed);
    let matched = 0;
    for (let i = 0; i < 200_000; i++) {
      const { runs: _runs, validate: _validate, ...shape } = rng.pick(SHAPES);
      const value = varied(rng, rng.pick(VALUES));
      const bare = { ...shape, checksum: false };
      if (shapeEnd(value, 0, bare, undefined) < 0) continue;
      matched++;
      expect((leadingRuns(shape.pattern) >>> digitRun(value, 0, LONGEST_RUN)) & 1, `${shape.pattern} ${value}`).toBe(1);
    }
    expect(matched).toBeGreaterThan(5_000);
  });
});

/** With other digits, and a sign more or less. */
function varied(rng: Rng, value: string): string {
  const units = Array.from(value).map((unit) => (/\d/.test(unit) && rng.chance(0.5) ? String(rng.int(10)) : unit));
  if (rng.chance(0.2)) units.splice(rng.int(units.length), 1);
  if (rng.chance(0.2)) units.splice(rng.int(units.length), 0, rng.pick([" ", "-", ".", "/", "7", "A"]));
  return units.join("") + rng.pick(["", " x", "-", ", 5"]);
}
