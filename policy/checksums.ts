import type { Validator } from "./schema.ts";

/** Whether a matched text passes the checksum a pattern asks for. Spaces and punctuation between digits are ignored. */
export function passes(validator: Validator, text: string): boolean {
  const plain = text.toUpperCase().replaceAll(/[\s.\-/]/g, "");
  switch (validator) {
    case "luhn":
      return isDigits(plain) && luhn(plain);
    case "verhoeff":
      return isDigits(plain) && verhoeff(plain);
    case "damm":
      return isDigits(plain) && damm(plain);
    case "mod97":
      return isAlphanumeric(plain) && remainder97(plain) === 1;
    case "iban":
      return isAlphanumeric(plain) && remainder97(plain.slice(4) + plain.slice(0, 4)) === 1;
  }
}

function isDigits(text: string): boolean {
  return /^[0-9]{2,}$/.test(text);
}

function isAlphanumeric(text: string): boolean {
  return /^[0-9A-Z]{3,}$/.test(text);
}

/** ISO/IEC 7812-1, annex B. */
function luhn(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits[digits.length - 1 - i]);
    sum += i % 2 === 0 ? digit : digit * 2 - (digit > 4 ? 9 : 0);
  }
  return sum % 10 === 0;
}

/** ISO/IEC 7064, MOD 97-10; letters count from A = 10. */
function remainder97(text: string): number {
  let remainder = 0;
  for (const sign of text) {
    const value = Number.parseInt(sign, 36);
    remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97;
  }
  return remainder;
}

/** Verhoeff 1969: products of the dihedral group D5, permuted by position. */
function verhoeff(digits: string): boolean {
  const permutation = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];
  let check = 0;
  for (let i = 0; i < digits.length; i++) {
    let digit = Number(digits[digits.length - 1 - i]);
    for (let times = 0; times < i % 8; times++) digit = permutation[digit] ?? 0;
    check = dihedral(check, digit);
  }
  return check === 0;
}

/** Product in D5: 0 to 4 are rotations, 5 to 9 reflections. */
function dihedral(a: number, b: number): number {
  if (a < 5) return b < 5 ? (a + b) % 5 : 5 + ((a + b) % 5);
  return b < 5 ? 5 + ((a - b + 5) % 5) : (a - b + 5) % 5;
}

/** Damm 2004: a totally anti-symmetric quasigroup of order 10. */
function damm(digits: string): boolean {
  const rows = [
    "0317598642",
    "7092154863",
    "4206871359",
    "1750983426",
    "6123045978",
    "3674209581",
    "5869720134",
    "8945362017",
    "9438617205",
    "2581436790",
  ];
  let row = 0;
  for (const digit of digits) row = Number(rows[row]?.[Number(digit)] ?? 0);
  return row === 0;
}
