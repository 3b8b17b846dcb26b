import { describe, expect, test } from "vitest";
import { STEPS } from "../../scripts/demo/steps.ts";
import { runCli } from "../support/child.ts";

const program = [process.execPath, new URL("../../scripts/demo/main.ts", import.meta.url).pathname];

/** What the demo sends that no scrub may touch, and the personal part of everything else. */
const CLEAN_KEYS = ["service.version", "http.route", "http.response.status_code"];
const PERSONAL = [
  "ada.lovelace",
  "4111 1111",
  "0532 0130",
  "202 555",
  "536-90",
  "s3cretPassw0rd",
  "q7Gk2vXw9",
  "correct-horse",
];

describe("R21 the demo", () => {
  test("R21 --json: everything is forwarded, the personal steps change, the clean ones stay, code 0", async () => {
    const child = runCli(["--json"], { program });
    expect(await child.ended).toBe(0);
    const figures = JSON.parse(child.stdout()) as Record<string, number>;
    const clean = STEPS.filter((step) => CLEAN_KEYS.includes(step.key ?? "")).length;
    expect(figures).toMatchObject({
      steps: STEPS.length,
      forwarded: STEPS.length,
      kept: clean,
      changed: STEPS.length - clean,
    });
    expect(figures["found"]).toBeGreaterThanOrEqual(STEPS.length - clean);
    expect(child.stdout().trimEnd().split("\n").length).toBe(1);
  });

  test("R21 piped: a pair for each step, no colours, a table, and the after side holds nothing personal", async () => {
    const child = runCli([], { program });
    expect(await child.ended).toBe(0);
    const lines = child.stdout().split("\n");
    expect(child.stdout()).not.toContain("\u001b[");
    const after = lines.filter((line) => line.startsWith("  -> "));
    expect(after.length).toBe(STEPS.length);
    for (const personal of PERSONAL) expect(after.join("\n")).not.toContain(personal);
    expect(child.stdout()).toMatch(/type +signal +place +count/);
    expect(child.stdout()).toContain(`${STEPS.length} of ${STEPS.length} records forwarded`);
  });
});
