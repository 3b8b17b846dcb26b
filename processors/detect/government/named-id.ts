import type { EntityType } from "../../../core/entity.ts";
import { type Context, type Detector, EVIDENCE, type Match } from "../detector.ts";
import { wordsOfKey } from "../foreign-keys.ts";

/** Below what a check digit or a country's own shape gives the same value. */
const PRIOR = 0.4;

const words = (list: string): readonly string[] => list.split(/\s+/);

/**
 * What a key may end with that names one kind of number and nothing else, by type, and how the number is written at least. Words
 * that stand for other things as well (`pan`, `sin`, `run`, `id_number`) are left to the detectors that ask for a check digit.
 */
const NAMES: readonly (readonly [EntityType, readonly string[], RegExp])[] = [
  [
    "NATIONAL_ID",
    words(
      "national_id nationalid personal_id identity_card id_card social_insurance national_insurance citizen_id resident_id government_id tax_id taxid taxpayer_id",
    ),
    /^(?=(?:.*\d){6})[A-Z\d]{1,14}(?:[ ./-][A-Z\d]{1,12}){0,5}$/i,
  ],
  ["US_SSN", words("ssn social_security socialsecurity"), /^\d{3}([- ]?)\d{2}\1\d{4}$/],
  ["PASSPORT", words("passport reisepass pasaporte passeport travel_document"), /^(?=(?:.*\d){3})[A-Z\d]{5,12}$/i],
  [
    "CREDIT_CARD",
    words("card credit_card debit_card creditcard card_pan primary_account"),
    /^(?:\d{4}([ -]?)\d{4}\1\d{4}\1\d{4}|\d{4}[ -]\d{6}[ -]\d{5})$/,
  ],
  ["IBAN_CODE", words("iban"), /^[A-Z]{2}\d{2}(?: ?[A-Z\d]{4}){2,7}(?: ?[A-Z\d]{1,3})?$/i],
  ["IMEI", words("imei"), /^\d{14,16}$|^\d{2}-\d{6}-\d{6}-\d{1,2}$/],
  [
    "HEALTH_ID",
    words("nhs mrn medical_record patient patient_id health_insurance medicare medicaid health_card insurance"),
    /^(?=(?:.*\d){4})[A-Z\d]{1,14}(?:[ ./-][A-Z\d]{1,12}){0,4}$/i,
  ],
];

/** Words for a person's papers that only speak of a number where another word says so: `card_number`, `insurance_no`. */
const NUMBERED: ReadonlySet<string> = new Set([
  "card",
  "national_insurance",
  "patient",
  "insurance",
  "primary_account",
]);
/** Words for a number behind the name of the paper. */
const NUMBER: ReadonlySet<string> = new Set("number no nr num nummer numero".split(" "));

const BY_NAME: ReadonlyMap<string, readonly [EntityType, RegExp]> = new Map(
  NAMES.flatMap(([type, names, shape]) =>
    names.map((name): [string, readonly [EntityType, RegExp]] => [name, [type, shape]]),
  ),
);

function whole(text: string, start: number, end: number, context: Context): Match | undefined {
  const value = text.slice(start, end);
  if (value.length > 40 || UUID_OR_DATE.test(value)) return undefined;
  const named = namedBy(context.key);
  if (named === undefined || !named[1].test(value)) return undefined;
  return { start, end, prior: PRIOR, evidence: EVIDENCE.shape | EVIDENCE.key, type: named[0] };
}

const UUID_OR_DATE = /^[\da-f]{8}-[\da-f]{4}-|^\d{4}-\d\d-\d\d|^\d\d[./-]\d\d[./-]\d{4}$/i;

/** The name that the key ends with, with or without a word for a number behind it. */
function namedBy(key: string): readonly [EntityType, RegExp] | undefined {
  const parts = wordsOfKey(key.slice(-96));
  const isNumber = NUMBER.has(parts.at(-1) ?? "");
  const last = isNumber ? parts.slice(0, -1) : parts;
  for (let count = 3; count > 0; count--) {
    if (last.length < count) continue;
    const name = last.slice(-count).join("_");
    const found = BY_NAME.get(name);
    if (found !== undefined) return isNumber || !NUMBERED.has(name) ? found : undefined;
  }
  return undefined;
}

export const detector: Detector = {
  id: "named_id",
  type: "NATIONAL_ID",
  otherTypes: ["US_SSN", "PASSPORT", "CREDIT_CARD", "IBAN_CODE", "IMEI", "HEALTH_ID"],
  description:
    "Whole values under a key that names one kind of personal number and no other (`national_id`, `ssn`, `card_number`), whatever their check digits say: typed wrong they are personal all the same. A key that names one country's number is left to that country.",
  source: "The names of the numbers in their countries; ISO 13616 and ISO/IEC 7812-1 for how they are written",
  triggers: [],
  hints: ["national_id", "local_id", "ssn", "tax", "passport", "card", "iban", "imei", "health"],
  examples: [
    { text: "AB123456", key: "user.nationalId", finds: ["AB123456"] },
    { text: "000-12-3456", key: "customer.ssn", finds: ["000-12-3456"] },
    { text: "4412 0987 1209 4412", key: "cardNumber", finds: ["4412 0987 1209 4412"] },
    { text: "DE00123456781234567890", key: "payee.iban", finds: ["DE00123456781234567890"] },
    { text: "QQ123456C", key: "nationalInsuranceNo", finds: ["QQ123456C"] },
    { text: "HX441209", key: "insuranceNumber", finds: ["HX441209"] },
  ],
  counterExamples: ["id card 12345678901", "national id 12345678901", "card_number 4412 0987 1209 4412"],
  whole,
};
