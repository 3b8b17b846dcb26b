import { findAnnounced, phrases } from "../announced.ts";
import { type Context, type Detector, EVIDENCE, type Match } from "../detector.ts";
import { digitsOf, isRepdigit } from "../units.ts";

/** ABA routing: weights 3, 7, 1 over nine digits; the first two name a Federal Reserve district. */
function isRouting(text: string): boolean {
  const d = digitsOf(text);
  if (d.length !== 9 || isRepdigit(d)) return false;
  const district = Number(d.slice(0, 2));
  if (!(district <= 12 || (district >= 21 && district <= 32) || (district >= 61 && district <= 72) || district === 80))
    return false;
  let sum = 0;
  for (let i = 0; i < 9; i++) sum += Number(d[i]) * ([3, 7, 1][i % 3] ?? 0);
  return sum % 10 === 0;
}

/** Mexican CLABE: weights 3, 7, 1 over 17 digits. */
function isClabe(text: string): boolean {
  const d = digitsOf(text);
  if (d.length !== 18 || isRepdigit(d)) return false;
  let sum = 0;
  for (let i = 0; i < 17; i++) sum += (Number(d[i]) * ([3, 7, 1][i % 3] ?? 0)) % 10;
  return (10 - (sum % 10)) % 10 === Number(d[17]);
}

function isAccount(text: string): boolean {
  return !isRepdigit(digitsOf(text));
}

const ROUTING = {
  subtype: "US_ABA_ROUTING",
  pattern: /\d{9}|\d{4}-\d{4}-\d/y,
  validate: isRouting,
  prior: 0.4,
  checksum: true,
} as const;
const CLABE = {
  subtype: "MX_CLABE",
  pattern: /\d{18}|\d{3} \d{3} \d{11} \d/y,
  validate: isClabe,
  prior: 0.5,
  checksum: true,
} as const;
const SORT_CODE = {
  subtype: "UK_SORT_CODE",
  pattern: /\d{2}([- ])\d{2}\1\d{2}|\d{6}/y,
  validate: isAccount,
  prior: 0.3,
  checksum: false,
} as const;
const BSB = {
  subtype: "AU_BSB",
  pattern: /\d{3}[- ]?\d{3}/y,
  validate: isAccount,
  prior: 0.3,
  checksum: false,
} as const;
const ACCOUNT = {
  subtype: "ACCOUNT_NUMBER",
  pattern: /\d{6,20}|\d{2,8}(?:[- ]\d{2,8}){1,4}/y,
  validate: isAccount,
  prior: 0.3,
  checksum: false,
} as const;

const PHRASES = phrases([
  [
    "routing number, routing no, routing, aba, aba routing, aba number, rtn, routing transit, transit number, bank routing",
    [ROUTING],
  ],
  ["clabe, cuenta clabe", [CLABE]],
  ["sort code, sortcode", [SORT_CODE]],
  ["bsb", [BSB]],
  [
    "account number, account no, account num, acct number, acct no, acct, bank account, accountnumber, savings account, checking account, bank acct, kontonummer, kontonr, konto nr, konto-nr, cuenta bancaria, numero de cuenta, número de cuenta, compte bancaire, numéro de compte, numero de compte, conto corrente, conta bancaria, conta bancária, conta corrente, rekeningnummer, numer konta, numer rachunku, bankgiro, iban account, beneficiary account, a/c no",
    [ACCOUNT],
  ],
]);

function at(text: string, index: number, context: Context): Match | undefined {
  return findAnnounced(text, index, PHRASES, context.work);
}

function whole(text: string, start: number, end: number, _context: Context): Match | undefined {
  const value = text.slice(start, end);
  const evidence = EVIDENCE.shape | EVIDENCE.key;
  if (isRouting(value))
    return { start, end, prior: 0.5, evidence: evidence | EVIDENCE.checksum, subtype: "US_ABA_ROUTING" };
  const digits = digitsOf(value).length;
  if (value.length > 40 || digits < 5 || digits < value.length / 2 || !/^[A-Za-z0-9 ./-]+$/.test(value))
    return undefined;
  return { start, end, prior: 0.4, evidence, subtype: "ACCOUNT_NUMBER" };
}

export const detector: Detector = {
  id: "bank_account",
  type: "BANK_ACCOUNT",
  description:
    "Bank account, routing and sort numbers that a word or key announces. Routing numbers and CLABE by their check digit.",
  source: "ANSI X9.104 (ABA), Banco de México (CLABE)",
  needsDigits: 6,
  isLocal: true,
  triggers: PHRASES.triggers,
  foreignUnits: PHRASES.units,
  words: PHRASES.words,
  hints: ["account"],
  examples: [
    { text: "routing number 021000021 used", finds: ["021000021"] },
    { text: "Account number: 1234567890", finds: ["1234567890"] },
    { text: "sort code 20-00-00", finds: ["20-00-00"] },
    { text: "021000021", key: "bank.routing_number", finds: ["021000021"] },
    { text: "my bank account is 945456787654", finds: ["945456787654"] },
  ],
  counterExamples: ["routing number 021000022", "021000021", "account 1234567890 opened", "routing table 10"],
  at,
  whole,
};
