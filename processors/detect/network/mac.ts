import { hasContext, wordSet } from "../context-words.ts";
import { type Context, type Detector, EVIDENCE, type Match } from "../detector.ts";
import { hintBit } from "../hints.ts";
import { see } from "../sight.ts";
import { freeLeft, isHex, isWordUnit } from "../units.ts";
import { spend } from "../work.ts";

const MAC_HINT = hintBit("mac");

const WORDS = wordSet(
  "mac, mac address, ether, hwaddr, hardware address, bssid, ethernet, wifi, wlan, lladdr, bluetooth, arp, dhcp, chaddr, oui, station",
);

const MAC_KEY = /(?:mac|bssid|hwaddr|hw_?addr(?:ess)?|hardware_?address|macaddr(?:ess)?)$/i;
const PAIRS = /[0-9a-f]{2}([:-])[0-9a-f]{2}(?:\1[0-9a-f]{2}){4}/iy;
const QUADS = /[0-9a-f]{4}\.[0-9a-f]{4}\.[0-9a-f]{4}/iy;

const FRAME = /[0-9a-f]{2}(?::[0-9a-f]{2}){13}(?![:\w])/iy;

/** Units of work: of looking around what has the shape. */
const COST = 2_500;

/** At the second pair's separator, or at the second quad's dot, the address starts before. */
function at(text: string, index: number, context: Context): Match | undefined {
  const dotted = text[index] === ".";
  let start = index;
  // `hex_pairs` reports any separator inside; walk to the first pair of the run.
  const sign = text[index] ?? "";
  const width = dotted ? 4 : 2;
  while (start - width >= 0 && index - start < 24 && isHexRun(text, start - width, width)) {
    start -= width;
    const before = start - 1 - width;
    // A word that ends in hex digits (`mac:`) is no pair.
    if (
      text[start - 1] !== sign ||
      before < 0 ||
      !isHexRun(text, before, width) ||
      isWordUnit(text.charCodeAt(before - 1))
    )
      break;
    start--;
  }
  const pattern = dotted ? QUADS : PAIRS;
  pattern.lastIndex = start;
  const found = pattern.exec(text);
  if (found === null) return undefined;
  spend(context.work, COST);
  const end = start + found[0].length;
  if (!freeLeft(text, start) || isWordUnit(text.charCodeAt(end))) return undefined;
  if (text[end] === ":" && text.slice(start - 4, start) === "MAC=") {
    // Two addresses and the type of the frame, as netfilter prints the head of a frame.
    see(context.work);
    FRAME.lastIndex = start;
    if (FRAME.test(text))
      return { start, end: start + 35, prior: 0.9, evidence: EVIDENCE.shape | EVIDENCE.contextWord };
  }
  // A seventh pair: a world-wide name, an EUI-64, a digest with colons.
  const next = text[end] ?? " ";
  if ((next === sign || next === "-" || next === ":") && isHex(text.charCodeAt(end + 1))) return undefined;
  if (
    start > 1 &&
    text[start - 1] === sign &&
    (sign !== ":" || (isHex(text.charCodeAt(start - 2)) && isFreePair(text, start - 3)))
  )
    return undefined;
  const key = (context.hints & MAC_HINT) !== 0;
  const word = !key && hasContext(text, start, end, WORDS);
  see(context.work);
  if (!key && !word && !isTelling(found[0], dotted)) return undefined;
  return {
    start,
    end,
    prior: dotted ? 0.7 : 0.9,
    evidence: EVIDENCE.shape | (key ? EVIDENCE.key : 0) | (word ? EVIDENCE.contextWord : 0),
  };
}

/** Twelve digits without separators: only a key tells them from an identifier. */
function whole(text: string, start: number, end: number, context: Context): Match | undefined {
  if (end - start !== 12 || !MAC_KEY.test(context.key) || !isHexRun(text, start, 12)) return undefined;
  return { start, end, prior: 0.7, evidence: EVIDENCE.shape | EVIDENCE.key };
}

/** Whether what stands in front of the separator is a pair, or the end of one: `16:`, not `mac:`. */
function isFreePair(text: string, at: number): boolean {
  return !isWordUnit(text.charCodeAt(at)) || (isHex(text.charCodeAt(at)) && !isWordUnit(text.charCodeAt(at - 1)));
}

function isHexRun(text: string, from: number, length: number): boolean {
  for (let i = 0; i < length; i++) if (!isHex(text.charCodeAt(from + i))) return false;
  return true;
}

/** Not only decimal digits, which dates, times and grouped numbers are made of. */
function isTelling(value: string, dotted: boolean): boolean {
  if (/[a-f]/i.test(value)) return true;
  return !dotted && value[2] === ":" && value.split(":").some((pair) => Number(pair) > 59);
}

export const detector: Detector = {
  tellsSight: true,
  id: "mac",
  type: "MAC_ADDRESS",
  description:
    "48-bit hardware addresses with colons, dashes or in dotted quads. All-decimal ones need a word or key beside them.",
  source: "IEEE 802-2014 8.1",
  triggers: ["hex_pairs"],
  hints: ["mac"],
  examples: [
    {
      text: "IN=eth0 OUT= MAC=00:00:5e:00:53:01:00:00:5e:00:53:02:08:00 SRC=203.0.113.7",
      finds: ["00:00:5e:00:53:01:00:00:5e:00:53:02"],
    },
    { text: "DHCPACK to 00:1a:2b:3c:4d:5e via eth0", finds: ["00:1a:2b:3c:4d:5e"] },
    { text: "00-1A-2B-3C-4D-5E", finds: ["00-1A-2B-3C-4D-5E"] },
    { text: "Vlan10 001a.2b3c.4d5e DYNAMIC", finds: ["001a.2b3c.4d5e"] },
    { text: "mac:00:11:22:33:44:55", finds: ["00:11:22:33:44:55"] },
    { text: "001A2B3C4D5E", key: "device.mac", finds: ["001A2B3C4D5E"] },
    { text: "bssid 01-02-03-04-05-06 joined", finds: ["01-02-03-04-05-06"] },
  ],
  counterExamples: [
    "50:01:43:80:2A:3B:4C:5D:6E:7F:80:91",
    "at 05-06-07-08-09-10",
    "1234.5678.9012",
    "00:1a:2b:3c:4d",
    "6005-08b4-0001-00c6",
    "00:1a:2b-3c:4d:5e",
    "wwn 16:cc:33:56:14:90:5d:cb",
  ],
  knownMisses: ["twelve hex digits without separators, but for a key"],
  at,
  whole,
};
