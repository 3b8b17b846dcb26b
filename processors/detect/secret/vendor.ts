import { type Context, type Detector, EVIDENCE, type Match } from "../detector.ts";
import { seeDigits } from "../sight.ts";
import { buildTrie, longestAt } from "../trie.ts";
import { assignedAt } from "./assigned.ts";
import { ALPHABETS, isOf, parseShape, runEnd, type Shape, shapeEnd } from "./shape.ts";
import { entropy, isCode, isFiller, isIdentifier, isNumberOrDate, isStandIn, isTokenLike } from "./value.ts";
import { VENDORS, type Vendor } from "./vendors.ts";
import { announcing } from "./words.ts";

const NAMES = buildTrie(VENDORS.map((vendor) => vendor.name));
const SHAPES: readonly (readonly Shape[])[] = VENDORS.map((vendor) => vendor.shapes.map(parseShape));

/** How far the assignment may stand from the vendor's name. */
const REACH = 28;

/** Words between name and value that make the value a key. */
const KEY_LIKE =
  /(?:key|token|secret|auth|pass|pwd|pat|cred|access|client|license|licence|private|bearer|webhook|dsn|signing|sid)s?(?![a-z])/i;

function at(text: string, index: number, context: Context): Match | undefined {
  const number = longestAt(NAMES, text, index, true);
  const vendor = VENDORS[number];
  if (vendor === undefined) return undefined;
  const nameEnd = index + vendor.name.length;
  const keyEnd = keyBehind(text, nameEnd);
  const between = text.slice(nameEnd, keyEnd);
  if (/^[a-z]/.test(between) && !KEY_LIKE.test(between)) return undefined;
  const value = assignedAt(text, keyEnd, true);
  if (value === undefined || value.end - value.start > 512) return undefined;
  seeDigits(context.work, text, value.start, value.end);
  const bare = vendor.bare && between === "";
  if (!bare && !KEY_LIKE.test(between)) return undefined;
  if (!isKeyOf(text.slice(value.start, value.end), number)) return undefined;
  return {
    start: value.start,
    end: value.end,
    prior: 0.6,
    evidence: EVIDENCE.shape | EVIDENCE.contextWord,
    subtype: `API_KEY.${subtypeName(vendor)}`,
  };
}

function subtypeName(vendor: Vendor): string {
  return vendor.name.replaceAll("-", "_");
}

/** End of the identifier or the few words that stand between a vendor's name and the sign of assignment. */
function keyBehind(text: string, nameEnd: number): number {
  let end = nameEnd;
  for (let words = 0; words < 4; words++) {
    end = runEnd(text, end, ALPHABETS.dotted, REACH);
    const next = end + 1;
    if (text[end] !== " " || next - nameEnd > REACH || !isOf(text, next, ALPHABETS.alpha)) break;
    if (/^(?:is|was|string|String)\b/.test(text.slice(next, next + 8))) break;
    end = next;
  }
  return Math.min(end, nameEnd + REACH);
}

function isKeyOf(value: string, number: number): boolean {
  if (isFiller(value) || isStandIn(value)) return false;
  if (isTokenLike(value, true) && value.length >= 16) return true;
  if (isCode(value) || (isNumberOrDate(value) && value.length < 15)) return false;
  const fits = SHAPES[number]?.some((shape) => shapeEnd(value, 0, shape) === value.length) === true;
  return fits && (isIdentifier(value) || isNumberOrDate(value) || entropy(value) >= 2.8);
}

export const detector: Detector = {
  tellsSight: true,
  id: "secret_vendor",
  type: "SECRET",
  description:
    "Keys without a prefix of their own, behind the name of the service that issues them: `hubspotKey = uuid`, `meraki: 40 hex digits`. Alphabet and length are checked against the service's keys.",
  source: "Vendor documentation, listed in vendors.ts",
  triggers: ["word"],
  words: announcing(VENDORS.map((vendor) => vendor.name)),
  examples: [
    {
      text: 'const hubspotKey = "5f0c7e1a-93b2-4d68-8a1e-7c2b9d04f6e3"',
      finds: ["5f0c7e1a-93b2-4d68-8a1e-7c2b9d04f6e3"],
    },
    { text: "discord_client_id=493827156403921857", finds: ["493827156403921857"] },
    { text: "meraki: 3fa9c2d17be84056a1c9e2f7d0b84a6c5e1f9d37", finds: ["3fa9c2d17be84056a1c9e2f7d0b84a6c5e1f9d37"] },
    {
      text: "the heroku api key is 6f1c2b9e-0d4a-4e57-b8a3-52c7f9e1d064",
      finds: ["6f1c2b9e-0d4a-4e57-b8a3-52c7f9e1d064"],
    },
  ],
  counterExamples: [
    "github commit: 4b825dc642cb6eb9a060e54bf8d69288fbee4904",
    "sentry event id: fc6d8c0c43fc4630ad850ee518f1b9d0",
    "datadog.trace_id=4bf92f3577b34da6a3ce929d0e0e4736",
    "segment-replication: completed",
    "discord client id = 111111111111111111",
    "stripe customer: cus_9s6XKzkNRiz8i3",
    "vault token: unavailable",
  ],
  knownMisses: ["services not in the table, where no key word stands before the value"],
  at,
};
