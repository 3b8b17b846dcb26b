import type { Candidates } from "../../processors/scan/triggers.ts";
import { TRIGGERS } from "../../processors/scan/triggers.ts";
import type { Rng } from "./rng.ts";

/** Alphabets in which triggers and near misses are likely. */
const ALPHABETS = [
  "ab:.-@%\\=u4 0x\"'A_/]",
  "0123456789.:- ",
  "aAbBfF0123:-.",
  "abcdefXYZ019_-",
  'user passTokenForIp =1:"',
  "pin codePin1",
  "é@:Aa9-= \n\u0000",
  "-----ab",
  "00112233..afAF",
  "%40 %2f%zz",
  "https://a:b@c=/",
].map((alphabet) => Buffer.from(alphabet));

/** Words the scan is told of in tests. */
export const WORDS = [
  "user",
  "pass",
  "token",
  "password",
  "a",
  "ab",
  "abc",
  "for",
  "ip",
  "api_key",
  "passphrase",
  "pin",
  "code",
];
/** Those among them that only announce numbers. */
export const NUMBERED: ReadonlySet<string> = new Set(["pin", "code"]);

export function randomText(rng: Rng, length: number): Uint8Array {
  const text = new Uint8Array(length);
  let alphabet = rng.pick(ALPHABETS);
  for (let i = 0; i < length; i++) {
    if (rng.chance(0.01)) alphabet = rng.pick(ALPHABETS);
    if (rng.chance(0.004)) i += uuid(rng, text, i);
    if (rng.chance(0.01)) i += date(rng, text, i);
    if (i >= length) break;
    text[i] = rng.chance(0.01) ? rng.int(256) : alphabet[rng.int(alphabet.length)]!;
  }
  return text;
}

/** Writes a UUID, now and then with a flaw; returns its length. */
function uuid(rng: Rng, text: Uint8Array, at: number): number {
  const length = Math.min(36, text.length - at);
  for (let k = 0; k < length; k++) {
    const isDash = k === 8 || k === 13 || k === 18 || k === 23;
    text[at + k] = rng.chance(0.003) ? 0x78 : isDash ? 0x2d : "0123456789abcdefAB".charCodeAt(rng.int(18));
  }
  return length;
}

/** Candidates as `position:trigger+trigger`, positions relative to `start`. */
export function listed(candidates: Candidates, start = 0): string[] {
  return Array.from({ length: candidates.count }, (_, c) => {
    const bits = candidates.triggers[c]!;
    return `${candidates.positions[c]! - start}:${TRIGGERS.filter((_name, bit) => (bits & (1 << bit)) !== 0).join("+")}`;
  });
}

/** Writes a date, often with a time of day, now and then with a flaw; returns its length. */
function date(rng: Rng, text: Uint8Array, at: number): number {
  const sign = rng.pick(["-", "/", "."]);
  const day = `${rng.pick(["2026", "1999", "1826"])}${sign}${rng.pick(["01", "12", "13"])}${sign}${rng.pick(["31", "09", "32"])}`;
  const colon = rng.pick([":", "."]);
  const clock = `${rng.pick([" ", "T", "-"])}23${colon}59${colon}${rng.pick(["60", "07", "61"])}`;
  const written = `${day}${rng.chance(0.6) ? clock : ""}${rng.pick(["", ".1", ",123456789", ".1234567890"])}${rng.pick(["", "Z", " "])}`;
  const bytes = Buffer.from(written).subarray(0, text.length - at);
  text.set(bytes, at);
  if (rng.chance(0.1) && bytes.length > 0) text[at + rng.int(bytes.length)] = 0x78;
  return bytes.length;
}
