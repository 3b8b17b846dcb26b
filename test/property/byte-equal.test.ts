import { gunzipSync, gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { asRaw } from "../../core/bytes.ts";
import type { EntityType } from "../../core/entity.ts";
import { SIGNALS, type Signal } from "../../core/signal.ts";
import { token } from "../../processors/transform/token.ts";
import { cleanRequest } from "../support/otlp-clean.ts";
import { oracle, type PlainMessage } from "../support/otlp-oracle.ts";
import { randomRequest } from "../support/otlp-random.ts";
import { Rng, testSeed } from "../support/rng.ts";
import { newScrubber, TEST_KEY } from "../support/scrubbing.ts";

const seed = testSeed();
const CLEAN = 3_400;
const DIRTY = 500;
const SCANNERS = [
  ["WebAssembly", true],
  ["TypeScript", false],
] as const;

describe(`clean requests (TEST_SEED=${seed})`, () => {
  for (const [name, wasm] of SCANNERS) {
    it.each(SIGNALS)(`W10 ${CLEAN} of %s leave byte for byte as they came, scanned by ${name}`, (signal) => {
      const scrubber = newScrubber(undefined, { wasm });
      const rng = new Rng(seed);
      for (let i = 0; i < CLEAN; i++) {
        const { bytes } = cleanRequest(rng, signal);
        const scrubbed = scrubber.scrub(asRaw(bytes), signal);
        if (scrubbed.report.changed || !Buffer.from(bytes).equals(scrubbed.bytes)) {
          expect(oracle(signal).meaning(scrubbed.bytes), `request ${i}`).toEqual(oracle(signal).meaning(bytes));
          expect.unreachable(`request ${i} left as other bytes`);
        }
        expect(scrubbed.report.hits).toHaveLength(0);
        expect(scrubbed.report.items).toBeGreaterThan(0);
      }
    });
  }

  it.each(SIGNALS)(
    "W11 the gzipped body of a clean request of %s is handed on as it came, that of a changed one never",
    (signal) => {
      const scrubber = newScrubber();
      const rng = new Rng(seed);
      for (let i = 0; i < 100; i++) {
        const { bytes } = cleanRequest(rng, signal);
        const gzipped = gzipSync(bytes);
        const { original } = scrubber.scrub(asRaw(bytes), signal, asRaw(gzipped));
        // Three bytes like the beginning of another member, by chance: then it is not handed on, to be safe.
        const isDoubtful = gzipped.indexOf(Buffer.of(0x1f, 0x8b, 0x08), 1) > 0;
        expect(original !== undefined && gzipped.equals(original)).toBe(!isDoubtful);
        const dirty = oracle(signal).encode(withDirtyResource(signal));
        expect(scrubber.scrub(asRaw(dirty), signal, asRaw(gzipSync(dirty))).original).toBeUndefined();
      }
    },
  );

  it.each([
    ["a name", 0x08, "canary.txt\0"],
    ["a comment", 0x10, "canary\0"],
    ["an extra field", 0x04, "\x06\0canary"],
  ])("W11 a gzip header that holds %s is not handed on", (_what, flag, text) => {
    const { bytes } = cleanRequest(new Rng(seed), "logs");
    const plain = gzipSync(bytes);
    const header = Buffer.from(plain.subarray(0, 10));
    header[3] = flag;
    const gzipped = Buffer.concat([header, Buffer.from(text, "latin1"), plain.subarray(10)]);
    expect(gunzipSync(gzipped).equals(bytes)).toBe(true);
    const scrubbed = newScrubber().scrub(asRaw(bytes), "logs", asRaw(gzipped));
    expect(scrubbed.report.changed).toBe(false);
    expect(scrubbed.original).toBeUndefined();
  });

  it("W11 several gzip members are not handed on, wherever the data lies", () => {
    const { bytes } = cleanRequest(new Rng(seed), "logs");
    const scrubber = newScrubber();
    const half = bytes.length >> 1;
    const named = Buffer.from(gzipSync(bytes));
    const header = Buffer.concat([
      named.subarray(0, 3),
      Buffer.of(8),
      named.subarray(4, 10),
      Buffer.from("canary.txt\0"),
    ]);
    for (const members of [
      [gzipSync(bytes), gzipSync("")],
      [gzipSync(bytes.subarray(0, half)), gzipSync(bytes.subarray(half))],
      [gzipSync(""), header, named.subarray(10)],
    ]) {
      const gzipped = Buffer.concat(members);
      expect(gunzipSync(gzipped).equals(bytes)).toBe(true);
      expect(scrubber.scrub(asRaw(bytes), "logs", asRaw(gzipped)).original).toBeUndefined();
    }
  });
});

/** A value as it is planted, the part that goes, and its type. */
interface Planted {
  readonly text: string;
  readonly value: string;
  readonly type: EntityType;
}

const PLANTED: readonly Planted[] = [
  { text: "mail from ada@example.org failed", value: "ada@example.org", type: "EMAIL_ADDRESS" },
  { text: "größer: ada@example.org 日本", value: "ada@example.org", type: "EMAIL_ADDRESS" },
  { text: "grace@example.net", value: "grace@example.net", type: "EMAIL_ADDRESS" },
  { text: "paid with 4012888888881881 today", value: "4012888888881881", type: "CREDIT_CARD" },
  { text: "to DE89370400440532013000 now", value: "DE89370400440532013000", type: "IBAN_CODE" },
  { text: "client 203.0.113.77 gone", value: "203.0.113.77", type: "IP_ADDRESS" },
  {
    text: "push with ghp_16C7e42F292c6912E7710c838347Ae178B4a",
    value: "ghp_16C7e42F292c6912E7710c838347Ae178B4a",
    type: "SECRET",
  },
];
const BY_TEXT: ReadonlyMap<string, Planted> = new Map(PLANTED.map((one) => [one.text, one]));
const CLEAN_TEXTS = ["", "checkout", "retry later", "ünïcödé", "日本語テキスト", "cache", "😀 fine", "x".repeat(130)];
/** Outside of a series' identity; a constant may stand there. */
const NO_IDENTITY: ReadonlySet<string> = new Set(["filteredAttributes", "metadata", "entityRefs"]);
/** Text that means something in profiles only, and is dropped. */
const STRINDEX: ReadonlySet<string> = new Set(["keyStrindex", "stringValueStrindex"]);

function dirtyText(rng: Rng): string {
  return rng.chance(0.2) ? rng.pick(PLANTED).text : rng.pick(CLEAN_TEXTS);
}

/** What must come of a planted text. */
function expectedText(text: string, identity: boolean): string {
  const planted = BY_TEXT.get(text);
  if (planted === undefined) return text;
  const { value, type } = planted;
  return text.replace(value, identity ? token(value, type, TEST_KEY) : `[${type}]`);
}

function expectedBytes(bytes: Uint8Array, identity: boolean): Uint8Array {
  const text = Buffer.from(bytes).toString("utf8");
  if (!BY_TEXT.has(text)) return bytes;
  return Buffer.from(identity ? token(Buffer.from(bytes).toString("latin1"), "FREE_TEXT", TEST_KEY) : "[REDACTED]");
}

/** The request that must leave for one that came. */
function expected(value: unknown, name: string, identity: boolean): unknown {
  if (typeof value === "string")
    return /^-?\d+$/.test(value) ? value : expectedText(value, identity && name !== "schemaUrl");
  if (value instanceof Uint8Array) return name === "bytesValue" ? expectedBytes(value, identity) : value;
  if (Array.isArray(value)) return value.map((item) => expected(item, name, identity));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !STRINDEX.has(key))
      .map(([key, item]) => [key, expected(item, key, identity && !NO_IDENTITY.has(key))]),
  );
}

/** Random bytes may look like anything; these are chosen. */
function withChosenBytes(value: unknown, rng: Rng): unknown {
  if (Array.isArray(value)) return value.map((item) => withChosenBytes(item, rng));
  if (value instanceof Uint8Array || typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      key === "bytesValue" ? Buffer.from(dirtyText(rng)) : withChosenBytes(item, rng),
    ]),
  );
}

function withDirtyResource(signal: Signal): PlainMessage {
  const resource = { attributes: [{ key: "note", value: { stringValue: "ada@example.org" } }] };
  const list = { logs: "resourceLogs", traces: "resourceSpans", metrics: "resourceMetrics" }[signal];
  return { [list]: [{ resource }] };
}

describe(`dirty requests (TEST_SEED=${seed})`, () => {
  for (const [name, wasm] of SCANNERS) {
    it.each(SIGNALS)(`W12 ${DIRTY} of %s mean exactly what they must, scanned by ${name}`, (signal) => {
      const scrubber = newScrubber(undefined, { wasm });
      const judge = oracle(signal);
      let changed = 0;
      for (let i = 0; i < DIRTY; i++) {
        const rng = new Rng(seed * 2 ** 20 + i);
        const object = withChosenBytes(
          randomRequest(rng, signal, { density: 0.5, text: dirtyText }).object,
          rng,
        ) as PlainMessage;
        const scrubbed = scrubber.scrub(asRaw(judge.encode(object)), signal);
        const wanted = judge.encode(expected(object, "", signal === "metrics") as PlainMessage);
        expect(judge.meaning(scrubbed.bytes), `request ${i}`).toEqual(judge.meaning(wanted));
        if (scrubbed.report.hits.length > 0) changed++;
      }
      expect(changed).toBeGreaterThan(DIRTY / 4);
    });
  }
});
