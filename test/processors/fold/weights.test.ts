import { expect, test } from "vitest";
import { flushed, type MetricShape, newLedger, point, type Sent, send } from "../../support/fold-ledger.ts";
import { Asking, foldPlanOf } from "../../support/labels.ts";
import type { PlainMessage } from "../../support/otlp-oracle.ts";

const TENANTS = 150;
const LABELS = ["labels:", "  - { key: tenant, mode: topk, keep: 2 }", "  - { key: user, mode: drop }"];

type Rate = (tenant: number) => number;
type Kind = (tenant: number, seconds: number, total: number, added: number) => PlainMessage;

const attributes = (tenant: number) => ({ tenant: `t${tenant}`, user: `u${tenant}` });

const counted = (count: number) => ({
  count: String(count),
  sum: count,
  explicitBounds: [1],
  bucketCounts: [String(count), "0"],
});

/** Points of a tenant by what it counted in all and since the last one. */
const KINDS: Readonly<Record<string, readonly [shape: Partial<MetricShape>, make: Kind]>> = {
  "a total": [{}, (tenant, time, total) => point({ attributes: attributes(tenant), start: -900, time, int: total })],
  "a delta": [
    { delta: true },
    (tenant, time, _, added) => point({ attributes: attributes(tenant), start: time - 10, time, int: added }),
  ],
  "a histogram": [
    { kind: "histogram" },
    (tenant, time, total) => point({ attributes: attributes(tenant), start: -900, time, ...counted(total) }),
  ],
  "a histogram of deltas": [
    { kind: "histogram", delta: true },
    (tenant, time, _, added) => point({ attributes: attributes(tenant), start: time - 10, time, ...counted(added) }),
  ],
};

/** Tenants of outputs that rose between two flushes, or that a delta told something of. */
function rising(before: readonly Sent[], after: readonly Sent[]): string[] {
  const amount = ({ point: at, value }: Sent): string => String((at["count"] as string | undefined) ?? value);
  const was = new Map(before.map((one) => [one.attributes["tenant"], amount(one)]));
  const rose = after.filter((one) => one.temporality === 1 || was.get(one.attributes["tenant"]) !== amount(one));
  return rose.map(({ attributes: { tenant } }) => String(tenant)).sort();
}

test.each(Object.entries(KINDS))("A10 ranks follow what points add, not who came first: %s", (_name, [shape, make]) => {
  const ledger = newLedger(new Asking(foldPlanOf(...LABELS)).decider);
  // The first two were busy before anybody watched.
  const totals = Array.from({ length: TENANTS }, (_, tenant) => (tenant < 2 ? 1_000_000 : tenant));
  let seconds = 10;
  const play = (exports: number, rate: Rate): Sent[] => {
    let sent: Sent[] = [];
    for (let i = 0; i < exports; i++, seconds += 10) {
      const points = totals.map((total, tenant) => {
        totals[tenant] = total + rate(tenant);
        return make(tenant, seconds, totals[tenant], rate(tenant));
      });
      send(ledger, seconds, { name: "calls", points, ...shape });
      sent = flushed(ledger, seconds + 1);
    }
    return sent;
  };
  const rates =
    (...busy: readonly number[]): Rate =>
    (tenant) =>
      busy.includes(tenant) ? 500 : 1 + (tenant % 3);
  const top = (...busy: readonly number[]): string[] => {
    play(60, rates(...busy));
    return rising(play(1, rates(...busy)), play(1, rates(...busy)));
  };
  expect(top(97, 140)).toEqual(["t140", "t97", "{other}"]);
  expect(top(5, 31)).toEqual(["t31", "t5", "{other}"]);
  expect(ledger.stats().unconserved).toBe(0);
});

test("A10 a value on top keeps its place where its series passes as it is", () => {
  const plan = foldPlanOf("labels:", "  - { key: tenant, mode: topk, keep: 1 }");
  const ledger = newLedger(new Asking(plan).decider, { trackPassed: false });
  const passed: number[] = [];
  for (let i = 1; i <= 60; i++) {
    const points = [0, 1, 2].map((tenant) => {
      const total = i * (tenant === 1 ? 900 : 3);
      return point({ attributes: { tenant: `t${tenant}` }, start: -900, time: i * 10, ...counted(total) });
    });
    passed.push(send(ledger, i * 10, { name: "calls", kind: "histogram", points }).passed);
    flushed(ledger, i * 10 + 1);
  }
  expect(passed[0]).toBe(0);
  expect(passed.slice(20)).toEqual(passed.slice(20).map(() => 1));
});
