import { describe, expect, it } from "vitest";
import { arrange } from "../../processors/arrangement.ts";
import { createScanner } from "../../processors/scan/scanner.ts";

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
