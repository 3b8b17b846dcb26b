import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { belowFloor, type Figures, ownFigures, raised } from "../../bench/quality/figures.ts";
import { measureRecords } from "../../bench/quality/keyed.ts";
import { type LabelledCase, measure } from "../../bench/quality/labelled.ts";
import { idRecords, measureNationalIds } from "../../bench/quality/national-ids.ts";
import { measureOwnSets, SAMPLE } from "../../bench/quality/own-sets.ts";
import { generateRecords } from "../../bench/quality/records.ts";
import { headline, scoreOf, together, wilson } from "../../bench/quality/tally.ts";
import { ENTITY_TYPES } from "../../core/entity.ts";
import { defaultPlan } from "../../policy/load.ts";
import { planWith } from "../support/scrubbing.ts";

const { sample, floors } = JSON.parse(
  readFileSync(new URL("../../bench/quality/floors.json", import.meta.url), "utf8"),
) as { sample: Figures; floors: Figures };

describe("floors", () => {
  let figures: Figures;
  beforeAll(() => {
    figures = ownFigures(measureOwnSets(SAMPLE));
  });

  test("Q1 no figure of the sample lies below its floor", () => {
    expect(belowFloor(figures, sample)).toEqual([]);
  });

  test("Q1 every figure of the generated sets has a floor", () => {
    expect(Object.keys(sample).sort()).toEqual(Object.keys(figures).sort());
    for (const name of Object.keys(sample)) expect(floors, name).toHaveProperty(name);
  });

  test("Q1 raising takes no floor down", () => {
    const before = { a: 0.9, b: 0.9 };
    expect(raised(before, { a: 0.95, b: 0.5, c: 0.7 }, 0.002)).toEqual({ a: 0.948, b: 0.9, c: 0.698 });
    expect(belowFloor({ a: 0.94 }, { a: 0.948, missing: 1 })).toEqual(["a is 0.94, its floor 0.948"]);
  });
});

describe("generated records", () => {
  test("Q2 a seed gives the same records, of nearly every type and in every form", () => {
    const records = [...generateRecords(1_500, 7)];
    expect(records).toEqual([...generateRecords(1_500, 7)]);
    const types = new Set(
      records.flatMap(({ fields }) =>
        fields.flatMap(({ pieces }) => pieces.flatMap(({ planted }) => (planted === undefined ? [] : [planted.type]))),
      ),
    );
    const unplanted = ENTITY_TYPES.filter((type) => !types.has(type));
    // Kept by the default policy, or made of other types.
    expect(unplanted).toEqual([
      "HOSTNAME",
      "USER_AGENT",
      "COMPANY_ID",
      "FREE_TEXT",
      "SQL_LITERAL",
      "UUID",
      "IDENTIFIER",
    ]);
    expect(new Set(records.map(({ form }) => form)).size).toBe(11);
  });

  test("Q2 a scrub that finds nothing scores nothing, and one that takes everything damages everything", () => {
    const types = ENTITY_TYPES.map((type) => `${type}: keep`).join(", ");
    const nothing = measureRecords(generateRecords(200, 7), planWith(`types: { ${types} }`));
    expect(together(nothing)).toMatchObject({ found: 0, wrong: 0 });
    expect(headline(nothing)).toEqual({ personalMasked: 0, cleanCasesChanged: 0, cleanCharsMasked: 0 });
    const everything = measureRecords(
      generateRecords(200, 7),
      planWith(
        "places: { log.body: { action: redact, type: FREE_TEXT }, log.attribute: { action: redact, type: FREE_TEXT } }\nunknown_keys: redact",
      ),
    );
    expect(headline(everything).cleanCasesChanged).toBe(1);
    expect(headline(everything).cleanCharsMasked).toBeGreaterThan(0.5);
  });

  test("Q2 what is left of a value counts as missed", () => {
    const record = {
      form: "text",
      fields: [
        {
          key: "",
          pieces: [
            { text: "mail " },
            {
              text: "grete@osprey404.com",
              planted: { type: "EMAIL_ADDRESS" as const, value: "grete@osprey404.com and Grete" },
            },
          ],
        },
      ],
    };
    expect(together(measureRecords([record], defaultPlan()))).toMatchObject({ found: 1, missed: 0 });
    const partly = {
      form: "text",
      fields: [
        {
          key: "",
          pieces: [
            { text: "mail " },
            {
              text: "grete@osprey404.com zzqx",
              planted: { type: "EMAIL_ADDRESS" as const, value: "grete@osprey404.com zzqx" },
            },
          ],
        },
      ],
    };
    expect(together(measureRecords([partly], defaultPlan()))).toMatchObject({ found: 0, missed: 1 });
  });
});

describe("national ids", () => {
  test("Q4 vectors come from a seed, for at least 45 countries, with as many look-alikes", () => {
    const records = [...idRecords(2, 7)];
    expect(records).toEqual([...idRecords(2, 7)]);
    const right = records.filter(({ form }) => !form.endsWith(" clean"));
    expect(records.length).toBe(2 * right.length);
    expect(new Set(right.map(({ form }) => form.slice(0, 2))).size).toBeGreaterThanOrEqual(45);
  });

  test("Q4 a scrub that keeps national ids is found out, country by country", () => {
    const types = ENTITY_TYPES.map((type) => `${type}: keep`).join(", ");
    const { tally, byCountry } = measureNationalIds(1, 7, planWith(`types: { ${types} }`));
    expect(together(tally)).toMatchObject({ found: 0, wrong: 0 });
    expect([...byCountry.values()].every(({ found }) => found === 0)).toBe(true);
  });
});

describe("labelled sets", () => {
  const one: LabelledCase = {
    id: "1",
    text: "0123456789",
    spans: [
      { start: 2, end: 5, type: "EMAIL" },
      { start: 7, end: 8, type: "AGE" },
    ],
    scope: ["EMAIL", "PERSON", "AGE"],
  };
  const map = { EMAIL: "EMAIL_ADDRESS", AGE: null };

  test("Q3 any overlap finds a label; types that are not our concern are neither right nor wrong", () => {
    const tally = measure([one], map, () => [
      { start: 4, end: 6, type: "EMAIL_ADDRESS" },
      { start: 7, end: 8, type: "PERSON" },
      { start: 9, end: 10, type: "PERSON" },
    ]);
    expect(Object.fromEntries(tally.types)).toEqual({
      EMAIL_ADDRESS: { found: 1, missed: 0, right: 1, wrong: 0 },
      PERSON: { found: 0, missed: 0, right: 0, wrong: 1 },
    });
    expect(tally).toMatchObject({
      personalChars: 3,
      maskedPersonal: 1,
      cleanChars: 6,
      maskedClean: 2,
      falseCases: 1,
      cleanCases: 0,
    });
  });

  test("Q3 a case labelled in part blames nothing, and characters count under any type", () => {
    const tally = measure([{ ...one, partial: true }], map, () => [{ start: 0, end: 10, type: "PERSON" }]);
    expect(tally.types.get("PERSON")).toEqual({ found: 0, missed: 0, right: 0, wrong: 0 });
    expect(tally).toMatchObject({ maskedPersonal: 3, falseCases: 0 });
    expect(headline(tally).personalMasked).toBe(1);
  });

  test("Q3 intervals are Wilson's", () => {
    // Computed by hand from the formula with z = 1.96.
    expect(wilson(9, 10)?.low).toBeCloseTo(0.5958, 4);
    expect(wilson(9, 10)?.high).toBeCloseTo(0.9821, 4);
    expect(wilson(0, 0)).toBeUndefined();
    expect(scoreOf({ found: 3, missed: 1, right: 3, wrong: 1 }).f1).toBe(0.75);
  });
});
