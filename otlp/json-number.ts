const TWO_32 = 2 ** 32;
const DIGIT_0 = 0x30;
const MINUS = 0x2d;
/** Powers of ten that a double holds exactly. */
const POWERS_OF_TEN = Array.from({ length: 23 }, (_, i) => 10 ** i);
/** Integers of this many digits are exact in a double. */
const EXACT_DIGITS = 15;
/** 2^64 - 1 has this many digits. */
const MOST_DIGITS = 20;
/** Longer tokens are refused: no encoder writes them, and arithmetic on them is not linear. */
const MAX_TOKEN_BYTES = 1_024;

/** What an integer field holds, and so which numbers it takes. */
export type IntegerRange = "int32" | "uint32" | "int64" | "uint64";

/**
 * Reads JSON numbers from bytes without rounding: integers into two 32-bit halves, others to the nearest double.
 * The methods return the position behind the number, or -1 where there is none or it does not fit.
 */
export class NumberReader {
  /** Lower and upper half of the last integer, two's complement. */
  low = 0;
  high = 0;
  /** The last double. */
  value = 0;
  readonly #scratch = new Uint8Array(MOST_DIGITS);

  integer(bytes: Uint8Array, start: number, end: number, range: IntegerRange): number {
    const negative = bytes[start] === MINUS;
    const first = negative ? start + 1 : start;
    const at = digitsEnd(bytes, first, end);
    const unusual = at === first || at - first > MOST_DIGITS || (at < end && continuesNumber(bytes[at] as number));
    if (unusual) return this.#unusualInteger(bytes, start, end, range);
    if (bytes[first] === DIGIT_0 && at > first + 1) return -1;
    return this.#digits(bytes, first, at, negative, range) ? at : -1;
  }

  /** At most twenty digits: fifteen are exact in a double, the others are multiplied in by halves. */
  #digits(bytes: Uint8Array, start: number, end: number, negative: boolean, range: IntegerRange): boolean {
    const middle = Math.min(end, start + EXACT_DIGITS);
    const head = decimal(bytes, start, middle);
    const scale = POWERS_OF_TEN[end - middle] as number;
    const headHigh = Math.floor(head / TWO_32);
    const low = (head - headHigh * TWO_32) * scale + decimal(bytes, middle, end);
    return this.#store(low % TWO_32, headHigh * scale + Math.floor(low / TWO_32), negative, range);
  }

  /** Integers spelled with a fraction or an exponent, `1.0` or `2e3`; the ProtoJSON mapping accepts them. */
  #unusualInteger(bytes: Uint8Array, start: number, end: number, range: IntegerRange): number {
    const stop = numberEnd(bytes, start, end);
    if (stop < 0) return -1;
    const digits = this.#scratch;
    let count = 0;
    let zeros = 0;
    let exponent = 0;
    let step = 0;
    let at = bytes[start] === MINUS ? start + 1 : start;
    for (; at < stop && ((bytes[at] as number) | 32) !== 0x65; at++) {
      const digit = bytes[at] as number;
      if (digit === 0x2e) {
        step = -1;
        continue;
      }
      exponent += step;
      if (digit === DIGIT_0) {
        if (count > 0) zeros++;
        continue;
      }
      if (count + zeros >= MOST_DIGITS) return -1;
      digits.fill(DIGIT_0, count, count + zeros);
      count += zeros;
      zeros = 0;
      digits[count++] = digit;
    }
    if (at < stop) exponent += smallExponent(bytes, at + 1, stop);
    if (count === 0) return this.#store(0, 0, false, range) ? stop : -1;
    exponent += zeros;
    if (exponent < 0 || count + exponent > MOST_DIGITS) return -1;
    digits.fill(DIGIT_0, count, count + exponent);
    return this.#digits(digits, 0, count + exponent, bytes[start] === MINUS, range) ? stop : -1;
  }

  #store(low: number, high: number, negative: boolean, range: IntegerRange): boolean {
    if (!fits(low, high, negative, range)) return false;
    if (!negative) {
      this.low = low;
      this.high = high;
      return true;
    }
    this.low = -low >>> 0;
    this.high = (low === 0 ? -high : ~high) >>> 0;
    return true;
  }

  double(bytes: Uint8Array, start: number, end: number): number {
    let at = bytes[start] === MINUS ? start + 1 : start;
    const first = at;
    let mantissa = 0;
    let point = -1;
    for (; at < end; at++) {
      const byte = bytes[at] as number;
      const digit = byte - DIGIT_0;
      if (digit >= 0 && digit <= 9) mantissa = mantissa * 10 + digit;
      else if (byte === 0x2e && point < 0) point = at;
      else break;
    }
    const whole = (point < 0 ? at : point) - first;
    const decimals = point < 0 ? 0 : at - point - 1;
    const wellFormed = whole > 0 && (point < 0 || decimals > 0) && !(whole > 1 && bytes[first] === DIGIT_0);
    if (!wellFormed || whole + decimals > EXACT_DIGITS) return this.#anyDouble(bytes, start, end);
    let stop = at;
    let exponent = -decimals;
    if (at < end && continuesNumber(bytes[at] as number)) {
      stop = numberEnd(bytes, start, end);
      if (stop < 0) return -1;
      exponent += smallExponent(bytes, at + 1, stop);
    }
    if (Math.abs(exponent) >= POWERS_OF_TEN.length) return this.#anyDouble(bytes, start, end);
    // Both operands are exact, so the one division or multiplication rounds correctly.
    const power = POWERS_OF_TEN[Math.abs(exponent)] as number;
    const value = exponent < 0 ? mantissa / power : mantissa * power;
    this.value = first === start ? value : -value;
    return stop;
  }

  #anyDouble(bytes: Uint8Array, start: number, end: number): number {
    const stop = numberEnd(bytes, start, end);
    if (stop < 0) return -1;
    this.value = Number(latin1(bytes, start, stop));
    return Number.isFinite(this.value) ? stop : -1;
  }
}

function fits(low: number, high: number, negative: boolean, range: IntegerRange): boolean {
  switch (range) {
    case "uint64":
      return high < TWO_32 && (!negative || (high === 0 && low === 0));
    case "int64":
      return high < TWO_32 / 2 || (negative && high === TWO_32 / 2 && low === 0);
    case "uint32":
      return high === 0 && (!negative || low === 0);
    case "int32":
      return high === 0 && (low < TWO_32 / 2 || (negative && low === TWO_32 / 2));
  }
}

/** A digit, a point or an exponent. */
function continuesNumber(byte: number): boolean {
  return (byte >= DIGIT_0 && byte <= 0x39) || byte === 0x2e || (byte | 32) === 0x65;
}

/**
 * End of the JSON number at `start`, or -1: `-? (0 | [1-9] digit*) (. digit+)? ([eE] [+-]? digit+)?` (RFC 8259, 6).
 */
export function numberEnd(bytes: Uint8Array, start: number, end: number): number {
  let at = bytes[start] === MINUS ? start + 1 : start;
  const whole = digitsEnd(bytes, at, end);
  if (whole === at || (bytes[at] === DIGIT_0 && whole > at + 1)) return -1;
  at = whole;
  if (at < end && bytes[at] === 0x2e) {
    const fraction = digitsEnd(bytes, at + 1, end);
    if (fraction === at + 1) return -1;
    at = fraction;
  }
  if (at < end && ((bytes[at] as number) | 32) === 0x65) {
    at++;
    if (at < end && (bytes[at] === 0x2b || bytes[at] === MINUS)) at++;
    const exponent = digitsEnd(bytes, at, end);
    if (exponent === at) return -1;
    at = exponent;
  }
  return at - start > MAX_TOKEN_BYTES ? -1 : at;
}

function digitsEnd(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && (bytes[at] as number) >= DIGIT_0 && (bytes[at] as number) <= 0x39) at++;
  return at;
}

function decimal(bytes: Uint8Array, start: number, end: number): number {
  let value = 0;
  for (let at = start; at < end; at++) value = value * 10 + (bytes[at] as number) - DIGIT_0;
  return value;
}

/** The exponent behind `e`, exact below a million and beyond every range above. */
function smallExponent(bytes: Uint8Array, start: number, end: number): number {
  const signed = bytes[start] === MINUS || bytes[start] === 0x2b;
  let value = 0;
  for (let at = signed ? start + 1 : start; at < end && value < 1e6; at++) {
    value = value * 10 + (bytes[at] as number) - DIGIT_0;
  }
  return bytes[start] === MINUS ? -value : value;
}

function latin1(bytes: Uint8Array, start: number, end: number): string {
  return String.fromCharCode(...bytes.subarray(start, end));
}
