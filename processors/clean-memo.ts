import { MemoDoor, roomIn, WAYS } from "./memo-door.ts";
import { CLEAN_BYTES, CLEAN_LONGEST, CLEAN_SETS, CLEAN_STRIDE, type CleanArea, cleanArea } from "./scan/clean-area.ts";

/**
 * Remembers texts in which nothing was found, by their bytes and by whose text they are: telemetry says the same things
 * over and over, and the scrub of a text depends on nothing else. Exact (bytes are compared), of fixed size (8,192 texts), and
 * hard to flood: a text is taken in when it comes a second time, and pushes out only what is seldom asked for. Its
 * memory may be the survey's, which then asks by itself, and takes in what it finds clean by itself.
 */
export class CleanMemo {
  readonly #area: CleanArea;
  readonly #door = new MemoDoor();

  constructor(area: CleanArea = cleanArea(new ArrayBuffer(CLEAN_BYTES), 0)) {
    this.#area = area;
  }

  /** Whether `owner`'s text buffer[start, end) was found clean before. Owners are numbers other than 0. */
  has(owner: number, buffer: Uint8Array, start: number, end: number): boolean {
    if (owner === 0 || end - start > CLEAN_LONGEST) return false;
    const { hashes, owners, lengths, asked } = this.#area;
    const hash = hashOf(owner, buffer, start, end - start);
    const first = (hash & (CLEAN_SETS - 1)) * WAYS;
    for (let slot = first; slot < first + WAYS; slot++) {
      if (hashes[slot] !== hash || owners[slot] !== owner || lengths[slot] !== end - start) continue;
      if (!this.#isSame(slot, buffer, start, end)) continue;
      if (asked[slot]! < 255) asked[slot]!++;
      return true;
    }
    return false;
  }

  /** Forgets every text: what was clean may be so no more. */
  clear(): void {
    this.#area.owners.fill(0);
  }

  /** Notes that nothing was found in a text. */
  add(owner: number, buffer: Uint8Array, start: number, end: number): void {
    if (owner === 0 || end - start > CLEAN_LONGEST || end === start) return;
    const { hashes, owners, lengths, asked, bytes } = this.#area;
    const hash = hashOf(owner, buffer, start, end - start);
    if (!this.#door.isExpected(hash)) return;
    const slot = roomIn(asked, (hash & (CLEAN_SETS - 1)) * WAYS);
    if (slot === undefined) return;
    bytes.set(buffer.subarray(start, end), slot * CLEAN_STRIDE);
    hashes[slot] = hash;
    owners[slot] = owner;
    lengths[slot] = end - start;
    asked[slot] = 1;
  }

  #isSame(slot: number, buffer: Uint8Array, start: number, end: number): boolean {
    const { bytes } = this.#area;
    const at = slot * CLEAN_STRIDE - start;
    for (let i = start; i < end; i++) if (bytes[at + i] !== buffer[i]) return false;
    return true;
  }
}

/** Of the owner, the length and up to 32 words spread over the text; `scan/assembly/survey.ts` computes the same. */
function hashOf(owner: number, buffer: Uint8Array, start: number, length: number): number {
  let hash = Math.imul(owner, 0x9e3779b1) ^ Math.imul(length, 0x85ebca6b);
  const words = length >> 2;
  const step = Math.max(1, words >> 4);
  for (let k = 0; k < words; k += step) {
    const at = start + 4 * k;
    const word = buffer[at]! | (buffer[at + 1]! << 8) | (buffer[at + 2]! << 16) | (buffer[at + 3]! << 24);
    hash = Math.imul(hash ^ word, 0x01000193);
    hash ^= hash >>> 15;
  }
  for (let k = words << 2; k < length; k++) hash = Math.imul(hash ^ buffer[start + k]!, 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return hash ^ (hash >>> 13);
}
