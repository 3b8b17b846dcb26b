import { readFileSync } from "node:fs";
import { readVersion } from "../../core/version.ts";
import { startService } from "../../pipeline/service.ts";
import type { Command, Terminal } from "../command.ts";
import { CONFIG_USAGE, loadFromFlags } from "../config-flags.ts";

export const run: Command = {
  name: "run",
  summary: "Runs the proxy (what happens without a verb).",
  usage: `otelscrub [run] [--config PLACE]... [--set A.B=VALUE]...\n\n${CONFIG_USAGE}`,
  run: serve,
};

/** Runs until SIGTERM or SIGINT; a second signal ends it at once. */
async function serve(terminal: Terminal): Promise<number> {
  const { config, warnings } = loadFromFlags(terminal);
  const { stdout, stderr } = terminal;
  const surroundings = { stdout, stderr, version: readVersion(), readFile: (path: string) => readFileSync(path, "utf8") };
  const service = await startService(config, surroundings, warnings);
  await new Promise<void>((resolve) => {
    for (const signal of ["SIGTERM", "SIGINT"] as const) {
      process.once(signal, () => {
        process.once(signal, () => process.exit(1));
        resolve();
      });
    }
  });
  await service.stop();
  return 0;
}
