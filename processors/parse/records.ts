import type { Part, Sink } from "./part.ts";

/** Formats of lines in which the place of a value says what it is. */
const LINES =
  /^(?:(?:PID|NK1|GT1|IN1|PV1|OBR|ORC|MRG|PD1)\||(?:N|ADR|FN|NICKNAME)[;:]|(?:ATTENDEE|ORGANIZER);|1 NAME |(?:cn|sn|givenName|displayName|gecos): |\(00(?:08|10),[0-9a-fA-F]{4}\) )/m;
/** What such lines begin with. */
const FIRSTS: ReadonlySet<number> = new Set(Array.from("PNGIOMAF1csgd(", (sign) => sign.charCodeAt(0)));
const MAX_LINE = 4_096;
/** `(0010,0010) PN `. */
const LEAD = 15;
/** A name as directories (RFC 4514), certificates and calendars write it: capitalised words, one of them may be an initial. */
const WORD = String.raw`\p{Lu}(?:[\p{L}\p{M}'’.-]|\\,){0,31}`;
const COMMON_NAME = new RegExp(
  String.raw`(?<![\w.-])[Cc][Nn][ ]?=[ ]?"?(${WORD}(?:,? (?:(?:van|von|de|der|den|del|della|di|da|bin|al|la|le) )*${WORD}){1,3})(?=["]?[ ]?(?:[,;:/+"\r\n]|$))`,
  "gu",
);
/** Words of names that are no person's: of groups, machines and those who sign certificates. */
const NOBODY =
  /(?:^|[ .-])(?:domain|users?|admins?|administrators?|computers?|controllers?|operators?|group|policy|policies|schema|enterprise|builtin|guests?|servers?|services?|root|ca|authority|global|cert\p{L}*|class|issuing|intermediate|signing|trust\p{L}*|secure|ssl|tls|test|system|network|security|sub|validation|public|primary|team|support|sales|info|office|department|dept|billing|account(?:s|ing)?|notifications?|alerts?|news|newsletter|no|noreply|reply|mailer|daemon|robot|bot|ci|build|jenkins|github|gitlab|help|desk|helpdesk|customer|care|service|desk|list|owner|request|postmaster|webmaster|monitoring|cloud|inc|ltd|llc|gmbh|corp|company|software|systems|solutions)(?=$|[ .-])/iu;
/** `"Ada Hopper" <ada@example.org>`, `Ada Hopper <sip:...>`, RFC 5322 3.4, RFC 3261 20.10. */
const DISPLAY =
  /(?:"([^"<>\r\n\\@]{2,64})\\?"|(?<![^\s,;:>(])((?:\p{Lu}[\p{L}\p{M}'’.-]{0,31} (?:(?:van|von|de|der|den|del|della|di|da|bin|al|la|le) )*){1,3}\p{Lu}[\p{L}\p{M}'’.-]{0,31}))[ \t]?<(?:sips?:|tel:|mailto:)?[^\s<>]{1,96}[@\d][^\s<>]{0,96}>/gu;
/** Words that open a line in front of a name: `Am`, `On`, `From`. */
const NOT_FIRST =
  /^(?:From|To|Cc|Bcc|On|By|Am|Le|El|Il|Em|Op|Author|Committer|Date|Reply-To|Sender|AM|PM|MON|TUE|WED|THU|FRI|SAT|SUN|Contact|Via|Signed-off-by|Co-authored-by|Reviewed-by|Acked-by|Reported-by|Tested-by) /;

/** What the fields of HL7 v2 segments hold (chapters 3, 4, 6): names, birth dates, addresses, numbers. */
const SEGMENTS: Readonly<Record<string, Readonly<Record<number, string>>>> = {
  PID: {
    5: "name",
    6: "name",
    9: "name",
    7: "birth_date",
    11: "address",
    13: "phone",
    14: "phone",
    19: "ssn",
    20: "driver_license",
  },
  NK1: { 2: "name", 4: "address", 5: "phone", 6: "phone", 16: "birth_date", 30: "name", 31: "phone", 37: "ssn" },
  GT1: { 3: "name", 5: "address", 6: "phone", 7: "phone", 8: "birth_date", 12: "ssn" },
  IN1: { 16: "name", 18: "birth_date", 19: "address" },
  PV1: { 7: "name", 8: "name", 9: "name", 17: "name" },
  OBR: { 16: "name", 28: "name" },
  ORC: { 10: "name", 11: "name", 12: "name" },
  MRG: { 7: "name" },
  PD1: { 4: "name" },
};
/** Parts of an address in HL7 and in vCard. */
const HL7_ADDRESS = ["street_address", "street_address", "city", "", "postal_code"];
const VCARD_ADDRESS = ["", "street_address", "street_address", "city", "", "postal_code"];
const ALPHABETIC = /^\p{L}[\p{L}\p{M}'’. -]*$/u;

/** Whether a text may hold records, distinguished names or names in front of addresses. */
export function mayHoldRecord(text: string): boolean {
  return hasLines(text) || (text.includes("<") && text.includes("@")) || hasCommonName(text);
}

function hasLines(text: string): boolean {
  return (FIRSTS.has(text.charCodeAt(0)) || text.includes("\n")) && LINES.test(text);
}

function hasCommonName(text: string): boolean {
  return text.includes("CN") || text.includes("cn=");
}

/**
 * Reads names that stand in front of an address, in distinguished names, and in records of HL7 v2, DICOM, LDIF, vCard,
 * iCalendar and GEDCOM.
 */
export function readRecords(whole: string, from: number, to: number, sink: Sink): void {
  const text = from === 0 && to === whole.length ? whole : whole.slice(from, to);
  const found: Part[] = [];
  const take = (start: number, end: number, key: string): void => {
    if (end > start)
      found.push({
        start: from + start,
        end: from + end,
        key,
        path: key,
        escape: "none",
        syntax: "text",
        strict: true,
        closed: true,
      });
  };
  if (hasLines(text)) readLines(text, take);
  if (hasCommonName(text)) readCommonNames(text, take);
  if (text.includes("<")) readDisplayNames(text, take);
  if (text.includes(")=(")) readConstraint(text, take);
  let last = 0;
  for (const part of found.sort((a, b) => a.start - b.start))
    if (part.start >= last) {
      sink(part);
      last = part.end;
    }
}

/** `Key (first_name, city)=(Ada, Dayton) already exists`: PostgreSQL, errors of constraints. */
const KEYS = /\bKey \(([\w", ]{1,256})\)=\(([^()]{1,512})\)/g;

function readConstraint(text: string, take: Take): void {
  for (const match of text.matchAll(KEYS)) {
    const names = (match[1] ?? "").split(",").map((name) => name.replaceAll('"', "").trim());
    const values = match[2] ?? "";
    if (names.length < 2 || values.split(", ").length !== names.length) continue;
    const start = match.index + match[0].length - 1 - values.length;
    eachOf(text, start, start + values.length, ",", (i) => names[i] ?? "", take);
  }
}

type Take = (start: number, end: number, key: string) => void;

function readCommonNames(text: string, take: Take): void {
  for (const match of text.matchAll(COMMON_NAME)) {
    const name = match[1] ?? "";
    const start = match.index + match[0].indexOf(name);
    if (NOBODY.test(name)) continue;
    // `Hopper\\, Ada`: a comma inside the name is escaped.
    const comma = name.indexOf("\\,");
    if (comma < 0) take(start, start + name.length, "name");
    else {
      take(start, start + comma, "family_name");
      take(start + comma + 2 + (name[comma + 2] === " " ? 1 : 0), start + name.length, "family_name");
    }
  }
}

function readDisplayNames(text: string, take: Take): void {
  for (const match of text.matchAll(DISPLAY)) {
    let name = match[1] ?? match[2] ?? "";
    let start = match.index + match[0].indexOf(name);
    for (let lead = NOT_FIRST.exec(name); lead !== null; lead = NOT_FIRST.exec(name)) {
      start += lead[0].length;
      name = name.slice(lead[0].length);
    }
    if (name.includes(" ") && ALPHABETIC.test(name.replace(",", "")) && !NOBODY.test(name))
      take(start, start + name.length, "name");
  }
}

function readLines(text: string, take: Take): void {
  for (let start = 0; start < text.length; ) {
    let end = start;
    while (end < text.length && text.charCodeAt(end) !== 0x0a && text.charCodeAt(end) !== 0x0d) end++;
    if (end - start < MAX_LINE) readLine(text, start, end, take);
    start = end + 1;
  }
}

function readLine(text: string, start: number, end: number, take: Take): void {
  const bar = text.indexOf("|", start);
  const fields = bar === start + 3 ? SEGMENTS[text.slice(start, bar)] : undefined;
  if (fields !== undefined) return readSegment(text, start, end, fields, take);
  const line = text.slice(start, end);
  const card = /^(N|ADR|FN|NICKNAME)(?:;[^:]{1,64})?:/.exec(line);
  if (card !== null) return readCard(text, start + card[0].length, end, card[1] ?? "", take);
  const guest = /^(?:ATTENDEE|ORGANIZER)[^:]{0,200};CN="?([^";:]{2,64})/.exec(line);
  if (guest?.[1] !== undefined && ALPHABETIC.test(guest[1].replace(",", "")) && !NOBODY.test(guest[1]))
    return take(start + guest[0].length - guest[1].length, start + guest[0].length, "person_name");
  const heir = /^1 NAME (?=[^/]*\/[^/]*\/)/.exec(line);
  if (heir !== null) return eachOf(text, start + heir[0].length, end, "/", () => "family_name", take);
  const entry = /^(?:(cn)|sn|givenName|displayName|gecos): (\p{Lu}[\p{L}\p{M}'’. -]{1,62})$/u.exec(line);
  if (entry?.[2] !== undefined && !NOBODY.test(entry[2]) && (entry[1] === undefined || /\p{L} \p{Lu}/u.test(entry[2])))
    return take(end - entry[2].length, end, "person_name");
  const element = /^\((\d{4},\d{4})\) [A-Z]{2} \[([^\]]{1,128})\]/.exec(line);
  if (element !== null) readElement(text, start + LEAD, element[2] ?? "", DICOM[element[1] ?? ""], take);
}

/** DICOM PS3.6: the elements of a patient and of who referred him. */
const DICOM: Readonly<Record<string, string>> = {
  "0008,0090": "name",
  "0008,1050": "name",
  "0010,0010": "name",
  "0010,0030": "birth_date",
  "0010,1040": "street_address",
  "0010,2154": "phone",
};

/** `(0010,0010) PN [Hopper^Ada]`. */
function readElement(text: string, from: number, value: string, key: string | undefined, take: Take): void {
  if (key === undefined) return;
  const start = text.indexOf(value, from);
  if (key === "name")
    eachOf(text, start, start + value.length, "^", (_, part) => (ALPHABETIC.test(part) ? "family_name" : ""), take);
  else take(start, start + value.trimEnd().length, key);
}

/** Components of a segment's fields: `Hopper^Ada^M` is a name, `1 Main St^^Dayton^OH^45402` an address. */
function readSegment(
  text: string,
  start: number,
  end: number,
  fields: Readonly<Record<number, string>>,
  take: Take,
): void {
  let at = start;
  for (let field = 0; at <= end; field++) {
    const bar = text.indexOf("|", at);
    const stop = bar < 0 || bar > end ? end : bar;
    const key = fields[field];
    if (key === "name")
      eachOf(text, at, stop, "^", (i, value) => (i < 4 && ALPHABETIC.test(value) ? "family_name" : ""), take);
    else if (key === "address") eachOf(text, at, stop, "^", (i) => HL7_ADDRESS[i] ?? "", take);
    else if (key === "phone" || key === "ssn" || key === "driver_license")
      eachOf(text, at, stop, "^", (i) => (i === 0 ? key : ""), take);
    else if (key !== undefined) take(at, stop, key);
    at = stop + 1;
  }
}

function readCard(text: string, start: number, end: number, kind: string, take: Take): void {
  if (kind === "ADR") return eachOf(text, start, end, ";", (i) => VCARD_ADDRESS[i] ?? "", take);
  if (kind === "N") {
    // A family name and a given one at least.
    if (!/^\p{L}[\p{L}\p{M}'’. -]*;\p{L}[\p{L}\p{M}'’. -]*(?:;|$)/u.test(text.slice(start, end))) return;
    return eachOf(text, start, end, ";", (i, value) => (i < 3 && ALPHABETIC.test(value) ? "family_name" : ""), take);
  }
  if (ALPHABETIC.test(text.slice(start, end))) take(start, end, "person_name");
}

/** The pieces of a value, without the blanks around them; those without a key are passed over. */
function eachOf(
  text: string,
  start: number,
  end: number,
  sign: string,
  keyOf: (index: number, value: string) => string,
  take: Take,
): void {
  let at = start;
  for (let index = 0; at <= end; index++) {
    const next = text.indexOf(sign, at);
    const stop = next < 0 || next > end ? end : next;
    let from = at;
    let to = stop;
    while (from < to && text.charCodeAt(from) <= 0x20) from++;
    while (to > from && text.charCodeAt(to - 1) <= 0x20) to--;
    const key = to > from ? keyOf(index, text.slice(from, to)) : "";
    if (key !== "") take(from, to, key);
    at = stop + 1;
  }
}
