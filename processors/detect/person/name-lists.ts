import { EVIDENCE, type Match } from "../detector.ts";
import { LEX } from "../model/lexicon.ts";
import { SHAPE, type Tokens, wordHash } from "../model/tokens.ts";

const COMMA = wordHash(",");
const AND: ReadonlySet<number> = new Set("and und et y e en och og i ve & or oder ou".split(" ").map(wordHash));
/** Behind them a row of names is a firm: `works at Larson, Hughes and Pike`. */
const FIRM_WORDS: ReadonlySet<number> = new Set("at bei chez joined".split(" ").map(wordHash));
/** Fewer are as often two firms, two towns or two words. */
const FEWEST = 3;

/** `founded by Kowalczyk, Lee and Brandvold`: single names in a row, most of them listed; in text that people wrote. */
export function nameLists(tokens: Tokens, matches: Match[]): void {
  for (let i = 0; i < tokens.count; ) {
    const row = rowAt(tokens, i);
    if (row.length >= FEWEST && isOfNames(tokens, row))
      for (const at of row)
        matches.push({
          start: tokens.starts[at]!,
          end: tokens.ends[at]!,
          prior: 0.4,
          evidence: EVIDENCE.lexicon | EVIDENCE.shape,
          type: "PERSON",
        });
    i = (row.at(-1) ?? i) + 1;
  }
}

/** Single capitalised words from `first` on, with commas between them and a word for `and` before the last one. */
function rowAt(tokens: Tokens, first: number): readonly number[] {
  if (!isSingle(tokens, first) || (first > 0 && FIRM_WORDS.has(tokens.hashes[first - 1]!))) return [];
  const row = [first];
  let hasAnd = false;
  for (let i = first + 1; !hasAnd && i + 1 < tokens.count; ) {
    if (tokens.hashes[i] === COMMA) i++;
    if (AND.has(tokens.hashes[i]!)) {
      hasAnd = true;
      i++;
    } else if (tokens.hashes[i - 1] !== COMMA) break;
    if (!isSingle(tokens, i)) return [];
    row.push(i++);
  }
  return hasAnd ? row : [];
}

/** A capitalised word with no other beside it. */
function isSingle(tokens: Tokens, i: number): boolean {
  return i < tokens.count && isCapital(tokens, i) && !isCapital(tokens, i - 1) && !isCapital(tokens, i + 1);
}

function isCapital(tokens: Tokens, i: number): boolean {
  const shape = i < 0 || i >= tokens.count ? SHAPE.mark : tokens.shapes[i]!;
  return (shape === SHAPE.title || shape === SHAPE.upper || shape === SHAPE.camel) && tokens.glued[i] === 0;
}

/** At least two of them, and most, are on lists of names and are no ordinary words or places. */
function isOfNames(tokens: Tokens, row: readonly number[]): boolean {
  let names = 0;
  for (const at of row) {
    const bits = tokens.lexicon[at]!;
    if (tokens.shapes[at] !== SHAPE.title || (bits & LEX.company) !== 0) return false;
    if ((bits & (LEX.first | LEX.last)) !== 0 && (bits & (LEX.common | LEX.city | LEX.region)) === 0) names++;
  }
  return names >= 2 && names * 2 > row.length;
}
