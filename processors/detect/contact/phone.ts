import { fold, wordSet } from "../context-words.ts";
import { type Context, type Detector, EVIDENCE, type Match } from "../detector.ts";
import { hintBit } from "../hints.ts";
import { EASTERN } from "../id-shape.ts";
import { digitsOf, hasDigit, isDigit, isForeignLetter, isLetter, isRepdigit, isWordUnit } from "../units.ts";
import { type Candidate, candidateAt, isEpoch, isKnown, MAX_SPAN } from "./phone-shape.ts";

const PHONE_HINT = hintBit("phone");

/** Words that name a number: anything of the shape counts beside them. */
const NOUNS =
  wordSet(`phone, phones, telephone, tel, telefon, telefono, telefone, téléphone, teléfono, telefoon, telefonnummer, telefonszám, telefonnr, puhelin, puh, puhelinnumero, mobile, mob, mobil, mobilnummer, movil,
móvil, cell, cellphone, cellular, cellulare, celular, handy, handynummer, gsm, fax, faxnummer, sms, whatsapp, msisdn, hotline, rufnummer, landline, festnetz, office, answering, voicemail, телефон, тел, мобильный, telefonu,
viber, reach, contact, telefoonnummer, telefonnummeret, phonenumber, mobilenumber, callback, portable, 电话, 手机, 電話, 携帯, 전화, 휴대폰, 연락처, τηλέφωνο, τηλ, κινητό, טלפון, נייד, טל, הטלפון, هاتف, هاتفي, الهاتف, الجوال, جوالي, फोन, मोबाइल, telp, ponsel, tlf, tfn, telefonní, telefonul, mobilul, simu, điện thoại, โทร, เบอร์, เบอร์โทร, เบอร์โทรศัพท์, โทรศัพท์`);
/** Words of calling, common in code: bare digits beside them must also be a known number. */
const VERBS = wordSet(
  "call, called, calling, calls, caller, dial, dialed, dialled, dialing, ring, text, texted, ruf, anrufen, appeler, appelez, llamar, llame, chiamare, chiama, ligar, bellen, zadzwon, rappel, llamame, llamadme, llamenos, chiamami, chiamatemi, ligue, liga, soita, ringen, zavolejte, позвоните, звоните, перезвоните",
);
const AFTER_WORD =
  /^(?:[ _-]?(?:number|numbers|no|num|nr|nummer|us|me|him|her|them|at|on|is)\b|[ _-]?(?:Number|No|Num|Nr)\b|[^A-Za-z_-]|[-_](?![A-Za-z])|$)/;
const GLUE =
  /^(?:[\s:=#"'\\.,()[\]{}<>*/|+-]|(?:numbers?|no|nr|num|nummer|numero|número|is|are|was|at|on|to|me|us|you|him|her|them|now|please|can|the|my|his|our|your|for|from|via|by|ist|unter|au|al|a|en|de|er|under|ext|home|work|office|mobile|cell|fax|phone)\b)*$/i;

/** Units between a word and its number, after and before. */
const REACH = 40;
const REACH_BACK = 3;

function at(text: string, index: number, context: Context): Match | undefined {
  return isDigit(text.charCodeAt(index)) ? written(text, index, context) : announced(text, index, context);
}

/** Forms that need no word. One look at the beginning decides whether a pattern is tried at all. */
function written(text: string, index: number, context: Context): Match | undefined {
  let end = index;
  while (end - index < 16 && isDigit(text.charCodeAt(end))) end++;
  const before = text.charCodeAt(index - 1);
  const lead = before === 0x2b || before === 0x28 || (before === 0x20 && text.charCodeAt(index - 2) === 0x2b);
  const key = (context.hints & PHONE_HINT) !== 0;
  if (before >= EASTERN && !key) return behindEastern(text, index, context);
  if (!lead && !key) {
    if (!isGroup(text, index, end)) return undefined;
    // Other digits might begin a number here: whether there is one is noted.
    if (context.work?.sight !== undefined) candidateAt(text, leadStart(text, index, text[end] ?? " "), context.work);
    if (!beginsNational(text, index, end)) return undefined;
  }
  const found = candidateAt(text, leadStart(text, index, text[end] ?? " "), context.work);
  if (found === undefined || found.digits.length < 7) return undefined;
  if (found.main.startsWith("+"))
    return found.digits.length >= 8 && isKnown(found.main, found.digits, context)
      ? matched(found, 0.85, EVIDENCE.checksum, key)
      : undefined;
  if (isWritten(found.main) && isKnown(found.main, found.digits, context))
    return matched(found, 0.5, EVIDENCE.checksum, key);
  if (/^(?:1-|001-)?(?:\([2-9]\d{2}\) ?|[2-9]\d{2}-)[2-9]\d{2}-\d{4}$/.test(found.main))
    return matched(found, 0.6, 0, key);
  return key && !isEpoch(found.digits) ? matched(found, 0.45, 0, key) : undefined;
}

const EASTERN_NOUN =
  /(?:电话|電話|手机|手機|联系方式|聯絡|携帯|番号|전화|휴대폰|핸드폰|연락처|번호)[\p{Script=Han}\p{Script=Hiragana}\p{Script=Hangul}：:]{0,6}$/u;

/** `手机号是139...`: no blank parts the words from each other nor from the number. */
function behindEastern(text: string, index: number, context: Context): Match | undefined {
  if (!EASTERN_NOUN.test(text.slice(Math.max(0, index - 12), index))) return undefined;
  const found = candidateAt(text, index, context.work);
  return found === undefined || found.digits.length < 7 || isEpoch(found.digits)
    ? undefined
    : matched(found, 0.45, EVIDENCE.contextWord, false);
}

/** A leading zero, a group of three with a dash or dot behind it, or a one. */
function beginsNational(text: string, index: number, end: number): boolean {
  const first = text.charCodeAt(index);
  const after = text.charCodeAt(end);
  return (
    first === 0x30 || (end - index === 3 && (after === 0x2d || after === 0x2e)) || (end - index === 1 && first === 0x31)
  );
}

/** Short, and with a sign behind it that may join it to more groups. */
function isGroup(text: string, index: number, end: number): boolean {
  if (end - index > 5) return false;
  const after = end < text.length ? text.charCodeAt(end) : 0x20;
  return after === 0x20 || after === 0x2f || (after >= 0x28 && after <= 0x29) || after === 0x2d || after === 0x2e;
}

/** `+`, also with a space, and the bracket around an area code. */
function leadStart(text: string, index: number, after: string): number {
  let start = index;
  if (after === ")" && text[start - 1] === "(") start--;
  if (text[start - 1] === "+") return start - 1;
  return text[start - 1] === " " && text[start - 2] === "+" ? start - 2 : start;
}

/** Punctuated the way people write telephone numbers: an area code in brackets, a leading zero, or 3-3-4. */
function isWritten(value: string): boolean {
  if (/^\(\d{2,5}\) ?\d{3,5}[- ]?\d{3,5}$/.test(value)) return true;
  if (/^(?:1[-. ])?\([2-9]\d{2}\) ?\d{3}-\d{4}$/.test(value) || /^[2-9]\d{2}\.[2-9]\d{2}\.\d{4}$/.test(value))
    return true;
  if (/^0\d(?:\.\d{2}){4}$/.test(value)) return true;
  if (/^00[ -]?\d/.test(value) && /[ -]/.test(value)) return true;
  return /^0\d{1,4}(?:[ /-]\d{2,8}){1,4}$/.test(value) && digitsOf(value).length >= 9;
}

/** A word at `index`, and the number next to it. */
function announced(text: string, index: number, context: Context): Match | undefined {
  let from = index;
  // A word with a mark (`tél`) is seen from its first foreign letter.
  if (text.charCodeAt(index) > 0x7f) while (from > 0 && index - from < 3 && isLetter(text.charCodeAt(from - 1))) from--;
  const end = wordEnd(text, from);
  if (!hasDigit(text, Math.max(0, from - REACH_BACK - 1), Math.min(text.length, end + REACH + 8))) return undefined;
  const word = fold(text.slice(from, end));
  const noun = NOUNS.has(word);
  if ((!noun && !VERBS.has(word)) || !AFTER_WORD.test(text.slice(end, end + 9))) return undefined;
  return backward(text, from, end, noun, context) ?? forward(text, end, noun, context);
}

function wordEnd(text: string, index: number): number {
  let end = index + 1;
  while (
    end - index < 24 &&
    (isLetter(text.charCodeAt(end)) || isForeignLetter(text.charCodeAt(end))) &&
    !isHump(text, end)
  )
    end++;
  return end;
}

function isHump(text: string, index: number): boolean {
  const unit = text.charCodeAt(index);
  const before = text.charCodeAt(index - 1);
  return unit >= 0x41 && unit <= 0x5a && before >= 0x61 && before <= 0x7a;
}

/** `978-645-9740 mobile`, `...-Fax`: right before the word, unless a colon says that the number follows. */
function backward(text: string, index: number, end: number, noun: boolean, context: Context): Match | undefined {
  if (":=".includes(text[end] ?? " ")) return undefined;
  // `tel. 601 ...`: the number follows.
  if (text[end] === "." && /^ ?[+(]?\d/.test(text.slice(end + 1, end + 4))) return undefined;
  let last = index;
  while (last > 0 && index - last < REACH_BACK && " -,(\t".includes(text[last - 1] ?? "x")) last--;
  if (last === index || !isDigit(text.charCodeAt(last - 1))) return undefined;
  let found: Candidate | undefined;
  for (let i = last - 1; i >= 0 && last - i <= MAX_SPAN && isNumberUnit(text, i); i--) {
    if (!startsNumber(text, i)) continue;
    const candidate = candidateAt(text, i, context.work);
    if (candidate !== undefined && candidate.end === last) found = candidate;
  }
  return found === undefined || !isPlausible(found, noun, true, context)
    ? undefined
    : matched(found, 0.45, EVIDENCE.contextWord, false);
}

function isNumberUnit(text: string, i: number): boolean {
  return isDigit(text.charCodeAt(i)) || " -./()+x".includes(text[i] ?? "y");
}

function startsNumber(text: string, i: number): boolean {
  const unit = text.charCodeAt(i);
  if (unit === 0x2b || unit === 0x28) return isDigit(text.charCodeAt(i + 1)) || unit === 0x2b;
  return isDigit(unit) && !isWordUnit(text.charCodeAt(i - 1));
}

function forward(text: string, from: number, noun: boolean, context: Context): Match | undefined {
  const stop = Math.min(text.length, from + REACH);
  for (let i = from; i < stop; i++) {
    if (!startsNumber(text, i)) continue;
    const found = candidateAt(text, i, context.work);
    if (found === undefined) {
      // The rest of a rejected run is no number either.
      while (i + 1 < stop && isDigit(text.charCodeAt(i + 1))) i++;
      continue;
    }
    return isPlausible(found, noun, GLUE.test(text.slice(from, i)), context)
      ? matched(found, 0.45, EVIDENCE.contextWord, false)
      : undefined;
  }
  return undefined;
}

/** Bare digits are counts and ids more often than numbers: the word must stand right beside them. */
function isPlausible(found: Candidate, noun: boolean, close: boolean, context: Context): boolean {
  if (found.main.startsWith("+")) return true;
  const bare = found.main === found.digits;
  if (bare && (!close || found.digits.length < 7 || isEpoch(found.digits))) return false;
  if (!bare && found.digits.length < 7 && !close) return false;
  if (noun && close) return true;
  return isKnown(found.main, found.digits, context) || (!bare && close);
}

function matched(found: Candidate, prior: number, evidence: number, key: boolean): Match {
  return { start: found.start, end: found.end, prior, evidence: EVIDENCE.shape | evidence | (key ? EVIDENCE.key : 0) };
}

function whole(text: string, start: number, end: number, _context: Context): Match | undefined {
  const value = text.slice(start, end);
  const digits = digitsOf(value);
  if (
    value.length > MAX_SPAN ||
    digits.length < 5 ||
    digits.length > 17 ||
    !/^[+(]?[\d ()./+-]+(?:(?:x|ext\.?) ?\d+)?$/i.test(value) ||
    isRepdigit(digits)
  )
    return undefined;
  return { start, end, prior: 0.6, evidence: EVIDENCE.shape | EVIDENCE.key };
}

const WORDS = [...NOUNS, ...VERBS].filter((word) => !word.includes(" "));

export const detector: Detector = {
  id: "phone",
  type: "PHONE_NUMBER",
  description:
    "Telephone numbers: with + anywhere when valid, national ones when written like telephone numbers and valid in a configured region, anything of the shape beside a word or key.",
  source: "ITU-T E.164, E.123; libphonenumber metadata",
  needsDigits: 6,
  triggers: ["digits", "word", "non_ascii"],
  tellsSight: true,
  isLocal: true,
  words: WORDS.filter((word) => word.charCodeAt(0) < 0x80),
  hints: ["phone"],
  examples: [
    { text: "17,+14155550132,4,active", finds: ["+14155550132"] },
    { text: "sms to +4915112345678 sent", finds: ["+4915112345678"] },
    { text: "reach me at +1 (212) 555-0123.", finds: ["+1 (212) 555-0123"] },
    { text: "customer 212-456-7890 said", finds: ["212-456-7890"] },
    { text: "Tel. 030 901820", finds: ["030 901820"] },
    { text: "τηλ. 694 555 0123", finds: ["694 555 0123"] },
    { text: "dial SIP/trunk/+4915112345678 now", finds: ["+4915112345678"] },
    { text: "call 2124567890 now", finds: ["2124567890"] },
    { text: "fax (978)645-9740x11144", finds: ["(978)645-9740x11144"] },
    { text: "089 72 63 41 office\n166-684-7899 fax", finds: ["089 72 63 41", "166-684-7899"] },
    { text: '"phone":"785 8949"', finds: ["785 8949"] },
    { text: "01.23.45.67.89 (tél)", finds: ["01.23.45.67.89"] },
    { text: "mobilePhone=2124567890", finds: ["2124567890"] },
    { text: "我的手机号是13912345670。", finds: ["13912345670"] },
    { text: "телефон 8 (495) 123-45-67", finds: ["8 (495) 123-45-67"] },
    { text: "2124567890", key: "customer.phone", finds: ["2124567890"] },
  ],
  counterExamples: [
    "at 1117838570 2005.06.03",
    "2147483632 bytes",
    "512  2210  3017 D x",
    "09:41:07.118  3017 30544 I RadioModem: x",
    "2210 19880 W RadioModem: caller 10",
    "offset +0800",
    "2024-05-17 10:00:00",
    "10.0.0.123",
    "id=2124567890",
    "blk_2124567890",
    "0.2124567890",
    "1 234 567 890",
    "6005-08b4-0001",
    "call 1700000000",
    "callCount=21245678",
    "call_id: 2124567890",
    "case 401-023-2137",
    "part number 447-883-2210 replaced",
    "订单号13912345670已发货",
  ],
  knownMisses: [
    "numbers in letters (1-800-FLOWERS)",
    "national numbers without punctuation and without a word beside them",
    "the second of two numbers after one word",
  ],
  at,
  whole,
};
