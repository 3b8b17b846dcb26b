import { type Context, type Detector, EVIDENCE, type Match } from "../detector.ts";
import { isAlnum, isHex } from "../units.ts";

const DASHES = [8, 13, 18, 23];

function at(text: string, index: number, _context: Context): Match | undefined {
  if (index + 36 > text.length || text[index + 8] !== "-") return undefined;
  for (let i = 0, d = 0; i < 36; i++) {
    if (i === DASHES[d]) {
      if (text[index + i] !== "-") return undefined;
      d++;
    } else if (!isHex(text.charCodeAt(index + i))) return undefined;
  }
  if (isAlnum(text.charCodeAt(index + 36)) || isAlnum(text.charCodeAt(index - 1))) return undefined;
  return { start: index, end: index + 36, prior: 0.95, evidence: EVIDENCE.shape };
}

export const detector: Detector = {
  id: "uuid",
  type: "UUID",
  description:
    "UUIDs: identifiers, not secrets. Policies keep them by default; names and paths turn them into templates.",
  source: "RFC 9562 4",
  triggers: ["uuid", "token"],
  digitRuns: [8],
  examples: [
    { text: "GET /users/6f1c2d3e-4b5a-4c7d-8e9f-0a1b2c3d4e5f/orders", finds: ["6f1c2d3e-4b5a-4c7d-8e9f-0a1b2c3d4e5f"] },
    { text: "instance_00000000-0000-4000-8000-000000000001", finds: ["00000000-0000-4000-8000-000000000001"] },
  ],
  counterExamples: ["6f1c2d3e-4b5a-4c7d-8e9f-0a1b2c3d4e5", "6f1c2d3e4b5a4c7d8e9f0a1b2c3d4e5f", "6005-08b4-0001-00c6"],
  knownMisses: [
    "UUIDs without dashes",
    "a UUID whose first eight digits are all letters, glued to a word by `_` or `-`",
  ],
  at,
};
