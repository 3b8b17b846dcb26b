import { type ChildProcess, spawn } from "node:child_process";
import { onTestFinished } from "vitest";
import type { PlainConfig } from "./service.ts";

const ROOT = new URL("../..", import.meta.url).pathname;
/** Halves the start of each process. */
const NODE_COMPILE_CACHE = `${ROOT}node_modules/.cache/compile`;

/** otelscrub as its own process, as an operator starts it. */
export interface Child {
  readonly process: ChildProcess;
  /** What came out so far. */
  readonly stdout: () => string;
  readonly stderr: () => string;
  /** Exit code, or the name of the signal that ended it. */
  readonly ended: Promise<number | string>;
  kill(signal?: NodeJS.Signals): void;
}

export interface ReadyChild extends Child {
  readonly grpcPort: number;
  readonly httpPort: number;
}

/** How a program is started: by default from the sources. */
export interface Command {
  readonly program?: readonly string[];
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** Runs the command line and gives it no terminal. */
export function runCli(
  args: readonly string[],
  { program = [process.execPath, `${ROOT}cli/main.ts`], cwd = ROOT, env = {} }: Command = {},
): Child {
  const [file = "", ...first] = program;
  const child = spawn(file, [...first, ...args], {
    cwd,
    env: { PATH: process.env["PATH"], NODE_COMPILE_CACHE, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const out: string[] = [];
  const err: string[] = [];
  child.stdout.on("data", (chunk: Buffer) => out.push(chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => err.push(chunk.toString()));
  const ended = new Promise<number | string>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => resolve(code ?? signal ?? "?"));
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  return {
    process: child,
    stdout: () => out.join(""),
    stderr: () => err.join(""),
    ended,
    kill: (signal = "SIGTERM") => void child.kill(signal),
  };
}

/** Starts a proxy with a configuration and waits until its log says that it is ready. */
export function startChild(config: PlainConfig, command: Command = {}): Promise<ReadyChild> {
  return startChildWith([`--config=yaml:${JSON.stringify(config)}`], command);
}

/** Starts a proxy with these flags and waits until its log says that it is ready. */
export async function startChildWith(args: readonly string[], command: Command = {}): Promise<ReadyChild> {
  const child = runCli(args, command);
  const hasEnded = child.ended.then(() => true);
  while (!child.stderr().includes('"event":"ready"')) {
    const isOver = await Promise.race([hasEnded, new Promise<false>((resolve) => setTimeout(resolve, 10, false))]);
    if (isOver) throw new Error(`The proxy ended instead of starting: ${child.stderr()}`);
  }
  const ports = [...child.stderr().matchAll(/"endpoint":"[^"]*:(\d+)"/g)].map((match) => Number(match[1]));
  return { ...child, grpcPort: ports[0] ?? 0, httpPort: ports[1] ?? 0 };
}
