// Byte strings held once: attributes as they came, and keys of resources, scopes and metrics.

import { D_BYTES, D_HASH, D_LENGTH, D_MEANS, D_OWNER, D_REFERENCES, DICTIONARY } from "./layout";
import { equal, hashOf } from "./hash";
import { give, roomFor, take } from "./blocks";
import { base, insert, mask, remove } from "./memory";
import { charge, credit, tenantAtHand } from "./tenants";

/** The entry of these bytes; 0 when there is none. */
export function find(start: usize, length: usize): u32 {
  return findHashed(start, length, hashOf(start, length, 0));
}

function findHashed(start: usize, length: usize, hash: u64): u32 {
  const entries = base(DICTIONARY);
  const limit = mask(DICTIONARY);
  const tag = <u32>hash;
  let i = tag & limit;
  while (true) {
    const at = entries + (<usize>i << 3);
    i = (i + 1) & limit;
    const entry = load<u32>(at + 4);
    if (entry == 0) return 0;
    if (load<u32>(at) != tag) continue;
    const block = <usize>entry;
    if (load<u32>(block + D_LENGTH) == <u32>length && equal(start, block + D_BYTES, length)) return entry;
  }
}

/** The entry of these bytes, made when there is none; 0 when there is no room. Not yet held by anyone. */
export function intern(start: usize, length: usize): u32 {
  const hash = hashOf(start, length, 0);
  const known = findHashed(start, length, hash);
  if (known != 0) return known;
  const block = take(D_BYTES + length);
  if (block == 0) return 0;
  store<u64>(block + D_HASH, hash);
  store<u32>(block + D_REFERENCES, 0);
  store<u32>(block + D_MEANS, 0);
  store<u32>(block + D_LENGTH, <u32>length);
  memory.copy(block + D_BYTES, start, length);
  if (insert(DICTIONARY, <u32>hash, <u32>block)) {
    store<u32>(block + D_OWNER, tenantAtHand());
    charge(tenantAtHand(), roomFor(D_BYTES + length), 1);
    return <u32>block;
  }
  give(block, D_BYTES + length);
  return 0;
}

export function hold(entry: u32): void {
  const at = <usize>entry + D_REFERENCES;
  store<u32>(at, load<u32>(at) + 1);
}

/** Forgets an entry nobody holds any more, and what it means if that was held by it alone. */
export function release(entry: u32, holdsMeaning: bool): void {
  const block = <usize>entry;
  const references = load<u32>(block + D_REFERENCES);
  if (references > 1) {
    store<u32>(block + D_REFERENCES, references - 1);
    return;
  }
  const means = load<u32>(block + D_MEANS);
  if (holdsMeaning && means != 0 && means != entry) release(means, true);
  // Who still has the reference sees that it is gone.
  store<u32>(block + D_MEANS, 0);
  remove(DICTIONARY, load<u32>(block + D_HASH), entry);
  const bytes = D_BYTES + <usize>load<u32>(block + D_LENGTH);
  credit(load<u32>(block + D_OWNER), roomFor(bytes), 1);
  give(block, bytes);
}
