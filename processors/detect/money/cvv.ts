import { type Context, type Detector, EVIDENCE, type Match } from "../detector.ts";
import { isWordUnit } from "../units.ts";

const ANNOUNCED =
  /(?:cvv2?|cvc2?|cvn|card (?:verification|security) (?:code|value|number)|security code)[ "']{0,2}(?:is|[:=#]|code|no\.?|number)?[ :="']{1,4}(\d{3,4})(?![\d.,:%/-]?\d)/iy;

function at(text: string, index: number, _context: Context): Match | undefined {
  if (isWordUnit(text.charCodeAt(index - 1)) && text[index - 1] !== "_") return undefined;
  ANNOUNCED.lastIndex = index;
  const found = ANNOUNCED.exec(text);
  const digits = found?.[1];
  if (found === null || digits === undefined) return undefined;
  const end = index + found[0].length;
  if (isWordUnit(text.charCodeAt(end))) return undefined;
  return { start: end - digits.length, end, prior: 0.6, evidence: EVIDENCE.shape | EVIDENCE.contextWord };
}

function whole(text: string, start: number, end: number, _context: Context): Match | undefined {
  if (end - start < 3 || end - start > 4 || !/^\d+$/.test(text.slice(start, end))) return undefined;
  return { start, end, prior: 0.6, evidence: EVIDENCE.shape | EVIDENCE.key };
}

export const detector: Detector = {
  id: "cvv",
  type: "CVV",
  description: "Card verification codes, only where a key or the words for it announce three or four digits.",
  source: "ISO/IEC 7813; PCI DSS 3.3.1.2",
  triggers: ["word"],
  words: ["cvv", "cvv2", "cvc", "cvc2", "cvn", "card", "security"],
  hints: ["cvv"],
  examples: [
    { text: "cvv: 123 ok", finds: ["123"] },
    { text: "CVC=4321", finds: ["4321"] },
    { text: "737", key: "payment.cvv", finds: ["737"] },
  ],
  counterExamples: ["code 123", "cvv ok 12", "cvv 12345", "card 123"],
  at,
  whole,
};
