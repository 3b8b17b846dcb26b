import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { type Loaded, loadConfig } from "../config/load.ts";
import { OperatorError } from "../core/errors.ts";
import type { Terminal } from "./command.ts";

/** Flags of every verb that reads a configuration, as the collector has them. */
export const CONFIG_USAGE = `  --config PLACE   a file, file:PATH, env:NAME or yaml:TEXT; repeat it to merge several, later ones win
  --set A.B=VALUE  one setting; wins over every --config`;

/** Loads what the flags name. Throws OperatorError for an unknown flag or a wrong configuration. */
export function loadFromFlags(terminal: Terminal): Loaded {
  const { values } = parsed(terminal.args);
  return loadConfig({
    configs: values.config ?? [],
    sets: values.set ?? [],
    env: terminal.env,
    readFile: (path) => readFileSync(path, "utf8"),
  });
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: { config: { type: "string", multiple: true }, set: { type: "string", multiple: true } },
      allowPositionals: false,
    });
  } catch (error) {
    throw new OperatorError(error instanceof Error ? error.message : "The flags could not be read.");
  }
}
