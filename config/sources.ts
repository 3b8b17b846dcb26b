import { errorCode, expandTree, type References } from "./expand.ts";
import { parseValue, parseYaml } from "./parse.ts";
import type { Mark, Problem } from "./problem.ts";
import { type Entry, mergeTrees, type Tree } from "./tree.ts";

export interface SourceInput extends References {
  /** Values of `--config`: a path, `file:path`, `env:NAME`, or `yaml:text`. Later ones win. */
  readonly configs: readonly string[];
  /** Values of `--set`: `a.b=value`, or `a::b=value` where a step holds a dot. They win over every `--config`. */
  readonly sets: readonly string[];
}

/** All sources as one tree, references expanded. */
export function readSources(input: SourceInput, builtin: Tree | undefined, problems: Problem[]): Tree {
  const sources = input.configs.map((uri, order) => readSource(uri, order, input, problems));
  const sets = input.sets.map((set, i) => readSet(set, sources.length + i, problems));
  const expanded = [...sources, ...sets].flatMap((tree) =>
    tree === undefined ? [] : [expandTree(tree, input, problems)],
  );
  const trees = builtin === undefined ? expanded : [builtin, ...expanded];
  return trees.reduce(mergeTrees, emptyMap({ order: 0, source: "configuration", line: 0, column: 0 }));
}

function readSource(uri: string, order: number, input: SourceInput, problems: Problem[]): Tree | undefined {
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]+):/.exec(uri)?.[1] ?? "file";
  const rest = uri.startsWith(`${scheme}:`) ? uri.slice(scheme.length + 1) : uri;
  const source = scheme === "file" ? rest : scheme === "env" ? `--config env:${rest}` : "--config";
  const at: Mark = { order, source, line: 0, column: 0 };
  const text = sourceText(scheme, rest, input);
  if (text.problem !== undefined) {
    problems.push({ at, path: "", text: text.problem });
    return undefined;
  }
  const parsed = parseYaml(text.text, order, source, scheme === "yaml");
  problems.push(...parsed.problems);
  if (parsed.problems.length > 0) return undefined;
  // An empty file is no configuration, but no fault by itself: others may follow.
  if (parsed.tree.kind === "scalar" && parsed.tree.value === null) return emptyMap(parsed.tree.at);
  if (parsed.tree.kind === "map") return parsed.tree;
  problems.push({ at: parsed.tree.at, path: "", text: "the configuration must be a map" });
  return undefined;
}

type SourceText = { readonly text: string; readonly problem?: undefined } | { readonly problem: string };

function sourceText(scheme: string, rest: string, input: SourceInput): SourceText {
  switch (scheme) {
    case "yaml":
      return { text: rest };
    case "env": {
      const text = Object.hasOwn(input.env, rest) ? input.env[rest] : undefined;
      return text === undefined ? { problem: "the environment variable is not set" } : { text };
    }
    case "file":
      try {
        return { text: input.readFile(rest) };
      } catch (error) {
        return { problem: `the file cannot be read (${errorCode(error)})` };
      }
    default:
      return { problem: `the scheme ${scheme} is not supported; use a path, file:, env: or yaml:` };
  }
}

function readSet(set: string, order: number, problems: Problem[]): Tree | undefined {
  const cut = set.indexOf("=");
  const path = cut < 0 ? "" : set.slice(0, cut);
  const at: Mark = { order, source: path === "" ? "--set" : `--set ${path}`, line: 0, column: 0 };
  const steps = path.split(path.includes("::") ? "::" : ".");
  if (cut < 0 || steps.some((step) => step.trim() === "")) {
    problems.push({
      at,
      path: "",
      text: "expected a path, an equals sign and a value, as in --set exporters.debug.verbosity=detailed",
    });
    return undefined;
  }
  const value = parseValue(set.slice(cut + 1), at);
  if (value === undefined) {
    problems.push({ at, path: "", text: "the value is not valid YAML" });
    return undefined;
  }
  return steps.reduceRight<Tree>((below, step) => mapOf(at, step, below), value);
}

function mapOf(at: Mark, key: string, value: Tree): Tree {
  return { kind: "map", at, entries: new Map<string, Entry>([[key, { at, value }]]) };
}

function emptyMap(at: Mark): Tree {
  return { kind: "map", at, entries: new Map() };
}
