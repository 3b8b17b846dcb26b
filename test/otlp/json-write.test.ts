import type protobuf from "protobufjs";
import { describe, expect, it } from "vitest";
import { RoadError } from "../../core/errors.ts";
import type { Signal } from "../../core/signal.ts";
import { jsonToProtobuf } from "../../otlp/json-read.ts";
import { protobufToJson } from "../../otlp/json-write.ts";
import { everyField } from "../support/otlp-every-field.ts";
import { definitions, oracle } from "../support/otlp-oracle.ts";
import { randomMessage } from "../support/otlp-random.ts";
import { Rng, testSeed } from "../support/rng.ts";

const seed = testSeed();
const logs = oracle("logs");

function text(bytes: Uint8Array, signal: Signal = "logs"): string {
  return Buffer.from(protobufToJson(bytes, signal)).toString();
}

/** A length-delimited field around contents that may hold anything. */
function field(number: number, ...contents: Uint8Array[]): Uint8Array {
  const content = Buffer.concat(contents);
  const head: number[] = [number * 8 + 2];
  let rest = content.length;
  for (; rest > 127; rest >>>= 7) head.push((rest & 127) | 128);
  return Buffer.concat([Uint8Array.from([...head, rest]), content]);
}

/** A request with one log record of these contents. */
function record(...contents: Uint8Array[]): Uint8Array {
  return field(1, field(2, field(2, ...contents)));
}

function expectRefused(bytes: Uint8Array): void {
  expect(() => protobufToJson(bytes, "logs")).toThrow(RoadError);
}

describe("OTLP/JSON as written", () => {
  it("J1 J2 J4 J5 J6 spells everything as the specification says", () => {
    const bytes = logs.encode({
      resourceLogs: [
        {
          resource: {
            attributes: [{ key: "k", value: { intValue: "-9223372036854775808" } }],
            droppedAttributesCount: 3,
          },
          scopeLogs: [
            {
              logRecords: [
                {
                  timeUnixNano: "18446744073709551615",
                  severityNumber: 9,
                  severityText: 'a"\\\n\u0001é',
                  body: { kvlistValue: { values: [{ key: "b", value: { bytesValue: Buffer.from([255, 254]) } }] } },
                  flags: 4_294_967_295,
                  traceId: Buffer.from("0AF7651916cd43dd8448eb211c80319c", "hex"),
                },
                { body: { doubleValue: Number.NaN } },
                { body: { doubleValue: -0 } },
                { body: { arrayValue: { values: [{}, { boolValue: false }, { stringValue: "" }, { intValue: 0 }] } } },
              ],
            },
          ],
        },
      ],
    });
    expect(text(bytes)).toBe(
      `{"resourceLogs":[{"resource":{"attributes":[{"key":"k","value":{"intValue":"-9223372036854775808"}}],"droppedAttributesCount":3},"scopeLogs":[{"logRecords":[` +
        String.raw`{"timeUnixNano":"18446744073709551615","severityNumber":9,"severityText":"a\"\\\n\u0001é",` +
        `"body":{"kvlistValue":{"values":[{"key":"b","value":{"bytesValue":"//4="}}]}},"flags":4294967295,"traceId":"0af7651916cd43dd8448eb211c80319c"},` +
        `{"body":{"doubleValue":"NaN"}},{"body":{"doubleValue":-0}},` +
        `{"body":{"arrayValue":{"values":[{},{"boolValue":false},{"stringValue":""},{"intValue":"0"}]}}}]}]}]}`,
    );
  });

  it("J5 64-bit integers are written exactly around every power of ten and two", () => {
    for (let i = 0n; i < 64n; i++) {
      for (const n of [1n << i, (1n << i) - 1n, 10n ** (i % 20n), 10n ** (i % 20n) - 1n, 10n ** (i % 20n) + 1n]) {
        if (n === 0n || n >= 1n << 64n) continue;
        const bytes = logs.encode({ resourceLogs: [{ scopeLogs: [{ logRecords: [{ timeUnixNano: String(n) }] }] }] });
        expect(text(bytes)).toContain(`"timeUnixNano":"${n}"`);
      }
    }
  });

  it("defaults that lie on the wire are left out", () => {
    const withDefaults = record(field(3), Uint8Array.of(0x10, 0), Uint8Array.of(0x38, 0), field(9));
    expect(text(withDefaults)).toBe(text(record()));
  });

  it("every field of every signal is written and read back", () => {
    for (const signal of ["logs", "traces", "metrics"] as const) {
      const { bytes } = everyField(signal, () => undefined);
      expect(jsonToProtobuf(protobufToJson(bytes, signal), signal)).toEqual(new Uint8Array(bytes));
    }
  });
});

describe("protobuf that no encoder writes", () => {
  const type = (name: string): protobuf.Type => definitions.lookupType(`opentelemetry.proto.${name}`);

  it(`messages in pieces, lists torn apart, scalars twice and overwritten oneofs mean what protobufjs says (TEST_SEED=${seed})`, () => {
    const rng = new Rng(seed);
    const random = (name: string): Uint8Array => {
      const message = type(name);
      return message.encode(message.fromObject(randomMessage(rng, message, { maxItems: 2, maxDepth: 2 }, 0))).finish();
    };
    for (let i = 0; i < 500; i++) {
      const pieces = rng.list(rng.between(2, 4), () => random("logs.v1.LogRecord"));
      const bodies = rng.list(rng.between(0, 3), () =>
        field(5, random("common.v1.AnyValue"), random("common.v1.AnyValue")),
      );
      const resources = rng.list(2, () => field(1, random("resource.v1.Resource")));
      const bytes = Buffer.concat([record(...pieces, ...bodies), field(1, ...resources)]);
      expect(logs.meaning(jsonToProtobuf(protobufToJson(bytes, "logs"), "logs")), `case ${i}`).toEqual(
        logs.meaning(bytes),
      );
    }
  });

  it("metric points in pieces mean what protobufjs says, packed lists included", () => {
    const rng = new Rng(seed);
    const metrics = oracle("metrics");
    const message = type("metrics.v1.Metric");
    for (let i = 0; i < 300; i++) {
      const pieces = rng.list(rng.between(2, 3), () =>
        message.encode(message.fromObject(randomMessage(rng, message, { maxItems: 2, maxDepth: 1 }, 0))).finish(),
      );
      const bytes = field(1, field(2, field(2, ...pieces)));
      const back = jsonToProtobuf(protobufToJson(bytes, "metrics"), "metrics");
      expect(metrics.meaning(back), `case ${i}`).toEqual(metrics.meaning(bytes));
    }
  });

  it("lists of numbers are read packed, unpacked and mixed", () => {
    const double = (value: number): Uint8Array => Buffer.from(new Float64Array([value]).buffer);
    const single = (value: number): Uint8Array => Buffer.concat([Uint8Array.of(7 * 8 + 1), double(value)]);
    const bounds = (...contents: Uint8Array[]): string =>
      text(field(1, field(2, field(2, field(9, field(1, ...contents))))), "metrics");
    for (const contents of [
      [field(7, double(1), double(2), double(3))],
      [single(1), single(2), single(3)],
      [single(1), field(7, double(2)), field(7), field(7, double(3))],
      [field(7), single(1), Uint8Array.of(10 * 8, 0), field(7, double(2), double(3))],
    ]) {
      expect(bounds(...contents)).toContain(`"explicitBounds":[1,2,3]`);
    }
    expect(bounds(field(7))).not.toContain("explicitBounds");
  });

  it("unknown fields are left out", () => {
    const bytes = record(Uint8Array.of(0xf8, 0x7f, 1), field(3, Buffer.from("INFO")), field(15, Buffer.from("canary")));
    expect(text(bytes)).toBe(`{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"severityText":"INFO"}]}]}]}`);
  });

  it("groups, broken varints, wrong wire types and lengths beyond the end are refused", () => {
    for (const broken of [
      [0x0b, 0x0c],
      [0x0c],
      [0x18],
      [0x18, ...Array.from({ length: 10 }, () => 0xff), 1],
      [0x1a, 5, 65],
      [0x1a, 0xff, 0xff, 0xff, 0xff, 0x7f],
      [0x18, 1],
      [0x09, 1, 2, 3],
      [0x00, 1],
      [0x0e],
    ]) {
      expectRefused(record(Uint8Array.from(broken)));
    }
  });

  it("invalid UTF-8 is written as U+FFFD", () => {
    expect(text(record(field(3, Buffer.from([65, 0xff, 0xe2, 0x82, 66]))))).toContain(
      `"severityText":"A\ufffd\ufffdB"`,
    );
  });

  it("nesting of 4,000 messages is refused without a stack overflow", () => {
    let value: Uint8Array = new Uint8Array();
    for (let i = 0; i < 2_000; i++) value = field(5, field(1, value));
    expectRefused(record(field(5, value)));
  });

  it("a message torn in two at 150 levels costs no more than its size", () => {
    let value: Uint8Array = field(1, Buffer.from("deep"));
    // Each level holds an empty second piece, so that each level must be joined.
    for (let i = 0; i < 150; i++) value = Buffer.concat([field(5, field(1, value)), field(5)]);
    expect(text(record(field(5, value)))).toContain("deep");
  });
});
