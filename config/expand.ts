import { parseValue } from "./parse.ts";
import type { Mark, Problem } from "./problem.ts";
import type { Entry, Tree } from "./tree.ts";

/** Where references are looked up. */
export interface References {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Throws what `node:fs` throws. */
  readonly readFile: (path: string) => string;
}

const NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/;
const SCHEME = /^([A-Za-z][A-Za-z0-9+.-]*):(?!-)/;
const MAX_NESTING = 8;

interface Resolved {
  readonly text: string;
  readonly origin: "literal" | "reference";
}

/**
 * Replaces `${env:NAME}`, `${env:NAME:-default}`, `${NAME}` and `${file:path}`; `$$` is a dollar sign. A value that is
 * one reference is read as YAML again, as the collector does. What a reference gives is not expanded again: a secret
 * with a dollar sign in it stays what it is.
 */
export function expandTree(tree: Tree, from: References, problems: Problem[], path = ""): Tree {
  switch (tree.kind) {
    case "map": {
      const entries = new Map<string, Entry>();
      for (const [key, entry] of tree.entries) {
        const below = path === "" ? key : `${path}::${key}`;
        entries.set(key, { at: entry.at, value: expandTree(entry.value, from, problems, below) });
      }
      return { kind: "map", at: tree.at, entries };
    }
    case "list": {
      const items = tree.items.map((item, i) => expandTree(item, from, problems, `${path}[${i}]`));
      return { kind: "list", at: tree.at, items };
    }
    case "scalar": {
      if (typeof tree.value !== "string" || !tree.value.includes("$")) return tree;
      try {
        return expandScalar(tree.value, tree.at, from);
      } catch (error) {
        if (!(error instanceof BadReference)) throw error;
        problems.push({ at: tree.at, path, text: error.message });
        return { ...tree, value: null };
      }
    }
  }
}

class BadReference extends Error {}

function expandScalar(text: string, at: Mark, from: References): Tree {
  if (text.startsWith("${") && closing(text, 0) === text.length - 1) {
    const resolved = resolve(expandText(text.slice(2, -1), from, 1), from);
    const parsed = parseValue(resolved.text, at);
    if (parsed !== undefined && parsed.kind !== "scalar") return parsed;
    // Text keeps its line ends: YAML would fold the lines of a PEM block into one.
    const value = parsed === undefined || typeof parsed.value === "string" ? resolved.text : parsed.value;
    return { kind: "scalar", at, value, origin: resolved.origin, text: resolved.text };
  }
  return { kind: "scalar", at, value: expandText(text, from, 0), origin: "literal" };
}

function expandText(text: string, from: References, nesting: number): string {
  if (nesting > MAX_NESTING) throw new BadReference("references are nested too deeply");
  let out = "";
  for (let i = 0; i < text.length; i++) {
    if (text[i] !== "$") out += text[i];
    else if (text[i + 1] === "$") {
      out += "$";
      i++;
    } else if (text[i + 1] === "{") {
      const end = closing(text, i);
      if (end < 0)
        throw new BadReference('a reference opened with "${" is not closed; write "$${" for the characters themselves');
      out += resolve(expandText(text.slice(i + 2, end), from, nesting + 1), from).text;
      i = end;
    } else out += "$";
  }
  return out;
}

/** Index of the brace that closes the reference opened at `open`; -1 when none does. */
function closing(text: string, open: number): number {
  let depth = 0;
  for (let i = open; i < text.length; i++) {
    if (text[i] === "$" && text[i + 1] === "$") i++;
    else if (text[i] === "$" && text[i + 1] === "{") {
      depth++;
      i++;
    } else if (text[i] === "}" && --depth === 0) return i;
  }
  return -1;
}

function resolve(reference: string, from: References): Resolved {
  const scheme = SCHEME.exec(reference)?.[1] ?? "env";
  const rest = SCHEME.test(reference) ? reference.slice(scheme.length + 1) : reference;
  if (scheme === "env") return resolveEnv(rest, from);
  if (scheme === "file") return { text: readReference(rest, from), origin: "reference" };
  throw new BadReference('only "env" and "file" can be referenced, as in ${env:NAME} and ${file:path}');
}

function resolveEnv(rest: string, from: References): Resolved {
  const cut = rest.indexOf(":-");
  const name = cut < 0 ? rest : rest.slice(0, cut);
  if (!NAME.test(name)) {
    throw new BadReference("a variable's name must be letters, digits and underscores, not starting with a digit");
  }
  const value = Object.hasOwn(from.env, name) ? from.env[name] : undefined;
  if (value !== undefined) return { text: value, origin: "reference" };
  if (cut >= 0) return { text: rest.slice(cut + 2), origin: "literal" };
  throw new BadReference(`the environment variable ${name} is not set; set it, or write \${env:${name}:-default}`);
}

function readReference(path: string, from: References): string {
  try {
    return from.readFile(path).replace(/\r?\n$/, "");
  } catch (error) {
    throw new BadReference(`the file ${path} cannot be read (${errorCode(error)})`);
  }
}

/** `ENOENT` and the like; never the message, which may quote. */
export function errorCode(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === "string" ? code : "unknown error";
}
