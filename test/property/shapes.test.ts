import { describe, expect, test } from "vitest";
import { asRaw } from "../../core/bytes.ts";
import type { Plan } from "../../processors/plan.ts";
import { Scrubber } from "../../processors/scrub.ts";
import { oracle } from "../support/otlp-oracle.ts";
import { Rng, testSeed } from "../support/rng.ts";
import { attribute, planWith, TEST_KEY } from "../support/scrubbing.ts";
import { namedTexts, numberedTexts, ofSameShape } from "../support/shaped-texts.ts";

const PLANS: Readonly<Record<string, Plan>> = {
  "the built-in policy": planWith("learn: off"),
  "rules that name keys with digits": planWith(
    [
      "learn: off",
      "types: { USERNAME: hash, UUID: redact }",
      "keys: [{ key: field_7, action: redact, type: FREE_TEXT }, { glob: 'x9.*', action: redact, type: FREE_TEXT }]",
    ].join("\n"),
  ),
  "rules that keep values and names by their digits": planWith(
    [
      "learn: off",
      "allow: { exact: ['4711', '12', 'u12'], suffixes: ['111', '999', '0@example.com'], cidrs: ['10.0.0.0/8'] }",
      "keys: [{ key: field, action: redact, type: FREE_TEXT }, { glob: 'k1.*', action: never }, { glob: '*a.*', action: redact, type: FREE_TEXT }]",
    ].join("\n"),
  ),
};

/** Texts in each of which numerals of earlier ones come with other digits, as a body, an attribute and a span's name. */
function batches(rng: Rng, count: number): string[][] {
  const texts = [...numberedTexts(rng, count), ...namedTexts(rng, count)];
  for (const key of ["field_7", "field_8", "x9.a", "x1.a", "k8s.pod", "address_1"]) texts.push(`now ${key}=Anna1 4711`);
  const rounds = Array.from({ length: 6 }, () =>
    texts.map((text) => (rng.chance(0.2) ? text : ofSameShape(text, rng))),
  );
  return rounds.flatMap((round) =>
    Array.from({ length: Math.ceil(round.length / 256) }, (_, i) => round.slice(i * 256, i * 256 + 256)),
  );
}

function request(texts: readonly string[]): Uint8Array {
  return oracle("logs").encode({
    resourceLogs: [
      {
        scopeLogs: [
          {
            logRecords: texts.map((text) => ({
              body: { stringValue: text },
              attributes: [attribute("note", text), attribute("log.logger", text)],
            })),
          },
        ],
      },
    ],
  });
}

describe("texts of one shape", () => {
  test.each([
    ["is kept for its digits alone", "now field=4711 done", "now field=1234 done"],
    ["is certain for its digits alone", 'the msisdn: "4111111111111111" card', 'the msisdn: "3171234508900001" card'],
    ["has a protected name for its digits alone", '{"k1.first_name":"Ada"}', '{"k2.first_name":"Ada"}'],
  ])("W38 are told apart where a value %s", (_where, one, other) => {
    const plan = PLANS["rules that keep values and names by their digits"]!;
    const lasting = new Scrubber(plan, TEST_KEY);
    const [expected] = bodies(new Scrubber(plan, TEST_KEY).scrub(asRaw(request([other])), "logs").bytes);
    expect(expected).not.toBe(other);
    for (const text of [one, one]) lasting.release(lasting.scrub(asRaw(request([text])), "logs"));
    expect(bodies(lasting.scrub(asRaw(request([other])), "logs").bytes)).toEqual([expected]);
  });

  for (const [title, plan] of Object.entries(PLANS)) {
    const seed = testSeed();
    test(`W38 become what they become where nothing is remembered, under ${title} (seed ${seed})`, () => {
      const lasting = new Scrubber(plan, TEST_KEY);
      const forgetful = new Scrubber(plan, TEST_KEY, { wasm: false, survey: false });
      for (const texts of batches(new Rng(seed), 450)) {
        const raw = asRaw(request(texts));
        const expected = forgetful.scrub(raw, "logs");
        const scrubbed = lasting.scrub(raw, "logs");
        if (Buffer.compare(scrubbed.bytes, expected.bytes) !== 0) {
          const [was, is] = [expected, scrubbed].map(({ bytes }) => bodies(bytes));
          const at = is?.findIndex((body, i) => body !== was?.[i]) ?? 0;
          expect({ text: texts[at], body: is?.[at] }).toEqual({ text: texts[at], body: was?.[at] });
        }
        expect(scrubbed.report).toEqual(expected.report);
        lasting.release(scrubbed);
        forgetful.release(expected);
      }
    });
  }
});

function bodies(bytes: Uint8Array): (string | undefined)[] {
  const { resourceLogs } = oracle("logs").meaning(Uint8Array.from(bytes)) as {
    resourceLogs: { scopeLogs: { logRecords: { body: { stringValue?: string } }[] }[] }[];
  };
  return resourceLogs.flatMap(({ scopeLogs }) =>
    scopeLogs.flatMap(({ logRecords }) => logRecords.map(({ body }) => body.stringValue)),
  );
}
