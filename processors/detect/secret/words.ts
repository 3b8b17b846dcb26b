/** What the scan's prefix table knows of a word: its first letters, four at most. */
function known(word: string): string {
  return /^[a-z]{0,4}/.exec(word)?.[0] ?? "";
}

/**
 * The words that must be declared so that each of `words` announces itself: those that no shorter one stands for. Words
 * that begin outside ASCII come by the `non_ascii` trigger.
 */
export function announcing(words: readonly string[]): string[] {
  const lower = [...new Set(words.map((word) => word.toLowerCase()))].filter((word) => /^[a-z]/.test(word));
  return lower.filter(
    (word) => !lower.some((other) => other !== word && word.startsWith(other) && known(other) === known(word)),
  );
}
