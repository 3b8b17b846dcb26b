import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { buildLexicon, LEX, lexiconBits } from "../../../../processors/detect/model/lexicon.ts";
import { NAMES_MODEL } from "../../../../processors/detect/model/names-model.generated.ts";
import { decodeModel } from "../../../../processors/detect/model/tagger.ts";
import { newTokens, SHAPE, tokenize, wordHash } from "../../../../processors/detect/model/tokens.ts";

const PARTS = ["slots", "weights", "steps"] as const;

test("N20 the model file is what its digest says, and at most 5 MB", () => {
  const hash = createHash("sha256");
  for (const part of PARTS) hash.update(Buffer.from(NAMES_MODEL[part], "base64"));
  expect(hash.digest("hex")).toBe(NAMES_MODEL.sha256);
  expect(PARTS.reduce((sum, part) => sum + NAMES_MODEL[part].length, 0)).toBeLessThan(5_000_000);
});

describe("N21 a damaged model is refused before use", () => {
  const cut = (text: string): string => Buffer.from(text, "base64").subarray(0, -8).toString("base64");
  test.each(PARTS)("%s cut short", (part) => {
    expect(() => decodeModel({ ...NAMES_MODEL, [part]: cut(NAMES_MODEL[part]) })).toThrow(/damaged/);
  });
  test("a word table without an empty slot", () => {
    const full = Buffer.alloc(1_024, 0xff).toString("base64");
    expect(() => decodeModel({ ...NAMES_MODEL, slots: full })).toThrow(/no empty slot/);
  });
  test("no base64", () => {
    expect(() => decodeModel({ ...NAMES_MODEL, weights: "§" })).toThrow();
  });
});

test("N22 the word lists know names, towns and ordinary words apart", () => {
  const { lexicon } = decodeModel(NAMES_MODEL);
  const bits = (word: string): number => lexiconBits(lexicon, wordHash(word));
  expect(bits("Katharina") & LEX.first).not.toBe(0);
  expect(bits("katharina")).toBe(bits("KATHARINA"));
  expect(bits("Nakamura") & LEX.common).toBe(0);
  expect(bits("because") & (LEX.first | LEX.last)).toBe(0);
  expect(bits("because") & LEX.common).not.toBe(0);
  expect(bits("qzxvvkj")).toBe(0);
});

test("N23 every word put into a lexicon comes out with all its bits", () => {
  const words = new Map(
    Array.from({ length: 5_000 }, (_, i): [number, number] => [wordHash(`word${i}`), 1 + (i % 255)]),
  );
  const lexicon = buildLexicon(words);
  for (const [hash, bits] of words) expect(lexiconBits(lexicon, hash) & bits).toBe(bits);
});

test("N24 tokens cover words, numbers and marks with their offsets", () => {
  const text = "Dr. O'Neil's flat: 12b,\nrue Zoë";
  const tokens = newTokens(64);
  tokenize(text, 0, text.length, tokens, buildLexicon(new Map()));
  const cut = Array.from({ length: tokens.count }, (_, i) => text.slice(tokens.starts[i], tokens.ends[i]));
  expect(cut).toEqual(["Dr", ".", "O'Neil", "'", "s", "flat", ":", "12b", ",", "\n", "rue", "Zoë"]);
  expect(tokens.shapes[cut.indexOf("12b")]).toBe(SHAPE.mixed);
});

test("N25 training gives the same model for the same seed, and another for another", () => {
  const folder = mkdtempSync(join(tmpdir(), "names-"));
  const train = (seed: number): string => {
    const script = new URL("../../../../scripts/train-names.ts", import.meta.url).pathname;
    const out = join(folder, "model.ts");
    execFileSync(process.execPath, [script, "--seed", String(seed), "--samples", "200", "--epochs", "1", "--out", out]);
    return /sha256:\s*"([0-9a-f]{64})"/.exec(readFileSync(out, "utf8"))?.[1] ?? "";
  };
  try {
    const first = train(7);
    expect(first).toHaveLength(64);
    expect(train(7)).toBe(first);
    expect(train(8)).not.toBe(first);
  } finally {
    rmSync(folder, { recursive: true });
  }
}, 60_000);
