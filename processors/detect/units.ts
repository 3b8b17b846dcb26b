/** Questions about single UTF-16 units and the edges of a span; NaN, the unit outside a text, answers no to all. */
export function isDigit(unit: number): boolean {
  return unit >= 0x30 && unit <= 0x39;
}

export function isLetter(unit: number): boolean {
  return (unit >= 0x61 && unit <= 0x7a) || (unit >= 0x41 && unit <= 0x5a);
}

export function isAlnum(unit: number): boolean {
  return isDigit(unit) || isLetter(unit);
}

export function isHex(unit: number): boolean {
  return isDigit(unit) || (unit >= 0x61 && unit <= 0x66) || (unit >= 0x41 && unit <= 0x46);
}

/** Part of a word in some script: letters, digits, `_`, and beyond ASCII everything but spaces and punctuation. */
export function isWordUnit(unit: number): boolean {
  return isAlnum(unit) || unit === 0x5f || isForeignLetter(unit);
}

/** A unit beyond ASCII that is neither a space nor punctuation of the Latin-1, general and CJK blocks. */
export function isForeignLetter(unit: number): boolean {
  return (
    unit >= 0xaa &&
    unit !== 0xab &&
    unit !== 0xbb &&
    unit !== 0xbf &&
    unit !== 0xd7 &&
    unit !== 0xf7 &&
    !(unit >= 0x2000 && unit <= 0x206f) &&
    !(unit >= 0x3000 && unit <= 0x3020) &&
    unit !== 0xfeff &&
    !(unit >= 0xff01 && unit <= 0xff0f) &&
    unit !== 0xff1a &&
    unit !== 0xfffd
  );
}

/** `start` follows a percent escape (`%3A123`), whose last hex digit is no part of the word. */
export function afterPercentEscape(text: string, start: number): boolean {
  return (
    start >= 3 && text[start - 3] === "%" && isHex(text.charCodeAt(start - 1)) && isHex(text.charCodeAt(start - 2))
  );
}

/** Nothing before `start` belongs to the same word. */
export function freeLeft(text: string, start: number): boolean {
  return (
    start === 0 ||
    !isWordUnit(text.charCodeAt(start - 1)) ||
    afterPercentEscape(text, start) ||
    afterEscapedBreak(text, start)
  );
}

/** `\n` and `\t` as two characters, the way escaped logs write a line break. */
function afterEscapedBreak(text: string, start: number): boolean {
  const before = text[start - 1];
  return start >= 2 && text[start - 2] === "\\" && (before === "n" || before === "t" || before === "r");
}

/** Nothing from `end` on belongs to the same word. */
function freeRight(text: string, end: number): boolean {
  return end >= text.length || !isWordUnit(text.charCodeAt(end));
}

/**
 * Stricter edges for numbers: besides words, no `. - / :` (and so on) ties the span to more digits or to an identifier, so
 * that `0.4111...`, `id-4111...`, `4111...-2` are not taken apart.
 */
export function freeNumber(text: string, start: number, end: number): boolean {
  if (!freeLeft(text, start) || !freeRight(text, end)) return false;
  const before = text[start - 1] ?? " ";
  if ("+$~^".includes(before)) return false;
  if ("-./".includes(before) && isWordUnit(text.charCodeAt(start - 2))) return false;
  const after = text[end] ?? " ";
  return !("-./%+~@".includes(after) && isWordUnit(text.charCodeAt(end + 1)));
}

/** Whether there is a digit in `text[from, to)`. */
export function hasDigit(text: string, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (isDigit(text.charCodeAt(i))) return true;
  return false;
}

/** How many digits stand at `index`, counted up to `most`. */
export function digitRun(text: string, index: number, most: number): number {
  let end = index;
  while (end - index < most && isDigit(text.charCodeAt(end))) end++;
  return end - index;
}

/** The digits of `text[start, end)`. */
export function digitsOf(text: string): string {
  let digits = "";
  for (let i = 0; i < text.length; i++) if (isDigit(text.charCodeAt(i))) digits += text[i];
  return digits;
}

/** Luhn, ISO/IEC 7812-1 annex B. */
export function luhn(digits: string): boolean {
  let sum = 0;
  for (let i = digits.length - 1, double = false; i >= 0; i--, double = !double) {
    let digit = digits.charCodeAt(i) - 0x30;
    if (double) digit = digit > 4 ? digit * 2 - 9 : digit * 2;
    sum += digit;
  }
  return sum % 10 === 0;
}

/** All the same digit: what forms and tests are filled with. */
export function isRepdigit(digits: string): boolean {
  for (let i = 1; i < digits.length; i++) if (digits[i] !== digits[0]) return false;
  return true;
}
