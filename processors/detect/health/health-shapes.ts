import type { StrongShape } from "../government/ids/pack.ts";
import type { IdShape } from "../shape-list.ts";
import { digitsOf, isRepdigit, luhn } from "../units.ts";

/** NHS number: weights 10 to 2, modulo 11. */
function isNhs(value: string): boolean {
  const d = digitsOf(value);
  let sum = 0;
  for (let i = 0; i < 9; i++) sum += Number(d[i]) * (10 - i);
  return !isRepdigit(d) && (11 - (sum % 11)) % 11 === Number(d[9]);
}

/** NPI: Luhn with 80840 put before it. */
function isNpi(value: string): boolean {
  const d = digitsOf(value);
  return !isRepdigit(d) && luhn(`80840${d}`);
}

/** Australian Medicare: weights 1 3 7 9 1 3 7 9. */
function isAustralianMedicare(value: string): boolean {
  const d = digitsOf(value);
  let sum = 0;
  for (let i = 0; i < 8; i++) sum += Number(d[i]) * ([1, 3, 7, 9][i % 4] ?? 0);
  return sum % 10 === Number(d[8]);
}

/** DEA registration: (d1 + d3 + d5) + 2 (d2 + d4 + d6), last digit. */
function isDea(value: string): boolean {
  const d = digitsOf(value);
  const odd = Number(d[0]) + Number(d[2]) + Number(d[4]);
  const even = Number(d[1]) + Number(d[3]) + Number(d[5]);
  return (odd + 2 * even) % 10 === Number(d[6]);
}

/** German health insurance (KVNR): letter as two digits, weights 1 2, cross sums. */
function isKvnr(value: string): boolean {
  const text = value.toUpperCase();
  const d = `${String(text.charCodeAt(0) - 0x40).padStart(2, "0")}${text.slice(1, 9)}`;
  let sum = 0;
  for (let i = 0; i < 10; i++) {
    const product = Number(d[i]) * (i % 2 === 0 ? 1 : 2);
    sum += product > 9 ? product - 9 : product;
  }
  return sum % 10 === Number(text[9]);
}

/** German doctors (LANR): weights 4 and 9 in turn over six digits. */
function isLanr(value: string): boolean {
  const d = digitsOf(value);
  let sum = 0;
  for (let i = 0; i < 6; i++) sum += Number(d[i]) * (i % 2 === 0 ? 4 : 9);
  return (10 - (sum % 10)) % 10 === Number(d[6]);
}

const type = "HEALTH_ID" as const;

export const NHS: IdShape = {
  subtype: "UK_NHS",
  type,
  pattern: /\d{3}([- ]?)\d{3}\1\d{4}/y,
  validate: isNhs,
  prior: 0.32,
  checksum: true,
};
export const NPI: IdShape = {
  subtype: "US_NPI",
  type,
  pattern: /[12]\d{9}|[12]\d{3}([- ])\d{3}\1\d{3}/y,
  validate: isNpi,
  prior: 0.3,
  checksum: true,
};
/** Letters and digits in fixed places: as telling as a check digit. */
export const MBI: IdShape = {
  subtype: "US_MBI",
  type,
  pattern:
    /[1-9][AC-HJKMNP-RT-Y][0-9AC-HJKMNP-RT-Y]\d-?[AC-HJKMNP-RT-Y][0-9AC-HJKMNP-RT-Y]\d-?[AC-HJKMNP-RT-Y]{2}\d{2}/iy,
  prior: 0.45,
  checksum: false,
};
const MBI_UPPER: IdShape = {
  ...MBI,
  pattern:
    /[1-9][AC-HJKMNP-RT-Y][0-9AC-HJKMNP-RT-Y]\d(-?)[AC-HJKMNP-RT-Y][0-9AC-HJKMNP-RT-Y]\d\1[AC-HJKMNP-RT-Y]{2}\d{2}/y,
  prior: 0.65,
};
export const AU_MEDICARE: IdShape = {
  subtype: "AU_MEDICARE",
  type,
  pattern: /[2-6]\d{3}([- ]?)\d{5}\1\d(?:[- /]?\d)?/y,
  validate: isAustralianMedicare,
  prior: 0.28,
  checksum: true,
};
export const DEA: IdShape = {
  subtype: "US_DEA",
  type,
  pattern: /[ABFGMPR-UX][A-Z9]\d{7}/iy,
  validate: isDea,
  prior: 0.4,
  checksum: true,
};
export const KVNR: IdShape = {
  subtype: "DE_HEALTH_INSURANCE",
  type,
  pattern: /[A-Z]\d{9}/iy,
  validate: isKvnr,
  prior: 0.41,
  checksum: true,
};
export const LANR: IdShape = {
  subtype: "DE_LANR",
  type,
  pattern: /\d{9}/y,
  validate: isLanr,
  prior: 0.15,
  checksum: true,
};
export const BSNR: IdShape = { subtype: "DE_BSNR", type, pattern: /\d{9}/y, prior: 0.35, checksum: false };
export const RECORD: IdShape = {
  subtype: "RECORD_NUMBER",
  type,
  pattern: /[A-Z]{0,4}[- ]?\d{5,12}/iy,
  prior: 0.35,
  checksum: false,
};

/** What has a check digit. */
export const HEALTH_SHAPES: readonly IdShape[] = [NHS, NPI, AU_MEDICARE, DEA, KVNR];

/** What needs no word. */
export const STRONG_HEALTH: readonly StrongShape[] = [[MBI_UPPER, ["1EG4TE5MK73", "1E44TE5MK73", "1EG4-", "1E44-"]]];
