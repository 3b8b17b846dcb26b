import type { EntityType } from "../../core/entity.ts";
import { Rng } from "../../test/support/rng.ts";
import { DIRT, HEX, text } from "../dirt.ts";
import { card, iban } from "./numbers.ts";
import type { GeneratedRecord, Piece } from "./records.ts";

interface Victim {
  readonly type: EntityType;
  readonly lead: string;
  readonly value: string;
}

/** A way of writing a value so that a simple pattern does not see it, while whoever reads the backend still does. */
type Disguise = (rng: Rng, value: string) => string;

const ZERO_WIDTH = ["\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u00ad"];
const LOOK_ALIKES: Readonly<Record<string, string>> = {
  a: "а",
  c: "с",
  e: "е",
  o: "о",
  p: "р",
  x: "х",
  y: "у",
  i: "і",
};

const encodeAll = (value: string): string =>
  [...Buffer.from(value)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`).join("");

/** In all of them the value can be read back without a key. */
export const DISGUISES: Readonly<Record<string, Disguise>> = {
  percent_encoded: (_r, value) => encodeURIComponent(value).replaceAll(".", "%2E"),
  percent_encoded_wholly: (_r, value) => encodeAll(value),
  zero_width: (r, value) => insert(value, 1 + r.int(value.length - 1), r.pick(ZERO_WIDTH)),
  full_width: (_r, value) => value.replaceAll(/[!-~]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) + 0xfee0)),
  unicode_escapes: (_r, value) =>
    value.replaceAll(/[@.\d:]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`),
  hex_escapes: (_r, value) =>
    value.replaceAll(/[@.:]/g, (sign) => `\\x${sign.charCodeAt(0).toString(16).padStart(2, "0")}`),
  entities: (_r, value) => value.replaceAll("@", "&#64;").replaceAll(".", "&#46;"),
  mixed_scripts: (_r, value) => value.replace(/[aceopxyi]/, (letter) => LOOK_ALIKES[letter] ?? letter),
  thin_spaces: (r, value) => value.replaceAll(/[ -]/g, r.pick(["\u2009", "\u202f", "\u00a0", "\u2011"])),
  base64: (_r, value) => Buffer.from(`{"value":"${value}"}`).toString("base64"),
  bidi_marks: (_r, value) => `\u202d${value}\u202c`,
  json_in_json: (_r, value) => JSON.stringify(JSON.stringify({ v: value })).slice(1, -1),
};

/** Disguises that only letters, or only numbers with separators, can wear. */
const WORN_BY: Readonly<Record<string, readonly EntityType[]>> = {
  mixed_scripts: ["EMAIL_ADDRESS"],
  entities: ["EMAIL_ADDRESS", "IP_ADDRESS"],
  hex_escapes: ["EMAIL_ADDRESS", "IP_ADDRESS"],
  thin_spaces: ["CREDIT_CARD", "IBAN_CODE"],
};

const domain = (r: Rng): string =>
  `${r.pick(["brindle", "quartz", "osprey"])}${r.int(900)}.${r.pick(["com", "org", "io"])}`;

/** As it is embossed: four groups of four, or 4-6-5. */
function spacedCard(r: Rng): string {
  const digits = card(r).replaceAll(/[ -]/g, "");
  return digits.length === 15
    ? digits.replace(/^(\d{4})(\d{6})(\d{5})$/, "$1 $2 $3")
    : digits.replaceAll(/(\d{4})(?=\d)/g, "$1 ");
}

function victims(r: Rng): Victim[] {
  const token = DIRT.find((one) => one.kind === "github_token")?.value(r) ?? "";
  return [
    {
      type: "EMAIL_ADDRESS",
      lead: "mail to ",
      value: `${r.pick(["paolo", "kaite", "expo"])}.${r.pick(["okoye", "petrak"])}${r.int(99)}@${domain(r)}`,
    },
    { type: "CREDIT_CARD", lead: "card ", value: spacedCard(r) },
    {
      type: "IBAN_CODE",
      lead: "IBAN ",
      value: iban(r)
        .replaceAll(" ", "")
        .replaceAll(/(.{4})(?=.)/g, "$1 "),
    },
    { type: "US_SSN", lead: "ssn ", value: `${100 + r.int(560)}-${10 + r.int(89)}-${1000 + r.int(8999)}` },
    { type: "IP_ADDRESS", lead: "client ", value: `81.${r.int(256)}.${r.int(256)}.${1 + r.int(254)}` },
    { type: "SECRET", lead: "token ", value: token },
  ];
}

/** Records of one disguise, each with one value. */
export function* disguised(name: string, count: number, seed: number): Generator<GeneratedRecord> {
  const rng = new Rng(seed);
  const disguise = DISGUISES[name];
  if (disguise === undefined) throw new Error(`There is no disguise ${name}.`);
  const worn = WORN_BY[name];
  for (let i = 0; i < count; i++) {
    const all = victims(rng).filter(({ type }) => worn === undefined || worn.includes(type));
    const one = rng.pick(all);
    yield record(name, [
      clean(`request ${text(rng, 8, HEX)}: ${one.lead}`),
      dirty(one, disguise(rng, one.value)),
      clean(`, attempt ${rng.int(9)}`),
    ]);
  }
}

/** Values that lie across the borders at which readers of text like to cut it. */
export function* acrossBorders(count: number, seed: number): Generator<GeneratedRecord> {
  const rng = new Rng(seed);
  for (let i = 0; i < count; i++) {
    const one = rng.pick(victims(rng));
    const border = 4_096 * (1 + rng.int(4));
    const before = filler(rng, border - one.lead.length - rng.int(one.value.length));
    yield record("across_4_kb", [clean(`${before}${one.lead}`), dirty(one, one.value), clean(` ${filler(rng, 500)}`)]);
  }
}

/** Whole sentences, and blanks up to the length. */
function filler(rng: Rng, length: number): string {
  let out = "";
  for (;;) {
    const next = `${rng.pick(["cache refreshed", "stock reserved", "waiting for a slot", "retry scheduled"])} in ${rng.int(90)} ms; `;
    if (out.length + next.length > length) return out.padEnd(length);
    out += next;
  }
}

function record(form: string, pieces: readonly Piece[]): GeneratedRecord {
  return { form, fields: [{ key: "", pieces }] };
}

function clean(value: string): Piece {
  return { text: value };
}

function dirty({ type, value }: Victim, written: string): Piece {
  return { text: written, planted: { type, value } };
}

function insert(value: string, at: number, what: string): string {
  return value.slice(0, at) + what + value.slice(at);
}
