import { describe, expect, it } from "vitest";
import { SIGNALS } from "../../core/signal.ts";
import { jsonToProtobuf } from "../../otlp/json-read.ts";
import { protobufToJson } from "../../otlp/json-write.ts";
import { oracle } from "../support/otlp-oracle.ts";
import { randomRequest } from "../support/otlp-random.ts";
import { Rng, testSeed } from "../support/rng.ts";

const REQUESTS = 750;
const seed = testSeed();

/** protobufjs' ProtoJSON takes -0 for the default of a field without presence and drops it; J7 above is exact. */
function plusZero(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plusZero);
  if (typeof value !== "object" || value === null) return Object.is(value, -0) ? 0 : value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, plusZero(part)]));
}

/** JSON.stringify writes -0 as 0; in quotes it is the same number to ProtoJSON. */
const keepMinusZero = (_: string, value: unknown): unknown => (Object.is(value, -0) ? "-0" : value);

describe(`OTLP/JSON against protobufjs (TEST_SEED=${seed})`, () => {
  for (const signal of SIGNALS) {
    const judge = oracle(signal);

    it(`J7 protobuf to JSON to protobuf means the same, and keeps every byte, on ${REQUESTS} random ${signal} requests`, () => {
      const rng = new Rng(seed);
      for (let i = 0; i < REQUESTS; i++) {
        const { bytes } = randomRequest(rng, signal);
        const back = jsonToProtobuf(protobufToJson(bytes, signal), signal);
        // Defaults that protobufjs wrote although it need not are the only bytes that may go.
        if (Buffer.compare(back, judge.type.encode(judge.decode(bytes)).finish()) !== 0) {
          expect(judge.meaning(back), `request ${i}`).toEqual(judge.meaning(bytes));
          expect(back.length, `request ${i}`).toBeLessThan(bytes.length);
        }
        expect(jsonToProtobuf(protobufToJson(back, signal), signal), `request ${i}`).toEqual(back);
      }
    });

    it(`J6 the JSON of random ${signal} requests reads the same through protobufjs' own mapping`, () => {
      const rng = new Rng(seed + 1);
      for (let i = 0; i < REQUESTS / 5; i++) {
        const { bytes } = randomRequest(rng, signal);
        const json: unknown = JSON.parse(Buffer.from(protobufToJson(bytes, signal)).toString());
        const read = judge.fromJson(json);
        expect(plusZero(judge.meaning(read)), `request ${i}`).toEqual(plusZero(judge.meaning(bytes)));
      }
    });

    it(`J2 J6 the JSON that protobufjs writes for random ${signal} requests (enum names included) is read exactly`, () => {
      const rng = new Rng(seed + 2);
      for (let i = 0; i < REQUESTS / 5; i++) {
        const { bytes } = randomRequest(rng, signal);
        const json = Buffer.from(JSON.stringify(judge.toJson(bytes), keepMinusZero));
        const read = jsonToProtobuf(json, signal);
        expect(plusZero(judge.meaning(read)), `request ${i}`).toEqual(plusZero(judge.meaning(bytes)));
      }
    });
  }
});
