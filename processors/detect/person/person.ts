import { isUncommonName } from "../contact/uncommon-name.ts";
import { type Context, type Detector, EVIDENCE, type Match } from "../detector.ts";
import { endsForeign } from "../foreign-keys.ts";
import { NAMES_STAGE } from "./names-stage.ts";

/** Keys that are about a person's name by themselves; a bare `name` may be anything's. */
const OWN_KEY =
  /(?:first|last|full|given|family|middle|maiden|sur|nick|customer|client|patient|guest|passenger|recipient|sender|contact|employee|driver|holder|card_?holder|beneficiary|author|person|applicant|tenant|owner|display|cust|cstmr|cdtr|dbtr)[_.-]?n(?:ame|m)\b|(?:^|[._-])(?:surname|recipient|cardholder|(?:card|account|policy)_?holder|beneficiary|contact_person|next_of_kin|signatory)$/i;
/** Up to five words of letters, joined as names are. */
const NAME = /^\p{L}[\p{L}\p{M}'’.-]{0,39}(?:,? \p{L}[\p{L}\p{M}'’.-]{0,39}){0,4}$/u;
const CASED_KEY = /([a-z])([A-Z])/g;

/** Names of people, in any of the languages the model was trained on. */
export const detector: Detector = {
  id: "person",
  type: "PERSON",
  description:
    "Names of people in prose, forms, signatures and values: word lists of many languages and a small linear model that looks at shape, endings and neighbours. In lines of machines only two listed names side by side count.",
  source: "Our own model, docs/model-card.md; name lists of @faker-js/faker (MIT).",
  triggers: ["caps", "word", "non_ascii"],
  words: [
    "name",
    "dear",
    "hello",
    "regards",
    "thanks",
    "that",
    "they",
    "your",
    "with",
    "have",
    "said",
    "told",
    "mister",
    "you",
    "his",
    "her",
    "who",
    "she",
    "hi",
    "mr",
    "mrs",
    "dr",
    "my",
    "he",
    "me",
    "i",
  ],
  hints: ["person"],
  stage: NAMES_STAGE,
  examples: [
    { text: "My colleague Annika Lindqvist will take over on Monday.", finds: ["Annika Lindqvist"] },
    { text: "Dear Mr. Okonkwo, your refund is on its way.", finds: ["Mr. Okonkwo"] },
    { text: "Mein Name ist Jürgen Hoffmann und ich habe eine Frage.", finds: ["Jürgen Hoffmann"] },
    { text: "Estimado señor Fernández, gracias por su mensaje.", finds: ["señor Fernández"] },
    { text: "Bonjour, je m'appelle Amélie Dubois.", finds: ["Amélie Dubois"] },
    { text: "Giulia Rossi", finds: ["Giulia Rossi"], key: "customer.name" },
    { text: "zbigniew", finds: ["zbigniew"], key: "first_name" },
  ],
  counterExamples: [
    "Starting Session Manager for Block Pool",
    "2024-02-03 10:11:12,345 INFO ConnectionPool: Opening Database Connection",
    "Failed to open the file, please try again later.",
    "See you on Monday, or in March.",
    "java.lang.IllegalStateException: Request was cancelled",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/120.0 Safari/537.36",
    "GET /users/Anna/Schmidt HTTP/1.1",
  ],
  knownMisses: [
    "A name that is on no list, in small letters or without its sentence.",
    "Single names in lines that machines write.",
    "Names of companies made of surnames are sometimes taken for people.",
  ],
  whole(text, start, end, context: Context): Match | undefined {
    const key = context.key.replace(CASED_KEY, "$1_$2");
    if (end - start > 100 || !(OWN_KEY.test(key) || endsForeign(key, "person"))) return undefined;
    // `client_name=ios-app`, `display_name=order-service`: programs and their parts.
    const value = text.slice(start, end);
    if (/^[a-z]+(?:-[a-z]+)+$/.test(value) && !isUncommonName(value)) return undefined;
    return NAME.test(value) ? { start, end, prior: 0.6, evidence: EVIDENCE.shape | EVIDENCE.key } : undefined;
  },
};
