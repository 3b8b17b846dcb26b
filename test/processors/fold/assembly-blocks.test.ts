import { expect, test } from "vitest";
import { createMachine, ENTRY, type MachineHost } from "../../../processors/fold/machine.ts";
import { Rng, testSeed } from "../../support/rng.ts";

const NOBODY: MachineHost = {
  newContext: () => 0,
  firstSight: () => 0,
  decideAgain: () => 0,
  lateDelta: () => 0,
  deltaGap: () => {},
  keepExemplars: () => {},
  absorbKind: () => 0,
};
const SIZES = {
  maxSeries: 100_000,
  maxContexts: 16,
  maxOutputs: 16,
  maxTenants: 2,
  maxBytes: 4 * 1024 * 1024,
  maxRequestBytes: 512 * 1024,
};
const seed = testSeed();

test(`Z44 blocks hold what was put there until they are given back, and then all is free again (TEST_SEED=${seed})`, () => {
  const random = new Rng(seed);
  const { run, bytes, messageAt } = createMachine(NOBODY, SIZES, new Uint8Array(1_032).fill(7));
  const empty = run.usedBytes();
  const kept = new Map<number, string>();
  let serial = 0;
  let refused = 0;
  const lengths = [10, 40, 100, 500, 1_000, 1_500, 5_000, 12_000, 20_000, 60_000, 130_000];
  for (let phase = 0; phase < 12; phase++) {
    const likely = random.pick(lengths);
    for (let step = 0; step < 1_500; step++) {
      if (kept.size > 0 && random.chance(phase % 3 === 2 ? 0.9 : 0.3)) {
        const entry = random.pick([...kept.keys()].slice(0, 50));
        const text = kept.get(entry)!;
        expect(bytes.toString("latin1", entry + ENTRY.bytes, entry + ENTRY.bytes + text.length)).toBe(text);
        run.release(entry, false);
        kept.delete(entry);
        continue;
      }
      const length = random.chance(0.7) ? likely : random.pick(lengths);
      const text = `${serial++} `.padEnd(random.between(Math.ceil(length / 2), length), String(serial % 10));
      bytes.write(text, messageAt, "latin1");
      const entry = run.intern(messageAt, text.length) >>> 0;
      if (entry === 0) {
        refused++;
        continue;
      }
      run.hold(entry);
      kept.set(entry, text);
    }
  }
  for (const [entry, text] of kept) {
    expect(bytes.toString("latin1", entry + ENTRY.bytes, entry + ENTRY.bytes + text.length)).toBe(text);
    run.release(entry, false);
  }
  expect(refused).toBeGreaterThan(0);
  // Tables that grew stay as they are.
  expect(run.usedBytes() - empty).toBeLessThan(1024 * 1024);
  // The largest find room as in the beginning.
  const large = Array.from({ length: 12 }, (_, i) => {
    bytes.write(`${i} `.padEnd(130_000, "z"), messageAt, "latin1");
    return run.intern(messageAt, 130_000) >>> 0;
  });
  expect(large.filter((entry) => entry !== 0)).toHaveLength(12);
});
