import { type Checked, ledgerOptions, type MakeLedger } from "../../bench/fold-check/run-trace.ts";
import type { CleanBytes } from "../../core/bytes.ts";
import type { Emission, SnapshotBinding } from "../../processors/fold/contract.ts";
import { Ledger } from "../../processors/fold/ledger.ts";
import { sentIn } from "./fold-ledger.ts";
import { Rng } from "./rng.ts";

export const BINDING: SnapshotBinding = { key: Buffer.from("a key that only tests know"), of: "policy 1" };

/** One ledger that lives on and one that is saved and taken up again behind flushes; both must say the same. */
export function restarting(seed: number, seen: { restarts: number; snapshots: Buffer[] }): MakeLedger {
  return (trace, epochNs, labels): Checked => {
    const rng = new Rng(seed);
    const options = { ...ledgerOptions(trace, epochNs), snapshot: BINDING };
    const still = new Ledger(options, labels);
    let restarted = new Ledger(options, labels);
    let twins = new Map<Emission, Emission>();
    let nowNs = epochNs;
    return {
      absorb(bytes, atNs) {
        nowNs = atNs;
        const expected = still.absorb(bytes.slice() as CleanBytes, atNs);
        const absorbed = restarted.absorb(bytes, atNs);
        same("absorbed", [countsOf(absorbed)], [countsOf(expected)]);
        same("passed", sorted([absorbed.bytes], false), sorted([expected.bytes], false));
        return absorbed;
      },
      flush(atNs) {
        nowNs = atNs;
        const expected = still.flush(atNs);
        const emissions = restarted.flush(atNs);
        const isLast = (trace.gauge ?? "last") === "last";
        const [found, wanted] = [emissions, expected].map((all) =>
          sorted(
            all.map(({ bytes }) => bytes),
            isLast,
          ),
        );
        same("flushed", found!, wanted!);
        twins = new Map(emissions.map((emission, index) => [emission, expected[index]!]));
        return emissions;
      },
      flushed(emission, ok) {
        still.flushed(twins.get(emission)!, ok);
        restarted.flushed(emission, ok);
        twins.delete(emission);
        if (twins.size > 0 || !rng.chance(0.5)) return;
        const snapshot = Buffer.concat(restarted.save(nowNs));
        const next = Ledger.restore(snapshot, nowNs, options, labels);
        if (typeof next === "string") throw new Error(`refused: ${next}`);
        restarted = next;
        seen.restarts++;
        seen.snapshots.push(snapshot);
      },
      expire(atNs) {
        nowNs = atNs;
        still.expire(atNs);
        restarted.expire(atNs);
      },
      stats: () => restarted.stats(),
    };
  };
}

function countsOf({ passed, folded, rejected }: { passed: number; folded: number; rejected: number }): string {
  return `${passed} passed, ${folded} folded, ${rejected} rejected`;
}

/**
 * All points but for their exemplars, which a restart may lose, in an order of their own. Of gauges that came at the same
 * time any is the last.
 */
function sorted(requests: readonly (Uint8Array | undefined)[], isLast: boolean): string[] {
  return sentIn(requests)
    .filter(({ kind }) => kind !== "gauge" || !isLast)
    .map(({ point, attributes, ...rest }) => {
      const { exemplars: _, attributes: __, ...fields } = point;
      return JSON.stringify([Object.entries(attributes).map(String).sort(), fields, rest], (_key, value: unknown) =>
        typeof value === "bigint" ? String(value) : value,
      );
    })
    .sort();
}

function same(what: string, found: readonly string[], expected: readonly string[]): void {
  if (found.join() === expected.join()) return;
  const only = (these: readonly string[], those: readonly string[]): string =>
    these.filter((one) => !those.includes(one)).join("\n");
  throw new Error(`${what}: ${only(found, expected)}\ninstead of ${only(expected, found)}`);
}
