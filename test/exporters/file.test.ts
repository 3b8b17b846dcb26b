import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as v from "valibot";
import { afterEach, beforeEach, expect, test } from "vitest";
import { OperatorError } from "../../core/errors.ts";
import { createExporter } from "../../exporters/create.ts";
import type { Exporter } from "../../exporters/exporter.ts";
import { FileSettingsSchema } from "../../exporters/settings.ts";
import { protobufToJson } from "../../otlp/json-write.ts";
import { batchOf, collectEvents, endOf, logsRequest, type Told } from "../support/batches.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "otelscrub-file-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function started(
  settings: Partial<v.InferInput<typeof FileSettingsSchema>> = {},
): Promise<{ exporter: Exporter; told: Told }> {
  const told = collectEvents();
  const parsed = v.parse(FileSettingsSchema, { path: join(folder, "deep/out.json"), ...settings });
  const deps = { events: told, stdout: process.stdout, version: "0" };
  const exporter = createExporter("file", { type: "file", settings: parsed }, deps);
  await exporter.start();
  return { exporter, told };
}

const REQUEST = logsRequest(3);
const line = `${Buffer.from(protobufToJson(REQUEST, "logs")).toString()}\n`;
const written = () => readFileSync(join(folder, "deep/out.json"), "utf8");

test("E1 each request is one line of OTLP/JSON, in the order of sending, also when sent at once", async () => {
  const { exporter, told } = await started();
  const requests = [1, 2, 3, 4].map((items) => logsRequest(items));
  await Promise.all(requests.map((request, i) => exporter.send(batchOf(request, i + 1))));
  await exporter.stop(0);
  expect(written()).toBe(requests.map((r) => `${Buffer.from(protobufToJson(r, "logs")).toString()}\n`).join(""));
  expect(told.lines).toEqual(["sent logs 1", "sent logs 2", "sent logs 3", "sent logs 4"]);
  expect(told.inFlightNow).toBe(0);
});

test("E1 an existing file is appended to, or emptied when append is false", async () => {
  for (const [append, expected] of [
    [true, line + line],
    [false, line],
  ] as const) {
    for (let run = 0; run < 2; run++) {
      const { exporter } = await started({ path: join(folder, `${append}.json`), append });
      await exporter.send(batchOf(REQUEST, 3));
      await exporter.stop(0);
    }
    expect(readFileSync(join(folder, `${append}.json`), "utf8")).toBe(expected);
  }
});

test("E1 only the owner may read the file", async () => {
  const { exporter } = await started();
  expect(statSync(join(folder, "deep/out.json")).mode & 0o077).toBe(0);
  await exporter.stop(0);
});

test("E2 a full file is renamed, its backups are bounded, and no line is torn", async () => {
  const { exporter } = await started({ rotation: { max_megabytes: 1, max_backups: 2 } });
  const big = logsRequest(1, 600_000);
  for (let i = 0; i < 5; i++) await exporter.send(batchOf(big, 1));
  await exporter.stop(0);
  const files = readdirSync(join(folder, "deep"));
  expect(files).toHaveLength(3);
  expect(files.filter((name) => /^out-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.\d{3}(-\d+)?\.json$/.test(name))).toHaveLength(2);
  for (const name of files) {
    const text = readFileSync(join(folder, "deep", name), "utf8");
    expect(text.endsWith("\n")).toBe(true);
    expect(() =>
      text
        .trimEnd()
        .split("\n")
        .map((one) => JSON.parse(one)),
    ).not.toThrow();
  }
});

test("E3 a disk that takes nothing refuses with a hint, and the code is all that is told", async () => {
  const { exporter, told } = await started({ path: "/dev/full" });
  const outcome = await exporter.send(batchOf(REQUEST, 3));
  expect(outcome).toMatchObject({ kind: "refused", code: "backend_unavailable", retryAfterMs: 3_000 });
  expect(told.lines).toEqual(["failed logs 3 ENOSPC transient"]);
  await exporter.stop(0);
});

test("E3 after a stop nothing is accepted, and stopping twice is safe", async () => {
  const { exporter } = await started();
  await exporter.stop(0);
  await exporter.stop(0);
  expect(endOf(await exporter.send(batchOf(REQUEST, 3)))).toBe("backend_unavailable");
});

test("E3 a path that cannot be written ends the start with one sentence", async () => {
  appendFileSync(join(folder, "plain"), "");
  await expect(started({ path: join(folder, "plain/out.json") })).rejects.toThrow(OperatorError);
});
