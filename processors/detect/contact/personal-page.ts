import { type Context, type Detector, EVIDENCE, type Match } from "../detector.ts";

/** What leads up to an address that someone calls theirs. */
const LEADS: readonly RegExp[] = [
  /(?:my|our|his|her|their|your) (?:own |new |old |personal |company )?(?:web ?site|home ?page|web ?page|web address|url|blog|site|page|profile|portfolio|channel)(?: is| at| on| under)?[:,]? (?:is )?/iy,
  /posted (?:a |an |my |his |her |our |the |some )?(?:new )?(?:photos?|pictures?|pics?|videos?|post|article|story|update)?(?: at| on| to)?[:,]? ?/iy,
  /(?:find|follow|visit|reach) (?:me|us|him|her|them) (?:at|on|under)[:,]? /iy,
];
/** Scheme or `www.`, and what may follow (RFC 3986), at most 200 characters. */
const ADDRESS = /(?:https?:\/\/|www\.)[\w.~:/?#@!$&*+,;=%-]{4,200}/iy;
const TRAILING = /[.,;:!?]+$/;

function at(text: string, index: number, _context: Context): Match | undefined {
  for (const lead of LEADS) {
    lead.lastIndex = index;
    if (!lead.test(text)) continue;
    ADDRESS.lastIndex = lead.lastIndex;
    const found = ADDRESS.exec(text);
    if (found === null) continue;
    const address = found[0].replace(TRAILING, "");
    return {
      start: found.index,
      end: found.index + address.length,
      prior: 0.6,
      evidence: EVIDENCE.shape | EVIDENCE.contextWord,
    };
  }
  return undefined;
}

export const detector: Detector = {
  id: "personal_page",
  type: "URL",
  description:
    "Addresses of web pages that people call theirs: `my website is ...`. Other URLs are taken apart and their parts judged.",
  source: "RFC 3986; our own phrases",
  triggers: ["word"],
  words: ["my", "our", "his", "her", "their", "your", "posted", "find", "follow", "visit", "reach"],
  examples: [
    {
      text: "all of it is on our blog: https://www.osprey404.example/me.",
      finds: ["https://www.osprey404.example/me"],
    },
    { text: "she posted her new article: http://quartz.example/p/17", finds: ["http://quartz.example/p/17"] },
    { text: "You can find me at www.brindle.example", finds: ["www.brindle.example"] },
  ],
  counterExamples: [
    "GET https://shop.example.com/cart",
    "posted to topic orders",
    "see https://docs.example.com",
    "my website is down",
  ],
  knownMisses: ["languages other than English", "bare domains"],
  at,
};
