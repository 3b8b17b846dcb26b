// What hostile texts cost: for every detector, every reader of text inside text and the list of bad expressions, families
// of texts from 64 bytes to 1 MiB, through the whole scrub, and for each detector alone (without its budget). Prints the
// dearest and the set as a whole in CPU milliseconds per MiB. Exit code 1 when one through the scrub is above the limit.
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
/** Texts per family by size, and in which families: the larger ones are in every few. Texts of one size go in one request. */
const SIZES = {
  "64 B - 1 KiB": { texts: 34, from: 64, to: 1_024, every: 1 },
  "1 - 16 KiB": { texts: 6, from: 1_024, to: 16_384, every: 1 },
  "64 KiB": { texts: 1, from: 65_536, to: 65_536, every: 3 },
  "1 MiB": { texts: 1, from: MIB - 64, to: MIB - 64, every: 16 },
} as const;
/** The size that a detector is measured at alone. */
const ALONE = "64 KiB";
/** The dearest are measured this often again, and the median counts: one collection of garbage makes no family dear. */
const AGAIN = 5;
const SHOWN = 12;
const TOO_LONG = "63 MiB";

const { values: flags } = parseArgs({
  options: {
    json: { type: "boolean" },
    seed: { type: "string", default: String(SEED) },
    only: { type: "string", default: "" },
    "no-alone": { type: "boolean" },
  },
});
const key = { id: "ben", secret: new Secret(Buffer.from("a key for measuring only")) };
const plan = defaultPlan();
const scrubber = new Scrubber(plan, key);

type Figures = Record<string, number>;

interface Run {
  readonly target: string;
  readonly name: string;
  readonly size: string;
  bytes: number;
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
    for (const [size, { texts: count, from, to, every }] of Object.entries(SIZES)) {
      if (index % every !== 0) continue;
      const make = (): Buffer[] =>
        rng.list(count, () => hostile.make(rng, Math.round(from * (to / from) ** rng.next())));
      texts += count;
      keep(through, throughScrub(hostile, size, make));
      const made = size === ALONE && meter !== undefined ? make() : [];
      const own = meter?.(hostile, made);
      if (made.length > 0 && own !== undefined) {
        const bytes = bytesOf(made);
        keep(
          alone,
          run(hostile, "alone", () => [bytes, own]),
        );
      }
    }
  });
  keep(through, tooLong());
  texts++;
  say(
    `${texts} texts of ${all.length} families for ${DETECTORS.length} detectors and the readers (seed ${flags.seed})`,
  );
  const dearest: Figures = {};
  for (const size of [...Object.keys(SIZES), TOO_LONG])
    dearest[size] = report(
      `through the scrub, all detectors, texts of ${size}`,
      through.filter((one) => one.size === size),
    );
  if (meter !== undefined) report(`each detector alone, without a budget, texts of ${ALONE}`, alone);
  const whole = wholes(through);
  show("all texts of a size, CPU time over MiB", whole);
  show("dearest through the scrub", dearest);
  if (flags.json === true)
    say(
      JSON.stringify({
        hostile_texts: texts,
        hostile_median_ms_per_mib: median(through.map((one) => one.msPerMib)),
        ...named("hostile_whole_ms_per_mib", whole),
        ...named("hostile_dearest_ms_per_mib", dearest),
      }),
    );
  if (Math.max(...Object.values(dearest)) > LIMIT_MS_PER_MIB) process.exitCode = 1;
}

/** Measures a run, warm. */
function keep(runs: Run[], one: Run): void {
  one.measure();
  one.msPerMib = one.measure();
  runs.push(one);
}

/** CPU milliseconds of all texts over their MiB: by size, and of all sizes with the longest value and without. */
function wholes(runs: readonly Run[]): Figures {
  const whole = (list: readonly Run[]): number => {
    const bytes = list.reduce((sum, one) => sum + one.bytes, 0);
    return list.reduce((sum, one) => sum + one.msPerMib * one.bytes, 0) / bytes;
  };
  const figures: Figures = {};
  for (const size of Object.keys(SIZES)) figures[size] = whole(runs.filter((one) => one.size === size));
  figures[`all but ${TOO_LONG}`] = whole(runs.filter((one) => one.size !== TOO_LONG));
  figures["all"] = whole(runs);
  return figures;
}

/** `prepare` makes texts, and returns their bytes and the work on them. */
function run(hostile: Hostile, size: string, prepare: () => readonly [bytes: number, work: () => void]): Run {
  const one: Run = {
    target: hostile.target,
    name: hostile.key === "" ? hostile.name : `${hostile.name} (${hostile.key})`,
    size,
    bytes: 0,
    msPerMib: 0,
    measure: () => {
      const [bytes, work] = prepare();
      one.bytes = bytes;
      const startedAt = process.cpuUsage();
      work();
      const { user, system } = process.cpuUsage(startedAt);
      return (user + system) / 1_000 / (bytes / MIB);
    },
  };
  return one;
}

/** Texts of their own each time: the scrub remembers those it has seen. */
function throughScrub(hostile: Hostile, size: string, make: () => readonly Buffer[]): Run {
  return run(hostile, size, () => {
    const made = make();
    const request = asRaw(requestOf(made, hostile.key));
    return [bytesOf(made), () => scrubber.release(scrubber.scrub(request, "logs"))];
  });
}

function bytesOf(made: readonly Buffer[]): number {
  return made.reduce((sum, text) => sum + text.length, 0);
}

/** A value of nearly 64 MiB, the longest that a request may hold. */
function tooLong(): Run {
  const text = Buffer.from("id number 1 tel: 12 ".repeat((63 * MIB) / 20));
  return throughScrub({ target: "all", name: "a value of 63 MiB", key: "", make: () => text }, TOO_LONG, () => [text]);
}

/** Prints the dearest, measured again, and returns the dearest of them. */
function report(title: string, runs: readonly Run[]): number {
  const ranked = [...runs].sort((a, b) => b.msPerMib - a.msPerMib).slice(0, SHOWN * 2);
  // In rounds, and the first does not count: what one family makes the compiler undo is no cost of the next one.
  const again = ranked.map((): number[] => []);
  for (let round = 0; round <= AGAIN; round++)
    ranked.forEach((one, index) => {
      const ms = one.measure();
      if (round > 0) again[index]!.push(ms);
    });
  ranked.forEach((one, index) => (one.msPerMib = median(again[index]!)));
  ranked.sort((a, b) => b.msPerMib - a.msPerMib);
  say(`\n${title}: ms per MiB; median ${median(runs.map((one) => one.msPerMib)).toFixed(1)}`);
  for (const { target, name, msPerMib } of ranked.slice(0, SHOWN))
    say(`  ${msPerMib.toFixed(1).padStart(8)}  ${target.padEnd(20)} ${name}`);
  return ranked[0]?.msPerMib ?? 0;
}

function median(list: readonly number[]): number {
  return [...list].sort((a, b) => a - b)[list.length >> 1] ?? 0;
}

/** Prints milliseconds per MiB by name. */
function show(title: string, figures: Figures): void {
  say(`\n${title}, ms per MiB, owed at most ${LIMIT_MS_PER_MIB}`);
  for (const [name, ms] of Object.entries(figures)) say(`  ${ms.toFixed(1).padStart(8)}  ${name}`);
}

/** The figures under names for programs: `<prefix>_64_b_1_kib`. */
function named(prefix: string, figures: Figures): Figures {
  const word = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]+/g, "_");
  return Object.fromEntries(Object.entries(figures).map(([name, ms]) => [`${prefix}_${word(name)}`, ms]));
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

main();
