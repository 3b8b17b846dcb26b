import { describe, expect, it } from "vitest";
import { createScanner } from "../../../processors/scan/scanner.ts";
import { newCandidates, TRIGGER_BIT, TRIGGERS, type TriggerName } from "../../../processors/scan/triggers.ts";
import { scanUnits } from "../../../processors/scan/twin.ts";
import { ANY_WORD, knowsWord, NO_WORD, prefixTable } from "../../../processors/scan/words.ts";
import { Rng, testSeed } from "../../support/rng.ts";
import { defined } from "../../support/scan-definition.ts";
import { listed, NUMBERED, randomText, WORDS } from "../../support/scan-texts.ts";

const ALL = (1 << TRIGGERS.length) - 1;
const prefixes = prefixTable(WORDS, NUMBERED);
const out = newCandidates(1_000);

/** Texts with where the trigger must be, and near misses in which it must be nowhere. */
const CASES: Readonly<
  Record<TriggerName, { yes: readonly (readonly [text: string, at: number])[]; no: readonly string[] }>
> = {
  at: {
    yes: [
      ["a@b", 1],
      ["é@b", 2],
      ["a%40b", 1],
    ],
    no: ["@b", "a@", "a @b", "a@ b", "a%41b"],
  },
  dots: {
    yes: [
      ["1.2.3", 1],
      ["10.0.0.1", 2],
      ["1.234.5", 1],
    ],
    no: ["1.2", "1.2345.6", "a.2.3", "1.2.x", "1..2"],
  },
  hex_pairs: {
    yes: [
      ["::1", 0],
      ["fe80::1", 4],
      ["a:b:c:d", 1],
      ["00-1A-2b-33", 2],
      ["0123.4567.89ab", 4],
      ["2001:db8:1:2", 4],
    ],
    no: ["12:34:56", "a:b:c", "g:0:0:0", "00-11-22", "0g-11-22-33", "0123.4567.89", "a:12345:c:d"],
  },
  digits: {
    yes: [
      ["1234567", 0],
      ["12 34 56 7", 0],
      ["tel. +49 151 2345", 6],
    ],
    no: ["123456", "1 2 3 4 5 6", "a1b2c3d4e5f6g"],
  },
  mixed: {
    yes: [
      ["AB1C", 0],
      ["-ABCDEFG1", 1],
      ["1ABC", 0],
    ],
    no: ["ABCD", "1234", "AB1", "ABCDE1F", "éABC 1", "ab1c", "81ms", "AB1c"],
  },
  token: {
    yes: [
      ["abcdefgh-ijklmn_1", 0],
      ["=0123456789abcdef", 1],
      [`${"g".repeat(31)}1`, 0],
      [`${"a1".repeat(20)}a`, 0],
      ["A1".repeat(20), 0],
      [`${"a1".repeat(20)}_x`, 0],
    ],
    no: [
      "abcdefghijklmnop",
      "0123456789abcde",
      `${"g".repeat(32)}1`,
      "a1".repeat(16),
      `sha1 ${"a1".repeat(20)}.`,
      "a1".repeat(32),
      "abcdefghijklmnop.1",
      "3f2b8a60-7c1d-4e57-9b8a-0d6c5e4f3a21",
    ],
  },
  word: {
    yes: [
      ["user", 0],
      ["my USERS", 3],
      ["myUser", 2],
      ["a", 0],
      ["x-api_key", 2],
      ["passwords", 0],
    ],
    no: ["use", "superuser", "api-key", "iPs", "compass", "ax"],
  },
  caps: {
    yes: [
      ["Anna", 0],
      ["Éa Ab", 4],
      ["Oé", 0],
    ],
    no: ["ANNA", "A.", "xAnna", "1Anna", "A"],
  },
  scheme: {
    yes: [
      ["a://b", 1],
      ["://", 0],
    ],
    no: [":/", "a:/b/", "//"],
  },
  pem: {
    yes: [
      ["-----B", 0],
      ["a-----", 1],
      ["------", 0],
    ],
    no: ["----", "-- ---"],
  },
  percent: {
    yes: [
      ["%2f", 0],
      ["a%E9", 1],
    ],
    no: ["%2", "%zz", "100 %"],
  },
  pair: {
    yes: [
      ["a=1", 1],
      ['"a": 1', 3],
      ["x]:y", 2],
      ["_='", 1],
      ["a1:é", 2],
      ["a = 1", 2],
      ["x]    : 1", 6],
      ["é.12:1", 5],
    ],
    no: ["=1", "a=", "a==", "a://b", " = 1", "-:1", "16:13", " 1.2_3-4 = 5", "a     = 1"],
  },
  numeral_pair: {
    yes: [
      ["1:é", 1],
      ["at 16:13:38", 5],
      ["_1 = 2", 3],
    ],
    no: ["a1:2", "1://", "-_:1"],
  },
  escape: {
    yes: [
      ["\\u0041", 0],
      ["a\\x41", 1],
      ['\\"', 0],
      ["\\n4", 0],
      ["\\r\\n+", 2],
      ["\\tx", 0],
    ],
    no: ["\\n", "\\n ", "\\t-", "\\a1", "\\", "u0041"],
  },
  non_ascii: {
    yes: [
      ["é", 0],
      ["aé", 1],
      ["éaé", 3],
    ],
    no: ["abc", "\u007f"],
  },
  number_word: {
    yes: [
      ["pin 1", 0],
      ["sortCode", 4],
    ],
    no: ["user", "pins", "spin"],
  },
  uuid: {
    yes: [
      ["3f2b8a60-7c1d-4e57-9b8a-0d6c5e4f3a21", 0],
      ["id=3F2B8A60-7C1D-4E57-9B8A-0D6C5E4F3A21.", 3],
    ],
    no: [
      "3f2b8a60-7c1d-4e57-9b8a-0d6c5e4f3a2",
      "3f2b8a60-7c1d-4e57-9b8a-0d6c5e4f3a21f",
      "abcdefab-abcd-abcd-abcd-abcdabcdabcd",
      "3f2b8a60-7c1d-4e57-9b8a 0d6c5e4f3a21",
    ],
  },
};

function triggersAt(text: string, wasm: boolean): Map<number, number> {
  const bytes = Buffer.from(text);
  const scanner = createScanner({ active: ALL, prefixes, wasm });
  scanner.load(bytes);
  scanner.scan(0, bytes.length);
  const { count, positions, triggers } = scanner.candidates;
  return new Map(Array.from({ length: count }, (_, c) => [positions[c]!, triggers[c]!]));
}

describe.each(TRIGGERS)("trigger %s", (name) => {
  it.each([true, false])("is where the definition says (WebAssembly %s)", (wasm) => {
    for (const [text, at] of CASES[name].yes) {
      expect((triggersAt(text, wasm).get(at) ?? 0) & TRIGGER_BIT[name], `${text} at ${at}`).not.toBe(0);
    }
  });

  it.each([true, false])("is not in near misses (WebAssembly %s)", (wasm) => {
    for (const text of CASES[name].no) {
      const hits = [...triggersAt(text, wasm)].filter(([, bits]) => (bits & TRIGGER_BIT[name]) !== 0);
      expect(hits, text).toEqual([]);
    }
  });
});

describe.each([true, false])("dates as machines write them (WebAssembly %s)", (wasm) => {
  const found = (text: string): number[] => [...triggersAt(text, wasm).keys()];

  it("hold no candidate", () => {
    for (const text of [
      "2026-01-31",
      "2026-01-31 23:59:60",
      "2026-01-31T23:59:59.123456789Z",
      "[2026/12/01 00:00:00,123]",
      '"2026.01.31-15.42.50.363779"',
      "2026-01-31 -",
    ])
      expect(found(text), text).toEqual([]);
  });

  it("are none where digits go on, or what they say is no date", () => {
    for (const text of [
      "2026-13-31",
      "2026-01-32",
      "1826-01-31",
      "2026-01/31",
      "2026-01-31 4111",
      "2026-01-31-1234",
      "2026-01-311",
      "2026-01-31 24:00:00",
      "+2026-01-31",
      "2026-01-31T10:00",
      "(2026-01-31",
    ])
      expect(found(text)[0], text).toBe(text.search(/\d/));
  });
});

describe("the twin", () => {
  const seed = testSeed();
  it(`finds what the table of definitions says, row by row (seed ${seed})`, () => {
    const rng = new Rng(seed);
    for (let round = 0; round < 1_500; round++) {
      const text = randomText(rng, rng.int(80));
      scanUnits(text, 0, text.length, ALL, prefixes, out);
      expect(listed(out)).toEqual(defined(text, (i) => knowsWord(text, i, text.length, prefixes)));
    }
  });

  it("refuses a text with more candidates than there is room for", () => {
    const text = Buffer.from("x=1 ".repeat(3));
    expect(() => scanUnits(text, 0, text.length, ALL, prefixes, newCandidates(2))).toThrow(RangeError);
  });

  it("scans UTF-16 units, also ones above a byte", () => {
    const text = Uint16Array.from("ł user=\u4f60", (char) => char.charCodeAt(0));
    scanUnits(text, 0, text.length, ALL, prefixes, out);
    expect(listed(out)).toEqual(["0:non_ascii", "2:word", "6:pair", "7:non_ascii"]);
  });
});

describe("the table of words", () => {
  const seed = testSeed();
  const letters = "abcdefghijklmnopqrstuvwxyz";

  it(`announces every text that begins with a word, in any case (seed ${seed})`, () => {
    const rng = new Rng(seed);
    const words = rng.list(2_000, () =>
      rng
        .list(rng.between(1, 14), (at) =>
          at > 0 && rng.chance(0.1) ? rng.pick(["_", "-", ".", " ", "1", "ñ"]) : letters[rng.int(26)]!,
        )
        .join(""),
    );
    const table = prefixTable(words);
    for (const word of words) {
      const text = Buffer.from(
        rng.chance(0.5) ? word.toUpperCase() : `${word}${word.length < 4 ? "" : rng.pick(["s", "_id", "2"])}`,
      );
      expect(knowsWord(text, 0, text.length, table), word).toBe(ANY_WORD);
    }
  });

  it("keeps a word of fewer than four letters to itself", () => {
    const table = prefixTable(["ip", "pin"]);
    const known = (text: string): boolean => knowsWord(Buffer.from(text), 0, text.length, table) !== NO_WORD;
    expect(["ip", "IP:", "pin_", "pin"].map(known)).toEqual([true, true, true, true]);
    expect(["ipod", "ping", "pi", "i"].map(known)).toEqual([false, false, false, false]);
  });

  it(`knows few words that nobody told it (seed ${seed})`, () => {
    const rng = new Rng(seed);
    const word = (): string => rng.list(8, () => letters[rng.int(26)]!).join("");
    const table = prefixTable(rng.list(500, word));
    const strangers = rng.list(20_000, word).filter((one) => knowsWord(Buffer.from(one), 0, 8, table));
    expect(strangers.length).toBeLessThan(20);
  });
});
