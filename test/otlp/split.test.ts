import { describe, expect, test } from "vitest";
import { SIGNALS, type Signal } from "../../core/signal.ts";
import { splitRequest } from "../../otlp/split.ts";
import { logsRequest, nested } from "../support/batches.ts";
import { oracle, type PlainMessage } from "../support/otlp-oracle.ts";
import { randomRequest } from "../support/otlp-random.ts";
import { Rng, testSeed } from "../support/rng.ts";

/** Cuts until nothing can be cut. */
function cutAll(bytes: Uint8Array, signal: "logs" | "traces" | "metrics"): Uint8Array[] {
  const halves = splitRequest(bytes, signal);
  if (halves === undefined) return [bytes];
  return [...cutAll(halves.first, signal), ...cutAll(halves.second, signal)];
}

const bytesOf = (...parts: Uint8Array[]) => Buffer.concat(parts);
const point = (name: string) => nested(1, nested(7, Buffer.from(name)));

describe("K11", () => {
  test("halves hold all records in their order, each with its resource and scope", () => {
    const request = bytesOf(logsRequest(3), logsRequest(2));
    const halves = splitRequest(request, "logs");
    expect([halves?.firstItems, halves?.secondItems]).toEqual([3, 2]);
    expect(Buffer.compare(halves?.first ?? request, logsRequest(3))).toBe(0);
    expect(Buffer.compare(halves?.second ?? request, logsRequest(2))).toBe(0);
  });

  test("cut to the end, every part is the request of one record, byte for byte", () => {
    const parts = cutAll(logsRequest(7), "logs");
    const single = parts.map((part) =>
      Buffer.from(part)
        .toString("latin1")
        .match(/record-\d/g),
    );
    expect(single).toEqual([0, 1, 2, 3, 4, 5, 6].map((i) => [`record-${i}`]));
    expect(Buffer.compare(parts[0] ?? Buffer.alloc(0), logsRequest(1))).toBe(0);
  });

  test("lengths of more than one byte are written anew", () => {
    const halves = splitRequest(logsRequest(2, 20_000), "logs");
    expect(Buffer.compare(halves?.first ?? Buffer.alloc(0), logsRequest(1, 20_000))).toBe(0);
  });

  test("a metric is cut between its points and keeps its name, unit and temporality on both sides", () => {
    const temporality = Buffer.from([0x10, 2, 0x18, 1]);
    const name = bytesOf(nested(1, Buffer.from("requests")), nested(3, Buffer.from("1")));
    const metric = (...points: string[]) =>
      nested(2, bytesOf(name, nested(7, bytesOf(...points.map(point), temporality))));
    const request = (...points: string[]) => nested(1, nested(2, metric(...points)));
    const halves = splitRequest(request("a", "b", "c"), "metrics");
    expect(Buffer.compare(halves?.first ?? Buffer.alloc(0), request("a", "b"))).toBe(0);
    expect(Buffer.compare(halves?.second ?? Buffer.alloc(0), request("c"))).toBe(0);
  });

  test("a data message that lost its points still decides the oneof", () => {
    const metric = (...points: Uint8Array[]) => nested(2, bytesOf(...points));
    const request = (...points: Uint8Array[]) => nested(1, nested(2, metric(...points)));
    const halves = splitRequest(request(nested(5, point("a")), nested(7, point("b"))), "metrics");
    expect(
      Buffer.compare(halves?.first ?? Buffer.alloc(0), request(nested(5, point("a")), nested(7, new Uint8Array()))),
    ).toBe(0);
  });

  test("one record, none, and bytes that are no message are not cut", () => {
    expect(splitRequest(logsRequest(1), "logs")).toBeUndefined();
    expect(splitRequest(new Uint8Array(), "logs")).toBeUndefined();
    expect(splitRequest(Buffer.from([0x0a, 0x7f, 1, 2]), "traces")).toBeUndefined();
  });
});

const LISTS: Readonly<Record<Signal, readonly string[]>> = {
  logs: ["resourceLogs", "scopeLogs", "logRecords"],
  traces: ["resourceSpans", "scopeSpans", "spans"],
  metrics: ["resourceMetrics", "scopeMetrics", "metrics"],
};

/** Every record with all that surrounds it, as text: what must be the same on both sides of a cut. */
function recordsWithin(message: PlainMessage, lists: readonly string[], around = ""): string[] {
  const [list, ...inner] = lists;
  if (list === undefined) return pointsWithin(message, around);
  const { [list]: items, ...own } = message;
  const context = around + JSON.stringify(own);
  return (items as PlainMessage[]).flatMap((item) => recordsWithin(item, inner, context));
}

/** The points of a metric; any other record is its own point. */
function pointsWithin(record: PlainMessage, around: string): string[] {
  for (const kind of ["gauge", "sum", "histogram", "exponentialHistogram", "summary"]) {
    const data = record[kind] as PlainMessage | null | undefined;
    if (data === null || data === undefined) continue;
    const { dataPoints, ...own } = data;
    const context = around + JSON.stringify({ ...record, [kind]: own });
    return (dataPoints as PlainMessage[]).map((point) => context + JSON.stringify(point));
  }
  return [around + JSON.stringify(record)];
}

describe.each(SIGNALS)("K11 %s", (signal) => {
  const seed = testSeed();
  test(`random requests lose and gain nothing by a cut, as protobufjs reads them (seed ${seed})`, () => {
    const rng = new Rng(seed);
    const judge = oracle(signal);
    let cuts = 0;
    for (let run = 0; run < 150; run++) {
      const { bytes } = randomRequest(rng, signal, { maxItems: 3 });
      const halves = splitRequest(bytes, signal);
      if (halves === undefined) continue;
      cuts++;
      const read = (part: Uint8Array) => recordsWithin(judge.meaning(part), LISTS[signal]);
      const [whole, first, second] = [bytes, halves.first, halves.second].map(read);
      // A metric without points holds no record; each point has a time.
      const isRecord = (text: string) => signal !== "metrics" || text.includes("timeUnixNano");
      expect([...(first ?? []), ...(second ?? [])].filter(isRecord)).toEqual((whole ?? []).filter(isRecord));
      expect((first ?? []).filter(isRecord)).toHaveLength(halves.firstItems);
      expect((second ?? []).filter(isRecord)).toHaveLength(halves.secondItems);
    }
    expect(cuts).toBeGreaterThan(20);
  });
});
