/** What other regular expression dialects have and a linear-time engine cannot offer, by the name its users know. */
const UNSAFE: readonly (readonly [RegExp, string])[] = [
  [/^\(\?[=!]/, "look-ahead"],
  [/^\(\?<[=!]/, "look-behind"],
  [/^(?:\\[1-9]|\\k[<{']|\(\?P=)/, "a back-reference"],
  [/^\(\?>/, "an atomic group"],
  [/^\(\?\(/, "a conditional"],
  [/^\(\?(?:R|[0-9&])/, "a recursion"],
  [/^(?:[*+?]|\{[0-9]+(?:,[0-9]*)?\})\+/, "a possessive quantifier"],
];

/** The first construct of a pattern that cannot be matched in linear time: its name and its character, from 1. */
export function unsafeConstruct(pattern: string): { readonly name: string; readonly at: number } | undefined {
  for (let i = 0; i < pattern.length; i = skip(pattern, i)) {
    const rest = pattern.slice(i, i + 24);
    const found = UNSAFE.find(([shape]) => shape.test(rest));
    if (found !== undefined) return { name: found[1], at: i + 1 };
  }
  return undefined;
}

/** Whether no part of a pattern may repeat without bound. */
export function isBounded(pattern: string): boolean {
  for (let i = 0; i < pattern.length; i = skip(pattern, i)) {
    if (/^(?:[*+]|\{[0-9]+,\})/.test(pattern.slice(i, i + 8))) return false;
  }
  return true;
}

/**
 * The longest run of ASCII characters that every match must hold; undefined where none of two or more is certain.
 * Looks at the top level only: what stands in groups and classes may vary.
 */
export function requiredLiteral(pattern: string): string | undefined {
  if (/\(\?[a-zA-Z]*i|\\Q/.test(pattern)) return undefined;
  let best = "";
  let run = "";
  const end = (): void => {
    if (run.length > best.length) best = run;
    run = "";
  };
  for (let i = 0; i < pattern.length; ) {
    const sign = pattern[i] ?? "";
    if (sign === "|") return undefined;
    const next = sign === "(" ? groupEnd(pattern, i) : skip(pattern, i);
    const literal = literalAt(pattern, i, sign);
    const quantifier = /^(?:[*?]|\{0)/.test(pattern.slice(next))
      ? "optional"
      : /^[+{]/.test(pattern.slice(next))
        ? "repeated"
        : "once";
    if (literal === undefined || quantifier === "optional") end();
    else run += literal;
    if (quantifier === "repeated") end();
    i = quantifier === "once" ? next : quantifierEnd(pattern, next);
  }
  end();
  return best.length >= 2 ? best : undefined;
}

function literalAt(pattern: string, index: number, sign: string): string | undefined {
  if (sign === "\\") {
    const escaped = pattern[index + 1] ?? "";
    return /[!-/:-@[-`{-~]/.test(escaped) ? escaped : undefined;
  }
  return /[ -~]/.test(sign) && !"([.^$*+?{".includes(sign) ? sign : undefined;
}

/** Index after the escape, class or character at `index`. */
function skip(pattern: string, index: number): number {
  if (pattern[index] === "\\") return index + 2;
  if (pattern[index] !== "[") return index + 1;
  let i = index + 1;
  if (pattern[i] === "^") i++;
  if (pattern[i] === "]") i++;
  while (i < pattern.length && pattern[i] !== "]") {
    const named = pattern.startsWith("[:", i) ? pattern.indexOf(":]", i) : -1;
    if (named >= 0) i = named + 2;
    else i += pattern[i] === "\\" ? 2 : 1;
  }
  return i + 1;
}

function groupEnd(pattern: string, index: number): number {
  let depth = 0;
  for (let i = index; i < pattern.length; i = skip(pattern, i)) {
    if (pattern[i] === "(") depth++;
    if (pattern[i] === ")" && --depth === 0) return i + 1;
  }
  return pattern.length;
}

function quantifierEnd(pattern: string, index: number): number {
  const end = pattern[index] === "{" ? pattern.indexOf("}", index) + 1 : index + 1;
  return pattern[end] === "?" ? end + 1 : Math.max(end, index + 1);
}
