import { assert, constantFrom, dictionary, jsonValue, oneof, property, record } from "fast-check";
import { expect, test } from "vitest";
import { readJson } from "../../../processors/parse/json.ts";
import type { Part } from "../../../processors/parse/part.ts";
import { OneText } from "../../support/text-scrubbing.ts";

const SEED = 20_260_302;
const one = new OneText();

function parts(text: string): { readonly at: number; readonly found: readonly string[] } {
  const found: Part[] = [];
  const at = readJson(text, 0, text.length, (part) => found.push(part));
  return {
    at,
    found: found.filter((part) => part.strict).map((part) => `${part.path}=${text.slice(part.start, part.end)}`),
  };
}

test("T1 every value is read with the path of names to it", () => {
  const text = '{"a": {"b": [1, "x", {"c": null}]}, "d": -2.5e3}';
  expect(parts(text)).toEqual({ at: text.length, found: ["a.b=1", "a.b=x", "a.b.c=null", "d=-2.5e3"] });
});

test("T1 truncated JSON is read to its end", () => {
  for (const text of ['{"a":"b', '{"a":"b","c":tr', '{"a":["b",', '{"a":"b\\']) {
    const { at, found } = parts(text);
    expect(at).toBe(text.length);
    expect(found[0]).toMatch(/^a=b/);
  }
});

test("T1 reading stops where JSON stops", () => {
  expect(parts('{"a":1} done').at).toBe(7);
  expect(parts('{"a" 1}').at).toBe(5);
  expect(parts("[1, two]").at).toBe(4);
});

test("T2 a name inside JSON decides like an attribute of that name", () => {
  expect(one.scrub('{"user.email":"nobody","user":{"full_name":"A B"},"session.id":7}')).toMatch(
    /^\{"user\.email":"\[EMAIL_ADDRESS\]","user":\{"full_name":"\[PERSON\]"\},"session\.id":"tk1h_[a-z0-9_]+"\}$/,
  );
});

test("T2 a protected name keeps its value", () => {
  const text = '{"trace_id":"4bf92f3577b34da6a3ce929d0e0e4736","service.instance.id":"203.0.113.7"}';
  expect(one.scrub(text)).toBe(text);
});

test("T5 a number that is replaced becomes a string", () => {
  expect(one.scrub('{"card":4111111111111111,"n":1}')).toBe('{"card":"[CREDIT_CARD]","n":1}');
});

test("T3 escaped JSON inside JSON is masked two levels down, with its escapes", () => {
  const inner = JSON.stringify({
    deep: JSON.stringify({ email: "ada@example.org", card: 4111111111111111, ok: 'say "hi"' }),
  });
  const out = one.scrub(JSON.stringify({ payload: inner, n: 1 }));
  const deep = JSON.parse(JSON.parse(JSON.parse(out).payload).deep);
  expect(deep).toEqual({ email: "[EMAIL_ADDRESS]", card: "[CREDIT_CARD]", ok: 'say "hi"' });
});

test("T3 characters written as escapes are found, and nothing beside them changes", () => {
  expect(one.scrub('{"a":"line\\nada\\u0040example.org\\ttail"}')).toBe('{"a":"line\\n[EMAIL_ADDRESS]\\ttail"}');
});

test("T1 JSON quoted in a log line is read where it stands", () => {
  expect(one.scrub('POST /x body {"user.email":"nobody","ok":true} took 3 ms')).toBe(
    'POST /x body {"user.email":"[EMAIL_ADDRESS]","ok":true} took 3 ms',
  );
});

const personal = constantFrom(
  "ada@example.org",
  "mail ada@example.org now",
  "4111 1111 1111 1111",
  "a\nada@example.org",
  'q"ada@example.org"',
  "203.0.113.7",
);
const document = dictionary(
  constantFrom("id", "note", "items", "user.email", "payload", 'odd"key', "n"),
  oneof(personal, jsonValue(), record({ in: personal, deep: record({ list: jsonValue() }) })),
);

test("T5 JSON stays JSON with its names in order, and no personal value in it", () => {
  assert(
    property(document, constantFrom(0, 1), constantFrom(undefined, 2), (value, twice, indent) => {
      const text = JSON.stringify(twice === 1 ? { payload: JSON.stringify(value) } : value, null, indent);
      const out = one.scrub(text, "json");
      const read = JSON.parse(out);
      expect(Object.keys(read)).toEqual(Object.keys(JSON.parse(text)));
      expect(out).not.toContain("ada@");
      expect(out).not.toContain("4111 1111");
    }),
    { seed: SEED, numRuns: 300 },
  );
});

test("T5 clean JSON is not changed by a byte", () => {
  const clean = dictionary(
    constantFrom("id", "note", "items", "state of", "n"),
    oneof(
      constantFrom("ok", "two words", "v1.2.3", "a\tb\u00e9"),
      jsonValue({ noUnicodeString: true, maxDepth: 2 }).filter(
        (value) => typeof value !== "string" && typeof value !== "object",
      ),
    ),
  );
  assert(
    property(clean, (value) => {
      const text = JSON.stringify(value);
      expect(one.scrub(text)).toBe(text);
    }),
    { seed: SEED },
  );
});
