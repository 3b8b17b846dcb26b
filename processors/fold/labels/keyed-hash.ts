import { createHmac } from "node:crypto";
import type { Secret } from "../../../core/secret.ts";

/**
 * HalfSipHash-2-4 with 64 bits of output (Aumasson and Bernstein, 2012) over UTF-16 code units: whoever does not know the
 * key cannot choose values that collide in the sketches. The two halves are read from `low` and `high`.
 */
export class KeyedHash {
  low = 0;
  high = 0;
  readonly #k0: number;
  readonly #k1: number;

  /** `purpose` keeps the hashes of two users of one secret apart. */
  constructor(secret: Secret, purpose: string) {
    const key = createHmac("sha256", secret.reveal()).update(purpose).digest();
    this.#k0 = key.readUInt32LE(0);
    this.#k1 = key.readUInt32LE(4);
  }

  /** Hashes a text under one of 2^32 domains. */
  hash(text: string, domain = 0): void {
    let v0 = this.#k0;
    let v1 = this.#k1 ^ 0xee;
    let v2 = this.#k0 ^ 0x6c796765;
    let v3 = this.#k1 ^ 0x74656462;
    const { length } = text;
    // Words: the domain, two code units each, the length with what is left; then four rounds for each half of the result.
    const words = (length >> 1) + 2;
    for (let i = 0; i < words + 4; i++) {
      let word = 0;
      if (i === 0) word = domain | 0;
      else if (i < words - 1) word = text.charCodeAt(2 * i - 2) | (text.charCodeAt(2 * i - 1) << 16);
      else if (i === words - 1) word = (length << 16) | ((length & 1) === 1 ? text.charCodeAt(length - 1) : 0);
      else if (i === words) v2 ^= 0xee;
      else if (i === words + 2) {
        this.low = (v1 ^ v3) >>> 0;
        v1 ^= 0xdd;
      }
      v3 ^= word;
      for (let round = 0; round < 2; round++) {
        v0 = (v0 + v1) | 0;
        v1 = ((v1 << 5) | (v1 >>> 27)) ^ v0;
        v0 = (v0 << 16) | (v0 >>> 16);
        v2 = (v2 + v3) | 0;
        v3 = ((v3 << 8) | (v3 >>> 24)) ^ v2;
        v0 = (v0 + v3) | 0;
        v3 = ((v3 << 7) | (v3 >>> 25)) ^ v0;
        v2 = (v2 + v1) | 0;
        v1 = ((v1 << 13) | (v1 >>> 19)) ^ v2;
        v2 = (v2 << 16) | (v2 >>> 16);
      }
      v0 ^= word;
    }
    this.high = (v1 ^ v3) >>> 0;
  }
}
