import { describe, expect, it } from "vitest";
import { type KeyInfo, KeyMemo } from "../../processors/key-memo.ts";

function info(name: string): KeyInfo {
  const bytes = Buffer.from(name);
  // Only the bytes matter to the memo.
  return { bytes, name } as unknown as KeyInfo;
}

function find(memo: KeyMemo, name: string): string | undefined {
  const buffer = Buffer.from(`xx${name}yy`);
  return memo.get(buffer, 2, buffer.length - 2)?.name;
}

describe("the memory for names", () => {
  it("W19 gives back a name for exactly its bytes, also among names that look alike", () => {
    const memo = new KeyMemo({ left: 1_000 });
    // The hash reads length, both ends, the middle and the quarters: these differ elsewhere.
    const alike = Array.from({ length: 20 }, (_, i) => `a${String(i).padStart(2, "0")}bcdefghijklmnop`);
    for (const name of [...alike, "", "é"]) memo.put(info(name));
    const remembered = [...alike, "", "é"].filter((name) => find(memo, name) !== undefined);
    for (const name of remembered) expect(find(memo, name)).toBe(name);
    expect(remembered.length).toBeGreaterThan(2);
    expect(find(memo, "a99bcdefghijklmnop")).toBeUndefined();
  });

  it("W19 keeps no more than its budget, and shares it", () => {
    const budget = { left: 10 };
    const memos = [new KeyMemo(budget), new KeyMemo(budget)];
    for (let i = 0; i < 100; i++) memos[i % 2]?.put(info(`name ${i}`));
    expect(budget.left).toBe(0);
    const kept = Array.from({ length: 100 }, (_, i) => i).filter(
      (i) => memos[i % 2] !== undefined && find(memos[i % 2] as KeyMemo, `name ${i}`) !== undefined,
    );
    expect(kept).toHaveLength(10);
  });

  it("W19 a full neighbourhood forgets nothing it knows", () => {
    const memo = new KeyMemo({ left: 100_000 });
    for (let i = 0; i < 5_000; i++) memo.put(info(`key.${i}`));
    const kept = Array.from({ length: 5_000 }, (_, i) => `key.${i}`).filter((name) => find(memo, name) !== undefined);
    expect(kept.length).toBeGreaterThan(200);
    expect(kept.length).toBeLessThanOrEqual(512);
    for (const name of kept) expect(find(memo, name)).toBe(name);
  });
});
