// Texts that were found clean, by their bytes and by whose they are; the host fills them as well (`../../clean-memo.ts`).
import { CLEAN_ASKED, CLEAN_BYTES, CLEAN_HASHES, CLEAN_LENGTHS, CLEAN_LONGEST, CLEAN_OWNERS, CLEAN_SETS, CLEAN_STRIDE, CLEAN_WAYS, DOOR, DOOR_BYTES, DOOR_RESET, MESSAGE } from "./layout";

/** Hash of a text for those that were found clean; the host computes the same (`../../clean-memo.ts`). */
export function cleanHash(owner: u32, start: i32, length: i32): u32 {
  let hash: u32 = (owner * 0x9e3779b1) ^ (<u32>length * 0x85ebca6b);
  const at: usize = MESSAGE + <usize>start;
  const words = length >> 2;
  const step = max(1, words >> 4);
  for (let k = 0; k < words; k += step) {
    hash = (hash ^ load<u32>(at + (<usize>k << 2))) * 0x01000193;
    hash ^= hash >> 15;
  }
  for (let k = words << 2; k < length; k++) hash = (hash ^ <u32>load<u8>(at + <usize>k)) * 0x01000193;
  hash = (hash ^ (hash >> 15)) * 0x2c1b3c6d;
  return hash ^ (hash >> 13);
}

/** Whether the host found this very text of this owner clean before. */
export function isRemembered(owner: u32, start: i32, end: i32): bool {
  const length = end - start;
  return length <= CLEAN_LONGEST && isKnown(owner, start, length, cleanHash(owner, start, length));
}

export function isKnown(owner: u32, start: i32, length: i32, hash: u32): bool {
  let slot = (hash & (CLEAN_SETS - 1)) * CLEAN_WAYS;
  for (const stop = slot + CLEAN_WAYS; slot < stop; slot++) {
    const word = <usize>slot << 2;
    if (load<u32>(CLEAN_HASHES + word) != hash || load<u32>(CLEAN_OWNERS + word) != owner || load<i32>(CLEAN_LENGTHS + word) != length) continue;
    if (!same(CLEAN_BYTES + <usize>slot * CLEAN_STRIDE, start, length)) continue;
    const asked = load<u8>(CLEAN_ASKED + <usize>slot);
    if (asked < 255) store<u8>(CLEAN_ASKED + <usize>slot, asked + 1);
    return true;
  }
  return false;
}

/** New texts since the door forgot who knocked. */
let knocks: i32 = 0;

/** Takes a clean text in when it comes a second time (`../../memo-door.ts`), where room is (`roomIn`). */
export function remember(owner: u32, start: i32, length: i32, hash: u32): void {
  const knocker = DOOR + <usize>(hash >> 16);
  if (load<u8>(knocker) == 0) {
    store<u8>(knocker, 1);
    if (++knocks < DOOR_RESET) return;
    memory.fill(DOOR, 0, DOOR_BYTES);
    knocks = 0;
    return;
  }
  const first = (hash & (CLEAN_SETS - 1)) * CLEAN_WAYS;
  let slot = first;
  for (let other = first + 1; other < first + CLEAN_WAYS; other++) {
    if (load<u8>(CLEAN_ASKED + <usize>other) < load<u8>(CLEAN_ASKED + <usize>slot)) slot = other;
  }
  if (load<u8>(CLEAN_ASKED + <usize>slot) != 0) {
    for (let other = first; other < first + CLEAN_WAYS; other++) {
      store<u8>(CLEAN_ASKED + <usize>other, load<u8>(CLEAN_ASKED + <usize>other) - 1);
    }
    return;
  }
  memory.copy(CLEAN_BYTES + <usize>slot * CLEAN_STRIDE, MESSAGE + <usize>start, <usize>length);
  const word = <usize>slot << 2;
  store<u32>(CLEAN_HASHES + word, hash);
  store<u32>(CLEAN_OWNERS + word, owner);
  store<i32>(CLEAN_LENGTHS + word, length);
  store<u8>(CLEAN_ASKED + <usize>slot, 1);
}

@inline
export function same(known: usize, start: i32, length: i32): bool {
  let a = known;
  let b: usize = MESSAGE + <usize>start;
  let left = length;
  while (left >= 8) {
    if (load<u64>(a) != load<u64>(b)) return false;
    a += 8;
    b += 8;
    left -= 8;
  }
  while (left > 0) {
    if (load<u8>(a) != load<u8>(b)) return false;
    a++;
    b++;
    left--;
  }
  return true;
}
