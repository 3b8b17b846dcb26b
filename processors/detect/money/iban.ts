import { type Context, type Detector, EVIDENCE, type Match } from "../detector.ts";
import { hintBit } from "../hints.ts";
import { see } from "../sight.ts";
import { freeLeft, isAlnum, isDigit, isLetter, isWordUnit } from "../units.ts";

const IBAN_HINT = hintBit("iban");

/** Length by country (SWIFT IBAN registry). */
const LENGTHS: Readonly<Record<string, number>> = {
  AD: 24,
  AE: 23,
  AL: 28,
  AT: 20,
  AZ: 28,
  BA: 20,
  BE: 16,
  BG: 22,
  BH: 22,
  BI: 27,
  BR: 29,
  BY: 28,
  CH: 21,
  CR: 22,
  CY: 28,
  CZ: 24,
  DE: 22,
  DJ: 27,
  DK: 18,
  DO: 28,
  EE: 20,
  EG: 29,
  ES: 24,
  FI: 18,
  FK: 18,
  FO: 18,
  FR: 27,
  GB: 22,
  GE: 22,
  GI: 23,
  GL: 18,
  GR: 27,
  GT: 28,
  HN: 28,
  HR: 21,
  HU: 28,
  IE: 22,
  IL: 23,
  IQ: 23,
  IS: 26,
  IT: 27,
  JO: 30,
  KW: 30,
  KZ: 20,
  LB: 28,
  LC: 32,
  LI: 21,
  LT: 20,
  LU: 20,
  LV: 21,
  LY: 25,
  MC: 27,
  MD: 24,
  ME: 22,
  MK: 19,
  MN: 20,
  MR: 27,
  MT: 31,
  MU: 30,
  NI: 28,
  NL: 18,
  NO: 15,
  OM: 23,
  PK: 24,
  PL: 28,
  PS: 29,
  PT: 25,
  QA: 29,
  RO: 24,
  RS: 22,
  RU: 33,
  SA: 24,
  SC: 31,
  SD: 18,
  SE: 24,
  SI: 19,
  SK: 24,
  SM: 27,
  SO: 23,
  ST: 25,
  SV: 28,
  TL: 23,
  TN: 24,
  TR: 26,
  UA: 29,
  VA: 22,
  VG: 24,
  XK: 20,
  YE: 30,
};
const LENGTH_BY_COUNTRY: ReadonlyMap<string, number> = new Map(Object.entries(LENGTHS));

const SEPARATORS = " -.\u00a0\u2007\u2009\u202f";

function at(text: string, index: number, context: Context): Match | undefined {
  if (
    !isLetter(text.charCodeAt(index)) ||
    !isLetter(text.charCodeAt(index + 1)) ||
    !isDigit(text.charCodeAt(index + 2)) ||
    !isDigit(text.charCodeAt(index + 3))
  )
    return undefined;
  const length = LENGTH_BY_COUNTRY.get(text.slice(index, index + 2).toUpperCase());
  if (length === undefined || (!freeLeft(text, index) && text[index - 1] !== "_")) return undefined;
  let compact = "";
  let separator = "";
  let i = index;
  while (compact.length < length && i < text.length) {
    const unit = text.charCodeAt(i);
    if (isAlnum(unit)) compact += text[i];
    else {
      const sign = text[i] ?? "";
      // One kind of separator, only between groups of four, as ISO 13616 prints it.
      if (!SEPARATORS.includes(sign) || (separator !== "" && sign !== separator) || compact.length % 4 !== 0)
        return undefined;
      separator = sign;
    }
    i++;
  }
  if (compact.length < length || isWordUnit(text.charCodeAt(i))) return undefined;
  see(context.work);
  if (!mod97(compact.toUpperCase())) return undefined;
  const key = (context.hints & IBAN_HINT) !== 0 ? EVIDENCE.key : 0;
  return {
    start: index,
    end: i,
    prior: 0.8,
    evidence: EVIDENCE.shape | EVIDENCE.checksum | key,
    subtype: compact.slice(0, 2).toUpperCase(),
  };
}

/** ISO/IEC 7064 MOD 97-10 over the account rotated by four. */
function mod97(iban: string): boolean {
  let rest = 0;
  for (let i = 0; i < iban.length; i++) {
    const unit = iban.charCodeAt((i + 4) % iban.length);
    rest = isDigit(unit) ? (rest * 10 + unit - 0x30) % 97 : (rest * 100 + unit - 0x37) % 97;
  }
  return rest === 1;
}

export const detector: Detector = {
  tellsSight: true,
  id: "iban",
  type: "IBAN_CODE",
  description:
    "International bank account numbers: country, its length, and the mod 97 check. Bare or in groups of four.",
  source: "ISO 13616-1, SWIFT IBAN registry",
  triggers: ["mixed", "token"],
  hints: ["iban"],
  examples: [
    { text: "transfer to DE89370400440532013000 done", finds: ["DE89370400440532013000"] },
    { text: "IBAN: GB29 NWBK 6016 1331 9268 19.", finds: ["GB29 NWBK 6016 1331 9268 19"] },
    { text: "from gb29nwbk60161331926819", finds: ["gb29nwbk60161331926819"] },
    { text: "NO9386011117947", finds: ["NO9386011117947"] },
  ],
  counterExamples: [
    "DE89370400440532013001",
    "GB29 NWBK 6016 1331 9268 1",
    "XX89370400440532013000",
    "de89370400440532013000abc",
  ],
  at,
};
