import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { countsOf, newTally, type Tally } from "./tally.ts";

/** A labelled text. `scope` holds the types its labels are complete for; without one it measures characters only. */
export interface LabelledCase {
  readonly id: string;
  readonly text: string;
  readonly key?: string;
  readonly spans: readonly Label[];
  /** Neither right nor wrong when found. */
  readonly ignore?: readonly Label[];
  readonly scope?: readonly string[];
  /** Not everything personal in it is labelled: what else is found is not wrong. */
  readonly partial?: boolean;
}

interface Label {
  readonly start: number;
  readonly end: number;
  readonly type: string;
}

/** Upstream names of types to ours; null is not our concern. */
export type TypeMap = Readonly<Record<string, string | null>>;

type Find = (
  text: string,
  key: string,
) => readonly { readonly start: number; readonly end: number; readonly type: string }[];

/** Names of the labelled sets in a folder: files `NAME.jsonl` or `NAME.jsonl.gz`. */
export function setsIn(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => /\.jsonl(\.gz)?$/.test(name))
    .sort();
}

export function readSet(folder: string, name: string): LabelledCase[] {
  const bytes = readFileSync(join(folder, name));
  const text = (name.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8");
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as LabelledCase);
}

/** The folder's `type-map.json`, or names as they are. */
export function typeMapOf(folder: string): TypeMap {
  const path = join(folder, "type-map.json");
  return existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as TypeMap) : {};
}

function ownType(map: TypeMap, type: string): string | null {
  const own = Object.hasOwn(map, type) ? map[type] : undefined;
  if (own !== undefined) return own;
  return type.startsWith("SECRET") ? "SECRET" : type;
}

const hits = (
  a: { readonly start: number; readonly end: number },
  b: { readonly start: number; readonly end: number },
): boolean => a.start < b.end && b.start < a.end;

const CLEAN = 0;
const PERSONAL = 1;

/** Measures cases; any overlap with a label of the same type counts as found. */
export function measure(cases: readonly LabelledCase[], map: TypeMap, find: Find): Tally {
  const tally = newTally();
  for (const one of cases) measureCase(one, map, find(one.text, one.key ?? ""), tally);
  return tally;
}

function measureCase(one: LabelledCase, map: TypeMap, found: ReturnType<Find>, tally: Tally): void {
  tally.cases++;
  const labels = one.spans.map(({ start, end, type }) => ({ start, end, type: ownType(map, type) }));
  const wanted = labels.filter((label) => label.type !== null);
  const ignored: readonly { readonly start: number; readonly end: number }[] = [
    ...(one.ignore ?? []),
    ...labels.filter((label) => label.type === null),
  ];
  for (const type of new Set((one.scope ?? []).map((name) => ownType(map, name)))) {
    if (type === null) continue;
    const counts = countsOf(tally, type);
    const own = wanted.filter((label) => label.type === type);
    for (const label of own) {
      if (found.some((span) => span.type === type && hits(label, span))) counts.found++;
      else counts.missed++;
    }
    if (one.partial === true) continue;
    for (const span of found) {
      if (span.type !== type || ignored.some((label) => hits(label, span))) continue;
      if (own.some((label) => hits(label, span))) counts.right++;
      else counts.wrong++;
    }
  }
  measureCharacters(one, wanted, ignored, found, tally);
}

function measureCharacters(
  one: LabelledCase,
  wanted: readonly { start: number; end: number }[],
  ignored: readonly { readonly start: number; readonly end: number }[],
  found: ReturnType<Find>,
  tally: Tally,
): void {
  const labels = new Uint8Array(one.text.length);
  const masked = new Uint8Array(one.text.length);
  for (const label of ignored) labels.fill(2, label.start, label.end);
  for (const label of wanted) labels.fill(PERSONAL, label.start, label.end);
  for (const span of found) masked.fill(1, span.start, span.end);
  let isFalse = false;
  labels.forEach((label, i) => {
    const hit = masked[i] ?? 0;
    if (label === PERSONAL) {
      tally.personalChars++;
      tally.maskedPersonal += hit;
    } else if (label === CLEAN) {
      tally.cleanChars++;
      tally.maskedClean += hit;
      isFalse ||= hit === 1;
    }
  });
  if (one.partial === true) return;
  if (isFalse) tally.falseCases++;
  if (wanted.length > 0 || ignored.length > 0) return;
  tally.cleanCases++;
  if (isFalse) tally.changedClean++;
}
