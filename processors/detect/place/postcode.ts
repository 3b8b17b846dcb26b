import { findAnnounced, phrases } from "../announced.ts";
import { type Context, type Detector, EVIDENCE, type Match } from "../detector.ts";

const UK = {
  subtype: "UK_POSTCODE",
  pattern:
    /(?:GIR ?0AA|[A-PR-UWYZ](?:\d{1,2}|[A-HK-Y]\d{1,2}|\d[A-HJKPSTUW]|[A-HK-Y]\d[ABEHMNPRV-Y]) ?\d[ABD-HJLNP-UW-Z]{2})(?![A-Za-z])/iy,
  prior: 0.5,
  checksum: false,
} as const;
const CA = {
  subtype: "CA_POSTAL_CODE",
  pattern: /[ABCEGHJ-NPRSTVXY]\d[ABCEGHJ-NPRSTV-Z] ?\d[ABCEGHJ-NPRSTV-Z]\d/iy,
  prior: 0.5,
  checksum: false,
} as const;
const NL = {
  subtype: "NL_POSTCODE",
  pattern: /[1-9]\d{3} ?[A-Z]{2}(?![A-Za-z])/iy,
  prior: 0.4,
  checksum: false,
} as const;
const DIGITS = {
  subtype: "POSTAL_CODE",
  pattern: /\d{5}-\d{4}|\d{5}-\d{3}|\d{3}-\d{4}|\d{2}-\d{3}|\d{3} \d{2}|\d{4,6}/y,
  prior: 0.35,
  checksum: false,
} as const;
const ANY = [UK, CA, NL, DIGITS];

const TABLE = phrases([
  [
    "postcode, post code, postal code, postalcode, zip, zip code, zipcode, plz, postleitzahl, code postal, código postal, cap, cep, postcodes, kod pocztowy, postnummer, postinumero, posta kodu, pin code, pincode, eircode, 邮编, 郵便番号",
    ANY,
  ],
]);

function at(text: string, index: number, context: Context): Match | undefined {
  // `a.zip", 41211 bytes`: the ending of a file's name.
  return text[index - 1] === "." ? undefined : findAnnounced(text, index, TABLE, context.work);
}

function whole(text: string, start: number, end: number, _context: Context): Match | undefined {
  const value = text.slice(start, end);
  if (value.length < 3 || value.length > 12 || !/\d/.test(value) || !/^[A-Za-z0-9]+(?:[ -][A-Za-z0-9]+)?$/.test(value))
    return undefined;
  return { start, end, prior: 0.5, evidence: EVIDENCE.shape | EVIDENCE.key };
}

export const detector: Detector = {
  id: "postcode",
  type: "LOCATION",
  description: "Postal codes that a word or key announces.",
  source: "UPU S42; national postal operators",
  triggers: TABLE.triggers,
  foreignUnits: TABLE.units,
  words: TABLE.words,
  needsDigits: 1,
  isLocal: true,
  hints: ["postcode"],
  examples: [
    { text: "postcode SW1A 1AA", finds: ["SW1A 1AA"] },
    { text: "PLZ: 10115", finds: ["10115"] },
    { text: "zip code 94105-1234", finds: ["94105-1234"] },
    { text: "10115", key: "address.zip", finds: ["10115"] },
  ],
  counterExamples: [
    "zip 12 files",
    "SW1A 1AA",
    "gzip 10115",
    "capacity 10115",
    "unzip: 10115",
    'sent "a.zip", 41211 bytes',
  ],
  at,
  whole,
};
