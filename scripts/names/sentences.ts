import { ADDRESSED, LOGGED } from "./templates-address.ts";
import { CLEAN } from "./templates-clean.ts";
import { CORNERS } from "./templates-more.ts";
import { NAMESAKES, PEOPLE } from "./templates-people.ts";
import { PROSE, WORLD } from "./templates-prose.ts";
import type { Piece, Source } from "./values.ts";
import * as values from "./values.ts";

/** A training text: its pieces in order, the key hint it comes under. */
export interface Sample {
  readonly text: string;
  /** Class of every UTF-16 unit. */
  readonly kinds: Uint8Array;
  /** Offsets at which a new piece of the same class begins. */
  readonly borders: ReadonlySet<number>;
  readonly hint: number;
}

/** Where prose begins in the list of clean texts. */
const CLEAN_PROSE = CLEAN.indexOf("What is your opinion?");

const MONTHS = "January February March April May June July August September October November December".split(" ");
const DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split(" ");

function digits(source: Source, count: number): string {
  return Array.from({ length: count }, () => source.dice.below(10)).join("");
}

function hex(source: Source, count: number): string {
  return Array.from({ length: count }, () => source.dice.below(16).toString(16)).join("");
}

function camel(source: Source): string {
  return Array.from({ length: 2 + source.dice.below(2) }, () => values.word(source, true)).join("");
}

function date(source: Source): string {
  const { dice } = source;
  const day = 1 + dice.below(28);
  const month = 1 + dice.below(12);
  const year = 1930 + dice.below(100);
  return dice.pick([
    `${day}/${month}/${year}`,
    `${year}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`,
    `${day}.${month}.${year}`,
    `${day} ${MONTHS[month - 1]} ${year}`,
    `${MONTHS[month - 1]} ${day}, ${year}`,
    `${DAYS[day % 7]}, ${MONTHS[month - 1]} ${day}`,
  ]);
}

function time(source: Source): string {
  return `${source.dice.below(24)}:${digits(source, 2).replace(/^[6-9]/, "5")}`;
}

function stamp(source: Source): string {
  const { dice } = source;
  const clock = `${String(dice.below(24)).padStart(2, "0")}:${dice.below(6)}${dice.below(10)}:${dice.below(6)}${dice.below(10)}`;
  return dice.pick([
    `2024-0${1 + dice.below(9)}-1${dice.below(10)} ${clock},${digits(source, 3)}`,
    `2024-0${1 + dice.below(9)}-1${dice.below(10)}T${clock}Z`,
    `${MONTHS[dice.below(12)]!.slice(0, 3)} ${1 + dice.below(28)} ${clock}`,
    `[${clock}]`,
    `${digits(source, 6)} ${digits(source, 6)} ${dice.below(99)}`,
  ]);
}

function phone(source: Source): string {
  const { dice } = source;
  return dice.pick([
    `+${1 + dice.below(98)} ${digits(source, 3)} ${digits(source, 7)}`,
    `(${digits(source, 3)}) ${digits(source, 3)}-${digits(source, 4)}`,
    `0${digits(source, 3)} ${digits(source, 6)}`,
    `${digits(source, 3)}-${digits(source, 3)}-${digits(source, 4)}`,
    `${digits(source, 3)}.${digits(source, 3)}.${digits(source, 4)}x${digits(source, 3)}`,
    digits(source, 10),
    `${digits(source, 2)} ${digits(source, 2)} ${digits(source, 2)} ${digits(source, 2)}`,
  ]);
}

/** Slots that are of no concern. */
const OTHER: Readonly<Record<string, (source: Source) => string>> = {
  num: (source) => digits(source, 1 + source.dice.below(5)),
  id: (source) =>
    source.dice.pick([
      digits(source, 8),
      `${camel(source).slice(0, 2).toUpperCase()}-${digits(source, 5)}`,
      `#${digits(source, 6)}`,
      hex(source, 12),
    ]),
  date,
  time,
  ts: stamp,
  phone,
  email: (source) =>
    `${values.word(source, false)}.${values.word(source, false)}@${source.dice.pick(["example.com", "mail.example", "example.org"])}`,
  ip: (source) => Array.from({ length: 4 }, () => source.dice.below(256)).join("."),
  card: (source) => `4${digits(source, 15)}`,
  iban: (source) => `DE${digits(source, 20)}`,
  hex: (source) => hex(source, source.dice.pick([8, 12, 16, 32])),
  path: (source) =>
    `/${values.word(source, false)}/${values.word(source, source.dice.chance(0.2))}/${values.word(source, false)}`,
  url: (source) => `https://www.${values.word(source, source.dice.chance(0.3))}.example/`,
  ver: (source) => `${source.dice.below(12)}.${source.dice.below(30)}.${source.dice.below(10)}`,
  weekday: (source) => source.dice.pick(DAYS),
  month: (source) => source.dice.pick(MONTHS),
  word: (source) => values.word(source, false),
  Title: (source) => values.word(source, true),
  Camel: camel,
  UPPER: (source) => values.word(source, false).toUpperCase(),
  level: (source) => source.dice.pick(["INFO", "WARN", "ERROR", "DEBUG", "FATAL", "info:", "[warn]", "E", "TRACE"]),
  host: (source) => `${values.word(source, false)}${source.dice.pick(["", `-${source.dice.below(20)}`])}`,
  title: (source) =>
    source.dice.pick([
      "Mr",
      "Mr.",
      "Mrs",
      "Mrs.",
      "Ms",
      "Ms.",
      "Dr",
      "Dr.",
      "Prof.",
      "Miss",
      "Sir",
      "Mx.",
      "Herr",
      "Frau",
      "Madame",
      "Signora",
      "Sra.",
      "Mevrouw",
    ]),
};

function fill(slot: string, source: Source, local: ReturnType<typeof values.newLocal>): Piece {
  const { dice } = source;
  const local2 =
    dice.chance(0.4) && local.lists.first[0] !== undefined && /[a-z]/i.test(local.lists.first[0])
      ? values.newLocal(source, "latin")
      : local;
  switch (slot) {
    case "full":
      return { text: values.fullName(source, local), kind: 1 };
    case "first":
      return { text: values.firstName(local2, dice), kind: 1 };
    case "last":
      return { text: values.lastName(local2, dice), kind: 1 };
    case "Firstless":
      return { text: dice.pick(local.lists.first), kind: 0 };
    case "Lastless":
      return { text: dice.pick(local.lists.last), kind: 0 };
    case "addr":
      return { text: values.address(local2, source), kind: 2 };
    case "street":
      return { text: values.street(local2, source), kind: 2 };
    case "streetnum":
      return { text: values.streetWithNumber(local2, source), kind: 2 };
    case "zip":
      return { text: values.zip(local2, dice), kind: 2 };
    case "city":
      return { text: values.city(local2, source), kind: 3 };
    case "state":
    case "country":
      return { text: values.country(local2, source), kind: 3 };
    case "org":
      return { text: values.company(local2, source), kind: 4 };
    default: {
      const make = OTHER[slot];
      return make === undefined ? { text: `{${slot}}`, kind: 0 } : { text: make(source), kind: 0 };
    }
  }
}

function scriptOf(template: string): Parameters<typeof values.newLocal>[1] {
  if (/[\u0400-\u04ff]/.test(template)) return "cyrillic";
  if (/[\u0370-\u03ff]/.test(template)) return "greek";
  if (/[\u3040-\u9fff\uac00-\ud7a3]/.test(template)) return "cjk";
  return /[\u0590-\u06ff]/.test(template) ? "semitic" : "latin";
}

/** One in so many letters is missed, doubled or swapped. */
function misspelt(text: string, source: Source): string {
  const at = source.dice.below(text.length);
  return source.dice.chance(0.5)
    ? text.slice(0, at) + text.slice(at + 1)
    : text.slice(0, at) + text.charAt(at) + text.slice(at);
}

/** Lines of mails that were answered, lists, comments, tables: the same sign in front of each. */
function prefixed(text: string, source: Source): string {
  if (!text.includes("\n")) return text;
  const sign = source.dice.pick([
    "> ",
    ">",
    ">> ",
    "| ",
    "|",
    "- ",
    "* ",
    "# ",
    "+ ",
    "• ",
    "?? ",
    "!! ",
    "// ",
    "-- ",
    "\t",
    "  ",
    "    ",
    "… ",
    "~ ",
    "· ",
    "; ",
    ": ",
    "=> ",
    "*** ",
  ]);
  return sign + text.replaceAll("\n", `\n${sign}`);
}

const CITY_AFTER = /^[\s,;|>*?!#+•/~·:=…-]{0,8}$/;

/** Fills a template; a town next to an address, or below it, belongs to the address. */
function pieces(template: string, source: Source): Piece[] {
  const local = values.newLocal(source, scriptOf(template));
  const parts = template
    .split(/\{(\w+)\}/)
    .map((part, index): Piece => (index % 2 === 0 ? { text: part, kind: 0 } : fill(part, source, local)));
  for (let i = 2; i < parts.length; i++) {
    const part = parts[i]!;
    if (part.kind === 3 && parts[i - 2]!.kind === 2 && CITY_AFTER.test(parts[i - 1]!.text))
      parts[i] = { ...part, kind: 2 };
  }
  return parts;
}

/** A prose text often has a neighbour; sentences follow each other. */
function template(source: Source): { text: string; style: "prose" | "address" | "logged" | "clean" } {
  const { dice } = source;
  const roll = dice.next();
  if (roll < 0.17) return { text: dice.pick(PROSE), style: "prose" };
  if (roll < 0.3) return { text: dice.pick(CORNERS), style: "prose" };
  if (roll < 0.37) return { text: dice.pick(WORLD), style: "prose" };
  if (roll < 0.42) return { text: dice.pick(PEOPLE), style: "prose" };
  if (roll < 0.61) return { text: dice.pick(ADDRESSED), style: "address" };
  if (roll < 0.675) return { text: dice.pick(LOGGED), style: "logged" };
  if (roll < 0.735) return { text: `${dice.pick(PROSE)} ${dice.pick(CLEAN.slice(CLEAN_PROSE))}`, style: "prose" };
  if (roll < 0.785)
    return {
      text: `${dice.pick(CLEAN.slice(CLEAN_PROSE))} ${dice.pick(dice.chance(0.5) ? CORNERS : PROSE)}`,
      style: "prose",
    };
  if (roll < 0.8) return { text: dice.pick(NAMESAKES), style: "clean" };
  return { text: dice.pick(CLEAN), style: "clean" };
}

export function sample(source: Source): Sample {
  const { dice } = source;
  const chosen = template(source);
  const parts = pieces(dice.chance(0.25) ? prefixed(chosen.text, source) : chosen.text, source).map((piece) =>
    piece.text.length > 4 && dice.chance(0.015) ? { ...piece, text: misspelt(piece.text, source) } : piece,
  );
  const style = dice.next();
  const small = chosen.style !== "logged" && style < 0.12;
  let text = "";
  const kinds: number[] = [];
  const borders = new Set<number>();
  for (const piece of parts) {
    const put = small
      ? piece.text.toLowerCase()
      : piece.kind === 3 && style > 0.95
        ? piece.text.toUpperCase()
        : piece.text;
    if (piece.kind !== 0) borders.add(text.length);
    text += put;
    for (let i = 0; i < put.length; i++) kinds.push(piece.kind);
  }
  return { text, kinds: Uint8Array.from(kinds), borders, hint: hintFor(parts, source) };
}

/** A value that is nothing but a name or an address often stands under a key that says so. */
function hintFor(parts: readonly Piece[], source: Source): number {
  const { dice } = source;
  const whole = parts.filter((piece) => piece.text.trim() !== "");
  const alone = whole.length === 1 ? whole[0]!.kind : 0;
  if (alone === 1) return dice.chance(0.6) ? 1 : 0;
  if (alone === 2) return dice.chance(0.6) ? 2 : 0;
  if (alone === 3) return dice.chance(0.6) ? 4 : 0;
  return dice.chance(0.03) ? 1 << dice.below(3) : 0;
}

/** Every ordinary word the templates use. */
export function templateWords(): string[] {
  const texts = [...PROSE, ...CORNERS, ...WORLD, ...PEOPLE, ...NAMESAKES, ...ADDRESSED, ...LOGGED, ...CLEAN];
  const plain = texts.map((one) => one.replace(/\{\w+\}/g, " ").toLowerCase());
  return plain.flatMap((one) => one.split(/[^\p{L}']+/u)).filter((one) => one !== "");
}
