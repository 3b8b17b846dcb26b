import { describe, expect, it, test } from "vitest";
import { Finder } from "../../cli/scan/finder.ts";
import { defaultPlan } from "../../policy/load.ts";
import { createScanner } from "../../processors/scan/scanner.ts";
import type { Scrubber } from "../../processors/scrub.ts";
import { DIGEST, UUID, withStandIns } from "../../processors/stand-in.ts";
import { Rng, testSeed } from "../support/rng.ts";
import { logsRequest, newScrubber, planWith, scrubObject } from "../support/scrubbing.ts";

/** What becomes of the body of a log record. */
function bodyOf(scrub: Scrubber, text: string): string {
  const { meaning } = scrubObject(scrub, "logs", logsRequest({ body: { stringValue: text } }));
  const { resourceLogs } = meaning as unknown as {
    resourceLogs: { scopeLogs: { logRecords: { body: { stringValue: string } }[] }[] }[];
  };
  return resourceLogs[0]?.scopeLogs[0]?.logRecords[0]?.body.stringValue ?? "";
}

const ONE = "a1f0c3d4-5b6e-4f70-8a9b-0c1d2e3f4a5b";
const OTHER = "0b7d9e21-44c8-7d15-9f3a-6e5d4c3b2a19";

describe("what stands for a UUID", () => {
  it.each([
    ["in a text", `Order ${ONE} accepted`],
    ["behind a dash", `[req-${ONE} - -] done`],
    ["as a value", `id=${ONE}, "id":"${ONE}"`],
    ["in a path", `/users/${ONE}/orders/${ONE}`],
    ["in an address", `${ONE}@example.com`],
  ])("W40 is the same for all %s, and as long", (_where, text) => {
    const seen = withStandIns(text);
    expect(seen).toBe(text.replaceAll(ONE, UUID));
    expect(withStandIns(text.replaceAll(ONE, OTHER))).toBe(seen);
    expect(seen).toHaveLength(text.length);
  });

  it.each([
    ["glued to letters", `x${ONE}`],
    ["glued to letters", `${ONE}x`],
    ["longer", `${ONE}-1`],
    ["in an escape", `%${ONE}`],
    ["in an escape", `\\${ONE}`],
    ["in a reference", `&#${ONE}`],
    ["beside a letter outside ASCII", `é${ONE} ${ONE}é`],
    ["in capitals", ONE.toUpperCase()],
    ["of no version", ONE.replace("-4", "-0")],
    ["nil, or nearly", "00000000-0000-4000-8000-000000000001"],
    ["made up", "aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa"],
    ["made up", "12341234-1234-4123-8123-412341234123"],
    ["of another length", ONE.slice(1)],
  ])("W40 stands for none that is %s", (_what, text) => {
    expect(withStandIns(text)).toBe(text);
  });
});

const HASH = "8f14e45fceea167a5a36dedd4bea2543";

describe("what stands for a digest", () => {
  it.each([
    ["32 digits", HASH],
    ["a span's id", HASH.slice(0, 16)],
    ["24 digits", HASH.slice(4, 28)],
    ["40 digits", `${HASH}${HASH.slice(3, 11)}`],
    ["64 digits", HASH + HASH],
  ])("W40 is the same for all of its length: %s", (_what, digest) => {
    const other = digest.replaceAll(/[0-9a-f]/g, (sign) => ((Number.parseInt(sign, 16) * 7 + 3) % 16).toString(16));
    const text = `00-${digest}-01 commit ${digest}, sha256:${digest} /c/${digest}?x=${digest}`;
    const seen = withStandIns(text);
    expect(seen).toBe(text.replaceAll(digest, DIGEST.slice(0, digest.length)));
    expect(withStandIns(text.replaceAll(digest, other))).toBe(seen);
  });

  it.each([
    ["of another length", HASH.slice(1)],
    ["glued to a word", `x${HASH}`],
    ["glued to a word", `${HASH}_x`],
    ["behind an escape", `%${HASH}`],
    ["behind an escape", `\\${HASH}`],
    ["beside a letter outside ASCII", `é${HASH} ${HASH}é`],
    ["in capitals", HASH.toUpperCase()],
    ["a number", "4111111111111111 and 12345678901234567890123456789012"],
    ["a word", "deadbeefdeadbeef"],
    ["made up", "00000000000000000000000000000abc"],
    ["made up", "00000000000000001a2b3c4d5e6f7a8b"],
    ["repeated", "abcd1234abcd1234abcd1234abcd1234"],
    ["repeated", "a1b2c3d4e5f6a1b2c3d4e5f6a1b2c3d4e5f6a1b2c3d4e5f6a1b2c3d4e5f6a1b2"],
    ["a number with letters in front", "be68539007547034 and ad1200012030200359100100"],
    ["a word with digits behind", "deadbeefcafebe12"],
  ])("W40 stands for none that is %s", (_what, text) => {
    expect(withStandIns(text)).toBe(text);
  });

  it("W40 costs no more in a long run of hex digits", () => {
    const text = "0123456789abcdef".repeat(2 ** 18);
    expect(withStandIns(`${text} ${HASH}`)).toBe(`${text} ${DIGEST.slice(0, 32)}`);
  });
});

const NUMBERS = ["+14155550132", "4111 1111 1111 1111", "203.0.113.7", "00:1a:2b:3c:4d:5e", "ada@example.org"];
const BESIDE = [ONE, OTHER, `7${HASH.slice(1)}`, HASH.slice(0, 16), `${HASH}${HASH.slice(3, 11)}`, HASH + HASH];

describe("what stands beside an identifier", () => {
  const scrub = newScrubber(planWith("learn: off"));
  test.each(NUMBERS)("W40 is found in front of it and behind it: %s", (value) => {
    for (const id of BESIDE) {
      expect(bodyOf(scrub, `${value} ${id}`)).not.toContain(value);
      expect(bodyOf(scrub, `${id} ${value}`)).not.toContain(value);
      expect(bodyOf(scrub, `of ${id}-${value}, ${value}`)).not.toContain(`, ${value}`);
    }
  });

  test.each(["+14155550132", "+49 30 901820"])("W40 is found whatever separates them: %s", (value) => {
    for (const id of BESIDE)
      for (const sign of [" - ", ":", ".", "/", ") ", ", "])
        expect(bodyOf(scrub, value + sign + id)).not.toContain(value);
  });

  test.each(["be68539007547034", "ad1200012030200359100100"])("W40 is no number that looks like one: %s", (iban) => {
    expect(bodyOf(scrub, `transfer to ${iban} done`)).not.toContain(iban);
  });

  test.each([
    "token=abcd1234abcd1234abcd1234abcd1234",
    "secret=00000000000000001a2b3c4d5e6f7a8b",
    "--token ffffffff-ffff-4fff-bfff-ffffffffffff",
  ])("W40 is what is made up, as no secret is: %s", (text) => {
    expect(bodyOf(scrub, text)).toBe(text);
  });
});

describe("a UUID that says something", () => {
  const scrub = newScrubber(
    planWith(
      [
        "learn: off",
        "types: { SECRET: hash }",
        `allow: { exact: ['${ONE}'], suffixes: ['${ONE.slice(-6)}.test'] }`,
        `keys: [{ key: '${ONE}', action: redact, type: FREE_TEXT }]`,
      ].join("\n"),
    ),
  );
  const leaves = (text: string): string => bodyOf(scrub, text);

  test.each([
    ["as it stands", "session_token=@ done"],
    ["in a query", "GET /login?session_token=@&x=1"],
    ["behind a percent escape", "GET /login?next=session_token%3D@"],
    ["in JSON", '{"session_token":"@","a":1}'],
    ["in JSON inside JSON", String.raw`{"body":"{\"session_token\":\"@\"}"}`],
  ])("W40 is told apart from others where its value decides, %s", (_where, text) => {
    const [one, again, other, third] = [ONE, ONE, OTHER, `${OTHER.slice(0, -1)}0`].map((id) =>
      leaves(text.replace("@", id)),
    );
    // The allow list has this one.
    expect(one).toBe(text.replace("@", ONE));
    expect(again).toBe(one);
    expect(other).not.toContain(OTHER);
    expect(third).not.toContain(OTHER.slice(0, -1));
    expect(other).toMatch(/tk1[a-z]_/);
    expect(third).not.toBe(other);
    expect(leaves(text.replace("@", OTHER))).toBe(other);
  });

  test.each([
    ["in JSON", '{"@":"Kastanienallee"}', '{"@":"[FREE_TEXT]"}'],
    ["in pairs", "now @=Kastanienallee", "now @=[FREE_TEXT]"],
  ])("W40 is asked for as a name %s", (_where, text, expected) => {
    expect(leaves(text.replace("@", OTHER))).toBe(text.replace("@", OTHER));
    expect(leaves(text.replace("@", ONE))).toBe(expected.replace("@", ONE));
    expect(leaves(text.replace("@", OTHER))).toBe(text.replace("@", OTHER));
  });
});

const seed = testSeed();
test(`W40 the shape in WebAssembly covers what has a stand-in, and nothing else (seed ${seed})`, () => {
  const rng = new Rng(seed);
  const { active, prefixes } = new Finder(defaultPlan()).arrangement;
  const scanner = createScanner({ active, prefixes });
  /** Free numerals beside the identifier hold no digit: shapes differ in what is covered alone. */
  const shapeOf = (text: string): string | undefined => {
    const bytes = Buffer.from(text);
    scanner.load(bytes);
    if (scanner.scan(0, bytes.length) <= 0) return undefined;
    return scanner.shape(7)?.join();
  };
  const hex = (length: number): string => {
    const signs = rng.pick([
      "0123456789abcdef",
      "0123456789abcdef",
      "0123456789abc",
      "1abcdef",
      "01234a",
      "0123456789abcdefF",
    ]);
    const piece = rng
      .list(rng.pick([length, length, length, 1, 2, 3, 7, 8, 12]), () => rng.pick(signs.split("")))
      .join("");
    return piece.repeat(Math.ceil(length / piece.length)).slice(0, length);
  };
  const identifier = (): string =>
    rng.chance(0.5)
      ? `${hex(8)}-${hex(4)}-${rng.pick(["4", "7", "1", "0", "9"])}${hex(3)}-${hex(4)}-${hex(12)}`
      : hex(rng.pick([15, 16, 17, 24, 32, 33, 40, 64, 64]));
  let covered = 0;
  for (let i = 0; i < 30_000; i++) {
    const id = identifier();
    const at = id.search(/[a-f]/);
    if (at < 0) continue;
    const other = id.slice(0, at) + (id[at] === "a" ? "b" : "a") + id.slice(at + 1);
    const [before, after] = rng.list(2, () =>
      rng.pick(["", " ", "-", "_", "x", "%", "\\", "#", "&", "/", "=", ".", "é", "A"]),
    );
    const [one, two] = [id, other].map((each) => `password for user${before}${each}${after} from`);
    const [shape, otherShape] = [shapeOf(one!), shapeOf(two!)];
    if (shape === undefined) continue;
    const isSame = shape === otherShape;
    if (isSame) covered++;
    // Two that are seen as one have one shape, unless the scan sees more in one of them.
    if (isSame) expect([one, withStandIns(two!)]).toEqual([one, withStandIns(one!)]);
    else if (withStandIns(one!) === withStandIns(two!))
      expect([one, candidatesOf(one!)]).not.toEqual([one, candidatesOf(two!)]);
  }
  expect(covered).toBeGreaterThan(1_000);

  function candidatesOf(text: string): string {
    const bytes = Buffer.from(text);
    scanner.load(bytes);
    const count = scanner.scan(0, bytes.length);
    return [...scanner.candidates.positions.slice(0, count), ...scanner.candidates.triggers.slice(0, count)].join();
  }
});
