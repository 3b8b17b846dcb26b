import type { Mark } from "./problem.ts";

export type ScalarValue = string | number | boolean | null;

/** What was written, with where: positions survive merging and expansion. */
export type Tree = MapTree | ListTree | ScalarTree;

interface MapTree {
  readonly kind: "map";
  readonly at: Mark;
  readonly entries: ReadonlyMap<string, Entry>;
}
export interface Entry {
  /** Position of the key. */
  readonly at: Mark;
  readonly value: Tree;
}
interface ListTree {
  readonly kind: "list";
  readonly at: Mark;
  readonly items: readonly Tree[];
}
export interface ScalarTree {
  readonly kind: "scalar";
  readonly at: Mark;
  readonly value: ScalarValue;
  /** `reference` when the whole value came from a file or a variable; a default inside a reference is literal. */
  readonly origin: "literal" | "reference";
  /** The text a reference gave, for settings that want text where YAML reads a number. */
  readonly text?: string;
}

/** Maps merge key by key, everything else is replaced, as the collector merges its sources. */
export function mergeTrees(base: Tree, over: Tree): Tree {
  if (base.kind !== "map" || over.kind !== "map") return over;
  const entries = new Map(base.entries);
  for (const [key, entry] of over.entries) {
    const below = entries.get(key);
    entries.set(key, below === undefined ? entry : { at: entry.at, value: mergeTrees(below.value, entry.value) });
  }
  return { kind: "map", at: base.at, entries };
}

/** Plain data without prototypes: a key such as `__proto__` is only a key. */
export function toPlain(tree: Tree): unknown {
  switch (tree.kind) {
    case "scalar":
      return tree.value;
    case "list":
      return tree.items.map(toPlain);
    case "map": {
      const plain: Record<string, unknown> = Object.create(null);
      for (const [key, entry] of tree.entries) plain[key] = toPlain(entry.value);
      return plain;
    }
  }
}

/** The reverse, for configuration that is made and not written. */
export function fromPlain(value: unknown, at: Mark, origin: ScalarTree["origin"]): Tree {
  if (Array.isArray(value)) return { kind: "list", at, items: value.map((item) => fromPlain(item, at, origin)) };
  if (typeof value === "object" && value !== null) {
    const entries = new Map<string, Entry>();
    for (const [key, item] of Object.entries(value)) {
      if (item !== undefined) entries.set(key, { at, value: fromPlain(item, at, origin) });
    }
    return { kind: "map", at, entries };
  }
  return { kind: "scalar", at, value: value as ScalarValue, origin };
}

/** The part at a path of keys and indexes; undefined where there is none. */
export function treeAt(tree: Tree, path: readonly (string | number)[]): Tree | undefined {
  let here: Tree | undefined = tree;
  for (const step of path) {
    if (here?.kind === "map") here = here.entries.get(String(step))?.value;
    else if (here?.kind === "list") here = here.items[Number(step)];
    else return undefined;
  }
  return here;
}

/** Where a path was written: its key, or the nearest part around it that exists. */
export function markAt(tree: Tree, path: readonly (string | number)[]): Mark {
  let here: Tree = tree;
  let mark = tree.at;
  for (const step of path) {
    if (here.kind === "map") {
      const entry = here.entries.get(String(step));
      if (entry === undefined) return mark;
      mark = entry.at;
      here = entry.value;
    } else if (here.kind === "list") {
      const item: Tree | undefined = here.items[Number(step)];
      if (item === undefined) return mark;
      mark = item.at;
      here = item;
    } else return mark;
  }
  return mark;
}
