import { describe, expect, it, test } from "vitest";
import { DIGEST, UUID, withStandIns } from "../../processors/stand-in.ts";
import { logsRequest, newScrubber, planWith, scrubObject } from "../support/scrubbing.ts";

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
    ["behind a letter outside ASCII", `é${ONE}`],
    ["in capitals", ONE.toUpperCase()],
    ["of no version", ONE.replace("-4", "-0")],
    ["nil, or nearly", "00000000-0000-4000-8000-000000000001"],
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
    ["behind a letter outside ASCII", `é${HASH}`],
    ["in capitals", HASH.toUpperCase()],
    ["a number", "4111111111111111 and 12345678901234567890123456789012"],
    ["a word", "deadbeefdeadbeef"],
    ["made up", "00000000000000000000000000000abc"],
  ])("W40 stands for none that is %s", (_what, text) => {
    expect(withStandIns(text)).toBe(text);
  });

  it("W40 costs no more in a long run of hex digits", () => {
    const text = "0123456789abcdef".repeat(2 ** 18);
    expect(withStandIns(`${text} ${HASH}`)).toBe(`${text} ${DIGEST.slice(0, 32)}`);
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
  const leaves = (text: string): string => {
    const { meaning } = scrubObject(scrub, "logs", logsRequest({ body: { stringValue: text } }));
    const { resourceLogs } = meaning as unknown as {
      resourceLogs: { scopeLogs: { logRecords: { body: { stringValue: string } }[] }[] }[];
    };
    return resourceLogs[0]?.scopeLogs[0]?.logRecords[0]?.body.stringValue ?? "";
  };

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
