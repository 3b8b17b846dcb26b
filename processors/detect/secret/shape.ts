/** Character classes of secrets, one bit each per ASCII code: `CLASS_OF[unit] & mask`. */
const DIGIT = 1;
const HEX_LOWER = 2;
const HEX_UPPER = 4;
const LOWER = 8;
const UPPER = 16;
const BASE32_DIGIT = 32;
const UNDERSCORE = 64;
const DASH = 128;
const BASE64_SIGN = 256;
const EQUALS = 512;
const DOT = 1024;

const CLASS_OF = classTable();

function classTable(): Uint16Array {
  const table = new Uint16Array(128);
  const add = (characters: string, bits: number): void => {
    for (const c of characters) table[c.charCodeAt(0)] = (table[c.charCodeAt(0)] ?? 0) | bits;
  };
  add("0123456789", DIGIT);
  add("abcdef", HEX_LOWER);
  add("ABCDEF", HEX_UPPER);
  add("abcdefghijklmnopqrstuvwxyz", LOWER);
  add("ABCDEFGHIJKLMNOPQRSTUVWXYZ", UPPER);
  add("234567", BASE32_DIGIT);
  add("_", UNDERSCORE);
  add("-", DASH);
  add("+/", BASE64_SIGN);
  add("=", EQUALS);
  add(".", DOT);
  return table;
}

/** The alphabets that shapes name. */
export const ALPHABETS = {
  digit: DIGIT,
  hex: DIGIT | HEX_LOWER | HEX_UPPER,
  lhex: DIGIT | HEX_LOWER,
  uhex: DIGIT | HEX_UPPER,
  base32: UPPER | BASE32_DIGIT,
  alpha: LOWER | UPPER,
  upper: UPPER | DIGIT,
  lower: LOWER | DIGIT,
  alnum: LOWER | UPPER | DIGIT,
  word: LOWER | UPPER | DIGIT | UNDERSCORE,
  url: LOWER | UPPER | DIGIT | UNDERSCORE | DASH,
  base64: LOWER | UPPER | DIGIT | BASE64_SIGN,
  any64: LOWER | UPPER | DIGIT | BASE64_SIGN | UNDERSCORE | DASH,
  dotted: LOWER | UPPER | DIGIT | UNDERSCORE | DASH | DOT,
  pad: EQUALS,
  loose: LOWER | UPPER | DIGIT | UNDERSCORE | DASH | EQUALS,
} as const;

/** One piece of a shape: a literal, or a run of an alphabet. */
type Piece =
  | { readonly kind: "literal"; readonly text: string }
  | { readonly kind: "run"; readonly mask: number; readonly min: number; readonly max: number };

/** Pieces in order; runs are greedy and never give back, so that a match costs one pass. */
export type Shape = readonly Piece[];

const PIECE = /^([a-z0-9]+)\((\d+)(?:,(\d+))?\)$/;

/** `lhex(24) - lhex(34)`, `base64(20,90) pad(0,2)`, `uuid`: pieces between spaces; anything unknown is a literal. */
export function parseShape(source: string): Shape {
  return source.split(" ").flatMap((word): Shape => {
    if (word === "uuid") return UUID;
    const run = PIECE.exec(word);
    if (run === null) return [{ kind: "literal", text: word }];
    const mask: number | undefined = (ALPHABETS as Readonly<Record<string, number>>)[run[1] ?? ""];
    if (mask === undefined) throw new RangeError(`unknown alphabet ${run[1]}`);
    return [{ kind: "run", mask, min: Number(run[2]), max: Number(run[3] ?? run[2]) }];
  });
}

const UUID: Shape = [8, 4, 4, 4, 12].flatMap((length, i): Shape => {
  const run: Piece = { kind: "run", mask: ALPHABETS.hex, min: length, max: length };
  return i === 0 ? [run] : [{ kind: "literal", text: "-" }, run];
});

/** A documented length from here on is no limit: a longer run is taken whole. */
const OPEN_ENDED = 200;
const MAX_RUN = 4096;

/** Is the unit at `index` of one of the classes in `mask`? */
export function isOf(text: string, index: number, mask: number): boolean {
  const unit = text.charCodeAt(index);
  return unit < 128 && ((CLASS_OF[unit] ?? 0) & mask) !== 0;
}

/** End of the run of `mask` that begins at `index`, at most `max` long. */
export function runEnd(text: string, index: number, mask: number, max: number): number {
  const stop = Math.min(text.length, index + max);
  let end = index;
  while (end < stop && isOf(text, end, mask)) end++;
  return end;
}

/** End of `shape` at `index`, or -1. A shape of limited length that ends inside a longer run of its last alphabet does not match. */
export function shapeEnd(text: string, index: number, shape: Shape): number {
  let at = index;
  for (let i = 0; i < shape.length; i++) {
    const piece = shape[i];
    if (piece === undefined) break;
    if (piece.kind === "literal") {
      if (!text.startsWith(piece.text, at)) return -1;
      at += piece.text.length;
      continue;
    }
    const end = runEnd(text, at, piece.mask, piece.max);
    if (end - at < piece.min) return -1;
    at = end;
    if (i === shape.length - 1 && piece.mask !== ALPHABETS.pad && isOf(text, at, piece.mask)) {
      if (piece.max < OPEN_ENDED) return -1;
      at = runEnd(text, at, piece.mask, MAX_RUN);
    }
  }
  return at;
}
