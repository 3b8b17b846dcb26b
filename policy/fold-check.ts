import type { Path } from "./faults.ts";
import type { FoldSection, GaugeEntry, LabelEntry } from "./fold-schema.ts";

type Add = (path: Path, text: string, ofKey?: boolean) => void;

/** Numbers that belong to one mode. */
const PARAMETERS = { buckets: "bucket", keep: "topk", sources: "k_anonymous" } as const;

/** Contradictions of the `fold:` section. */
export function checkFold(fold: FoldSection | undefined, add: Add): void {
  if (fold === undefined) return;
  const seen = new Set<string>();
  (fold.labels ?? []).forEach((entry, i) => {
    const path = ["fold", "labels", i];
    checkLabel(entry, path, add);
    const name = JSON.stringify([entry.key, entry.metric ?? "*", entry.service ?? "*"]);
    if (seen.has(name)) add(path, "decides the same labels as an entry before it; remove one of them");
    seen.add(name);
  });
  for (const [i, entry] of (fold.gauges ?? []).entries()) checkGauge(entry, ["fold", "gauges", i], add);
}

function checkLabel(entry: LabelEntry, path: Path, add: Add): void {
  for (const part of ["key", "metric", "service"] as const) checkGlob(entry[part], [...path, part], add);
  if (/^\*+$/.test(entry.key) && entry.mode !== "keep" && entry.mode !== "template")
    add([...path, "key"], "would fold every label; name those that are identifiers");
  for (const [name, mode] of Object.entries(PARAMETERS)) {
    const value = entry[name as keyof typeof PARAMETERS];
    if (value !== undefined && entry.mode !== mode) add([...path, name], `belongs to "mode: ${mode}"`, true);
    if (value === undefined && entry.mode === mode) add(path, `"mode: ${mode}" needs "${name}"`);
  }
}

function checkGauge(entry: GaugeEntry, path: Path, add: Add): void {
  checkGlob(entry.metric, [...path, "metric"], add);
  const companions = entry.companions ?? [];
  if (entry.function === "keep" && companions.length > 0)
    add([...path, "companions"], 'has no effect with "function: keep"', true);
  companions.forEach((companion, i) => {
    if (companion === entry.function) add([...path, "companions", i], "is the function itself");
    if (companions.indexOf(companion) !== i) add([...path, "companions", i], "stands twice");
  });
}

function checkGlob(glob: string | undefined, path: Path, add: Add): void {
  if (glob === undefined) return;
  if (/[?[\]{}|^$\\]/.test(glob)) add(path, 'only "*" is special here');
  if (glob.includes("**")) add(path, 'has "**"; one "*" already stands for any run of characters');
}
