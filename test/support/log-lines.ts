import type { Rng } from "./rng.ts";

type Value = (rng: Rng) => string;

const letters = (rng: Rng, length: number, of = "abcdefghijklmnopqrstuvwxyz"): string =>
  rng.list(length, () => of[rng.int(of.length)] ?? "").join("");
const hex: Value = (rng) => `${letters(rng, 7, "0123456789abcdef")}${rng.int(10)}`;
const uuid: Value = (rng) => [8, 4, 4, 4, 12].map((n) => letters(rng, n, "0123456789abcdef")).join("-");
const number: Value = (rng) => String(rng.int(100_000));
const ip: Value = (rng) => rng.list(4, () => String(rng.int(256))).join(".");
const millis: Value = (rng) => `${rng.int(900)}${rng.pick(["ms", "s", "us"])}`;
const word: Value = (rng) => letters(rng, 4 + rng.int(5));
const pod: Value = (rng) => `${word(rng)}-${letters(rng, 9, "bcdf2456789")}-${letters(rng, 5, "bcdf2456789")}`;
const path: Value = (rng) => `/api/v1/orders/${number(rng)}`;
const time: Value = (rng) =>
  `2026-05-${10 + rng.int(19)}T1${rng.int(10)}:0${rng.int(10)}:5${rng.int(10)}.${100 + rng.int(900)}Z`;

/** Messages of programs, with a hole where each value goes. */
const LINES: readonly (readonly [string, ...Value[]])[] = [
  ["Order _ accepted, _ items queued", uuid, number],
  ["Order _ refused by the payment provider", uuid],
  ["connection to _ established in _", ip, millis],
  ["connection to _ closed by the other side", ip],
  ["user _ logged in from _", word, ip],
  ["user _ logged out", word],
  ["retrying call to the _ service in _ (attempt _ of 5)", word, millis, number],
  ["cache refreshed entries=_ took=_ hit_ratio=0._", number, millis, number],
  ["cache missed for key _", hex],
  ["_ INFO worker-_ started", time, number],
  ["_ INFO worker-_ stopped", time, number],
  ["pod _ scheduled on node _", pod, word],
  ["GET _ answered 200 in _", path, millis],
  ["GET _ answered with an error after _", path, millis],
  ["payment accepted"],
  ["payment refused"],
  ["queue empty"],
  ["queue full, _ waiting", number],
  ["GC (young) pause _, heap _M of 2048M", millis, number],
  ["build _ deployed to production by pipeline _", hex, number],
  ["consumer lag on topic shop._.events partition _ is _", word, number, number],
  ['{"event":"order.accepted","ok":true,"durationMs":_}', number],
  ['{"event":"order.refused","ok":false,"durationMs":_}', number],
  ['level=info msg="index rebuilt" shard=_ took=_', number, millis],
  ['level=warn msg="index is slow" shard=_ took=_', number, millis],
];

export const MESSAGES = LINES.length;

/** A generated log line and the number of the message it is one of. */
export function logLine(rng: Rng): { readonly line: string; readonly message: number } {
  const message = rng.int(LINES.length);
  const [text, ...values] = LINES[message] ?? [""];
  let hole = 0;
  return { message, line: text.replace(/_(?![a-z])/g, () => values[hole++]?.(rng) ?? "_") };
}
