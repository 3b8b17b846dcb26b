import { didYouMean } from "../core/nearest.ts";
import { type DefinedIds, problemAt } from "./check.ts";
import type { Config, ExporterConfig, ExtensionConfig, ProcessorConfig, ReceiverConfig } from "./config.ts";
import type { Problem } from "./problem.ts";
import { ID_PATTERN, presentId, SECTIONS, type SectionName, typeOfId } from "./schema.ts";
import { type Tree, treeAt } from "./tree.ts";
import { validatePart } from "./validate.ts";

interface Component {
  readonly id: string;
  readonly type: string;
  readonly settings: unknown;
}

export interface Components {
  readonly components: Pick<Config, SectionName>;
  /** Also ids whose settings are wrong, so that one fault is reported once. */
  readonly defined: DefinedIds;
}

/** Checks every component against the schema of its type. */
export function readComponents(tree: Tree, problems: Problem[]): Components {
  const receivers = readSection(tree, "receivers", problems);
  const processors = readSection(tree, "processors", problems);
  const exporters = readSection(tree, "exporters", problems);
  const extensions = readSection(tree, "extensions", problems);
  return {
    // The schema that made the settings is the one its type names, which the compiler cannot see through a table.
    components: {
      receivers: receivers.components as unknown as ReceiverConfig[],
      processors: processors.components as unknown as ProcessorConfig[],
      exporters: exporters.components as unknown as ExporterConfig[],
      extensions: extensions.components as unknown as ExtensionConfig[],
    },
    defined: {
      receivers: receivers.ids,
      processors: processors.ids,
      exporters: exporters.ids,
      extensions: extensions.ids,
    },
  };
}

function readSection(
  tree: Tree,
  section: SectionName,
  problems: Problem[],
): { components: Component[]; ids: Set<string> } {
  const components: Component[] = [];
  const ids = new Set<string>();
  const written = treeAt(tree, [section]);
  if (written?.kind === "list") problems.push(problemAt(tree, [section], "expected a map, found a list"));
  if (written?.kind !== "map") return { components, ids };
  const { schemas, noun } = SECTIONS[section];
  for (const key of written.entries.keys()) {
    const id = presentId(key, section);
    const type = typeOfId(key, section);
    const schema = schemas.get(type);
    if (!ID_PATTERN.test(key) || schema === undefined) {
      const hint = didYouMean(key.split("/", 1)[0] ?? key, schemas.keys());
      problems.push(problemAt(tree, [section, key], `there is no ${noun} of this type${hint}`));
      ids.add(id);
    } else if (ids.has(id)) {
      problems.push(problemAt(tree, [section, key], `the ${noun} ${id} is defined twice, once by its former name`));
    } else {
      ids.add(id);
      const settings = validatePart(schema, tree, [section, key], problems);
      if (settings !== undefined) components.push({ id, type, settings });
    }
  }
  return { components, ids };
}
