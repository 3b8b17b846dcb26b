// A keyed hash: NH (Black et al., UMAC, CRYPTO 1999) in two lanes over blocks of 1 KiB, each lane almost universal, so
// that who does not know the key cannot make collisions; equality is always checked besides. And comparison of bytes.

import { KEY, KEY_BYTES, MASKS } from "./layout";

const MIX: u64 = 0x9e3779b97f4a7c15;
const OTHER: u64 = 0xd6e8feb86659fd93;

@inline
export function mix(value: u64): u64 {
  let x = value;
  x = (x ^ (x >> 32)) * OTHER;
  x = (x ^ (x >> 32)) * OTHER;
  return x ^ (x >> 32);
}

@inline
function multiplied(x: v128): v128 {
  return i64x2.extmul_low_i32x4_u(x, v128.shuffle<u32>(x, x, 2, 3, 2, 3));
}

/** Up to 16 bytes behind the range are read. */
export function hashOf(start: usize, length: usize, seed: u64): u64 {
  let sum = i64x2.splat(0);
  let at = start;
  let left = length;
  let key = KEY;
  let chained: u64 = seed ^ (<u64>length * MIX);
  while (left >= 16) {
    sum = i64x2.add(sum, multiplied(i32x4.add(v128.load(at), v128.load(key))));
    at += 16;
    left -= 16;
    key += 16;
    if (key == KEY + KEY_BYTES) {
      chained = fold(chained, sum);
      sum = i64x2.splat(0);
      key = KEY;
    }
  }
  if (left != 0) {
    const tail = v128.and(v128.load(at), v128.load(MASKS + 16 - left));
    sum = i64x2.add(sum, multiplied(i32x4.add(tail, v128.load(key))));
  }
  return mix(fold(chained, sum));
}

@inline
function fold(chained: u64, sum: v128): u64 {
  const low = <u64>i64x2.extract_lane(sum, 0);
  const high = <u64>i64x2.extract_lane(sum, 1);
  return mix(chained ^ low) * MIX + (high ^ load<u64>(KEY + KEY_BYTES)) * OTHER;
}

@inline
export function equal(a: usize, b: usize, length: usize): bool {
  if (length >= 16) {
    const last = length - 16;
    for (let i: usize = 0; i < last; i += 16) {
      if (v128.any_true(v128.xor(v128.load(a + i), v128.load(b + i)))) return false;
    }
    return !v128.any_true(v128.xor(v128.load(a + last), v128.load(b + last)));
  }
  return !v128.any_true(v128.and(v128.xor(v128.load(a), v128.load(b)), v128.load(MASKS + 16 - length)));
}
