import { type Context, type Detector, EVIDENCE, type Match } from "../detector.ts";
import { hintBit } from "../hints.ts";
import { see } from "../sight.ts";
import { afterPercentEscape, isDigit, isLetter, isWordUnit } from "../units.ts";
import { classOfIpv4, parseIpv4At } from "./ip-address.ts";

const IP_HINT = hintBit("ip");

/** Words right before a dotted number that make it a version. */
const VERSION_WORDS = new Set([
  "version",
  "versions",
  "ver",
  "vers",
  "v",
  "build",
  "release",
  "rel",
  "revision",
  "rev",
  "firmware",
  "fw",
  "driver",
  "sdk",
  "upgrade",
  "patch",
  "package",
  "versione",
  "versión",
  "versao",
  "versie",
  "oid",
  "section",
  "chapter",
  "kernel",
  "plugin",
  "library",
  "assembly",
  "agent",
  "runtime",
]);

/** The end of a UUID or a digest. */
const HEX_ID = /^[0-9a-f]{12}$/;
/** Product tokens of user agents (RFC 9110 10.1.5) whose version has four parts. */
const PRODUCTS = new Set([
  "chrome",
  "chromium",
  "headlesschrome",
  "crios",
  "edg",
  "edge",
  "edga",
  "edgios",
  "opr",
  "opera",
  "version",
  "firefox",
  "safari",
  "yabrowser",
  "samsungbrowser",
  "ucbrowser",
  "electron",
  "vivaldi",
  "brave",
  "whale",
  "silk",
  "trident",
  "msie",
  "qqbrowser",
  "miuibrowser",
  "applewebkit",
  "java",
  "python",
  "okhttp",
  "curl",
  "wget",
  "postmanruntime",
  "gsa",
  "instagram",
  "whatsapp",
]);

/** Longest dotted run that is read around a candidate. */
const MAX_RUN = 20;

function at(text: string, index: number, context: Context): Match | undefined {
  let start = index;
  while (start > 0 && index - start < MAX_RUN && isRun(text.charCodeAt(start - 1))) start--;
  let end = index;
  while (end < text.length && end - index < MAX_RUN && isRun(text.charCodeAt(end))) end++;
  if (text[end - 1] === ".") end--;
  const lead = afterEllipsis(text, start, index);
  if (!isDotted(text, lead, end)) return undefined;
  see(context.work);
  const octets = parseIpv4At(text, lead, end);
  if (octets === undefined) return undefined;
  const key = (context.hints & IP_HINT) !== 0 ? EVIDENCE.key : 0;
  const found = { start: lead, prior: 0.9, evidence: EVIDENCE.shape | key, subtype: classOfIpv4(octets) };
  if (isHostName(text, lead, end)) return { ...found, end };
  if (!freeBefore(text, lead) || !(freeAfter(text, end) || isBlockPool(text, lead, end))) return undefined;
  if (isBounded(text, lead, end)) return undefined;
  if (isVersion(text, lead, octets, context)) return undefined;
  return { ...found, end: withPrefixLength(text, end) };
}

/** Whether it has the length and the dots of an address. */
function isDotted(text: string, start: number, end: number): boolean {
  let dots = 0;
  for (let i = start; i < end; i++) if (text.charCodeAt(i) === 0x2e) dots++;
  return dots === 3 && end - start <= 15;
}

/** `host203.0.113.7.example.net`: providers name their customers' lines after the address. */
function isHostName(text: string, start: number, end: number): boolean {
  if (text[end] !== "." || !isLetter(text.charCodeAt(end + 1))) return false;
  if (!/^(?:\.[a-z][a-z0-9-]{0,62}){1,6}\.[a-z]{2,24}(?![\w-])/i.test(text.slice(end, end + 128))) return false;
  let from = start;
  while (from > 0 && start - from < 32 && (isLetter(text.charCodeAt(from - 1)) || text[from - 1] === "-")) from--;
  return !VERSION_WORDS.has(text.slice(from, start).toLowerCase()) && !isWordUnit(text.charCodeAt(from - 1));
}

function isRun(unit: number): boolean {
  return isDigit(unit) || unit === 0x2e;
}

/** `...10.0.0.1` and `from:..10.0.0.1`: two dots and more are no part of the run. */
function afterEllipsis(text: string, start: number, index: number): number {
  for (let i = index - 1; i > start; i--) if (text[i] === "." && text[i - 1] === ".") return i + 1;
  return start;
}

function freeBefore(text: string, start: number): boolean {
  if (start === 0 || afterPercentEscape(text, start)) return true;
  const unit = text.charCodeAt(start - 1);
  const before = text[start - 1] ?? "";
  if (before === "n" || before === "t" || before === "r") return text[start - 2] === "\\";
  if (before === "~" || before === "$" || before === "^" || before === "+") return false;
  if (isWordUnit(unit)) return false;
  // `name-1.2.3.4` is a package; after a digit it is the end of a range, and an identifier in hex is no name.
  return before !== "-" || !isLetter(text.charCodeAt(start - 2)) || HEX_ID.test(text.slice(start - 13, start - 1));
}

function freeAfter(text: string, end: number): boolean {
  const unit = text.charCodeAt(end);
  if (isWordUnit(unit)) return false;
  const next = text.charCodeAt(end + 1);
  // A further label makes it the front of a host name, a dash a packaged version; but a range ends in an address.
  if (unit === 0x2e) return !isWordUnit(next);
  if (unit === 0x2d && isWordUnit(next)) return /^-\d{1,3}\.\d/.test(text.slice(end, end + 6));
  return unit !== 0x2b && unit !== 0x7e;
}

/** `BP-1347369012-10.0.0.1-1444972147527`: pools of HDFS are named after a number, the name node and the time. */
function isBlockPool(text: string, start: number, end: number): boolean {
  return (
    /^-\d{13}(?!\d)/.test(text.slice(end, end + 15)) && /BP-\d{1,10}-$/.test(text.slice(Math.max(0, start - 14), start))
  );
}

/** `>=1.21.2,<2.0.0.0`, `1.2.3.4 installed`: versions that are compared or came. */
function isBounded(text: string, start: number, end: number): boolean {
  const before = text.slice(Math.max(0, start - 4), start);
  if (/(?:[<>~]= ?|[\w,)\]]<)$/.test(before)) return text[end] !== ">" || before.endsWith("=");
  return /^ (?:is )?(?:already )?installed\b/.test(text.slice(end, end + 24)) && /[a-z\d] $/.test(before);
}

function isVersion(text: string, start: number, octets: readonly number[], context: Context): boolean {
  if (context.key !== "" && /version|build|release|firmware/i.test(context.key)) return true;
  if (text[start - 1] === "/") return isProductVersion(text, start, octets);
  // At most one separator run, then the word: `version=1.2.8.57`, `ver: 1.2.3.4`, `x.dll (6.1.1.0`.
  let end = start;
  while (end > 0 && start - end < 4 && " =:\"'([,\t".includes(text[end - 1] ?? "x")) end--;
  if (end === start && start > 0) return false;
  let from = end;
  while (from > 0 && end - from < 24 && isWordUnit(text.charCodeAt(from - 1))) from--;
  const word = text.slice(from, end).toLowerCase();
  if (VERSION_WORDS.has(word) || word.endsWith("version") || word.endsWith("_ver")) return true;
  return text[from - 1] === "." && (word === "dll" || word === "exe" || word === "sys" || word === "jar");
}

/** `Chrome/142.0.0.0`, against `host.example/10.0.0.1` as Java writes socket addresses. */
function isProductVersion(text: string, start: number, octets: readonly number[]): boolean {
  let from = start - 1;
  while (from > 0 && start - from < 32 && isWordUnit(text.charCodeAt(from - 1))) from--;
  const name = text.slice(from, start - 1).toLowerCase();
  if (name === "") return false;
  if (PRODUCTS.has(name)) return true;
  const reduced = octets[1] === 0 && octets[2] === 0 && octets[3] === 0;
  return isLetter(name.charCodeAt(0)) && (reduced || text.slice(Math.max(0, from - 256), from).includes("Mozilla/"));
}

/** `/0` to `/32` belongs to the address. */
function withPrefixLength(text: string, end: number): number {
  if (text[end] !== "/" || !isDigit(text.charCodeAt(end + 1))) return end;
  const two = isDigit(text.charCodeAt(end + 2));
  const stop = two ? end + 3 : end + 2;
  const after = text.charCodeAt(stop);
  if (
    isWordUnit(after) ||
    (after === 0x2e && isDigit(text.charCodeAt(stop + 1))) ||
    Number(text.slice(end + 1, stop)) > 32
  )
    return end;
  return stop;
}

export const detector: Detector = {
  tellsSight: true,
  id: "ipv4",
  type: "IP_ADDRESS",
  description:
    "IPv4 addresses, with a prefix length where one follows. The subtype says PUBLIC, PRIVATE, LOOPBACK, LINK_LOCAL or RESERVED.",
  source: "RFC 6943 3.1.1, RFC 6890, RFC 4632",
  triggers: ["dots"],
  examples: [
    { text: "from 203.0.113.7 port 22", finds: ["203.0.113.7"] },
    { text: "target: /10.77.3.5:50020", finds: ["10.77.3.5"] },
    { text: "of b64e1f07a2d85b3c-203.0.113.7", finds: ["203.0.113.7"] },
    { text: "[192.168.0.0/16, 8.8.8.8]", finds: ["192.168.0.0/16", "8.8.8.8"] },
    { text: "rhost=198.51.100.4.", finds: ["198.51.100.4"] },
    { text: "worker@10.77.9.4:35811", finds: ["10.77.9.4"] },
    { text: "node-7/10.77.9.4:8020", finds: ["10.77.9.4"] },
    { text: "mask 0.0.0.0/0.0.0.0 set", finds: ["0.0.0.0", "0.0.0.0"] },
    { text: "10.0.0.1-10.0.0.9", finds: ["10.0.0.1", "10.0.0.9"] },
    { text: "next=%2F10.0.0.1%3A80", finds: ["10.0.0.1"] },
    { text: "(host203.0.113.7.line.example.net)", finds: ["203.0.113.7"] },
    { text: "BlockMover: 10.77.3.6", finds: ["10.77.3.6"] },
    { text: "block BP-1011223344-10.77.3.6-1511223344556:blk_1", finds: ["10.77.3.6"] },
  ],
  counterExamples: [
    "Package~31bf~amd64~~6.1.1.0",
    "wcp.dll version 0.0.0.6",
    "version=1.2.8.57",
    "v1.2.3.4",
    "Mozilla/5.0 (X11) AppleWebKit/537.36 Chrome/142.0.0.0 Safari/537.36",
    "MyBrowser/99.0.0.0",
    "1.3.6.1.4.1.311",
    "256.1.1.1",
    "01.02.03.04",
    "1.2.3.4.jar",
    "6.1.7601.17514.x.dll",
    "lib-1.2.3.4.jar",
    "1.2.3.4-SNAPSHOT",
    "kernel32.dll (6.1.7601.17514)",
    "requires lib>=1.2.3.4,<2.0.0.0",
    "lib 4.8.0.76 installed",
  ],
  knownMisses: ["octal, hexadecimal and shortened forms", "an address with dashes in a host name"],
  at,
};
