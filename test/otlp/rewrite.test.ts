import { describe, expect, it } from "vitest";
import { delimited, Rewrite } from "../../otlp/rewrite.ts";
import { Rng, testSeed } from "../support/rng.ts";
import { encodeWire, field, varintBytes, type WireField } from "../support/wire.ts";

const seed = testSeed();

/** Fields inside fields, the innermost holding `content`. */
function nested(levels: number, content: Uint8Array): Buffer {
  let inner: WireField[] = [field(1, content)];
  for (let i = 0; i < levels; i++) inner = [field(1, inner)];
  return encodeWire(inner);
}

/** Replaces the innermost content by other bytes. */
function replaceInnermost(message: Uint8Array, levels: number, content: Uint8Array): Uint8Array {
  const rewrite = new Rewrite();
  let at = 0;
  for (let i = 0; i <= levels; i++) {
    const lengthAt = at + 1;
    let start = lengthAt;
    while ((message[start] ?? 0) >= 0x80) start++;
    at = start + 1;
    if (i < levels) rewrite.open(lengthAt, at);
    else rewrite.edit(lengthAt, message.length, delimited(content));
  }
  for (let i = 0; i < levels; i++) rewrite.close(message.length);
  return rewrite.apply(message, (bytes) => Buffer.alloc(bytes));
}

const WIDTHS = [
  0,
  1,
  126,
  127,
  128,
  129,
  16_382,
  16_383,
  16_384,
  16_385,
  2 ** 21 - 2,
  2 ** 21 - 1,
  2 ** 21,
  2 ** 21 + 1,
];

describe("length prefixes", () => {
  it("W2 are as short as they can be at every width", () => {
    for (const value of WIDTHS) {
      const prefix = varintBytes(value);
      expect(Buffer.from(delimited(new Uint8Array(value)).subarray(0, prefix.length))).toEqual(Buffer.from(prefix));
    }
  });

  it.each(WIDTHS)("W2 are repaired on every level when a content of any length becomes one of %i bytes", (length) => {
    for (const before of WIDTHS) {
      const message = nested(3, new Uint8Array(before).fill(0x61));
      const content = new Uint8Array(length).fill(0x62);
      const after = replaceInnermost(message, 3, content);
      expect(Buffer.from(after).equals(nested(3, content)), `${before} -> ${length}`).toBe(true);
    }
  });

  it(`W2 are right after any edits of any tree (TEST_SEED=${seed})`, () => {
    for (let i = 0; i < 2_000; i++) {
      const rng = new Rng(seed * 2 ** 20 + i);
      const before: WireField[] = randomTree(rng, 0);
      const message = encodeWire(before);
      const rewrite = new Rewrite();
      const after = edit(rng, before, 0, rewrite);
      expect(
        Buffer.from(rewrite.apply(message, (bytes) => Buffer.alloc(bytes))).equals(encodeWire(after)),
        `tree ${i}`,
      ).toBe(true);
    }
  });

  it("W2 an untouched message stays as it is, and nothing is remembered of the one before", () => {
    const message = nested(2, Buffer.from("abc"));
    const rewrite = new Rewrite();
    rewrite.open(1, 2);
    rewrite.edit(2, 4, Buffer.from("zzz"));
    rewrite.close(message.length);
    rewrite.reset();
    rewrite.open(1, 2);
    rewrite.close(message.length);
    expect(rewrite.edits).toBe(0);
    expect(Buffer.from(rewrite.apply(message, (bytes) => Buffer.alloc(bytes))).equals(message)).toBe(true);
  });

  it("W2 nesting beyond the frames there are is malformed, not an overrun", () => {
    const rewrite = new Rewrite();
    expect(() => {
      for (let i = 0; i < 10_000; i++) rewrite.open(i, i);
    }).toThrow("nested too deeply");
  });
});

function randomTree(rng: Rng, depth: number): WireField[] {
  return rng.list(rng.between(0, 4), () =>
    depth < 5 && rng.chance(0.6)
      ? field(1, randomTree(rng, depth + 1))
      : field(2, rng.bytes(rng.pick([0, 1, 5, 120, 126, 130, 300]))),
  );
}

/** Removes or replaces fields at random, in the tree and by `rewrite`. `at` is where the first field begins. */
function edit(rng: Rng, fields: readonly WireField[], at: number, rewrite: Rewrite): WireField[] {
  const kept: WireField[] = [];
  let start = at;
  for (const one of fields) {
    const end = start + encodeWire([one]).length;
    const lengthAt = start + 1;
    const inner = Array.isArray(one.content) ? encodeWire(one.content).length : one.content.length;
    if (rng.chance(0.15)) rewrite.edit(start, end, new Uint8Array(0));
    else if (Array.isArray(one.content)) {
      rewrite.open(lengthAt, end - inner);
      kept.push({ ...one, content: edit(rng, one.content, end - inner, rewrite) });
      rewrite.close(end);
    } else if (rng.chance(0.3)) {
      const content = rng.bytes(rng.pick([0, 3, 127, 128, 200, 17_000]));
      rewrite.edit(lengthAt, end, delimited(content));
      kept.push({ ...one, content });
    } else kept.push(one);
    start = end;
  }
  return kept;
}
