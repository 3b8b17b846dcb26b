import { describe, expect, test } from "vitest";
import { asRaw } from "../../../core/bytes.ts";
import { NAME_CHANGES } from "../../../core/report.ts";
import { defaultPlan } from "../../../policy/load.ts";
import { Scrubber } from "../../../processors/scrub.ts";
import { Drain } from "../../../processors/templates/drain.ts";
import { LogTemplates } from "../../../processors/templates/log-templates.ts";
import { maskLine } from "../../../processors/templates/mask.ts";
import { logLine, MESSAGES } from "../../support/log-lines.ts";
import { oracle, type PlainMessage } from "../../support/otlp-oracle.ts";
import { Rng, testSeed } from "../../support/rng.ts";
import { attribute, logsRequest, scrubObject, TEST_KEY } from "../../support/scrubbing.ts";
import { textOf } from "../../support/span-names.ts";

const newScrubber = (): Scrubber => new Scrubber(defaultPlan(), TEST_KEY, { steps: [new LogTemplates()] });
const text = (body: string): PlainMessage => ({ body: { stringValue: body } });

function recordOf(meaning: PlainMessage): PlainMessage {
  const [resource = {}] = meaning["resourceLogs"] as PlainMessage[];
  const [scope = {}] = resource["scopeLogs"] as PlainMessage[];
  const [record = {}] = scope["logRecords"] as PlainMessage[];
  return record;
}

function templateOf(scrubber: Scrubber, record: PlainMessage): unknown {
  return textOf(recordOf(scrubObject(scrubber, "logs", logsRequest(record)).meaning), "log.record.template");
}

const masked = (line: string): string | undefined => {
  const words = maskLine(line);
  return words?.words.join(words.glue);
};

test("Y1 a record gets its template and an id that depends on the template alone", () => {
  const read = (body: string): unknown[] => {
    const record = recordOf(scrubObject(newScrubber(), "logs", logsRequest(text(body))).meaning);
    return ["log.record.template", "log.record.template_id"].map((key) => textOf(record, key));
  };
  const [template, id] = read("Order 4711 accepted in 12ms");
  expect(template).toBe("Order <*> accepted in <*>");
  expect(id).toMatch(/^[0-9a-f]{16}$/);
  expect(read("Order 99 accepted in 3s")).toEqual([template, id]);
  expect(read("Order 99 refused in 3s")[1]).not.toBe(id);
});

test("Y2 without the step nothing is added and clean records leave byte for byte", () => {
  const request = oracle("logs").encode(logsRequest(text("Order 4711 accepted")));
  const { bytes } = new Scrubber(defaultPlan(), TEST_KEY).scrub(asRaw(request), "logs");
  expect(Buffer.compare(bytes, request)).toBe(0);
});

test("Y3 all else of a request means what it meant", () => {
  const record = {
    timeUnixNano: "1767225600000000000",
    ...text("Order 4711 accepted"),
    attributes: [attribute("app.cart", 3), attribute("app.note", "kept")],
    severityNumber: 9,
  };
  const { meaning, report } = scrubObject(newScrubber(), "logs", logsRequest(record));
  const plain = recordOf(oracle("logs").meaning(oracle("logs").encode(logsRequest(record))));
  const list = recordOf(meaning)["attributes"] as PlainMessage[];
  expect({ ...recordOf(meaning), attributes: list.slice(0, 2) }).toEqual(plain);
  expect(list).toHaveLength(4);
  expect([report.items, report.changed, report.names?.[NAME_CHANGES.indexOf("log_template")]]).toEqual([1, true, 1]);
});

test("Y4 a template that is there already stays, and a second hop adds none", () => {
  const record = {
    ...text("Order 4711 accepted"),
    attributes: [attribute("log.record.template", "Order <*> accepted")],
  };
  const { meaning } = scrubObject(newScrubber(), "logs", logsRequest(record));
  expect(recordOf(meaning)["attributes"]).toHaveLength(1);
});

test("Y5 the message of a map body has a template; numbers, lists and empty bodies have none", () => {
  const map = (key: string): PlainMessage => ({
    body: { kvlistValue: { values: [attribute("level", "info"), attribute(key, "took 17 ms")] } },
  });
  expect(templateOf(newScrubber(), map("message"))).toBe("took <*> ms");
  expect(templateOf(newScrubber(), map("msg"))).toBe("took <*> ms");
  for (const record of [
    map("other"),
    {},
    text(""),
    text(" \n x"),
    { body: { intValue: 7 } },
    { body: { arrayValue: { values: [] } } },
  ])
    expect(templateOf(newScrubber(), record)).toBe(JSON.stringify(record).includes("x") ? "x" : undefined);
});

test("Y6 what the scrub replaced counts as masked, so that a template is the same whoever was named", () => {
  const scrubber = newScrubber();
  const mail = templateOf(scrubber, text("login of ada.lovelace@corp.example.org failed from 8.8.4.4"));
  expect(mail).toBe("login of <*> failed from <*>");
  expect(masked("login of [EMAIL_ADDRESS] failed from [IP_ADDRESS]")).toBe(mail);
  expect(masked("[INFO] [main] GET /users/{id} by tk1h_uid_abc_234567")).toBe("[INFO] [main] GET /users/<*> by <*>");
});

describe("Y7 values are masked by shape, words stay", () => {
  test.each([
    ["took 12ms, 3.5 MB and 99%", "took <*>, <*> MB and <*>"],
    ["2026-05-17T12:00:01.123Z started worker-12 on node3", "<*> started worker-<*> on node<*>"],
    ["at OrderService.java:214 in v1.28.3", "at OrderService.java:<*> in v<*>"],
    ["connect 10.0.0.1:443 [fe80::1] 00:1b:44:11:3a:b7", "connect <*> [<*>] <*>"],
    ["build 9f4ef63a12cd deployed 7f6a0c1e-5b1d-4c37-9a52-0d8f3a1b2c4d.", "build <*> deployed <*>."],
    [
      'level=info msg="cache refreshed" entries=12 ratio=0.93',
      'level=info msg="cache refreshed" entries=<*> ratio=<*>',
    ],
    ['{"event":"order.accepted","ok":true,"durationMs":31}', '{"event":"order.accepted","ok":true,"durationMs":<*>}'],
    ["GET /api/v2/orders/48213/items HTTP/1.1", "GET /api/v<*>/orders/<*>/items HTTP/<*>"],
    ["  connection   pool\texhausted\n\tat a.b(C.java:1)", "connection pool exhausted"],
    ["Zeile fünf: Größe ok", "Zeile fünf: Größe ok"],
  ])("%s", (line, expected) => {
    expect(masked(line)).toBe(expected);
  });
});

test("Y8 lines that differ in few words share a template that becomes more general; short ones do not", () => {
  const drain = new Drain((template) => template);
  const of = (line: string): string => drain.of(maskLine(line) ?? { words: [], glue: " " });
  expect(of("user alice logged in from web")).toBe("user alice logged in from web");
  expect(of("user bob logged in from web")).toBe("user <*> logged in from web");
  expect(of("user alice logged in from web")).toBe("user <*> logged in from web");
  expect([of("payment accepted"), of("payment refused")]).toEqual(["payment accepted", "payment refused"]);
  expect([of("worker 12 started"), of("worker 13 stopped")]).toEqual(["worker <*> started", "worker <*> stopped"]);
  const names = Array.from({ length: 60 }, (_, n) =>
    of(`welcome ${String.fromCharCode(97 + (n % 26), 97 + Math.floor(n / 26))}`),
  );
  expect(new Set(names).size).toBeLessThanOrEqual(33);
  expect(of("session opened user=alice on host=web")).toBe("session opened user=alice on host=web");
  expect(of("session opened user=bob on host=db")).toBe("session opened user=<*> on host=<*>");
});

test("Y9 the same lines in the same order give the same templates", () => {
  const seed = testSeed();
  const run = (): string[] => {
    const rng = new Rng(seed);
    const drain = new Drain((template) => template);
    return rng.list(3_000, () => drain.of(maskLine(logLine(rng).line) ?? { words: [], glue: " " }));
  };
  expect(run(), `seed ${seed}`).toEqual(run());
});

test("Y10 memory is bounded, whatever lines come, and known templates go on", () => {
  const seed = testSeed();
  const rng = new Rng(seed);
  const drain = new Drain((template) => template);
  const word = (): string => rng.list(6, () => String.fromCharCode(97 + rng.int(26))).join("");
  for (let n = 0; n < 20_000; n++) {
    const words = rng.list(2 + rng.int(20), word);
    drain.of({ words, glue: " " });
    if (n % 50 === 0) expect(drain.of({ words: ["cart", "is", "ready"], glue: " " })).toBe("cart is ready");
  }
  expect(drain.size, `seed ${seed}`).toBeLessThanOrEqual(1_024 + 2_048);
});

test("Y11 lines of one message are grouped together and with no other, for 95 of 100 generated lines", () => {
  const seed = testSeed();
  const rng = new Rng(seed);
  const drain = new Drain<{ text: string }>((template) => ({ text: template }));
  const lines = rng.list(6_000, () => logLine(rng));
  for (const { line } of lines) drain.of(maskLine(line) ?? { words: [], glue: " " });
  const groups = new Map<string, Map<number, number>>();
  const messages = new Map<number, number>();
  for (const { line, message } of lines) {
    const template = drain.of(maskLine(line) ?? { words: [], glue: " " }).text;
    const group = groups.get(template) ?? new Map<number, number>();
    groups.set(template, group.set(message, (group.get(message) ?? 0) + 1));
    messages.set(message, (messages.get(message) ?? 0) + 1);
  }
  let right = 0;
  for (const group of groups.values()) {
    const [[message, count] = [-1, 0], ...others] = group;
    if (others.length === 0 && messages.get(message) === count) right += count;
  }
  expect(messages.size).toBe(MESSAGES);
  expect(right / lines.length, `seed ${seed}`).toBeGreaterThanOrEqual(0.95);
});
