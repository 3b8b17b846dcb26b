import { asRaw } from "../../core/bytes.ts";
import { Secret } from "../../core/secret.ts";
import type { Signal } from "../../core/signal.ts";
import { compilePolicy } from "../../policy/compile.ts";
import { defaultPlan } from "../../policy/load.ts";
import { parsePolicy } from "../../policy/parse.ts";
import type { Plan } from "../../processors/plan.ts";
import { type Scrubbed, Scrubber } from "../../processors/scrub.ts";
import type { TokenKey } from "../../processors/transform/token.ts";
import { oracle, type PlainMessage } from "./otlp-oracle.ts";

export const TEST_KEY: TokenKey = { id: "tst", secret: new Secret(Buffer.from("a key that only tests know, 32 b.")) };

/** The built-in policy with these lines of YAML on top. */
export function planWith(yaml: string): Plan {
  return compilePolicy(parsePolicy(`version: "1"\nname: test\nextends: default\n${yaml}\n`, { file: "test.yaml" }));
}

export function newScrubber(plan: Plan = defaultPlan(), options: { readonly wasm?: boolean } = {}): Scrubber {
  return new Scrubber(plan, TEST_KEY, options);
}

/** Scrubs one request given as an object; `meaning` is what the oracle reads from the bytes that leave. */
export function scrubObject(
  scrubber: Scrubber,
  signal: Signal,
  object: PlainMessage,
): Scrubbed & { readonly meaning: PlainMessage } {
  return scrubBytes(scrubber, signal, oracle(signal).encode(object));
}

/** Scrubs one request given as bytes. */
export function scrubBytes(
  scrubber: Scrubber,
  signal: Signal,
  bytes: Uint8Array,
): Scrubbed & { readonly meaning: PlainMessage } {
  const scrubbed = scrubber.scrub(asRaw(bytes), signal);
  // The bytes may lie in memory that the next scrub writes over.
  const meaning = oracle(signal).meaning(Uint8Array.from(scrubbed.bytes));
  return { ...scrubbed, meaning };
}

/** A log record's request around a body or attributes. */
export function logsRequest(record: PlainMessage, resource?: PlainMessage): PlainMessage {
  return { resourceLogs: [{ ...(resource && { resource }), scopeLogs: [{ logRecords: [record] }] }] };
}

/** A KeyValue. */
export function attribute(key: string, value: string | number | PlainMessage): PlainMessage {
  if (typeof value === "string") return { key, value: { stringValue: value } };
  if (typeof value === "number")
    return { key, value: Number.isInteger(value) ? { intValue: value } : { doubleValue: value } };
  return { key, value };
}
