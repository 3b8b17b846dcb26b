// Writes policy/key-table.generated.ts from policy/data/key-classes.yaml and the names of both conventions. Fails when a
// key of a convention is not decided, decided twice, or when a line of the data decides nothing.
import { readFileSync, writeFileSync } from "node:fs";
import * as stable from "@opentelemetry/semantic-conventions";
import * as incubating from "@opentelemetry/semantic-conventions/incubating";
import { ATTRIBUTE_METADATA } from "@sentry/conventions/attributes";
import { parse } from "yaml";

interface Classes {
  readonly personal: Lists;
  readonly headers: {
    readonly families: readonly string[];
    readonly personal: Lists;
    readonly parse: Lists;
    readonly not_bare: readonly string[];
    readonly never: readonly string[];
  };
  readonly parse: Lists;
  readonly free_text: Lists;
  readonly never_value_types: readonly string[];
  readonly never: readonly string[];
  readonly namespaces: readonly string[];
  readonly never_extra: readonly string[];
  readonly personal_extra: Lists;
}
type Lists = Readonly<Record<string, readonly string[]>>;

/** `personal EMAIL_ADDRESS`, `parse url`, `free_text json` or `never`. */
type Decision = string;

interface Entry {
  readonly name: string;
  readonly decision: Decision;
  used: boolean;
}

const root = new URL("../policy/", import.meta.url);
const classes = parse(readFileSync(new URL("data/key-classes.yaml", root), "utf8")) as Classes;
const faults: string[] = [];

/** Every attribute name of the conventions, `*` for the variable part of a family, with its value type where known. */
function conventionKeys(): Map<string, string | undefined> {
  const keys = new Map<string, string | undefined>();
  for (const module of [stable, incubating]) {
    for (const [name, value] of Object.entries(module)) {
      if (!/^(ATTR|SEMATTRS|SEMRESATTRS)_/.test(name)) continue;
      const key: unknown = typeof value === "function" ? (value as (part: string) => string)("*") : value;
      if (typeof key === "string") keys.set(key, undefined);
    }
  }
  for (const [name, metadata] of Object.entries(ATTRIBUTE_METADATA)) {
    const key = name.replaceAll(/<[^>]+>/g, "*");
    const type: string = metadata.type;
    keys.set(key, type);
  }
  return keys;
}

function entriesOf(): { exact: Map<string, Entry>; globs: Entry[]; namespaces: Entry[] } {
  const all: Entry[] = [];
  const push = (names: readonly string[], decision: Decision): void => {
    for (const name of names) all.push({ name, decision, used: false });
  };
  for (const [type, names] of Object.entries(classes.personal)) push(names, `personal ${type}`);
  for (const [format, names] of Object.entries(classes.parse)) push(names, `parse ${format}`);
  for (const [format, names] of Object.entries(classes.free_text)) push(names, `free_text ${format}`);
  push(classes.never, "never");
  const globs = all.filter((entry) => entry.name.includes("*"));
  const exact = new Map<string, Entry>();
  for (const entry of all) {
    if (entry.name.includes("*")) continue;
    if (exact.has(entry.name)) faults.push(`${entry.name} is listed twice`);
    exact.set(entry.name, entry);
  }
  const namespaces = classes.namespaces.map((name): Entry => ({ name, decision: "never", used: true }));
  return { exact, globs, namespaces };
}

const letters = (glob: string): number => glob.replaceAll("*", "").length;

function covers(glob: string, key: string): boolean {
  const pattern = glob.split("*").map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${pattern.join(".*")}$`).test(key);
}

function bestGlob(key: string, globs: readonly Entry[]): Entry | undefined {
  const found = globs.filter((entry) => covers(entry.name, key)).sort((a, b) => letters(b.name) - letters(a.name));
  const [first, second] = found;
  for (const entry of found) entry.used = true;
  if (
    first !== undefined &&
    second !== undefined &&
    letters(first.name) === letters(second.name) &&
    first.decision !== second.decision
  ) {
    faults.push(`${key} is decided by ${first.name} and ${second.name} alike`);
  }
  return first;
}

function decide(): Map<string, Decision> {
  const { exact, globs, namespaces } = entriesOf();
  const table = new Map<string, Decision>();
  for (const { name, decision } of exact.values()) table.set(name, decision);
  for (const [name, decision] of headerKeys()) table.set(name, decision);
  for (const { name, decision } of namespaces) table.set(name, decision);
  for (const name of classes.never_extra) table.set(name, "never");
  for (const [type, names] of Object.entries(classes.personal_extra))
    for (const name of names) table.set(name, `personal ${type}`);
  for (const [key, type] of conventionKeys()) {
    const own = exact.get(key);
    if (own !== undefined) own.used = true;
    const glob = bestGlob(key, globs);
    if (table.has(key)) continue;
    const decision = type !== undefined && classes.never_value_types.includes(type) ? "never" : glob?.decision;
    const protectedBy = bestGlob(key, namespaces);
    if (decision === undefined && protectedBy === undefined) faults.push(`${key} is not decided`);
    else if (protectedBy === undefined || (decision ?? "never") !== "never") table.set(key, decision ?? "never");
  }
  for (const entry of [...globs, ...exact.values()]) {
    if (!entry.used) faults.push(`${entry.name} (${entry.decision}) is no key of the conventions`);
  }
  return table;
}

function headerKeys(): Map<string, Decision> {
  const { families, personal, parse: parsed, never, not_bare: notBare } = classes.headers;
  const names = new Map<string, Decision>();
  for (const [type, list] of Object.entries(personal)) for (const name of list) names.set(name, `personal ${type}`);
  for (const [format, list] of Object.entries(parsed)) for (const name of list) names.set(name, `parse ${format}`);
  const keys = new Map<string, Decision>();
  for (const [name, decision] of names) if (!notBare.includes(name)) keys.set(name, decision);
  for (const name of never) names.set(name, "never");
  for (const family of families) {
    keys.set(family, "parse auto");
    for (const [name, decision] of names) keys.set(family.replace("*", name), decision);
  }
  return keys;
}

function render(table: ReadonlyMap<string, Decision>): string {
  const names = (decision: Decision): string[] =>
    [...table]
      .filter(([, other]) => other === decision)
      .map(([name]) => name)
      .sort();
  const list = (decision: Decision, indent: string): string =>
    `[\n${names(decision)
      .map((name) => `${indent}  ${JSON.stringify(name)},\n`)
      .join("")}${indent}]`;
  const group = (kind: string): string => {
    const members = [...new Set(table.values())].filter((decision) => decision.startsWith(`${kind} `)).sort();
    return `{\n${members.map((decision) => `    ${decision.slice(kind.length + 1)}: ${list(decision, "    ")},\n`).join("")}  }`;
  };
  return `// Generated by scripts/generate-key-table.ts from data/key-classes.yaml, @opentelemetry/semantic-conventions and
// @sentry/conventions. Do not edit.
import type { KeyTable } from "./key-table.ts";

/** What the conventions' attribute keys are; names with \`*\` are families. */
export const KEY_TABLE: KeyTable = {
  personal: ${group("personal")},
  parse: ${group("parse")},
  freeText: ${group("free_text")},
  never: ${list("never", "  ")},
};
`;
}

const table = decide();
if (faults.length > 0) {
  process.stderr.write(
    `policy/data/key-classes.yaml:\n${faults
      .sort()
      .map((fault) => `  ${fault}\n`)
      .join("")}`,
  );
  process.exit(1);
}
writeFileSync(new URL("key-table.generated.ts", root), render(table));
