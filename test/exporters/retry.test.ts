import { assert, double, property } from "fast-check";
import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { Backoff, pause, retryAfterMs } from "../../exporters/retry.ts";
import { OtlpHttpSettingsSchema } from "../../exporters/settings.ts";

const settings = (over: object) =>
  v.parse(OtlpHttpSettingsSchema, { endpoint: "http://h", retry_on_failure: over }).retry_on_failure;

describe("K9 back-off", () => {
  test("grows by the multiplier up to the longest interval", () => {
    const backoff = new Backoff(settings({ randomization_factor: 0, initial_interval: "10ms", max_interval: "30ms" }));
    expect([1, 2, 3, 4, 5].map(() => backoff.next(undefined))).toEqual([10, 15, 22.5, 30, 30]);
  });

  test("jitter stays within the factor and differs between senders", () => {
    const waits = Array.from({ length: 200 }, () => new Backoff(settings({ initial_interval: "1s" })).next(undefined));
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(500);
    expect(Math.max(...waits)).toBeLessThanOrEqual(1_500);
    expect(new Set(waits).size).toBeGreaterThan(100);
  });

  test("K10 never waits less than the server asked for, and grows from it", () => {
    const backoff = new Backoff(settings({ randomization_factor: 0, initial_interval: "10ms" }));
    expect(backoff.next(400)).toBe(400);
    expect(backoff.next(undefined)).toBe(600);
    assert(
      property(double({ min: 0, max: 1e7, noNaN: true }), (asked) => {
        expect(new Backoff(settings({})).next(asked)).toBeGreaterThanOrEqual(asked);
      }),
    );
  });

  test("an aborted wait says so", async () => {
    expect(await pause(60_000, [AbortSignal.abort()])).toBe(false);
    const away = new AbortController();
    const waiting = pause(60_000, [new AbortController().signal, away.signal]);
    away.abort();
    expect(await waiting).toBe(false);
    expect(await pause(1, [new AbortController().signal])).toBe(true);
  });
});

describe("L4 Retry-After", () => {
  const now = Date.parse("2026-01-01T00:00:00Z");
  test.each([
    ["0", 0],
    [" 120 ", 120_000],
    ["Thu, 01 Jan 2026 00:00:30 GMT", 30_000],
    ["Wed, 31 Dec 2025 00:00:00 GMT", 0],
    ["-5", undefined],
    ["1.5", undefined],
    ["soon", undefined],
    ["2026-01-01", undefined],
    ["99999999999999999999", undefined],
    ["", undefined],
    [undefined, undefined],
  ])("%j is %j ms", (header, ms) => {
    expect(retryAfterMs(header, now)).toBe(ms);
  });
});
