import * as v from "valibot";
import { didYouMean } from "../core/nearest.ts";
import { type Fault, type Path, pathText } from "./faults.ts";
import type { ReadDocument } from "./read-yaml.ts";
import { type PolicyDocument, policySchema } from "./schema.ts";

/** Longest list of words a sentence spells out. */
const MAX_LISTED = 12;

type Issue = v.BaseIssue<unknown>;
type FaultAt = ReadDocument["faultAt"];

export interface Validated {
  /** What remains when every faulty part is left out; for further checks only where there are faults. */
  readonly document: PolicyDocument | undefined;
  readonly faults: readonly Fault[];
}

/**
 * Checks the shape. valibot stops at the first unknown name of a map, and a faulty part hides what the document says
 * elsewhere: each faulty part is taken out and the rest is checked again, so that all faults are told at once.
 */
export function validate(read: ReadDocument): Validated {
  const faults = new Map<string, Fault>();
  const data = structuredClone(read.data);
  const taken = new Set<string>();
  for (;;) {
    const result = v.safeParse(policySchema, data);
    if (result.success) return { document: result.output, faults: [...faults.values()] };
    let removed = false;
    for (const { issue, path, isList } of result.issues.flatMap((one) => flatten(one, []))) {
      // Taken out by the round before, and now missed.
      if (taken.has(pathText(path))) continue;
      const fault = isList ? read.faultAt(path, "must be a map, not a list") : describe(issue, path, read.faultAt);
      faults.set(`${fault.line}:${fault.column}:${fault.text}`, fault);
      taken.add(pathText(path));
      removed = remove(data, path) || removed;
    }
    if (!removed) return { document: undefined, faults: [...faults.values()] };
  }
}

interface Located {
  readonly issue: Issue;
  readonly path: Path;
  /** A list stands where the schema wants a map: valibot takes its indexes for names. */
  readonly isList?: true;
}

function isUnknownName(issue: Issue): boolean {
  return issue.type === "strict_object" && issue.expected === "never";
}

/** Of a union, the issues of the branch that was meant: the map's for a map, the words' for a word. */
function flatten(issue: Issue, above: Path): Located[] {
  const steps = issue.path ?? [];
  const asMap = steps.findIndex((step) => step.type === "object" && Array.isArray(step.input));
  const path = [...above, ...steps.map((step) => step.key as string | number)];
  if (asMap >= 0) return [{ issue, path: path.slice(0, above.length + asMap), isList: true }];
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
    return faultAt(path, `"${String(last)}" is not known here${suggestion(String(last), known)}`, true);
  }
  if (issue.type === "strict_object" && issue.received === "undefined") {
    return faultAt(path.slice(0, -1), `"${String(last)}" is missing`);
  }
  return faultAt(path, sentence(issue));
}

function sentence(issue: Issue): string {
  if (issue.type === "picklist") {
    const words = wordsOf(issue.expected);
    return `not a word known here${typeof issue.input === "string" ? suggestion(issue.input, words) : listed(words)}`;
  }
  switch (issue.type) {
    case "min_value":
      return `must be at least ${(issue.expected ?? "").slice(2)}`;
    case "max_value":
      return `must be at most ${(issue.expected ?? "").slice(2)}`;
    case "min_length":
      return "needs more entries";
    case "max_length":
      return "is too long";
    case "non_empty":
      return "must not be empty";
    case "regex":
    case "integer":
      // The schema says these in its own words.
      return issue.message;
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

/** The nearest word, the only one that goes on as this one starts, or all where they are few. */
function suggestion(word: string, known: readonly string[]): string {
  const near = didYouMean(word, known);
  if (near !== "") return near;
  const longer = word.length < 3 ? [] : known.filter((one) => one.toLowerCase().startsWith(word.toLowerCase()));
  return longer.length === 1 ? `; did you mean "${longer[0] ?? ""}"?` : listed(known);
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

/** Takes a faulty part out; of a faulty entry in a list, the list. */
function remove(data: unknown, path: Path): boolean {
  const owner = path.findLastIndex((part) => typeof part === "string");
  const parent = path
    .slice(0, owner)
    .reduce<unknown>((at, part) => (at as Record<string | number, unknown> | undefined)?.[part], data);
  const name = path[owner];
  if (parent === null || typeof parent !== "object" || name === undefined || !(name in parent)) return false;
  return Reflect.deleteProperty(parent, name);
}
