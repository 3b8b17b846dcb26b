import { hasContext, wordSet } from "../context-words.ts";
import { type Context, type Detector, EVIDENCE, type Match } from "../detector.ts";
import { hintBit } from "../hints.ts";
import { see } from "../sight.ts";
import { digitRun, digitsOf, freeNumber, isDigit, isRepdigit, luhn } from "../units.ts";
import { spend } from "../work.ts";

const IMEI_HINT = hintBit("imei");

const WORDS = wordSet("imei, imeisv, handset, device imei, equipment identity, meid");
/** 15 digits bare, 2-6-6-1 as printed on boxes, or 8-6-1. */
const SHAPE = /\d{15}|\d{2}([- ])\d{6}\1\d{6}\1\d|\d{8}([- ])\d{6}\2\d/y;

/** Units of work: of looking around what has the shape. */
const COST = 2_500;

function at(text: string, index: number, context: Context): Match | undefined {
  const run = digitRun(text, index, 16);
  if (run !== 15 && !((run === 2 || run === 8) && isJoined(text, index + run))) return undefined;
  SHAPE.lastIndex = index;
  const found = SHAPE.exec(text);
  if (found === null) return undefined;
  spend(context.work, COST);
  see(context.work);
  const end = index + found[0].length;
  const digits = digitsOf(found[0]);
  if (!freeNumber(text, index, end) || isRepdigit(digits) || !luhn(digits)) return undefined;
  const key = (context.hints & IMEI_HINT) !== 0;
  const word = !key && hasContext(text, index, end, WORDS);
  if (!key && !word) return undefined;
  return {
    start: index,
    end,
    prior: 0.4,
    evidence: EVIDENCE.shape | EVIDENCE.checksum | (key ? EVIDENCE.key : EVIDENCE.contextWord),
  };
}

/** A separator of groups at `index`, and a digit behind it. */
function isJoined(text: string, index: number): boolean {
  const unit = text.charCodeAt(index);
  return (unit === 0x20 || unit === 0x2d) && isDigit(text.charCodeAt(index + 1));
}

export const detector: Detector = {
  id: "imei",
  type: "IMEI",
  description: "Mobile equipment identities: 15 digits with a Luhn check digit, announced by a word or key.",
  source: "3GPP TS 23.003 6.2",
  triggers: ["digits"],
  tellsSight: true,
  digitRuns: [2, 8, 15],
  hints: ["imei"],
  examples: [
    { text: "IMEI: 490154203237518 registered", finds: ["490154203237518"] },
    { text: "490154203237518", key: "device.imei", finds: ["490154203237518"] },
    { text: "imei 49-015420-323751-8", finds: ["49-015420-323751-8"] },
  ],
  counterExamples: ["order 490154203237518", "IMEI: 490154203237517", "imei 000000000000000"],
  at,
};
