import { type Context, type Detector, EVIDENCE, type Match } from "../detector.ts";
import { see } from "../sight.ts";
import { isDigit } from "../units.ts";
import { ALPHABETS, isOf } from "./shape.ts";
import { classes, entropy, isCode, isStandIn, isWordy } from "./value.ts";

/** Behind the host: port, database, user, password, each up to the next colon; a colon in a value is escaped. */
const REST = /:(?:\d{2,5}|\*):([\w*.-]{1,63}):([\w*.@-]{1,63}):((?:\\.|[^\s:\\"'`]){6,128})(?=[\s"'`]|$)/y;
const LONGEST_HOST = 253;
const COLON = 0x3a;
const STAR = 0x2a;

function at(text: string, index: number, { work }: Context): Match | undefined {
  const next = text.charCodeAt(index + 1);
  if (text.charCodeAt(index) !== COLON || !(isDigit(next) || next === STAR)) return undefined;
  REST.lastIndex = index;
  const found = REST.exec(text);
  if (found === null) return undefined;
  const [, database = "", user = "", password = ""] = found;
  // Places in files have a column: `a.c:118:22:error:...`.
  if (/^[\d.]+$/.test(database) || /^[\d.]+$/.test(user) || !startsHost(text, index)) return undefined;
  see(work);
  if (!isPassword(password)) return undefined;
  const end = index + found[0].length;
  return {
    start: end - password.length,
    end,
    prior: 0.6,
    evidence: EVIDENCE.shape | EVIDENCE.contextWord,
    subtype: "PASSWORD",
  };
}

/** A host name goes back to a blank or the beginning of the text. */
function startsHost(text: string, index: number): boolean {
  let start = index;
  while (start > 0 && index - start < LONGEST_HOST && isOf(text, start - 1, ALPHABETS.dotted)) start--;
  return start < index && (start === 0 || /[\s"'`]/.test(text[start - 1] ?? " "));
}

function isPassword(value: string): boolean {
  return (
    value.length >= 8 &&
    classes(value) >= 3 &&
    /\d/.test(value) &&
    entropy(value) >= 2.75 &&
    !isStandIn(value) &&
    !isCode(value) &&
    !isWordy(value)
  );
}

export const detector: Detector = {
  id: "secret_password_file",
  type: "SECRET",
  description: "Passwords in lines of PostgreSQL's password file: host, port, database, user, password.",
  source: "PostgreSQL documentation, the password file",
  triggers: ["pair"],
  tellsSight: true,
  examples: [
    { text: "db.example.org:5432:orders:app:gR7x-kQ2mW9z", finds: ["gR7x-kQ2mW9z"] },
    { text: "pgpass: localhost:*:*:app:gR7xkQ2mW9z", finds: ["gR7xkQ2mW9z"] },
  ],
  counterExamples: [
    "src/parser.c:118:22:error:C2065x",
    "db.example.org:5432:orders:app:password",
    "kafka:9092:topic:orders:partition-0",
    "at 10:22:31:app:done",
  ],
  at,
};
