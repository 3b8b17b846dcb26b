import { readFileSync } from "node:fs";
import protobuf from "protobufjs";
import { describe, expect, it } from "vitest";
import { SIGNALS } from "../../core/signal.ts";
import { ENUMS, type FieldInfo, MESSAGES, ROOTS } from "../../otlp/fields.generated.ts";
import { generate } from "../../scripts/generate-otlp-fields.ts";
import { cleanRequest } from "../support/otlp-clean.ts";
import { everyField, everyLeaf } from "../support/otlp-every-field.ts";
import { definitions, oracle } from "../support/otlp-oracle.ts";
import { randomRequest } from "../support/otlp-random.ts";
import { Rng, testSeed } from "../support/rng.ts";

const seed = testSeed();

function reachable(type: protobuf.Type, into = new Set<protobuf.Type>()): Set<protobuf.Type> {
  if (into.has(type)) return into;
  into.add(type);
  for (const field of type.fieldsArray) {
    if (field.resolve().resolvedType instanceof protobuf.Type) reachable(field.resolvedType as protobuf.Type, into);
  }
  return into;
}

function expectSameField(ours: FieldInfo, theirs: protobuf.Field): void {
  const { resolvedType } = theirs.resolve();
  const where = theirs.fullName;
  expect(ours.jsonName, where).toBe(theirs.name);
  expect(ours.repeated, where).toBe(theirs.repeated);
  expect(ours.packed, where).toBe(
    theirs.repeated && theirs.packed && resolvedType === null && theirs.type in protobuf.types.packed,
  );
  expect(ours.optional ?? false, where).toBe(theirs.options?.["proto3_optional"] ?? false);
  expect(ours.oneof, where).toBe(ours.optional ? undefined : theirs.partOf?.name);
  if (resolvedType instanceof protobuf.Type)
    expect(`.${MESSAGES[ours.message ?? -1]?.name}`).toBe(resolvedType.fullName);
  else if (resolvedType instanceof protobuf.Enum) {
    expect(ours.scalar, where).toBe("enum");
    expect(Object.fromEntries(ENUMS[ours.enum ?? -1]?.values ?? []), where).toEqual(resolvedType.values);
  } else expect(ours.scalar, where).toBe(theirs.type);
}

describe("the generated field table", () => {
  it("is what the generator makes of the descriptors", () => {
    const file = readFileSync(new URL("../../otlp/fields.generated.ts", import.meta.url), "utf8");
    expect(file === generate(), "run `node scripts/generate-otlp-fields.ts`").toBe(true);
  });

  it("holds every reachable message and field as protobufjs reads the same descriptors, and nothing else", () => {
    const types = new Set(SIGNALS.flatMap((signal) => [...reachable(oracle(signal).type)]));
    expect(MESSAGES.map(({ name }) => `.${name}`).sort()).toEqual([...types].map((type) => type.fullName).sort());
    for (const { name, fields } of MESSAGES) {
      const type = definitions.lookupType(name);
      expect(fields.map(({ number }) => number)).toEqual(type.fieldsArray.map(({ id }) => id).sort((a, b) => a - b));
      for (const field of fields) expectSameField(field, type.fieldsById[field.number] as protobuf.Field);
    }
    for (const signal of SIGNALS) expect(`.${MESSAGES[ROOTS[signal]]?.name}`).toBe(oracle(signal).type.fullName);
  });

  it("marks exactly the ids as hex in JSON", () => {
    const ids = MESSAGES.flatMap(({ fields }) => fields.filter((field) => field.idBytes !== undefined));
    expect(new Set(ids.map(({ jsonName, idBytes }) => `${jsonName} ${idBytes}`))).toEqual(
      new Set(["traceId 16", "spanId 8", "parentSpanId 8"]),
    );
  });
});

describe(`the request generators of the tests (TEST_SEED=${seed})`, () => {
  for (const signal of SIGNALS) {
    it(`cover every field of ${signal}`, () => {
      const all = [...reachable(oracle(signal).type)].flatMap((type) =>
        type.fieldsArray
          .filter((f) => !(f.resolve().resolvedType instanceof protobuf.Type))
          .map((f) => `${type.name}.${f.name}`),
      );
      expect(new Set(everyLeaf(signal).map(({ field }) => field))).toEqual(new Set(all));
    });

    it(`put a text into every string of ${signal}, keys included`, () => {
      let asked = 0;
      const { bytes } = everyField(signal, ({ type }) => (type === "string" ? `canary-${++asked}-` : undefined));
      const text = Buffer.from(bytes).toString("latin1");
      expect(asked).toBeGreaterThan(50);
      for (let i = 1; i <= asked; i++) expect(text.includes(`canary-${i}-`)).toBe(true);
    });

    it(`make the same ${signal} of the same seed, and objects that protobufjs accepts`, () => {
      for (const make of [cleanRequest, randomRequest]) {
        const first = make(new Rng(seed), signal);
        expect(make(new Rng(seed), signal).bytes).toEqual(first.bytes);
        expect(oracle(signal).verify(first.object)).toBeNull();
      }
    });
  }
});
