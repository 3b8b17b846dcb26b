import { expect, test } from "vitest";
import { validate } from "../../cli/commands/validate.ts";
import { configFor, startProxy } from "../support/service.ts";
import { temporaryFile } from "../support/temporary-file.ts";
import { runVerb } from "../support/terminal.ts";

const config = (fold: string) => {
  const policy = temporaryFile("policy.yaml", `version: "1"\nname: risky\nextends: default\nfold:\n  ${fold}\n`);
  return configFor({ nop: {} }, { processors: { memory_limiter: { limit_mib: 256 }, scrub: { policy } } });
};
const RULE = "labels: [{ key: service.instance.id, mode: drop }, { key: user.id, mode: drop }]";
const SENTENCE =
  /processors::scrub::policy: fold\.labels: \\*"service\.instance\.id\\*" tells the writers of a series apart.*every source must reach this proxy/;

async function validated(fold: string): Promise<string> {
  const { code, err } = await runVerb(validate, ["--config", `yaml:${JSON.stringify(config(fold))}`]);
  expect(code).toBe(0);
  return err;
}

test("O16 a policy that folds a single-writer key is usable, and validate warns with the reason", async () => {
  const warnings = (await validated(RULE)).split("\n").filter((line) => line.includes("fold.labels"));
  expect(warnings).toEqual([expect.stringMatching(SENTENCE)]);
  expect(warnings[0]).toMatch(/^warning: /);
});

test("O16 the start writes the same warning into the log", async () => {
  const proxy = await startProxy(config(RULE));
  const lines = proxy
    .written()
    .split("\n")
    .filter((line) => line.includes("fold.labels"));
  expect(lines).toEqual([expect.stringMatching(SENTENCE)]);
  expect(JSON.parse(lines[0] ?? "")).toMatchObject({ level: "warn", event: "config_warning" });
});

test("O16 rules for other keys, rules that keep, and a fold that is off are no warning", async () => {
  expect(await validated("labels: [{ key: user.id, mode: drop }]")).not.toContain("fold.labels");
  expect(await validated("labels: [{ key: service.instance.id, mode: keep }]")).not.toContain("fold.labels");
  expect(await validated(`${RULE}\n  enabled: false`)).not.toContain("fold.labels");
});
