import { hintsOf } from "../../processors/detect/hints.ts";
import type { Finder, Span } from "./finder.ts";

export interface RecordSpan {
  readonly span: Span;
  readonly path: string;
}

/** How a line of OTLP/JSON begins, whatever white space it holds. */
const OTLP_LINE = /^\s*\{\s*"(?:resource_?(?:logs|spans|metrics))"\s*:/i;
const MAX_DEPTH = 64;
/** Members that hold ids, numbers and enumerations (opentelemetry-proto, `docs/specification.md` of OTLP/JSON). */
const NO_TEXT: ReadonlySet<string> = new Set([
  "traceid",
  "spanid",
  "parentspanid",
  "timeunixnano",
  "observedtimeunixnano",
  "starttimeunixnano",
  "endtimeunixnano",
  "flags",
  "kind",
  "severitynumber",
  "bucketcounts",
  "explicitbounds",
]);

export function isOtlpLine(line: string): boolean {
  return OTLP_LINE.test(line);
}

/** Findings in one Export request as JSON, each attribute judged with its key. Undefined when it is no JSON. */
export function findInOtlp(line: string, finder: Finder): RecordSpan[] | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(line);
  } catch {
    return undefined;
  }
  const found: RecordSpan[] = [];
  walk(parsed, "", 0, finder, found);
  return found;
}

/** Messages of OTLP: strings in them have no key of their own. */
function walk(node: unknown, path: string, depth: number, finder: Finder, found: RecordSpan[]): void {
  if (depth > MAX_DEPTH) return;
  if (typeof node === "string") return push(node, "", path, finder, found);
  if (Array.isArray(node)) {
    node.forEach((one: unknown, index) => {
      if (isKeyValue(one)) keyValue(one, "", path, depth + 1, finder, found);
      else walk(one, `${path}[${index}]`, depth + 1, finder, found);
    });
    return;
  }
  if (!isObject(node)) return;
  for (const [name, inner] of Object.entries(node)) {
    if (NO_TEXT.has(name.toLowerCase().replaceAll("_", ""))) continue;
    const below = path === "" ? name : `${path}.${name}`;
    if (name === "body") anyValue(inner, "", below, depth + 1, finder, found);
    else walk(inner, below, depth + 1, finder, found);
  }
}

function keyValue(
  node: { readonly key: string; readonly value?: unknown },
  parent: string,
  path: string,
  depth: number,
  finder: Finder,
  found: RecordSpan[],
): void {
  const inKey = finder.find(node.key);
  // A name that holds something personal is not printed.
  const shown = `${path}["${inKey.length > 0 ? "?" : node.key.slice(0, 128).replaceAll(/[^\x20-\x7e]/g, "?")}"]`;
  for (const span of inKey) found.push({ span, path: `${shown} (name)` });
  anyValue(node.value, parent === "" ? node.key : `${parent}.${node.key}`, shown, depth, finder, found);
}

/** An AnyValue under an attribute's key or its dotted path. */
function anyValue(node: unknown, key: string, path: string, depth: number, finder: Finder, found: RecordSpan[]): void {
  if (!isObject(node) || depth > MAX_DEPTH) return;
  for (const [name, inner] of Object.entries(node)) {
    switch (name.toLowerCase().replaceAll("_", "")) {
      case "stringvalue":
        if (typeof inner === "string") push(inner, key, path, finder, found);
        break;
      case "intvalue":
      case "doublevalue":
        if (hintsOf(key) !== 0) push(String(inner), key, path, finder, found);
        break;
      case "bytesvalue":
        if (typeof inner === "string") push(Buffer.from(inner, "base64").toString("utf8"), key, path, finder, found);
        break;
      case "arrayvalue":
        listOf(inner).forEach((one, index) => anyValue(one, key, `${path}[${index}]`, depth + 1, finder, found));
        break;
      case "kvlistvalue":
        for (const one of listOf(inner)) if (isKeyValue(one)) keyValue(one, key, path, depth + 1, finder, found);
    }
  }
}

function push(text: string, key: string, path: string, finder: Finder, found: RecordSpan[]): void {
  for (const span of finder.find(text, key)) found.push({ span, path });
}

function listOf(node: unknown): readonly unknown[] {
  return isObject(node) && Array.isArray(node["values"]) ? node["values"] : [];
}

function isKeyValue(node: unknown): node is { readonly key: string; readonly value?: unknown } {
  return isObject(node) && typeof node["key"] === "string";
}

function isObject(node: unknown): node is Record<string, unknown> {
  return typeof node === "object" && node !== null && !Array.isArray(node);
}
