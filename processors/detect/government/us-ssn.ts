import { findAnnounced, phrases } from "../announced.ts";
import { isCounted } from "../counted.ts";
import { type Context, type Detector, EVIDENCE, type Match } from "../detector.ts";
import type { IdShape } from "../shape-list.ts";
import { see } from "../sight.ts";
import { digitsOf, freeNumber, isDigit, isRepdigit } from "../units.ts";

/** Published in advertisements and forms, never given to anyone (SSA). */
const FAKES = new Set(["078051120", "219099999", "457555462", "123456789", "987654321"]);

/** Area 000, 666 and 900 up, group 00 and serial 0000 are not given (20 CFR 422.103). */
function isSsn(value: string): boolean {
  const d = digitsOf(value);
  if (d.length !== 9 || isRepdigit(d) || FAKES.has(d)) return false;
  const area = d.slice(0, 3);
  return area !== "000" && area !== "666" && area[0] !== "9" && d.slice(3, 5) !== "00" && d.slice(5) !== "0000";
}

const ANY: IdShape = {
  subtype: "US_SSN",
  pattern: /\d{3}([-. ]?)\d{2}\1\d{4}/y,
  validate: isSsn,
  prior: 0.65,
  checksum: true,
};
const DASHED: IdShape = { ...ANY, pattern: /\d{3}-\d{2}-\d{4}/y, prior: 0.75, checksum: true };

const TABLE = phrases([
  [
    "ssn, ssns, social security, social security number, social security no, social security num, social, soc sec, social sec, ss number, ss no, ss#, ssnum, ssnumber, ssid, ssa, seguro social, número de seguro social",
    [DASHED, ANY],
  ],
]);

function at(text: string, index: number, context: Context): Match | undefined {
  if (!isDigit(text.charCodeAt(index))) {
    const announced = findAnnounced(text, index, TABLE, context.work);
    return announced === undefined ? undefined : { ...announced, evidence: announced.evidence & ~EVIDENCE.checksum };
  }
  if (text[index + 3] !== "-" || text[index + 6] !== "-") return undefined;
  DASHED.pattern.lastIndex = index;
  const end = index + 11;
  if (!DASHED.pattern.test(text) || !freeNumber(text, index, end)) return undefined;
  see(context.work);
  if (!isSsn(text.slice(index, end))) return undefined;
  if (isCounted(text, index)) return undefined;
  return { start: index, end, prior: 0.75, evidence: EVIDENCE.shape, subtype: "US_SSN" };
}

function whole(text: string, start: number, end: number, _context: Context): Match | undefined {
  const value = text.slice(start, end).trim();
  if (!/^\d{3}[-. ]?\d{2}[-. ]?\d{4}$/.test(value) || !isSsn(value)) return undefined;
  return { start, end, prior: 0.85, evidence: EVIDENCE.shape | EVIDENCE.key, subtype: "US_SSN" };
}

export const detector: Detector = {
  id: "us_ssn",
  type: "US_SSN",
  description:
    "US social security numbers in valid ranges: with dashes anywhere, bare or with dots and spaces only beside a word or key.",
  source: "20 CFR 422.103; SSA randomization notes",
  needsDigits: 6,
  triggers: [...TABLE.triggers, "digits"],
  foreignUnits: TABLE.units,
  tellsSight: true,
  isLocal: true,
  digitRuns: [3],
  words: TABLE.words,
  hints: ["ssn"],
  examples: [
    { text: "SSN on file: 512-34-7781", finds: ["512-34-7781"] },
    { text: "record 205-46-4452 updated", finds: ["205-46-4452"] },
    { text: "ssn=205464452", finds: ["205464452"] },
    { text: "his social security number is 205-46-4452", finds: ["205-46-4452"] },
    { text: "social security no. 205 46 4452", finds: ["205 46 4452"] },
    { text: "205464452", key: "employee.ssn", finds: ["205464452"] },
  ],
  counterExamples: [
    "000-12-3456",
    "666-12-3456",
    "912-12-3456",
    "123-00-4567",
    "ssn 078051120",
    "205464452 ms",
    "2024-05-46-4452",
    "1-205-46-4452",
    "lot 205-46-4452 passed inspection",
    "part no. 205-46-4452 replaced",
  ],
  at,
  whole,
};
