import { readFileSync } from "node:fs";
import { readVersion } from "../../core/version.ts";
import { buildParts } from "../../pipeline/build.ts";
import type { Command } from "../command.ts";
import { CONFIG_USAGE, loadFromFlags } from "../config-flags.ts";

export const validate: Command = {
  name: "validate",
  summary: "Checks configuration and policy and says what is wrong with them.",
  usage: `otelscrub validate [--config PLACE]... [--set A.B=VALUE]...\n\n${CONFIG_USAGE}`,
  run(terminal) {
    const { config, warnings } = loadFromFlags(terminal);
    const { stdout, stderr } = terminal;
    buildParts(config, { stdout, stderr, version: readVersion(), readFile: (path) => readFileSync(path, "utf8") });
    for (const warning of warnings) stderr.write(`warning: ${warning}\n`);
    stdout.write("The configuration is valid.\n");
    return Promise.resolve(0);
  },
};
