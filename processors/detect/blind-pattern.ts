const BLIND = new WeakMap<RegExp, RegExp | null>();

/** Whether a sticky pattern would match at `index` if the digits of the text were others; true also where that is unknown. */
export function matchesBlind(pattern: RegExp, text: string, index: number): boolean {
  let blind = BLIND.get(pattern);
  if (blind === undefined) BLIND.set(pattern, (blind = blindPattern(pattern) ?? null));
  if (blind === null) return true;
  blind.lastIndex = index;
  return blind.test(text);
}

/**
 * A pattern that matches wherever `pattern` would match if the digits of the text were others: each digit in it, also one
 * among other signs, stands for any. Undefined where that cannot be read off its source.
 */
function blindPattern(pattern: RegExp): RegExp | undefined {
  const { source } = pattern;
  let blind = "";
  for (let i = 0; i < source.length; ) {
    const length = pieceLength(source, i);
    const piece = blindPiece(source.slice(i, i + length));
    if (piece === undefined) return undefined;
    blind += piece;
    i += length;
  }
  return new RegExp(blind, pattern.flags);
}

/** Length of what stands for one thing at `i`: a class, an escape, a quantity, a group that must not follow or precede. */
function pieceLength(source: string, i: number): number {
  const sign = source[i];
  if (sign === "\\") return 2;
  if (sign === "{") return source.indexOf("}", i) + 1 - i;
  if (sign === "[") {
    let end = i + 1;
    while (source[end] !== "]") end += source[end] === "\\" ? 2 : 1;
    return end + 1 - i;
  }
  if (source.startsWith("(?!", i) || source.startsWith("(?<!", i)) {
    let depth = 0;
    for (let end = i; end < source.length; end++) {
      if (source[end] === "\\") end++;
      else if (source[end] === "(") depth++;
      else if (source[end] === ")" && --depth === 0) return end + 1 - i;
    }
  }
  return 1;
}

function blindPiece(piece: string): string | undefined {
  if (piece.startsWith("(?!") || piece.startsWith("(?<!")) return /[0-9]/.test(piece) ? "" : piece;
  if (piece.startsWith("{")) return piece;
  // What a group matched may be digits: then it is asked what they say.
  if (/^\\[1-9]$/.test(piece)) return String.raw`(?:${piece}|\d{1,20})`;
  if (/^[0-9]$/.test(piece)) return String.raw`\d`;
  if (!piece.startsWith("[") || !/[0-9]/.test(piece)) return piece;
  return piece.startsWith("[^") ? undefined : piece.replace(/[0-9](?:-[0-9])?/g, "").replace("[", "[0-9");
}
