import { findAnnounced, phrases, wordStart } from "../announced.ts";
import { type Context, type Detector, EVIDENCE, type Match } from "../detector.ts";
import { see } from "../sight.ts";

const MONTH =
  "(?:jan(?:uary|uar|vier)?|feb(?:ruary|ruar)?|października|siječ(?:anj|nja)|de[cz](?:ember)?|studenog[a]?|maaliskuuta|marraskuuta|φεβρουαρίου|σεπτεμβρίου|mar(?:ch|s|zo)?|septiembre|veljač[ae]|szeptember|septembrie|tammikuuta|helmikuuta|huhtikuuta|toukokuuta|heinäkuuta|joulukuuta|ιανουαρίου|δεκεμβρίου|sept?(?:ember)?|noviembre|diciembre|septembre|settembre|fevereiro|listopada|augusztus|februarie|octombrie|noiembrie|decembrie|kesäkuuta|syyskuuta|lokakuuta|листопада|αυγούστου|οκτωβρίου|νοεμβρίου|nov(?:ember)?|novembre|décembre|febbraio|dicembre|setembro|novembro|dezembro|februari|augustus|stycznia|kwietnia|sierpnia|września|сентября|kolovoza|prosinca|červenec|července|listopad|prosinec|prosince|ianuarie|elokuuta|απριλίου|desember|oct(?:ober)?|okt(?:ober)?|febrero|octubre|février|juillet|octobre|gennaio|ottobre|janeiro|outubro|januari|augusti|czerwca|grudnia|февраля|августа|октября|декабря|travnja|svibnja|február|március|április|aprilie|haziran|ağustos|березня|вересня|μαρτίου|ιουνίου|ιουλίου|agustus|oktober|februar|aug(?:ust)?|agosto|aprile|maggio|giugno|luglio|lutego|января|апреля|ноября|ožujka|lipnja|srpnja|březen|března|květen|května|červen|června|január|június|július|martie|temmuz|aralık|лютого|квітня|травня|червня|серпня|жовтня|грудня|januar|apr(?:il)?|enero|abril|junio|julio|avril|março|junho|julho|maart|marca|lipca|марта|janar|rujna|leden|ledna|února|dubna|srpen|srpna|říjen|října|május|iunie|iulie|şubat|nisan|mayıs|eylül|kasım|січня|липня|μαΐου|märz|mayo|june?|juni|july?|juli|juin|août|maio|maja|июня|июля|únor|září|ocak|mart|ekim|may|mai|mei|мая|maj)";
const DATE = new RegExp(
  `(?:(?:18|19|20)\\d{2}[-/.](?:1[0-2]|0?[1-9])[-/.](?:[12]\\d|3[01]|0?[1-9])|(?:0?[1-9]|[12]\\d|3[01])[-/. ](?:0?[1-9]|[12]\\d|3[01])[-/. ](?:(?:18|19|20)?\\d{2})|(?:0?[1-9]|[12]\\d|3[01])(?:st|nd|rd|th|\\.)?(?: de)? ${MONTH}\\.?,?(?: de)? (?:18|19|20)\\d{2}|${MONTH}\\.? (?:0?[1-9]|[12]\\d|3[01])(?:st|nd|rd|th)?,? (?:18|19|20)\\d{2}|(?:18|19|20)\\d{2}\\. ${MONTH} (?:0?[1-9]|[12]\\d|3[01])\\.?|(?:0?[1-9]|[12]\\d|3[01]) tháng (?:1[0-2]|0?[1-9]),? năm (?:19|20)\\d{2}|(?:19|20)\\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\\d|3[01])|(?:19|20)\\d{2} ?[年년] ?\\d{1,2} ?[月월] ?\\d{1,2} ?[日일])(?:T00:00:00(?:\\.0+)?Z?)?`,
  "iy",
);

const SHAPE = { subtype: "DATE_OF_BIRTH", pattern: DATE, prior: 0.5, checksum: false } as const;
const TABLE = phrases([
  [
    `dob, d.o.b, date of birth, birth date, birthdate, birthday, birthday on, born, born on, born in, geburtsdatum, geboren, geboren am, geb, geb am, geburtstag, date de naissance, né le, née le, naissance, fecha de nacimiento, nacimiento,
nacido, nacida, nacido el, nacida el, nació el, data di nascita, nato il, nata il, nascita, data de nascimento, nascimento, nascido em, geboortedatum, geboren op, data urodzenia, urodzony, urodzona, ur, födelsedatum, född, fødselsdato, født, syntymäaika, doğum tarihi,
дата рождения, родился, родилась, рождения, народився, народилася, дата народження, nació, nací el, nascida em, nata a, född den, fødd, narozen, narozena, datum narození, született, született, születési dátum, születési idő, születtem, născut, născută, data nașterii, γεννήθηκε, ημερομηνία γέννησης, doğdu, doğum, ngày sinh, tanggal lahir, تاريخ الميلاد, תאריך לידה, วันเกิด, जन्म तिथि, 出生日期, 出生, 生于, 生日, 生年月日, 생년월일`,
    [SHAPE],
  ],
]);

/** `born in Larkmoor on 3 May 1990`: the place stands between. */
const BORN_IN =
  /(?:born|geboren|née?|nacid[oa]|nat[oa]|nascid[oa]|född|født|fødd|urodzon[ya]|narozen[aá]?|született|născută?|родил(?:ся|ась)|народи(?:вся|лася)) (?:in|te|à|au|a|en|em|i|w|we|v|ve|в|у|la|din) \p{Lu}[\p{L}\p{M}'’.-]{1,30}(?: [\p{L}\p{M}'’.-]{1,30}){0,3}?,? (?:(?:on|am|le|il|el|em|op|den|dnia|dne|on the|la data de) )?(?=\d)/iuy;

function at(text: string, index: number, context: Context): Match | undefined {
  return stripped(findAnnounced(text, index, TABLE, context.work)) ?? behindPlace(text, index, context);
}

function behindPlace(text: string, index: number, { work }: Context): Match | undefined {
  BORN_IN.lastIndex = wordStart(text, index);
  if (!BORN_IN.test(text)) return undefined;
  see(work);
  const start = BORN_IN.lastIndex;
  DATE.lastIndex = start;
  if (!DATE.test(text)) return undefined;
  return { start, end: DATE.lastIndex, prior: SHAPE.prior, evidence: EVIDENCE.shape | EVIDENCE.contextWord };
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
  isLocal: true,
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
    { text: "born in Upper Larkmoor on 3 May 1990", finds: ["3 May 1990"] },
    { text: "Geboren te Larkmoor op 3 maart 1990", finds: ["3 maart 1990"] },
    { text: "születési dátum: 1990. május 3.", finds: ["1990. május 3."] },
    { text: "ngày sinh: 3 tháng 5 năm 1990", finds: ["3 tháng 5 năm 1990"] },
  ],
  counterExamples: ["started on 04/12/2025", "born to run 2024", "born in Larkmoor with 12 toes", "dobson 04/12/1985"],
  at,
  whole,
};
