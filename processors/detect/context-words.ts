import { isForeignLetter, isLetter } from "./units.ts";

/** How far a word may stand from what it announces, in UTF-16 units on each side. */
const CONTEXT_REACH = 48;

/** Small letters without marks: `Téléphone` and `TELEPHONE` are one word. */
export function fold(text: string): string {
  let ascii = true;
  for (let i = 0; i < text.length && ascii; i++) ascii = text.charCodeAt(i) < 0x80;
  if (ascii) return text.toLowerCase();
  return text
    .normalize("NFD")
    .replace(/[\u0300-\u036f]/g, "")
    .toLowerCase();
}

/** A set of words and phrases of two or three words to look for around a span; written plainly, compared folded. */
export function wordSet(words: string): ReadonlySet<string> {
  return new Set(
    words
      .split(/[,\n]/)
      .map((word) => fold(word.trim()))
      .filter((word) => word !== ""),
  );
}

function isWordLetter(unit: number): boolean {
  return isLetter(unit) || isForeignLetter(unit);
}

/**
 * Words of `text[from, to)`, folded; CamelCase and underscores separate. Words cut by the window's border are left out, and
 * so are the words of class names (`PhoneInterfaceManager`): they say what the code does, not what the text holds.
 */
function words(text: string, from: number, to: number): string[] {
  const found: string[] = [];
  let i = from;
  while (i > 0 && i < to && isWordLetter(text.charCodeAt(i - 1)) && isWordLetter(text.charCodeAt(i))) i++;
  while (i < to) {
    if (!isWordLetter(text.charCodeAt(i))) {
      i++;
      continue;
    }
    const first = found.length;
    const capital = isCapital(text.charCodeAt(i));
    const start = i;
    while (i < text.length && isWordLetter(text.charCodeAt(i)) && i - start < CONTEXT_REACH) {
      let end = i + 1;
      while (end < text.length && isWordLetter(text.charCodeAt(end)) && !isHump(text, end) && end - i < CONTEXT_REACH)
        end++;
      if (end <= to) found.push(fold(text.slice(i, end)));
      i = end;
    }
    const last = found[found.length - 1] ?? "";
    if (capital && found.length > first + 1 && last !== "number" && last !== "no" && last !== "id")
      found.length = first;
  }
  return found;
}

/** A capital after a small letter, or the last capital of a run before a small letter (`SSNValue`). */
function isHump(text: string, index: number): boolean {
  if (!isCapital(text.charCodeAt(index))) return false;
  return !isCapital(text.charCodeAt(index - 1)) || isSmall(text.charCodeAt(index + 1));
}

function isCapital(unit: number): boolean {
  return unit >= 0x41 && unit <= 0x5a;
}

function isSmall(unit: number): boolean {
  return unit >= 0x61 && unit <= 0x7a;
}

/** Whether one of the words stands whole within reach of `text[start, end)`, before or after. */
export function hasContext(
  text: string,
  start: number,
  end: number,
  set: ReadonlySet<string>,
  reach = CONTEXT_REACH,
  after = reach,
): boolean {
  return (
    holdsWord(text, Math.max(0, start - reach), start, set) ||
    holdsWord(text, end, Math.min(text.length, end + after), set)
  );
}

function holdsWord(text: string, from: number, to: number, set: ReadonlySet<string>): boolean {
  if (to - from < 2) return false;
  const list = words(text, from, to);
  for (let i = 0; i < list.length; i++) {
    const one = list[i] ?? "";
    if (set.has(one)) return true;
    if (i + 1 < list.length) {
      const two = `${one} ${list[i + 1] ?? ""}`;
      if (set.has(two) || set.has(`${two} ${list[i + 2] ?? ""}`)) return true;
    }
  }
  return false;
}
