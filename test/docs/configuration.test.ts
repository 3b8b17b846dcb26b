import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { ROOT } from "../support/source-files.ts";

/** Names of properties anywhere in a JSON Schema. */
function* propertiesOf(schema: unknown): Generator<string> {
  if (typeof schema !== "object" || schema === null) return;
  if ("properties" in schema && typeof schema.properties === "object") yield* Object.keys(schema.properties ?? {});
  for (const child of Object.values(schema)) yield* propertiesOf(child);
}

test("O4 every setting that is accepted is named on the page about configuration", () => {
  const page = readFileSync(`${ROOT}docs/configuration.md`, "utf8");
  const names = new Set(propertiesOf(JSON.parse(readFileSync(`${ROOT}config/config.schema.json`, "utf8"))));
  expect(names.size).toBeGreaterThan(50);
  expect([...names].filter((name) => !new RegExp(`\\b${name}\\b`).test(page))).toEqual([]);
});
