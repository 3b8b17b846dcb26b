import { hasContext, wordSet } from "../context-words.ts";
import { type Context, type Detector, EVIDENCE, type Match } from "../detector.ts";
import { hintBit } from "../hints.ts";
import { see } from "../sight.ts";
import { digitRun, freeNumber, isDigit, isRepdigit, luhn } from "../units.ts";

const CARD_HINT = hintBit("card");

/** Issuer ranges: first and last prefix, lengths, and whether a bare number also needs a word or key beside it. */
interface Issuer {
  readonly from: string;
  readonly to: string;
  readonly lengths: readonly number[];
  readonly needsContext?: boolean;
}

const ISSUERS: readonly Issuer[] = [
  { from: "4", to: "4", lengths: [16] },
  { from: "4", to: "4", lengths: [13, 19], needsContext: true },
  { from: "51", to: "55", lengths: [16] },
  { from: "2221", to: "2720", lengths: [16] },
  { from: "34", to: "34", lengths: [15] },
  { from: "37", to: "37", lengths: [15] },
  { from: "300", to: "305", lengths: [14] },
  { from: "3095", to: "3095", lengths: [14] },
  { from: "36", to: "36", lengths: [14] },
  { from: "38", to: "39", lengths: [14] },
  { from: "6011", to: "6011", lengths: [16] },
  { from: "644", to: "659", lengths: [16] },
  { from: "622126", to: "622925", lengths: [16] },
  { from: "62", to: "62", lengths: [16] },
  { from: "62", to: "62", lengths: [17, 18, 19], needsContext: true },
  { from: "3528", to: "3589", lengths: [16] },
  { from: "1800", to: "1800", lengths: [15], needsContext: true },
  { from: "2131", to: "2131", lengths: [15], needsContext: true },
  { from: "2200", to: "2204", lengths: [16] },
  { from: "9792", to: "9792", lengths: [16] },
  { from: "50", to: "50", lengths: [12, 13, 14, 15, 16, 17, 18, 19], needsContext: true },
  { from: "56", to: "58", lengths: [12, 13, 14, 15, 16, 17, 18, 19], needsContext: true },
  { from: "60", to: "69", lengths: [12, 13, 14, 15, 16, 17, 18, 19], needsContext: true },
];

const WORDS =
  wordSet(`card, cards, credit, debit, creditcard, credit card, pan, cc, ccn, ccnum, visa, mastercard, amex, american express, maestro, discover, diners, jcb,
unionpay, payment, charge, charged, cardholder, cvv, cvc, expiry, kreditkarte, karte, kartennummer, karta, karty, tarjeta, tarjetas, carta, carte, cartao, kaart, kort, kortti, kartu, kreditkort`);

/** Even groups as printed: 4-4-4-4(-1..3), 4-6-5, 4-6-4, or none. One kind of separator. */
const GROUPED = /\d{4}([ \u00a0\u2007\u2009\u202f-]|%20)(?:\d{4}\1\d{4}\1\d{4}(?:\1\d{1,3})?|\d{6}\1\d{4,5})(?!\d)/y;
const BARE = /\d{12,19}(?!\d)/y;

function at(text: string, index: number, context: Context): Match | undefined {
  const run = digitRun(text, index, 20);
  if (run !== 4 && (run < 12 || run > 19)) return undefined;
  const bare = run !== 4;
  if (!bare && !isJoined(text, index + 4)) return undefined;
  const pattern = bare ? BARE : GROUPED;
  pattern.lastIndex = index;
  const found = pattern.exec(text);
  if (found === null) return undefined;
  const end = index + found[0].length;
  const digits = found[0].replace(/%20|[^\d]/g, "");
  if (!freeNumber(text, index, end)) return undefined;
  see(context.work);
  if (!luhn(digits) || isFilled(digits)) return undefined;
  // `1234 5678 ...` with one more group on either side is a table of numbers.
  if (!bare && (/\d[ -]$/.test(text.slice(Math.max(0, index - 2), index)) || /^[ -]\d/.test(text.slice(end, end + 2))))
    return undefined;
  const needs = contextNeed(digits);
  if (needs === undefined) return undefined;
  const key = (context.hints & CARD_HINT) !== 0;
  const word = !key && hasContext(text, index, end, WORDS);
  if (needs && !key && !word) return undefined;
  if (bare && !key && isCounted(text, index, end)) return undefined;
  return {
    start: index,
    end,
    prior: bare ? 0.5 : 0.7,
    evidence: EVIDENCE.shape | EVIDENCE.checksum | (key ? EVIDENCE.key : 0) | (word ? EVIDENCE.contextWord : 0),
  };
}

/** What programs count and number, and parts of machines that are called cards. */
const COUNTER =
  /(?:\b(?:index|offset|counter|cursor|position|bytes|memory|lag|seq|sequence|serial|serial (?:no|number)|s\/n|lsn|epoch|timestamp|capacity|seed|inode|revision|wwn|guid|lun|sector|block)(?: (?:is|was|at|of))?[ :=#]{1,3}"?|\b(?:interface|network|line|graphics|video|sound|audio|raid|sim|sd|memory|expansion|daughter|smart|wifi|wlan|pci|capture)[ -]cards?(?: (?:slot|id|no|number|serial|reader)){0,2}[ :=#]{1,3})$/i;
const UNIT =
  /^ (?:[kmgt]i?b|bytes?|bits|blocks|sectors|requests|records|rows|packets|ticks|cycles|[mun]s|msecs?|usecs?|nsecs?|nanos(?:econds)?|micros(?:econds)?|millis(?:econds)?)\b/i;

function isCounted(text: string, start: number, end: number): boolean {
  return COUNTER.test(text.slice(Math.max(0, start - 48), start)) || UNIT.test(text.slice(end, end + 16));
}

/** A separator of groups at `index`, and a digit behind it. */
function isJoined(text: string, index: number): boolean {
  const unit = text.charCodeAt(index);
  if (unit === 0x25) return true;
  const isSeparator =
    unit === 0x20 || unit === 0x2d || unit === 0xa0 || unit === 0x2007 || unit === 0x2009 || unit === 0x202f;
  return isSeparator && isDigit(text.charCodeAt(index + 1));
}

/** Whether an issuer's number of this length needs context; undefined where no issuer has it. */
function contextNeed(digits: string): boolean | undefined {
  let need: boolean | undefined;
  for (const issuer of ISSUERS) {
    if (!issuer.lengths.includes(digits.length)) continue;
    const prefix = digits.slice(0, issuer.from.length);
    if (prefix < issuer.from || prefix > issuer.to) continue;
    if (issuer.needsContext !== true) return false;
    need = true;
  }
  return need;
}

/** Ten zeros and repdigits fill fields; no card has them. */
function isFilled(digits: string): boolean {
  return isRepdigit(digits) || digits.includes("0000000000");
}

export const detector: Detector = {
  tellsSight: true,
  id: "credit_card",
  type: "CREDIT_CARD",
  description:
    "Payment card numbers: a known issuer range of the right length, regular grouping and a Luhn check digit. Rare issuers need a word or key beside them.",
  source: "ISO/IEC 7812-1; issuers' public range tables",
  triggers: ["digits"],
  digitRuns: [4, 12, 13, 14, 15, 16, 17, 18, 19],
  hints: ["card"],
  examples: [
    { text: "paid with 4111111111111111 today", finds: ["4111111111111111"] },
    { text: "card 5500-0055-5555-5559;", finds: ["5500-0055-5555-5559"] },
    { text: "amex 3782 822463 10005", finds: ["3782 822463 10005"] },
    { text: "visa 4222222222222 declined", finds: ["4222222222222"] },
    { text: '"pan":"4012888888881881"', finds: ["4012888888881881"] },
    { text: "maestro card 6759649826438453", finds: ["6759649826438453"] },
    { text: "4111 1111 1111 1111", finds: ["4111 1111 1111 1111"] },
  ],
  counterExamples: [
    "4111111111111112",
    "blk_4111111111111111",
    "0.4111111111111111",
    "id-4111111111111111",
    "0000000000000000",
    "1512345678903 ms",
    "at 4222222222222",
    "1608999687919862906",
    "41 11 11 11 11 11 11 11",
    "0000 4111 1111 1111 1111 2222",
    "resume at offset 4111111111111111 of the log",
    "heap 4111111111111111 bytes",
    "Inserted in slot 3, network card id 4111111111111111",
  ],
  at,
};
