import { type Context, type Detector, EVIDENCE, type Match } from "../detector.ts";
import { endsForeign } from "../foreign-keys.ts";
import { NAMES_STAGE } from "./names-stage.ts";

/** Keys whose value is a town or a post code, and nothing else. */
const OWN_KEY =
  /(?:^|[._-])(?:city|town|locality|birth_?place|place_?of_?birth|home_?town|domicile|zip|zip_?code|postcode|postal_?code|plz)$/i;
const CASED_KEY = /([a-z])([A-Z])/g;
const PLACE = /^[\p{L}\d][\p{L}\p{M}\d '’.-]{1,60}$/u;

/** Towns and countries that people write about. */
export const detector: Detector = {
  id: "place",
  type: "LOCATION",
  description:
    "Towns, regions and countries in prose and forms, read by the same model as names; towns and post codes under keys that say so.",
  source: "Our own model, docs/model-card.md; town lists of @faker-js/faker (MIT).",
  triggers: ["caps", "word", "non_ascii"],
  words: ["live", "lives", "city", "town", "moved"],
  hints: ["city", "postcode"],
  stage: NAMES_STAGE,
  examples: [
    { text: "She has lived in Barcelona since her wedding.", finds: ["Barcelona"] },
    { text: "Utrecht", finds: ["Utrecht"], key: "user.city" },
    { text: "3511 AB", finds: ["3511 AB"], key: "postal_code" },
    { text: "Clermont-Ferrand", finds: ["Clermont-Ferrand"], key: "lieu_naissance" },
  ],
  counterExamples: ["Region eu-west-1 is healthy", "Europe/Berlin", "The server restarted at noon."],
  knownMisses: ["Places in lines that machines write."],
  whole(text, start, end, context: Context): Match | undefined {
    const { key } = context;
    if (!(OWN_KEY.test(key.replace(CASED_KEY, "$1_$2")) || endsForeign(key, "city") || endsForeign(key, "postcode")))
      return undefined;
    return PLACE.test(text.slice(start, end))
      ? { start, end, prior: 0.5, evidence: EVIDENCE.shape | EVIDENCE.key }
      : undefined;
  },
};
