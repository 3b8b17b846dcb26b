import type { CountryCode } from "libphonenumber-js/max";
import { parsePhoneNumberFromString } from "libphonenumber-js/max";
import { isCounted } from "../counted.ts";
import type { Context } from "../detector.ts";
import { EASTERN } from "../id-shape.ts";
import { see } from "../sight.ts";
import { digitsOf, isDigit, isRepdigit, isWordUnit } from "../units.ts";
import { spend, type Work } from "../work.ts";
import { isInternational, isNational } from "./phone-plans.ts";

/** A lead-in of `+` or `00`, groups of digits with single separators or a bracketed area code, and an extension. */
const SHAPE =
  /(?:\+ ?)?(?:\(\+?\d{1,5}\)[ .-]?)?\d{1,15}(?:(?:\) ?| - | ?\(\d{1,5}\) ?|[ ./\u00a0\u2011\u2009\u202f-])\d{1,14}){0,7}(?: ?(?:x|ext\.?|extension|#|durchwahl|poste) ?\.? ?\d{1,6})?/iy;
const EXTENSION = / ?(?:x|ext\.?|extension|#|durchwahl|poste) ?\.? ?\d{1,6}$/i;
const DATE =
  /^(?:(?:19|20)\d{2}[-./ ](?:0?[1-9]|1[0-2])[-./ ](?:0?[1-9]|[12]\d|3[01])(?:\D.*)?|(?:0?[1-9]|[12]\d|3[01])[-./ ](?:0?[1-9]|[12]\d|3[01])[-./ ](?:19|20)\d{2}(?:\D.*)?)$/;
const UNIT_AFTER =
  /^ ?(?:bytes|ms|us|ns|kb|mb|gb|kib|mib|sec|seconds|rows|records|packets|hits|times|%|\$|€|eur|usd)(?![a-z])/i;
const TIME_BEFORE = /\d:\d{2}(?:[.,]\d+)?(?: ?[A-Z]{1,4})?[\s\][(]{1,4}$/;

/** Written in a way that the library reads as these digits. */
const PLAIN = /^\+?\d+(?:[ .-]\d+)*$/;
/** Units of work (`work.ts`): of reading a candidate, of one plan of numbers, of asking the library. */
const COST = { look: 800, plan: 400, parse: 16_000 } as const;
/** Longest number with its extension. */
export const MAX_SPAN = 40;

/** Where none are configured: regions whose national shapes are told apart well. */
const REGIONS: readonly string[] = [
  "US",
  "GB",
  "DE",
  "FR",
  "ES",
  "IT",
  "NL",
  "BE",
  "CH",
  "AT",
  "SE",
  "NO",
  "DK",
  "FI",
  "PL",
  "PT",
  "IE",
  "AU",
  "NZ",
  "IN",
  "BR",
  "MX",
  "JP",
  "KR",
  "IL",
  "ZA",
  "TR",
];

/** A stretch of text that could be a telephone number. */
export interface Candidate {
  readonly start: number;
  readonly end: number;
  /** As written, without the extension. */
  readonly main: string;
  readonly digits: string;
}

/** The candidate that begins at `start` (a digit, `(` or `+`), if nothing speaks against it. */
export function candidateAt(text: string, start: number, work: Work | undefined): Candidate | undefined {
  spend(work, COST.look);
  const shape = shapeAt(text, start);
  if (shape === undefined) return undefined;
  see(work);
  const { main, digits } = shape;
  return isRepdigit(digits) || (DATE.test(main) && !main.startsWith("+")) ? undefined : shape;
}

/** What has the shape of one, whatever its digits. */
function shapeAt(text: string, start: number): Candidate | undefined {
  if (!isFreeLeft(text, start)) return undefined;
  SHAPE.lastIndex = start;
  const found = SHAPE.exec(text)?.[0];
  if (found === undefined || found.length > MAX_SPAN) return undefined;
  const end = start + found.length;
  const main = found.replace(EXTENSION, "");
  const digits = digitsOf(main);
  if (digits.length < 6 || digits.length > 15) return undefined;
  return isFreeRight(text, end, main) && !looksOther(text, start, end, main) ? { start, end, main, digits } : undefined;
}

function isFreeLeft(text: string, start: number): boolean {
  const before = text[start - 1] ?? " ";
  if (
    isWordUnit(before.charCodeAt(0)) &&
    before.charCodeAt(0) < EASTERN &&
    !(before === "n" && text[start - 2] === "\\")
  )
    return false;
  if ("$~^#+".includes(before)) return false;
  // The last part of a path of channels: `SIP/trunk/+49151...`.
  if (before === "/" && text[start] === "+" && isDigit(text.charCodeAt(start + 8))) return true;
  if ("-./@&".includes(before) && isWordUnit(text.charCodeAt(start - 2))) return false;
  // In rows of cells a plus begins a number, whatever stands before the comma.
  if (before === "," && text[start] === "+") return true;
  return !(":,".includes(before) && isDigit(text.charCodeAt(start - 2)));
}

function isFreeRight(text: string, end: number, main: string): boolean {
  if (isWordUnit(text.charCodeAt(end))) return false;
  const after = text[end] ?? " ";
  if (after === "," && main.startsWith("+")) return true;
  return !("-./:%@,)+".includes(after) && isDigit(text.charCodeAt(end + 1))) && after !== "%";
}

/** Addresses, versions, decimals, card and social security numbers, columns of a log line, counts. */
function looksOther(text: string, start: number, end: number, main: string): boolean {
  if (main.startsWith("+")) return false;
  if (/^\d{1,3}(?:\.\d{1,3}){3}$/.test(main) || /^\d+\.\d+$/.test(main) || /^\d{1,3}(?:[ .]\d{3}){3,}$/.test(main))
    return true;
  if (/^\d{3}-\d{2}-\d{4}$/.test(main) || /^\d{4}([ -])\d{4}\1\d{4}(?:\D|\d|$)/.test(main)) return true;
  const before = text.slice(Math.max(0, start - 16), start);
  return TIME_BEFORE.test(before) || isCounted(text, start) || UNIT_AFTER.test(text.slice(end, end + 9));
}

/** Ten or thirteen digits that are a time between 2000 and 2036. */
export function isEpoch(digits: string): boolean {
  const seconds = Number(digits.slice(0, 10));
  return (digits.length === 10 || digits.length === 13) && seconds > 946_684_800 && seconds < 2_100_000_000;
}

/** Whether libphonenumber knows the number, in E.164 or in one of the regions. */
export function isKnown(main: string, digits: string, context: Context): boolean {
  const { regions, work } = context;
  if (main.startsWith("+"))
    return (
      isValid(`+${digits}`, undefined, work) ||
      (main.includes("(0)") && isValid(`+${digitsOf(main.replace("(0)", ""))}`, undefined, work))
    );
  if (digits.startsWith("00") && isValid(`+${digits.slice(2)}`, undefined, work)) return true;
  return (regions.length > 0 ? regions : REGIONS).some((region) => isValid(main, region, work));
}

/** Asked of the library only where the plans of numbers do not say. */
function isValid(value: string, region: string | undefined, work: Work | undefined): boolean {
  spend(work, COST.plan);
  const digits = digitsOf(value);
  // A `+` inside brackets makes the number international, whatever the region.
  const said = region === undefined || value.includes("+") ? isInternational(digits) : isNational(digits, region);
  if (said === "yes" && PLAIN.test(value)) return true;
  return said !== "no" && isParsed(value, region as CountryCode | undefined, work);
}

function isParsed(value: string, region: CountryCode | undefined, work: Work | undefined): boolean {
  spend(work, COST.parse);
  return parsePhoneNumberFromString(value, region)?.isValid() === true;
}
