import { findAnnounced, phrases } from "../announced.ts";
import { type Context, type Detector, EVIDENCE, type Match } from "../detector.ts";

const MONTH =
  "(?:jan(?:uary|uar|vier)?|feb(?:ruary|ruar)?|mar(?:ch|s|zo)?|märz|apr(?:il)?|may|mai|mayo|june?|juni|july?|juli|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|okt(?:ober)?|nov(?:ember)?|de[cz](?:ember)?|enero|febrero|abril|junio|julio|agosto|septiembre|octubre|noviembre|diciembre|février|avril|juin|juillet|août|septembre|octobre|novembre|décembre|gennaio|febbraio|aprile|maggio|giugno|luglio|settembre|ottobre|dicembre|janeiro|fevereiro|março|maio|junho|julho|setembro|outubro|novembro|dezembro|januari|februari|maart|mei|augustus|augusti|stycznia|lutego|marca|kwietnia|maja|czerwca|lipca|sierpnia|września|października|listopada|grudnia|января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря)";
const DATE = new RegExp(
  `(?:(?:18|19|20)\\d{2}[-/.](?:1[0-2]|0?[1-9])[-/.](?:[12]\\d|3[01]|0?[1-9])|(?:0?[1-9]|[12]\\d|3[01])[-/. ](?:0?[1-9]|[12]\\d|3[01])[-/. ](?:(?:18|19|20)?\\d{2})|(?:0?[1-9]|[12]\\d|3[01])(?:st|nd|rd|th|\\.)?(?: de)? ${MONTH}\\.?,?(?: de)? (?:18|19|20)\\d{2}|${MONTH}\\.? (?:0?[1-9]|[12]\\d|3[01])(?:st|nd|rd|th)?,? (?:18|19|20)\\d{2}|(?:19|20)\\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\\d|3[01])|(?:19|20)\\d{2} ?[年년] ?\\d{1,2} ?[月월] ?\\d{1,2} ?[日일])(?:T00:00:00(?:\\.0+)?Z?)?`,
  "iy",
);

const SHAPE = { subtype: "DATE_OF_BIRTH", pattern: DATE, prior: 0.5, checksum: false } as const;
const TABLE = phrases([
  [
    `dob, d.o.b, date of birth, birth date, birthdate, birthday, birthday on, born, born on, born in, geburtsdatum, geboren, geboren am, geb, geb am, geburtstag, date de naissance, né le, née le, naissance, fecha de nacimiento, nacimiento,
nacido, nacida, nacido el, nacida el, nació el, data di nascita, nato il, nata il, nascita, data de nascimento, nascimento, nascido em, geboortedatum, geboren op, data urodzenia, urodzony, urodzona, ur, födelsedatum, född, fødselsdato, født, syntymäaika, doğum tarihi,
дата рождения, родился, родилась, рождения, народився, народилася, дата народження, nació, nací el, nascida em, nata a, född den, fødd, narozen, narozena, datum narození, született, született, născut, născută, data nașterii, γεννήθηκε, ημερομηνία γέννησης, doğdu, doğum, ngày sinh, tanggal lahir, تاريخ الميلاد, תאריך לידה, วันเกิด, जन्म तिथि, 出生日期, 出生, 生于, 生日, 生年月日, 생년월일`,
    [SHAPE],
  ],
]);

function at(text: string, index: number, context: Context): Match | undefined {
  return stripped(findAnnounced(text, index, TABLE, context.work));
}

function stripped(match: Match | undefined): Match | undefined {
  return match === undefined
    ? undefined
    : { start: match.start, end: match.end, prior: match.prior, evidence: match.evidence };
}

function whole(text: string, start: number, end: number, _context: Context): Match | undefined {
  const value = text.slice(start, end);
  if (value.length < 6 || value.length > 40) return undefined;
  DATE.lastIndex = 0;
  const found = DATE.exec(value);
  if (found === null || !/^(?:[T ].*)?$/.test(value.slice(found[0].length))) return undefined;
  return { start, end, prior: 0.6, evidence: EVIDENCE.shape | EVIDENCE.key };
}

export const detector: Detector = {
  tellsSight: true,
  id: "date_of_birth",
  type: "DATE_OF_BIRTH",
  description: "Dates of birth: a date that a word or key says is one.",
  source: "ISO 8601; customary written forms",
  triggers: TABLE.triggers,
  foreignUnits: TABLE.units,
  words: TABLE.words,
  hints: ["birth_date"],
  examples: [
    { text: "DOB: 04/12/1985", finds: ["04/12/1985"] },
    { text: "geboren am 3. März 1990 in", finds: ["3. März 1990"] },
    { text: "patient born on March 3, 1990", finds: ["March 3, 1990"] },
    { text: "né le 03/04/1980", finds: ["03/04/1980"] },
    { text: "geb. am 03.04.1980 in", finds: ["03.04.1980"] },
    { text: "nació el 03/04/1980", finds: ["03/04/1980"] },
    { text: "1985-12-04", key: "user.birth_date", finds: ["1985-12-04"] },
    { text: "date of birth: 1965-08-15, at", finds: ["1965-08-15"] },
  ],
  counterExamples: ["started on 04/12/2025", "born to run 2024", "dobson 04/12/1985"],
  at,
  whole,
};
