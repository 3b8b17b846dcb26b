// What hostile texts cost: for every detector, every reader of text inside text and the list of bad expressions, families
// of texts from 64 bytes to 1 MiB, through the whole scrub, and for each detector alone (without its budget). Prints the
// dearest in CPU milliseconds per MiB. Exit code 1 when one through the scrub is above the limit.
import { parseArgs } from "node:util";
import { asRaw } from "../core/bytes.ts";
import { Secret } from "../core/secret.ts";
import { defaultPlan } from "../policy/load.ts";
import { DETECTORS } from "../processors/detect/registry.generated.ts";
import { Scrubber } from "../processors/scrub.ts";
import { Rng } from "../test/support/rng.ts";
import { aloneMeter } from "./hostile/alone.ts";
import { families } from "./hostile/families.ts";
import type { Hostile } from "./hostile/family.ts";
import { requestOf } from "./hostile/request.ts";

const MIB = 2 ** 20;
const LIMIT_MS_PER_MIB = 50;
const SEED = 20_260_611;
/** Texts per family by size; the last size only in every eighth family. */
const SMALL = { texts: 34, from: 64, to: 1_024 };
const MIDDLE = { texts: 6, from: 1_024, to: 16_384 };
const LARGE = { texts: 1, from: 65_536, to: 65_536 };
const LARGEST = { texts: 1, from: MIB - 64, to: MIB - 64 };
const LARGEST_EVERY = 8;
/** The dearest are measured this often again, and the median counts: one collection of garbage makes no family dear. */
const AGAIN = 7;
const SHOWN = 25;

const { values: flags } = parseArgs({
  options: {
    json: { type: "boolean" },
    seed: { type: "string", default: String(SEED) },
    only: { type: "string", default: "" },
    "no-alone": { type: "boolean" },
  },
});
const key = { id: "ben", secret: new Secret(Buffer.from("a key for measuring only")) };
const scrubber = new Scrubber(defaultPlan(), key);

interface Run {
  readonly target: string;
  readonly name: string;
  readonly size: string;
  readonly bytes: number;
  msPerMib: number;
  measure(): number;
}

function main(): void {
  const rng = new Rng(Number(flags.seed));
  const all = families().filter(({ target, name }) => `${target} ${name}`.includes(flags.only));
  let texts = 0;
  const through: Run[] = [];
  const alone: Run[] = [];
  const meter = flags["no-alone"] === true ? undefined : aloneMeter();
  all.forEach((hostile, index) => {
    for (const [size, { texts: count, from, to }] of Object.entries({ SMALL, MIDDLE, LARGE, LARGEST })) {
      if (size === "LARGEST" && index % LARGEST_EVERY !== 0) continue;
      const made = rng.list(count, () => hostile.make(rng, Math.round(from * (to / from) ** rng.next())));
      texts += count;
      keep(through, throughScrub(hostile, size.toLowerCase(), made));
      const own = size === "LARGE" ? meter?.(hostile, made) : undefined;
      if (own !== undefined) keep(alone, run(hostile, "alone", made, own));
    }
  });
  keep(through, tooLong());
  texts++;
  say(
    `${texts} texts of ${all.length} families for ${DETECTORS.length} detectors and the readers (seed ${flags.seed})`,
  );
  const dearest = report("through the scrub, all detectors, ms per MiB", through);
  if (meter !== undefined) report("each detector alone, without a budget, ms per MiB", alone);
  say(`\ndearest through the scrub: ${dearest.toFixed(1)} ms per MiB, owed at most ${LIMIT_MS_PER_MIB}`);
  if (flags.json === true)
    say(
      JSON.stringify({
        hostile_texts: texts,
        hostile_ms_per_mib: dearest,
        hostile_median: median(through.map((one) => one.msPerMib)),
      }),
    );
  if (dearest > LIMIT_MS_PER_MIB) process.exitCode = 1;
}

/** Measures a run and keeps it while it is among the dearest; texts of others are forgotten. */
function keep(runs: Run[], one: Run): void {
  one.measure();
  one.msPerMib = Math.min(one.measure(), one.measure());
  runs.push(one);
}

function run(hostile: Hostile, size: string, made: readonly Buffer[], work: () => void): Run {
  const bytes = made.reduce((sum, text) => sum + text.length, 0);
  return {
    target: hostile.target,
    name: hostile.key === "" ? hostile.name : `${hostile.name} (${hostile.key})`,
    size,
    bytes,
    msPerMib: 0,
    measure: () => {
      const startedAt = process.cpuUsage();
      work();
      const { user, system } = process.cpuUsage(startedAt);
      return (user + system) / 1_000 / (bytes / MIB);
    },
  };
}

function throughScrub(hostile: Hostile, size: string, made: readonly Buffer[]): Run {
  const request = asRaw(requestOf(made, hostile.key));
  return run(hostile, size, made, () => scrubber.release(scrubber.scrub(request, "logs")));
}

/** A value of nearly 64 MiB, the longest that a request may hold. */
function tooLong(): Run {
  const text = Buffer.from("id number 1 tel: 12 ".repeat((63 * MIB) / 20));
  return throughScrub({ target: "all", name: "a value of 63 MiB", key: "", make: () => text }, "too long", [text]);
}

/** Prints the dearest, measured again, and returns the dearest of them. */
function report(title: string, runs: readonly Run[]): number {
  const ranked = [...runs].sort((a, b) => b.msPerMib - a.msPerMib).slice(0, SHOWN * 2);
  for (const one of ranked) one.msPerMib = median(Array.from({ length: AGAIN }, () => one.measure()));
  ranked.sort((a, b) => b.msPerMib - a.msPerMib);
  say(`\n${title}`);
  for (const { target, name, size, msPerMib } of ranked.slice(0, SHOWN))
    say(`  ${msPerMib.toFixed(1).padStart(8)}  ${target.padEnd(20)} ${size.padEnd(8)} ${name}`);
  return ranked[0]?.msPerMib ?? 0;
}

function median(list: readonly number[]): number {
  return [...list].sort((a, b) => a - b)[list.length >> 1] ?? 0;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

main();
