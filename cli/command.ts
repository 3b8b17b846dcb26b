import { OperatorError } from "../core/errors.ts";

/** What a command is given. */
export interface Terminal {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
}

/** One verb: a line for the help and what it does. Resolves to the exit code. */
export interface Command {
  readonly name: string;
  readonly summary: string;
  readonly usage: string;
  run(terminal: Terminal): Promise<number>;
}

/** Exit code of a fault, for verbs whose 1 says that something was found. */
export const FAILED = 2;

/** What `work` resolves to; a fault in what an operator wrote is told in its sentence. */
export async function orFailed(terminal: Terminal, work: (terminal: Terminal) => Promise<number>): Promise<number> {
  try {
    return await work(terminal);
  } catch (error) {
    if (!(error instanceof OperatorError)) throw error;
    terminal.stderr.write(`${error.message}\n`);
    return FAILED;
  }
}
