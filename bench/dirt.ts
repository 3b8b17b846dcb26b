import { crc32 } from "node:zlib";
import type { Rng } from "../test/support/rng.ts";

export const DIGITS = "0123456789";
export const HEX = "0123456789abcdef";
const BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** Invented personal data and secrets, with valid checksums, each as it stands in telemetry. */
export interface Dirt {
  readonly kind: string;
  /** The value alone, as an attribute would hold it. */
  value(rng: Rng): string;
  /** The value in a few words, as a message would hold it. */
  phrase(value: string): string;
}

const GIVEN = [
  "amara",
  "bjorn",
  "chloe",
  "dmitri",
  "esther",
  "farid",
  "greta",
  "hiro",
  "ines",
  "jonas",
  "kavya",
  "lucia",
];
const FAMILY = [
  "okafor",
  "lindqvist",
  "martin",
  "volkov",
  "cohen",
  "haddad",
  "weber",
  "tanaka",
  "silva",
  "berg",
  "rao",
  "rossi",
];
const DOMAINS = ["example.com", "mail.example.org", "example.net", "corp.example.co.uk"];

/** `length` characters of an alphabet. */
export function text(rng: Rng, length: number, alphabet: string): string {
  let out = "";
  for (let i = 0; i < length; i++) out += alphabet[rng.int(alphabet.length)];
  return out;
}

export function uuid(r: Rng): string {
  return `${text(r, 8, HEX)}-${text(r, 4, HEX)}-4${text(r, 3, HEX)}-${text(r, 1, "89ab")}${text(r, 3, HEX)}-${text(r, 12, HEX)}`;
}

const email = (r: Rng): string => `${r.pick(GIVEN)}.${r.pick(FAMILY)}${r.int(90)}@${r.pick(DOMAINS)}`;
const octet = (r: Rng): number => 1 + r.int(254);
const base64url = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");

/** Digits with the Luhn check digit. */
function luhn(body: string): string {
  let sum = 0;
  for (let i = 0; i < body.length; i++) {
    const digit = Number(body[body.length - 1 - i]);
    sum += i % 2 === 0 ? (digit > 4 ? digit * 2 - 9 : digit * 2) : digit;
  }
  return `${body}${(10 - (sum % 10)) % 10}`;
}

const card = (r: Rng): string => luhn(`4${text(r, 14, DIGITS)}`);

/** German IBAN: check digits by ISO 7064 mod 97-10 over bank code, account and `DE00`. */
function iban(r: Rng): string {
  const account = text(r, 18, DIGITS);
  const check = 98n - (BigInt(`${account}131400`) % 97n);
  return `DE${String(check).padStart(2, "0")}${account}`;
}

/** The last six characters are the CRC-32 of the ones before them in base 62. */
function githubToken(r: Rng): string {
  const body = text(r, 30, BASE62);
  let rest = crc32(body);
  let check = "";
  for (let i = 0; i < 6; i++) {
    check = BASE62[rest % 62]! + check;
    rest = Math.floor(rest / 62);
  }
  return `ghp_${body}${check}`;
}

function jwt(r: Rng): string {
  const payload = base64url({ sub: uuid(r), iat: 1_760_000_000 + r.int(1_000_000) });
  return `${base64url({ alg: "HS256", typ: "JWT" })}.${payload}.${text(r, 43, BASE62)}`;
}

const usPhone = (r: Rng): string =>
  `${r.pick(["212", "415", "617", "303"])}-${2 + r.int(8)}${text(r, 2, "2346789")}-${text(r, 4, DIGITS)}`;
const ssn = (r: Rng): string => `${100 + r.int(560)}-${10 + r.int(89)}-${1000 + r.int(8999)}`;
const mac = (r: Rng): string => Array.from({ length: 6 }, () => text(r, 2, HEX)).join(":");
const ipv6 = (r: Rng): string => `2001:db8:${text(r, 4, "123456789abcdef")}::${text(r, 3, "123456789abcdef")}`;

export const DIRT: readonly Dirt[] = [
  { kind: "email", value: email, phrase: (v) => `for ${v}` },
  { kind: "email_encoded", value: (r) => `/subscribe?mail=${email(r).replace("@", "%40")}`, phrase: (v) => `at ${v}` },
  { kind: "card", value: card, phrase: (v) => `card ${v}` },
  { kind: "card_spaced", value: (r) => card(r).replace(/(\d{4})(?=\d)/g, "$1 "), phrase: (v) => `paid with ${v}` },
  { kind: "us_phone", value: usPhone, phrase: (v) => `call ${v}` },
  { kind: "e164_phone", value: (r) => `+49151${text(r, 8, DIGITS)}`, phrase: (v) => `sms to ${v}` },
  { kind: "ssn", value: ssn, phrase: (v) => `ssn ${v}` },
  { kind: "ipv4_private", value: (r) => `10.${r.int(255)}.${r.int(255)}.${octet(r)}`, phrase: (v) => `from ${v}` },
  { kind: "ipv4_public", value: (r) => `203.0.113.${octet(r)}`, phrase: (v) => `peer ${v}:443` },
  { kind: "ipv6", value: ipv6, phrase: (v) => `client ${v}` },
  { kind: "mac", value: mac, phrase: (v) => `device ${v}` },
  { kind: "iban", value: iban, phrase: (v) => `transfer to ${v}` },
  { kind: "jwt", value: jwt, phrase: (v) => `token ${v}` },
  {
    kind: "aws_key",
    value: (r) => `AKIA${text(r, 16, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")}`,
    phrase: (v) => `signed by ${v}`,
  },
  { kind: "github_token", value: githubToken, phrase: (v) => `cloning with ${v}` },
  { kind: "bearer", value: (r) => `Bearer ${text(r, 40, BASE62)}`, phrase: (v) => `authorization: ${v}` },
  {
    kind: "userinfo",
    value: (r) => `postgres://app:${text(r, 14, BASE62)}@db.internal:5432/shop`,
    phrase: (v) => `connecting to ${v}`,
  },
  { kind: "password", value: (r) => `password=${text(r, 12, BASE62)}#7`, phrase: (v) => `login with ${v}` },
];
