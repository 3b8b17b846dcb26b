import { type Context, type Detector, EVIDENCE, type Match } from "../detector.ts";
import { endsForeign } from "../foreign-keys.ts";
import { NAMES_STAGE } from "./names-stage.ts";

const OWN_KEY =
  /(?:^|[._-])(?:street|street_?address|postal_?address|mailing_?address|shipping_?address|billing_?address|delivery_?address|home_?address|residence|address_?line_?\d?|street_?name)$/i;
/** Keys of people's and of machines' addresses: the value must be built like a person's. */
const ANY_ADDRESS = /(?:^|[._-])(?:address|addr|adresse|direccion|indirizzo)$/i;
const BUILT =
  /^(?!.*(?:\d{7}|\d\.\d))(?=.*\d)(?=.*\p{L}.*, )(?=.*\p{Lu}\p{Ll}.*\P{L}\p{Lu}\p{Ll})[^@\\=<>{}|_:]{8,200}$/u;
/** A word and a number with a blank between them: `adresse` is a word for addresses of machines as well. */
const WORDED = /^(?=.*\p{L}{3})(?=.*\d)(?=.*[\p{L}\d.,] [\p{L}\d])(?!.*\d\.\d)[^@\\=<>{}|_:]{6,200}$/u;
const CASED_KEY = /([a-z])([A-Z])/g;
/** Two words or a word and a number, and nothing that names a host, a path or a mailbox. */
const LINE = /^(?=.*\p{L})[^@/\\=<>{}|_]{1,200}$/su;

/** Postal addresses in one line or several. */
export const detector: Detector = {
  id: "postal_address",
  type: "POSTAL_ADDRESS",
  description:
    "Postal addresses of many countries, in one line or several: street words and suffixes of some twenty languages, numbers, post codes and towns around them, read by the same model as names.",
  source: "Our own model, docs/model-card.md; address lists of @faker-js/faker (MIT).",
  triggers: ["caps", "word", "non_ascii"],
  words: [
    "street",
    "avenue",
    "road",
    "lane",
    "drive",
    "apartment",
    "suite",
    "unit",
    "address",
    "postcode",
    "zip",
    "apt",
    "box",
    "rue",
    "via",
    "calle",
    "strada",
    "ulica",
  ],
  hints: ["address", "postcode"],
  stage: NAMES_STAGE,
  examples: [
    {
      text: "Please deliver it to 48 Maple Grove Road, Springfield before noon.",
      finds: ["48 Maple Grove Road, Springfield"],
    },
    { text: "Meine Anschrift ist Lindenstraße 12, 80331 München.", finds: ["Lindenstraße 12, 80331 München"] },
    { text: "J'habite 14 rue des Lilas, 69003 Lyon.", finds: ["14 rue des Lilas, 69003 Lyon"] },
    { text: "Via Garibaldi 27, 10122 Torino", finds: ["Via Garibaldi 27, 10122 Torino"] },
    {
      text: "12 Wrenfield Hollow, Q4 7ZZ Upper Larkmoor",
      finds: ["12 Wrenfield Hollow, Q4 7ZZ Upper Larkmoor"],
      key: "customer.address",
    },
    { text: "7 Harbour View", finds: ["7 Harbour View"], key: "shipping_address" },
  ],
  counterExamples: [
    "Took 12 tiles of the street map from cache in 40 ms",
    "The address 10.20.30.40 is not reachable.",
    "Bound to address 0.0.0.0:8080",
    "Unit tests: 48 passed, 2 failed",
    "Box 12 of 40 packed",
  ],
  knownMisses: [
    "Addresses without a number, a street word or a post code.",
    "Addresses in lines that machines write, unless a street word and a number stand side by side.",
  ],
  whole(text, start, end, context: Context): Match | undefined {
    const key = context.key.replace(CASED_KEY, "$1_$2");
    if (end - start > 200) return undefined;
    const value = text.slice(start, end);
    const evidence = EVIDENCE.shape | EVIDENCE.key;
    if (ANY_ADDRESS.test(key) && BUILT.test(value)) return { start, end, prior: 0.9, evidence };
    if (WORDED.test(value) && endsForeign(key, "address")) return { start, end, prior: 0.6, evidence };
    if (!OWN_KEY.test(key)) return undefined;
    return /[\s\d]/.test(value) && LINE.test(value) ? { start, end, prior: 0.6, evidence } : undefined;
  },
};
