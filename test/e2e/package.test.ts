import { execFileSync } from "node:child_process";
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { assertIdentityOf, runCli, startChild } from "../support/child.ts";
import { grpcCollector } from "../support/collected.ts";
import { encode, logsOf, meaningOf, postOtlp } from "../support/requests.ts";
import { configFor } from "../support/service.ts";

const ROOT = new URL("../..", import.meta.url).pathname;

interface Manifest {
  readonly version: string;
  readonly bin: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
}
const manifest = JSON.parse(readFileSync(`${ROOT}package.json`, "utf8")) as Manifest;

interface Packed {
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
}

/** Builds and packs what would be published, beside the checkout so that nothing in it changes. */
function pack(into: string): Packed {
  const staging = join(into, "staging");
  mkdirSync(staging);
  for (const name of ["package.json", "README.md", "LICENSE", "NOTICE"])
    if (existsSync(`${ROOT}${name}`)) cpSync(`${ROOT}${name}`, join(staging, name));
  execFileSync(process.execPath, [
    `${ROOT}node_modules/typescript/bin/tsc`,
    "-p",
    `${ROOT}tsconfig.build.json`,
    "--outDir",
    join(staging, "dist"),
  ]);
  const said = execFileSync(
    "npm",
    ["pack", "--json", "--ignore-scripts", "--pack-destination", into, "--loglevel=error"],
    { cwd: staging, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] },
  );
  const [packed] = JSON.parse(said) as Packed[];
  if (packed === undefined) throw new Error("npm pack said nothing.");
  return packed;
}

/** Lays the package out as an installation does: itself, its direct dependencies and its bin; development modules are out of reach. */
function install(into: string, packed: Packed): string {
  const modules = join(into, "app", "node_modules");
  const home = join(modules, "otelscrub");
  mkdirSync(home, { recursive: true });
  execFileSync("tar", ["-xzf", join(into, packed.filename), "--strip-components=1", "-C", home]);
  for (const name of Object.keys(manifest.dependencies)) {
    mkdirSync(dirname(join(modules, name)), { recursive: true });
    symlinkSync(`${ROOT}node_modules/${name}`, join(modules, name));
  }
  mkdirSync(join(modules, ".bin"));
  const target = join(home, manifest.bin["otelscrub"] ?? "");
  chmodSync(target, 0o755);
  symlinkSync(target, join(modules, ".bin", "otelscrub"));
  return join(modules, ".bin", "otelscrub");
}

describe("R18 the npm package", () => {
  test("R18 holds plain JavaScript, and its command runs, tells its version, scrubs and forwards", async () => {
    const into = mkdtempSync(join(tmpdir(), "otelscrub-package-"));
    onTestFinished(() => rmSync(into, { recursive: true }));
    const packed = pack(into);
    const paths = packed.files.map((file) => file.path);
    for (const wanted of ["LICENSE", "NOTICE", "README.md", "package.json", manifest.bin["otelscrub"]])
      expect(paths).toContain(wanted);
    expect(
      paths.filter((path) => !path.startsWith("dist/") && !/^(?:LICENSE|NOTICE|README\.md|package\.json)$/.test(path)),
    ).toEqual([]);
    expect(paths.filter((path) => path.endsWith(".ts") || path.includes("test/"))).toEqual([]);

    const command = { program: [install(into, packed)], cwd: into };
    const version = runCli(["--version"], command);
    expect([await version.ended, version.stdout()]).toEqual([0, `${manifest.version}\n`]);
    const backend = await grpcCollector();
    onTestFinished(() => backend.stop());
    const child = await startChild(
      {
        ...configFor({ otlp_grpc: { endpoint: backend.endpoint } }),
        processors: { memory_limiter: { limit_mib: 64 }, scrub: { policy: "strict" } },
      },
      command,
    );
    expect((await postOtlp(child.httpPort, "logs", encode("logs", logsOf(["mail ada@example.org"])))).status).toBe(200);
    expect(backend.arrivals[0]?.meaning).toEqual(meaningOf("logs", logsOf(["mail [EMAIL_ADDRESS]"])));
    await assertIdentityOf(child);
    child.kill();
    expect(await child.ended).toBe(0);
  });
});
