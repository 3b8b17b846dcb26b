// What a snapshot of the fold's books costs: node bench/fold/snapshot.ts [series] [sum|histogram]. 8 attributes a point.

import type { CleanBytes } from "../../core/bytes.ts";
import { inTurns, type Slices } from "../../core/slices.ts";
import type { LabelAnswer, LabelDecider } from "../../processors/fold/labels/decider.ts";
import { Ledger } from "../../processors/fold/ledger.ts";
import { EPOCH, Load, SECOND } from "./load.ts";

const PORTION = 100_000;
const DROP: LabelAnswer = { action: "drop", reason: "policy", shape: -1 };
const KEEP: LabelAnswer = { action: "keep" };
const labels: LabelDecider = {
  generation: 1,
  decide: (_metric, key) => (key === "user.id" ? DROP : KEEP),
  observe() {},
  weigh() {},
  tick() {},
};

const series = Number(process.argv[2] ?? 100_000);
const kind = process.argv[3] === "histogram" ? "histogram" : "sum";
const options = {
  epochNs: EPOCH,
  maxSeries: Math.max(1_000_000, series),
  maxBytes: 1 << 30,
  snapshot: { key: Buffer.alloc(32, 1), of: "bench" },
};

function seconds<T>(what: string, work: () => T): T {
  const start = performance.now();
  const result = work();
  console.log(`${what.padEnd(40)} ${((performance.now() - start) / 1_000).toFixed(3)} s`);
  return result;
}

/** Does it as the proxy does, and says how long the loop stood still at most. */
async function inTurnsOf<T>(what: string, slices: Slices<T>): Promise<T> {
  const start = performance.now();
  let last = start;
  let longest = 0;
  const look = (): void => {
    longest = Math.max(longest, performance.now() - last);
    last = performance.now();
    turn = setImmediate(look);
  };
  let turn = setImmediate(look);
  const result = await inTurns(slices);
  clearImmediate(turn);
  longest = Math.max(longest, performance.now() - last);
  const took = ((performance.now() - start) / 1_000).toFixed(3);
  console.log(
    `${`${what}, a few milliseconds at a time`.padEnd(40)} ${took} s, at most ${longest.toFixed(0)} ms at once`,
  );
  return result;
}

/** One export of all series, in portions so that the requests do not count as memory of the books. */
function exportAll(ledger: Ledger, round: number): void {
  const now = EPOCH + BigInt(round) * 10n * SECOND + SECOND;
  for (let first = 0; first < series; first += PORTION) {
    const load = new Load(kind, Math.min(PORTION, series - first), first);
    load.advance(round);
    const start = performance.now();
    for (const bytes of load.requests) ledger.absorb(bytes as CleanBytes, now);
    spent += performance.now() - start;
  }
}

const mib = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1)} MiB`;
const nowNs = EPOCH + 20n * SECOND;
let spent = 0;
const ledger = new Ledger(options, labels);
exportAll(ledger, 1);
console.log(`${series} series of kind ${kind}; first sight ${((spent * 1e3) / series).toFixed(2)} us a series`);
for (const emission of ledger.flush(nowNs)) ledger.flushed(emission, true);
const before = process.memoryUsage.rss();
const chunks = seconds("save", () => ledger.save(nowNs));
const size = chunks.reduce((sum, { length }) => sum + length, 0);
console.log(
  `file ${mib(size)}, ${(size / series).toFixed(0)} bytes a series; memory ${mib(process.memoryUsage.rss() - before)}`,
);
seconds("save again", () => ledger.save(nowNs));
await inTurnsOf("save", ledger.saveInSlices(nowNs));
for (const emission of await inTurnsOf("flush", ledger.flushInSlices(nowNs + SECOND))) ledger.flushed(emission, true);
const file = Buffer.concat(chunks);
const restored = seconds("restore", () => Ledger.restore(file, nowNs, options, labels));
if (typeof restored === "string") throw new Error(restored);
spent = 0;
exportAll(restored, 2);
const { baselines, unconserved } = restored.stats();
console.log(`first point behind a restart ${((spent * 1e3) / series).toFixed(2)} us a series`);
if (baselines !== 0 || unconserved !== 0) throw new Error("the books are not what they were");
