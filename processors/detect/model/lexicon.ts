/** What lists say about a word, one bit each; a word may be on several. */
export const LEX = {
  first: 1,
  last: 2,
  city: 4,
  /** Countries, states, provinces. */
  region: 8,
  /** Words of addresses: street, suite, rue, ulica. */
  street: 16,
  /** Ordinary words of running text. */
  common: 32,
  title: 64,
  /** Words of company names: Ltd, bank, university. */
  company: 128,
} as const;

/**
 * Words as fingerprints: open addressing, an entry is the upper 24 bits of the word's hash and its bits. Two words in a
 * hundred thousand share a fingerprint in one run: lists are evidence, never proof.
 */
export interface Lexicon {
  readonly slots: Uint32Array;
  readonly mask: number;
}

/** Spreads the hash: FNV leaves its low bits alike for words with the same end. */
function slotOf(hash: number): number {
  const mixed = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return mixed ^ (mixed >>> 13);
}

/** Bits of the word with this hash; 0 when it is on no list. */
export function lexiconBits(lexicon: Lexicon, hash: number): number {
  const { slots, mask } = lexicon;
  const mark = hash >>> 8;
  for (let at = slotOf(hash) & mask; ; at = (at + 1) & mask) {
    const entry = slots[at]!;
    if (entry === 0) return 0;
    if (entry >>> 8 === mark) return entry & 0xff;
  }
}

/** A lexicon of at most half its slots. */
export function buildLexicon(words: ReadonlyMap<number, number>): Lexicon {
  let size = 1_024;
  while (size < words.size * 1.5) size *= 2;
  const slots = new Uint32Array(size);
  const mask = size - 1;
  for (const [hash, bits] of words) {
    const mark = hash >>> 8;
    let at = slotOf(hash) & mask;
    while (slots[at] !== 0 && slots[at]! >>> 8 !== mark) at = (at + 1) & mask;
    slots[at] = ((mark << 8) | bits | (slots[at]! & 0xff)) >>> 0;
  }
  return { slots, mask };
}
