/** Longest run of digits that is told apart; stands for longer ones too. */
export const LONGEST_RUN = 31;
const ANY = -1;

/**
 * Bit r: a pattern may match where exactly r digits lead. Read off its source, so that most of two hundred patterns need not
 * be tried; what is not understood may begin with anything. A match ends where digits end, as every number's does.
 */
export function leadingRuns(pattern: RegExp): number {
  return alternatives(pattern.source).reduce((bits, one) => bits | runsOf(one), 0);
}

/** The parts between `|` outside of groups and classes. */
function alternatives(source: string): string[] {
  const parts: string[] = [];
  let from = 0;
  let depth = 0;
  let inClass = false;
  for (let i = 0; i < source.length; i++) {
    const sign = source[i];
    if (sign === "\\") i++;
    else if (sign === "[") inClass = true;
    else if (sign === "]") inClass = false;
    else if (inClass) continue;
    else if (sign === "(") depth++;
    else if (sign === ")") depth--;
    else if (sign === "|" && depth === 0) {
      parts.push(source.slice(from, i));
      from = i + 1;
    }
  }
  return [...parts, source.slice(from)];
}

/** One atom, a digit or not, and how often. */
const ATOM = /^(\\d|\[[^\]\\]+\]|\d|[A-Za-z ./-]|\\[./-])(\?|\{(\d+)(?:,(\d+))?\})?(?![*+?])/;

function runsOf(alternative: string): number {
  let least = 0;
  let most = 0;
  for (let rest = alternative; rest !== ""; ) {
    const atom = ATOM.exec(rest);
    if (atom === null) return between(least, LONGEST_RUN);
    const [all, what = "", quantity, from, to] = atom;
    const times = quantity === undefined ? [1, 1] : quantity === "?" ? [0, 1] : [Number(from), Number(to ?? from)];
    const [fewest = 0, mostTimes = 0] = times;
    if (isDigits(what)) {
      least += fewest;
      most += mostTimes;
    } else if (mayBeDigit(what) || fewest === 0) {
      return between(least, LONGEST_RUN);
    } else {
      return between(least, most);
    }
    rest = rest.slice(all.length);
  }
  return between(least, most);
}

function isDigits(atom: string): boolean {
  return atom === "\\d" || /^\d$/.test(atom) || /^\[\d(?:-?\d)*\]$/.test(atom);
}

/** A class that holds digits among other signs, or may. */
function mayBeDigit(atom: string): boolean {
  return atom.startsWith("[") && (/\d/.test(atom) || atom.startsWith("[^"));
}

function between(least: number, most: number): number {
  if (least === 0 && most >= LONGEST_RUN) return ANY;
  let bits = 0;
  for (let run = least; run <= Math.min(most, LONGEST_RUN); run++) bits |= 1 << run;
  return bits;
}
