import { expect, test } from "vitest";
import {
  decider,
  flushed,
  newLedger,
  point,
  request,
  send,
  sentIn,
  timeOf,
  values,
} from "../../support/fold-ledger.ts";

const user = (name: string, route = "/a") => ({ route, user: name });

test("a sum over sources is the sum of their increments", () => {
  const ledger = newLedger(decider("user"));
  for (let i = 0; i <= 6; i++) {
    const time = 10 + i * 10;
    const points = [
      point({ attributes: user("a"), start: 3, time, int: 1000 + 10 * i }),
      point({ attributes: user("b"), start: 3, time, int: 50 + i }),
    ];
    const { bytes, passed, folded } = send(ledger, time + 0.1, { points });
    expect({ bytes, passed, folded }).toEqual({ bytes: undefined, passed: 0, folded: 2 });
  }
  const sent = flushed(ledger, 80);
  expect(values(sent)).toEqual({ "route=/a": 1116n });
  expect(ledger.stats()).toMatchObject({ series: 2, foldedSeries: 2, outputs: 1, unconserved: 0 });
});

test("a request without folded points is returned as the very object", () => {
  const ledger = newLedger(decider("user"));
  const bytes = request({ points: [point({ attributes: { route: "/a" }, start: 1, time: 10, int: 5 })] });
  for (const seconds of [10, 20]) {
    expect(ledger.absorb(bytes, timeOf(seconds))).toEqual({
      bytes,
      passed: 1,
      folded: 0,
      rejected: 0,
      rejections: undefined,
    });
    expect(ledger.absorb(bytes, timeOf(seconds)).bytes).toBe(bytes);
  }
});

test("what passes in a request with folded points stays as it is", () => {
  const ledger = newLedger(decider("user"));
  const keep = point({ attributes: { route: "/b" }, start: 1, time: 10, int: 5 });
  const fold = point({ attributes: user("a"), start: 1, time: 10, int: 7 });
  const mixed = request(
    { points: [fold, keep, fold] },
    { name: "other", points: [fold] },
    { name: "third", points: [keep] },
  );
  const alone = request({ points: [keep] }, { name: "third", points: [keep] });
  const { bytes, passed, folded } = ledger.absorb(mixed, timeOf(10));
  expect({ passed, folded }).toEqual({ passed: 2, folded: 3 });
  expect(Buffer.from(bytes!).equals(alone)).toBe(true);
  expect(sentIn([bytes]).map(({ name }) => name)).toEqual(["requests", "third"]);
});
