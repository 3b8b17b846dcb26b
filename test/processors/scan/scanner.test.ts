import * as fc from "fast-check";
import { afterEach, describe, expect, it, vi } from "vitest";
import { createScanner, type Scanner } from "../../../processors/scan/scanner.ts";
import { MAX_CANDIDATES, TRIGGERS } from "../../../processors/scan/triggers.ts";
import { prefixTable } from "../../../processors/scan/words.ts";
import { Rng, testSeed } from "../../support/rng.ts";
import { listed, NUMBERED, randomText, WORDS } from "../../support/scan-texts.ts";

const ALL = (1 << TRIGGERS.length) - 1;
const prefixes = prefixTable(WORDS, NUMBERED);
const wasm = createScanner({ active: ALL, prefixes });
const twin = createScanner({ active: ALL, prefixes, wasm: false });

/** What a scanner finds in a text, also one that needs several pieces. */
function found(scanner: Scanner, start: number, end: number): string[] {
  const all: string[] = [];
  let count = scanner.scan(start, end);
  for (; count < 0; count = scanner.more()) all.push(...listed(scanner.candidates, start));
  return [...all, ...listed(scanner.candidates, start)];
}

afterEach(() => {
  vi.unstubAllGlobals();
});

describe("scan in WebAssembly", () => {
  it("is what runs here", () => {
    expect(wasm.load(Buffer.from("text")).buffer).not.toBe(twin.load(Buffer.from("text")).buffer);
  });

  const seed = testSeed();
  it(`finds in a million random windows what the twin finds (seed ${seed})`, () => {
    const rng = new Rng(seed);
    const seen = new Set<string>();
    for (let message = 0; message < 4_000; message++) {
      const bytes = randomText(rng, 200);
      wasm.load(bytes);
      twin.load(bytes);
      for (let window = 0; window < 250; window++) {
        const start = rng.int(100);
        const end = start + rng.int(100);
        const count = twin.scan(start, end);
        let same = wasm.scan(start, end) === count;
        for (let c = 0; c < count && same; c++) {
          same =
            wasm.candidates.positions[c] === twin.candidates.positions[c] &&
            wasm.candidates.triggers[c] === twin.candidates.triggers[c];
        }
        if (!same)
          expect({ start, end, found: listed(wasm.candidates) }).toEqual({
            start,
            end,
            found: listed(twin.candidates),
          });
      }
      for (const one of listed(twin.candidates)) for (const name of one.split(":")[1]!.split("+")) seen.add(name);
    }
    expect([...seen].sort()).toEqual([...TRIGGERS].sort());
  });

  it(`finds what the twin finds in any text, whatever stands around it (seed ${seed})`, () => {
    const part = fc.oneof(
      fc.constantFrom(
        "a@b",
        "%40",
        "10.0.0.1",
        "::1",
        "aa:bb:cc:dd",
        "00-11-22-33",
        "0123.4567.89ab",
        "-----",
        "://",
        "Ab",
        "=",
        "\\u0041",
        "é",
        "user",
      ),
      fc.string({ unit: "binary", maxLength: 40 }),
      fc.string({ unit: fc.constantFrom("a", "Z", "0", "9", "_", "-", ".", ":", "=", "@", "%", " "), maxLength: 40 }),
    );
    const text = fc.array(part, { maxLength: 8 }).map((parts) => Buffer.from(parts.join("")));
    fc.assert(
      fc.property(text, fc.constantFrom("A", "0", "-", ":", ".", "@", "é"), (bytes, filler) => {
        const edge = Buffer.from(filler.repeat(40));
        const message = Buffer.concat([edge, bytes, edge]);
        wasm.load(message);
        twin.load(bytes);
        expect(found(wasm, edge.length, edge.length + bytes.length)).toEqual(found(twin, 0, bytes.length));
      }),
      { seed: seed | 0, numRuns: 3_000 },
    );
  });

  it("reports only the triggers that are wanted", () => {
    const scanner = createScanner({ active: 1 << TRIGGERS.indexOf("pair"), prefixes });
    const text = Buffer.from("user=Anna@example.com");
    scanner.load(text);
    expect(found(scanner, 0, text.length)).toEqual(["4:pair"]);
  });
});

describe.each([
  ["WebAssembly", undefined],
  ["TypeScript", false],
])("scanner in %s", (_name, choice) => {
  const make = (): Scanner =>
    createScanner({ active: ALL, prefixes, ...(choice === undefined ? {} : { wasm: choice }) });

  it("reports a text with more candidates than it holds, and loses none of them", () => {
    const scanner = make();
    const times = 3 * MAX_CANDIDATES + 17;
    const text = Buffer.from("x=1 ".repeat(times));
    scanner.load(text);
    expect(scanner.scan(0, text.length)).toBe(-1);
    expect(found(scanner, 0, text.length)).toEqual(Array.from({ length: times }, (_, n) => `${4 * n + 1}:pair`));
  });

  it("goes on with the next text after one it did not finish", () => {
    const scanner = make();
    const text = Buffer.from("x=1 ".repeat(MAX_CANDIDATES + 1));
    scanner.load(text);
    scanner.scan(0, text.length);
    expect(found(scanner, 0, 8)).toEqual(["1:pair", "5:pair"]);
  });

  it("scans a message of 64 MiB to its end and then small ones again", () => {
    const scanner = make();
    const size = 64 * 1024 * 1024;
    const large = Buffer.alloc(size, "-");
    large.write("x=1", size - 3);
    const { candidates } = scanner;
    scanner.load(large);
    expect(found(scanner, size - 100, size)).toContain("98:pair");
    for (let message = 0; message < 70; message++) {
      const loaded = scanner.load(Buffer.from("a x=1"));
      expect(Buffer.from(loaded).toString()).toBe("a x=1");
      expect(found(scanner, 2, 5)).toEqual(["1:pair"]);
    }
    expect(scanner.candidates).toBe(candidates);
  });

  it("finds nothing in an empty text", () => {
    const scanner = make();
    scanner.load(Buffer.from("x=1"));
    expect(scanner.scan(1, 1)).toBe(0);
    expect(scanner.candidates.count).toBe(0);
  });
});

describe("where there is no WebAssembly", () => {
  it("the twin scans", () => {
    vi.stubGlobal("WebAssembly", undefined);
    const scanner = createScanner({ active: ALL, prefixes });
    const message = Buffer.from("x=1");
    expect(scanner.load(message)).toBe(message);
    expect(found(scanner, 0, 3)).toEqual(["1:pair"]);
  });

  it("the twin scans where WebAssembly has no vectors", () => {
    function Module(): never {
      throw new Error("invalid opcode");
    }
    vi.stubGlobal("WebAssembly", { Module });
    const scanner = createScanner({ active: ALL, prefixes });
    scanner.load(Buffer.from("x=1"));
    expect(scanner.scan(0, 3)).toBe(1);
  });
});
