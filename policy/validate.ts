import * as v from "valibot";
import { didYouMean, nearest } from "../core/nearest.ts";
import type { Fault, Path } from "./faults.ts";
import type { ReadDocument } from "./read-yaml.ts";
import { type PolicyDocument, policySchema } from "./schema.ts";

/** Longest list of words a sentence spells out. */
const MAX_LISTED = 12;

type Issue = v.BaseIssue<unknown>;
type FaultAt = ReadDocument["faultAt"];

/** Checks the shape. All faults are collected: valibot stops at the first unknown name of an object, so it is asked again without it. */
export function validate(read: ReadDocument): {
  readonly document: PolicyDocument | undefined;
  readonly faults: readonly Fault[];
} {
  const faults = new Map<string, Fault>();
  const data = structuredClone(read.data);
  for (;;) {
    const result = v.safeParse(policySchema, data);
    if (result.success)
      return { document: faults.size === 0 ? result.output : undefined, faults: [...faults.values()] };
    let removed = false;
    for (const { issue, path } of result.issues.flatMap((one) => flatten(one, []))) {
      const fault = describe(issue, path, read.faultAt);
      faults.set(`${fault.line}:${fault.column}:${fault.text}`, fault);
      if (isUnknownName(issue)) removed = remove(data, path) || removed;
    }
    if (!removed) return { document: undefined, faults: [...faults.values()] };
  }
}

function isUnknownName(issue: Issue): boolean {
  return issue.type === "strict_object" && issue.expected === "never";
}

/** Of a union, the issues of the branch that was meant: the map's for a map, the words' for a word. */
function flatten(issue: Issue, above: Path): { issue: Issue; path: Path }[] {
  const path = [...above, ...(issue.path ?? []).map((part) => part.key as string | number)];
  if (issue.type !== "union" || issue.issues === undefined) return [{ issue, path }];
  const isMap = typeof issue.input === "object" && issue.input !== null && !Array.isArray(issue.input);
  const meant = issue.issues.filter((one) => (isMap ? (one.path?.length ?? 0) > 0 : one.type === "picklist"));
  if (meant.length === 0 || (!isMap && typeof issue.input !== "string")) return [{ issue, path }];
  return meant.flatMap((one) => flatten(one, path));
}

function describe(issue: Issue, path: Path, faultAt: FaultAt): Fault {
  const last = path[path.length - 1];
  if (isUnknownName(issue)) {
    const known = namesAt(policySchema, path.slice(0, -1));
    return faultAt(
      path,
      `"${String(last)}" is not known here${didYouMean(String(last), known) || listed(known)}`,
      true,
    );
  }
  if (issue.type === "strict_object" && issue.received === "undefined") {
    return faultAt(path.slice(0, -1), `"${String(last)}" is missing`);
  }
  return faultAt(path, sentence(issue));
}

function sentence(issue: Issue): string {
  if (issue.type === "picklist") {
    const words = wordsOf(issue.expected);
    const guess = typeof issue.input === "string" ? nearest(issue.input, words) : undefined;
    return guess === undefined
      ? `not a word known here${listed(words)}`
      : `not a word known here; did you mean "${guess}"?`;
  }
  switch (issue.type) {
    case "min_value":
    case "max_value":
      return `must be ${issue.expected ?? ""}`;
    case "min_length":
      return "needs more entries";
    case "max_length":
      return "is too long";
    case "non_empty":
      return "must not be empty";
    case "regex":
      return `must look like ${issue.expected ?? ""}`;
    case "integer":
      return "must be a whole number";
    case "union":
      return `must be ${kindsOf(issue)}, not ${kindOf(issue.input)}`;
    default:
      return `must be ${KINDS[issue.type] ?? issue.type}, not ${kindOf(issue.input)}`;
  }
}

const KINDS: Readonly<Record<string, string>> = {
  string: "text",
  number: "a number",
  boolean: "true or false",
  array: "a list",
  strict_object: "a map",
  record: "a map",
  picklist: "a word",
};

function kindsOf(issue: Issue): string {
  return [...new Set((issue.issues ?? []).map((one) => KINDS[one.type] ?? one.type))].join(" or ");
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return "nothing";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "a map";
  if (typeof value === "boolean") return "true or false";
  return typeof value === "number" ? "a number" : "text";
}

/** valibot spells options as `("a" | "b")`. */
function wordsOf(expected: string | null): readonly string[] {
  return [...(expected ?? "").matchAll(/"([^"]*)"/g)].map((match) => match[1] ?? "");
}

function listed(words: readonly string[]): string {
  return words.length === 0 || words.length > MAX_LISTED ? "" : `; known are ${words.join(", ")}`;
}

interface Shape {
  readonly type: string;
  readonly wrapped?: Shape;
  readonly item?: Shape;
  readonly options?: readonly (Shape | string)[];
  readonly entries?: Readonly<Record<string, Shape>>;
}

/** Names the schema knows in the map at `path`. */
function namesAt(schema: Shape, path: Path): readonly string[] {
  if (schema.wrapped !== undefined) return namesAt(schema.wrapped, path);
  if (schema.type === "union") {
    return (schema.options ?? []).flatMap((option) => (typeof option === "string" ? [] : namesAt(option, path)));
  }
  const [first, ...rest] = path;
  if (first === undefined) return Object.keys(schema.entries ?? {});
  const next = schema.type === "array" ? schema.item : schema.entries?.[first];
  return next === undefined ? [] : namesAt(next, rest);
}

function remove(data: unknown, path: Path): boolean {
  const parent = path
    .slice(0, -1)
    .reduce<unknown>((at, part) => (at as Record<string | number, unknown> | undefined)?.[part], data);
  const name = path[path.length - 1];
  if (parent === null || typeof parent !== "object" || name === undefined || !(name in parent)) return false;
  return Reflect.deleteProperty(parent, name);
}
