import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { allLocales } from "@faker-js/faker";

/** Every string below a value, whatever its nesting. */
function strings(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (Array.isArray(value)) return value.flatMap(strings);
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(strings) : [];
}

export interface LocaleLists {
  readonly locale: string;
  readonly first: readonly string[];
  readonly last: readonly string[];
  readonly cities: readonly string[];
  readonly regions: readonly string[];
  readonly countries: readonly string[];
  readonly streets: readonly string[];
  readonly streetSuffixes: readonly string[];
  readonly streetPrefixes: readonly string[];
  readonly titles: readonly string[];
  readonly words: readonly string[];
}

/** Without placeholders of faker's own templates. */
function plain(value: unknown): string[] {
  return [...new Set(strings(value).filter((one) => !/[{}#*]/.test(one) && one.trim() !== ""))];
}

type Section = Readonly<Record<string, unknown>> | undefined;

/** What faker (MIT) knows per locale. */
export function localeLists(): LocaleLists[] {
  return Object.entries(allLocales as Readonly<Record<string, Readonly<Record<string, Section>>>>).map(
    ([locale, data]) => ({
      locale,
      first: plain(data["person"]?.["first_name"]),
      last: plain(data["person"]?.["last_name"]),
      cities: plain(data["location"]?.["city_name"]),
      regions: plain([data["location"]?.["state"], data["location"]?.["county"]]),
      countries: plain(data["location"]?.["country"]),
      streets: plain(data["location"]?.["street_name"]),
      streetSuffixes: plain(data["location"]?.["street_suffix"]),
      streetPrefixes: plain(data["location"]?.["street_prefix"]),
      titles: plain(data["person"]?.["prefix"]),
      words: plain([
        data["word"],
        data["lorem"],
        data["color"],
        data["animal"],
        data["commerce"],
        data["hacker"],
        data["food"],
        data["database"],
      ]),
    }),
  );
}

/**
 * Words written in small letters in the documentation of our development dependencies (MIT, Apache-2.0, BSD, ISC):
 * at least three times, in at least two packages.
 */
export function documentationWords(root: string): string[] {
  const counts = new Map<string, { count: number; packages: Set<string> }>();
  for (const [name, file] of documents(root)) {
    for (const [word] of readFileSync(file, "utf8").matchAll(/(?<![\w.$/@#-])[a-z]{2,18}(?![\w$/@=(<])/g)) {
      const entry = counts.get(word) ?? { count: 0, packages: new Set() };
      entry.count++;
      entry.packages.add(name);
      counts.set(word, entry);
    }
  }
  return [...counts]
    .filter(([, entry]) => entry.count >= 3 && entry.packages.size >= 2)
    .map(([word]) => word)
    .sort();
}

/** Packages whose prose is rich and whose versions the lock file pins. */
const DOCUMENTED = [
  "@types/node",
  "typescript",
  "@opentelemetry",
  "@grpc",
  "fast-check",
  "vitest",
  "vite",
  "undici",
  "valibot",
  "yaml",
  "protobufjs",
  "zod",
  "pino",
  "prom-client",
  "yargs",
  "rolldown",
  "knip",
  "@sentry/conventions",
  "undici-types",
  "@typescript",
];

function documents(root: string): [string, string][] {
  const found: [string, string][] = [];
  for (const name of DOCUMENTED) {
    const folder = join(root, "node_modules", name);
    for (const file of readdirSync(folder, { recursive: true, encoding: "utf8" }).sort()) {
      if (/(?:\.md|\.d\.ts|\.d\.mts)$/.test(file)) found.push([name, join(folder, file)]);
    }
  }
  return found;
}
