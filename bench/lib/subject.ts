import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { connect } from "node:net";

/** Ticks a second of /proc/PID/stat; fixed on Linux. */
const TICKS_PER_SECOND = 100;

/** A process under measure: it takes OTLP on one port and forwards to the sink. */
export interface Subject {
  readonly name: string;
  readonly port: number;
  /** CPU seconds used so far, user and system, all threads. */
  cpuSeconds(): number;
  /** Highest resident memory so far, MiB. */
  peakMiB(): number;
  stop(): Promise<void>;
}

/** Starts a process and waits until its port answers. CPU is read from /proc: a Linux machine is needed. */
export async function startSubject(
  name: string,
  port: number,
  command: string,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<Subject> {
  const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: ["ignore", "ignore", "pipe"] });
  let stderr = "";
  child.stderr?.on("data", (chunk: Buffer) => {
    if (stderr.length < 4_096) stderr += chunk.toString("utf8");
  });
  await waitForPort(port, child, () => `${name} did not start: ${stderr.slice(0, 600)}`);
  const { pid } = child;
  if (pid === undefined || !existsSync(`/proc/${pid}/stat`))
    throw new Error("CPU time is read from /proc, which this machine does not have.");
  return {
    name,
    port,
    cpuSeconds: () => readCpu(pid),
    peakMiB: () => Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) / 1024,
    stop: () => stopChild(child),
  };
}

/** Fields 14 and 15 of /proc/PID/stat (proc(5)): the name in field 2 may hold spaces. */
function readCpu(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

async function waitForPort(port: number, child: ChildProcess, fault: () => string): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt++) {
    if (child.exitCode !== null) throw new Error(fault());
    if (await answers(port)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  child.kill("SIGKILL");
  throw new Error(fault());
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });
}

function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(() => child.kill("SIGKILL"), 3_000);
    child.once("exit", () => {
      clearTimeout(timer);
      resolve();
    });
    child.kill("SIGTERM");
  });
}
