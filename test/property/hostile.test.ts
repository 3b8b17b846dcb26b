import { describe, expect, it } from "vitest";
import { families } from "../../bench/hostile/families.ts";
import { requestOf } from "../../bench/hostile/request.ts";
import { generateRecords } from "../../bench/quality/records.ts";
import { asRaw } from "../../core/bytes.ts";
import { GUARDS } from "../../core/report.ts";
import { defaultPlan } from "../../policy/load.ts";
import { arrangementOf } from "../../processors/arrangement.ts";
import type { Context } from "../../processors/detect/detector.ts";
import { hintsOf } from "../../processors/detect/hints.ts";
import { DETECTORS } from "../../processors/detect/registry.generated.ts";
import { requestLimit, textLimit, WorkBudget, WorkSpent } from "../../processors/detect/work.ts";
import { newScratch } from "../../processors/inspect.ts";
import { keyRule } from "../../processors/key-rules.ts";
import { TextScrub } from "../../processors/text-scrub.ts";
import { Rng, testSeed } from "../support/rng.ts";
import { newScrubber, TEST_KEY } from "../support/scrubbing.ts";

const seed = testSeed();
const CANARY = " jane.canary@mail.example.org ";
const FAMILIES = families();
const BUDGET = GUARDS.indexOf("budget");

/** A hostile text with a canary in its middle. */
function withCanary(text: Buffer): Buffer {
  const middle = text.length >> 1;
  return Buffer.concat([text.subarray(0, middle), Buffer.from(CANARY), text.subarray(middle)]);
}

interface Asked {
  readonly findings?: unknown;
  readonly spent: boolean;
  readonly left: number;
}

/** A budget of a third of what a text may cost. */
class ThirdOfBudget extends WorkBudget {
  override open(length: number): void {
    super.open(length);
    this.left /= 3;
  }
}

/** What looking at texts costs, and what is found, with a budget or without. */
class Meter {
  readonly #plan = defaultPlan();
  readonly #scrub = new TextScrub(this.#plan, arrangementOf(this.#plan), TEST_KEY, newScratch());

  findings(text: string, key: string, work?: WorkBudget): unknown {
    const rules = this.#plan.ruleSets[0]!.logs;
    const rule = keyRule(rules, key, key);
    if (rule.kind !== "scan") return [];
    const { format, freeText } = rule;
    const context: Context = { key, hints: hintsOf(key), freeText, regions: this.#plan.phoneRegions, work };
    return this.#scrub.findings(text, {
      rules,
      format,
      context,
      identity: false,
      template: false,
      ...(work && { work }),
    });
  }

  /** With a budget: what is found, unless it is spent, and what is left of it. */
  asked(text: string, key: string, work = new WorkBudget()): Asked {
    work.begin(2 ** 30);
    try {
      return { findings: this.findings(text, key, work), spent: false, left: work.left };
    } catch (error) {
      if (!(error instanceof WorkSpent)) throw error;
      return { spent: true, left: work.left };
    }
  }

  units(text: string, key: string): number {
    const { left } = this.asked(text, key);
    // A text that is not looked at opens no budget.
    return left === 0 ? 0 : textLimit(text.length) - left;
  }
}

const meter = new Meter();
const EXAMPLES = DETECTORS.flatMap(({ examples, counterExamples }) => [
  ...examples.map(({ text, key = "" }) => ({ text, key })),
  ...counterExamples.map((text) => ({ text, key: "" })),
]);

function recordTexts(count: number): { text: string; key: string }[] {
  return [...generateRecords(count, seed)].flatMap(({ fields }) =>
    fields.map(({ key, pieces }) => ({ key, text: pieces.map((piece) => piece.text).join("") })),
  );
}

describe(`hostile texts (TEST_SEED=${seed})`, () => {
  it("D40 of every family, with a canary among them, leave without the canary", { timeout: 120_000 }, () => {
    const scrubber = newScrubber();
    const rng = new Rng(seed);
    for (const family of FAMILIES) {
      const text = withCanary(family.make(rng, rng.between(256, 1_024)));
      const { bytes } = scrubber.scrub(asRaw(requestOf([text], family.key)), "logs");
      expect(Buffer.from(bytes).includes(CANARY), `${family.target}: ${family.name}`).toBe(false);
    }
  });

  it("D40 that cost more than their length allows are replaced as a whole and counted as `budget`", () => {
    const rng = new Rng(seed);
    const lines = rng.list(8_000, () => `id number 1, VAT ${rng.between(1e7, 9e7)}Z, tel: 12 `);
    const text = withCanary(Buffer.from(lines.join("")));
    const { bytes, report } = newScrubber().scrub(asRaw(requestOf([text], "")), "logs");
    expect(report.guards[BUDGET]).toBe(1);
    expect(report.hits).toEqual([]);
    expect(bytes.length).toBeLessThan(64);
    expect(Buffer.from(bytes).includes("[REDACTED]")).toBe(true);
  });

  it("D41 that are small and many spend the budget of their request: what it cannot pay for is replaced, the rest is not", () => {
    const scrubber = newScrubber();
    const rng = new Rng(seed);
    const hostile = rng.list(2_000, () => Buffer.from(`VAT ${rng.between(1e7, 9e7)}Z `.repeat(4)));
    const { bytes, report } = scrubber.scrub(asRaw(requestOf([...hostile, Buffer.from(CANARY)], "")), "logs");
    expect(report.guards[BUDGET]).toBeGreaterThan(0);
    expect(report.guards[BUDGET]).toBeLessThan(hostile.length);
    expect(Buffer.from(bytes).includes(CANARY)).toBe(false);
    // The next request begins anew.
    expect(scrubber.scrub(asRaw(requestOf([Buffer.from(CANARY)], "")), "logs").report.guards[BUDGET]).toBe(0);
  });

  it("D42 are far from honest ones: no example of a detector and no generated record comes to a third of its limit", () => {
    for (const { text, key } of [...EXAMPLES, ...recordTexts(1_000)])
      expect(meter.asked(text, key, new ThirdOfBudget()).spent, text).toBe(false);
  });

  it("D42 nor do generated records together come to a third of the limit of their request", () => {
    const texts = recordTexts(500);
    const bytes = texts.reduce((sum, { text, key }) => sum + requestOf([Buffer.from(text)], key).length, 0);
    const units = texts.reduce((sum, { text, key }) => sum + meter.units(text, key), 0);
    expect(units).toBeGreaterThan(0);
    expect(units / requestLimit(bytes)).toBeLessThan(1 / 3);
  });

  it("D42 lines that announce numbers and hold none stay as they are, however many come together", () => {
    const rng = new Rng(seed);
    const lines = [
      "passport service responded in 35 ms, status 200",
      "ssn lookup took 12 ms (attempt 1 of 3)",
      "iban validation 3/5 done in 17 ms",
      "tax id check for tenant 42 took 350 ms",
      "national id verification queue has 1234 items, 17 workers",
      "social security number form v2.3.1 rendered in 250 ms",
      "patient 12 of 35 synced, mrn index 17",
      "phone verification: 1234 sent, 12 failed, 0.35 % errors",
      "driver license scan job 1234 finished in 2345 ms",
      "account number generator: 12 shards, 345 free, port 8080",
      "VAT report 2024 Q3: 1234 rows in 35 batches",
      "card 3 of 5: payment gateway answered 200 in 35 ms",
      "run 1234: personal number validation passed 17/17",
      "bank account sync 2024-05-01: 120 accounts, 17 updated",
    ];
    for (const line of lines) {
      const texts = rng.list(600, () => Buffer.from(line.replace(/\b\d{2,3}\b/g, () => String(rng.between(10, 999)))));
      const { report } = newScrubber().scrub(asRaw(requestOf(texts, "")), "logs");
      expect(report.guards[BUDGET], line).toBe(0);
      expect(report.hits.length, line).toBeLessThan(3);
    }
  });

  it("D43 are counted the same each time, and a budget that lasts changes no finding", { timeout: 120_000 }, () => {
    const rng = new Rng(seed);
    const texts = FAMILIES.map((family) => ({ text: family.make(rng, 300).toString(), key: family.key }));
    let spent = 0;
    for (const { text, key } of [...EXAMPLES, ...texts]) {
      const once = meter.asked(text, key);
      expect(meter.asked(text, key), text).toEqual(once);
      if (once.spent) spent++;
      else expect(once.findings, text).toEqual(meter.findings(text, key));
    }
    expect(spent).toBeLessThan(texts.length / 10);
  });
});
