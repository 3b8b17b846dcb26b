// SipHash-1-3 with 128 bits of output (Aumasson, Bernstein: SipHash, 2012; the rounds of Rust's and Python's hash
// tables): a digest that only who holds the key can compute, so that a text can be known again without being kept.
import { DIGEST, DIGEST_KEY, MESSAGE } from "./layout";

/** Writes the digest of the text [start, end) to `DIGEST`. */
export function digest(start: i32, end: i32): void {
  siphash(MESSAGE + <usize>start, end - start, DIGEST);
}

/** Writes the digest of `length` bytes at an address to another one; up to seven bytes behind them are read. */
export function siphash(address: usize, length: i32, target: usize): void {
  // In locals and one loop: variables of the module would be stored to memory in each step.
  const k0 = load<u64>(DIGEST_KEY);
  const k1 = load<u64>(DIGEST_KEY, 8);
  let v0 = k0 ^ 0x736f6d6570736575;
  let v1 = k1 ^ 0x646f72616e646f6d ^ 0xee;
  let v2 = k0 ^ 0x6c7967656e657261;
  let v3 = k1 ^ 0x7465646279746573;
  const words = length >> 3;
  const left = u64(length & 7) << 3;
  let at = address;
  // The words, the tail with the length, then three rounds for each half of the digest.
  for (let step = 0; step < words + 7; step++) {
    let word: u64 = 0;
    if (step < words) {
      word = load<u64>(at);
      at += 8;
    } else if (step == words) {
      word = (left == 0 ? 0 : load<u64>(at) & (~(<u64>0) >> (64 - left))) | (u64(length) << 56);
    } else if (step == words + 1) v2 ^= 0xee;
    else if (step == words + 4) {
      store<u64>(target, v0 ^ v1 ^ v2 ^ v3);
      v1 ^= 0xdd;
    }
    v3 ^= word;
    v0 += v1;
    v2 += v3;
    v1 = rotl<u64>(v1, 13) ^ v0;
    v3 = rotl<u64>(v3, 16) ^ v2;
    v0 = rotl<u64>(v0, 32);
    v2 += v1;
    v0 += v3;
    v1 = rotl<u64>(v1, 17) ^ v2;
    v3 = rotl<u64>(v3, 21) ^ v0;
    v2 = rotl<u64>(v2, 32);
    v0 ^= word;
  }
  store<u64>(target, v0 ^ v1 ^ v2 ^ v3, 8);
}
