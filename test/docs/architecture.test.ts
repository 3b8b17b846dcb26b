import { readFileSync } from "node:fs";
import { posix } from "node:path";
import { expect, test } from "vitest";
import { ROOT, type SourceFile, sourceFiles } from "../support/source-files.ts";

/** Static imports and re-exports; the clause holds no quote. */
const IMPORT =
  /^(?:import|export)\s+(?:type\s+)?(?:[\w$]+|\*(?:\s+as\s+[\w$]+)?|\{[^}"]*\})(?:\s*,\s*\{[^}"]*\})?\s+from\s+"([^"]+)"/gm;
const BARE_IMPORT = /^import\s+"([^"]+)"/gm;
const DYNAMIC_IMPORT = /\bimport\(\s*"([^"]+)"/g;

interface Import {
  readonly from: string;
  /** A path from the root, or the name of a library. */
  readonly to: string;
  readonly isOurs: boolean;
  /** `import type`: gone at run time. */
  readonly isErased: boolean;
}

const PAGE = readFileSync(`${ROOT}docs/architecture.md`, "utf8");
const ROOMS = roomsOf(PAGE);
const LIBRARIES = librariesOf(PAGE);
/** Folders that may import anything. */
const AROUND = ["bench", "scripts", "test"];
/** AssemblyScript is no TypeScript of ours: its globals are the memory of an instance. */
const FILES = [...ROOMS.keys()].flatMap(sourceFiles).filter(({ path }) => !path.includes("/assembly/"));
const IMPORTS = FILES.flatMap(importsOf);

interface Room {
  readonly imports: readonly string[];
  /** Folders of which only `settings.ts` may be imported. */
  readonly settingsOf: readonly string[];
}

/** Rows of the first table, by folder. */
function roomsOf(page: string): ReadonlyMap<string, Room> {
  const rows = page.matchAll(/^\| `([a-z]+)\/` \| .* \|(.*)\|$/gm);
  return new Map([...rows].map(([, folder = "", cell = ""]) => [folder, roomOf(cell)]));
}

function roomOf(cell: string): Room {
  const [imports = "", settings = ""] = cell.split("`settings.ts`");
  return { imports: wordsOf(imports), settingsOf: wordsOf(settings) };
}

/** Rows of the second table: folders or files that may import a library. */
function librariesOf(page: string): ReadonlyMap<string, readonly string[]> {
  const from = page.indexOf("| library |");
  const table = page.slice(from, page.indexOf("\n\n", from));
  const rows = table.matchAll(/^\| `([^`]+)` \|(.*)\|$/gm);
  return new Map([...rows].map(([, name = "", cell = ""]) => [name, wordsOf(cell)]));
}

function wordsOf(cell: string): string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map((word) => word[1] ?? "");
}

function importsOf({ path, text }: SourceFile): Import[] {
  const found = [IMPORT, BARE_IMPORT, DYNAMIC_IMPORT].flatMap((pattern) => [...text.matchAll(pattern)]);
  return found.flatMap(([statement, name = ""]) => {
    if (name.startsWith("node:")) return [];
    const isOurs = name.startsWith(".");
    const to = isOurs ? posix.join(posix.dirname(path), name) : libraryOf(name);
    return [{ from: path, to, isOurs, isErased: /^(?:import|export)\s+type\s/.test(statement) }];
  });
}

function libraryOf(name: string): string {
  return name
    .split("/")
    .slice(0, name.startsWith("@") ? 2 : 1)
    .join("/");
}

function folderOf(path: string): string {
  return path.slice(0, path.indexOf("/"));
}

function mayImport({ from, to }: Import): boolean {
  const room = ROOMS.get(folderOf(from));
  const folder = folderOf(to);
  if (room === undefined) return false;
  return (
    folder === folderOf(from) ||
    room.imports.includes(folder) ||
    (room.settingsOf.includes(folder) && to === `${folder}/settings.ts`)
  );
}

function mayUse({ from, to }: Import): boolean {
  return (LIBRARIES.get(to) ?? []).some((place) =>
    place === "settings.ts"
      ? from.endsWith("/settings.ts")
      : place.endsWith("/")
        ? from.startsWith(place)
        : from === place,
  );
}

const told = ({ from, to }: Import): string => `${from} -> ${to}`;

/** Files that can be reached from themselves, each with the circle it lies on. */
function circles(imports: readonly Import[]): string[] {
  const next = Map.groupBy(imports, ({ from }) => from);
  const done = new Set<string>();
  const found: string[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    const at = trail.indexOf(path);
    if (at >= 0) found.push([...trail.slice(at), path].join(" -> "));
    if (at >= 0 || done.has(path)) return;
    for (const { to } of next.get(path) ?? []) visit(to, [...trail, path]);
    done.add(path);
  };
  for (const path of next.keys()) visit(path, []);
  return found;
}

/** Files whose text matches, but for those that may. */
function matching(pattern: RegExp, allowed: (path: string) => boolean = () => false): string[] {
  return FILES.filter(({ path, text }) => pattern.test(text) && !allowed(path)).map(({ path }) => path);
}

test("the tables and the imports are read", () => {
  expect([...ROOMS.keys()]).toContain("pipeline");
  expect(ROOMS.get("config")?.settingsOf).toEqual(["receiver", "processors", "exporters", "telemetry"]);
  expect(IMPORTS.length).toBeGreaterThan(500);
  const sample = {
    path: "a/b.ts",
    text: 'import a, { type B } from "../c/d.ts";\nimport {\n  e,\n} from "@f/g/h";\nimport "i";\nconst x = import("./j.ts");\nexport * from "./k.ts";\n',
  };
  expect(importsOf(sample).map(told)).toEqual([
    "a/b.ts -> c/d.ts",
    "a/b.ts -> @f/g",
    "a/b.ts -> a/k.ts",
    "a/b.ts -> i",
    "a/b.ts -> a/j.ts",
  ]);
});

test("every folder of the product has its row, and rows only name folders above them", () => {
  const rows = [...ROOMS];
  const upward = rows.flatMap(([folder, room], index) => {
    const above = rows.slice(0, index).map(([name]) => name);
    return [...room.imports, ...room.settingsOf]
      .filter((name) => !above.includes(name))
      .map((name) => `${folder} -> ${name}`);
  });
  expect(upward).toEqual([]);
  expect(AROUND.filter((folder) => ROOMS.has(folder))).toEqual([]);
});

test("imports of ours stay within the table", () => {
  expect(IMPORTS.filter((one) => one.isOurs && !mayImport(one)).map(told)).toEqual([]);
});

test("libraries are imported where the table says and nowhere else", () => {
  expect(IMPORTS.filter((one) => !one.isOurs && !mayUse(one)).map(told)).toEqual([]);
});

test("every runtime dependency has a row, and every row is a dependency somebody uses", () => {
  const { dependencies, devDependencies } = JSON.parse(readFileSync(`${ROOT}package.json`, "utf8")) as Record<
    string,
    object
  >;
  expect(Object.keys(dependencies ?? {}).filter((name) => !LIBRARIES.has(name))).toEqual([]);
  const used = new Set(IMPORTS.filter((one) => !one.isOurs).map((one) => one.to));
  const installed = { ...dependencies, ...devDependencies };
  expect([...LIBRARIES.keys()].filter((name) => !used.has(name) || !(name in installed))).toEqual([]);
});

test("a circle would be seen", () => {
  const link = (from: string, to: string): Import => ({ from, to, isOurs: true, isErased: false });
  expect(circles([link("a", "b"), link("b", "c"), link("c", "b"), link("a", "c")])).toEqual(["b -> c -> b"]);
});

test("no file imports itself by way of others, types apart", () => {
  expect(circles(IMPORTS.filter((one) => one.isOurs && !one.isErased))).toEqual([]);
});

test("no file passes on what another exports, and nothing is exported by default", () => {
  expect(matching(/^export\s+(?:type\s+)?(?:\*|\{[^}]*\})[^;]*\bfrom\s/m)).toEqual([]);
  expect(matching(/^export\s+default\b/m)).toEqual([]);
});

test("only the scrub makes CleanBytes, and the fold of such", () => {
  const makers = ["processors/scrub.ts", "processors/fold/export-writer.ts", "processors/fold/ledger.ts"];
  expect(matching(/\bas\s+CleanBytes\b/, (path) => makers.includes(path))).toEqual([]);
});

test("only ways in, and the road and a sample where they unpack, call bytes raw", () => {
  const unpacking = ["core/bytes.ts", "pipeline/road.ts", "pipeline/sample.ts", "pipeline/warm-up.ts"];
  expect(
    matching(/\basRaw\(|\bas\s+RawBytes\b/, (path) => path.startsWith("receiver/") || unpacking.includes(path)),
  ).toEqual([]);
});

test("nothing is reassigned at module level", () => {
  expect(matching(/^(?:export\s+)?(?:let|var)\s/m)).toEqual([]);
});
