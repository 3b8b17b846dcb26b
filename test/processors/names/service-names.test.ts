import { expect, test } from "vitest";
import { ServiceNames } from "../../../processors/names/service-names.ts";
import { ServiceShelf } from "../../../processors/service-shelf.ts";
import { Rng, testSeed } from "../../support/rng.ts";

const SEEDS = { first: 7, second: 11 };

function wordOf(rng: Rng): string {
  return rng.list(10, () => String.fromCharCode(97 + rng.int(26))).join("");
}

test("M15 memory is bounded under a flood of words, what is proven stays shown and nothing else is", () => {
  const seed = testSeed();
  const rng = new Rng(seed);
  const service = new ServiceNames(SEEDS, 3, { parents: 0 });
  const shown = (name: string, source: number): string => service.name(name, source, "GET", true).text;
  shown("GET /users/{id}", 0);
  for (const source of [1, 2, 3]) shown("GET /users/search", source);
  for (let n = 0; n < 60_000; n++) {
    const name = n % 2 === 0 ? `GET /users/${wordOf(rng)}` : `GET /${wordOf(rng)}/${wordOf(rng)}/{id}/${wordOf(rng)}`;
    const text = shown(name, rng.int(4));
    if (n % 2 === 0) expect(text, `seed ${seed}`).toBe("GET /users/{seg}");
  }
  expect(shown("GET /users/search", 1)).toBe("GET /users/search");
  expect(service.size, `seed ${seed}`).toBeLessThanOrEqual(4_096 + 4_096 + 2_048 + 1_000 + 4_096);
});

test("M15 where too many parents hide, every unproven word is hidden", () => {
  const rng = new Rng(5);
  const service = new ServiceNames(SEEDS, 3, { parents: 0 });
  for (let n = 0; n < 4_000; n++) service.path(`/${wordOf(rng)}/{id}`, 1, false, true);
  expect(service.path("/fresh/word", 1, false, true).text).toBe("/{seg}/{seg}");
});

test("M15 the services longest unseen are forgotten when there are too many, or hold too much", () => {
  const sizes = new ServiceShelf(() => ({ size: 30 }), { maxServices: 4, maxEntries: 100 });
  const first = sizes.get("a");
  for (const service of ["b", "c", "a", "d"]) sizes.get(service);
  expect(sizes.get("a")).toBe(first);
  for (const service of ["e", "f", "g", "h"]) sizes.get(service);
  expect(sizes.get("a")).not.toBe(first);
});
