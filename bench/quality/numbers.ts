import { createHash } from "node:crypto";
import { type CountryCode, parsePhoneNumberFromString } from "libphonenumber-js/max";
import { stdnum } from "stdnum";
import type { Rng } from "../../test/support/rng.ts";
import { DIGITS, text } from "../dirt.ts";

const MAX_TRIES = 4_000;

/** A number of a shape (`#` a digit, `@` a capital, else itself) that a check accepts; the shape alone where none is met. */
function accepted(rng: Rng, shape: () => string, isValid: (value: string) => boolean): string {
  let last = "";
  for (let i = 0; i < MAX_TRIES; i++) {
    last = shape().replaceAll(/[#@]/g, (sign) =>
      sign === "#" ? text(rng, 1, DIGITS) : text(rng, 1, "ABCDEFGHJKLMNPRSTVWXYZ"),
    );
    if (isValid(last)) return last;
  }
  return last;
}

interface IdKind {
  readonly country: string;
  readonly name: string;
  /** How it is announced where it is issued. */
  readonly words: readonly string[];
  readonly shape: (rng: Rng) => string;
}

const two = (n: number): string => String(n).padStart(2, "0");
const birthday = (r: Rng): { y: string; yy: string; mm: string; dd: string } => {
  const y = 1940 + r.int(65);
  return { y: String(y), yy: two(y % 100), mm: two(1 + r.int(12)), dd: two(1 + r.int(28)) };
};

/** Ids with check digits, made by trying: `stdnum` judges. */
const IDS: readonly IdKind[] = [
  { country: "BR", name: "cpf", words: ["CPF"], shape: () => "###.###.###-##" },
  { country: "ES", name: "dni", words: ["DNI", "NIF"], shape: () => "########@" },
  { country: "ES", name: "nie", words: ["NIE"], shape: (r) => `${r.pick(["X", "Y", "Z"])}#######@` },
  {
    country: "PL",
    name: "pesel",
    words: ["PESEL"],
    shape: (r) => {
      const { yy, mm, dd, y } = birthday(r);
      return `${yy}${Number(y) >= 2000 ? two(Number(mm) + 20) : mm}${dd}#####`;
    },
  },
  { country: "NL", name: "bsn", words: ["BSN", "burgerservicenummer"], shape: () => "#########" },
  {
    country: "SE",
    name: "personnummer",
    words: ["personnummer"],
    shape: (r) => {
      const { yy, mm, dd } = birthday(r);
      return `${yy}${mm}${dd}-####`;
    },
  },
  { country: "TR", name: "tckimlik", words: ["TC kimlik no", "TCKN"], shape: () => "###########" },
  { country: "IN", name: "aadhaar", words: ["Aadhaar"], shape: (r) => `${2 + r.int(8)}### #### ####` },
  {
    country: "CN",
    name: "ric",
    words: ["身份证", "id card"],
    shape: (r) => {
      const { y, mm, dd } = birthday(r);
      return `${r.pick(["110101", "310104", "440305"])}${y}${mm}${dd}####`;
    },
  },
  { country: "DE", name: "idnr", words: ["Steuer-ID", "IdNr"], shape: () => "###########" },
  {
    country: "FI",
    name: "hetu",
    words: ["henkilötunnus", "hetu"],
    shape: (r) => {
      const { yy, mm, dd } = birthday(r);
      return `${dd}${mm}${yy}-###${r.pick("0123456789ABCDEFHJKLMNPRSTUVWXY".split(""))}`;
    },
  },
  {
    country: "BE",
    name: "nn",
    words: ["rijksregisternummer", "NISS"],
    shape: (r) => {
      const { yy, mm, dd } = birthday(r);
      return `${yy}.${mm}.${dd}-###.##`;
    },
  },
  {
    country: "FR",
    name: "nir",
    words: ["NIR", "numéro de sécurité sociale"],
    shape: (r) => {
      const { yy, mm } = birthday(r);
      return `${1 + r.int(2)}${yy}${mm}75######${two(r.int(98))}`;
    },
  },
  {
    country: "ZA",
    name: "idnr",
    words: ["South African ID"],
    shape: (r) => {
      const { yy, mm, dd } = birthday(r);
      return `${yy}${mm}${dd}####08#`;
    },
  },
  { country: "CA", name: "sin", words: ["SIN", "social insurance number"], shape: () => "### ### ###" },
  {
    country: "KR",
    name: "rrn",
    words: ["주민등록번호", "RRN"],
    shape: (r) => {
      const { yy, mm, dd } = birthday(r);
      return `${yy}${mm}${dd}-${1 + r.int(2)}######`;
    },
  },
  {
    country: "NO",
    name: "fodselsnummer",
    words: ["fødselsnummer"],
    shape: (r) => {
      const { yy, mm, dd } = birthday(r);
      return `${dd}${mm}${yy}#####`;
    },
  },
  {
    country: "MX",
    name: "curp",
    words: ["CURP"],
    shape: (r) => {
      const { yy, mm, dd } = birthday(r);
      return `${r.pick(["GARC", "LOPM", "HEGG", "MAAR"])}${yy}${mm}${dd}${r.pick(["H", "M"])}DF${r.pick(["RRN", "LPZ", "GTR"])}0#`;
    },
  },
];

type Checks = Readonly<Record<string, Readonly<Record<string, { validate(value: string): { isValid: boolean } }>>>>;

/** A national id with a valid check digit and a word that announces it. */
export function nationalId(rng: Rng): { readonly value: string; readonly word: string } {
  const kind = rng.pick(IDS);
  const check = (stdnum as unknown as Checks)[kind.country]?.[kind.name];
  if (check === undefined) throw new Error(`There is no check for ${kind.country} ${kind.name}.`);
  return {
    value: accepted(
      rng,
      () => kind.shape(rng),
      (value) => check.validate(value).isValid,
    ),
    word: rng.pick(kind.words),
  };
}

/** A telephone number that its country could have given out, as `make` writes it. */
export function phone(rng: Rng, region: string, make: () => string): string | undefined {
  for (let i = 0; i < 40; i++) {
    const parsed = parsePhoneNumberFromString(make(), region as CountryCode);
    if (parsed?.isValid() !== true) continue;
    return rng.pick([parsed.format("E.164"), parsed.formatInternational(), parsed.formatInternational()]);
  }
  return undefined;
}

export function luhn(body: string): string {
  let sum = 0;
  for (let i = 0; i < body.length; i++) {
    const digit = Number(body[body.length - 1 - i]);
    sum += i % 2 === 0 ? (digit > 4 ? digit * 2 - 9 : digit * 2) : digit;
  }
  return `${body}${(10 - (sum % 10)) % 10}`;
}

export function card(r: Rng): string {
  const number = r.chance(0.2)
    ? luhn(`${r.pick(["34", "37"])}${text(r, 12, DIGITS)}`)
    : luhn(`${r.pick(["4", "51", "53", "55", "6011"])}${text(r, 14, DIGITS)}`.slice(0, 15));
  return r.chance(0.3) && number.length === 16 ? number.replace(/(\d{4})(?=\d)/g, `$1${r.pick([" ", "-"])}`) : number;
}

/** IBAN with ISO 7064 mod 97-10 check digits over a country's shape. */
export function iban(r: Rng): string {
  const [country, body] = r.pick([
    ["DE", "##################"],
    ["FR", "#######################"],
    ["NL", "INGB##########"],
    ["GB", "BARC##############"],
    ["ES", "####################"],
    ["PL", "########################"],
  ] as const);
  const account = body.replaceAll("#", () => text(r, 1, DIGITS));
  // Spain's and France's own check digits inside are not verified by the IBAN.
  const digits = `${account}${country}00`.replaceAll(/[A-Z]/g, (letter) => String(letter.charCodeAt(0) - 55));
  const check = 98n - (BigInt(digits) % 97n);
  const whole = `${country}${two(Number(check))}${account}`;
  return r.chance(0.3) ? whole.replaceAll(/(.{4})(?=.)/g, "$1 ") : whole;
}

const BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

/** Pay-to-public-key-hash address: version 0, 20 bytes, four bytes of double SHA-256, in base 58. */
export function bitcoin(r: Rng): string {
  const body = Buffer.concat([Buffer.from([0]), Buffer.from(r.bytes(20))]);
  const sha = (bytes: Buffer): Buffer => createHash("sha256").update(bytes).digest();
  const bytes = Buffer.concat([body, sha(sha(body)).subarray(0, 4)]);
  let rest = BigInt(`0x${bytes.toString("hex")}`);
  let out = "";
  for (; rest > 0n; rest /= 58n) out = (BASE58[Number(rest % 58n)] ?? "") + out;
  let zeros = 0;
  while (bytes[zeros] === 0) zeros++;
  return "1".repeat(zeros) + out;
}

/** NHS number, modulus 11. */
export function nhs(r: Rng): string {
  return accepted(
    r,
    () => "### ### ####",
    (value) => {
      const digits = value.replaceAll(" ", "").split("").map(Number);
      const sum = digits.slice(0, 9).reduce((total, digit, i) => total + digit * (10 - i), 0);
      return (11 - (sum % 11)) % 11 === digits[9];
    },
  );
}

/** Vehicle identification number with its check digit (49 CFR 565.15). */
export function vin(r: Rng): string {
  const values: Readonly<Record<string, number>> = {
    A: 1,
    B: 2,
    C: 3,
    D: 4,
    E: 5,
    F: 6,
    G: 7,
    H: 8,
    J: 1,
    K: 2,
    L: 3,
    M: 4,
    N: 5,
    P: 7,
    R: 9,
    S: 2,
    T: 3,
    U: 4,
    V: 5,
    W: 6,
    X: 7,
    Y: 8,
    Z: 9,
  };
  const weights = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];
  const raw = `${r.pick(["1HG", "WVW", "JTD", "WBA"])}${text(r, 5, "ABCDEFGHJKLMNPRSTUVWXYZ0123456789")}0${text(r, 2, "ABCDEFGHJK")}${text(r, 6, DIGITS)}`;
  const sum = raw.split("").reduce((total, sign, i) => total + (values[sign] ?? Number(sign)) * (weights[i] ?? 0), 0);
  const check = sum % 11 === 10 ? "X" : String(sum % 11);
  return `${raw.slice(0, 8)}${check}${raw.slice(9)}`;
}
