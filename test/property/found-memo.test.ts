import { describe, expect, test } from "vitest";
import { asRaw } from "../../core/bytes.ts";
import { SIGNALS, type Signal } from "../../core/signal.ts";
import { defaultPlan } from "../../policy/load.ts";
import type { Plan } from "../../processors/plan.ts";
import { Scrubber } from "../../processors/scrub.ts";
import { detectedExamples, PROMISED } from "../support/canaries.ts";
import { oracle, type PlainMessage } from "../support/otlp-oracle.ts";
import { randomRequest } from "../support/otlp-random.ts";
import { Rng, testSeed } from "../support/rng.ts";
import { attribute, planWith, TEST_KEY } from "../support/scrubbing.ts";

/** Few names, so that each text comes again under most of them: plain, protected, personal, with hints and formats. */
const NAMES = `note message url.full url.path http.route db.query.text user.email card_number session.id host.name
service.name http.request.header.cookie peer payload.json ada@example.org `.split(/\s/);
const TOP = { logs: "resourceLogs", traces: "resourceSpans", metrics: "resourceMetrics" } as const;
/** Stands for bytes that no text can hold. */
const BROKEN = "\u0001\u0002\u0003\u0001";
const SERVICES = ["shop", "billing", "checkout-7"];
const OTHERS = ["checkout", "order 4711 shipped", "GET /users/4711/orders/7f6a0c1e-5b1d-4c37-9a52-0d8f3a1b2c4d"].concat(
  ['{"email":"ada@example.org","note":"call +4915112345678"}', "user=ada@example.org&card=4012888888881881", "[EMAIL]"],
  [`to ada@exam${BROKEN}ple.org`, `${BROKEN} ada@example.org`],
);

const PLANS: Readonly<Record<string, Plan>> = {
  "the built-in policy": planWith("learn: off"),
  "rules by signal and place": planWith(
    [
      "learn: off",
      "types: { EMAIL_ADDRESS: hash }",
      "signals: { traces: { types: { EMAIL_ADDRESS: keep, PHONE_NUMBER: redact } }, metrics: { types: { IP_ADDRESS: hash } } }",
      "places: { log.body: never, span.status_message: { action: redact, type: FREE_TEXT } }",
    ].join("\n"),
  ),
  "rules by service, and patterns": planWith(
    [
      "learn: off",
      "patterns: [{ name: order, type: IDENTIFIER, pattern: 'order \\d+', examples: [order 7] }]",
      "services:",
      "  - { match: { service.name: billing }, types: { EMAIL_ADDRESS: hash, CREDIT_CARD: keep } }",
      "  - { match: { service.name: 'checkout-*' }, keys: [{ key: note, action: never }], types: { EMAIL_ADDRESS: keep } }",
    ].join("\n"),
  ),
};

/** Requests in which the same few texts stand everywhere. */
function requests(rng: Rng, count: number): { readonly signal: Signal; readonly bytes: Uint8Array }[] {
  const examples = [...PROMISED, ...detectedExamples(defaultPlan())].map(({ text }) => text);
  const texts = [...OTHERS, ...SERVICES, ...Array.from({ length: 12 }, () => rng.pick(examples))];
  const text = (_: Rng, field: string): string => rng.pick(field === "KeyValue.key" ? NAMES : texts);
  return Array.from({ length: count }, (_, i) => {
    const signal = SIGNALS[i % SIGNALS.length]!;
    const { object } = randomRequest(rng, signal, { text, maxItems: 3, maxDepth: 2 });
    const parts = object[TOP[signal]] as PlainMessage[] | undefined;
    for (const part of parts ?? [])
      if (rng.chance(0.6)) part["resource"] = { attributes: [attribute("service.name", rng.pick(SERVICES))] };
    return { signal, bytes: broken(oracle(signal).encode(object)) };
  });
}

/** With bytes that are no UTF-8 in place of the marks. */
function broken(encoded: Uint8Array): Uint8Array {
  const bytes = Buffer.from(encoded);
  for (let at = bytes.indexOf(BROKEN); at >= 0; at = bytes.indexOf(BROKEN, at))
    bytes.fill(0xff, at, at + BROKEN.length);
  return bytes;
}

describe("texts that come again", () => {
  for (const [title, plan] of Object.entries(PLANS)) {
    const seed = testSeed();
    test(`W36 become what they become where nothing is remembered, under ${title} (seed ${seed})`, () => {
      const lasting = new Scrubber(plan, TEST_KEY);
      for (const { bytes, signal } of requests(new Rng(seed), 60)) {
        const fresh = new Scrubber(plan, TEST_KEY, { wasm: false }).scrub(asRaw(bytes), signal);
        for (let round = 0; round < 2; round++) {
          const again = lasting.scrub(asRaw(bytes), signal);
          expect(again.report).toEqual(fresh.report);
          expect(Buffer.compare(again.bytes, fresh.bytes)).toBe(0);
          lasting.release(again);
        }
      }
    });
  }
});
