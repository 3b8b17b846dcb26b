import { describe, expect, test } from "vitest";
import { Budget } from "../../core/budget.ts";

const NEVER = new AbortController().signal;
const LONG_MS = 30_000;

describe("budget", () => {
  test("bytes beyond the limit are not given", () => {
    const budget = new Budget(100);
    expect([budget.reserve(60), budget.reserve(41), budget.reserve(40)]).toEqual([true, false, true]);
    expect(budget.used).toBe(100);
  });

  test("those who wait are served in the order they came, also when a later one would fit", async () => {
    const budget = new Budget(800);
    const order: string[] = [];
    const note = (name: string) => (granted: boolean) => order.push(`${name} ${granted}`);
    budget.reserve(700);
    const large = budget.reserveOrWait(500, NEVER, LONG_MS).then(note("large"));
    const small = budget.reserveOrWait(10, NEVER, LONG_MS).then(note("small"));
    budget.release(100);
    expect(order).toEqual([]);
    budget.release(600);
    await Promise.all([large, small]);
    expect(order).toEqual(["large true", "small true"]);
    expect(budget.used).toBe(510);
  });

  test("an eighth is kept for what was begun: bodies wait for it in vain, the road gets it", async () => {
    const budget = new Budget(800);
    expect(await budget.reserveOrWait(700, NEVER, 0)).toBe(true);
    expect(await budget.reserveOrWait(1, NEVER, 0)).toBe(false);
    expect(budget.reserve(100)).toBe(true);
  });

  test("a body above seven eighths of the limit is served when everything else is gone", async () => {
    const budget = new Budget(800);
    budget.reserve(1);
    const whole = budget.reserveOrWait(800, NEVER, LONG_MS);
    budget.release(1);
    expect(await whole).toBe(true);
  });

  test("what is larger than the limit is refused at once", async () => {
    expect(await new Budget(10).reserveOrWait(11, NEVER, LONG_MS)).toBe(false);
  });

  test("a wait that is aborted takes nothing and lets the next one through", async () => {
    const budget = new Budget(800);
    budget.reserve(400);
    const controller = new AbortController();
    const large = budget.reserveOrWait(700, controller.signal, LONG_MS);
    const small = budget.reserveOrWait(100, NEVER, LONG_MS);
    controller.abort();
    expect([await large, await small, budget.used, budget.waiting]).toEqual([false, true, 500, 0]);
  });

  test("a wait that takes too long takes nothing", async () => {
    const budget = new Budget(800);
    budget.reserve(700);
    expect(await budget.reserveOrWait(200, NEVER, 5)).toBe(false);
    expect([budget.used, budget.waiting]).toEqual([700, 0]);
  });

  test("giving back more than was taken is a bug that shows", () => {
    expect(() => new Budget(10).release(1)).toThrow("released");
  });
});
