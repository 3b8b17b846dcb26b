import { describe, expect, test } from "vitest";
import type { LearnedField } from "../../core/learned-field.ts";
import type { Signal } from "../../core/signal.ts";
import { LearnedFields } from "../../processors/learned-fields.ts";
import { Scrubber } from "../../processors/scrub.ts";
import { detectorNames } from "../../processors/text-scrub.ts";
import { attribute, newScrubber, planWith, scrubObject, TEST_KEY } from "../support/scrubbing.ts";

const NAMES = ["Anna Schmidt", "Peter Miller", "Maria Rossi", "John Baker", "Sophie Martin", "Laura Fischer"];
/** Not on any list of names: only its field tells what it is. */
const UNLISTED = "xqv brdth";

function request(values: readonly string[], key: string, service = "shop") {
  const resource = { attributes: [attribute("service.name", service)] };
  const logRecords = values.map((value) => ({ attributes: [attribute(key, value)] }));
  return { resourceLogs: [{ resource, scopeLogs: [{ logRecords }] }] };
}

interface Sent {
  readonly values: readonly string[];
  readonly learned: readonly LearnedField[];
  readonly detectors: readonly number[];
}

function send(scrubber: Scrubber, values: readonly string[], key = "app.peer_label", service = "shop"): Sent {
  const { meaning, report } = scrubObject(scrubber, "logs", request(values, key, service));
  const sent = meaning as {
    resourceLogs: { scopeLogs: { logRecords: { attributes: { value: { stringValue: string } }[] }[] }[] }[];
  };
  return {
    values: sent.resourceLogs[0]!.scopeLogs[0]!.logRecords.map((one) => one.attributes[0]!.value.stringValue),
    learned: report.learned ?? [],
    detectors: report.hits.map((hit) => hit >> 16),
  };
}

/** Sends until a field of names must have been learned. */
function teach(scrubber: Scrubber, key?: string, service?: string): void {
  for (let i = 0; i < 3; i++) send(scrubber, NAMES, key, service);
}

/** Sends a message in which a name stands at the same place each time. */
function sayer(scrubber: Scrubber) {
  return (name: string, service = "shop"): { readonly text: string; readonly learned: readonly LearnedField[] } => {
    const resource = { attributes: [attribute("service.name", service)] };
    const body = { stringValue: `Shift change: desk handed over to ${name} after lunch` };
    const { meaning, report } = scrubObject(scrubber, "logs", {
      resourceLogs: [{ resource, scopeLogs: [{ logRecords: [{ body }] }] }],
    });
    const sent = meaning as { resourceLogs: { scopeLogs: { logRecords: { body: { stringValue: string } }[] }[] }[] };
    return { text: sent.resourceLogs[0]!.scopeLogs[0]!.logRecords[0]!.body.stringValue, learned: report.learned ?? [] };
  };
}

describe("learned fields", () => {
  test("D30 an attribute in which names were found, five and a fifth of all, is replaced as a whole from the next request on", () => {
    const scrubber = newScrubber();
    expect(send(scrubber, [UNLISTED]).values).toEqual([UNLISTED]);
    teach(scrubber);
    const after = send(scrubber, [UNLISTED, "Anna Schmidt"]);
    expect(after.values).toEqual(["[PERSON]", "[PERSON]"]);
    expect(after.learned).toEqual([{ signal: "logs", service: "shop", key: "app.peer_label", type: "PERSON" }]);
    expect(send(scrubber, [UNLISTED]).learned).toEqual([]);
    const names = detectorNames(scrubber.plan);
    expect(after.detectors.map((detector) => names[detector])).toEqual(["learned_field", "learned_field"]);
  });

  test("D30 what one service taught holds for that service alone", () => {
    const scrubber = newScrubber();
    teach(scrubber);
    expect(send(scrubber, [UNLISTED], "app.peer_label", "other").values).toEqual([UNLISTED]);
    expect(send(scrubber, [UNLISTED]).values).toEqual(["[PERSON]"]);
  });

  test("D30 the same name five times teaches nothing, nor do names among many other values", () => {
    const scrubber = newScrubber();
    for (let i = 0; i < 9; i++) send(scrubber, ["Anna Schmidt", "Anna Schmidt"]);
    expect(send(scrubber, [UNLISTED]).values).toEqual([UNLISTED]);
    const others = Array.from({ length: 60 }, (_, i) => `step-${i} done`);
    for (let i = 0; i < 9; i++) send(scrubber, [...NAMES, ...others], "app.note_line");
    expect(send(scrubber, [UNLISTED], "app.note_line").values).toEqual([UNLISTED]);
  });

  test("D30 names inside longer texts teach nothing of the attribute", () => {
    const scrubber = newScrubber();
    for (let i = 0; i < 4; i++)
      send(
        scrubber,
        NAMES.map((name) => `customer ${name} called about the order`),
        "app.remark",
      );
    expect(send(scrubber, ["left at the gate"], "app.remark").values).toEqual(["left at the gate"]);
  });

  test("D31 keys that a rule names are never learned: protected ones, those of the conventions, and the policy's own", () => {
    const scrubber = newScrubber(planWith("keys: [{ key: app.peer_label, action: scan }]"));
    teach(scrubber);
    expect(send(scrubber, [UNLISTED]).values).toEqual([UNLISTED]);
    for (const key of ["service.namespace", "error.type", "http.route", "exception.message"]) {
      teach(scrubber, key);
      expect(send(scrubber, [UNLISTED], key).values, key).toEqual([UNLISTED]);
    }
  });

  test("D31 `learn: off` learns nothing, and metrics teach nothing", () => {
    const off = newScrubber(planWith("learn: off"));
    teach(off);
    expect(send(off, [UNLISTED]).values).toEqual([UNLISTED]);
    const scrubber = newScrubber();
    const label = (value: string) => ({ attributes: [attribute("app.peer_label", value)], asInt: 1 });
    const points = (values: readonly string[]) =>
      scrubObject(scrubber, "metrics", {
        resourceMetrics: [
          { scopeMetrics: [{ metrics: [{ name: "calls", gauge: { dataPoints: values.map(label) } }] }] },
        ],
      });
    for (let i = 0; i < 4; i++) points(NAMES);
    expect(JSON.stringify(points([UNLISTED]).meaning)).toContain(UNLISTED);
  });

  test("D32 learning goes the same way with the survey, with the full walk and without WebAssembly", () => {
    const scrubbers = [{}, { survey: false }, { wasm: false }].map(
      (options) => new Scrubber(planWith(""), TEST_KEY, options),
    );
    const rounds = [NAMES.slice(0, 2), [UNLISTED, "ok"], NAMES, [...NAMES, "step 4"], NAMES, [UNLISTED, "ok"]];
    for (const values of rounds) {
      const [first, ...rest] = scrubbers.map((scrubber) => send(scrubber, values));
      for (const other of rest) expect(other).toEqual(first);
    }
    expect(send(scrubbers[0]!, [UNLISTED]).values).toEqual(["[PERSON]"]);
  });

  test("D32 messages teach the same whether or not what became of a text is remembered", () => {
    const says = [{}, { survey: false }, { wasm: false }].map((options) =>
      sayer(new Scrubber(planWith(""), TEST_KEY, options)),
    );
    for (let round = 0; round < 6; round++)
      for (const name of NAMES.slice(0, 5)) {
        const [first, ...rest] = says.map((say) => say(name));
        for (const other of rest) expect(other).toEqual(first);
      }
    expect(says.map((say) => say("xqvand").text.includes("[PERSON]"))).toEqual([true, true, true]);
  });

  test("D32 what was seen to hold other things is passed over again", () => {
    const scrubber = newScrubber();
    send(scrubber, ["Anna Schmidt"]);
    for (let i = 0; i < 6; i++)
      send(
        scrubber,
        Array.from({ length: 60 }, (_, k) => `step-${k} done`),
      );
    teach(scrubber);
    expect(send(scrubber, [UNLISTED]).values).toEqual([UNLISTED]);
  });

  test("D34 a place in log messages that held names holds names: behind two words, before one, in messages that begin alike", () => {
    const scrubber = newScrubber();
    const say = sayer(scrubber);
    const unlisted = "xqvand";
    const untouched = `Shift change: desk handed over to ${unlisted} after lunch`;
    expect(say(unlisted).text).toBe(untouched);
    expect(say(unlisted).text).toBe(untouched);
    const learned = [...NAMES, ...NAMES, ...NAMES].flatMap((name) => say(name).learned);
    expect(learned).toMatchObject([{ signal: "logs", service: "shop", type: "PERSON" }]);
    expect(learned[0]?.key).toMatch(/^log\.body [0-9a-f]{8}$/);
    expect(say(unlisted).text).toBe("Shift change: desk handed over to [PERSON] after lunch");
    expect(say(unlisted, "other").text).toBe(untouched);
    expect(say("the night crew of gate 4").text).toContain("the night crew of gate 4");
  });

  test("D34 what a place in messages of one service holds says nothing of another, whatever they are called", () => {
    const scrubber = newScrubber();
    const say = sayer(scrubber);
    const odd = "shop\nfloor";
    for (const name of [...NAMES, ...NAMES, ...NAMES]) say(name, odd);
    for (let i = 0; i < 4; i++) {
      expect(say("xqvand", odd).text).toContain("[PERSON]");
      expect(say("xqvand", "other").text).toContain("xqvand");
    }
  });

  test("D33 memory is bounded: of ever new fields the oldest are forgotten, and what was learned stays", () => {
    const fields = new LearnedFields();
    const signal: Signal = "logs";
    for (let i = 0; i < 12; i++) {
      fields.seen(signal, "shop", "kept");
      fields.found(signal, "shop", "kept", "USERNAME", i);
      fields.settle();
    }
    for (let i = 0; i < 5_000; i++) fields.found(signal, "shop", `field${i}`, "PERSON", i);
    expect(fields.typeOf(signal, "shop", "kept")).toBe("USERNAME");
    expect(fields.isWatched(signal, "kept")).toBe(true);
    expect(fields.isWatched(signal, "field0")).toBe(false);
    expect(fields.isWatched(signal, "field4999")).toBe(true);
  });
});
