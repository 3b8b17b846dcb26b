import type { Rng } from "../../test/support/rng.ts";

const HEX = "0123456789abcdef";
const DIGITS = "0123456789";
const BASE32 = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const BASE62 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const LETTERS = "abcdefghijklmnopqrstuvwxyz";

function text(rng: Rng, length: number, of: string): string {
  return rng.list(length, () => of[rng.int(of.length)] ?? "").join("");
}

function uuid(rng: Rng): string {
  return [8, 4, 4, 4, 12].map((length) => text(rng, length, HEX)).join("-");
}

const two = (rng: Rng, below: number): string => String(1 + rng.int(below)).padStart(2, "0");
const year = (rng: Rng): string => String(2020 + rng.int(10));

/** Identifiers of 20 shapes, as APIs put them into paths. */
export const IDENTIFIERS: Readonly<Record<string, (rng: Rng) => string>> = {
  "short number": (rng) => String(1 + rng.int(9_999)),
  number: (rng) => String(10_000 + rng.int(9_000_000)),
  snowflake: (rng) => `1${text(rng, 18, DIGITS)}`,
  "epoch milliseconds": (rng) => `17${text(rng, 11, DIGITS)}`,
  uuid,
  "uuid in capitals": (rng) => uuid(rng).toUpperCase(),
  "uuid without dashes": (rng) => uuid(rng).replaceAll("-", ""),
  ulid: (rng) => `01${text(rng, 24, BASE32)}`,
  "object id": (rng) => text(rng, 24, HEX),
  sha256: (rng) => text(rng, 64, HEX),
  ksuid: (rng) => `2${text(rng, 26, BASE62)}`,
  "nano id": (rng) => text(rng, 21, `${BASE62}_-`),
  "prefixed number": (rng) => `order-${text(rng, 6, DIGITS)}`,
  "prefixed hex": (rng) => `cus_${text(rng, 12, HEX)}`,
  "letters and number": (rng) => `ORD${text(rng, 6, DIGITS)}`,
  date: (rng) => `${year(rng)}-${two(rng, 12)}-${two(rng, 28)}`,
  "grouped number": (rng) => `${text(rng, 3, DIGITS)}-${text(rng, 7, DIGITS)}-${text(rng, 7, DIGITS)}`,
  coordinates: (rng) => `${rng.int(90)}.${text(rng, 4, DIGITS)},${rng.int(180)}.${text(rng, 4, DIGITS)}`,
  "e-mail address": (rng) => `${wordOf(rng)}@mail.example.org`,
  "base64 of 24": (rng) => text(rng, 32, `${BASE62}_-`),
};

/** An id that is a word: a user's or a shop's name. */
export function wordOf(rng: Rng): string {
  return text(rng, 4 + rng.int(6), LETTERS);
}

/** Routes with one identifier each. */
export const ROUTES: readonly ((id: string) => string)[] = [
  (id) => `GET /api/v1/orders/${id}`,
  (id) => `GET /users/${id}/settings`,
  (id) => `DELETE /shops/${id}/items`,
  (id) => `/carts/${id}`,
];
