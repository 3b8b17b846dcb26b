import { type Context, type Detector, EVIDENCE, type Match } from "../detector.ts";
import { decode64 } from "./checksum.ts";
import { ALPHABETS, isOf, runEnd } from "./shape.ts";

const MAX_PART = 1 << 20;
const MIN_HEADER = 16;

function at(text: string, index: number, _context: Context): Match | undefined {
  if (!text.startsWith("eyJ", index)) return undefined;
  // Only at the start of a run: runs do not overlap, so that a hostile text costs one pass.
  if (index > 0 && isOf(text, index - 1, ALPHABETS.url) && text[index - 2] !== "\\" && text[index - 3] !== "%")
    return undefined;
  const headerEnd = runEnd(text, index, ALPHABETS.url, MAX_PART);
  if (headerEnd - index < MIN_HEADER || text[headerEnd] !== ".") return undefined;
  const header = decode64(text.slice(index, Math.min(headerEnd, index + 1024)));
  if (header === undefined || !/^\{\s{0,8}"/.test(header) || !/"(?:alg|enc|typ|kid)"\s{0,8}:/.test(header))
    return undefined;
  let end = headerEnd;
  // Three parts when signed, five when encrypted; fewer when the text was cut.
  for (let part = 0; part < 4 && text[end] === "."; part++) {
    const next = runEnd(text, end + 1, ALPHABETS.url, MAX_PART);
    if (next === end + 1 && part !== 1) break;
    end = next;
  }
  return end > headerEnd + 1
    ? { start: index, end, prior: 0.8, evidence: EVIDENCE.shape | EVIDENCE.prefix | EVIDENCE.checksum, subtype: "JWT" }
    : undefined;
}

export const detector: Detector = {
  id: "secret_jwt",
  type: "SECRET",
  description:
    "JSON Web Tokens, signed or encrypted, also cut off: the header must decode to JSON with the claims of a header.",
  source: "RFC 7519, RFC 7515, RFC 7516",
  triggers: ["word"],
  // `{"` and a small letter in base64: the fourth sign is h to z or 0 to 6.
  words: ["eyj", ..."hijklmnopqrstuvwxyz0123456".split("").map((c) => `eyj${c}`)],
  examples: [
    {
      text: "session eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiI3NyIsIm5hbWUiOiJBZGEifQ.dGhpc19pc19ub3RfYV9zaWduYXR1cmU accepted",
      finds: [
        "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiI3NyIsIm5hbWUiOiJBZGEifQ.dGhpc19pc19ub3RfYV9zaWduYXR1cmU",
      ],
    },
    { text: "t=eyJhbGciOiJub25lIn0.eyJzdWIiOiI3NyJ9.", finds: ["eyJhbGciOiJub25lIn0.eyJzdWIiOiI3NyJ9."] },
    { text: "cut eyJhbGciOiJSUzI1NiIsImtpZCI6IjEifQ.eyJzdWIi", finds: ["eyJhbGciOiJSUzI1NiIsImtpZCI6IjEifQ.eyJzdWIi"] },
  ],
  counterExamples: [
    "eyJub3QiOiJhIGp3dCIsImEiOjF9.more.text",
    "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9",
    "eyjafjallajokull.is.a.volcano",
  ],
  knownMisses: ["a token cut off inside its header"],
  at,
};
