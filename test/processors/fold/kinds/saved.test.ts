import { describe, expect, test } from "vitest";
import { ProtoWriter } from "../../../../otlp/proto-writer.ts";
import { createExponentials } from "../../../../processors/fold/kinds/exponential.ts";
import { createHistograms } from "../../../../processors/fold/kinds/histogram.ts";
import { type KindLedger, SIGHTS, type Sight } from "../../../../processors/fold/kinds/kind.ts";
import { createSummaries } from "../../../../processors/fold/kinds/summary.ts";
import { absorbPoint, type PointKind, writtenPoint } from "../../../support/fold-points.ts";
import type { PlainMessage } from "../../../support/otlp-oracle.ts";
import { Rng, testSeed } from "../../../support/rng.ts";

const seed = testSeed();

interface Kind {
  readonly kind: PointKind;
  create(): KindLedger;
  /** A point that holds so many measurements in each bucket. */
  point(counts: readonly number[], rest: PlainMessage): PlainMessage;
}

const KINDS: readonly Kind[] = [
  {
    kind: "histogram",
    create: () => createHistograms(),
    point: (counts, rest) => ({ ...rest, explicitBounds: [-1, 0, 0.25, 1e300, Infinity], bucketCounts: [...counts] }),
  },
  {
    kind: "exponential",
    create: createExponentials,
    point: (counts, rest) => ({ ...rest, scale: 2, positive: { offset: -3, bucketCounts: [...counts] } }),
  },
  { kind: "summary", create: createSummaries, point: (_counts, rest) => rest },
];

function saved(save: (writer: ProtoWriter) => void): Uint8Array {
  const writer = new ProtoWriter(16, 1 << 20);
  save(writer);
  return writer.result().slice();
}

/** Bytes inside others, as they lie in a snapshot. */
function loaded(load: (buffer: Uint8Array, start: number, end: number) => number, bytes: Uint8Array): number {
  return load(new Uint8Array(Buffer.concat([Buffer.alloc(5, 7), bytes, Buffer.alloc(5, 7)])), 5, 5 + bytes.length);
}

/** A ledger with two outputs and three series, as it is and as it comes back. */
class Life {
  ledger: KindLedger;
  outputs: number[];
  inputs: number[];
  readonly #of: Kind;

  constructor(of: Kind) {
    this.#of = of;
    this.ledger = of.create();
    this.outputs = [this.ledger.openOutput(), this.ledger.openOutput()];
    this.inputs = [0, 1, 2].map(() => this.ledger.openInput());
  }

  absorb(input: number, output: number, sight: Sight, counts: readonly number[]): void {
    const count = counts.reduce((total, one) => total + one, 0);
    const point = this.#of.point(counts, { count, sum: count / 3, min: -2, max: count });
    const series = { input: this.inputs[input] ?? -1, output: this.outputs[output] ?? -1, sight };
    expect(absorbPoint(this.ledger, this.#of.kind, series, point)).toBe(0);
  }

  restart(): void {
    const { ledger } = this;
    const inputs = this.inputs.map((input) => saved((writer) => ledger.saveInput(input, writer)));
    const outputs = this.outputs.map((output) => saved((writer) => ledger.saveOutput(output, writer)));
    this.ledger = this.#of.create();
    this.inputs = inputs.map((bytes) => loaded((...part) => this.ledger.loadInput(...part), bytes));
    this.outputs = outputs.map((bytes) => loaded((...part) => this.ledger.loadOutput(...part), bytes));
  }

  written(asDelta: boolean): unknown[] {
    return this.outputs.map((output) => writtenPoint(this.ledger, this.#of.kind, output, asDelta));
  }
}

describe.each(KINDS)("$kind", (kind) => {
  test(`B16 a life with restarts says what one without says (TEST_SEED=${seed})`, () => {
    const rng = new Rng(seed);
    for (let trace = 0; trace < 60; trace++) {
      const still = new Life(kind);
      const restarted = new Life(kind);
      const counts = [0, 1, 2].map(() => [0, 0, 0, 0, 0, 0]);
      const known = new Set<number>();
      for (let step = 0; step < 15; step++) {
        const input = rng.int(3);
        const output = rng.int(4) === 0 ? 1 : 0;
        const now = (counts[input] ?? []).map((count) => count + rng.pick([0, 1, 200]));
        counts[input] = now;
        const sight = known.has(input) ? SIGHTS.difference : rng.pick([SIGHTS.full, SIGHTS.baseline]);
        known.add(input);
        for (const life of [still, restarted]) life.absorb(input, output, sight, now);
        if (rng.chance(0.3)) expect(restarted.written(true)).toEqual(still.written(true));
        if (rng.chance(0.3)) restarted.restart();
        if (rng.chance(0.2)) {
          for (const life of [still, restarted]) for (const one of life.outputs) life.ledger.restoreDelta(one);
        }
        expect(restarted.written(false)).toEqual(still.written(false));
      }
    }
  });

  test("B16 saved bytes that were cut or changed open nothing or something that can be written", () => {
    const life = new Life(kind);
    life.absorb(0, 0, SIGHTS.full, [1, 2, 3, 4, 5, 6]);
    life.written(true);
    const input = saved((writer) => life.ledger.saveInput(life.inputs[0] ?? 0, writer));
    const output = saved((writer) => life.ledger.saveOutput(life.outputs[0] ?? 0, writer));
    const fresh = kind.create();
    for (let length = 1; length < input.length; length++) {
      expect(loaded((...part) => fresh.loadInput(...part), input.subarray(0, length))).toBe(-1);
    }
    for (let length = 0; length < output.length; length++) {
      expect(loaded((...part) => fresh.loadOutput(...part), output.subarray(0, length))).toBe(-1);
    }
    for (let at = 0; at < output.length; at++) {
      const changed = output.slice();
      changed[at] = (changed[at] ?? 0) ^ 0x15;
      const opened = loaded((...part) => fresh.loadOutput(...part), changed);
      if (opened >= 0) expect(() => writtenPoint(fresh, kind.kind, opened)).not.toThrow();
    }
  });
});
