import { doubleSha256, keccak256 } from "./digests.ts";

const BITCOIN = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
const RIPPLE = "rpshnaf39wBUDNEGHJKLM4PQRST7VWXYZ2bcdeCg65jkm8oFqi1tuvAxyz";
const BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";

/** Base58 digits whose number is exact in a double: 58^9 < 2^53. */
const EXACT_DIGITS = 9;

/** Bytes of a base58 number of at most 128 digits, or nothing where a digit is unknown. */
function base58(text: string, alphabet = BITCOIN): Uint8Array | undefined {
  // Most candidates hold a digit that is none: out before any arithmetic.
  for (let i = 0; i < text.length; i++) if (!alphabet.includes(text[i] ?? "")) return undefined;
  let zeros = 0;
  while (zeros < text.length && text[zeros] === alphabet[0]) zeros++;
  let number = 0n;
  for (let i = 0; i < text.length; i += EXACT_DIGITS) {
    const part = text.slice(i, i + EXACT_DIGITS);
    let value = 0;
    for (const digit of part) value = value * 58 + alphabet.indexOf(digit);
    number = number * BigInt(58 ** part.length) + BigInt(value);
  }
  const hex = number === 0n ? "" : number.toString(16);
  return Uint8Array.from(Buffer.from("00".repeat(zeros) + (hex.length % 2 === 0 ? hex : `0${hex}`), "hex"));
}

/** Version and payload of base58check, when its checksum is right. */
export function base58check(text: string, alphabet: "bitcoin" | "ripple" = "bitcoin"): Uint8Array | undefined {
  const bytes = base58(text, alphabet === "ripple" ? RIPPLE : BITCOIN);
  if (bytes === undefined || bytes.length < 21 || bytes.length > 82) return undefined;
  const payload = bytes.subarray(0, -4);
  return doubleSha256(payload)
    .subarray(0, 4)
    .every((byte, i) => byte === bytes[payload.length + i])
    ? payload
    : undefined;
}

/** BIP 173 and 350: one case, a known alphabet after the last `1`, and the right polynomial remainder. */
export function isBech32(text: string): boolean {
  if (text !== text.toLowerCase() && text !== text.toUpperCase()) return false;
  const lower = text.toLowerCase();
  const split = lower.lastIndexOf("1");
  if (split < 1 || lower.length - split < 7) return false;
  let rest = 1;
  const prefix = lower.slice(0, split);
  for (let i = 0; i < prefix.length; i++) rest = polymod(rest, prefix.charCodeAt(i) >> 5);
  rest = polymod(rest, 0);
  for (let i = 0; i < prefix.length; i++) rest = polymod(rest, prefix.charCodeAt(i) & 31);
  for (let i = split + 1; i < lower.length; i++) {
    const digit = BECH32.indexOf(lower[i] ?? "");
    if (digit < 0) return false;
    rest = polymod(rest, digit);
  }
  return rest === 1 || rest === 0x2bc830a3;
}

function polymod(rest: number, value: number): number {
  const top = rest >>> 25;
  let next = ((rest & 0x1ffffff) << 5) ^ value;
  [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3].forEach((generator, i) => {
    if (((top >> i) & 1) !== 0) next ^= generator;
  });
  return next;
}

/** EIP-55: capitals where the nibble of the keccak of the small spelling is 8 and more. */
export function isEip55(hex: string): boolean {
  const hash = keccak256(new TextEncoder().encode(hex.toLowerCase()));
  for (let i = 0; i < 40; i++) {
    const nibble = ((hash[i >> 1] ?? 0) >> (i % 2 === 0 ? 4 : 0)) & 15;
    const unit = hex.charCodeAt(i);
    if (unit >= 0x41 && unit < 0x61 !== nibble >= 8) return false;
  }
  return true;
}

/** Monero: base58 in blocks of 11 digits for 8 bytes, the last four bytes a keccak. */
export function isMonero(text: string): boolean {
  const bytes: number[] = [];
  for (let i = 0; i < text.length; i += 11) {
    const block = text.slice(i, i + 11);
    const size = block.length === 11 ? 8 : block.length === 7 ? 5 : 0;
    const decoded = base58(block);
    if (decoded === undefined || size === 0) return false;
    const trimmed = decoded.subarray(Math.max(0, decoded.length - size));
    bytes.push(...Array.from({ length: size - trimmed.length }, () => 0), ...trimmed);
  }
  const all = Uint8Array.from(bytes);
  return keccak256(all.subarray(0, -4))
    .subarray(0, 4)
    .every((byte, i) => byte === all[all.length - 4 + i]);
}
