import { Readable, Writable } from "node:stream";
import type { Command, Terminal } from "../../cli/command.ts";

export interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs one verb with texts for streams. */
export async function runVerb(command: Command, args: readonly string[], stdin: string | Buffer = ""): Promise<Said> {
  const out = new Collected();
  const err = new Collected();
  const terminal = { args, env: {}, stdin: Readable.from([Buffer.from(stdin)]), stdout: out, stderr: err };
  const code = await command.run(terminal as unknown as Terminal);
  for (const stream of [out, err]) await new Promise<void>((resolve) => stream.end(resolve));
  return { code, out: out.text(), err: err.text() };
}

/** Takes little at once, as a slow reader does. */
class Collected extends Writable {
  readonly #parts: Buffer[] = [];

  constructor() {
    super({ highWaterMark: 1_024 });
  }

  text(): string {
    return Buffer.concat(this.#parts).toString("utf8");
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.#parts.push(chunk);
    setImmediate(done);
  }
}
