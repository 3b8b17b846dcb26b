import { type Decoded, Mapped } from "./decode.ts";

/** Runs of ten digits in other scripts, by their zero: those that occur in numbers people write. */
const ZEROS = [
  0x660, 0x6f0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xe50, 0xed0, 0xf20, 0x1040, 0x17e0,
  0x1810, 0xff10,
];
const MATH_DIGITS = 0x1d7ce;
const MATH_DIGITS_END = 0x1d7ff;
/** Superscripts and subscripts have their digits apart. */
const OTHER_DIGITS: ReadonlyMap<number, number> = new Map([
  [0xb2, 0x32],
  [0xb3, 0x33],
  [0xb9, 0x31],
  ...Array.from({ length: 10 }, (_, digit): [number, number] => [0x2080 + digit, 0x30 + digit]),
  ...[0x2070, 0x2074, 0x2075, 0x2076, 0x2077, 0x2078, 0x2079].map((unit): [number, number] => [
    unit,
    0x30 + (unit & 0xf),
  ]),
]);
/** Letters of Greek and Cyrillic that look like Latin ones (Unicode TR 39, confusables). */
const LOOK_ALIKE: ReadonlyMap<number, number> = pairsOf(
  "аaеeоoрpсcуyхxіiјjѕsԁdһhԛqԝwАAВBЕEКKМMНHОOРPСCТTХXІIЅSЈJΑAΒBΕEΖZΗHΙIΚKΜMΝNΟOΡPΤTΥYΧXοoαaνv",
);

const REMOVED = -1;
const SAME = -2;

/**
 * The text as a reader sees it: zero-width and direction marks out, full-width forms, digits of other scripts, thin and
 * hard spaces, dashes and full stops as ASCII, and look-alike letters inside words that mix scripts. Undefined when there
 * is nothing of the kind.
 */
export function foldLookAlikes(text: string): Decoded | undefined {
  let i = 0;
  while (i < text.length && (text.charCodeAt(i) < 0x80 || foldedAt(text, i) === SAME)) i++;
  if (i === text.length) return undefined;
  const out = new Mapped(text.length);
  for (let k = 0; k < text.length; k++) {
    const unit = text.charCodeAt(k);
    if (unit < 0x80) {
      out.unit(unit, k, k + 1);
      continue;
    }
    const folded = foldedAt(text, k);
    const wide = folded >= 0 && unit === 0xd835;
    if (folded !== REMOVED) out.unit(folded === SAME ? unit : folded, k, wide ? k + 2 : k + 1);
    if (wide) k++;
  }
  return out.done();
}

/** What stands for the unit at `i`. */
function foldedAt(text: string, i: number): number {
  const unit = text.charCodeAt(i);
  if (isInvisible(unit)) return REMOVED;
  if (unit === 0xd835) return mathDigit(text, i);
  // Full-width forms are ASCII at a distance.
  if (unit >= 0xff01 && unit <= 0xff5e) return unit - 0xfee0;
  const sign = signFor(unit);
  if (sign !== SAME) return sign === 0x20 || sign === 0x2d ? besideDigit(text, i, sign) : sign;
  for (const zero of ZEROS) if (unit >= zero && unit < zero + 10) return 0x30 + unit - zero;
  const digit = OTHER_DIGITS.get(unit);
  if (digit !== undefined) return besideDigit(text, i, digit);
  const letter = LOOK_ALIKE.get(unit);
  return letter !== undefined && inLatinWord(text, i) ? letter : SAME;
}

function isInvisible(unit: number): boolean {
  if (unit < 0x2000)
    return (
      unit === 0xad ||
      unit === 0x34f ||
      unit === 0x61c ||
      unit === 0x115f ||
      unit === 0x1160 ||
      unit === 0x17b4 ||
      unit === 0x17b5 ||
      (unit >= 0x180b && unit <= 0x180e)
    );
  return (
    (unit >= 0x200b && unit <= 0x200f) ||
    (unit >= 0x202a && unit <= 0x202e) ||
    (unit >= 0x2060 && unit <= 0x206f) ||
    unit === 0x3164 ||
    unit === 0xfeff ||
    (unit >= 0xfe00 && unit <= 0xfe0f) ||
    unit === 0xffa0
  );
}

function mathDigit(text: string, i: number): number {
  const point = text.codePointAt(i) ?? 0;
  return point >= MATH_DIGITS && point <= MATH_DIGITS_END ? 0x30 + ((point - MATH_DIGITS) % 10) : SAME;
}

/** Spaces, dashes and stops that stand for ASCII ones. */
function signFor(unit: number): number {
  if (unit === 0xa0 || (unit >= 0x2000 && unit <= 0x200a) || unit === 0x202f || unit === 0x205f || unit === 0x3000)
    return 0x20;
  if ((unit >= 0x2010 && unit <= 0x2015) || unit === 0x2212 || unit === 0xfe58 || unit === 0xfe63) return 0x2d;
  if (unit === 0x3002 || unit === 0xff61 || unit === 0x2024 || unit === 0xfe52) return 0x2e;
  if (unit === 0xfe6b) return 0x40;
  return unit === 0x2044 || unit === 0x2215 ? 0x2f : SAME;
}

/** Typography between words is left; between digits it would take numbers apart. */
function besideDigit(text: string, i: number, sign: number): number {
  return isAnyDigit(text.charCodeAt(i - 1)) || isAnyDigit(text.charCodeAt(i + 1)) ? sign : SAME;
}

function isAnyDigit(unit: number): boolean {
  if (unit < 0x80) return unit >= 0x30 && unit <= 0x39;
  return (
    ZEROS.some((zero) => unit >= zero && unit < zero + 10) ||
    OTHER_DIGITS.has(unit) ||
    (unit >= 0xdfce && unit <= 0xdfff) ||
    unit === 0xd835
  );
}

/** A look-alike next to Latin letters or digits: one word in two scripts. */
function inLatinWord(text: string, i: number): boolean {
  return touchesLatin(text, i, -1) || touchesLatin(text, i, 1);
}

function touchesLatin(text: string, i: number, step: -1 | 1): boolean {
  for (let k = i + step, far = 0; far < 24; k += step, far++) {
    const unit = text.charCodeAt(k);
    if ((unit >= 0x61 && unit <= 0x7a) || (unit >= 0x41 && unit <= 0x5a)) return true;
    if (!LOOK_ALIKE.has(unit)) return false;
  }
  return false;
}

function pairsOf(letters: string): Map<number, number> {
  const pairs = new Map<number, number>();
  for (let i = 0; i < letters.length; i += 2) pairs.set(letters.charCodeAt(i), letters.charCodeAt(i + 1));
  return pairs;
}
