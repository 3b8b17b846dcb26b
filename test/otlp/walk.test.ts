import { describe, expect, it } from "vitest";
import { PLACES, type Place } from "../../core/place.ts";
import type { Signal } from "../../core/signal.ts";
import { REMOVE, REPLACE, type Verdict, VISIT, Walker } from "../../otlp/walk.ts";
import { CountingVisitor } from "../support/counting-visitor.ts";
import { oracle, type PlainMessage } from "../support/otlp-oracle.ts";
import { attribute, logsRequest } from "../support/scrubbing.ts";
import { encodeWire, field, type WireField } from "../support/wire.ts";

type Decide = (text: string, place: Place) => string | undefined;

/** Writes down what it is shown, with its place, and replaces what `decide` says. */
class Notes extends CountingVisitor {
  readonly seen: string[] = [];
  readonly certain: boolean[] = [];
  buffer: Uint8Array = new Uint8Array(0);
  readonly #decide: Decide;
  readonly #verdict: (key: string) => Verdict;

  constructor(decide: Decide = () => undefined, verdict: (key: string) => Verdict = () => VISIT) {
    super();
    this.#decide = decide;
    this.#verdict = verdict;
  }

  #note(kind: string, place: number, start: number, end: number): Uint8Array | undefined {
    const text = Buffer.from(this.buffer.subarray(start, end)).toString("latin1");
    this.seen.push(`${kind} ${PLACES[place]} ${text}`);
    const replacement = this.#decide(text, PLACES[place] ?? "log.body");
    return replacement === undefined ? undefined : Buffer.from(replacement);
  }
  override text(place: number, start: number, end: number): Uint8Array | undefined {
    return this.#note("text", place, start, end);
  }
  override key(place: number, start: number, end: number, levels = 0, certain = true): Verdict {
    this.#note(`key${levels === 0 ? "" : levels}`, place, start, end);
    this.certain.push(certain);
    return this.#verdict(Buffer.from(this.buffer.subarray(start, end)).toString("latin1"));
  }
  override value(place: number, start: number, end: number): Uint8Array | undefined {
    return this.#note("value", place, start, end);
  }
  override bytes(place: number, start: number, end: number): Uint8Array | undefined {
    return this.#note("bytes", place, start, end);
  }
  override number(place: number, member: number, start: number, end: number): Uint8Array | undefined {
    return this.#note(`number${member}`, place, start, end);
  }
  override replaced(): Uint8Array {
    return Buffer.from("gone");
  }
}

function walk(bytes: Uint8Array, visitor: Notes, signal: Signal = "logs"): Buffer {
  visitor.buffer = bytes;
  return Buffer.from(new Walker(visitor).walk(bytes, bytes.length, signal));
}

/** A log record's request around fields of the record. */
function logs(...record: WireField[]): Buffer {
  return encodeWire([field(1, [field(2, [field(2, record)])])]);
}

const BODY = 5;
const ATTRIBUTES = 6;
const text = (value: string): WireField => field(1, value);
const keyValue = (key: string, ...value: WireField[]): WireField => field(ATTRIBUTES, [text(key), field(2, value)]);

const meaning = (bytes: Uint8Array): PlainMessage => oracle("logs").meaning(bytes);
const encoded = (object: PlainMessage): Uint8Array => oracle("logs").encode(object);
const same = (left: Uint8Array, wanted: PlainMessage): void => expect(meaning(left)).toEqual(meaning(encoded(wanted)));

describe("what the walk sees", () => {
  it("W3 every duplicate of a field that counts once, in wire order", () => {
    const visitor = new Notes((seen) => (seen === "first" ? "1st" : undefined));
    const left = walk(logs(field(3, "first"), field(3, "second"), field(12, "name"), field(3, "third")), visitor);
    expect(visitor.seen).toEqual([
      "text log.severity_text first",
      "text log.severity_text second",
      "text log.event_name name",
      "text log.severity_text third",
    ]);
    expect(left).toEqual(logs(field(3, "1st"), field(3, "second"), field(12, "name"), field(3, "third")));
  });

  it("W3 every duplicate of a sub-message, which readers join", () => {
    const visitor = new Notes();
    walk(encodeWire([field(1, [field(1, [field(1, [text("a")])]), field(1, [field(1, [text("b")])])])]), visitor);
    expect(visitor.seen).toEqual(["key resource.key a", "key resource.key b"]);
  });

  it("W4 a string behind a member of the oneof that overwrites it, and one behind an empty one", () => {
    const number: WireField = { number: 3, wireType: 0, content: Uint8Array.of(7) };
    const visitor = new Notes((seen) => (seen === "hidden" ? "[R]" : undefined));
    const left = walk(
      logs(field(BODY, [text("hidden"), number, text("")]), field(BODY, [field(7, "raw"), text("last")])),
      visitor,
    );
    expect(visitor.seen.slice(0, 3)).toEqual(["value log.body hidden", "number3 log.body \u0007", "value log.body "]);
    expect(left.includes("hidden")).toBe(false);
    expect(meaning(left)).toEqual(
      meaning(logs(field(BODY, [text("[R]"), number, text("")]), field(BODY, [field(7, "raw"), text("last")]))),
    );
  });

  it("W4 a list behind another member of the oneof, and numbers when they must become text", () => {
    const visitor = new Notes((seen, place) => (place === "log.body" && seen === "\u0007" ? "[N]" : undefined));
    const left = walk(
      logs(
        field(BODY, [
          field(5, [field(1, [text("in the list")])]),
          { number: 3, wireType: 0, content: Uint8Array.of(7) },
        ]),
      ),
      visitor,
    );
    expect(visitor.seen[0]).toBe("value log.body in the list");
    same(left, logsRequest({ body: { stringValue: "[N]" } }));
  });

  it.each([
    ["after its value", [field(2, [text("v")]), text("k")], ["key log.key k", "value log.attribute v"], true],
    [
      "twice",
      [text("k"), text("j"), field(2, [text("v")])],
      ["key log.key j", "text log.key k", "value log.attribute v"],
      false,
    ],
    ["nowhere", [field(2, [text("v")])], ["key log.key ", "value log.attribute v"], true],
    [
      "with two values",
      [text("k"), field(2, [text("v")]), field(2, [text("w")])],
      ["key log.key k", "value log.attribute v", "value log.attribute w"],
      false,
    ],
    ["without a value", [text("k")], ["key log.key k"], true],
  ])("W5 an attribute whose key stands %s", (_where, content, seen, certain) => {
    const visitor = new Notes();
    const bytes = logs(field(ATTRIBUTES, content));
    expect(walk(bytes, visitor)).toEqual(bytes);
    expect(visitor.seen).toEqual(seen);
    expect(visitor.certain).toEqual([certain]);
  });

  it("W5 both keys of an attribute with two can be replaced", () => {
    const visitor = new Notes((seen) => (seen === "k" ? "K" : undefined));
    const left = walk(logs(field(ATTRIBUTES, [text("k"), text("j"), field(2, [text("v")])])), visitor);
    expect(left).toEqual(logs(field(ATTRIBUTES, [text("K"), text("j"), field(2, [text("v")])])));
  });

  it("C6 attributes may be empty, bytes, mixed and nested lists and maps: all are visited with their depth", () => {
    const visitor = new Notes();
    const map: WireField = field(6, [
      field(1, [
        text("inner"),
        field(2, [field(5, [field(1, [text("deep")]), field(1, [field(7, "bin")]), field(1, [])])]),
      ]),
    ]);
    const bytes = logs(
      keyValue("a", map),
      keyValue("empty"),
      keyValue("b", { number: 2, wireType: 0, content: Uint8Array.of(1) }),
    );
    expect(walk(bytes, visitor)).toEqual(bytes);
    expect(visitor.seen).toEqual([
      "key log.key a",
      "key1 log.key inner",
      "value log.attribute deep",
      "bytes log.attribute bin",
      "key log.key empty",
      "key log.key b",
      "number2 log.attribute \u0001",
    ]);
  });

  it("W6 an attribute that is removed, and one that is replaced whatever it holds", () => {
    const verdicts: Record<string, Verdict> = { out: REMOVE, over: REPLACE };
    const visitor = new Notes(undefined, (key) => verdicts[key] ?? VISIT);
    const left = walk(
      logs(
        keyValue("out", text("a")),
        keyValue("over", field(5, [field(1, [text("b")])])),
        keyValue("stays", text("c")),
      ),
      visitor,
    );
    same(left, logsRequest({ attributes: [attribute("over", "gone"), attribute("stays", "c")] }));
  });

  it("W7 records are log records, spans and data points", () => {
    const visitor = new Notes();
    const points = { dataPoints: [{}, {}] };
    const metrics = ["gauge", "sum", "histogram", "exponentialHistogram", "summary"].map((kind) => ({
      name: "m",
      [kind]: points,
    }));
    walk(oracle("metrics").encode({ resourceMetrics: [{ scopeMetrics: [{ metrics }] }] }), visitor, "metrics");
    expect(visitor.records).toBe(10);
    walk(
      oracle("traces").encode({ resourceSpans: [{ scopeSpans: [{ spans: [{ events: [{}], links: [{}] }, {}] }] }] }),
      visitor,
      "traces",
    );
    expect(visitor.records).toBe(12);
  });
});

describe("what the walk leaves out", () => {
  it.each([0, 1, 2, 5])(
    "C5 unknown fields of wire type %i are dropped and counted in every message, and the rest stays",
    (wireType) => {
      const content =
        wireType === 0
          ? Uint8Array.of(0x81, 1)
          : wireType === 1
            ? new Uint8Array(8).fill(0x41)
            : wireType === 5
              ? new Uint8Array(4).fill(0x41)
              : Buffer.from("AAAA");
      const unknown = [9_999, 31, 32].map((number): WireField => ({ number, wireType, content }));
      let lists = 0;
      const sprinkled = (fields: readonly WireField[]): WireField[] => {
        lists++;
        const inner = fields.map((one) =>
          Array.isArray(one.content) ? { ...one, content: sprinkled(one.content) } : one,
        );
        return [...unknown, ...inner, ...unknown];
      };
      const map = field(6, [field(1, [text("n"), field(2, [text("w")])])]);
      const record = [
        field(BODY, [field(5, [field(1, [text("v")])])]),
        field(ATTRIBUTES, [text("k"), field(2, [map])]),
      ];
      const clean = [field(1, [field(1, []), field(2, [field(2, record)])])];
      const dirty = encodeWire(sprinkled(clean));
      const visitor = new Notes();
      const left = walk(dirty, visitor);
      expect(visitor.unknownFields).toBe(lists * 6);
      expect(left).toEqual(encodeWire(clean));
    },
  );

  it("C5 known fields in a wrong wire type are unknown ones", () => {
    const visitor = new Notes();
    const wrong: WireField[] = [
      { number: 3, wireType: 0, content: Uint8Array.of(1) },
      { number: 3, wireType: 1, content: new Uint8Array(8).fill(0x41) },
      { number: 1, wireType: 2, content: Buffer.from("AAAA") },
      { number: BODY, wireType: 5, content: new Uint8Array(4) },
      { number: ATTRIBUTES, wireType: 0, content: Uint8Array.of(1) },
    ];
    expect(walk(logs(...wrong, field(3, "INFO")), visitor)).toEqual(logs(field(3, "INFO")));
    expect(visitor.unknownFields).toBe(wrong.length);
  });

  it("C7 string table indices, which mean something in profiles only, are dropped and counted", () => {
    const visitor = new Notes();
    const index = (number: number): WireField => ({ number, wireType: 0, content: Uint8Array.of(5) });
    const left = walk(
      logs(field(BODY, [index(8)]), field(ATTRIBUTES, [index(3), text("k"), field(2, [index(8)])])),
      visitor,
    );
    expect(left).toEqual(logs(field(BODY, []), field(ATTRIBUTES, [text("k"), field(2, [])])));
    expect(visitor.unknownFields).toBe(3);
  });

  it.each([
    ["LogRecord.trace_id", 9, 16],
    ["LogRecord.span_id", 10, 8],
  ])("W8 %s of any length but its own, or none, is dropped and counted", (_name, number, length) => {
    for (const size of [0, 1, 7, 8, 9, 15, 16, 17, 32, 200]) {
      const visitor = new Notes();
      const fields = [field(number, new Uint8Array(size).fill(0x61))];
      const fits = size === 0 || size === length;
      expect(walk(logs(...fields, field(3, "INFO")), visitor)).toEqual(logs(...(fits ? fields : []), field(3, "INFO")));
      expect(visitor.badIds).toBe(fits ? 0 : 1);
    }
  });

  it("C8 every one of several attributes with one key is visited", () => {
    const visitor = new Notes();
    walk(logs(keyValue("k", text("a")), keyValue("k", text("b"))), visitor);
    expect(visitor.seen.filter((one) => one.startsWith("value"))).toEqual([
      "value log.attribute a",
      "value log.attribute b",
    ]);
  });
});

describe("what the walk refuses", () => {
  const body = text("text");
  it.each<[string, Uint8Array]>([
    [
      "a group",
      logs(field(BODY, [body]), {
        number: 7,
        wireType: 3,
        content: Buffer.concat([encodeWire([field(3, "A")]), Uint8Array.of(0x3c)]),
      }),
    ],
    ["the end of a group that never began", logs({ number: 7, wireType: 4, content: new Uint8Array(0) })],
    ["a group inside a value", logs(field(BODY, [{ number: 1, wireType: 3, content: Uint8Array.of(0x0c) }]))],
    [
      "a group inside an attribute",
      logs(field(ATTRIBUTES, [text("k"), { number: 9, wireType: 3, content: Uint8Array.of(0x4c) }])),
    ],
    [
      "a group inside a list",
      logs(field(BODY, [field(5, [{ number: 1, wireType: 3, content: Uint8Array.of(0x0c) }])])),
    ],
    ["wire type 6", logs({ number: 3, wireType: 6, content: new Uint8Array(0) })],
    ["wire type 7", logs({ number: 3, wireType: 7, content: new Uint8Array(0) })],
    ["field number 0", logs({ number: 0, wireType: 0, content: Uint8Array.of(1) })],
    ["a tag of six bytes", logs({ ...field(3, "A"), tagPadding: 5 })],
    ["a length of six bytes", logs({ ...field(3, "A"), lengthPadding: 5 })],
    ["a length beyond its message", logs({ ...field(3, "A"), lie: 1 })],
    ["a length of 2^32 and more", logs({ ...field(3, "A"), lie: 2 ** 32 })],
    ["a length beyond an inner message", logs(field(BODY, [{ ...field(1, "A"), lie: 1 }]), field(3, "B"))],
    ["a varint of more than ten bytes", logs({ number: 7, wireType: 0, content: new Uint8Array(11).fill(0xff) })],
    ["a varint without an end", logs({ number: 7, wireType: 0, content: Uint8Array.of(0xff) })],
    ["a fixed number without an end", logs({ number: 1, wireType: 1, content: new Uint8Array(7) })],
    ["a tag without anything", logs({ number: 3, wireType: 2, content: new Uint8Array(0), lie: 5 })],
  ])("W9 %s is malformed, and the sentence holds nothing of it", (_what, bytes) => {
    expect(() => walk(bytes, new Notes())).toThrowError(
      expect.objectContaining({
        code: "malformed",
        message: expect.stringMatching(
          /^The request is not a valid OTLP message\. (?:Byte \d+ of the message cannot be read\.|It is nested too deeply\.)$/,
        ),
      }),
    );
  });

  it("W9 packed numbers that do not fill their field are malformed", () => {
    const histogram = (number: number, size: number): Uint8Array =>
      encodeWire([field(1, [field(2, [field(2, [field(9, [field(1, [field(number, new Uint8Array(size))])])])])])]);
    for (const number of [6, 7]) {
      expect(() => walk(histogram(number, 15), new Notes(), "metrics")).toThrow("not a valid OTLP");
      expect(() => walk(histogram(number, 16), new Notes(), "metrics")).not.toThrow();
    }
  });

  it("W9 every cut of a request is malformed or a request of its own, never an overrun", () => {
    const bytes = encoded(
      logsRequest({ body: { kvlistValue: { values: [attribute("a", "b")] } }, severityText: "INFO" }),
    );
    for (let length = 0; length < bytes.length; length++) {
      const visitor = new Notes();
      visitor.buffer = bytes;
      try {
        meaning(new Walker(visitor).walk(bytes, length, "logs"));
      } catch (error) {
        expect(error).toMatchObject({ code: "malformed" });
      }
    }
  });

  it("W9 over-long tags and lengths of up to five bytes are read", () => {
    const visitor = new Notes();
    const bytes = logs({ ...field(3, "INFO"), tagPadding: 4, lengthPadding: 4 });
    expect(walk(bytes, visitor)).toEqual(bytes);
    expect(visitor.seen).toEqual(["text log.severity_text INFO"]);
  });
});

describe("nesting", () => {
  /** `levels` lists, alternating with maps, around a text. */
  function deep(levels: number): Uint8Array {
    let inner = encodeWire([text("deep")]);
    for (let i = 0; i < levels; i++) {
      inner = encodeWire(
        i % 2 === 0 ? [field(5, [field(1, inner)])] : [field(6, [field(1, [text("k"), field(2, inner)])])],
      );
    }
    return inner;
  }

  it("W13 32 levels are visited, the 33rd is redacted and nothing in it is seen", () => {
    const visited = new Notes();
    expect(walk(logs(field(BODY, deep(32))), visited)).toEqual(logs(field(BODY, deep(32))));
    expect(visited.seen.at(-1)).toBe("value log.body deep");
    const redacted = new Notes();
    const left = walk(logs(field(BODY, deep(33)), field(ATTRIBUTES, [text("a"), field(2, deep(33))])), redacted);
    expect(redacted.seen.filter((one) => one.startsWith("value"))).toEqual([]);
    expect(left.includes("deep")).toBe(false);
    expect(left.toString("latin1").match(/\[REDACTED\]/g)).toHaveLength(2);
    expect(() => meaning(left)).not.toThrow();
  });

  it("W13 three thousand levels are neither a stack overflow nor a refusal", () => {
    const left = walk(logs(field(BODY, deep(3_000))), new Notes());
    expect(left.includes("[REDACTED]")).toBe(true);
  });
});
