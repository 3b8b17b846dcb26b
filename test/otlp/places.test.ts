import { describe, expect, it } from "vitest";
import { PLACES } from "../../core/place.ts";
import { type FieldInfo, MESSAGES } from "../../otlp/fields.generated.ts";
import { DECISIONS, PROFILES_ONLY, shortName, walkTable } from "../../otlp/places.ts";

const STRING = { kind: "string", scalar: "string", repeated: false, packed: false } as const;

/** The definitions with one field more in `LogRecord`. */
function withField(field: Partial<FieldInfo>): typeof MESSAGES {
  const added: FieldInfo = { ...STRING, number: 30, name: "invented", jsonName: "invented", ...field };
  return MESSAGES.map((message) =>
    shortName(message.name) === "LogRecord" ? { ...message, fields: [...message.fields, added] } : message,
  );
}

const KEY_VALUE = MESSAGES.findIndex(({ name }) => shortName(name) === "KeyValue");
const ANY_VALUE = MESSAGES.findIndex(({ name }) => shortName(name) === "AnyValue");

describe("the decisions about fields", () => {
  it.each<[string, Partial<FieldInfo>]>([
    ["a string", {}],
    ["a list of strings", { repeated: true }],
    ["bytes", { kind: "bytes", scalar: "bytes" }],
    ["attributes", { kind: "message", scalar: "message", message: KEY_VALUE, repeated: true }],
    ["a value", { kind: "message", scalar: "message", message: ANY_VALUE }],
  ])("W1 %s that newer definitions bring stops the start until somebody decides", (_what, field) => {
    expect(() => walkTable(withField(field))).toThrow("LogRecord.invented can hold text and has no decision");
  });

  it("W1 a number that newer definitions bring is copied, and a field number beyond the table stops the start", () => {
    expect(() => walkTable(withField({ kind: "varint", scalar: "uint32" }))).not.toThrow();
    expect(() => walkTable(withField({ kind: "varint", scalar: "uint32", number: 32 }))).toThrow("beyond the table");
  });

  it("W1 name only fields that exist, and between them every place", () => {
    const fields = new Set(
      MESSAGES.flatMap(({ name, fields: own }) => own.map((field) => `${shortName(name)}.${field.name}`)),
    );
    for (const field of [...Object.keys(DECISIONS), ...PROFILES_ONLY]) expect(fields, field).toContain(field);
    const places = Object.values(DECISIONS).flatMap((decision) =>
      decision.kind === "id" ? [] : decision.kind === "text" ? [decision.place] : [decision.value, decision.key],
    );
    expect([...new Set(places)].sort()).toEqual([...PLACES].sort());
  });

  it("W1 what the walk reads by hand has exactly the fields it knows", () => {
    const named = (index: number): string[] =>
      MESSAGES[index]?.fields.map(({ number, name }) => `${number} ${name}`) ?? [];
    expect(named(KEY_VALUE)).toEqual(["1 key", "2 value", "3 key_strindex"]);
    expect(named(ANY_VALUE)).toEqual([
      "1 string_value",
      "2 bool_value",
      "3 int_value",
      "4 double_value",
      "5 array_value",
      "6 kvlist_value",
      "7 bytes_value",
      "8 string_value_strindex",
    ]);
  });
});
