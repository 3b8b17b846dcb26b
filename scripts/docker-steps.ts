// Performs the steps of the Dockerfile in an empty folder, for machines without a Docker engine, and tries the result.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseDockerfile, performSteps } from "./dockerfile.ts";

const context = new URL("..", import.meta.url).pathname;
const into = process.argv[2] ?? mkdtempSync(join(tmpdir(), "otelscrub-image-"));
const stages = parseDockerfile(readFileSync(join(context, "Dockerfile"), "utf8"));
const root = performSteps(stages, { context, into, say: (line) => process.stdout.write(`${line}\n`) });
const version = execFileSync(process.execPath, [join(root, "otelscrub"), "--version"], { encoding: "utf8" });
process.stdout.write(`otelscrub ${version.trim()} stands in ${root}\n`);
