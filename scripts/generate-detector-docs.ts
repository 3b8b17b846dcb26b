// Writes docs/detectors.md from the declarations below processors/detect: what is found, how, and what is not.
import { writeFileSync } from "node:fs";
import { ENTITY_TYPES, type EntityType } from "../core/entity.ts";
import { KEY_TABLE } from "../policy/key-table.generated.ts";
import { arrange } from "../processors/arrangement.ts";
import { confidence } from "../processors/detect/confidence.ts";
import type { Context, Detector, Example, Match } from "../processors/detect/detector.ts";
import { EVIDENCE } from "../processors/detect/detector.ts";
import { hintsOf } from "../processors/detect/hints.ts";
import { DETECTORS } from "../processors/detect/registry.generated.ts";
import { judge, newScratch, scanText } from "../processors/inspect.ts";

const MAX_WORDS = 40;
const SCRATCH = newScratch();

const TRIGGER_WORDS: Readonly<Record<string, string>> = {
  at: "an `@` between characters, also as `%40`",
  dots: "dots between digits",
  hex_pairs: "hex digits between colons, dashes or dots",
  digits: "a run of at least seven digits, with the separators people write",
  mixed: "capitals and digits mixed",
  token: "16 or more letters, digits, `_` or `-`, one of them a digit",
  word: "an announcing word",
  caps: "a capitalised word",
  scheme: "`://`",
  pem: "`-----`",
  percent: "percent-encoding",
  pair: "a name followed by `=` or `:`",
  escape: "a backslash escape",
  non_ascii: "a character outside of ASCII",
  uuid: "the shape of a UUID",
};

const byType = new Map<EntityType, Detector[]>(ENTITY_TYPES.map((type) => [type, []]));
for (const detector of DETECTORS)
  for (const type of new Set([detector.type, ...(detector.otherTypes ?? [])])) byType.get(type)?.push(detector);

const lines = [
  "# Detectors",
  "",
  "Written by `scripts/generate-detector-docs.ts` from the declarations in `processors/detect`; do not edit. Every example and counter-example below runs as a test.",
  "",
  `${DETECTORS.length} detectors find ${[...byType.values()].filter((list) => list.length > 0).length} of the ${ENTITY_TYPES.length} types; the others are decided by the name of an attribute or by the syntax around a value. ` +
    "Confidence is `1 - (1 - prior) x product(1 - weight)` over the evidence: check digit 0.7, word beside it 0.6, key 0.8, prefix 0.8, lexicon 0.5, model 0.5.",
  "",
  "| type | found by | attribute names that decide alone |",
  "| --- | --- | --- |",
  ...ENTITY_TYPES.map(
    (type) =>
      `| ${type} | ${(byType.get(type) ?? []).map(link).join(", ") || "name or syntax only"} | ${KEY_TABLE.personal[type]?.length ?? 0} |`,
  ),
];
for (const type of ENTITY_TYPES) {
  const own = DETECTORS.filter((detector) => detector.type === type);
  if (own.length > 0) lines.push("", `## Type ${type}`, ...own.flatMap(section));
}
writeFileSync(new URL("../docs/detectors.md", import.meta.url), `${lines.join("\n")}\n`);

function link(detector: Detector): string {
  return `[${detector.id}](#${detector.id})`;
}

function section(detector: Detector): string[] {
  const { id, description, source, otherTypes, hints, words, knownMisses, optIn } = detector;
  const seen = evidenceOf(detector);
  const rows: (string | undefined)[] = [
    `Method: ${method(detector)}.`,
    `Validator: ${validator(seen)}.`,
    `Evidence in its examples: ${named(seen.evidence)}; confidence ${range(seen.scores)}.`,
    hints === undefined ? undefined : `Keys that speak of: ${hints.join(", ")}.`,
    words === undefined || words.length === 0 ? undefined : `Announced by ${words.length} words: ${listed(words)}.`,
    otherTypes === undefined ? undefined : `Its findings may also be ${otherTypes.join(", ")}.`,
    optIn === true ? "Off unless a policy enables it." : undefined,
    seen.subtypes.length === 0 ? undefined : `Subtypes in its examples: ${listed(seen.subtypes)}.`,
    `Source: ${source}.`,
  ];
  return [
    "",
    `### ${id}`,
    "",
    description,
    "",
    ...rows.filter((row) => row !== undefined).map((row) => `- ${row.replace(/\.\.$/, ".")}`),
    "",
    "| finds | in |",
    "| --- | --- |",
    ...detector.examples.map(exampleRow),
    "",
    "Leaves alone:",
    "",
    ...detector.counterExamples.map((text) => `- ${code(text)}`),
    ...(knownMisses === undefined ? [] : ["", "Known misses:", "", ...knownMisses.map((miss) => `- ${miss}`)]),
  ];
}

function exampleRow({ text, finds, key }: Example): string {
  return `| ${finds.length === 0 ? "nothing" : finds.map(code).join(" ")} | ${code(text)}${key === undefined ? "" : ` under ${code(key)}`} |`;
}

/** A code span in a table cell: long texts are cut, control characters shown. */
function code(text: string): string {
  const shown = text.length > 120 ? `${text.slice(0, 117)}...` : text;
  const plain = JSON.stringify(shown).slice(1, -1).replaceAll('\\"', '"').replaceAll("|", "\\|");
  const fence = plain.includes("`") ? "``" : "`";
  const space = plain.startsWith("`") || plain.endsWith("`") || plain.startsWith(" ") ? " " : "";
  return `${fence}${space}${plain}${space}${fence}`;
}

function method(detector: Detector): string {
  if (detector.stage !== undefined) return `reads whole texts with the stage \`${detector.stage.id}\``;
  const places = detector.triggers.map((trigger) => TRIGGER_WORDS[trigger] ?? trigger);
  const whole =
    detector.whole === undefined ? "" : `${places.length === 0 ? "" : "; "}judges whole values under its keys`;
  return `${places.length === 0 ? "" : `looks where there is ${places.join(", or ")}`}${whole}`;
}

interface Seen {
  readonly evidence: number;
  readonly scores: readonly number[];
  readonly subtypes: readonly string[];
}

/** What its own examples bring to light: declarations do not repeat what the code knows. */
function evidenceOf(detector: Detector): Seen {
  const others = DETECTORS.map(({ id }) => id).filter((id) => id !== detector.id);
  const arrangement = arrange(new Set(others), new Set([detector.id]));
  const matches: Match[] = [];
  for (const { text, key = "" } of detector.examples) {
    const context: Context = { key, hints: hintsOf(key), freeText: false, regions: [] };
    matches.push(...judge(text, scanText(text, arrangement, SCRATCH), 0, arrangement, context));
  }
  return {
    evidence: matches.reduce((bits, match) => bits | match.evidence, 0),
    scores: matches.map(({ prior, evidence }) => confidence(prior, evidence)).filter((score) => score >= 0.5),
    subtypes: [...new Set(matches.flatMap(({ subtype }) => (subtype === undefined ? [] : [subtype])))].sort(),
  };
}

function validator({ evidence }: Seen): string {
  if ((evidence & EVIDENCE.checksum) !== 0) return "check digits or a structure that is verified";
  if ((evidence & EVIDENCE.model) !== 0) return "the tagger's own probability";
  return "its shape alone";
}

function named(evidence: number): string {
  const names = {
    shape: "shape",
    checksum: "check digit",
    contextWord: "word beside it",
    key: "key",
    prefix: "prefix",
    lexicon: "lexicon",
    model: "model",
  };
  const found = Object.entries(EVIDENCE).filter(([, bit]) => (evidence & bit) !== 0);
  return found.map(([name]) => names[name as keyof typeof names]).join(", ") || "none";
}

function range(scores: readonly number[]): string {
  if (scores.length === 0) return "none";
  const least = Math.min(...scores).toFixed(2);
  const most = Math.max(...scores).toFixed(2);
  return least === most ? least : `${least} to ${most}`;
}

function listed(words: readonly string[]): string {
  const shown = words.slice(0, MAX_WORDS).map((word) => code(word));
  return `${shown.join(", ")}${words.length > MAX_WORDS ? ` and ${words.length - MAX_WORDS} more` : ""}`;
}
