import type { Detector } from "../../processors/detect/detector.ts";
import { DETECTORS } from "../../processors/detect/registry.generated.ts";
import type { Rng } from "../../test/support/rng.ts";
import { digits, family, type Hostile } from "./family.ts";
import { PARSER_FAMILIES } from "./parser-families.ts";

const GLUES = [" ", ": ", "=", ", ", " number ", " no. ", "\t", '":"', " is "];
const CLOSE = ["", "-", ".", "/", ":", "@", "_", " ", "\\", "%"];

/** Families made of what a detector itself declares: its examples and its words. */
function familiesOf(detector: Detector): Hostile[] {
  const examples = detector.examples.map(({ text }) => text);
  const finds = detector.examples.flatMap(({ finds: found, text }) => (found.length > 0 ? found : [text]));
  const words = detector.words ?? [];
  const key = detector.examples.find((example) => example.key !== undefined)?.key ?? detector.hints?.[0] ?? "";
  const of = (name: string, piece: (rng: Rng) => string, under = "") => family(detector.id, name, under, piece);
  const list = [
    of("its examples", (rng) => `${rng.pick(examples)}${rng.pick(GLUES)}`),
    of("near misses", (rng) => `${nearMiss(rng, rng.pick(examples))} `),
    of("counter-examples", (rng) => `${rng.pick(detector.counterExamples)} `),
    of("its values, cut", (rng) => `${rng.pick(finds).slice(0, 1 + rng.int(12))}${rng.pick(GLUES)}`),
    of("its values, joined", (rng) => `${nearMiss(rng, rng.pick(finds))}${rng.pick(CLOSE)}`),
    of("runs of its signs", (rng) => signs(rng, rng.pick(finds), 1 + rng.int(40))),
  ];
  if (key !== "") list.push(of("near misses under its key", (rng) => `${nearMiss(rng, rng.pick(finds))} `, key));
  if (words.length === 0) return list;
  list.push(
    of("announced, no value", (rng) => `${rng.pick(words)}${rng.pick(GLUES)}`),
    of("announced, short numbers", (rng) => `${rng.pick(words)}${rng.pick(GLUES)}${digits(rng, 1 + rng.int(3))} `),
    of("announced, long numbers", (rng) => `${rng.pick(words)}${rng.pick(GLUES)}${digits(rng, 7 + rng.int(9))} `),
    of(
      "announced, near misses",
      (rng) => `${rng.pick(words)}${rng.pick(GLUES)}${nearMiss(rng, rng.pick(finds))}${rng.pick(["", " ", "\n"])}`,
    ),
  );
  return list;
}

/** The value with one or two of its signs changed to others of their kind. */
function nearMiss(rng: Rng, value: string): string {
  const units = Array.from(value);
  for (let n = 1 + rng.int(2); n > 0; n--) {
    const at = rng.int(units.length);
    units[at] = other(rng, units[at] ?? "");
  }
  return units.join("");
}

function other(rng: Rng, sign: string): string {
  if (/\d/.test(sign)) return String(rng.int(10));
  if (/[a-z]/.test(sign)) return String.fromCharCode(97 + rng.int(26));
  if (/[A-Z]/.test(sign)) return String.fromCharCode(65 + rng.int(26));
  return sign;
}

function signs(rng: Rng, value: string, length: number): string {
  const units = Array.from(value);
  let text = "";
  for (let i = 0; i < length; i++) text += rng.pick(units);
  return text;
}

/** Words, values and signs of all detectors in any order. */
function mixedFamilies(): Hostile[] {
  const words = [...new Set(DETECTORS.flatMap((detector) => detector.words ?? []))];
  const finds = DETECTORS.flatMap(({ examples }) => examples.flatMap((example) => example.finds));
  const texts = DETECTORS.flatMap(({ examples, counterExamples }) => [
    ...examples.map(({ text }) => text),
    ...counterExamples,
  ]);
  return [
    family("all", "any words", "", (rng) => `${rng.pick(words)} `),
    family("all", "any words with numbers", "", (rng) => `${rng.pick(words)} ${digits(rng, 1 + rng.int(12))} `),
    family("all", "any values", "", (rng) => `${rng.pick(finds)} `),
    family(
      "all",
      "any words with any near misses",
      "",
      (rng) => `${rng.pick(words)}: ${nearMiss(rng, rng.pick(finds))} `,
    ),
    family("all", "any examples", "", (rng) => `${rng.pick(texts)} `),
    family("all", "any examples, cut and joined", "", (rng) => rng.pick(texts).slice(rng.int(9), 9 + rng.int(30))),
    family("all", "repeated announcements", "", () => "id number 1 "),
    family("all", "repeated announcements", "", () => "tel: 12 "),
    family("all", "any signs", "", (rng) => String.fromCharCode(0x20 + rng.int(95))),
    family("all", "any letters", "", (rng) => String.fromCharCode(0xa1 + rng.int(0x3000))),
  ];
}

/** Every family there is. */
export function families(): Hostile[] {
  return [...DETECTORS.flatMap(familiesOf), ...PARSER_FAMILIES, ...mixedFamilies()];
}
