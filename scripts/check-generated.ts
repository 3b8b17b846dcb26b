// Runs every generator again and fails when a committed file differs from what its generator writes today.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

const root = new URL("..", import.meta.url).pathname;

/** Each generator with the files it writes. */
const GENERATORS: Readonly<Record<string, readonly string[]>> = {
  "generate-otlp-fields.ts": ["otlp/fields.generated.ts"],
  "generate-detectors.ts": ["processors/detect/registry.generated.ts"],
  "generate-label-keys.ts": ["processors/fold/labels/label-keys.generated.ts"],
  "generate-key-table.ts": ["policy/key-table.generated.ts"],
  "generate-built-in-policies.ts": ["policy/built-in.generated.ts"],
  "generate-policy-schema.ts": ["policy/policy.schema.json"],
  "generate-config-schema.ts": ["config/config.schema.json"],
  "generate-detector-docs.ts": ["docs/detectors.md"],
  "generate-dashboards.ts": ["dashboards/otelscrub.json", "dashboards/otelscrub-cardinality.json"],
  "build-scan.ts": ["processors/scan/scan-wasm.generated.ts"],
  "build-fold.ts": ["processors/fold/fold-wasm.generated.ts"],
};

const changed: string[] = [];
for (const [script, files] of Object.entries(GENERATORS)) {
  const before = files.map((file) => readFileSync(`${root}${file}`, "utf8"));
  execFileSync(process.execPath, [`${root}scripts/${script}`], { stdio: "inherit", cwd: root });
  files.forEach((file, index) => {
    if (readFileSync(`${root}${file}`, "utf8") !== before[index]) changed.push(`${file} (scripts/${script})`);
  });
}
if (changed.length > 0 && !process.argv.includes("--write")) {
  process.stderr.write(
    `These files are not what their generators write; look at the difference and commit it:\n  ${changed.join("\n  ")}\n`,
  );
  process.exitCode = 1;
}
