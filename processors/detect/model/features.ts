import { LEX } from "./lexicon.ts";
import { SHAPE, type Tokens } from "./tokens.ts";

/** Features of one token; the number is the size of the row that `features` fills. */
export const FEATURES = 30;

/** Lists whose words are known by themselves: names are known by list, shape and endings only, so that new ones are found. */
const KNOWN = LEX.street | LEX.common | LEX.title | LEX.company;
const EDGE = 0x1ff;

/** What the key says: one bit each for person, address, city, post code. */
export type KeyHint = number;

/** The word itself where it is an ordinary one, else what stands for all others of its kind. */
function identity(tokens: Tokens, i: number): number {
  if (i < 0 || i >= tokens.count) return EDGE;
  const shape = tokens.shapes[i]!;
  if ((tokens.lexicon[i]! & KNOWN) !== 0 || shape >= SHAPE.mark) return tokens.hashes[i]!;
  return 0x200 + shape;
}

function look(tokens: Tokens, i: number): number {
  if (i < 0 || i >= tokens.count) return EDGE;
  return (tokens.lexicon[i]! << 6) | (tokens.shapes[i]! << 1) | tokens.glued[i]!;
}

function shape(tokens: Tokens, i: number): number {
  if (i < 0 || i >= tokens.count) return EDGE;
  const one = tokens.shapes[i]!;
  return one === SHAPE.mark ? tokens.hashes[i]! : one;
}

function mix(kind: number, a: number, b: number): number {
  let hash = Math.imul(kind + 1, 0x9e3779b1) ^ a;
  hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
  hash = Math.imul(hash ^ b ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

/** Fills `row` with bucket numbers of token i; trainer and tagger share it. */
export function features(tokens: Tokens, i: number, hint: KeyHint, mask: number, row: Int32Array): void {
  const w0 = identity(tokens, i);
  const w1 = identity(tokens, i + 1);
  const p1 = identity(tokens, i - 1);
  const p2 = identity(tokens, i - 2);
  const l0 = look(tokens, i);
  const l1 = look(tokens, i + 1);
  const lp1 = look(tokens, i - 1);
  const s0 = shape(tokens, i);
  const s1 = shape(tokens, i + 1);
  const sp1 = shape(tokens, i - 1);
  const { affixes } = tokens;
  let n = 0;
  row[n++] = mix(0, w0, 0) & mask;
  row[n++] = mix(1, p1, 0) & mask;
  row[n++] = mix(2, w1, 0) & mask;
  row[n++] = mix(3, p2, 0) & mask;
  row[n++] = mix(4, identity(tokens, i + 2), 0) & mask;
  row[n++] = mix(5, p2, p1) & mask;
  row[n++] = mix(6, p1, w0) & mask;
  row[n++] = mix(7, w0, w1) & mask;
  row[n++] = mix(8, p1, l0) & mask;
  row[n++] = mix(9, w1, l0) & mask;
  row[n++] = mix(10, l0, tokens.cased) & mask;
  row[n++] = mix(11, lp1, l0) & mask;
  row[n++] = mix(12, l0, l1) & mask;
  row[n++] = mix(13, lp1, l1 ^ (l0 << 16)) & mask;
  row[n++] = mix(14, s0, tokens.cased) & mask;
  row[n++] = mix(15, sp1, s0) & mask;
  row[n++] = mix(16, s0, s1) & mask;
  row[n++] = mix(17, mix(0, sp1, s1), s0) & mask;
  row[n++] = mix(18, affixes[i * 4]!, tokens.shapes[i]!) & mask;
  row[n++] = mix(19, affixes[i * 4 + 1]!, tokens.shapes[i]!) & mask;
  row[n++] = mix(20, affixes[i * 4 + 2]!, tokens.shapes[i]!) & mask;
  row[n++] = mix(21, affixes[i * 4 + 3]!, tokens.shapes[i]!) & mask;
  row[n++] = mix(22, tokens.lexicon[i]!, 0) & mask;
  row[n++] = mix(23, hint, tokens.shapes[i]!) & mask;
  row[n++] = mix(24, shape(tokens, i - 2), mix(0, sp1, s0)) & mask;
  row[n++] = mix(25, shape(tokens, i + 2), mix(0, s1, s0)) & mask;
  row[n++] = mix(26, mix(0, p2, p1), l0) & mask;
  row[n++] = mix(27, (tokens.lexicon[i - 1] ?? 0) | ((tokens.lexicon[i + 1] ?? 0) << 8), tokens.lexicon[i]!) & mask;
  row[n++] = mix(28, identity(tokens, i - 3), s0) & mask;
  row[n++] = mix(29, affixes[i * 4 + 2]!, p1) & mask;
}
