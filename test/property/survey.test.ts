import { expect, test } from "vitest";
import { corpus } from "../../bench/corpus.ts";
import { asRaw } from "../../core/bytes.ts";
import { Secret } from "../../core/secret.ts";
import { SIGNALS, type Signal } from "../../core/signal.ts";
import { defaultPlan } from "../../policy/load.ts";
import { DETECTORS } from "../../processors/detect/registry.generated.ts";
import { Scrubber } from "../../processors/scrub.ts";
import { cleanRequest } from "../support/otlp-clean.ts";
import { oracle } from "../support/otlp-oracle.ts";
import { randomRequest } from "../support/otlp-random.ts";
import { Rng, testSeed } from "../support/rng.ts";
import { attribute, logsRequest, planWith } from "../support/scrubbing.ts";

const key = { id: "abc", secret: new Secret(Buffer.from("0123456789abcdef")) };

/** The same scrub with the survey and by a walk over everything. */
function pair(plan = defaultPlan()): (bytes: Uint8Array, signal: Signal) => void {
  const surveyed = new Scrubber(plan, key);
  const walked = new Scrubber(plan, key, { survey: false, wasm: false });
  return (bytes, signal) => {
    const [a, b] = [surveyed.scrub(asRaw(bytes), signal), walked.scrub(asRaw(bytes), signal)];
    expect(a.report).toEqual(b.report);
    expect(Buffer.compare(a.bytes, b.bytes)).toBe(0);
    surveyed.release(a);
    walked.release(b);
  };
}

test("W35 the survey passes over nothing that the walk would have changed, counted or dropped", () => {
  const check = pair();
  const seed = testSeed();
  const rng = new Rng(seed);
  for (const signal of SIGNALS) {
    for (let i = 0; i < 5; i++) check(corpus(signal, 64, 0.05, seed + i), signal);
    for (let i = 0; i < 200; i++) {
      check(randomRequest(rng, signal).bytes, signal);
      check(cleanRequest(rng, signal).bytes, signal);
    }
  }
});

test("W35 identifiers in span names without a path are seen by the survey too", () => {
  const check = pair();
  const id = "7f6a0c1e-5b1d-4c37-9a52-0d8f3a1b2c4d";
  const names = [
    `orders.${id} publish`,
    `GET ${id}`,
    "process 01J9ZQK3M5T7V9X1B3D5F7H9KM",
    "job-4fd09e21aa34bc56",
    "a-1/b",
    "GET /x/1",
  ];
  const spans = names.map((name) => ({ name }));
  check(oracle("traces").encode({ resourceSpans: [{ scopeSpans: [{ spans }] }] }), "traces");
});

test("W35 a name that is protected under a protected body is looked at among attributes", () => {
  const check = pair(planWith("places: { log.body: never }"));
  const entries = [attribute("note", "ada@example.org")];
  const map = attribute("map", { kvlistValue: { values: entries } });
  check(oracle("logs").encode(logsRequest({ body: { kvlistValue: { values: [...entries, map] } } })), "logs");
  for (let i = 0; i < 2; i++)
    check(oracle("logs").encode(logsRequest({ body: { stringValue: "x" }, attributes: [...entries, map] })), "logs");
});

test("W35 names that overflow what the survey remembers are looked at each time", () => {
  const check = pair();
  for (let round = 0; round < 12; round++) check(requestWithNames(round * 1_000, 1_000), "logs");
  check(requestWithNames(0, 1_000), "logs");
});

test("W detectors that are passed over in texts with few digits have as many in every example", () => {
  for (const { id, needsDigits, examples } of DETECTORS) {
    if (needsDigits === undefined) continue;
    for (const { finds } of examples) {
      for (const found of finds.filter((value) => !/[^\x00-\x7f]/.test(value))) {
        expect(found.replace(/\D/g, "").length, `${id}: ${found}`).toBeGreaterThanOrEqual(needsDigits);
      }
    }
  }
});

/** A log record whose attributes have that many different names. */
function requestWithNames(from: number, count: number): Uint8Array {
  const attributes = Array.from({ length: count }, (_, i) =>
    field(
      6,
      Buffer.concat([
        field(1, Buffer.from(`name.number.${from + i}`)),
        field(2, field(1, Buffer.from(i % 50 === 0 ? "ada@example.org" : "text"))),
      ]),
    ),
  );
  return field(1, field(2, field(2, Buffer.concat(attributes))));
}

function field(number: number, content: Uint8Array): Buffer {
  const length: number[] = [];
  let rest = content.length;
  for (; rest > 0x7f; rest >>>= 7) length.push((rest & 0x7f) | 0x80);
  length.push(rest);
  return Buffer.concat([Buffer.from([(number << 3) | 2, ...length]), content]);
}
