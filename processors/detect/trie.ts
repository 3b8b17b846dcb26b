/**
 * Words over ASCII as one flat table: a step is one look-up. Nodes are rows of 128 entries; 0 is "no further".
 */
export interface Trie {
  readonly next: Uint16Array;
  /** By node: index into `words` + 1 of the word that ends here, or 0. */
  readonly ends: Uint16Array;
  readonly words: readonly string[];
}

/** Builds the table. Words must be ASCII; duplicates share their node. */
export function buildTrie(words: readonly string[]): Trie {
  let nodes = 1;
  const capacity = words.reduce((sum, word) => sum + word.length, 1);
  const next = new Uint16Array(capacity * 128);
  const ends = new Uint16Array(capacity);
  words.forEach((word, index) => {
    let node = 0;
    for (let i = 0; i < word.length; i++) {
      const at = node * 128 + (word.charCodeAt(i) & 127);
      let child = next[at] ?? 0;
      if (child === 0) {
        child = nodes++;
        next[at] = child;
      }
      node = child;
    }
    ends[node] = index + 1;
  });
  return { next: next.slice(0, nodes * 128), ends: ends.slice(0, nodes), words };
}

/** Index of the longest word at `index`, or -1. With `fold`, capitals count as small letters. */
export function longestAt(trie: Trie, text: string, index: number, fold: boolean): number {
  let node = 0;
  let best = 0;
  for (let i = index; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit > 127) break;
    node = trie.next[node * 128 + (fold && unit >= 0x41 && unit <= 0x5a ? unit | 0x20 : unit)] ?? 0;
    if (node === 0) break;
    best = trie.ends[node] || best;
  }
  return best - 1;
}

/** Whether a word of a table built with a zero for each digit begins at `index`, whatever its digits. */
export function beginsBlind(trie: Trie, text: string, index: number): boolean {
  let node = 0;
  for (let i = index; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit > 127) return false;
    node = trie.next[node * 128 + (unit >= 0x30 && unit <= 0x39 ? 0x30 : unit)] ?? 0;
    if (node === 0) return false;
    if (trie.ends[node] !== 0) return true;
  }
  return false;
}

/** Calls `take` for every word at `index`, shortest first, until it answers true. */
export function everyAt(trie: Trie, text: string, index: number, take: (word: number) => void): void {
  let node = 0;
  for (let i = index; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit > 127) return;
    node = trie.next[node * 128 + unit] ?? 0;
    if (node === 0) return;
    const end = trie.ends[node] ?? 0;
    if (end !== 0) take(end - 1);
  }
}
