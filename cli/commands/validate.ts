import { readFileSync } from "node:fs";
import { readVersion } from "../../core/version.ts";
import { buildParts } from "../../pipeline/build.ts";
import { policyWarnings } from "../../pipeline/policy-warnings.ts";
import type { Command } from "../command.ts";
import { CONFIG_USAGE, loadFromFlags } from "../config-flags.ts";

export const validate: Command = {
  name: "validate",
  summary: "Checks configuration and policy and says what is wrong with them.",
  usage: `otelscrub validate [--config PLACE]... [--set A.B=VALUE]...\n\n${CONFIG_USAGE}`,
  run(terminal) {
    const { config, warnings } = loadFromFlags(terminal);
    const { stdout, stderr } = terminal;
    const readFile = (path: string): string => readFileSync(path, "utf8");
    const { scrubs } = buildParts(config, { stdout, stderr, version: readVersion(), readFile });
    for (const warning of [...warnings, ...policyWarnings(scrubs.values())]) stderr.write(`warning: ${warning}\n`);
    stdout.write("The configuration is valid.\n");
    return Promise.resolve(0);
  },
};
