import { hasContext, wordSet } from "../context-words.ts";
import { type Context, type Detector, EVIDENCE, type Match } from "../detector.ts";
import { hintBit } from "../hints.ts";
import { see } from "../sight.ts";
import { freeNumber, isAlnum } from "../units.ts";
import { spend } from "../work.ts";

const VIN_HINT = hintBit("vin");

const WORDS = wordSet(
  "vin, vehicle, vehicle identification, chassis, fahrgestellnummer, fin, numéro de châssis, telaio, bastidor, car",
);
const SHAPE = /[A-HJ-NPR-Z0-9]{17}/iy;
const VALUES = "0123456789.ABCDEFGH..JKLMN.P.R..STUVWXYZ";
const WEIGHTS = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];

/** Ninth place: letters valued 1 to 9 in rows, weights, modulo 11, X for ten (49 CFR 565.15). */
function hasCheckDigit(vin: string): boolean {
  let sum = 0;
  for (let i = 0; i < 17; i++) sum += (VALUES.indexOf(vin[i] ?? "") % 10) * (WEIGHTS[i] ?? 0);
  return "0123456789X"[sum % 11] === vin[8];
}

/** Units of work: of looking around what has the shape. */
const COST = 2_500;

function at(text: string, index: number, context: Context): Match | undefined {
  if (!isAlnum(text.charCodeAt(index + 16)) || isAlnum(text.charCodeAt(index + 17))) return undefined;
  SHAPE.lastIndex = index;
  if (!SHAPE.test(text)) return undefined;
  spend(context.work, COST);
  see(context.work);
  const end = index + 17;
  const vin = text.slice(index, end).toUpperCase();
  if (!freeNumber(text, index, end) || !/[A-Z]/.test(vin) || !/\d{4}$/.test(vin)) return undefined;
  const key = (context.hints & VIN_HINT) !== 0;
  const word = !key && hasContext(text, index, end, WORDS);
  const check = hasCheckDigit(vin);
  // One in eleven passes by chance, and hex ids are longer: capitals and a check digit, or a word.
  if (
    !key &&
    !word &&
    !(
      check &&
      /[G-Z]/.test(text.slice(index, end)) &&
      /^[1-9A-Z][A-Z0-9]{2}[A-Z0-9]*[A-Z]/.test(vin) &&
      text.slice(index, end) === vin
    )
  )
    return undefined;
  if (!check && !key && !word) return undefined;
  return {
    start: index,
    end,
    prior: key || word ? 0.5 : 0.2,
    evidence:
      EVIDENCE.shape | (check ? EVIDENCE.checksum : 0) | (key ? EVIDENCE.key : 0) | (word ? EVIDENCE.contextWord : 0),
  };
}

export const detector: Detector = {
  tellsSight: true,
  id: "vin",
  type: "VIN",
  description:
    "Vehicle identification numbers of 17 places, with a right check digit, or without one beside a word or key (Europe does not use it).",
  source: "ISO 3779; 49 CFR 565.15",
  triggers: ["mixed", "token"],
  hints: ["vin"],
  examples: [
    { text: "VIN 1HGCM82633A004352 sold", finds: ["1HGCM82633A004352"] },
    { text: "telemetry of 1M8GDM9AXKP042788", finds: ["1M8GDM9AXKP042788"] },
    { text: "Fahrgestellnummer WVWZZZ1JZXW000001", finds: ["WVWZZZ1JZXW000001"] },
  ],
  counterExamples: ["1HGCM82633A004353", "11111111111111111", "a1b2c3d4e5f607182"],
  at,
};
