import { type Context, type Detector, EVIDENCE, type Match } from "../detector.ts";
import { hintBit } from "../hints.ts";
import { see } from "../sight.ts";
import { spend } from "../work.ts";
import { ALPHABETS, isOf, runEnd } from "./shape.ts";
import { classes, entropy, isFiller, isIdentifier, isStandIn, isWordy } from "./value.ts";

const MIN_LENGTH = 32;
const MAX_LENGTH = 512;
const MIN_ENTROPY = 4.2;
/** How far before the value its announcement may stand. */
const REACH = 28;

const SECRET_HINTS = hintBit("secret") | hintBit("session") | hintBit("cookie");
const ANNOUNCED =
  /(?:secret|token|passw|passphrase|api[ _-]?key|access[ _-]?key|private[ _-]?key|credential|bearer|authoriz|auth[ _-]?(?:key|code)|signing|license[ _-]?key|jwt|oauth|webhook|encrypt|hmac|client[ _-]?key)/i;

/** Announcements that are none: tokens that turn pages, keys that are public. */
const HARMLESS =
  /(?:next|page|continuation|sync|cursor|resume|public|partition|cache|sort|primary)[ _.-]?(?:token|key|secret)|(?:token|key)[ _.-]?(?:type|id|count|name)/i;

/** Units of work: of a run long enough. */
const COST = 1_500;

function at(text: string, index: number, context: Context): Match | undefined {
  const mask = ALPHABETS.any64;
  const runStop = runEnd(text, index, mask, MAX_LENGTH);
  let start = index;
  // A sign of base64 in front belongs to the value; a slash may belong to a path.
  while (start > 0 && index - start < 4 && isOf(text, start - 1, ALPHABETS.base64) && text[start - 1] !== "/") start--;
  if (runStop - start < MIN_LENGTH || (start > 0 && isOf(text, start - 1, mask))) return undefined;
  spend(context.work, COST);
  const keyed = (context.hints & SECRET_HINTS) !== 0;
  const before = text.slice(Math.max(0, start - REACH), start);
  if (!keyed && (!ANNOUNCED.test(before) || HARMLESS.test(before))) return undefined;
  see(context.work);
  if (!isRandom(text.slice(start, runStop))) return undefined;
  const end = runEnd(text, runEnd(text, runStop, mask, text.length), ALPHABETS.pad, 2);
  return {
    start,
    end,
    prior: 0.4,
    evidence: EVIDENCE.shape | (keyed ? EVIDENCE.key : EVIDENCE.contextWord),
    subtype: "GENERIC",
  };
}

function isRandom(value: string): boolean {
  if (classes(value.replace(/[^A-Za-z0-9]/g, "")) < 3 || isIdentifier(value) || isFiller(value)) return false;
  if (value.split("/").length > 3 || value.split("-").length > 4) return false;
  return entropy(value) >= MIN_ENTROPY && !isWordy(value) && !isStandIn(value);
}

export const detector: Detector = {
  tellsSight: true,
  id: "secret_generic",
  type: "SECRET",
  description:
    "Long random values of small letters, capitals and digits with a word for a secret shortly before, or under a key that names one. Hex strings and UUIDs are identifiers and left.",
  source: "Shannon entropy; NIST SP 800-63B on secrets",
  triggers: ["token"],
  examples: [
    {
      text: "rotated signing material to Zq3vT8mKx1RbW6yLp0NfHs5cJd9GaEu2",
      finds: ["Zq3vT8mKx1RbW6yLp0NfHs5cJd9GaEu2"],
    },
  ],
  counterExamples: [
    "digest Zq3vT8mKx1RbW6yLp0NfHs5cJd9GaEu2",
    "token for 4bf92f3577b34da6a3ce929d0e0e4736",
    "secret of my-service-account-controller-manager-7d9f",
    "token container_1720000000123_0042_02_000007_WorkerTask",
  ],
  at,
};
