import { describe, expect, it } from "vitest";
import { corpus } from "../../bench/corpus.ts";
import { asRaw } from "../../core/bytes.ts";
import { SIGNALS } from "../../core/signal.ts";
import { arrange } from "../../processors/arrangement.ts";
import { FoundMemo } from "../../processors/found-memo.ts";
import { createScanner } from "../../processors/scan/scanner.ts";
import { oracle } from "../support/otlp-oracle.ts";
import { Rng } from "../support/rng.ts";
import { attribute, logsRequest, newScrubber } from "../support/scrubbing.ts";

const digestOf = (n: number): Int32Array => Int32Array.of(n, ~n, Math.imul(n, 7), n >>> 3);
const outcome = (n: number) => ({ text: Buffer.from(String(n)), hits: [n] });

describe("what texts became", () => {
  it("W36 a text that comes again becomes what it became before, and its hits are counted again", () => {
    for (const signal of SIGNALS) {
      const scrubber = newScrubber();
      for (const seed of [1, 2, 3]) {
        const raw = asRaw(corpus(signal, 256, 0.3, seed));
        const [first, ...later] = Array.from({ length: 5 }, () => scrubber.scrub(raw, signal));
        expect(first?.report.hits.length).toBeGreaterThan(10);
        for (const again of later) {
          expect(Buffer.from(again.bytes).equals(first?.bytes ?? Buffer.alloc(0))).toBe(true);
          expect(again.report.hits).toEqual(first?.report.hits);
          expect(again.report.guards).toEqual(first?.report.guards);
        }
      }
    }
  });

  it("W36 the same text under another name, or in another place, is judged for itself", () => {
    const text = "reach 203.0.113.7 or ada@example.org";
    const request = oracle("logs").encode(
      logsRequest({
        body: { stringValue: text },
        attributes: [attribute("note", text), attribute("log.logger", text)],
      }),
    );
    const fresh = newScrubber().scrub(asRaw(request), "logs");
    const scrubber = newScrubber();
    const alone = oracle("logs").encode(logsRequest({ attributes: [attribute("note", text)] }));
    for (let i = 0; i < 4; i++) scrubber.scrub(asRaw(alone), "logs");
    const after = scrubber.scrub(asRaw(request), "logs");
    expect(Buffer.from(after.bytes).equals(fresh.bytes)).toBe(true);
    expect(after.report.hits).toEqual(fresh.report.hits);
  });

  it("W37 the digest depends on every byte and on the length", () => {
    const { active, prefixes } = arrange(new Set(), new Set());
    const scanner = createScanner({ active, prefixes });
    const message = new Rng(7).bytes(64);
    const digest = (start: number, end: number): string => String(scanner.digest(start, end));
    scanner.load(message);
    const seen = new Set<string>();
    for (let end = 0; end <= 40; end++) seen.add(digest(0, end));
    expect(seen.size).toBe(41);
    for (let length = 1; length <= 40; length++) {
      scanner.load(message);
      const whole = digest(3, 3 + length);
      for (let at = 0; at < 64; at++) {
        const changed = Uint8Array.from(message);
        changed[at]! ^= 1 << (at & 7);
        scanner.load(changed);
        expect(digest(3, 3 + length) === whole).toBe(at < 3 || at >= 3 + length);
      }
    }
  });

  it("W37 the memo takes a text in when it comes a second time, and is bounded", () => {
    const memo = new FoundMemo();
    memo.add(digestOf(5), 1, 2, outcome(5));
    expect(memo.get(digestOf(5), 1, 2)).toBeUndefined();
    memo.add(digestOf(5), 1, 2, outcome(5));
    expect(memo.get(digestOf(5), 1, 2)?.hits).toEqual([5]);
    // Nothing but the outcome lies in the memory it holds.
    expect(memo.get(digestOf(5), 1, 2)?.text.buffer.byteLength).toBe(1);
    expect(memo.get(digestOf(5), 2, 2)).toBeUndefined();
    expect(memo.get(digestOf(5), 1, 3)).toBeUndefined();
    for (let round = 0; round < 2; round++)
      for (let n = 1; n <= 20_000; n++) memo.add(digestOf(Math.imul(n, 0x9e3779b1)), 1, 2, outcome(n));
    let held = 0;
    for (let n = 1; n <= 20_000; n++) held += memo.get(digestOf(Math.imul(n, 0x9e3779b1)), 1, 2) === undefined ? 0 : 1;
    expect(held).toBeGreaterThan(1_000);
    expect(held).toBeLessThanOrEqual(4_096);
    memo.clear();
    expect(memo.get(digestOf(5), 1, 2)).toBeUndefined();
  });
});
