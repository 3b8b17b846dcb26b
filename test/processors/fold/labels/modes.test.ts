import { describe, expect, it } from "vitest";
import { isToken } from "../../../../processors/transform/token.ts";
import { Asking, foldPlanOf, metricOf } from "../../../support/labels.ts";

const UUID = "6f1c9a52-3b0e-4c8d-9f57-2a4be1c07d93";
const MINUTE = 60_000;
const rule = (mode: string): Asking => new Asking(foldPlanOf("labels:", `  - { key: who, ${mode} }`));

describe("A9 modes", () => {
  it("A9 drop removes, placeholder and template show the kind", () => {
    expect(rule("mode: drop").told("who", "ada")).toBe("drop");
    expect(rule("mode: placeholder").told("who", UUID)).toBe("{uuid}");
    expect(rule("mode: placeholder").told("who", "ada")).toBe("{value}");
    expect(rule("mode: template").told("who", `cart ${UUID}`)).toBe("cart {uuid}");
    expect(rule("mode: template").told("who", "ada")).toBe("keep");
  });

  it("A9 bucket gives one of n names, the same for the same value, and spreads values over all of them", () => {
    const asking = rule("mode: bucket, buckets: 8");
    const names = Array.from({ length: 400 }, (_, i) => asking.told("who", `tenant ${i}`));
    expect(new Set(names).size).toBe(8);
    expect(asking.told("who", "tenant 7")).toBe(names[7]);
    for (const name of names) expect(name).toMatch(/^bucket-[0-7]$/);
  });

  it.each([
    ["192.0.2.17", "192.0.2.0/24"],
    ["192.0.2.17:443", "192.0.2.0/24"],
    ["2001:db8:1:2::17", "2001:db8:1::/48"],
    ["2001:db8::17", "2001:db8:0::/48"],
    ["::1", "0:0:0::/48"],
    ["2026-11-21T10:11:12Z", "2026-11-21T10:00Z"],
    ["2026-11-21T10:11:12+02:00", "2026-11-21T10:00+02:00"],
    ["20261121101112", "2026-11-21T10:00Z"],
    ["1795428000123", "2026-11-23T10:00Z"],
    ["2026-11-21", "2026-11"],
    ["v1.28.3", "v1"],
    ["1.28.3-rc.1", "1"],
    [UUID, "{uuid}"],
    ["ada", "{value}"],
  ])("A9 generalise makes %s %s", (value, coarse) => {
    expect(rule("mode: generalise").told("who", value)).toBe(coarse);
  });

  it("A9 exemplar removes the label and leaves a token for exemplars, never the value", () => {
    const answer = rule("mode: exemplar").ask("who", "4f2a9be10c77d5e3");
    expect(answer).toMatchObject({ action: "drop", toExemplar: true, reason: "policy" });
    expect(answer.action === "drop" && isToken(answer.text ?? "")).toBe(true);
  });
});

describe("A10 topk", () => {
  it("A10 nothing is on top before the first ranking; then the heaviest by what their points added", () => {
    const asking = rule("mode: topk, keep: 2");
    const tickets = ["a", "b", "c", "d"].map((text) => asking.ask("who", text).ticket ?? 0);
    expect(asking.told("who", "a")).toBe("{other}");
    for (const [i, ticket] of tickets.entries()) asking.decider.weigh(ticket, [5, 900, 40, 800][i] ?? 0);
    const before = asking.decider.generation;
    asking.decider.tick(MINUTE);
    expect(["a", "b", "c", "d"].map((text) => asking.told("who", text))).toEqual([
      "{other}",
      "keep",
      "{other}",
      "keep",
    ]);
    expect(asking.decider.generation).toBe(before + 1);
  });

  it("A10 the top does not flicker, and ranks again where it has really changed", () => {
    const asking = rule("mode: topk, keep: 1");
    const [a, b] = ["a", "b"].map((text) => asking.ask("who", text).ticket ?? 0);
    asking.decider.weigh(a ?? 0, 100);
    asking.decider.tick(MINUTE);
    asking.decider.weigh(b ?? 0, 60);
    const { generation } = asking.decider;
    asking.decider.tick(3 * MINUTE);
    expect(asking.decider.generation).toBe(generation);
    asking.decider.weigh(b ?? 0, 500);
    asking.decider.tick(5 * MINUTE);
    expect(asking.told("who", "b")).toBe("keep");
    expect(asking.told("who", "a")).toBe("{other}");
  });

  it("A10 heavy values are found among ten thousand light ones, each metric by itself, and an old ticket weighs nothing", () => {
    const asking = rule("mode: topk, keep: 3");
    const old = asking.ask("who", "light first").ticket ?? 0;
    for (let i = 0; i < 10_000; i++) {
      const text = i % 10 < 3 ? `heavy ${i % 10}` : `light ${i}`;
      asking.decider.weigh(asking.ask("who", text).ticket ?? 0, text.startsWith("heavy") ? 10 : 1);
    }
    asking.decider.weigh(old, 1e9);
    asking.decider.tick(MINUTE);
    for (let i = 0; i < 3; i++) expect(asking.told("who", `heavy ${i}`)).toBe("keep");
    expect(asking.told("who", "light first")).toBe("{other}");
    expect(asking.told("who", "heavy 1", 1, metricOf("another"))).toBe("{other}");
  });
});

describe("A11 k_anonymous", () => {
  it("A11 a value is {rare} until k resources have sent it, and is released with a tick", () => {
    const asking = rule("mode: k_anonymous, sources: 3");
    for (const source of [1, 1, 2, 2, 1]) expect(asking.told("who", "x", source)).toBe("{rare}");
    asking.decider.tick(MINUTE);
    expect(asking.told("who", "x", 3)).toBe("{rare}");
    const { generation } = asking.decider;
    asking.decider.tick(3 * MINUTE);
    expect(asking.decider.generation).toBe(generation + 1);
    expect(asking.told("who", "x", 9)).toBe("keep");
    expect(asking.told("who", "y", 9)).toBe("{rare}");
  });

  it("A11 a resource that is not known vouches for nothing", () => {
    const asking = rule("mode: k_anonymous, sources: 2");
    for (let i = 0; i < 5; i++) asking.told("who", "x", 0);
    asking.decider.tick(MINUTE);
    expect(asking.told("who", "x", 0)).toBe("{rare}");
  });
});
