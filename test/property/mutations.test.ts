import { describe, expect, it } from "vitest";
import { asRaw, type CleanBytes, type RawBytes } from "../../core/bytes.ts";
import { RoadError } from "../../core/errors.ts";
import { newReport } from "../../core/report.ts";
import { SIGNALS, type Signal } from "../../core/signal.ts";
import { Walker } from "../../otlp/walk.ts";
import type { Scrubber } from "../../processors/scrub.ts";
import { CountingVisitor } from "../support/counting-visitor.ts";
import { mutate } from "../support/otlp-mutate.ts";
import { oracle } from "../support/otlp-oracle.ts";
import { randomRequest } from "../support/otlp-random.ts";
import { Rng, testSeed } from "../support/rng.ts";
import { newScrubber } from "../support/scrubbing.ts";
import { withoutPacked } from "../support/wire.ts";
import { refusalReason } from "../support/wire-reader.ts";

const seed = testSeed();
const MUTATIONS = Number(process.env["MUTATIONS"] ?? 200_000);
const CORPUS = 120;
const MIB = 2 ** 20;

/**
 * What must not leave. The blanks are part of it: a mutation that puts a letter against a value makes it another value,
 * which a detector may rightly leave alone.
 */
const CANARIES = [
  "  jane.canary@mail.example.org  ",
  "  4012 8888 8888 1881  ",
  "  ghp_16C7e42F292c6912E7710c838347Ae178B4a  ",
  "  DE89 3704 0044 0532 0130 00  ",
] as const;
const SEARCHED = CANARIES.map((canary) => Buffer.from(canary));
const WORDS = ["note", "payload", "ünïcödé", "user.email", "detail", "日本語"];

/** Iterations that once failed, by seed and number. */
const ONCE_FAILED: readonly (readonly [seed: number, iteration: number])[] = [[4_007_593_735, 184_737]];

interface Sample {
  readonly signal: Signal;
  readonly bytes: Uint8Array;
}

function corpus(from: number): Sample[] {
  const rng = new Rng(from);
  return rng.list(CORPUS, (i) => {
    const signal = SIGNALS[i % SIGNALS.length] ?? "logs";
    let planted = 0;
    const text = (random: Rng, field: string): string =>
      field === "KeyValue.key" || (planted > 0 && random.chance(0.7))
        ? random.pick(WORDS)
        : `x${CANARIES[planted++ % CANARIES.length]}y`;
    for (;;) {
      const { bytes } = randomRequest(rng, signal, { density: 0.4, maxItems: 2, maxDepth: 2, text });
      if (planted > 0 && bytes.length < 1_200) return { signal, bytes };
    }
  });
}

const attempt = <T>(work: () => T): T | Error => {
  try {
    return work();
  } catch (error) {
    return error instanceof Error ? error : new Error("something else was thrown");
  }
};

interface Tally {
  accepted: number;
  /** Requests only we refuse, by reason. */
  readonly stricter: Map<string, number>;
  /** Inputs that took longest for their size. */
  readonly slow: { readonly msPerMib: number; readonly sample: Sample }[];
}

function newTally(): Tally {
  return { accepted: 0, stricter: new Map(), slow: [] };
}

function remember(tally: Tally, sample: Sample, ms: number): void {
  const msPerMib = ms / (Math.max(sample.bytes.length, 512) / MIB);
  if (tally.slow.length >= 8 && msPerMib <= (tally.slow.at(-1)?.msPerMib ?? 0)) return;
  tally.slow.push({ msPerMib, sample });
  tally.slow.sort((a, b) => b.msPerMib - a.msPerMib);
  tally.slow.length = Math.min(8, tally.slow.length);
}

const ORACLES = { logs: oracle("logs"), traces: oracle("traces"), metrics: oracle("metrics") };

type Scrub = Pick<Scrubber, "scrub">;

/** One mutation; throws when a promise is broken. */
function judge(scrubber: Scrub, sample: Sample, tally: Tally): void {
  const { signal, bytes } = sample;
  const startedAt = performance.now();
  const scrubbed = attempt(() => scrubber.scrub(asRaw(bytes), signal));
  remember(tally, sample, performance.now() - startedAt);
  if (scrubbed instanceof Error) return judgeRefusal(scrubbed, sample, tally);
  tally.accepted++;
  const left = Buffer.from(scrubbed.bytes);
  for (const canary of SEARCHED) {
    // A list of numbers may spell anything, and is data.
    if (left.includes(canary) && withoutPacked(left, signal).includes(canary))
      throw new Error(`a canary left: ${canary.toString()}`);
  }
  const decoded = attempt(() => ORACLES[signal].decode(left));
  if (decoded instanceof Error) throw new Error(`the oracle refuses what left: ${decoded.message}`);
}

function judgeRefusal(error: Error, { signal, bytes }: Sample, tally: Tally): void {
  if (!(error instanceof RoadError) || error.code !== "malformed") throw error;
  if (attempt(() => ORACLES[signal].decode(bytes)) instanceof Error) return;
  const reason = refusalReason(bytes, signal);
  tally.stricter.set(reason, (tally.stricter.get(reason) ?? 0) + 1);
}

function run(samples: readonly Sample[], from: number, iteration: number, scrubber: Scrub, tally: Tally): void {
  const rng = new Rng(from * 2 ** 21 + iteration);
  const { signal, bytes } = rng.pick(samples);
  const mutated = mutate(rng, bytes, signal);
  try {
    judge(scrubber, { signal, bytes: mutated }, tally);
  } catch (error) {
    const hex = Buffer.from(mutated).toString("hex");
    throw new Error(`[${from}, ${iteration}] ${signal} ${hex}`, { cause: error });
  }
}

/** What protobufjs reads and we refuse. */
const DELIBERATE: ReadonlyMap<string, string> = new Map([
  ["group", "OTLP has none, and what is in one cannot be judged"],
  ["varint of more than ten bytes", "not legal protobuf; protobufjs reads on"],
]);

/** Time for a request of 1 MiB that repeats this one, the median of three. */
function msPerMib(scrubber: Scrub, { signal, bytes }: Sample): number {
  const large = Buffer.concat(Array.from({ length: Math.ceil(MIB / bytes.length) }, () => bytes));
  const times = [0, 1, 2].map(() => {
    const startedAt = performance.now();
    attempt(() => scrubber.scrub(asRaw(large), signal));
    return performance.now() - startedAt;
  });
  return times.sort((a, b) => a - b)[1] ?? 0;
}

describe(`mutated requests (TEST_SEED=${seed})`, () => {
  it(`W20 of ${MUTATIONS} none crashes the scrub, brings a canary out or leaves as something the oracle cannot read`, {
    timeout: 300_000,
  }, () => {
    const samples = corpus(seed);
    const scrubber = newScrubber();
    const tally = newTally();
    for (let i = 0; i < MUTATIONS; i++) run(samples, seed, i, scrubber, tally);
    const slowest = Math.max(...tally.slow.map(({ sample }) => msPerMib(scrubber, sample)));
    console.log(
      `${tally.accepted} of ${MUTATIONS} accepted; the slowest, made 1 MiB long, took ${slowest.toFixed(1)} ms.`,
    );
    expect([...tally.stricter.keys()].filter((reason) => !DELIBERATE.has(reason))).toEqual([]);
    expect(tally.accepted).toBeGreaterThan(MUTATIONS / 10);
  });

  it("W20 come to the same end by the scan in WebAssembly and the one in TypeScript", { timeout: 120_000 }, () => {
    const samples = corpus(seed);
    const wasm = newScrubber();
    const twin = newScrubber(undefined, { wasm: false });
    for (let i = 0; i < MUTATIONS / 10; i++) {
      const rng = new Rng(seed * 2 ** 21 + i);
      const { signal, bytes } = rng.pick(samples);
      const mutated = mutate(rng, bytes, signal);
      const ends = [wasm, twin].map((scrubber) =>
        attempt(() => Buffer.from(scrubber.scrub(asRaw(mutated), signal).bytes).toString("latin1")),
      );
      expect(ends[0], `[${seed}, ${i}] ${signal} ${Buffer.from(mutated).toString("hex")}`).toEqual(ends[1]);
    }
  });

  it.each(ONCE_FAILED)("W20 that once failed pass (seed %i, iteration %i)", (from, iteration) => {
    run(corpus(from), from, iteration, newScrubber(), newTally());
  });

  it("W20 would show a scrub that only copies", () => {
    const copy = { scrub: (raw: RawBytes) => ({ bytes: raw as Uint8Array as CleanBytes, report: newReport() }) };
    expect(() => {
      for (let i = 0; i < 100; i++) run(corpus(seed), seed, i, copy, newTally());
    }).toThrow();
  });

  it("W21 cost a walk that hands over no byte twice and calls at most once per byte", () => {
    const samples = corpus(seed);
    for (let i = 0; i < 5_000; i++) {
      const rng = new Rng(seed * 2 ** 21 + i);
      const { signal, bytes } = rng.pick(samples);
      const mutated = mutate(rng, bytes, signal);
      const visitor = new CountingVisitor();
      attempt(() => new Walker(visitor).walk(mutated, mutated.length, signal));
      expect(visitor.bytesSeen, `iteration ${i}`).toBeLessThanOrEqual(mutated.length);
      expect(visitor.calls, `iteration ${i}`).toBeLessThanOrEqual(mutated.length);
    }
  });
});
