import { didYouMean } from "../core/nearest.ts";
import type { PipelineConfig } from "./config.ts";
import { type Path, pathText } from "./explain.ts";
import { type Problem, placeOf } from "./problem.ts";
import { type DocumentSettings, presentId, SECTIONS, type SectionName, signalOfPipeline, typeOfId } from "./schema.ts";
import { markAt, type Tree, treeAt } from "./tree.ts";

const PIPELINE_LISTS = ["receivers", "processors", "exporters"] as const;

/** Ids that a section defines, in their present names. */
export type DefinedIds = Readonly<Record<SectionName, ReadonlySet<string>>>;

/** Checks what connects the parts, and returns the pipelines. */
export function checkPipelines(
  tree: Tree,
  service: DocumentSettings["service"],
  defined: DefinedIds,
  problems: Problem[],
): PipelineConfig[] {
  const path = ["service", "pipelines"];
  const written = treeAt(tree, path);
  const ids = written?.kind === "map" ? [...written.entries.keys()] : [];
  if (ids.length === 0) problems.push(problemAt(tree, path, "there is no pipeline; add one such as `traces:`"));
  return ids.flatMap((id) => {
    const lists = Object.hasOwn(service.pipelines, id) ? service.pipelines[id] : undefined;
    const here = [...path, id];
    const signal = signalOfPipeline(id);
    if (signal === undefined || lists === undefined) {
      const type = id.split("/", 1)[0] ?? id;
      const hint = didYouMean(type, ["logs", "traces", "metrics"]);
      problems.push(
        problemAt(tree, here, `a pipeline is named logs, traces or metrics, or one of these with /name${hint}`),
      );
      return [];
    }
    for (const list of PIPELINE_LISTS) checkReferences(tree, [...here, list], list, lists[list], defined, problems);
    for (const list of ["receivers", "exporters"] as const) {
      if (lists[list].length === 0) problems.push(problemAt(tree, [...here, list], `the pipeline has no ${list}`));
    }
    checkScrub(tree, here, id, lists.processors, problems);
    const [receivers, processors, exporters] = PIPELINE_LISTS.map((list) =>
      lists[list].map((ref) => presentId(ref, list)),
    );
    return [{ id, signal, receivers: receivers ?? [], processors: processors ?? [], exporters: exporters ?? [] }];
  });
}

/** A telemetry proxy that forwards unscrubbed data by a forgotten word is worse than one that does not start. */
function checkScrub(tree: Tree, here: Path, id: string, processors: readonly string[], problems: Problem[]): void {
  const count = processors.filter((ref) => typeOfId(ref, "processors") === "scrub").length;
  if (count === 1) return;
  const text =
    count === 0
      ? `the pipeline ${id} has no scrub processor and would forward raw data; add scrub to its processors`
      : `the pipeline ${id} has ${count} scrub processors; one is possible`;
  problems.push(problemAt(tree, [...here, "processors"], text));
}

/** Checks that every id in a list is defined and stands there once. */
export function checkReferences(
  tree: Tree,
  path: Path,
  section: SectionName,
  refs: readonly string[],
  defined: DefinedIds,
  problems: Problem[],
): void {
  const seen = new Set<string>();
  refs.forEach((ref, i) => {
    const id = presentId(ref, section);
    const noun = SECTIONS[section].noun;
    if (!defined[section].has(id)) {
      problems.push(
        problemAt(tree, [...path, i], `the ${noun} "${ref}" is not defined${didYouMean(id, defined[section])}`),
      );
    } else if (seen.has(id)) problems.push(problemAt(tree, [...path, i], `the ${noun} "${ref}" stands here twice`));
    seen.add(id);
  });
}

/** Key material must come from outside: a file that is committed, mailed and pasted is no place for it. */
export function checkKeys(tree: Tree, problems: Problem[]): void {
  const processors = treeAt(tree, ["processors"]);
  if (processors?.kind !== "map") return;
  for (const id of processors.entries.keys()) {
    const path = ["processors", id, "hmac_key"];
    const key = treeAt(tree, path);
    if (typeOfId(id, "processors") !== "scrub" || key === undefined) continue;
    if (key.kind === "scalar" && (key.value === null || key.origin === "reference")) continue;
    problems.push(problemAt(tree, path, "a key must not be written here; write ${file:path} or ${env:NAME}"));
  }
}

/** A snapshot holds series by keyed hashes: without a key that outlives the process nobody could read it. */
export function checkSnapshots(tree: Tree, problems: Problem[]): void {
  const processors = treeAt(tree, ["processors"]);
  if (processors?.kind !== "map") return;
  for (const id of processors.entries.keys()) {
    const path = ["processors", id, "fold", "snapshot_file"];
    if (typeOfId(id, "processors") !== "scrub" || isMissing(treeAt(tree, path))) continue;
    if (isMissing(treeAt(tree, ["processors", id, "hmac_key"])))
      problems.push(problemAt(tree, path, "needs `hmac_key`: series are hashed under it in the file"));
  }
}

/** What is legal and probably not meant. */
export function collectWarnings(
  tree: Tree,
  defined: DefinedIds,
  pipelines: readonly PipelineConfig[],
  extensions: readonly string[],
): string[] {
  const used = new Set(
    pipelines.flatMap((p) => PIPELINE_LISTS.flatMap((list) => p[list].map((ref) => `${list}.${ref}`))),
  );
  for (const ref of extensions) used.add(`extensions.${ref}`);
  const warnings: string[] = [];
  const warn = (path: Path, text: string): number =>
    warnings.push(`${placeOf(markAt(tree, path))}: ${pathText(path)}: ${text}`);
  for (const section of [...PIPELINE_LISTS, "extensions"] as const) {
    const written = treeAt(tree, [section]);
    if (written?.kind !== "map") continue;
    for (const id of written.entries.keys()) {
      if (!defined[section].has(presentId(id, section))) continue;
      const isUsed = used.has(`${section}.${presentId(id, section)}`);
      if (!isUsed) warn([section, id], `the ${SECTIONS[section].noun} is defined and not used`);
      else if (typeOfId(id, section) === "batch")
        warn([section, id], "batching is not done; requests leave as they came");
      else if (typeOfId(id, section) === "scrub" && isMissing(treeAt(tree, [section, id, "hmac_key"]))) {
        warn([section, id], "no hmac_key is given; a random one is made, so that tokens change with every start");
      }
    }
  }
  return warnings;
}

function isMissing(tree: Tree | undefined): boolean {
  return tree === undefined || (tree.kind === "scalar" && tree.value === null);
}

export function problemAt(tree: Tree, path: Path, text: string): Problem {
  return { at: markAt(tree, path), path: pathText(path), text };
}
