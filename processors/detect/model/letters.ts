const SIZE = 0x2c00;

interface Letters {
  /** Lower-case unit of a letter with case, else the unit itself. */
  readonly lower: Uint16Array;
  /** 1 letter, 2 capital. */
  readonly flags: Uint8Array;
}

const LETTERS: Letters = tables();

/** Case and letters of the units below U+2C00, which hold every script with two cases that names are written in. */
function tables(): Letters {
  const lower = new Uint16Array(SIZE);
  const flags = new Uint8Array(SIZE);
  const letter = /^[\p{L}\p{M}]$/u;
  for (let unit = 0; unit < SIZE; unit++) {
    lower[unit] = unit;
    const text = String.fromCharCode(unit);
    if (!letter.test(text)) continue;
    flags[unit] = 1;
    const small = text.toLowerCase();
    if (small === text || small.length !== 1) continue;
    lower[unit] = small.charCodeAt(0);
    flags[unit] = 3;
  }
  return { lower, flags };
}

/** Letters and the marks that combine with them; above U+2C00 all but punctuation, private use and surrogates. */
export function isLetter(unit: number): boolean {
  if (unit < SIZE) return LETTERS.flags[unit] !== 0;
  if (unit >= 0x3040)
    return (
      unit < 0xd800 ||
      (unit >= 0xf900 && unit < 0xfe00) ||
      (unit >= 0xfe70 && unit < 0xff00) ||
      (unit >= 0xff66 && unit < 0xffe0)
    );
  return unit >= 0x2d00 && unit < 0x2e00;
}

export function isUpper(unit: number): boolean {
  return unit < SIZE && (LETTERS.flags[unit]! & 2) !== 0;
}

/** The unit in lower case; the typographic apostrophe becomes the plain one. */
export function lowerOf(unit: number): number {
  if (unit === 0x2019) return 0x27;
  return unit < SIZE ? LETTERS.lower[unit]! : unit;
}

/** Scripts with two cases. */
export function hasCase(unit: number): boolean {
  return unit < 0x590 || (unit >= 0x10a0 && unit < 0x1100) || (unit >= 0x1e00 && unit < 0x2000);
}

/** Han and Hangul: every unit is a token of its own, for words are not set apart. */
export function isSingle(unit: number): boolean {
  return (unit >= 0x3400 && unit <= 0x9fff) || (unit >= 0xac00 && unit <= 0xd7a3) || (unit >= 0xf900 && unit <= 0xfaff);
}
