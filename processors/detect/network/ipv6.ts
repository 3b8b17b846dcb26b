import { type Context, type Detector, EVIDENCE, type Match } from "../detector.ts";
import { hintBit } from "../hints.ts";
import { see } from "../sight.ts";
import { afterPercentEscape, isDigit, isHex, isWordUnit } from "../units.ts";
import { spend } from "../work.ts";
import { classOfIpv6, parseIpv6 } from "./ip-address.ts";

const IP_HINT = hintBit("ip");

/** Longest address in text, with a mapped IPv4 tail. */
const MAX_LENGTH = 45;

function isRun(unit: number): boolean {
  return isHex(unit) || unit === 0x3a || unit === 0x2e;
}

/** Units of work: of reading what may be an address. */
const COST = 2_000;

function at(text: string, index: number, context: Context): Match | undefined {
  let start = index;
  while (start > 0 && index - start <= MAX_LENGTH && isRun(text.charCodeAt(start - 1))) start--;
  let end = index;
  while (end < text.length && end - start <= MAX_LENGTH + 2 && isRun(text.charCodeAt(end))) end++;
  // `addr:2001:db8::1` style left-overs and sentence punctuation.
  if (text[start] === ":" && text[start + 1] !== ":") start++;
  while (end > start && (text[end - 1] === "." || (text[end - 1] === ":" && text[end - 2] !== ":"))) end--;
  if (start > 0 && isWordUnit(text.charCodeAt(start - 1)) && !afterPercentEscape(text, start)) return undefined;
  if (isWordUnit(text.charCodeAt(end))) return undefined;
  if (end - start > MAX_LENGTH || !mayBeIpv6(text, start, end)) return undefined;
  const value = text.slice(start, end);
  // `13-Jun-2026::14:05:09`, as Erlang writes a date and a time.
  if (/^\d{4}::\d\d:\d\d:\d\d$/.test(value)) return undefined;
  spend(context.work, COST);
  see(context.work);
  const groups = parseIpv6(value);
  if (groups === undefined) return undefined;
  const key = (context.hints & IP_HINT) !== 0;
  const bracketed = text[start - 1] === "[" && text[end] === "]";
  const stop = withSuffix(text, end);
  if (!key && !bracketed && stop === end && !isTelling(value)) return undefined;
  return {
    start,
    end: stop,
    prior: 0.9,
    evidence: EVIDENCE.shape | (key ? EVIDENCE.key : 0),
    subtype: classOfIpv6(groups),
  };
}

/** `::`, or the seven colons of eight groups (six before a dotted end): times and the like have neither. */
function mayBeIpv6(text: string, start: number, end: number): boolean {
  let colons = 0;
  for (let i = start; i < end; i++) {
    if (text.charCodeAt(i) !== 0x3a) continue;
    if (text.charCodeAt(i + 1) === 0x3a && i + 1 < end) return true;
    colons++;
  }
  return colons === 6 || colons === 7;
}

/**
 * What sets an address apart from times (`20:11:08`), scopes of languages (`DB::fe`) and EUI-64 (eight pairs): a group of
 * three hex digits or more, or the loopback address by itself.
 */
function isTelling(value: string): boolean {
  if (value === "::1" || (value.startsWith("::") && value.includes("."))) return true;
  if (!/\d/.test(value)) return false;
  const parts = value.split(":").filter((part) => part !== "");
  if (parts.length === 1) return false;
  if (parts.length === 2 && !/^[23f][0-9a-f]{3}::/i.test(value)) return false;
  return parts.some((part) => part.length >= 3);
}

/** A zone (`%eth0`, RFC 4007) and a prefix length belong to the address. */
function withSuffix(text: string, end: number): number {
  let stop = end;
  if (text[stop] === "%") {
    let zone = stop + 1;
    while (zone < text.length && zone - stop < 17 && isWordUnit(text.charCodeAt(zone))) zone++;
    const percentEscape =
      isHex(text.charCodeAt(stop + 1)) &&
      isHex(text.charCodeAt(stop + 2)) &&
      !/^%(?:e[nt]|br|bo|do|ve|fa)/.test(text.slice(stop, stop + 3));
    if (zone > stop + 1 && !percentEscape) stop = zone;
  }
  const prefix = /^\/(\d{1,3})(?![\w.])/.exec(text.slice(stop, stop + 6));
  return prefix !== null && Number(prefix[1]) <= 128 && isDigit(text.charCodeAt(stop + 1))
    ? stop + prefix[0].length
    : stop;
}

export const detector: Detector = {
  tellsSight: true,
  id: "ipv6",
  type: "IP_ADDRESS",
  description:
    "IPv6 addresses in all textual forms, with zone and prefix length. The subtype says PUBLIC, PRIVATE, LOOPBACK, LINK_LOCAL or RESERVED.",
  source: "RFC 4291 2.2, RFC 5952, RFC 4007 11",
  triggers: ["hex_pairs"],
  hints: ["ip"],
  examples: [
    { text: "client 2001:db8:85a3:8d3:1319:8a2e:370:7348 connected", finds: ["2001:db8:85a3:8d3:1319:8a2e:370:7348"] },
    { text: "http://[2001:db8::1]:8080/x", finds: ["2001:db8::1"] },
    { text: "bind ::1 ok", finds: ["::1"] },
    { text: "peer=::ffff:203.0.113.9,", finds: ["::ffff:203.0.113.9"] },
    { text: "fe80::1%eth0 up", finds: ["fe80::1%eth0"] },
    { text: "route 2001:db8::/32 via fe80::2", finds: ["2001:db8::/32", "fe80::2"] },
  ],
  counterExamples: [
    "at 20:11:08",
    "23:14:24:384",
    "onTouchEvent::1",
    "foo::1",
    "std::vec::Vec",
    "DB::fe",
    "1:2:3::4",
    "=INFO REPORT==== 13-Jun-2026::14:05:09 ===",
    "00:11:22:33:44:55:66:77",
    "a::b",
  ],
  knownMisses: ["`::` alone", "two-group addresses outside 2000::/3 and f000::/4, but for brackets, prefix or key"],
  at,
};
