import { describe, expect, it } from "vitest";
import { RoadError } from "../../core/errors.ts";
import type { Signal } from "../../core/signal.ts";
import { type JsonCounts, jsonToProtobuf } from "../../otlp/json-read.ts";
import { protobufToJson } from "../../otlp/json-write.ts";
import { oracle, type PlainMessage } from "../support/otlp-oracle.ts";
import { Rng, testSeed } from "../support/rng.ts";

const logs = oracle("logs");
const seed = testSeed();

/** A request whose only log record has these members, as text. */
function record(members: string): Buffer {
  return Buffer.from(`{"resourceLogs":[{"scopeLogs":[{"logRecords":[{${members}}]}]}]}`);
}

function anyValue(value: string): Buffer {
  return record(`"body":${value}`);
}

function read(json: Uint8Array | string, signal: Signal = "logs"): Uint8Array {
  return jsonToProtobuf(Buffer.from(json), signal);
}

/** The record as protobufjs sees it, absent fields left out. */
function decoded(json: Uint8Array | string): PlainMessage {
  const object = logs.type.toObject(logs.decode(read(json)), { longs: String, bytes: String }) as {
    resourceLogs: { scopeLogs: { logRecords: PlainMessage[] }[] }[];
  };
  return object.resourceLogs[0]?.scopeLogs[0]?.logRecords[0] ?? {};
}

function bodyOf(value: string): unknown {
  return decoded(anyValue(value))["body"];
}

/** The error of a refused document; fails when it was accepted or failed in another way. */
function refusal(json: Uint8Array | string, signal: Signal = "logs"): RoadError {
  try {
    read(json, signal);
  } catch (error) {
    if (error instanceof RoadError) return error;
    throw error;
  }
  return expect.unreachable("the document was accepted");
}

function expectMalformed(json: Uint8Array | string, signal: Signal = "logs"): void {
  const { code, message } = refusal(json, signal);
  expect(code).toBe("malformed");
  expect(message).toMatch(/^The request is not a valid OTLP message\. The JSON is invalid at byte \d+\.$/);
}

describe("J1 ids in JSON", () => {
  const hex = "0Af7651916cD43dd8448eb211c80319c";

  it("J1 trace, span and parent ids are hex in either case", () => {
    const traceId = Buffer.from(hex, "hex").toString("base64");
    for (const text of [hex, hex.toLowerCase(), hex.toUpperCase()]) {
      expect(decoded(record(`"traceId":"${text}","spanId":"${text.slice(0, 16)}"`))).toEqual({
        traceId,
        spanId: Buffer.from(hex.slice(0, 16), "hex").toString("base64"),
      });
    }
    const span = `{"resourceSpans":[{"scopeSpans":[{"spans":[{"parentSpanId":"00000000000000fF"}]}]}]}`;
    expect(Buffer.from(read(span, "traces")).includes(Buffer.from("00000000000000ff", "hex"))).toBe(true);
  });

  it("J1 an empty id is an absent id", () => {
    expect(decoded(record(`"traceId":"","spanId":""`))).toEqual({});
  });

  it("J1 an id of the wrong length, or that is not hex, is refused", () => {
    for (const id of [hex.slice(1), `${hex}00`, hex.slice(16), "Cvd2UZFs1D3YRI6yEcgDGQ==", `${hex.slice(1)}g`]) {
      expectMalformed(record(`"traceId":"${id}"`));
    }
    expectMalformed(record(`"spanId":"${hex}"`));
  });
});

describe("J2 enums in JSON", () => {
  it("J2 integers are taken, also unknown ones, and names are understood", () => {
    expect(decoded(record(`"severityNumber":17`))).toEqual({ severityNumber: 17 });
    expect(decoded(record(`"severityNumber":99`))).toEqual({ severityNumber: 99 });
    expect(decoded(record(`"severityNumber":"SEVERITY_NUMBER_ERROR"`))).toEqual({ severityNumber: 17 });
    expectMalformed(record(`"severityNumber":"SEVERITY_NUMBER_LOUD"`));
    expectMalformed(record(`"severityNumber":9.5`));
  });

  it("J2 names are never written", () => {
    const written = protobufToJson(read(record(`"severityNumber":"SEVERITY_NUMBER_ERROR"`)), "logs");
    expect(Buffer.from(written).toString()).toContain(`"severityNumber":17`);
  });
});

describe("J3 J4 unknown members", () => {
  it("J3 unknown members of every shape are left out and counted", () => {
    const counts: JsonCounts = { unknownFields: 0, repairedStrings: 0 };
    const shapes = [
      `"canary"`,
      `-1.5e+3`,
      `true`,
      `null`,
      `{}`,
      `[]`,
      `{"a":{"b":["canary",{"c":"canary"}]}}`,
      `[[],{},[{}]]`,
    ];
    const json = record(`${shapes.map((shape, i) => `"new${i}":${shape}`).join(",")},"severityText":"INFO"`);
    const bytes = jsonToProtobuf(json, "logs", counts);
    expect(logs.meaning(bytes)).toEqual(logs.meaning(read(record(`"severityText":"INFO"`))));
    expect(counts.unknownFields).toBe(shapes.length);
    expect(Buffer.from(bytes).includes("canary")).toBe(false);
  });

  it("J4 snake_case names are unknown members", () => {
    const counts: JsonCounts = { unknownFields: 0, repairedStrings: 0 };
    const bytes = jsonToProtobuf(record(`"severity_text":"canary","trace_id":"x"`), "logs", counts);
    expect(Buffer.from(bytes).includes("canary")).toBe(false);
    expect(counts.unknownFields).toBe(2);
  });

  it("J3 __proto__ and constructor are names like any other", () => {
    const json = `"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"severityText":"INFO"`;
    expect(decoded(record(json))).toEqual({ severityText: "INFO" });
    expect(Object.hasOwn(Object.prototype, "polluted")).toBe(false);
    expect(bodyOf(`{"kvlistValue":{"values":[{"key":"__proto__","value":{"stringValue":"x"}}]}}`)).toEqual({
      kvlistValue: { values: [{ key: "__proto__", value: { stringValue: "x" } }] },
    });
  });

  it("J3 a known name spelled with escapes is known", () => {
    expect(decoded(record(String.raw`"severity\u0054ext":"INFO"`))).toEqual({ severityText: "INFO" });
  });
});

describe("J5 integers in JSON", () => {
  it("J5 64-bit integers survive exactly, as numbers and as strings", () => {
    const edges = ["9223372036854775807", "-9223372036854775808", "9007199254740993", "-9007199254740993", "0", "-1"];
    for (const edge of edges) {
      expect(bodyOf(`{"intValue":"${edge}"}`)).toEqual({ intValue: edge });
      expect(bodyOf(`{"intValue":${edge}}`)).toEqual({ intValue: edge });
    }
    for (const edge of ["18446744073709551615", "18446744073709551614", "10000000000000000000", "4294967296"]) {
      expect(decoded(record(`"timeUnixNano":"${edge}"`))).toEqual({ timeUnixNano: edge });
      expect(decoded(record(`"timeUnixNano":${edge}`))).toEqual({ timeUnixNano: edge });
    }
  });

  it(`J5 any 64-bit integer survives exactly (TEST_SEED=${seed})`, () => {
    const rng = new Rng(seed);
    for (let i = 0; i < 2_000; i++) {
      const unsigned = (rng.uint64() >> BigInt(rng.int(64))) | 1n;
      const signed = BigInt.asIntN(64, unsigned * (rng.chance(0.5) ? -1n : 1n));
      expect(decoded(record(`"timeUnixNano":${unsigned},"body":{"intValue":"${signed}"}`))).toEqual({
        timeUnixNano: String(unsigned),
        body: { intValue: String(signed) },
      });
    }
  });

  it("J5 integers with a fraction of zeros or an exponent are the integers they are", () => {
    const spellings = [
      ["1.0", "1"],
      ["12e2", "1200"],
      ["1.5e1", "15"],
      ["0.0", "0"],
      ["-3E0", "-3"],
      ["120e-1", "12"],
    ]
      .concat([
        ["9223372036854775807.000", "9223372036854775807"],
        ["1e18", "1000000000000000000"],
        ["0e999999999", "0"],
      ])
      .concat([
        ["0.0000000000000000000000001e25", "1"],
        ["-0", "0"],
        ["922337203685477580.7e1", "9223372036854775807"],
      ]);
    for (const [spelling, value] of spellings) {
      expect(bodyOf(`{"intValue":${spelling}}`), spelling).toEqual({ intValue: value });
      expect(bodyOf(`{"intValue":"${spelling}"}`), spelling).toEqual({ intValue: value });
    }
  });

  it("J5 what is no integer of the field's range is refused", () => {
    const signed = [
      "9223372036854775808",
      "-9223372036854775809",
      "1.5",
      "1e19",
      "1e-1",
      "1e999999999",
      `"" `,
      `" 1"`,
      `"1 "`,
    ].concat([
      "99999999999999999999",
      "999999999999999999999",
      "true",
      "{}",
      "[]",
      `"0x10"`,
      `"+1"`,
      "01",
      "-",
      "1.",
      ".5",
      "1e",
    ]);
    for (const value of signed) expectMalformed(anyValue(`{"intValue":${value}}`));
    for (const value of ["18446744073709551616", "-1", "99999999999999999999", "20000000000000000000"]) {
      expectMalformed(record(`"timeUnixNano":${value}`));
    }
    for (const value of ["4294967296", "-1"]) expectMalformed(record(`"droppedAttributesCount":${value}`));
    expect(decoded(record(`"droppedAttributesCount":4294967295`))).toEqual({ droppedAttributesCount: 4294967295 });
  });
});

describe("J6 the rest of the proto3 mapping", () => {
  it("J6 bytes are base64 in either alphabet, with or without padding", () => {
    const bytes = Buffer.from([0xfb, 0xff, 0xfe, 0x00, 0x3f]);
    const spellings = ["+//+AD8=", "-__-AD8=", "+//+AD8", "-__-AD8", String.raw`+\/\/+AD8=`];
    for (const text of spellings)
      expect(bodyOf(`{"bytesValue":"${text}"}`)).toEqual({ bytesValue: bytes.toString("base64") });
    for (let n = 0; n < 20; n++) {
      const part = Buffer.from("any bytes at all, é").subarray(0, n);
      expect(bodyOf(`{"bytesValue":"${part.toString("base64")}"}`)).toEqual({ bytesValue: part.toString("base64") });
    }
  });

  it("J6 what is no base64 is refused", () => {
    for (const text of ["A", "AAAAA", "A===", "AA=A", "AA AA", "AA\\nAA", "AAA*", "ÄAAA"]) {
      expectMalformed(anyValue(`{"bytesValue":"${text}"}`));
    }
  });

  it("J6 NaN and the infinities are names, other doubles are exact", () => {
    const values = [
      "0",
      "1",
      "-1.5",
      "0.1",
      "1e-7",
      "5e-324",
      "1.7976931348623157e308",
      "123456789012345678",
      "0.30000000000000004",
    ].concat(["2.2250738585072011e-308", "9007199254740993", "1e23", "123456.789e3", "1E+2", "1e-400"]);
    for (const value of values) {
      expect(bodyOf(`{"doubleValue":${value}}`), value).toEqual({ doubleValue: Number(value) });
      expect(bodyOf(`{"doubleValue":"${value}"}`), value).toEqual({ doubleValue: Number(value) });
    }
    expect(bodyOf(`{"doubleValue":-0}`)).toEqual({ doubleValue: -0 });
    expect(bodyOf(`{"doubleValue":-0.0}`)).toEqual({ doubleValue: -0 });
    for (const name of ["NaN", "Infinity", "-Infinity"]) {
      expect(bodyOf(`{"doubleValue":"${name}"}`)).toEqual({ doubleValue: Number(name) });
      expectMalformed(anyValue(`{"doubleValue":${name}}`));
    }
  });

  it(`J6 any double survives exactly (TEST_SEED=${seed})`, () => {
    const rng = new Rng(seed);
    for (let i = 0; i < 2_000; i++) {
      const value = rng.chance(0.5)
        ? rng.int(1e9) / 10 ** rng.int(12)
        : new DataView(rng.bytes(8).buffer).getFloat64(0);
      if (!Number.isFinite(value)) continue;
      for (const text of [String(value), value.toExponential(), value.toPrecision(17)]) {
        expect(bodyOf(`{"doubleValue":${text}}`), text).toEqual({ doubleValue: Number(text) });
      }
    }
  });

  it("J6 a double out of range or of broken form is refused", () => {
    for (const value of [
      "1e400",
      "-1e400",
      `"1e400"`,
      `""`,
      `"."`,
      "1.2.3",
      ".1",
      "1.",
      "00.1",
      "-",
      "--1",
      "+1",
      "1e",
      "1e+",
      "0x1",
    ]) {
      expectMalformed(anyValue(`{"doubleValue":${value}}`));
    }
  });

  it("J6 null is absent, in a list of messages an empty one, in a list of numbers refused", () => {
    expect(decoded(record(`"body":null,"severityText":null,"timeUnixNano":null,"attributes":null`))).toEqual({});
    expect(bodyOf(`{"arrayValue":{"values":[null,{}]}}`)).toEqual({ arrayValue: { values: [{}, {}] } });
    const point = (members: string): string =>
      `{"resourceMetrics":[{"scopeMetrics":[{"metrics":[{"histogram":{"dataPoints":[{${members}}]}}]}]}]}`;
    expectMalformed(point(`"bucketCounts":[null]`), "metrics");
    expectMalformed(point(`"explicitBounds":[1,null]`), "metrics");
    expect(read(point(`"explicitBounds":[]`), "metrics")).toEqual(read(point(""), "metrics"));
  });

  it("J6 defaults are left out as protobuf encoders do, but never in a oneof", () => {
    const defaults = `"timeUnixNano":"0","severityNumber":0,"severityText":"","droppedAttributesCount":0,"flags":0,"attributes":[]`;
    expect(read(record(defaults))).toEqual(read(record("")));
    expect(bodyOf(`{"stringValue":""}`)).toEqual({ stringValue: "" });
    expect(bodyOf(`{"boolValue":false}`)).toEqual({ boolValue: false });
  });

  it("J6 a value of the wrong kind is refused", () => {
    for (const value of ["5", `"x"`, "true", "[]"]) expectMalformed(anyValue(value));
    for (const value of ["5", "true", "{}", `["x"]`]) expectMalformed(anyValue(`{"stringValue":${value}}`));
    for (const value of ["1", `"true"`, "{}", "tru", "truer"]) expectMalformed(anyValue(`{"boolValue":${value}}`));
    for (const value of ["{}", `"x"`, `[{}`, `[{},]`, `[,]`]) expectMalformed(record(`"attributes":${value}`));
  });
});

describe("J8 duplicate members", () => {
  it("J8 every occurrence is written, the last scalar counts", () => {
    const json = record(`"severityText":"canary-1","severityText":"canary-2","severityText":""`);
    const bytes = Buffer.from(read(json));
    expect(bytes.includes("canary-1") && bytes.includes("canary-2")).toBe(true);
    expect(decoded(json)["severityText"] ?? "").toBe("");
  });

  it("J8 members of one oneof are all written, the last counts", () => {
    const json = anyValue(`{"stringValue":"canary-1","bytesValue":"Y2FuYXJ5LTI=","intValue":"7"}`);
    const bytes = Buffer.from(read(json));
    expect(bytes.includes("canary-1") && bytes.includes("canary-2")).toBe(true);
    expect(bodyOf(`{"stringValue":"canary-1","intValue":"7"}`)).toEqual({ intValue: "7" });
  });

  it("J8 lists join, and so do messages", () => {
    const one = (key: string): string => `[{"key":"${key}"}]`;
    expect(decoded(record(`"attributes":${one("a")},"flags":1,"attributes":${one("b")}`))["attributes"]).toEqual([
      { key: "a" },
      { key: "b" },
    ]);
    const twice = `{"resourceLogs":[{"resource":{"attributes":${one("a")}},"resource":{"attributes":${one("b")}}}]}`;
    const bytes = Buffer.from(read(twice));
    expect(bytes.includes("a") && bytes.includes("b")).toBe(true);
  });
});

describe("text in JSON", () => {
  it("escapes are read as RFC 8259 says", () => {
    const text = String.raw`\" \\ \/ \b \f \n \r \t \u0041 \u00e9 \u6F22 \ud83d\ude00 \u0000`;
    expect(bodyOf(`{"stringValue":"${text}"}`)).toEqual({ stringValue: JSON.parse(`"${text}"`) as string });
  });

  it("J9 a lone surrogate becomes U+FFFD and is counted", () => {
    const counts: JsonCounts = { unknownFields: 0, repairedStrings: 0 };
    const cases = [
      [String.raw`a\ud800b`, "a\ufffdb"],
      [String.raw`\udc00`, "\ufffd"],
      [String.raw`\ud800\u0041`, "\ufffdA"],
    ].concat([
      [String.raw`\ud800\ud83d\ude00`, "\ufffd😀"],
      [String.raw`\ud800`, "\ufffd"],
      [String.raw`\ud800\n`, "\ufffd\n"],
    ]);
    for (const [text, expected] of cases) {
      expect(bodyOf(`{"stringValue":"${text}"}`)).toEqual({ stringValue: expected });
      jsonToProtobuf(anyValue(`{"stringValue":"${text}"}`), "logs", counts);
    }
    expect(counts.repairedStrings).toBe(cases.length);
  });

  it(`J9 invalid UTF-8 is repaired as WHATWG's decoder does (TEST_SEED=${seed})`, () => {
    const rng = new Rng(seed);
    const edge = [0x41, 0x80, 0xbf, 0xc0, 0xc2, 0xe0, 0xa0, 0xed, 0x9f, 0xef, 0xf0, 0x90, 0xf4, 0x8f, 0xf5, 0xff];
    for (let i = 0; i < 3_000; i++) {
      const text = Buffer.from(rng.list(rng.between(1, 8), () => rng.pick(edge)));
      const json = Buffer.concat([Buffer.from(`{"stringValue":"`), text, Buffer.from(`"}`)]);
      const whole = Buffer.concat([record(`"body":`).subarray(0, -7), json, Buffer.from("}]}]}]}")]);
      expect(decoded(whole)["body"]).toEqual({ stringValue: new TextDecoder().decode(text) });
    }
  });

  it("bare control characters and unknown escapes are refused", () => {
    for (const text of ["\n", "\u0000", "\u001f", String.raw`\x`, String.raw`\u12`, String.raw`\u12G4`, "\\"]) {
      expectMalformed(anyValue(`{"stringValue":"${text}"}`));
    }
  });

  it("texts of every length around a length byte and a buffer boundary survive", () => {
    for (const size of [0, 1, 126, 127, 128, 129, 16_382, 16_383, 16_384, 16_385, 100_000, 2_200_000]) {
      expect(bodyOf(`{"stringValue":"${"é".repeat(size / 2)}${"x".repeat(size % 2)}"}`)).toEqual({
        stringValue: "é".repeat(size / 2) + "x".repeat(size % 2),
      });
    }
  });
});

describe("the document as a whole", () => {
  it("white space, a byte order mark and an empty object are fine", () => {
    expect(read("{}")).toHaveLength(0);
    expect(read('\ufeff \t\r\n{ "resourceLogs" : [ ] } \n')).toHaveLength(0);
  });

  it("J10 a document is refused when truncated at any byte", () => {
    const json = record(
      `"body":{"stringValue":"aé\\n"},"attributes":[{"key":"k","value":{"doubleValue":1.5e3}}],"x":[{"y":null}]`,
    );
    for (let n = 0; n < json.length; n++) expectMalformed(json.subarray(0, n));
  });

  it("J10 a document is refused with anything behind it, or when it is no object", () => {
    for (const json of [
      "",
      " ",
      "null",
      "[]",
      "5",
      `"x"`,
      "{}{}",
      "{} x",
      "{},",
      `{"a":1,}`,
      "{,}",
      `{"a"}`,
      `{a:1}`,
      `{'a':1}`,
    ]) {
      expectMalformed(json);
    }
  });

  it("J3 unknown members are checked, so that nothing hides behind a broken one", () => {
    for (const value of [
      "[1,]",
      "{]",
      "[}",
      "[1 2]",
      `{"a" 1}`,
      `{"a":}`,
      "nul",
      "01",
      "1.e3",
      "-",
      `"\n"`,
      "[",
      "}",
      "@",
    ]) {
      expectMalformed(record(`"new":${value}`));
    }
  });

  it("J10 an error names the byte and never the input", () => {
    const json = record(`"severityText":"canary-value",canary`);
    expect(refusal(json).message).toContain(`at byte ${json.indexOf(",canary") + 1}.`);
    expect(refusal(json).message).not.toContain("canary");
  });
});

describe("nesting", () => {
  const nested = (depth: number, open: string, close: string): Buffer =>
    anyValue(`${open.repeat(depth)}{"stringValue":"deep"}${close.repeat(depth)}`);
  const array = [`{"arrayValue":{"values":[`, `]}}`] as const;
  const list = [`{"kvlistValue":{"values":[{"key":"k","value":`, `}]}}`] as const;

  it("J10 200 nested lists or maps are read, for the scrub to decide about", () => {
    for (const [open, close] of [array, list]) {
      expect(Buffer.from(read(nested(200, open, close))).includes("deep")).toBe(true);
    }
  });

  it("J10 a depth of 1,000 to 1,000,000 is refused without a stack overflow, in known and unknown members", () => {
    for (const depth of [1_000, 1_000_000]) {
      for (const [open, close] of [array, list]) expectMalformed(nested(depth, open, close));
      expectMalformed(record(`"new":${"[".repeat(depth)}${"]".repeat(depth)}`));
      expectMalformed(record(`"new":${`{"a":`.repeat(depth)}1${"}".repeat(depth)}`));
      expectMalformed("[".repeat(depth));
    }
  });

  it("200 levels are written too, and as many as can be read come back", () => {
    const bytes = read(nested(200, ...list));
    expect(jsonToProtobuf(protobufToJson(bytes, "logs"), "logs")).toEqual(bytes);
  });
});

describe("size", () => {
  it("J11 protobuf larger than the largest request is refused, however small the JSON", () => {
    const numbers = `${"0,".repeat(9_000_000)}0`;
    const json = `{"resourceMetrics":[{"scopeMetrics":[{"metrics":[{"histogram":{"dataPoints":[{"explicitBounds":[${numbers}]}]}}]}]}]}`;
    expect(refusal(json, "metrics").code).toBe("too_large");
  });
});
