import { digitsOf } from "../../units.ts";

/** Sum of digits times weights; missing weights count as nothing. */
function weighted(digits: string, weights: readonly number[]): number {
  let sum = 0;
  for (let i = 0; i < weights.length; i++) sum += (digits.charCodeAt(i) - 0x30) * (weights[i] ?? 0);
  return sum;
}

/** Day and month as two digits each make a date that can be. */
function isDay(day: string, month: string): boolean {
  const d = Number(day);
  const m = Number(month);
  return d >= 1 && d <= (m === 2 ? 29 : [4, 6, 9, 11].includes(m) ? 30 : 31) && m >= 1 && m <= 12;
}

/** Dihedral group of order ten, its permutation applied position by position (Verhoeff 1969). */
function verhoeff(digits: string): boolean {
  let c = 0;
  for (let i = 0; i < digits.length; i++) {
    let d = digits.charCodeAt(digits.length - 1 - i) - 0x30;
    for (let k = 0; k < i % 8; k++) d = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4][d] ?? 0;
    c = multiply(c, d);
  }
  return c === 0;
}

function multiply(a: number, b: number): number {
  if (a < 5) return b < 5 ? (a + b) % 5 : 5 + ((a + b) % 5);
  return b < 5 ? 5 + ((((a - b) % 5) + 5) % 5) : (a - b + 5) % 5;
}

/** Singapore NRIC and FIN: weights 2 7 6 5 4 3 2, an offset by first letter, a letter by remainder. */
export function isNric(value: string): boolean {
  const text = value.toUpperCase();
  const first = text[0] ?? "";
  const offset = "TG".includes(first) ? 4 : first === "M" ? 3 : 0;
  const rest = (weighted(text.slice(1, 8), [2, 7, 6, 5, 4, 3, 2]) + offset) % 11;
  if (first === "M") return "KLJNPQRTUWX"[10 - rest] === text[8];
  return ("ST".includes(first) ? "JZIHGFEDCBA" : "XWUTRQPNMLK")[rest] === text[8];
}

/** Latvia: a date and a century digit with a weighted sum, or since 2017 a number that begins with 32. */
export function isLatvian(value: string): boolean {
  const d = digitsOf(value);
  if (d.startsWith("32")) return true;
  if (!isDay(d.slice(0, 2), d.slice(2, 4)) || Number(d[6]) > 2) return false;
  return ((1101 - weighted(d, [1, 6, 3, 7, 9, 10, 5, 8, 4, 2])) % 11) % 10 === Number(d[10]);
}

/** Luxembourg: birth date, serial, a Luhn digit over eleven, and a Verhoeff digit over the same eleven. */
export function isLuxembourg(value: string): boolean {
  const d = digitsOf(value);
  if (!/^(?:18|19|20)/.test(d) || !isDay(d.slice(6, 8), d.slice(4, 6))) return false;
  let sum = 0;
  for (let i = 0; i < 12; i++) {
    const digit = Number(d[11 - i]) * (i % 2 === 1 ? 2 : 1);
    sum += digit > 9 ? digit - 9 : digit;
  }
  return sum % 10 === 0 && verhoeff(d.slice(0, 11) + d.slice(12));
}

/** Hungary, personal tax id: 8, weights 1 to 9, remainder of 11. */
export function isHungarianTax(value: string): boolean {
  const d = digitsOf(value);
  return d[0] === "8" && weighted(d, [1, 2, 3, 4, 5, 6, 7, 8, 9]) % 11 === Number(d[9]);
}

/** Hungary, social security (TAJ): weights 3 and 7 in turn. */
export function isTaj(value: string): boolean {
  const d = digitsOf(value);
  return weighted(d, [3, 7, 3, 7, 3, 7, 3, 7]) % 10 === Number(d[8]);
}

/** Russia, SNILS: weights 9 to 1, modulo 101, 100 counting as 0. */
export function isSnils(value: string): boolean {
  const d = digitsOf(value);
  return (weighted(d, [9, 8, 7, 6, 5, 4, 3, 2, 1]) % 101) % 100 === Number(d.slice(9));
}

/** Iran: weights 10 to 2, modulo 11. */
export function isMelli(value: string): boolean {
  const d = digitsOf(value);
  const rest = weighted(d, [10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11;
  return Number(d[9]) === (rest < 2 ? rest : 11 - rest);
}

/** Kazakhstan: date of birth, century and sex, weights 1 to 11, shifted by two where the rest is 10. */
export function isKazakh(value: string): boolean {
  const d = digitsOf(value);
  if (!isDay(d.slice(4, 6), d.slice(2, 4)) || Number(d[6]) > 6) return false;
  let rest = weighted(d, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]) % 11;
  if (rest === 10) rest = weighted(d, [3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2]) % 11;
  return rest < 10 && rest === Number(d[11]);
}

/** Belgium: 97 less the first nine digits modulo 97, a 2 put before them from 2000 on. */
export function isBelgian(value: string): boolean {
  const d = digitsOf(value);
  const check = Number(d.slice(9));
  const month = Number(d.slice(2, 4)) % 20;
  if (month > 12 || Number(d.slice(4, 6)) > 31) return false;
  return 97 - (Number(d.slice(0, 9)) % 97) === check || 97 - (Number(`2${d.slice(0, 9)}`) % 97) === check;
}

/** France, tax number (SPI): 13 digits, the last three are the first ten modulo 511. */
export function isSpi(value: string): boolean {
  const d = digitsOf(value);
  return "0123".includes(d[0] ?? "x") && Number(d.slice(0, 10)) % 511 === Number(d.slice(10));
}

/** Czech and Slovak birth number: a date (months raised by 20, 50 or 70) and, with ten digits, divisible by 11. */
export function isBirthNumber(value: string): boolean {
  const d = digitsOf(value);
  const month = Number(d.slice(2, 4)) % 50;
  if (!isDay(d.slice(4, 6), String(month > 20 ? month - 20 : month))) return false;
  if (d.length === 9) return Number(d.slice(0, 2)) < 54;
  return (
    Number(d) % 11 === 0 || ((Number(d.slice(0, 9)) % 11) % 10 === Number(d[9]) && Number(d.slice(0, 9)) % 11 === 10)
  );
}

/** Denmark: a date, and for numbers given before 2007 a weighted sum; 10 digits, `ddmmyy-xxxx`. */
export function isCpr(value: string): boolean {
  const d = digitsOf(value);
  return isDay(d.slice(0, 2), d.slice(2, 4));
}

/** Denmark before 2007: weights 4 3 2 7 6 5 4 3 2 1, modulo 11. */
export function isOldCpr(value: string): boolean {
  return isCpr(value) && weighted(digitsOf(value), [4, 3, 2, 7, 6, 5, 4, 3, 2, 1]) % 11 === 0;
}

/** Sweden, personal and co-ordination numbers (day raised by 60): a date and Luhn over the last ten digits. */
export function isSwedish(value: string): boolean {
  const all = digitsOf(value);
  const d = all.slice(-10);
  const day = Number(d.slice(4, 6));
  if (!isDay(String(day > 60 ? day - 60 : day), d.slice(2, 4)) || (all.length === 12 && !/^(?:18|19|20)/.test(all)))
    return false;
  let sum = 0;
  for (let i = 0; i < 10; i++) {
    const digit = Number(d[i]) * (i % 2 === 0 ? 2 : 1);
    sum += digit > 9 ? digit - 9 : digit;
  }
  return sum % 10 === 0;
}

/** South Korea: a date, a digit for century, sex and nationality; the check digit ended with numbers of October 2020. */
export function isKorean(value: string): boolean {
  const d = digitsOf(value);
  return isDay(d.slice(4, 6), d.slice(2, 4)) && d[6] !== undefined;
}

/** The check digit of Korean numbers given before October 2020, foreigners' raised by two. */
export function isCheckedKorean(value: string): boolean {
  const d = digitsOf(value);
  const rest = 11 - (weighted(d, [2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5]) % 11);
  const check = Number(d[12]);
  return isKorean(value) && (rest % 10 === check || ("5678".includes(d[6] ?? "x") && (rest + 2) % 10 === check));
}

/** Austria: weights 3 7 9 _ 5 8 4 2 1 6, and a date whose month may be 13 to 15. */
export function isAustrian(value: string): boolean {
  const d = digitsOf(value);
  const month = Number(d.slice(6, 8));
  if (Number(d.slice(4, 6)) > 31 || month > 15 || month === 0 || d[0] === "0") return false;
  return weighted(d, [3, 7, 9, 0, 5, 8, 4, 2, 1, 6]) % 11 === Number(d[3]);
}
