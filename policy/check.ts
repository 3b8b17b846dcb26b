import { isSupportedCountry } from "libphonenumber-js";
import { didYouMean } from "../core/nearest.ts";
import { DETECTORS } from "../processors/detect/registry.generated.ts";
import { matches } from "../processors/plan.ts";
import { parseCidr } from "./cidr.ts";
import type { Fault, Path } from "./faults.ts";
import { checkFold } from "./fold-check.ts";
import { personalType } from "./known-keys.ts";
import type { ReadDocument } from "./read-yaml.ts";
import type { ActionEntry, KeyEntry, PlaceEntry, PolicyDocument, Section, TypeEntry } from "./schema.ts";
import { textMatch } from "./text-match.ts";

/** Tells instances of a service apart in every backend: a constant here would merge their series. */
const WRITER_KEY = "service.instance.id";

interface Checking {
  readonly faults: Fault[];
  readonly add: (path: Path, text: string, ofKey?: boolean) => void;
}

/** Contradictions: what a document says in valid words and cannot mean. */
export function check(document: PolicyDocument, faultAt: ReadDocument["faultAt"]): Fault[] {
  const faults: Fault[] = [];
  const checking: Checking = { faults, add: (path, text, ofKey) => void faults.push(faultAt(path, text, ofKey)) };
  checkDefaults(document, checking);
  checkSection(document, [], checking);
  (document.services ?? []).forEach((service, i) => {
    checkSection(service, ["services", i], checking);
    if (Object.keys(service.match).length === 0)
      checking.add(["services", i, "match"], "matches every service; move its rules to the top");
    for (const [key, value] of Object.entries(service.match)) checkGlob(value, ["services", i, "match", key], checking);
  });
  checkDetectors(document, checking);
  checkPatternNames(document, checking);
  checkFold(document.fold, checking.add);
  (document.phone_regions ?? []).forEach((region, i) => {
    if (!isSupportedCountry(region))
      checking.add(["phone_regions", i], "not a region with phone numbers; write ISO 3166 codes such as DE");
  });
  return faults;
}

function checkDefaults(document: PolicyDocument, { add }: Checking): void {
  const { defaults } = document;
  if (document.extends !== undefined && defaults !== undefined) {
    add(["defaults"], "has no effect: the extended policy decides every type; change single types under types", true);
  }
  if (document.extends === undefined && defaults === undefined) {
    add([], 'says nothing about types it does not name; add "extends: default" or "defaults"');
  }
  if (document.extends !== undefined && document.conventions !== undefined) {
    add(["conventions"], "has no effect: the extended policy has decided it", true);
  }
  if (defaults !== undefined) checkMask(defaults, ["defaults"], { add });
}

type WithSignals = Section & { readonly signals?: PolicyDocument["signals"] };

function checkSection(section: WithSignals, path: Path, checking: Checking): void {
  for (const [type, entry] of Object.entries(section.types ?? {}))
    checkType(type, entry, [...path, "types", type], checking);
  checkKeys(section.keys ?? [], [...path, "keys"], checking);
  for (const [place, entry] of Object.entries(section.places ?? {}))
    checkPlace(entry, [...path, "places", place], checking);
  checkAllow(section.allow, [...path, "allow"], checking);
  if (section.unknown_keys === "mask")
    checking.add([...path, "unknown_keys"], "mask shows the end of values nobody knows; use redact, hash or drop");
  for (const [signal, inner] of Object.entries(section.signals ?? {})) {
    if (inner !== undefined) checkSection(inner, [...path, "signals", signal], checking);
  }
}

function checkType(type: string, entry: TypeEntry | undefined, path: Path, checking: Checking): void {
  if (entry === undefined) return;
  const { add } = checking;
  const action = typeof entry === "string" ? entry : entry.action;
  if (action === "template" && type !== "UUID" && type !== "IDENTIFIER") {
    add(
      typeof entry === "string" ? path : [...path, "action"],
      "template is for UUID and IDENTIFIER only: other types are no part of a route",
    );
  }
  if (typeof entry === "string") return;
  if (Object.keys(entry).length === 0) add(path, "says nothing");
  checkMask(entry, path, checking);
  if (entry.by_key_only === true && action === "keep")
    add([...path, "by_key_only"], "keep leaves the type alone by key too", true);
  const classes = "classes" in entry ? (entry.classes ?? {}) : {};
  for (const [name, exception] of Object.entries(classes)) {
    if (exception === undefined) continue;
    const at = [...path, "classes", name];
    if ((typeof exception === "string" ? exception : exception.action) === "template")
      add(at, "template is for UUID and IDENTIFIER only");
    if (typeof exception !== "string") checkMask(exception, at, checking);
  }
}

/** `keep_last` belongs to `mask`. */
function checkMask(
  entry: Exclude<ActionEntry, string> | { action?: string | undefined; keep_last?: number | undefined },
  path: Path,
  { add }: Pick<Checking, "add">,
): void {
  if (entry.keep_last !== undefined && entry.action !== "mask")
    add([...path, "keep_last"], 'belongs to "action: mask"', true);
}

function checkKeys(entries: readonly KeyEntry[], path: Path, checking: Checking): void {
  const seen = new Map<string, number>();
  entries.forEach((entry, i) => {
    checkKey(entry, [...path, i], checking);
    const name = nameOf(entry);
    const earlier = seen.get(name);
    if (earlier !== undefined)
      checking.add([...path, i], `decides the same key as entry ${earlier + 1}; remove one of them`);
    else if (name !== "") seen.set(name, i);
  });
}

/** What an entry is about: key, path or glob as one text. */
export function nameOf(entry: KeyEntry): string {
  return entry.key ?? entry.glob ?? entry.path?.join(".") ?? "";
}

function checkKey(entry: KeyEntry, path: Path, checking: Checking): void {
  const { add } = checking;
  const named = [entry.key, entry.glob, entry.path].filter((name) => name !== undefined).length;
  if (named !== 1) return add(path, 'needs exactly one of "key", "glob" and "path"');
  if (entry.key?.includes("*") === true) add([...path, "key"], 'holds "*", which means nothing here; use "glob"');
  if (entry.glob !== undefined) checkKeyGlob(entry.glob, [...path, "glob"], checking);
  const scans = entry.format !== undefined || entry.free_text !== undefined;
  if (scans && entry.action !== undefined && entry.action !== "scan")
    add(path, '"format" and "free_text" belong to "action: scan"');
  if ((entry.action === "scan" || entry.action === "never") && entry.type !== undefined)
    add([...path, "type"], `has no effect with "action: ${entry.action}"`, true);
  if (entry.action === undefined && !scans && entry.type === undefined)
    add(path, 'says nothing: give it "action", "type" or "format"');
  if (entry.action === undefined && scans && entry.type !== undefined)
    add(path, '"type" acts unseen, "format" scans; choose one');
  checkMask(entry, path, checking);
  const name = nameOf(entry);
  const acts = entry.action !== undefined && entry.action !== "scan" && entry.action !== "never";
  if (acts && entry.type === undefined && personalType(name) === undefined) {
    add(path, 'needs "type": what its values are, for placeholder and figures');
  }
  const constant = acts ? entry.action !== "hash" : entry.action === undefined && entry.type !== undefined;
  if (constant && matches(textMatch(name), WRITER_KEY))
    add(path, `would merge the series of all instances (${WRITER_KEY}); use hash`);
}

function checkKeyGlob(glob: string, path: Path, checking: Checking): void {
  if (!glob.includes("*")) checking.add(path, 'has no "*"; use "key"');
  if (/^\*+$/.test(glob)) checking.add(path, 'covers every key; use "unknown_keys"');
  checkGlob(glob, path, checking);
}

function checkGlob(glob: string, path: Path, { add }: Checking): void {
  if (/[?[\]{}|^$\\]/.test(glob)) add(path, 'only "*" is special in a glob; for more, write a pattern under patterns');
  if (glob.includes("**")) add(path, 'has "**"; one "*" already stands for any run of characters');
}

function checkPlace(entry: PlaceEntry | undefined, path: Path, { add }: Checking): void {
  if (entry === undefined || typeof entry === "string") return;
  const acts = entry.action !== "never" && entry.action !== "scan";
  checkMask(entry, path, { add });
  if (acts && entry.type === undefined) add(path, 'needs "type": what stands here, for placeholder and figures');
  if (!acts && entry.type !== undefined) add([...path, "type"], `has no effect with "action: ${entry.action}"`, true);
  if (acts && entry.action === "drop" && !/attribute|metadata$/.test(String(path[path.length - 1]))) {
    add([...path, "action"], "drop removes attributes; use redact here");
  }
}

function checkAllow(allow: Section["allow"], path: Path, { add }: Checking): void {
  (allow?.cidrs ?? []).forEach((text, i) => {
    const range = parseCidr(text);
    if (typeof range === "string") add([...path, "cidrs", i], range);
  });
  (allow?.suffixes ?? []).forEach((suffix, i) => {
    if (suffix.includes("*")) add([...path, "suffixes", i], 'is compared as it is written; leave out the "*"');
    else if (suffix.length < 3) add([...path, "suffixes", i], "is too short: it would allow nearly everything");
  });
}

function checkDetectors(document: PolicyDocument, { add }: Checking): void {
  const ids = new Set(DETECTORS.map((detector) => detector.id));
  for (const list of ["disable", "enable"] as const) {
    (document.detectors?.[list] ?? []).forEach((id, i) => {
      if (!ids.has(id)) add(["detectors", list, i], `not a detector${didYouMean(id, ids)}`);
      if (list === "enable" && document.detectors?.disable?.includes(id) === true)
        add(["detectors", list, i], "is switched on and off");
    });
  }
}

function checkPatternNames(document: PolicyDocument, { add }: Checking): void {
  const seen = new Set<string>();
  (document.patterns ?? []).forEach(({ name }, i) => {
    if (seen.has(name)) add(["patterns", i, "name"], "another pattern has this name");
    seen.add(name);
  });
}
