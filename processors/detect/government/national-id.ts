import { findAnnounced, findUnannounced, phrases, shapesOfKey } from "../announced.ts";
import { isEpoch } from "../contact/phone-shape.ts";
import type { Context, Detector, Match } from "../detector.ts";
import { HEALTH_SHAPES, STRONG_HEALTH } from "../health/health-shapes.ts";
import type { IdShape } from "../shape-list.ts";
import { see } from "../sight.ts";
import { isDigit } from "../units.ts";
import { findAlone, findKeyed } from "../whole-number.ts";
import { PACKS as AFRICA_OCEANIA } from "./ids/africa-oceania.ts";
import { PACKS as AMERICAS } from "./ids/americas.ts";
import { PACKS as ASIA } from "./ids/asia.ts";
import { PACKS as EUROPE_EAST } from "./ids/europe-east.ts";
import { PACKS as EUROPE_SOUTH_NORTH } from "./ids/europe-south-north.ts";
import { PACKS as EUROPE_WEST } from "./ids/europe-west.ts";
import { shapesOf } from "./ids/pack.ts";
import { bySignature, mayBegin, shapesAt } from "./ids/signature.ts";

/** Every shape with a check digit, of all countries: what a word or key that names no country may announce. */
const PACKS = [EUROPE_WEST, EUROPE_SOUTH_NORTH, EUROPE_EAST, AMERICAS, ASIA, AFRICA_OCEANIA].flat();
const STRONG = bySignature([...PACKS.flatMap((pack) => pack.strong ?? []), ...STRONG_HEALTH]);
/** The one with the most to go wrong first: the first that fits is the likeliest. */
const ALL: readonly IdShape[] = [...PACKS.flatMap(shapesOf), ...HEALTH_SHAPES]
  .filter((shape) => shape.checksum)
  .sort((a, b) => b.prior - a.prior);
/** What the countries' own words announce. */
const LOCAL = phrases(PACKS.flatMap(({ rows }) => rows));

/** Longest text that may be nothing but one number. */
const MAX_ALONE = 40;

const TABLE = phrases([
  [
    `national id, national identity, national identification, identity number, identification number, identity card, id card, personal id, personal number, personal code,
personal identification, citizen id, citizen number, social security number, social insurance, tax id, tax number, tax identification, taxpayer, tin, vat, vat number, fiscal code,
fiscal number, insurance number, health number, government id, documento de identidad, identificación, número de identidad, numéro d'identité, carte d'identité, ausweisnummer,
personalausweis, identiteitsnummer, numer identyfikacyjny, id-nummer, id number`,
    ALL,
  ],
]);

function at(text: string, index: number, context: Context): Match | undefined {
  const shapes = shapesAt(text, index, STRONG);
  if (shapes !== undefined && context.work?.sight !== undefined && mayBegin(text, index, shapes)) see(context.work);
  const strong = shapes === undefined ? undefined : findUnannounced(text, index, shapes, context.work);
  if (strong !== undefined) return strong;
  if (!isDigit(text.charCodeAt(index))) {
    const announced = findAnnounced(text, index, TABLE, context.work);
    if (announced !== undefined) return announced;
  }
  // A number alone may be a time as well.
  if (context.key !== "" || text.length > MAX_ALONE) return undefined;
  if (text.length === 10 || text.length === 13) see(context.work);
  if (isEpoch(text)) return undefined;
  return findAlone(text, index, ALL, context.work);
}

function whole(text: string, start: number, end: number, context: Context): Match | undefined {
  const local = shapesOfKey(context.key, LOCAL, context.work);
  const isGeneral = local.length === 0 || shapesOfKey(context.key, TABLE, context.work).length > 0;
  return findKeyed(text, start, end, local, isGeneral ? ALL : [], context.work);
}

export const detector: Detector = {
  id: "national_id",
  type: "NATIONAL_ID",
  otherTypes: ["COMPANY_ID", "HEALTH_ID", "PASSPORT"],
  description:
    "Numbers of any country in an unmistakable written form, or with a right check digit beside a word or key that names no country (`national id`, `tax number`), or as the whole of a text that has no key.",
  source: "the sources of the country packs",
  triggers: [...TABLE.triggers, "digits", "mixed"],
  foreignUnits: TABLE.units,
  tellsSight: true,
  isLocal: true,
  words: [...TABLE.words, "che"],
  needsDigits: 1,
  hints: ["national_id", "tax", "ssn"],
  examples: [
    { text: "national id 44051401359 checked", finds: ["44051401359"] },
    { text: "36574261809", key: "customer.tax_id", finds: ["36574261809"] },
    { text: "7523169263", finds: ["7523169263"] },
    { text: "cliente 390.533.447-05 criado", finds: ["390.533.447-05"] },
    { text: "kund 19880320-0016 inloggad", finds: ["19880320-0016"] },
    { text: "id 360426199101010071 ok", finds: ["360426199101010071"] },
    { text: "patient 85.07.30-033 28 admitted", finds: ["85.07.30-033 28"] },
    { text: "1-2345-45678-78-1", finds: ["1-2345-45678-78-1"] },
    { text: "Firma CHE-107.787.577 aus", finds: ["CHE-107.787.577"] },
    { text: "member 971013-1019902.", finds: ["971013-1019902"] },
    { text: "claim 1EG4-TE5-MK73 paid", finds: ["1EG4-TE5-MK73"] },
    { text: "131052-308T", finds: ["131052-308T"] },
  ],
  counterExamples: [
    "390.533.447-06",
    "read 44051401359 bytes",
    "national id 12345678901",
    "1117838570 INFO",
    "1767225600000",
  ],
  knownMisses: ["numbers without a check digit, but for those that a country's own word announces"],
  at,
  whole,
};
