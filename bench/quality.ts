// What the engine finds and what it leaves alone, in three numbers that are never one: personal characters masked, clean
// cases and characters changed, precision and recall by type. Always on the generated sets; --corpora DIR adds labelled
// ones (JSON lines, also gzipped, with an optional type-map.json). Exit code 1 when a figure lies below its floor.
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { Finder } from "../cli/scan/finder.ts";
import { reportPlan } from "../cli/scan/report-policy.ts";
import { belowFloor, type Figures, labelledFigures, ownFigures, raised } from "./quality/figures.ts";
import { type LabelledCase, measure, readSet, setsIn, typeMapOf } from "./quality/labelled.ts";
import { measureOwnSets, SAMPLE, WHOLE } from "./quality/own-sets.ts";
import { headline, type Interval, scoreOf, type Tally, together, wilson } from "./quality/tally.ts";

const FLOORS = new URL("quality/floors.json", import.meta.url);
/** Room between a figure and the floor it raises: another machine, another order of findings. */
const MARGIN = 0.004;

const { values: flags } = parseArgs({
  options: { corpora: { type: "string" }, json: { type: "boolean" }, "raise-floors": { type: "boolean" } },
});

const figures: Figures = {};
measureOwn();
if (flags.corpora !== undefined) measureCorpora(flags.corpora);
const { floors, sample } = JSON.parse(readFileSync(FLOORS, "utf8")) as { floors: Figures; sample: Figures };
const below = belowFloor(figures, floors);
for (const sentence of below) say(`below its floor: ${sentence}`);
if (below.length > 0) process.exitCode = 1;
else if (flags["raise-floors"] === true) raiseFloors();
if (flags.json === true) process.stdout.write(`${JSON.stringify(figures)}\n`);

/** Of the generated sets: what this machine alone holds is no floor for others. */
function raiseFloors(): void {
  const ownNames = new Set(Object.keys(ownFigures(measureOwnSets(SAMPLE))));
  const own = Object.fromEntries(Object.entries(figures).filter(([name]) => ownNames.has(name)));
  const next = {
    floors: raised(floors, own, MARGIN),
    sample: raised(sample, ownFigures(measureOwnSets(SAMPLE)), MARGIN),
  };
  writeFileSync(FLOORS, `${JSON.stringify(next, undefined, 2)}\n`);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function measureOwn(): void {
  const sets = measureOwnSets(WHOLE);
  say(`generated: ${sets.keyed.cases} records through the scrub, default policy`);
  print(sets.keyed);
  say("\ngenerated: disguised values, recall");
  for (const [name, tally] of sets.adversarial) say(`  ${name.padEnd(26)} ${shown(scoreOf(together(tally)).recall)}`);
  say(
    `\ngenerated: national ids of ${sets.byCountry.size} countries with check digits, and numbers that only look like them`,
  );
  print(sets.nationalIds);
  for (const [country, { found, all }] of sets.byCountry)
    if (found < all) say(`  ${country} ${shown(wilson(found, all))}`);
  say("\ngenerated: names in scripts without capitals, beside a word or under a key");
  print(sets.foreignNames);
  Object.assign(figures, ownFigures(sets));
}

function measureCorpora(folder: string): void {
  const map = typeMapOf(folder);
  const finder = new Finder(reportPlan(false));
  const find = (text: string, key: string) => finder.find(text, key);
  for (const file of setsIn(folder)) {
    const name = file.replace(/\.jsonl(\.gz)?$/, "").replaceAll(/[^a-z0-9]+/gi, "_");
    const cases = readSet(folder, file);
    const tally = measure(cases, map, find);
    say(`\n${name}: ${cases.length} labelled texts, as \`otelscrub scan\` finds them`);
    print(tally);
    const held = measure(cases.filter(isHeldBack), map, find);
    say(`  held-back fifth: ${heads(held)}`);
    Object.assign(figures, labelledFigures(name, tally), labelledFigures(`${name}_held_back`, held));
  }
}

/** One case in five by the digest of its id: to be looked at in numbers only. */
function isHeldBack({ id }: LabelledCase): boolean {
  return (createHash("sha256").update(id).digest()[0] ?? 0) % 5 === 0;
}

function print(tally: Tally): void {
  say(`  ${heads(tally)}`);
  for (const [type, counts] of [...tally.types].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const { precision, recall, f1, labelled } = scoreOf(counts);
    say(
      `  ${type.padEnd(18)} P ${shown(precision)}  R ${shown(recall)}  F1 ${f1 === undefined ? "-" : f1.toFixed(3)}  n=${labelled}`,
    );
  }
}

function heads(tally: Tally): string {
  const { personalMasked, cleanCasesChanged, cleanCharsMasked } = headline(tally);
  const falseShare = tally.cases === 0 ? 0 : tally.falseCases / tally.cases;
  return [
    `personal characters masked ${percent(personalMasked, 2)} of ${tally.personalChars}`,
    `clean cases changed ${percent(cleanCasesChanged, 3)} of ${tally.cleanCases}, clean characters masked ${percent(cleanCharsMasked, 3)}, cases with needless masking ${percent(falseShare, 3)}`,
  ].join("\n  ");
}

function shown(interval: Interval | undefined): string {
  return interval === undefined
    ? "-".padEnd(19)
    : `${interval.share.toFixed(3)} [${interval.low.toFixed(3)}-${interval.high.toFixed(3)}]`;
}

function percent(share: number, digits: number): string {
  return `${(100 * share).toFixed(digits)} %`;
}
