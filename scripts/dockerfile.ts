import { execSync } from "node:child_process";
import { chmodSync, cpSync, lstatSync, mkdirSync, readdirSync, readFileSync, readlinkSync, symlinkSync } from "node:fs";
import { basename, dirname, join } from "node:path";

/** One instruction, as written. */
export interface Step {
  readonly name: string;
  readonly rest: string;
}

/** From one FROM to the next. */
export interface Stage {
  readonly base: string;
  /** Its `AS`, or `final`. */
  readonly name: string;
  readonly steps: readonly Step[];
}

const KNOWN: ReadonlySet<string> = new Set(["WORKDIR", "COPY", "RUN", "ENV", "USER", "EXPOSE", "ENTRYPOINT", "CMD"]);

/** Reads the small part of the Dockerfile language that ours uses; anything else is an error. */
export function parseDockerfile(text: string): Stage[] {
  const stages: { base: string; name: string; steps: Step[] }[] = [];
  for (const line of text.split("\n")) {
    if (line.trim() === "" || line.startsWith("#")) continue;
    const [name, rest] = splitOnce(line.trim());
    if (name === "FROM") {
      const [base = "", , as = "final"] = rest.split(" ");
      stages.push({ base, name: as, steps: [] });
    } else if (KNOWN.has(name)) stages.at(-1)?.steps.push({ name, rest });
    else throw new Error(`Dockerfile: ${name} is not an instruction these steps know.`);
  }
  return stages;
}

/** The last instruction of that name in a stage. */
export function lastStep(stage: Stage | undefined, name: string): string | undefined {
  return stage?.steps.findLast((step) => step.name === name)?.rest;
}

export interface Build {
  /** What Docker calls the context: the checkout. */
  readonly context: string;
  /** An empty folder; each stage gets a folder in it that stands for its root. */
  readonly into: string;
  /** Instead of `npm ci`, a link to modules that are installed already. */
  readonly modules?: string;
  readonly say: (line: string) => void;
}

/** Performs every step of every stage; returns the root of the last one. */
export function performSteps(stages: readonly Stage[], build: Build): string {
  for (const stage of stages) performStage(stage, build);
  return join(build.into, stages.at(-1)?.name ?? "");
}

function performStage(stage: Stage, build: Build): void {
  const root = join(build.into, stage.name);
  mkdirSync(root, { recursive: true });
  let folder = root;
  for (const { name, rest } of stage.steps) {
    build.say(`[${stage.name}] ${name} ${rest}`);
    if (name === "WORKDIR") mkdirSync((folder = join(root, rest)), { recursive: true });
    else if (name === "COPY") copy(rest, root, folder, build);
    else if (name === "RUN") runIn(folder, rest, build);
  }
}

function runIn(folder: string, command: string, build: Build): void {
  if (build.modules !== undefined && command.startsWith("npm ci "))
    symlinkSync(build.modules, join(folder, "node_modules"));
  else execSync(command, { cwd: folder, stdio: ["ignore", "inherit", "inherit"] });
}

function copy(rest: string, root: string, folder: string, build: Build): void {
  const words = rest.split(" ");
  const flags = words.filter((word) => word.startsWith("--"));
  const paths = words.filter((word) => !word.startsWith("--"));
  const target = paths.pop() ?? "";
  const from = flag(flags, "--from");
  const source = from === undefined ? build.context : join(build.into, from);
  const goal = target.startsWith("/") ? join(root, target) : join(folder, target);
  for (const path of paths) {
    const at = join(source, path);
    const to = target.endsWith("/") ? join(goal, basename(path)) : goal;
    if (from === undefined && path === ".") copyContext(at, goal);
    else if (lstatSync(at).isSymbolicLink()) copyLink(at, to);
    else cpSync(at, to, { recursive: true, verbatimSymlinks: true });
  }
  const mode = flag(flags, "--chmod");
  if (mode !== undefined) chmodSync(goal, Number.parseInt(mode, 8));
}

function copyLink(at: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true });
  symlinkSync(readlinkSync(at), to);
}

/** Everything of the context but what .dockerignore names; ours holds plain names only. */
function copyContext(context: string, goal: string): void {
  const ignored = new Set(readFileSync(join(context, ".dockerignore"), "utf8").split("\n"));
  for (const name of readdirSync(context)) {
    if (ignored.has(name)) continue;
    const isFolder = lstatSync(join(context, name)).isDirectory();
    cpSync(join(context, name), join(goal, name), { recursive: isFolder, verbatimSymlinks: true });
  }
}

function flag(flags: readonly string[], name: string): string | undefined {
  return flags.find((one) => one.startsWith(`${name}=`))?.slice(name.length + 1);
}

function splitOnce(line: string): [string, string] {
  const cut = line.indexOf(" ");
  return cut < 0 ? [line, ""] : [line.slice(0, cut), line.slice(cut + 1).trim()];
}
