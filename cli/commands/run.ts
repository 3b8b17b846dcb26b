import { readFileSync } from "node:fs";
import { setFlagsFromString } from "node:v8";
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

/**
 * Messages lie in buffers outside of V8's heap, which small collections free at next to no cost, if only they come often
 * enough: else V8 collects the whole heap for them (docs/decisions/full-collections.md). So the young generation does not
 * grow; `--max-semi-space-size` in the first line of the program keeps it small from the start.
 */
const SMALL_COLLECTIONS = "--semi-space-growth-factor=1";

/** Runs until SIGTERM or SIGINT; any second signal ends it at once, with exit code 1. */
async function serve(terminal: Terminal): Promise<number> {
  setFlagsFromString(SMALL_COLLECTIONS);
  const { config, warnings } = loadFromFlags(terminal);
  const { stdout, stderr } = terminal;
  const surroundings = {
    stdout,
    stderr,
    version: readVersion(),
    readFile: (path: string) => readFileSync(path, "utf8"),
  };
  // Before the start: the first process of a container ignores a signal nobody listens for.
  const told = stopSignal();
  const service = await startService(config, surroundings, warnings);
  await told;
  await service.stop();
  return 0;
}

function stopSignal(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  let isStopping = false;
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.on(signal, () => {
      if (isStopping) process.exit(1);
      isStopping = true;
      resolve();
    });
  }
  return promise;
}
