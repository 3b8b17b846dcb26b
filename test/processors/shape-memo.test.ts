import { describe, expect, it } from "vitest";
import { arrange } from "../../processors/arrangement.ts";
import { zeroed } from "../../processors/detect/sight.ts";
import { createScanner } from "../../processors/scan/scanner.ts";
import { withStandIns } from "../../processors/stand-in.ts";
import { Rng, testSeed } from "../support/rng.ts";

/** Identifiers, and what only looks like one. */
const HEX = [
  "a1f0c3d4-5b6e-4f70-8a9b-0c1d2e3f4a5b",
  "00000000-0000-4000-8000-000000000001",
  "A1F0C3D4-5B6E-4F70-8A9B-0C1D2E3F4A5B",
  "8f14e45fceea167a5a36dedd4bea2543",
  "8f14e45fceea167a",
  "8f14e45fceea167a5a36dedd4bea25438f14e45f",
  "8f14e45fceea167a5a36dedd",
  "8f14e45fceea167a5a36dedd4bea254",
  "4711471147114711",
  "abcdefabcdefabcd",
  "4711",
];

const { active, prefixes } = arrange(new Set(), new Set());
const scanner = createScanner({ active, prefixes });

/** The digest of a text's shape; the owner is number 1. */
function shapeOf(text: string): string | undefined {
  const bytes = Buffer.from(text);
  scanner.load(bytes);
  scanner.scan(0, bytes.length);
  return scanner.shape(1)?.join();
}

describe("the shape of a text", () => {
  it.each([
    ["User 4711 took 35 ms", "User 1234 took 99 ms"],
    ["Job R25-M1 at node:7, 12ms", "Job R00-M9 at node:0, 99ms"],
    ["blk_-160899 to /10.1.2.3:50010 is Done", "blk_-999999 to /10.9.9.9:11111 is Done"],
    ["2026-11-21 10:00:00 INFO User 7 left", "2025-01-02 23:59:59 INFO User 8 left"],
  ])("W39 is the same whatever its free numerals say: %s", (one, other) => {
    expect(shapeOf(one)).toBeDefined();
    expect(shapeOf(other)).toBe(shapeOf(one));
  });

  it.each([
    ["in words", "the md5 of User", "the md4 of User"],
    ["in words", "core12 of User", "core13 of User"],
    ["in hex", "0x3f of User", "0x4f of User"],
    ["in percent escapes", "User%2041", "User%2141"],
    ["in backslash escapes", "User \\u0041", "User \\u0042"],
    ["in references", "User &#64; x", "User &#65; x"],
    ["behind letters outside ASCII", "User é12", "User é13"],
    ["of one length only", "User 4711 left", "User 471 left"],
    ["with the same candidates only", "User 2026-11-21 left", "User 2026-13-21 left"],
    ["of the same words only", "User 4711 left", "User 4711 came"],
  ])("W39 digits count %s", (_where, one, other) => {
    expect(shapeOf(one)).toBeDefined();
    expect(shapeOf(other)).not.toBe(shapeOf(one));
  });

  const seed = testSeed();
  it(`W39 is one only for texts that are seen alike, but for digits (seed ${seed})`, () => {
    const rng = new Rng(seed);
    const sign = (): string => rng.pick(Array.from("0123456789abcdef0123456789abcdef--xA_%é "));
    let alike = 0;
    for (let i = 0; i < 30_000; i++) {
      const text = `User ${rng.list(rng.between(1, 3), () => rng.pick(HEX)).join(rng.pick([" ", "", "-", "=", "%", "\\"]))} x`;
      const at = 5 + rng.int(text.length - 6);
      const other = text.slice(0, at) + sign() + text.slice(at + 1);
      if (shapeOf(other) !== shapeOf(text) || other === text) continue;
      alike++;
      expect([text, zeroed(withStandIns(other))]).toEqual([text, zeroed(withStandIns(text))]);
    }
    expect(alike).toBeGreaterThan(3_000);
  });

  it("W39 belongs to an owner, and to texts that are neither very long nor full of candidates", () => {
    const text = Buffer.from("User 4711 left");
    scanner.load(text);
    scanner.scan(0, text.length);
    expect(scanner.shape(1)?.join()).not.toBe(scanner.shape(2)?.join());
    expect(shapeOf(`User ${"x".repeat(2_043)}`)).toBeDefined();
    expect(shapeOf(`User ${"x".repeat(2_044)}`)).toBeUndefined();
    expect(shapeOf("Anna ".repeat(257))).toBeUndefined();
    expect(shapeOf("nothing here")).toBeUndefined();
  });
});
