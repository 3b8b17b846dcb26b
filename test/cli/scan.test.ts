import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { describe, expect, onTestFinished, test } from "vitest";
import { scan } from "../../cli/commands/scan.ts";
import { blocksOf } from "../../cli/scan/lines.ts";
import { ENTITY_TYPES } from "../../core/entity.ts";
import { runVerb } from "../support/terminal.ts";

const MAIL = "grete.okoye@osprey404.example";
const CARD = "4111 1111 1111 1111";
const DIRTY = `all quiet\nmail to ${MAIL}, peer 81.2.69.142\n{"order":{"card_number":"${CARD}"}}\n`;
const CLEAN = "cache refreshed in 12 ms\ncommit 9fceb02d0ae598e95dc970b74767f19372d61af8 deployed\n";

function file(name: string, bytes: string | Buffer): string {
  const folder = mkdtempSync(join(tmpdir(), "otelscrub-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

interface Listed {
  readonly findings: readonly {
    readonly file: string;
    readonly line: number;
    readonly column?: number;
    readonly path?: string;
    readonly type: string;
    readonly endLine?: number;
  }[];
  readonly summary: { readonly findings: number; readonly lines: number; readonly failedFiles: number };
}

async function findings(path: string, ...flags: readonly string[]): Promise<Listed> {
  return JSON.parse((await runVerb(scan, ["--json", ...flags, path])).out) as Listed;
}

describe("reports", () => {
  test("F1 a table says what was found where, and never the value", async () => {
    const path = file("app.log", DIRTY);
    const { code, out, err } = await runVerb(scan, [path]);
    expect(code).toBe(1);
    expect(err).toBe("");
    expect(out).toMatch(/EMAIL_ADDRESS +0\.\d\d +email .*app\.log:2:9\n/);
    expect(out).toMatch(/CREDIT_CARD .*app\.log:3:26\n/);
    expect(out).toContain("3 found in 3 lines of 1 file");
  });

  test.each([[[]], [["--json"]], [["--sarif"]], [["--jsonl"]]])("F1 with %j no value is printed", async (flags) => {
    const lines = flags[0] === "--jsonl" ? `${JSON.stringify({ id: 1, text: DIRTY })}\n` : DIRTY;
    const { out, err } = await runVerb(scan, [...flags, file("app.log", lines)]);
    expect(out).toContain("EMAIL_ADDRESS");
    for (const value of [MAIL, CARD, "okoye", "81.2.69", "1111"]) expect(out + err).not.toContain(value);
  });

  test("F1 SARIF 2.1.0 has a rule for each result and regions in UTF-16 columns", async () => {
    const { out } = await runVerb(scan, ["--sarif", file("app.log", `😀 ${MAIL}\n`)]);
    const log = JSON.parse(out) as {
      version: string;
      runs: {
        columnKind: string;
        tool: { driver: { rules: { id: string }[] } };
        results: { ruleId: string; locations: { physicalLocation: { region: object } }[] }[];
      }[];
    };
    expect(log.version).toBe("2.1.0");
    const [run] = log.runs;
    expect(run?.columnKind).toBe("utf16CodeUnits");
    expect(run?.results.length).toBe(1);
    expect(run?.tool.driver.rules.map((rule) => rule.id)).toContain(run?.results[0]?.ruleId);
    expect(run?.results[0]?.locations[0]?.physicalLocation.region).toEqual({
      startLine: 1,
      startColumn: 4,
      endLine: 1,
      endColumn: 4 + MAIL.length,
    });
  });

  test("F2 nothing found is 0, a finding 1, a fault 2, and a file that cannot be read stops no other", async () => {
    const clean = file("clean.log", CLEAN);
    const dirty = file("dirty.log", DIRTY);
    expect(await runVerb(scan, [clean])).toMatchObject({
      code: 0,
      out: "Nothing found in 2 lines of 1 file.\n",
      err: "",
    });
    expect((await runVerb(scan, [clean, dirty])).code).toBe(1);
    const { code, out, err } = await runVerb(scan, [`${clean}.missing`, dirty]);
    expect(code).toBe(2);
    expect(err).toContain("there is no such file");
    expect(out).toContain("EMAIL_ADDRESS");
    expect((await runVerb(scan, [])).code).toBe(2);
    expect((await runVerb(scan, ["--nonsense"])).code).toBe(2);
    expect((await runVerb(scan, ["--json", "--sarif", dirty])).code).toBe(2);
  });

  test("F3 gzip, several gzip members and zstd are read by their first bytes, and - is stdin", async () => {
    const plain = (await findings(file("plain", DIRTY))).summary;
    expect((await findings(file("one.gz", gzipSync(DIRTY)))).summary).toEqual(plain);
    expect(
      (await findings(file("two", Buffer.concat([gzipSync(DIRTY.slice(0, 20)), gzipSync(DIRTY.slice(20))])))).summary,
    ).toEqual(plain);
    expect((await findings(file("three", zstdCompressSync(DIRTY)))).summary).toEqual(plain);
    expect((await runVerb(scan, ["-"], gzipSync(DIRTY))).code).toBe(1);
    const broken = await runVerb(scan, [file("broken.gz", gzipSync(DIRTY).subarray(0, 40))]);
    expect(broken.code).toBe(2);
    expect(broken.err).toContain("could not be read");
  });

  test("F4 in OTLP JSON lines attributes are judged with their names, and the place is a path", async () => {
    const record = {
      resourceLogs: [
        {
          resource: {
            attributes: [
              { key: "service.instance.id", value: { stringValue: "627cc493-f310-47de-96bd-71410b7dec09" } },
            ],
          },
          scopeLogs: [
            {
              logRecords: [
                {
                  traceId: "5b8efff798038103d269b633813fc60c",
                  body: { stringValue: `sent to ${MAIL}` },
                  attributes: [
                    { key: "enduser.id", value: { stringValue: "ada-7" } },
                    {
                      key: "cart",
                      value: { kvlistValue: { values: [{ key: "password", value: { stringValue: "hunter22!" } }] } },
                    },
                  ],
                },
              ],
            },
          ],
        },
      ],
    };
    const listed = await findings(file("logs.json", `${JSON.stringify(record)}\n`));
    expect(listed.findings.map(({ type, path }) => [type, path])).toEqual([
      ["EMAIL_ADDRESS", "resourceLogs[0].scopeLogs[0].logRecords[0].body"],
      ["USER_ID", 'resourceLogs[0].scopeLogs[0].logRecords[0].attributes["enduser.id"]'],
      ["SECRET", 'resourceLogs[0].scopeLogs[0].logRecords[0].attributes["cart"]["password"]'],
    ]);
  });

  test("F5 a private key over several lines is one finding", async () => {
    const key = [
      "-----BEGIN PRIVATE KEY-----",
      ...Array.from({ length: 6 }, (_, i) => `MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC${i}7VJTUt9Us8cK`),
      "-----END PRIVATE KEY-----",
    ];
    const listed = await findings(file("key.log", `start\n${key.join("\n")}\n${CLEAN}`));
    expect(listed.findings).toMatchObject([{ type: "SECRET", line: 2, endLine: 9 }]);
    expect(listed.summary.lines).toBe(11);
  });

  test("F6 --policy tells only what that policy acts on, --all also bare identifiers", async () => {
    const path = file("ids.log", "request 627cc493-f310-47de-96bd-71410b7dec09 from 10.0.0.7\n");
    const types = async (...flags: readonly string[]) =>
      (await findings(path, ...flags)).findings.map((one) => one.type);
    expect(await types()).toEqual(["IP_ADDRESS"]);
    expect(await types("--all")).toEqual(["UUID", "IP_ADDRESS"]);
    expect(await types("--policy", "default")).toEqual([]);
  });
});

describe("--jsonl", () => {
  async function answers(lines: readonly string[], ...flags: readonly string[]): Promise<Record<string, unknown>[]> {
    const { code, out } = await runVerb(scan, ["--jsonl", ...flags], lines.map((line) => `${line}\n`).join(""));
    expect(code).toBe(0);
    return out
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  }

  test("F7 each line is answered in its order, with offsets in UTF-16 code units and types of the taxonomy", async () => {
    const told = await answers([
      JSON.stringify({ id: "a", text: `😀é ${MAIL}` }),
      JSON.stringify({ id: 2, text: "nothing" }),
      JSON.stringify({ id: "k", text: "ada-7", key: "enduser.id" }),
    ]);
    expect(told).toEqual([
      {
        id: "a",
        spans: [
          { start: 4, end: 4 + MAIL.length, type: "EMAIL_ADDRESS", score: expect.any(Number), detector: "email" },
        ],
      },
      { id: 2, spans: [] },
      { id: "k", spans: [{ start: 0, end: 5, type: "USER_ID", score: 1, detector: "key" }] },
    ]);
    for (const one of told)
      for (const span of one["spans"] as { type: string }[]) expect(ENTITY_TYPES).toContain(span.type);
  });

  test("F7 --subtypes adds the finer kind and the evidence", async () => {
    const [told] = await answers([JSON.stringify({ id: 1, text: "peer 81.2.69.142" })], "--subtypes");
    expect(told?.["spans"]).toMatchObject([{ type: "IP_ADDRESS", subtype: "PUBLIC", evidence: ["shape"] }]);
  });

  test("F8 a line that cannot be read is an error with its number, and costs no other line", async () => {
    const good = JSON.stringify({ id: "good", text: `to ${MAIL}` });
    const told = await answers([
      good,
      `{"id":"x","text":"${MAIL}`,
      "[]",
      '{"id":1}',
      '{"text":"no id"}',
      '{"id":1,"text":"x","key":5}',
      "",
      good,
    ]);
    expect(told.map((one) => one["line"] ?? one["id"])).toEqual(["good", 2, 3, 4, 5, 6, "good"]);
    expect(JSON.stringify(told)).not.toContain(MAIL);
  });

  test("F8 bytes that are no UTF-8 and a lone surrogate are read as what they repair to", async () => {
    const input = Buffer.concat([
      Buffer.from('{"id":1,"text":"a\\ud800 '),
      Buffer.from([0xff]),
      Buffer.from(` ${MAIL}"}\n`),
    ]);
    const { out } = await runVerb(scan, ["--jsonl"], input);
    expect(JSON.parse(out)).toMatchObject({ id: 1, spans: [{ start: 5, end: 5 + MAIL.length }] });
  });

  test("F9 a line far longer than a pass is judged in pieces, to its end", async () => {
    const text = `${"user=1 @a.b ".repeat(40_000)} ${MAIL}`;
    const [told] = await answers([JSON.stringify({ id: 1, text })]);
    expect((told?.["spans"] as { end: number }[] | undefined)?.at(-1)?.end).toBe(text.length);
  });
});

describe("lines", () => {
  async function cut(chunks: readonly string[], maxBytes?: number): Promise<(readonly [number, string])[]> {
    async function* stream(): AsyncGenerator<Buffer> {
      for (const chunk of chunks) yield await Promise.resolve(Buffer.from(chunk));
    }
    const lines: (readonly [number, string])[] = [];
    for await (const { bytes, bounds, firstLine, cut: isCut } of blocksOf(stream(), maxBytes)) {
      for (let i = 0; i < bounds.length; i += 2)
        lines.push([firstLine + i / 2, isCut ? "(cut)" : bytes.toString("utf8", bounds[i], bounds[i + 1])]);
    }
    return lines;
  }

  test("F9 lines come whole, however the stream is cut, without their ends and a byte order mark", async () => {
    const text = "\ufeffone\r\ntwo\n\nfour and more\nfive";
    const expected = [
      [1, "one"],
      [2, "two"],
      [3, ""],
      [4, "four and more"],
      [5, "five"],
    ];
    expect(await cut([text])).toEqual(expected);
    for (let size = 3; size < 12; size++) {
      const parts = Array.from({ length: Math.ceil(text.length / size) }, (_, i) =>
        text.slice(i * size, (i + 1) * size),
      );
      expect(await cut(parts), `pieces of ${size}`).toEqual(expected);
    }
  });

  test("F9 a line over the limit is told and not kept", async () => {
    expect(await cut(["a\n", "x".repeat(50), "y".repeat(50), "z\nb\n"], 64)).toEqual([
      [1, "a"],
      [2, "(cut)"],
      [3, "b"],
    ]);
  });
});
