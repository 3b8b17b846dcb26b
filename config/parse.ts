import { type Document, isAlias, isMap, isScalar, isSeq, LineCounter, type Pair, parseDocument } from "yaml";
import type { Mark, Problem } from "./problem.ts";
import { type Entry, mergeTrees, type ScalarValue, type Tree } from "./tree.ts";

/** Parts a document may have after aliases are followed; a bomb of aliases stops here. */
const MAX_PARTS = 100_000;
const MAX_DEPTH = 64;

/** What the parser's error codes mean. Its own messages quote the text, which may hold a key. */
const SYNTAX: Readonly<Record<string, string>> = {
  BAD_INDENT: "the indentation does not fit the lines around it",
  TAB_AS_INDENT: "a tab is used as indentation; YAML wants spaces",
  DUPLICATE_KEY: "the same key stands twice in one map",
  MISSING_CHAR: "a character is missing (a closing quote, bracket or a space after ':')",
  BLOCK_AS_IMPLICIT_KEY: "a map starts where a value is expected; quote the value or break the line",
  UNEXPECTED_TOKEN: "this is not expected here",
  MULTILINE_IMPLICIT_KEY: "a key runs over more than one line; a ':' may be missing",
  BAD_ALIAS: "this alias has no anchor before it",
};

export interface ParsedSource {
  readonly tree: Tree;
  readonly problems: readonly Problem[];
}

interface Reading {
  readonly document: Document;
  readonly mark: (node: unknown) => Mark;
  readonly problems: Problem[];
  parts: number;
}

/** Reads one YAML source. `splitKeys` opens `a::b: c` into nested maps, as `--config yaml:` of the collector does. */
export function parseYaml(text: string, order: number, source: string, splitKeys = false): ParsedSource {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, merge: true });
  const markOf = (offset: number): Mark => {
    const { line, col } = lines.linePos(offset);
    return { order, source, line, column: col };
  };
  const start = markOf(0);
  const problems = document.errors.map(
    (error): Problem => ({
      at: markOf(error.pos[0]),
      path: "",
      text: `not valid YAML: ${SYNTAX[error.code] ?? "this cannot be read"}`,
    }),
  );
  if (problems.length > 0) return { tree: { kind: "map", at: start, entries: new Map() }, problems };
  const reading: Reading = {
    document,
    problems,
    parts: 0,
    mark: (node) => {
      const range = (node as { range?: readonly number[] | null } | null)?.range;
      return range?.[0] === undefined ? start : markOf(range[0]);
    },
  };
  const tree = treeOf(document.contents, reading, 0);
  return { tree: splitKeys ? openKeys(tree) : tree, problems };
}

/** A single value (of `--set`, of a reference) in YAML; every part stands at `at`. Undefined when it is not YAML. */
export function parseValue(text: string, at: Mark): Tree | undefined {
  const document = parseDocument(text, { prettyErrors: false, merge: true });
  if (document.errors.length > 0) return undefined;
  const reading: Reading = { document, problems: [], parts: 0, mark: () => at };
  const tree = treeOf(document.contents, reading, 0);
  return reading.problems.length > 0 ? undefined : tree;
}

function treeOf(node: unknown, reading: Reading, depth: number): Tree {
  const at = reading.mark(node);
  const nothing: Tree = { kind: "scalar", at, value: null, origin: "literal" };
  if (++reading.parts > MAX_PARTS || depth > MAX_DEPTH) {
    if (reading.problems.length === 0)
      reading.problems.push({ at, path: "", text: "the document is too large or too deep" });
    return nothing;
  }
  if (isAlias(node)) return treeOf(node.resolve(reading.document), reading, depth + 1);
  if (isMap(node)) return { kind: "map", at, entries: entriesOf(node.items, reading, depth) };
  if (isSeq(node)) return { kind: "list", at, items: node.items.map((item) => treeOf(item, reading, depth + 1)) };
  if (isScalar(node)) return { kind: "scalar", at, value: scalarOf(node.value), origin: "literal" };
  return nothing;
}

function entriesOf(pairs: readonly Pair[], reading: Reading, depth: number): Map<string, Entry> {
  const entries = new Map<string, Entry>();
  const merged = new Map<string, Entry>();
  for (const { key, value } of pairs) {
    const at = reading.mark(key);
    const name = isScalar(key) ? keyName(key) : undefined;
    if (name === undefined) {
      reading.problems.push({ at, path: "", text: "a key must be plain text" });
    } else if (name === "<<") {
      const source = treeOf(value, reading, depth + 1);
      for (const part of source.kind === "list" ? source.items : [source]) {
        if (part.kind === "map") for (const [k, entry] of part.entries) if (!merged.has(k)) merged.set(k, entry);
      }
    } else entries.set(name, { at, value: treeOf(value, reading, depth + 1) });
  }
  for (const [key, entry] of merged) if (!entries.has(key)) entries.set(key, entry);
  return entries;
}

/** A key as it was written: `4317:` and `true:` are names here, and so is the merge key, which YAML reads as a symbol. */
function keyName(key: { readonly value: unknown; readonly source?: string }): string | undefined {
  if (typeof key.value === "string") return key.value;
  return key.source ?? undefined;
}

function scalarOf(value: unknown): ScalarValue {
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  // Big integers and dates become text; nothing here wants them.
  return typeof value === "bigint" || value instanceof Date ? value.toString() : null;
}

function openKeys(tree: Tree): Tree {
  if (tree.kind !== "map") return tree;
  const entries = new Map<string, Entry>();
  for (const [key, entry] of tree.entries) {
    const [first = key, ...rest] = key.split("::");
    const inner = openKeys(entry.value);
    const value = rest.reduceRight<Tree>(
      (below, step) => ({ kind: "map", at: entry.at, entries: new Map([[step, { at: entry.at, value: below }]]) }),
      inner,
    );
    const below = entries.get(first);
    entries.set(first, { at: entry.at, value: below === undefined ? value : mergeTrees(below.value, value) });
  }
  return { kind: "map", at: tree.at, entries };
}
