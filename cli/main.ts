#!/usr/bin/env -S node --max-semi-space-size=2
import { OperatorError } from "../core/errors.ts";
import { nearest } from "../core/nearest.ts";
import { readVersion } from "../core/version.ts";
import { errorClass } from "../telemetry/logger.ts";
import type { Command, Terminal } from "./command.ts";
import { cardinality } from "./commands/cardinality.ts";
import { explainCommand } from "./commands/explain.ts";
import { printConfigCommand } from "./commands/print-config.ts";
import { run } from "./commands/run.ts";
import { scan } from "./commands/scan.ts";
import { validate } from "./commands/validate.ts";

const COMMANDS: readonly Command[] = [run, validate, printConfigCommand, scan, cardinality, explainCommand];

function help(): string {
  const verbs = COMMANDS.map((command) => `  ${command.name.padEnd(14)}${command.summary}`).join("\n");
  return `otelscrub ${readVersion()}: scrubs OpenTelemetry data on its way to a backend.\n\n${verbs}\n\n${run.usage}\n\notelscrub VERB --help says more.\n`;
}

/** Picks the verb; without one the proxy runs. Exit code 1 stands for a fault of the operator or ours. */
async function main(terminal: Terminal): Promise<number> {
  const [first = "", ...rest] = terminal.args;
  if (first === "--help" || first === "-h" || first === "help") return say(terminal, help());
  if (first === "--version" || first === "-v" || first === "version") return say(terminal, `${readVersion()}\n`);
  if (first === "" || first.startsWith("-")) return run.run(terminal);
  const command = COMMANDS.find((one) => one.name === first);
  if (command === undefined) {
    const near = nearest(
      first,
      COMMANDS.map((one) => one.name),
    );
    throw new OperatorError(
      `There is no verb "${first}"${near === undefined ? "" : `; did you mean "${near}"`}? otelscrub --help lists them.`,
    );
  }
  if (rest.includes("--help") || rest.includes("-h")) return say(terminal, `${command.summary}\n\n${command.usage}\n`);
  return command.run({ ...terminal, args: rest });
}

function say(terminal: Terminal, text: string): number {
  terminal.stdout.write(text);
  return 0;
}

const { argv, env, stdin, stdout, stderr } = process;
// Node would print the error and its source line, which may quote data. The process ends: what is in flight was not
// acknowledged, so senders send it again.
process.on("uncaughtException", (error) => {
  stderr.write(`otelscrub failed: ${errorClass(error)}\n`);
  process.exit(1);
});
try {
  process.exitCode = await main({ args: argv.slice(2), env, stdin, stdout, stderr });
} catch (error) {
  // Only sentences written for operators are shown: any other error text may quote data.
  stderr.write(error instanceof OperatorError ? `${error.message}\n` : `otelscrub failed: ${errorClass(error)}\n`);
  process.exitCode = 1;
}
