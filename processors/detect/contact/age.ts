import { type Context, type Detector, EVIDENCE, type Match } from "../detector.ts";

/** Keys in which `age` is a time to live or the like, not somebody's. */
const TECHNICAL =
  /header|http|cache|max|min|ttl|file|log|cookie|index|partition|segment|page|image|message|token|conn|queue|data|lag|average|usage|storage/i;

/** How far from its words an age, and from the age a word for a person, may stand. */
const REACH = { before: 64, after: 40 } as const;

/** The number stands behind: `aged 43`, `turned 71`, `age: 55`, `âgée de 38 ans`. */
const BEHIND =
  /(?:aged|turn(?:ed|s)|age(?: of)?[:=]?|âgée? de|agée? de|im alter von)[ \t]{0,2}(\d{1,3})(?![\d.,:/-]*\d)(?! ?(?:%|[hdms]\b|ms|sec|min|hour|day|week|month|to \d|bytes?|[km]b))/iy;
/** The number stands in front: `43 years old`, `67-jährige`, `24 años`, `38 ans`. */
const WORD =
  /(?:years?[ -](?:old|of[ -]age)|yrs?[. -]{1,2}old|year[ -]old|y\/o|jährige?[nrsm]?|jaehrige?[nrsm]?|jahre alt|jarige|jaar oud|años|anos(?: de idade)?|anni|ans|letni[aej]?|lat(?=[ ,.]|$))(?![\p{L}\d])/iuy;
const NUMBER = /(?:^|[^\d.,:/\p{L}-])(\d{1,3})[ -]$/u;

/** Words for a person beside the number. */
const PERSON =
  /(?<![\p{L}\d_.])(?:i|i'm|im|am|he|she|he's|she's|his|her|who|man|woman|men|women|boy|girl|males?|females?|patients?|child|children|son|daughter|mother|father|mum|mom|dad|husband|wife|brother|sister|grandm\p{L}+|grandf\p{L}+|mrs?|ms|victim|driver|customer|caller|resident|pensioner|student|passenger|lady|gentleman|baby|infant|toddler|teenager|suspect|witness|sex|gender|m|f|ich|er|sie|mann|frau|herr|patientin|junge|mädchen|kind|kunde|kundin|tochter|sohn|homme|femme|garçon|fille|elle|il|enfant|madame|monsieur|cliente?|j'ai|a|mme|hombre|mujer|paciente|niñ[oa]|tengo|tiene|él|ella|señora?|hij[oa]|uomo|donna|paziente|bambin[oa]|ha|ho|signora?|homem|mulher|menin[oa]|tenho|tem|senhora?|vrouw|patiënt|jongen|meisje|hij|zij|ik|meneer|mevrouw|mężczyzna|kobieta|pacjent(?:ka)?|pani?)(?![\p{L}\d_=(]|\.\w)/iu;
/** What lasts, and has an age in years as well. */
const THING =
  /^[ -]{0,2}(?:bug|code|cert|certificate|laptop|server|disk|record|file|bond|mortgage|plan|contract|warranty|garantie|lease|loan|anniversary|whisky|wine|house|building|car|vehicle|log|backup|ticket|entry|version|laufzeit|bestehen|de experiencia|de garantía|di garanzia|d'exp|de garantie)/i;

function at(text: string, index: number, _context: Context): Match | undefined {
  if (text.charCodeAt(index) <= 0x7f && /[\p{L}\d_]/u.test(text[index - 1] ?? "")) return undefined;
  BEHIND.lastIndex = index;
  const behind = BEHIND.exec(text);
  if (behind !== null) return personal(text, BEHIND.lastIndex - (behind[1]?.length ?? 0), BEHIND.lastIndex, index);
  let from = index;
  // `jährige` is seen from its first foreign letter.
  if (text.charCodeAt(index) > 0x7f && /[\p{L}]/u.test(text[index - 1] ?? "")) from = index - 1;
  WORD.lastIndex = from;
  if (!WORD.test(text)) return undefined;
  const end = WORD.lastIndex;
  const number = NUMBER.exec(text.slice(Math.max(0, from - 5), from))?.[1];
  if (number === undefined || THING.test(text.slice(end, end + 24))) return undefined;
  const start = from - 1 - number.length;
  return personal(text, start, start + number.length, start);
}

/** The number, where a word beside it speaks of a person; `lead` is where the words around the number begin. */
function personal(text: string, start: number, end: number, lead: number): Match | undefined {
  const years = Number(text.slice(start, end));
  if (years < 1 || years > 120) return undefined;
  const near = `${text.slice(Math.max(0, lead - REACH.before), lead)} ${text.slice(end, end + REACH.after)}`;
  return PERSON.test(near) ? { start, end, prior: 0.45, evidence: EVIDENCE.shape | EVIDENCE.contextWord } : undefined;
}

function whole(text: string, start: number, end: number, context: Context): Match | undefined {
  const value = text.slice(start, end);
  if (!/^\d{1,3}$/.test(value) || Number(value) < 1 || Number(value) > 120 || TECHNICAL.test(context.key))
    return undefined;
  return { start, end, prior: 0.3, evidence: EVIDENCE.shape | EVIDENCE.key };
}

export const detector: Detector = {
  id: "age",
  type: "AGE",
  description: "Ages in years: by key, and in text with a word for a person beside them.",
  source: "none: a number from 1 to 120 that a key or words call an age",
  triggers: ["word", "non_ascii"],
  words: [
    "aged",
    "turned",
    "turns",
    "age",
    "year",
    "yrs",
    "jahre alt",
    "jaehrig",
    "jarige",
    "jaar oud",
    "anos",
    "anni",
    "ans",
    "letni",
    "agé",
    "im alter",
  ],
  foreignUnits: new Set(Array.from("jJaAâÂ", (letter) => letter.charCodeAt(0))),
  needsDigits: 1,
  hints: ["age"],
  examples: [
    { text: "42", key: "patient.age", finds: ["42"] },
    { text: "a woman aged 52 was taken to hospital", finds: ["52"] },
    { text: "I'm 37 years old and live alone", finds: ["37"] },
    { text: "the suspect is a 24 year old male", finds: ["24"] },
    { text: "Age: 61, Sex: F", finds: ["61"] },
    { text: "die 58-jährige Patientin", finds: ["58"] },
    { text: "une femme âgée de 47 ans", finds: ["47"] },
    { text: "el paciente tiene 33 años", finds: ["33"] },
  ],
  counterExamples: [
    "age 42",
    "42",
    "cache entries aged 43 were purged",
    "objects aged 12 to 43 days removed",
    "Age: 1182",
    "age=44 max_age=3600",
    "a 12 year old bug in the parser",
    "the certificate is 3 years old",
    "10-jährige Garantie",
    "he waited, aged 43 minutes",
  ],
  knownMisses: ["ages in words, and without a word for a person beside them"],
  at,
  whole,
};
