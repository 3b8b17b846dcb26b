import { printConfig } from "../../config/print.ts";
import type { Command } from "../command.ts";
import { CONFIG_USAGE, loadFromFlags } from "../config-flags.ts";

export const printConfigCommand: Command = {
  name: "print-config",
  summary: "Prints the configuration as it is in force, complete with defaults; secrets are redacted.",
  usage: `otelscrub print-config [--config PLACE]... [--set A.B=VALUE]...\n\n${CONFIG_USAGE}`,
  run(terminal) {
    terminal.stdout.write(printConfig(loadFromFlags(terminal).config));
    return Promise.resolve(0);
  },
};
