import { describe, expect, test } from "vitest";
import { createExponentials } from "../../../../processors/fold/kinds/exponential.ts";
import { NO_OUTPUT, SIGHTS, type Sight } from "../../../../processors/fold/kinds/kind.ts";
import { absorbBytes, absorbPoint, double, fixed64, wordFor, writtenPoint } from "../../../support/fold-points.ts";
import type { PlainMessage } from "../../../support/otlp-oracle.ts";
import { encodeWire, field, varintBytes, type WireField } from "../../../support/wire.ts";

interface Buckets {
  readonly offset: number;
  readonly bucketCounts: readonly number[];
}

/** A point whose count is that of its buckets. */
function pointOf(scale: number, positive: Buckets | undefined, rest: PlainMessage = {}): PlainMessage {
  const negative = rest["negative"] as Buckets | undefined;
  const counts = [...(positive?.bucketCounts ?? []), ...(negative?.bucketCounts ?? []), Number(rest["zeroCount"] ?? 0)];
  const count = counts.reduce((total, one) => total + one, 0);
  return { sum: 1, scale, count, ...(positive && { positive }), ...rest };
}

const at = (offset: number, ...bucketCounts: number[]): Buckets => ({ offset, bucketCounts });
const times = (length: number, count: number) => Array.from({ length }, () => count);

class Books {
  readonly ledger = createExponentials();
  readonly output = this.ledger.openOutput();
  readonly #inputs = new Map<string, number>();

  series(name: string, sight: Sight, output = this.output) {
    const input = this.#inputs.get(name) ?? this.ledger.openInput();
    this.#inputs.set(name, input);
    return { input, output, sight };
  }

  absorb(name: string, sight: Sight, point: PlainMessage, output = this.output): string {
    return wordFor(absorbPoint(this.ledger, "exponential", this.series(name, sight, output), point));
  }

  /** Defaults filled in. */
  written(asDelta = false, output = this.output): PlainMessage {
    const side = (buckets: unknown) => ({ offset: 0, bucketCounts: [], ...(buckets as object | undefined) });
    const written = writtenPoint(this.ledger, "exponential", output, asDelta);
    return {
      scale: 0,
      zeroCount: "0",
      zeroThreshold: 0,
      ...written,
      positive: side(written["positive"]),
      negative: side(written["negative"]),
    };
  }
}

const strings = (...counts: number[]) => counts.map(String);
const varint = (number: number, value: number): WireField => ({ number, wireType: 0, content: varintBytes(value) });

describe("reading a point", () => {
  test("B12 what protobufjs writes comes out again", () => {
    const books = new Books();
    const rest = { zeroCount: 4, zeroThreshold: 2 ** -20, negative: at(-7, 1, 0, 2), min: -9, max: 40, sum: 77.5 };
    expect(books.absorb("a", SIGHTS.full, pointOf(3, at(-2, 1, 0, 300), rest))).toBe("counted");
    expect(books.written()).toEqual({
      count: "308",
      sum: 77.5,
      scale: 3,
      zeroCount: "4",
      zeroThreshold: 2 ** -20,
      positive: { offset: -2, bucketCounts: strings(1, 0, 300) },
      negative: { offset: -7, bucketCounts: strings(1, 0, 2) },
      min: -9,
      max: 40,
    });
  });

  test("B12 buckets in several messages, packed and unpacked, before and after the rest", () => {
    const books = new Books();
    const bytes = encodeWire([
      field(8, [varint(2, 1), varint(1, 0)]),
      fixed64(4, 10n),
      varint(6, 3),
      field(8, [{ number: 2, wireType: 2, content: Buffer.concat([varintBytes(2), varintBytes(3)]) }, varint(1, 9)]),
      field(99, "x"),
      field(8, [varint(2, 4)]),
      varint(6, 4),
      double(5, 3),
    ]);
    expect(wordFor(absorbBytes(books.ledger, books.series("a", SIGHTS.full), bytes))).toBe("counted");
    expect(books.written()).toMatchObject({ scale: 2, positive: { offset: -5, bucketCounts: strings(1, 2, 3, 4) } });
  });

  test.each([
    ["buckets that do not make up the count", { ...pointOf(0, at(0, 1, 2)), count: 4 }, "malformed"],
    ["a scale below -10", pointOf(-11, at(0, 1)), "malformed"],
    ["buckets above all doubles", pointOf(0, at(1023, 1, 1)), "malformed"],
    ["buckets below all doubles", pointOf(0, at(-1076, 1)), "malformed"],
    ["indexes of more than 32 bits", pointOf(20, at(2 ** 31 - 1, 0, 1)), "malformed"],
    ["a sum that is NaN", pointOf(0, at(0, 1), { sum: Number.NaN }), "notANumber"],
    ["a negative threshold", pointOf(0, at(0, 1), { zeroThreshold: -1 }), "notANumber"],
    ["a threshold that is NaN", pointOf(0, at(0, 1), { zeroThreshold: Number.NaN }), "notANumber"],
    ["a huge zero count", { count: "9007199254740992", zeroCount: "9007199254740992", sum: 0 }, "tooLarge"],
    ["a huge bucket", { count: 1, positive: { offset: 0, bucketCounts: ["18446744073709551615"] } }, "tooLarge"],
    ["more than 2,048 buckets", pointOf(0, at(0, ...times(2049, 0))), "tooLarge"],
  ])("B12 %s: refused, and nothing counted", (_what, point, word) => {
    const books = new Books();
    expect(books.absorb("a", SIGHTS.full, point)).toBe(word);
    expect(books.written()).toMatchObject({ count: "0", positive: { bucketCounts: [] } });
  });

  test("B12 the widest buckets that doubles fill are read", () => {
    const books = new Books();
    expect(books.absorb("a", SIGHTS.full, pointOf(0, at(-1075, 1, ...times(2045, 0))))).toBe("counted");
    expect(books.absorb("a", SIGHTS.difference, pointOf(0, at(-1075, 1, ...times(2046, 0), 0)))).toBe("counted");
    expect(books.absorb("b", SIGHTS.full, pointOf(0, at(1023, 5)))).toBe("counted");
    expect(books.written()).toMatchObject({ count: "6", scale: -4, positive: { offset: -68 } });
  });
});

describe("merging", () => {
  test("B13 the lower scale wins, exactly: indexes are halved downwards, below zero too", () => {
    const books = new Books();
    books.absorb("a", SIGHTS.full, pointOf(1, at(-3, 1, 2, 4, 8, 16)));
    books.absorb("b", SIGHTS.full, pointOf(0, at(-1, 100)));
    // Indexes -3 -2 -1 0 1 become -2 -1 -1 0 0.
    expect(books.written()).toMatchObject({ scale: 0, positive: { offset: -2, bucketCounts: strings(1, 106, 24) } });
  });

  test("B13 160 buckets stay, one more halves the scale once", () => {
    const books = new Books();
    books.absorb("a", SIGHTS.full, pointOf(5, at(0, ...times(160, 1))));
    expect(books.written()).toMatchObject({ scale: 5 });
    books.absorb("b", SIGHTS.full, pointOf(5, at(160, 1)));
    const halved = [...times(80, 2), 1];
    expect(books.written()).toMatchObject({ scale: 4, positive: { offset: 0, bucketCounts: strings(...halved) } });
  });

  test("B13 an empty side has no index and moves nothing; empty buckets at the ends neither", () => {
    const books = new Books();
    books.absorb("a", SIGHTS.full, pointOf(5, at(1000, 1)));
    books.absorb("b", SIGHTS.full, pointOf(5, at(0, ...times(1000, 0), 1), { negative: at(-1000, 1) }));
    books.absorb("c", SIGHTS.full, pointOf(-10, at(0, 0), { zeroCount: 3 }));
    expect(books.written()).toMatchObject({
      scale: 5,
      zeroCount: "3",
      positive: { offset: 1000, bucketCounts: ["2"] },
      negative: { offset: -1000, bucketCounts: ["1"] },
    });
  });

  test.each([0, 1])(
    "B13 the higher threshold wins and widens to the edge of the bucket it cuts (order %d)",
    (first) => {
      const books = new Books();
      const points = [
        pointOf(0, at(-2, 1, 2, 4), { zeroCount: 10, negative: at(-1, 7) }),
        pointOf(1, at(2, 8), { zeroCount: 20, zeroThreshold: 0.75 }),
      ];
      books.absorb("a", SIGHTS.full, points[first] ?? {});
      books.absorb("b", SIGHTS.full, points[1 - first] ?? {});
      // 0.75 lies in (0.5, 1], which holds something.
      expect(books.written()).toMatchObject({
        zeroThreshold: 1,
        zeroCount: "40",
        positive: { offset: 0, bucketCounts: strings(4, 8) },
        negative: { bucketCounts: [] },
      });
    },
  );

  test("B13 a threshold in an empty bucket stays as it is", () => {
    const books = new Books();
    books.absorb("a", SIGHTS.full, pointOf(0, at(3, 1)));
    books.absorb("b", SIGHTS.full, pointOf(0, undefined, { zeroCount: 1, zeroThreshold: 0.75 }));
    expect(books.written()).toMatchObject({ zeroThreshold: 0.75, zeroCount: "1" });
  });

  test("B13 within an output's life the scale never rises, the threshold never falls, also in deltas", () => {
    const books = new Books();
    books.absorb("a", SIGHTS.full, pointOf(0, at(4, 1), { zeroThreshold: 2 }));
    books.written(true);
    books.absorb("b", SIGHTS.full, pointOf(4, at(90, 1)));
    expect(books.written(true)).toMatchObject({ scale: 0, zeroThreshold: 2, positive: { offset: 5 } });
    expect(books.written()).toMatchObject({ scale: 0, positive: { offset: 4, bucketCounts: strings(1, 1) } });
  });

  test("B4 an output never passes 2^53", () => {
    const books = new Books();
    const most = 2 ** 53 - 1;
    expect(books.absorb("a", SIGHTS.full, pointOf(0, at(0, most)))).toBe("counted");
    expect(books.absorb("b", SIGHTS.full, pointOf(0, at(9, 1)))).toBe("misfit");
    expect(books.written()).toMatchObject({ count: String(most), positive: { bucketCounts: [String(most)] } });
  });
});

const SAME_ZERO = { zeroCount: 2, zeroThreshold: 0.5 };

describe("increments", () => {
  test("B14 a scale that falls in the middle of a life: the last point is read at the lower one", () => {
    const books = new Books();
    books.absorb("a", SIGHTS.full, pointOf(2, at(4, 1, 2, 3, 4), { sum: 10 }));
    expect(books.absorb("a", SIGHTS.difference, pointOf(1, at(2, 3, 9), { sum: 16 }))).toBe("counted");
    expect(books.written()).toMatchObject({
      count: "12",
      sum: 16,
      scale: 1,
      positive: { offset: 2, bucketCounts: strings(3, 9) },
    });
  });

  test("B14 a threshold that rises in the middle of a life: what went to zero is not new", () => {
    const books = new Books();
    books.absorb("a", SIGHTS.full, pointOf(0, at(-1, 5, 7)));
    const point = pointOf(0, at(0, 8), { zeroCount: 6, zeroThreshold: 1 });
    expect(books.absorb("a", SIGHTS.difference, point)).toBe("counted");
    expect(books.written()).toMatchObject({
      count: "14",
      zeroCount: "6",
      positive: { offset: 0, bucketCounts: ["8"] },
    });
  });

  test.each([
    ["a bucket that fell", pointOf(0, at(0, 4, 90), SAME_ZERO)],
    ["a range that shrank", pointOf(0, at(1, 90), SAME_ZERO)],
    ["a scale that rose", pointOf(1, at(0, 90, 90, 90, 90), SAME_ZERO)],
    ["a threshold that fell", pointOf(0, at(0, 90, 90), { zeroCount: 50, zeroThreshold: 0 })],
    ["a zero count that fell", pointOf(0, at(0, 90, 90), { zeroCount: 1, zeroThreshold: 0.5 })],
  ])("B14 %s is a reset", (_what, point) => {
    const books = new Books();
    books.absorb("a", SIGHTS.full, pointOf(0, at(0, 5, 5), SAME_ZERO));
    expect(books.absorb("a", SIGHTS.difference, pointOf(0, at(0, 5, 5), SAME_ZERO))).toBe("counted");
    expect(books.absorb("a", SIGHTS.difference, point)).toBe("reset");
    expect(books.written()).toMatchObject({ count: String(12 + Number(point["count"])) });
  });

  test("B14 the scale of a point without buckets says nothing: zeros first, then values at another scale", () => {
    const books = new Books();
    books.absorb("a", SIGHTS.full, pointOf(0, undefined, { zeroCount: 3 }));
    expect(books.absorb("a", SIGHTS.difference, pointOf(20, at(5, 1), { zeroCount: 4 }))).toBe("counted");
    expect(books.written()).toMatchObject({ count: "5", zeroCount: "4", scale: 20 });
  });

  test("B5 baselines count nothing, redirected series count where they go", () => {
    const books = new Books();
    const other = books.ledger.openOutput();
    books.absorb("a", SIGHTS.baseline, pointOf(0, at(0, 100), { sum: 50 }));
    books.absorb("a", SIGHTS.difference, pointOf(0, at(0, 103, 1), { sum: 54 }), other);
    books.absorb("a", SIGHTS.difference, pointOf(0, at(0, 103, 3), { sum: 55 }), NO_OUTPUT);
    books.absorb("a", SIGHTS.difference, pointOf(0, at(0, 104, 3), { sum: 56 }));
    expect(books.written(false, other)).toMatchObject({ count: "4", sum: 4, positive: { offset: 0 } });
    expect(books.written()).toMatchObject({ count: "1", sum: 1, positive: { offset: 0, bucketCounts: ["1"] } });
  });

  test("B7 min and max, B6 the sum: as for histograms", () => {
    const books = new Books();
    books.absorb("a", SIGHTS.full, pointOf(0, at(0, 2), { min: 1.5, max: 2 }));
    books.absorb("a", SIGHTS.difference, pointOf(0, at(0, 2, 1), { min: 1.5, max: 3 }));
    expect(books.written()).toMatchObject({ min: 1.5, max: 3 });
    books.absorb("b", SIGHTS.baseline, pointOf(0, at(0, 2), { min: 1, max: 9 }));
    books.absorb("b", SIGHTS.difference, pointOf(0, at(0, 3), { min: 1, max: 9, sum: undefined }));
    expect(books.written()).not.toHaveProperty("min");
    expect(books.written()).not.toHaveProperty("sum");
  });
});

test("B10 deltas of exponential histograms: each holds what is new, a restored one comes again", () => {
  const books = new Books();
  books.absorb("a", SIGHTS.full, pointOf(3, at(0, 1), { sum: 1 }));
  expect(books.written(true)).toMatchObject({ count: "1", positive: { offset: 0, bucketCounts: ["1"] } });
  books.absorb("a", SIGHTS.difference, pointOf(3, at(0, 1, 0, 0, 0, 2), { sum: 5 }));
  expect(books.written(true)).toMatchObject({ count: "2", sum: 4, positive: { offset: 4, bucketCounts: ["2"] } });
  books.absorb("a", SIGHTS.difference, pointOf(1, at(0, 1, 2, 8), { sum: 9 }));
  books.ledger.restoreDelta(books.output);
  books.ledger.restoreDelta(books.output);
  expect(books.written(true)).toMatchObject({
    count: "10",
    scale: 1,
    positive: { offset: 1, bucketCounts: strings(2, 8) },
  });
  expect(books.written(true)).toMatchObject({ count: "0", scale: 1, positive: { bucketCounts: [] } });
  expect(books.written()).toMatchObject({ count: "11", positive: { offset: 0, bucketCounts: strings(1, 2, 8) } });
});
