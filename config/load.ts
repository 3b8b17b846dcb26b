import { builtinConfig } from "./builtin.ts";
import { checkKeys, checkPipelines, checkReferences, checkSnapshots, collectWarnings, problemAt } from "./check.ts";
import { readComponents } from "./components.ts";
import type { Config } from "./config.ts";
import { readEnvironment } from "./environment.ts";
import { freezeDeep } from "./freeze.ts";
import { checkLoops } from "./loops.ts";
import { type Problem, problemsError } from "./problem.ts";
import { DocumentSchema } from "./schema.ts";
import { readSources, type SourceInput } from "./sources.ts";
import type { Tree } from "./tree.ts";
import { validatePart } from "./validate.ts";

export interface Loaded {
  readonly config: Config;
  /** One sentence each, for the log. */
  readonly warnings: readonly string[];
}

/**
 * Reads, merges, expands and checks the configuration. Throws one `OperatorError` that lists every problem with its
 * place; nothing is used before everything is right. Without `--config` the built-in configuration stands.
 *
 * @example loadConfig({ configs: ["gateway.yaml"], sets: [], env: process.env, readFile: (path) => readFileSync(path, "utf8") })
 */
export function loadConfig(input: SourceInput): Loaded {
  const problems: Problem[] = [];
  const builtin = input.configs.length > 0 ? undefined : builtinConfig(readEnvironment(input.env, problems));
  const tree = readSources(input, builtin, problems);
  // What could not be read or expanded would only cause further faults.
  if (problems.length > 0) throw problemsError(problems);
  return configOf(tree);
}

function configOf(tree: Tree): Loaded {
  const problems: Problem[] = [];
  if (tree.kind !== "map") throw problemsError([problemAt(tree, [], "the configuration must be a map")]);
  const document = validatePart(DocumentSchema, tree, [], problems);
  checkKeys(tree, problems);
  checkSnapshots(tree, problems);
  const { components, defined } = readComponents(tree, problems);
  if (document === undefined) throw problemsError(problems);
  const pipelines = checkPipelines(tree, document.service, defined, problems);
  const extensions = document.service.extensions;
  checkReferences(tree, ["service", "extensions"], "extensions", extensions, defined, problems);
  checkLoops(tree, components.receivers, components.exporters, problems);
  if (problems.length > 0) throw problemsError(problems);
  const config: Config = {
    ...components,
    service: { extensions, pipelines, telemetry: document.service.telemetry },
  };
  return { config: freezeDeep(config), warnings: collectWarnings(tree, defined, pipelines, extensions) };
}
