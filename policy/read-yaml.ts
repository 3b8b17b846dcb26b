import { type Document, isAlias, isMap, isScalar, isSeq, LineCounter, type Node, type Pair, parseDocument } from "yaml";
import { type Fault, type Path, pathText } from "./faults.ts";

const MAX_PARTS = 100_000;
/** Following an alias costs a walk over the document. */
const ALIAS_PARTS = 100;
const MAX_DEPTH = 32;

/** What the parser's codes mean. Its own messages quote the text. */
const SYNTAX: Readonly<Record<string, string>> = {
  BAD_INDENT: "the indentation does not fit the lines around it",
  TAB_AS_INDENT: "a tab is used as indentation; YAML wants spaces",
  DUPLICATE_KEY: "the same key stands twice in one map",
  MISSING_CHAR: "a character is missing (a closing quote, bracket or a space after ':')",
  BLOCK_AS_IMPLICIT_KEY: "a map starts where a value is expected; quote the value or break the line",
  MULTILINE_IMPLICIT_KEY: "a key runs over more than one line; a ':' may be missing",
  BAD_DQ_ESCAPE: "this escape means nothing in double quotes; write patterns in single quotes",
  BAD_SCALAR_START: "a plain value cannot start with this character; quote it",
  MULTIPLE_DOCS: "a policy is one document; remove the '---' and what follows",
};

/** Where a part of the document stands: its value, or its name where `ofKey` is set. */
type Locate = (path: Path, ofKey?: boolean) => { readonly line: number; readonly column: number };

export interface ReadDocument {
  /** Plain data; undefined when there are faults. */
  readonly data: unknown;
  readonly faults: readonly Fault[];
  readonly faultAt: (path: Path, text: string, ofKey?: boolean) => Fault;
}

/** Reads YAML into plain data and remembers where everything stands. */
export function readYaml(text: string, file: string): ReadDocument {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const markOf = (offset: number): { line: number; column: number } => {
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  };
  const locate: Locate = (path, ofKey = false) => markOf(offsetOf(document, path, ofKey));
  const faultAt = (path: Path, sentence: string, ofKey?: boolean): Fault => ({
    file,
    ...locate(path, ofKey),
    path: pathText(path),
    text: sentence,
  });
  const faults: Fault[] = document.errors.map((error) => ({
    file,
    ...markOf(error.pos[0]),
    path: "",
    text: `not valid YAML: ${SYNTAX[error.code] ?? "this cannot be read"}`,
  }));
  if (faults.length > 0) return { data: undefined, faults, faultAt };
  const reading = { document: document as unknown as Document, faults, faultAt, parts: 0 };
  const data = dataOf(document.contents, [], reading);
  return { data: faults.length > 0 ? undefined : data, faults, faultAt };
}

interface Reading {
  readonly document: Document;
  readonly faults: Fault[];
  readonly faultAt: ReadDocument["faultAt"];
  parts: number;
}

/** Plain data with null-prototype maps, so that no name in it means anything to JavaScript. */
function dataOf(node: unknown, path: Path, reading: Reading): unknown {
  if (++reading.parts > MAX_PARTS || path.length > MAX_DEPTH) {
    if (reading.parts !== Number.POSITIVE_INFINITY) {
      reading.faults.push(reading.faultAt([], "the document is too large or too deep"));
    }
    reading.parts = Number.POSITIVE_INFINITY;
    return undefined;
  }
  if (isAlias(node)) {
    reading.parts += ALIAS_PARTS;
    const target = node.resolve(reading.document);
    if (target === undefined) reading.faults.push(reading.faultAt(path, "this alias has no anchor before it"));
    return dataOf(target, path, reading);
  }
  if (isSeq(node)) return node.items.map((item, index) => dataOf(item, [...path, index], reading));
  if (isMap(node)) return mapOf(node.items, path, reading);
  return isScalar(node) ? node.value : null;
}

function mapOf(pairs: readonly Pair[], path: Path, reading: Reading): unknown {
  const entries: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  for (const { key, value } of pairs) {
    if (!isScalar(key) || typeof key.value !== "string") {
      reading.faults.push(reading.faultAt(path, "a name must be plain text; quote it"));
    } else if (key.value === "__proto__" || key.value === "constructor" || key.value === "prototype") {
      reading.faults.push(reading.faultAt([...path, key.value], "this name is not allowed here", true));
    } else entries[key.value] = dataOf(value, [...path, key.value], reading);
  }
  return entries;
}

function offsetOf(document: Document, path: Path, ofKey: boolean): number {
  let node: unknown = document.contents;
  let offset = startOf(node) ?? 0;
  path.forEach((part, index) => {
    const here: unknown = isAlias(node) ? node.resolve(document) : node;
    const pair = isMap(here) ? here.items.find((item) => isScalar(item.key) && item.key.value === part) : undefined;
    node = isSeq(here) && typeof part === "number" ? here.items[part] : pair?.value;
    const wantKey = pair !== undefined && ((ofKey && index === path.length - 1) || isNothing(pair.value));
    offset = startOf(wantKey ? pair.key : node) ?? offset;
  });
  return offset;
}

function isNothing(value: unknown): boolean {
  return value === null || (isScalar(value) && value.value === null);
}

function startOf(node: unknown): number | undefined {
  return (node as Node | null | undefined)?.range?.[0];
}
