import { createHmac } from "node:crypto";
import type { EntityType } from "../../core/entity.ts";
import type { Secret } from "../../core/secret.ts";

/** A key for tokens. `id` is three letters of base32 and travels in every token. */
export interface TokenKey {
  readonly id: string;
  readonly secret: Secret;
}

const BASE32 = "abcdefghijklmnopqrstuvwxyz234567";
const BODY_CHARS = 20;
const CHECK_CHARS = 2;

/** Short class names inside tokens: lower-case letters only, so that a token stays one word. */
export function tokenClass(type: EntityType): string {
  return type.toLowerCase().replaceAll("_", "");
}

/**
 * Keyed pseudonym of a value: `tk1h_<class>_<kid>_<body><check>`, HMAC-SHA-256 cut to 100 bits in RFC 4648 base32, then
 * 10 check bits over all before. The class is bound into the MAC, so that equal values of two classes are unlinkable.
 */
export function token(value: string, type: EntityType, key: TokenKey): string {
  const name = tokenClass(type);
  const mac = createHmac("sha256", key.secret.reveal())
    .update(`${name.length}:${name}:${canonical(value, type)}`)
    .digest();
  const head = `tk1h_${name}_${key.id}_${base32(mac, BODY_CHARS)}`;
  return head + check(head);
}

/** Two letters that tell a whole token from a cut one. */
function check(head: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < head.length; i++) hash = Math.imul(hash ^ head.charCodeAt(i), 0x01000193) >>> 0;
  return (BASE32[hash & 31] ?? "") + (BASE32[(hash >>> 5) & 31] ?? "");
}

/** True for a whole token of this grammar: a second hop leaves it alone. */
export function isToken(text: string): boolean {
  if (!/^tk1[a-z]_[a-z]{1,24}_[a-z2-7]{3}_[a-z2-7]{22}$/.test(text)) return false;
  return check(text.slice(0, -CHECK_CHARS)) === text.slice(-CHECK_CHARS);
}

function base32(bytes: Uint8Array, chars: number): string {
  let out = "";
  let bits = 0;
  let held = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      out += BASE32[(held >> bits) & 31] ?? "";
      if (out.length === chars) return out;
    }
    held &= (1 << bits) - 1;
  }
  return out;
}

/** One spelling per person: otherwise one value gets several tokens. */
function canonical(value: string, type: EntityType): string {
  switch (type) {
    case "EMAIL_ADDRESS": {
      const at = value.lastIndexOf("@");
      return at < 0 ? value.normalize("NFC") : value.slice(0, at).normalize("NFC") + value.slice(at).toLowerCase();
    }
    case "CREDIT_CARD":
    case "US_SSN":
      return value.replace(/\D/g, "");
    case "IBAN_CODE":
      return value.replace(/\s/g, "").toUpperCase();
    default:
      return value.normalize("NFC");
  }
}
