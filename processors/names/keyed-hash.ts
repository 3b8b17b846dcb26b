/** Two 32-bit halves of a secret that lives as long as the process. */
export interface HashSeeds {
  readonly first: number;
  readonly second: number;
}

const HALF = 2 ** 21;

/**
 * A 53-bit hash of `text[from, to)` below `parent`, for tables in memory: what was not proven is remembered by this
 * alone. Its seeds are drawn per process, so it means nothing elsewhere. Mixing after MurmurHash3 (A. Appleby, public domain).
 */
export function hashText(seeds: HashSeeds, parent: number, text: string, from = 0, to = text.length): number {
  let a = (seeds.first ^ parent) | 0;
  let b = (seeds.second ^ Math.floor(parent / 2 ** 32)) | 0;
  for (let i = from; i < to; i++) {
    const unit = text.charCodeAt(i);
    a = Math.imul(a ^ unit, 0x85ebca6b);
    a ^= a >>> 15;
    b = Math.imul(b ^ unit, 0xc2b2ae35);
    b ^= b >>> 13;
  }
  a = finish(a ^ (to - from));
  b = finish(b ^ a);
  return (b >>> 0) * HALF + ((a >>> 0) & (HALF - 1));
}

/** The same for `bytes[from, to)`. */
export function hashBytes(seeds: HashSeeds, parent: number, bytes: Uint8Array, from: number, to: number): number {
  let a = (seeds.first ^ parent) | 0;
  let b = (seeds.second ^ Math.floor(parent / 2 ** 32)) | 0;
  let i = from;
  for (; i + 4 <= to; i += 4) {
    const word = bytes[i]! | (bytes[i + 1]! << 8) | (bytes[i + 2]! << 16) | (bytes[i + 3]! << 24);
    a = Math.imul(a ^ word, 0x85ebca6b);
    a ^= a >>> 15;
    b = Math.imul(b ^ word, 0xc2b2ae35);
    b ^= b >>> 13;
  }
  for (; i < to; i++) {
    a = Math.imul(a ^ bytes[i]!, 0x85ebca6b);
    a ^= a >>> 15;
    b = Math.imul(b ^ bytes[i]!, 0xc2b2ae35);
    b ^= b >>> 13;
  }
  a = finish(a ^ (to - from));
  b = finish(b ^ a);
  return (b >>> 0) * HALF + ((a >>> 0) & (HALF - 1));
}

function finish(value: number): number {
  let h = value;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
