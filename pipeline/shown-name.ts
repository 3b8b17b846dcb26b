/** Longest name that is shown. */
const MAX_CHARS = 120;
/** A part of a name that a person would write: words, with numbers of up to three digits in them. */
const PLAIN_PART = /^(?!.*\d{4})[A-Za-z_][A-Za-z0-9_]{0,39}$/;

/**
 * A metric's name or a label's key as it may be printed: parts that could hold data (long numbers, anything that is no
 * word) are `*`, which also matches them in the patterns of an SDK View.
 */
export function shownName(name: string): string {
  if (name === "") return "";
  const parts = name.slice(0, MAX_CHARS).split(/([./:-])/);
  const shown = parts.map((part, i) => (i % 2 === 1 || part === "" || PLAIN_PART.test(part) ? part : "*")).join("");
  return name.length > MAX_CHARS ? `${shown}*` : shown;
}
