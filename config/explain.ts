import type * as v from "valibot";
import { didYouMean } from "../core/nearest.ts";
import type { Problem } from "./problem.ts";
import type { AnySchema } from "./schema.ts";
import { keysOf, schemaAt } from "./schema-walk.ts";
import { markAt, type Tree, treeAt } from "./tree.ts";

export type Path = readonly (string | number)[];

/** Plain names for what the schema library calls types. */
const TYPE_NAMES: Readonly<Record<string, string>> = {
  Object: "a map",
  Array: "a list",
  string: "text",
  number: "a number",
  boolean: "true or false",
  never: "nothing",
  '"false"': "false",
};

/** One fault in plain words. The library's own messages quote what was received, so they are used only where we wrote them. */
export function explainIssue(issue: v.BaseIssue<unknown>, schema: AnySchema, tree: Tree, base: Path): Problem {
  const steps = issuePath(issue);
  const path = [...base, ...steps];
  const at = markAt(tree, path);
  const make = (text: string): Problem => ({ at, path: pathText(path), text });
  const key = String(steps.at(-1) ?? "");
  if (isUnknownKey(issue)) {
    const around = treeAt(tree, path.slice(0, -1));
    if (around?.kind === "list") return { ...make("expected a map, found a list"), path: pathText(path.slice(0, -1)) };
    return make(`unknown key${didYouMean(key, keysOf(schemaAt(schema, steps.slice(0, -1))))}`);
  }
  if (isMissingKey(issue)) return make("is required");
  if (issue.kind === "validation") return make(ownMessage(issue) ?? `expected ${issue.expected ?? "another value"}`);
  const written = treeAt(tree, path);
  const options = optionsOf(issue);
  if (options.length > 0) {
    const hint = written?.kind === "scalar" ? didYouMean(String(written.value), options) : "";
    return make(`expected ${options.map((o) => `"${o}"`).join(" or ")}${hint}`);
  }
  return make(ownMessage(issue) ?? `expected ${expectedName(issue)}, found ${kindOf(written)}`);
}

/** `processors::scrub::phone_regions[0]`, as the collector spells paths. */
export function pathText(path: Path): string {
  return path.map((step, i) => (typeof step === "number" ? `[${step}]` : i === 0 ? step : `::${step}`)).join("");
}

export function issuePath(issue: v.BaseIssue<unknown>): (string | number)[] {
  return (issue.path ?? []).map(({ key }) => (typeof key === "number" ? key : String(key)));
}

export function isUnknownKey(issue: v.BaseIssue<unknown>): boolean {
  return issue.type === "strict_object" && issue.expected === "never" && (issue.path?.length ?? 0) > 0;
}

function isMissingKey(issue: v.BaseIssue<unknown>): boolean {
  const last = issue.path?.at(-1);
  return issue.received === "undefined" && last !== undefined && "origin" in last && last.origin === "key";
}

function ownMessage(issue: v.BaseIssue<unknown>): string | undefined {
  return issue.message.startsWith("Invalid ") ? undefined : issue.message;
}

function expectedName(issue: v.BaseIssue<unknown>): string {
  const names = (issue.expected ?? "another value").replace(/^\((.*)\)$/, "$1").split(" | ");
  return names.map((name) => TYPE_NAMES[name] ?? name).join(" or ");
}

function optionsOf(issue: v.BaseIssue<unknown>): string[] {
  if (issue.type !== "picklist" && issue.type !== "literal") return [];
  return [...(issue.expected ?? "").matchAll(/"([^"]*)"/g)].map((match) => match[1] ?? "");
}

function kindOf(tree: Tree | undefined): string {
  if (tree === undefined) return "nothing";
  if (tree.kind !== "scalar") return tree.kind === "map" ? "a map" : "a list";
  return tree.value === null ? "nothing" : (TYPE_NAMES[typeof tree.value] ?? "text");
}
