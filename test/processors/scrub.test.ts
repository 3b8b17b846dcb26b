import { describe, expect, it } from "vitest";
import { asRaw } from "../../core/bytes.ts";
import type { Place } from "../../core/place.ts";
import { GUARDS, type Guard, type Report } from "../../core/report.ts";
import { SIGNALS, type Signal } from "../../core/signal.ts";
import { defaultPlan } from "../../policy/load.ts";
import type { PlaceRule, Plan } from "../../processors/plan.ts";
import { token } from "../../processors/transform/token.ts";
import { detectedExamples, PROMISED } from "../support/canaries.ts";
import { everyField } from "../support/otlp-every-field.ts";
import { oracle, type PlainMessage } from "../support/otlp-oracle.ts";
import {
  attribute,
  logsRequest,
  newScrubber,
  planWith,
  scrubBytes,
  scrubObject,
  TEST_KEY,
} from "../support/scrubbing.ts";
import { encodeWire, field, type WireField } from "../support/wire.ts";

const MAIL = "ada@example.org";

function guard(report: Report, name: Guard): number {
  return report.guards[GUARDS.indexOf(name)] ?? -1;
}

/** What must leave, as the oracle reads it. */
function logsMeaning(object: PlainMessage): PlainMessage {
  return oracle("logs").meaning(oracle("logs").encode(object));
}

/** A log record's body or attributes through a scrub under the default policy, with these lines on top. */
function scrubRecord(record: PlainMessage, yaml?: string): ReturnType<typeof scrubObject> {
  return scrubObject(newScrubber(yaml === undefined ? undefined : planWith(yaml)), "logs", logsRequest(record));
}

function expectRecord(record: PlainMessage, wanted: PlainMessage, yaml?: string): Report {
  const { meaning, report } = scrubRecord(record, yaml);
  expect(meaning).toEqual(logsMeaning(logsRequest(wanted)));
  return report;
}

function rawBody(bytes: Uint8Array): Buffer {
  return encodeWire([field(1, [field(2, [field(2, [field(5, [field(1, bytes)])])])])]);
}

function bodyOf(meaning: PlainMessage): string {
  return (
    (meaning as unknown as { resourceLogs: { scopeLogs: { logRecords: { body: { stringValue: string } }[] }[] }[] })
      .resourceLogs[0]?.scopeLogs[0]?.logRecords[0]?.body.stringValue ?? ""
  );
}

describe("rules of keys", () => {
  it("C6 a value is scanned at any depth, names of maps too", () => {
    const dirty = {
      arrayValue: { values: [{ kvlistValue: { values: [attribute(MAIL, `to ${MAIL}`)] } }, { stringValue: MAIL }] },
    };
    const clean = {
      arrayValue: {
        values: [
          { kvlistValue: { values: [attribute("[EMAIL_ADDRESS]", "to [EMAIL_ADDRESS]")] } },
          { stringValue: "[EMAIL_ADDRESS]" },
        ],
      },
    };
    expectRecord(
      { body: dirty, attributes: [attribute("note", dirty)] },
      { body: clean, attributes: [attribute("note", clean)] },
    );
  });

  it("W14 a protected key keeps its value and all inside it; its neighbours are scanned", () => {
    const map = { kvlistValue: { values: [attribute("inner", MAIL)] } };
    const kept = [attribute("service.name", MAIL), attribute("service.anything", map)];
    expectRecord(
      { attributes: [...kept, attribute("note", MAIL)] },
      { attributes: [...kept, attribute("note", "[EMAIL_ADDRESS]")] },
    );
  });

  it("W14 a protected name's own text is scanned all the same", () => {
    expectRecord(
      { attributes: [attribute(`service.${MAIL}`, "x")] },
      { attributes: [attribute("[EMAIL_ADDRESS]", "x")] },
    );
  });

  it.each<[string, WireField[]]>([
    ["a second key", [field(1, "note"), field(1, "service.name"), field(2, [field(1, MAIL)])]],
    ["a second value", [field(1, "service.name"), field(2, [field(1, "x")]), field(2, [field(1, MAIL)])]],
    [
      "a second key and a map",
      [
        field(1, "note"),
        field(1, "service.name"),
        field(2, [field(6, [field(1, [field(1, "n"), field(2, [field(1, MAIL)])])])]),
      ],
    ],
  ])("W14 no protected key protects where an attribute has %s, also after the name was learned", (_what, content) => {
    const scrubber = newScrubber();
    const learned = logsRequest({
      attributes: [attribute("service.name", { kvlistValue: { values: [attribute("n", MAIL)] } })],
    });
    scrubObject(scrubber, "logs", learned);
    const bytes = encodeWire([field(1, [field(2, [field(2, [field(6, content)])])])]);
    const { bytes: left } = scrubBytes(scrubber, "logs", bytes);
    expect(Buffer.from(left).includes(MAIL)).toBe(false);
    expect(scrubObject(scrubber, "logs", learned).report.changed).toBe(false);
  });

  it("W15 a personal key's value is replaced whatever it is: text, number, list, map, bytes", () => {
    const values: PlainMessage[] = [
      { stringValue: "Ada Lovelace" },
      { intValue: 17 },
      { doubleValue: 1.5 },
      { boolValue: true },
      { bytesValue: Buffer.from("Ada") },
      { arrayValue: { values: [{ stringValue: "Ada" }, { intValue: 3 }] } },
      { kvlistValue: { values: [attribute("first", "Ada")] } },
    ];
    expectRecord(
      { attributes: values.map((value) => attribute("user.full_name", value)) },
      { attributes: values.map(() => attribute("user.full_name", "[PERSON]")) },
    );
  });

  it("W15 an empty value, a token of ours and a placeholder stay under a personal key", () => {
    const kept = [
      attribute("user.email", ""),
      attribute("user.email", {}),
      attribute("user.email", token(MAIL, "EMAIL_ADDRESS", TEST_KEY)),
      attribute("user.email", "[EMAIL_ADDRESS]"),
    ];
    expect(scrubRecord({ attributes: kept }).report.changed).toBe(false);
  });

  it("W15 a token that was cut or changed is no token", () => {
    const whole = token(MAIL, "EMAIL_ADDRESS", TEST_KEY);
    for (const broken of [
      whole.slice(0, -1),
      `${whole.slice(0, -1)}${whole.endsWith("a") ? "b" : "a"}`,
      `${whole} ${MAIL}`,
      `x${whole}`,
    ]) {
      expectRecord(
        { attributes: [attribute("user.email", broken)] },
        { attributes: [attribute("user.email", "[EMAIL_ADDRESS]")] },
      );
    }
  });

  it("W16 a key whose action is drop takes its attribute along, everywhere but in a series' identity", () => {
    const drop = "keys:\n  - { key: gone, action: drop, type: FREE_TEXT }";
    expectRecord(
      { attributes: [attribute("gone", "x"), attribute("note", "y"), attribute("gone", 3)] },
      { attributes: [attribute("note", "y")] },
      drop,
    );
    const scrubber = newScrubber(planWith(drop));
    const { meaning } = scrubObject(scrubber, "metrics", sums([attribute("gone", "x")], [attribute("gone", "y")]));
    const labels = labelsOf(meaning);
    expect(labels[0]).toMatch(/^tk1h_freetext_tst_/);
    expect(labels[1]).not.toBe(labels[0]);
  });

  it("W17 identifiers in span names and URL paths become templates, in other texts they stay", () => {
    const uuid = "0b9c2a44-7f4e-4a0e-9f55-3f1f0d6a9b11";
    const dirty = {
      resourceSpans: [
        {
          scopeSpans: [
            {
              spans: [
                {
                  name: `GET /users/${uuid}/orders/1234`,
                  attributes: [attribute("url.path", `/users/${uuid}`), attribute("note", `id ${uuid}`)],
                },
              ],
            },
          ],
        },
      ],
    };
    const clean = {
      resourceSpans: [
        {
          scopeSpans: [
            {
              spans: [
                {
                  name: "GET /users/{uuid}/orders/{id}",
                  attributes: [attribute("url.path", "/users/{uuid}"), attribute("note", `id ${uuid}`)],
                },
              ],
            },
          ],
        },
      ],
    };
    const { meaning } = scrubObject(newScrubber(), "traces", dirty);
    expect(meaning).toEqual(oracle("traces").meaning(oracle("traces").encode(clean)));
  });

  it("W18 a number under a key that names its kind is judged as text and replaced", () => {
    const report = expectRecord(
      {
        attributes: [
          attribute("card_number", { intValue: "4012888888881881" }),
          attribute("count", { intValue: "4012888888881881" }),
        ],
      },
      { attributes: [attribute("card_number", "[CREDIT_CARD]"), attribute("count", { intValue: "4012888888881881" })] },
    );
    expect(report.hits).toHaveLength(1);
  });

  it("W19 names beyond what is remembered are judged each time, none is skipped", () => {
    const scrubber = newScrubber();
    for (let round = 0; round < 4; round++) {
      const names = Array.from({ length: 6_000 }, (_, i) => `name${round}.${i}`);
      const attributes = names.map((name, i) =>
        i % 3 === 0 ? attribute(`user.email`, name) : attribute(name, i % 3 === 1 ? MAIL : "plain"),
      );
      const { meaning } = scrubObject(
        scrubber,
        "logs",
        logsRequest({ attributes: [...attributes, attribute(`${round}${MAIL}`, MAIL)] }),
      );
      const wanted = names.map((name, i) =>
        i % 3 === 0
          ? attribute("user.email", "[EMAIL_ADDRESS]")
          : attribute(name, i % 3 === 1 ? "[EMAIL_ADDRESS]" : "plain"),
      );
      expect(meaning).toEqual(
        logsMeaning(logsRequest({ attributes: [...wanted, attribute("[EMAIL_ADDRESS]", "[EMAIL_ADDRESS]")] })),
      );
    }
  });
});

/** A sum with one point for each list of attributes. */
function sums(...points: readonly PlainMessage[][]): PlainMessage {
  const dataPoints = points.map((attributes) => ({ attributes, asInt: 1 }));
  return { resourceMetrics: [{ scopeMetrics: [{ metrics: [{ name: "requests", sum: { dataPoints } }] }] }] };
}

interface Metrics {
  readonly resourceMetrics: {
    readonly scopeMetrics: {
      readonly metrics: {
        readonly sum: {
          readonly dataPoints: { readonly attributes: { readonly value: { readonly stringValue: string } }[] }[];
        };
      }[];
    }[];
  }[];
}

function labelsOf(meaning: PlainMessage): (string | undefined)[] {
  const { dataPoints } = (meaning as unknown as Metrics).resourceMetrics[0]?.scopeMetrics[0]?.metrics[0]?.sum ?? {
    dataPoints: [],
  };
  return dataPoints.map(({ attributes }) => attributes[0]?.value.stringValue);
}

describe("what names a time series", () => {
  it("W22 two people stay two series and one person one, whatever the action", () => {
    for (const action of ["redact", "hash", "drop", "{ kind: mask, keep_last: 2 }"]) {
      const plan = action.startsWith("{")
        ? planWith("types: { EMAIL_ADDRESS: mask }")
        : planWith(`types: { EMAIL_ADDRESS: ${action} }`);
      const labels = labelsOf(
        scrubObject(
          newScrubber(plan),
          "metrics",
          sums(...[MAIL, "bob@example.org", MAIL].map((mail) => [attribute("note", mail)])),
        ).meaning,
      );
      expect(labels[0]).toMatch(/^tk1h_emailaddress_tst_[a-z2-7]{22}$/);
      expect(labels[1]).toMatch(/^tk1h_emailaddress_tst_[a-z2-7]{22}$/);
      expect(labels[1]).not.toBe(labels[0]);
      expect(labels[2]).toBe(labels[0]);
    }
  });

  it.each<[string, (value: string) => PlainMessage]>([
    [
      "bytes that cannot be read",
      (value) => ({ bytesValue: Buffer.concat([Buffer.of(0x1f, 0x8b), Buffer.from(value.padEnd(40, "."))]) }),
    ],
    ["a value that is too long", (value) => ({ stringValue: value.repeat(20_000) + value })],
    ["a value that is nested too deeply", (value) => nestedValue(40, value)],
    ["a number under a personal key", (value) => ({ intValue: value.length })],
  ])("W22 two series whose label is %s do not become one", (_what, valueOf) => {
    const key = _what.includes("personal") ? "user.id" : "note";
    const plan = planWith("limits: { max_value_bytes: 65536 }");
    const { meaning } = scrubObject(
      newScrubber(plan),
      "metrics",
      sums(...["first", "second!", "first"].map((value) => [attribute(key, valueOf(value))])),
    );
    const labels =
      (meaning as unknown as Metrics).resourceMetrics[0]?.scopeMetrics[0]?.metrics[0]?.sum.dataPoints.map(
        ({ attributes }) => JSON.stringify(attributes),
      ) ?? [];
    expect(labels).toHaveLength(3);
    expect(labels[0]).toContain(_what.includes("bytes") ? "" : "tk1h_");
    expect(labels[1]).not.toBe(labels[0]);
    expect(labels[2]).toBe(labels[0]);
  });

  it("W22 exemplars, metadata and schema URLs name no series: placeholders stand there", () => {
    const metric = {
      name: "m",
      metadata: [attribute("note", MAIL)],
      gauge: { dataPoints: [{ exemplars: [{ filteredAttributes: [attribute("note", MAIL)] }] }] },
    };
    const { bytes } = scrubObject(newScrubber(), "metrics", {
      resourceMetrics: [{ schemaUrl: MAIL, scopeMetrics: [{ metrics: [metric] }] }],
    });
    const text = Buffer.from(bytes).toString("latin1");
    expect(text.match(/\[EMAIL_ADDRESS\]/g)).toHaveLength(3);
    expect(text).not.toContain("tk1h");
  });
});

/** Lists inside lists. */
function nestedValue(levels: number, text: string): PlainMessage {
  let value: PlainMessage = { stringValue: text };
  for (let i = 0; i < levels; i++) value = { arrayValue: { values: [value] } };
  return value;
}

describe("text that is no UTF-8", () => {
  it("W23 is repaired as WHATWG's decoder does, scanned and counted", () => {
    for (const broken of [[0xff], [0xc3], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xe2, 0x82], [0x80, 0x80]]) {
      const bytes = Buffer.concat([Buffer.from("a "), Buffer.from(broken), Buffer.from(` mail ${MAIL} sent`)]);
      const { meaning, report } = scrubBytes(newScrubber(), "logs", rawBody(bytes));
      expect(bodyOf(meaning)).toBe(new TextDecoder().decode(bytes).replace(MAIL, "[EMAIL_ADDRESS]"));
      expect(guard(report, "invalid_utf8")).toBe(1);
    }
  });

  it("W23 a value that shows only once the broken bytes are left out goes as a whole", () => {
    const scrubber = newScrubber();
    for (const value of ["4012 8888 8888 1881", "DE89370400440532013000", MAIL, "+4915112345678"]) {
      for (let at = 1; at < value.length; at++) {
        const bytes = Buffer.concat([
          Buffer.from(`x ${value.slice(0, at)}`),
          Buffer.of(0xff),
          Buffer.from(`${value.slice(at)} y`),
        ]);
        const { bytes: left, meaning } = scrubBytes(scrubber, "logs", rawBody(bytes));
        const joined = Buffer.from(left).toString("utf8").replaceAll("\ufffd", "");
        expect(joined.includes(value), `${value} broken at ${at}: ${bodyOf(meaning)}`).toBe(false);
      }
    }
  });

  it("W23 a second value that shows without the broken bytes goes although another was found", () => {
    const bytes = Buffer.concat([Buffer.from("1.2.3.4 x 4012 8888 "), Buffer.of(0xff), Buffer.from("8888 1881 y")]);
    const left = scrubBytes(newScrubber(), "logs", rawBody(bytes));
    expect(bodyOf(left.meaning).replaceAll("\ufffd", "")).not.toContain("4012 8888 8888 1881");
  });

  it.each(["service.name", "user.email", "note", "url.path"])("W23 leaves as UTF-8 also under the key %s", (key) => {
    const bytes = encodeWire([
      field(1, [
        field(2, [field(2, [field(6, [field(1, key), field(2, [field(1, Buffer.from([0x61, 0xff, 0x62]))])])])]),
      ]),
    ]);
    const left = scrubBytes(newScrubber(), "logs", bytes);
    expect(left.report.changed).toBe(true);
  });

  it("W23 leaves as UTF-8 at every place, names included", () => {
    for (const signal of SIGNALS) {
      let index = 0;
      const { bytes } = everyField(signal, ({ type }) => (type === "string" ? `Q${index++}Q` : undefined));
      // One byte more or less would need every length again; a letter less is as broken.
      const broken = Buffer.from(
        Buffer.from(bytes)
          .toString("latin1")
          .replace(/Q(\d+)Q/g, "\xff$1Q"),
        "latin1",
      );
      const { report } = scrubBytes(newScrubber(), signal, broken);
      expect(guard(report, "invalid_utf8")).toBeGreaterThan(50);
    }
  });

  it("W23 a place whose rule keeps or replaces it leaves as UTF-8 too", () => {
    const act = { kind: "act", type: "SECRET", action: { kind: "redact" } } as const;
    const actedOn = planWithPlace(planWith('allow: { suffixes: ["@example.org"] }'), "log.severity_text", act);
    for (const plan of [
      planWith("places: { log.severity_text: never }"),
      planWithPlace(defaultPlan(), "log.severity_text", act),
      actedOn,
    ]) {
      const bytes = encodeWire([
        field(1, [field(2, [field(2, [field(3, Buffer.concat([Buffer.of(0xff), Buffer.from(MAIL)]))])])]),
      ]);
      expect(() => scrubBytes(newScrubber(plan), "logs", bytes)).not.toThrow();
    }
  });
});

function planWithPlace(plan: Plan, place: Place, rule: PlaceRule): Plan {
  const set = plan.ruleSets[0];
  if (set === undefined) throw new Error("The plan has no rules.");
  const logs = { ...set.logs, places: new Map([...set.logs.places, [place, rule] as const]) };
  return { ...plan, ruleSets: [{ ...set, logs }] };
}

describe("the closed road of one value", () => {
  function withDetector(find: (text: string) => Iterable<{ start: number; end: number }>): Plan {
    return { ...defaultPlan(), userDetectors: [{ id: "user.broken", type: "SECRET", score: 1, find }] };
  }

  it("W24 a detector that throws costs the value, is counted, and the request goes on", () => {
    const plan = withDetector((text) => {
      if (text.includes("poison")) throw new Error(`cannot read ${text}`);
      return [];
    });
    const record = {
      body: { stringValue: "poison secret-thing" },
      attributes: [
        attribute("note", "poison too"),
        attribute("b", { bytesValue: Buffer.from("poison") }),
        attribute("c", "fine"),
      ],
    };
    const { meaning, report } = scrubObject(newScrubber(plan), "logs", logsRequest(record));
    expect(meaning).toEqual(
      logsMeaning(
        logsRequest({
          body: { stringValue: "[REDACTED]" },
          attributes: [
            attribute("note", "[REDACTED]"),
            attribute("b", { bytesValue: Buffer.from("[REDACTED]") }),
            attribute("c", "fine"),
          ],
        }),
      ),
    );
    expect(guard(report, "detector_error")).toBe(3);
  });

  it("W24 a detector that throws on a name costs the name", () => {
    const plan = withDetector((text) => {
      if (text === "poison") throw new Error("no");
      return [];
    });
    const { bytes, report } = scrubObject(
      newScrubber(plan),
      "logs",
      logsRequest({ attributes: [attribute("poison", "x")] }),
    );
    expect(Buffer.from(bytes).includes("poison")).toBe(false);
    expect(guard(report, "detector_error")).toBeGreaterThan(0);
  });

  it.each([
    ["beyond the text", { start: 0, end: 99 }],
    ["before the text", { start: -1, end: 2 }],
    ["backwards", { start: 3, end: 1 }],
    ["not a number", { start: Number.NaN, end: 2 }],
  ])("W24 a detector whose span is %s costs the value", (_what, span) => {
    const { bytes } = scrubObject(
      newScrubber(withDetector(() => [span])),
      "logs",
      logsRequest({ body: { stringValue: "word" } }),
    );
    expect(Buffer.from(bytes).includes("word")).toBe(false);
  });

  it("W25 a value over the limit is replaced and counted, one of exactly the limit is scanned", () => {
    const plan = planWith("limits: { max_value_bytes: 4096 }");
    const fits = `${"x".repeat(4_096 - MAIL.length - 1)} ${MAIL}`;
    const report = scrubObject(newScrubber(plan), "logs", logsRequest({ body: { stringValue: fits } }));
    expect(bodyOf(report.meaning)).toBe(fits.replace(MAIL, "[EMAIL_ADDRESS]"));
    const over = scrubObject(newScrubber(plan), "logs", logsRequest({ body: { stringValue: `x${fits}` } }));
    expect(bodyOf(over.meaning)).toBe("[REDACTED]");
    expect(guard(over.report, "value_too_long")).toBe(1);
  });

  it("W25 bytes over the limit, and bytes that inflate beyond it, are replaced", async () => {
    const { gzipSync } = await import("node:zlib");
    const plan = planWith("limits: { max_value_bytes: 4096 }");
    for (const bytesValue of [Buffer.alloc(4_097, 0x61), gzipSync(Buffer.alloc(1_000_000))]) {
      const { report, meaning } = scrubObject(newScrubber(plan), "logs", logsRequest({ body: { bytesValue } }));
      expect(meaning).toEqual(logsMeaning(logsRequest({ body: { bytesValue: Buffer.from("[REDACTED]") } })));
      expect(guard(report, "opaque_bytes")).toBe(1);
    }
  });

  it("W26 bytes are read as text, as gzip and as Latin-1, and go as a whole where something is found", async () => {
    const { gzipSync } = await import("node:zlib");
    for (const bytesValue of [
      Buffer.from(MAIL),
      gzipSync(`mail ${MAIL}`),
      Buffer.concat([Buffer.of(0, 0xff, 0xfe, 0x20), Buffer.from(MAIL), Buffer.of(0x20, 0x80)]),
    ]) {
      expectRecord({ body: { bytesValue } }, { body: { bytesValue: Buffer.from("[REDACTED]") } });
    }
    expect(scrubRecord({ body: { bytesValue: Buffer.of(0, 1, 2, 0xff) } }).report.changed).toBe(false);
  });

  it("W27 a text with more candidates than are kept is replaced or scanned to its end", () => {
    const many = `${"a1b2 ".repeat(100_000)}${MAIL}`;
    const { bytes } = scrubObject(newScrubber(), "logs", logsRequest({ body: { stringValue: many } }));
    expect(Buffer.from(bytes).includes(MAIL)).toBe(false);
  });
});

/** Every text of a decoded request, in order. */
function textsOf(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsOf) : [];
}

describe("the second hop", () => {
  const TEXTS = [...PROMISED, ...detectedExamples(defaultPlan())].map(({ text }) => text);
  const points = TEXTS.map((text, i) => ({
    attributes: [attribute("note", text), attribute(`note${i}`, { bytesValue: Buffer.from(text) })],
  }));

  it.each<[Signal, PlainMessage]>([
    [
      "logs",
      {
        resourceLogs: [
          {
            scopeLogs: [
              {
                logRecords: TEXTS.map((text) => ({ body: { stringValue: text }, attributes: [attribute(text, text)] })),
              },
            ],
          },
        ],
      },
    ],
    [
      "traces",
      {
        resourceSpans: [
          {
            scopeSpans: [
              {
                spans: TEXTS.map((text) => ({
                  name: text,
                  attributes: [attribute(text.includes("://") ? "url.full" : "note", text)],
                })),
              },
            ],
          },
        ],
      },
    ],
    ["metrics", { resourceMetrics: [{ scopeMetrics: [{ metrics: [{ name: "m", gauge: { dataPoints: points } }] }] }] }],
  ])("W28 changes nothing more in %s that were scrubbed once", (signal, request) => {
    const once = scrubObject(newScrubber(), signal, request);
    const bytes = Uint8Array.from(once.bytes);
    const before = textsOf(once.meaning);
    const after = textsOf(scrubBytes(newScrubber(), signal, bytes).meaning);
    const changed = before.flatMap((text, i) => (text === after[i] ? [] : [`${text} -> ${after[i]}`]));
    // What is a name is told by the words around it; with those replaced another word may look like one.
    expect(changed.filter((line) => !/\[PERSON\]|tk1h_person/.test(line))).toEqual([]);
  });

  it("W28 the same request scrubbed again by the same scrubber gives the same bytes", () => {
    const scrubber = newScrubber();
    for (const signal of SIGNALS) {
      const { bytes } = everyField(signal, ({ type }) => (type === "string" ? `mail ${MAIL}` : undefined));
      const once = Uint8Array.from(scrubber.scrub(asRaw(bytes), signal).bytes);
      expect(Buffer.from(once).equals(scrubber.scrub(asRaw(bytes), signal).bytes)).toBe(true);
    }
  });
});

describe("rules by resource", () => {
  const PLAN = 'services:\n  - match: { service.name: "pay-*" }\n    types: { EMAIL_ADDRESS: keep }';
  const record = field(2, [field(2, [field(5, [field(1, MAIL)])])]);
  const resource = (name: string): WireField =>
    field(1, [field(1, [field(1, "service.name"), field(2, [field(1, name)])])]);

  it.each<[string, WireField[][], number]>([
    ["before its records", [[resource("pay-eu"), record]], 1],
    ["after its records", [[record, resource("pay-eu")]], 1],
    ["in two parts, the last of which decides", [[resource("pay-eu"), record, resource("shop")]], 0],
    ["nowhere", [[record]], 0],
    ["that does not match", [[resource("shop"), record]], 0],
    [
      "of its own for each part of a request",
      [[resource("pay-eu"), record], [record], [resource("pay-us"), record], [resource("shop"), record]],
      2,
    ],
  ])("W29 a service's rules hold for a resource that stands %s", (_where, parts, kept) => {
    const bytes = encodeWire(parts.map((part) => field(1, part)));
    const left = Buffer.from(newScrubber(planWith(PLAN)).scrub(asRaw(bytes), "logs").bytes).toString("latin1");
    expect(left.split(MAIL).length - 1).toBe(kept);
    expect(left.split("[EMAIL_ADDRESS]").length - 1).toBe(parts.length - kept);
  });

  it("W29 what one service's rules leave alone is not thereby clean for another", () => {
    const scrubber = newScrubber(planWith(PLAN));
    // A plain text: severity_text of a log record.
    const request = (name: string): Buffer =>
      Buffer.from(encodeWire([field(1, [resource(name), field(2, [field(2, [field(3, MAIL)])])])]));
    const leaves = (name: string): string =>
      Buffer.from(scrubber.scrub(asRaw(request(name)), "logs").bytes).toString("latin1");
    for (let again = 0; again < 4; again++) expect(leaves("pay-eu")).toContain(MAIL);
    expect(leaves("shop")).not.toContain(MAIL);
  });
});
