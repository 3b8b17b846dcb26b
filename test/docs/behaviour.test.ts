import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { ROOT, sourceFiles } from "../support/source-files.ts";

/** `- **K1, L1** A request ...` */
const RULE = /^- \*\*([A-Z]\d{1,2}(?:, [A-Z]\d{1,2})*)\*\*/gm;
/** The name of a test, in any of the three quotes. */
const NAME = /\(\s*(["'`])((?:\\.|(?!\1).)*)\1/g;
/** Numbers at the front of a name: `C1 G1 logs are accepted`. */
const FRONT = /^[A-Z]\d{1,2}(?:,? [A-Z]\d{1,2})*(?=\s|$)/;
/** Numbers that are chosen: `${isFinal ? "L3" : "H13"} status ...`. */
const CHOSEN = /^\$\{[^}]*\}/;
const ID = /\b[A-Z]\d{1,2}\b/g;

const DOCUMENTED = [...readFileSync(`${ROOT}docs/behaviour.md`, "utf8").matchAll(RULE)].flatMap((rule) =>
  idsIn(rule[1] ?? ""),
);
/** Numbers at the front of test names, with a file that quotes each. */
const QUOTED = quotedIds();

function idsIn(text: string): string[] {
  return text.match(ID) ?? [];
}

function quotedIds(): ReadonlyMap<string, string> {
  const quoted = new Map<string, string>();
  for (const { path, text: source } of sourceFiles("test")) {
    if (!path.endsWith(".test.ts")) continue;
    for (const name of source.matchAll(NAME)) {
      const text = name[2] ?? "";
      for (const id of idsIn((CHOSEN.exec(text) ?? FRONT.exec(text))?.[0] ?? "")) quoted.set(id, path);
    }
  }
  return quoted;
}

test("the page holds rules and the tests quote some", () => {
  expect(DOCUMENTED.length).toBeGreaterThan(100);
  expect(QUOTED.size).toBeGreaterThan(100);
});

test("no rule number stands twice on the page", () => {
  expect(DOCUMENTED.filter((id, index) => DOCUMENTED.indexOf(id) !== index)).toEqual([]);
});

test("every rule on the page is quoted by a test's name", () => {
  expect(DOCUMENTED.filter((id) => !QUOTED.has(id))).toEqual([]);
});

test("every number that a test's name quotes is a rule on the page", () => {
  const known = new Set(DOCUMENTED);
  expect([...QUOTED].filter(([id]) => !known.has(id)).map(([id, path]) => `${id} in ${path}`)).toEqual([]);
});
