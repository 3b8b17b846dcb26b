import { type ChildProcess, spawn } from "node:child_process";
import { onTestFinished } from "vitest";
import { assertIdentity } from "./identity.ts";
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
  readonly healthPort: number;
  readonly metricsPort: number;
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
  const [grpcPort = 0, httpPort = 0] = portsIn(child.stderr(), "receiver");
  const [healthPort = 0] = portsIn(child.stderr(), "health_check");
  const [metricsPort = 0] = portsIn(child.stderr(), "metrics");
  return { ...child, grpcPort, httpPort, healthPort, metricsPort };
}

/** O22 and O23 of a process that is at rest. */
export async function assertIdentityOf(child: ReadyChild): Promise<void> {
  for (;;) {
    const page = await (await fetch(`http://127.0.0.1:${child.metricsPort}/metrics`)).text();
    if (/^scrubber_inflight_bytes 0$/m.test(page)) return assertIdentity(page);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

interface Line {
  readonly event?: string;
  readonly endpoint?: string;
  readonly extension?: string;
}

/** Ports that the log says are listened on: of an own page, or of the receivers in their order. */
function portsIn(log: string, what: "receiver" | "health_check" | "metrics"): number[] {
  const lines = log.split("\n").filter((line) => line.startsWith("{"));
  return lines
    .map((line) => JSON.parse(line) as Line)
    .filter((line) => line.event === "listening" && (line.extension ?? "receiver") === what)
    .map((line) => Number(line.endpoint?.split(":").at(-1)));
}
