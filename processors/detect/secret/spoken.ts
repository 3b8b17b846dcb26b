import { type Context, type Detector, EVIDENCE, type Match } from "../detector.ts";
import { seeDigits } from "../sight.ts";
import type { Work } from "../work.ts";
import { classes, entropy, isCode, isNumberOrDate, isStandIn } from "./value.ts";

/** Up to where a value that somebody wrote goes on. */
const VALUE = /["'`«“]?([^\s"'`<>»”]{4,64})/y;
/** `the password for the staging box is ...`, `Passwort für Jira: ...`. */
const FOR =
  /(?:password|passphrase|passwd|passcode|passwort|kennwort|contraseña|mot de passe|wachtwoord|senha|parola|haslo|pw|pwd)s? (?:for|of|on|to|für|fuer|von|para|pour|de|du|voor|per|di|do|da) (?:[\w.@-]{1,32} ){0,5}?[\w.@-]{1,32} ?(?:is now |is |was |ist |lautet |es |est |è |é |jest |to: ?|: ?|= ?)/iuy;
/** `temp password ...`: nothing between. */
const BARE = /(?:password|passwd|passcode|passwort|kennwort|pw|pwd) /iy;
const PIN = /pin(?:[ -]?code| number)? ?(?:is |was |: ?|= ?)?(\d{4,8})(?![\w]|[.:/-]\d)/iy;
/** Pins that are no secret: of chips, and places on a map. */
const NO_PIN = /(?:gpio|pad|output|input|header|connector|bcm|board|map|drop(?:ped)?)[ _-]?$/i;
/** `login with ada / ...`, `user ada, pass ...` on one line. */
const PAIR = /log(?:in|on|ged in|ging in) (?:with|as|using) [\w.@+-]{2,40} ?\/ ?/iy;
const PASSPHRASE = /passphrases? ?(?:is |: ?)?["'“]([a-z]{2,12}(?:[ -][a-z]{2,12}){2,11})["'”]/iy;

function at(text: string, index: number, { work }: Context): Match | undefined {
  if (/[\w]/.test(text[index - 1] ?? "")) return undefined;
  return (
    spoken(text, index, FOR, isChosen, work) ??
    spoken(text, index, PAIR, isDrawn, work) ??
    spoken(text, index, BARE, isDrawn, work) ??
    written(text, index)
  );
}

/** The value behind a lead, without the end of the sentence. */
function spoken(
  text: string,
  index: number,
  lead: RegExp,
  test: (value: string) => boolean,
  work: Work | undefined,
): Match | undefined {
  lead.lastIndex = index;
  if (!lead.test(text)) return undefined;
  VALUE.lastIndex = lead.lastIndex;
  const value = VALUE.exec(text)?.[1]?.replace(/[.,;:?)\]]+$/, "");
  if (value === undefined || value.length < 6) return undefined;
  seeDigits(work, value, 0, value.length);
  if (!test(value)) return undefined;
  return found(text.indexOf(value, lead.lastIndex), value);
}

function found(start: number, value: string): Match {
  return {
    start,
    end: start + value.length,
    prior: 0.5,
    evidence: EVIDENCE.shape | EVIDENCE.contextWord,
    subtype: "PASSWORD",
  };
}

function written(text: string, index: number): Match | undefined {
  PASSPHRASE.lastIndex = index;
  const phrase = PASSPHRASE.exec(text)?.[1];
  if (phrase !== undefined) return found(PASSPHRASE.lastIndex - 1 - phrase.length, phrase);
  PIN.lastIndex = index;
  const pin = PIN.exec(text)?.[1];
  if (pin === undefined || NO_PIN.test(text.slice(Math.max(0, index - 12), index))) return undefined;
  return found(PIN.lastIndex - pin.length, pin);
}

/** With a digit and a letter, or a sign no word has. */
function isChosen(value: string): boolean {
  if (isStandIn(value) || isNumberOrDate(value) || isCode(value)) return false;
  return (/\d/.test(value) && /\p{L}/u.test(value)) || /[!#$%&*+?^~@]/.test(value);
}

/** With small letters, capitals and digits, and a sign or two digits: no word of a message. */
function isDrawn(value: string): boolean {
  return (
    value.length >= 8 &&
    isChosen(value) &&
    classes(value.replace(/[^A-Za-z0-9]/g, "")) === 3 &&
    (/[^A-Za-z0-9]/.test(value) || /\d.*\d/.test(value)) &&
    !/[=:({[]/.test(value) &&
    entropy(value) >= 2.75
  );
}

export const detector: Detector = {
  id: "secret_spoken",
  type: "SECRET",
  description:
    "Passwords, passphrases and PINs as people tell each other: `the password for the box is`, `my pin is`, `temp pw`.",
  source: "OWASP Logging Cheat Sheet, data to exclude",
  triggers: ["word"],
  tellsSight: true,
  words: [
    "password",
    "passphrase",
    "passwd",
    "passcode",
    "passwort",
    "kennwort",
    "contrase",
    "mot de passe",
    "wachtwoord",
    "senha",
    "parola",
    "haslo",
    "pw",
    "pwd",
    "login with",
    "login as",
    "login using",
    "logged in",
    "pin is",
    "pin was",
    "pin code",
    "pin number",
    "pin: ",
  ],
  examples: [
    { text: "the password for the staging box is Gr33n-Hat!", finds: ["Gr33n-Hat!"] },
    { text: "Passwort für Jira lautet Gr33n-Hat", finds: ["Gr33n-Hat"] },
    { text: "temp pw Gr33n-Hat expires tomorrow", finds: ["Gr33n-Hat"] },
    { text: "login with ada / Gr33n-Hat88", finds: ["Gr33n-Hat88"] },
    { text: "my pin is 4827, thanks", finds: ["4827"] },
    { text: 'use passphrase "marble candy orbit lunar" to unlock', finds: ["marble candy orbit lunar"] },
  ],
  counterExamples: [
    "the password for the account is invalid",
    "password for user is required",
    "the password for the account has been changed",
    "Failed password for root from 10.0.0.1 port 22 ssh2",
    "password must contain at least 12 characters",
    "gpio pin is 1234",
    "my pin is wrong",
    "pw reset requested",
    "password hashing took 118ms",
  ],
  at,
};
