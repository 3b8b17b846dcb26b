import { describe, expect, test } from "vitest";
import { createHistograms } from "../../../../processors/fold/kinds/histogram.ts";
import { type KindLedger, NO_OUTPUT, SIGHTS, type Sight } from "../../../../processors/fold/kinds/kind.ts";
import { absorbBytes, absorbPoint, double, fixed64, wordFor, writtenPoint } from "../../../support/fold-points.ts";
import { encodeWire, field } from "../../../support/wire.ts";

const BOUNDS = [1, 2, 3, 4, 5, 6];

/** Counts in the buckets between `bounds`, with the sum and extremes given. */
function pointOf(counts: readonly number[], bounds: readonly number[] = BOUNDS, rest: object = { sum: 1 }) {
  const count = counts.reduce((total, one) => total + one, 0);
  return { count, bucketCounts: [...counts], explicitBounds: [...bounds], ...rest };
}

/** One output and as many inputs as are asked for. */
class Books {
  readonly ledger: KindLedger;
  readonly output: number;
  readonly #inputs = new Map<string, number>();
  constructor(leastBounds?: number) {
    this.ledger = createHistograms(leastBounds === undefined ? {} : { leastBounds });
    this.output = this.ledger.openOutput();
  }

  series(name: string, sight: Sight, output = this.output) {
    const input = this.#inputs.get(name) ?? this.ledger.openInput();
    this.#inputs.set(name, input);
    return { input, output, sight };
  }

  absorb(name: string, sight: Sight, point: object, output = this.output): string {
    return wordFor(absorbPoint(this.ledger, "histogram", this.series(name, sight, output), { ...point }));
  }

  written(asDelta = false, output = this.output) {
    return writtenPoint(this.ledger, "histogram", output, asDelta);
  }
}

describe("reading a point", () => {
  const PACKED = pointOf([1, 2], [10], { sum: 7.5, min: 1, max: 20 });
  const EXPECTED = { count: "3", sum: 7.5, bucketCounts: ["1", "2"], explicitBounds: [10], min: 1, max: 20 };

  test("B1 what protobufjs writes comes out again", () => {
    const books = new Books();
    expect(books.absorb("a", SIGHTS.full, PACKED)).toBe("counted");
    expect(books.written()).toEqual(EXPECTED);
  });

  test("B1 unpacked values, in any order, mixed with packed ones, the last of several scalars, and unknown fields", () => {
    const books = new Books();
    const bytes = encodeWire([
      double(12, 20),
      double(7, 10),
      fixed64(6, 1n),
      fixed64(4, 99n),
      double(11, 1),
      field(99, "x"),
      { number: 6, wireType: 2, content: fixed64(6, 2n).content },
      double(5, 1),
      double(5, 7.5),
      // A known number with another wire type is an unknown field.
      { number: 4, wireType: 0, content: Uint8Array.of(5) },
      fixed64(4, 3n),
    ]);
    expect(wordFor(absorbBytes(books.ledger, books.series("a", SIGHTS.full), bytes))).toBe("counted");
    expect(books.written()).toEqual(EXPECTED);
  });

  test.each([
    ["fewer buckets than bounds", pointOf([1, 2], [1, 2])],
    ["more buckets than bounds", pointOf([1, 2, 3], [1])],
    ["bounds without buckets", { count: 3, sum: 1, explicitBounds: [1] }],
    ["equal bounds", pointOf([1, 2, 3], [1, 1])],
    ["falling bounds", pointOf([1, 2, 3], [2, 1])],
    ["a bound that is no number", pointOf([1, 2, 3], [1, Number.NaN])],
    ["buckets that do not make up the count", { ...pointOf([1, 2], [1]), count: 4 }],
  ])("B2 %s: malformed", (_what, point) => {
    const books = new Books();
    books.absorb("a", SIGHTS.full, pointOf([1, 1, 1, 1, 1, 1, 1]));
    const before = books.written();
    expect(books.absorb("a", SIGHTS.full, point)).toBe("malformed");
    expect(books.written()).toEqual(before);
  });

  test.each([
    ["a cut field", [...encodeWire([fixed64(4, 0n)])].slice(0, 5)],
    ["a length beyond the point", [0x32, 0x20, 0]],
    ["packed values of seven bytes", [...encodeWire([field(6, Buffer.alloc(7))])]],
    ["a group", [0x23, 0x24]],
    ["field number 0", [0x01, 0]],
    ["an endless varint", Array.from({ length: 12 }, () => 0x80)],
  ])("B2 %s: malformed", (_what, bytes) => {
    const books = new Books();
    expect(wordFor(absorbBytes(books.ledger, books.series("a", SIGHTS.full), Uint8Array.from(bytes)))).toBe(
      "malformed",
    );
  });

  test.each([
    ["sum NaN", { sum: Number.NaN }],
    ["sum infinite", { sum: Infinity }],
    ["min NaN", { sum: 1, min: Number.NaN }],
    ["max NaN", { sum: 1, max: Number.NaN }],
  ])("B3 %s: not a number", (_what, rest) => {
    expect(new Books().absorb("a", SIGHTS.full, pointOf([1, 2], [1], rest))).toBe("notANumber");
  });

  test("B3 where nothing was measured, sum and extremes mean nothing", () => {
    const books = new Books();
    const empty = pointOf([0, 0], [1], { sum: Number.NaN, min: Infinity, max: -Infinity });
    expect(books.absorb("a", SIGHTS.full, empty)).toBe("counted");
    expect(books.written()).toEqual({ count: "0", sum: 0, bucketCounts: ["0", "0"], explicitBounds: [1] });
  });

  test.each([2n ** 53n, 2n ** 63n, 2n ** 64n - 1n])("B4 a count of %s is too large", (count) => {
    const books = new Books();
    const bytes = encodeWire([fixed64(4, count), fixed64(6, count), fixed64(6, 0n), double(7, 1)]);
    expect(wordFor(absorbBytes(books.ledger, books.series("a", SIGHTS.full), bytes))).toBe("tooLarge");
  });

  test("B4 2^53 - 1 is counted exactly; an output that would pass it refuses, unchanged, and takes what fits", () => {
    const books = new Books();
    const most = 2 ** 53 - 1;
    expect(books.absorb("a", SIGHTS.full, pointOf([most, 0], [1]))).toBe("counted");
    expect(books.absorb("b", SIGHTS.full, pointOf([0, 1], [1]))).toBe("misfit");
    expect(books.absorb("b", SIGHTS.full, pointOf([0, 0], [1]))).toBe("counted");
    expect(books.written()).toMatchObject({ count: String(most), bucketCounts: [String(most), "0"] });
  });

  test("B4 more than 2,047 bounds are too many", () => {
    const bounds = Array.from({ length: 2048 }, (_, i) => i);
    const counts = bounds.map(() => 0);
    expect(new Books().absorb("a", SIGHTS.full, pointOf([...counts, 0], bounds))).toBe("tooLarge");
    expect(new Books().absorb("a", SIGHTS.full, pointOf(counts, bounds.slice(1)))).toBe("counted");
  });
});

describe("increments", () => {
  test("B5 a difference counts what is new, a baseline nothing, and both are remembered", () => {
    const books = new Books();
    books.absorb("a", SIGHTS.baseline, pointOf([5, 5], [1], { sum: 100 }));
    expect(books.written()).toMatchObject({ count: "0", bucketCounts: ["0", "0"] });
    books.absorb("a", SIGHTS.difference, pointOf([6, 8], [1], { sum: 130 }));
    expect(books.written()).toEqual({ count: "4", sum: 30, bucketCounts: ["1", "3"], explicitBounds: [1] });
    books.absorb("a", SIGHTS.full, pointOf([1, 0], [1], { sum: 0.5 }));
    expect(books.written()).toMatchObject({ count: "5", sum: 30.5, bucketCounts: ["2", "3"] });
  });

  test("B5 one bucket that falls is a reset, even where the count rose", () => {
    const books = new Books();
    books.absorb("a", SIGHTS.full, pointOf([5, 5], [1], { sum: 10 }));
    expect(books.absorb("a", SIGHTS.difference, pointOf([4, 20], [1], { sum: 24 }))).toBe("reset");
    expect(books.written()).toMatchObject({ count: "34", sum: 34, bucketCounts: ["9", "25"] });
  });

  test("B5 without an output a point is remembered and counted nowhere; a delta is counted and not remembered", () => {
    const books = new Books();
    books.absorb("a", SIGHTS.full, pointOf([5, 5], [1]), NO_OUTPUT);
    expect(books.written()).toEqual({ count: "0", sum: 0 });
    books.absorb("a", SIGHTS.difference, pointOf([5, 7], [1]));
    const delta = { input: -1, output: books.output, sight: SIGHTS.full };
    absorbPoint(books.ledger, "histogram", delta, pointOf([1, 1], [1]));
    absorbPoint(books.ledger, "histogram", delta, pointOf([1, 1], [1]));
    expect(books.written()).toMatchObject({ count: "6", bucketCounts: ["2", "4"] });
  });

  test("B5 an input may change its output at any time; together they hold what it counted", () => {
    const books = new Books();
    const other = books.ledger.openOutput();
    books.absorb("a", SIGHTS.full, pointOf([1, 0], [1]));
    books.absorb("a", SIGHTS.difference, pointOf([2, 1], [1]), other);
    books.absorb("a", SIGHTS.difference, pointOf([2, 4], [1]));
    expect(books.written()).toMatchObject({ bucketCounts: ["1", "3"] });
    expect(books.written(false, other)).toMatchObject({ bucketCounts: ["1", "1"] });
  });
});

describe("sum, min and max", () => {
  test("B6 one source without a sum: none in the output for the rest of its life, nor in its deltas", () => {
    const books = new Books();
    books.absorb("a", SIGHTS.full, pointOf([1, 1], [1], { sum: 3 }));
    books.absorb("b", SIGHTS.full, pointOf([1, 1], [1], {}));
    expect(books.written()).not.toHaveProperty("sum");
    expect(books.written(true)).not.toHaveProperty("sum");
    books.absorb("a", SIGHTS.difference, pointOf([2, 2], [1], { sum: 9 }));
    expect(books.written(true)).toEqual({ count: "2", bucketCounts: ["1", "1"], explicitBounds: [1] });
    books.ledger.closeOutput(books.output);
    const next = books.ledger.openOutput();
    expect(next).toBe(books.output);
    books.absorb("a", SIGHTS.difference, pointOf([3, 2], [1], { sum: 9.5 }), next);
    expect(books.written(false, next)).toMatchObject({ count: "1", sum: 0.5 });
  });

  test("B6 a sum keeps what doubles would round away", () => {
    const books = new Books();
    const big = 2 ** 60;
    books.absorb("a", SIGHTS.full, pointOf([1, 0], [1], { sum: big }));
    for (let i = 0; i < 1000; i++) books.absorb(`b${i}`, SIGHTS.full, pointOf([1, 0], [1], { sum: 0.1 }));
    books.absorb("c", SIGHTS.full, pointOf([1, 0], [1], { sum: -big }));
    expect(books.written()["sum"]).toBeCloseTo(100, 9);
  });

  test("B7 min and max stay while every source was counted from its start", () => {
    const books = new Books();
    books.absorb("a", SIGHTS.full, pointOf([1, 1], [5], { sum: 9, min: 2, max: 7 }));
    books.absorb("b", SIGHTS.full, pointOf([1, 1], [5], { sum: 9, min: 3, max: 9 }));
    books.absorb("a", SIGHTS.difference, pointOf([2, 1], [5], { sum: 10, min: 1, max: 7 }));
    expect(books.written()).toMatchObject({ min: 1, max: 9 });
  });

  test.each([
    ["a baseline was subtracted", (books: Books) => books.absorb("a", SIGHTS.baseline, POINT)],
    ["its first counts went elsewhere", (books: Books) => books.absorb("a", SIGHTS.full, POINT, NO_OUTPUT)],
    [
      "later counts went elsewhere",
      (books: Books) => {
        books.absorb("a", SIGHTS.full, POINT);
        books.absorb("a", SIGHTS.difference, pointOf([1, 2], [5], { sum: 15, min: 2, max: 7 }), NO_OUTPUT);
      },
    ],
  ])("B7 min and max go where %s", (_why, first) => {
    const books = new Books();
    books.absorb("b", SIGHTS.full, POINT);
    first(books);
    expect(books.written()).toMatchObject({ min: 2, max: 7 });
    books.absorb("a", SIGHTS.difference, pointOf([2, 2], [5], { sum: 17, min: 2, max: 7 }));
    expect(books.written()).not.toHaveProperty("min");
    expect(books.written()).not.toHaveProperty("max");
  });

  test("B7 a delta has the extremes of what it holds, and none where it holds a difference", () => {
    const books = new Books();
    books.absorb("a", SIGHTS.full, POINT);
    expect(books.written(true)).toMatchObject({ min: 2, max: 7 });
    books.absorb("a", SIGHTS.difference, pointOf([2, 1], [5], { sum: 10, min: 2, max: 7 }));
    expect(books.written(true)).not.toHaveProperty("min");
    books.absorb("b", SIGHTS.full, pointOf([1, 0], [5], { sum: 4, min: 4, max: 4 }));
    expect(books.written(true)).toMatchObject({ min: 4, max: 4 });
    expect(books.written()).toMatchObject({ min: 2, max: 7 });
  });
});

const POINT = pointOf([1, 1], [5], { sum: 9, min: 2, max: 7 });

describe("bounds", () => {
  test("B8 unequal bounds meet at their intersection, and never widen again", () => {
    const books = new Books(2);
    books.absorb("a", SIGHTS.full, pointOf([1, 1, 1, 1], [1, 2, 4]));
    books.absorb("b", SIGHTS.full, pointOf([10, 10, 10, 10], [1, 3, 4]));
    expect(books.written()).toMatchObject({ explicitBounds: [1, 4], bucketCounts: ["11", "22", "11"] });
    books.absorb("a", SIGHTS.difference, pointOf([1, 2, 1, 1], [1, 2, 4]));
    expect(books.written()).toMatchObject({ explicitBounds: [1, 4], bucketCounts: ["11", "23", "11"] });
  });

  test("B8 fewer than five common bounds: a misfit that changes nothing, and a new output takes it", () => {
    const books = new Books();
    books.absorb("a", SIGHTS.full, pointOf([1, 1, 1, 1, 1, 1, 1]));
    books.absorb("b", SIGHTS.full, pointOf([1, 0, 0, 0, 0, 0], [1, 2, 3, 4, 7]), NO_OUTPUT);
    const before = books.written();
    const point = pointOf([1, 2, 0, 0, 0, 0], [1, 2, 3, 4, 7]);
    expect(books.absorb("b", SIGHTS.difference, point)).toBe("misfit");
    expect(books.written()).toEqual(before);
    const other = books.ledger.openOutput();
    expect(books.absorb("b", SIGHTS.difference, point, other)).toBe("counted");
    expect(books.written(false, other)).toMatchObject({ count: "2", explicitBounds: [1, 2, 3, 4, 7] });
  });

  test("B8 equal bounds always fit, however few; what adds nothing changes no bounds", () => {
    const books = new Books();
    books.absorb("a", SIGHTS.full, pointOf([1, 1], [1]));
    expect(books.absorb("b", SIGHTS.full, pointOf([1, 1], [1]))).toBe("counted");
    expect(books.absorb("c", SIGHTS.full, pointOf([0, 0], [2]))).toBe("counted");
    expect(books.written()).toMatchObject({ count: "4", explicitBounds: [1] });
  });

  test("B8 without a common bound, count, sum and extremes remain", () => {
    const books = new Books(0);
    books.absorb("a", SIGHTS.full, pointOf([1, 1], [1], { sum: 3, min: 1, max: 2 }));
    books.absorb("b", SIGHTS.full, pointOf([1, 1], [2], { sum: 5, min: 2, max: 3 }));
    expect(books.written()).toEqual({ count: "4", sum: 8, min: 1, max: 3 });
  });

  test("B9 an input that changes its bounds is compared at the bounds both points have", () => {
    const books = new Books(1);
    books.absorb("a", SIGHTS.full, pointOf([1, 1, 1], [1, 2], { sum: 3 }));
    books.absorb("a", SIGHTS.difference, pointOf([2, 2, 4], [2, 3], { sum: 20 }));
    expect(books.written()).toMatchObject({ count: "8", sum: 20, explicitBounds: [2], bucketCounts: ["2", "6"] });
    expect(books.absorb("a", SIGHTS.difference, pointOf([1, 9], [2], { sum: 21 }))).toBe("reset");
    expect(books.written()).toMatchObject({ count: "18", bucketCounts: ["3", "15"] });
  });

  test("B9 a new output is given its bounds by a baseline that is not remembered", () => {
    const books = new Books();
    books.absorb("a", SIGHTS.full, pointOf([1, 1], [1]), NO_OUTPUT);
    const prepare = { input: -1, output: books.output, sight: SIGHTS.baseline };
    absorbPoint(books.ledger, "histogram", prepare, pointOf([2, 3], [1]));
    expect(books.written()).toEqual({ count: "0", sum: 0, bucketCounts: ["0", "0"], explicitBounds: [1] });
    books.absorb("a", SIGHTS.difference, pointOf([2, 3], [1]));
    expect(books.written()).toMatchObject({ count: "3", bucketCounts: ["1", "2"] });
  });
});

describe("deltas", () => {
  test("B10 every delta holds what came since the last; one that is restored is in the next again, once", () => {
    const books = new Books();
    books.absorb("a", SIGHTS.full, pointOf([1, 0], [1], { sum: 1 }));
    expect(books.written(true)).toMatchObject({ count: "1", sum: 1, bucketCounts: ["1", "0"] });
    books.absorb("a", SIGHTS.difference, pointOf([1, 2], [1], { sum: 5 }));
    expect(books.written(true)).toMatchObject({ count: "2", sum: 4, bucketCounts: ["0", "2"] });
    books.ledger.restoreDelta(books.output);
    books.ledger.restoreDelta(books.output);
    books.absorb("a", SIGHTS.difference, pointOf([2, 2], [1], { sum: 6 }));
    expect(books.written(true)).toMatchObject({ count: "3", sum: 5, bucketCounts: ["1", "2"] });
    expect(books.written(true)).toMatchObject({ count: "0", sum: 0, bucketCounts: ["0", "0"] });
    expect(books.written()).toMatchObject({ count: "4", sum: 6, bucketCounts: ["2", "2"] });
  });

  test("B10 a delta restored after the bounds shrank has the bounds that are left", () => {
    const books = new Books(1);
    books.absorb("a", SIGHTS.full, pointOf([1, 1, 1], [1, 2]));
    books.written(true);
    books.absorb("b", SIGHTS.full, pointOf([1, 1, 1], [2, 3]));
    books.ledger.restoreDelta(books.output);
    expect(books.written(true)).toMatchObject({ explicitBounds: [2], bucketCounts: ["3", "3"] });
  });
});
