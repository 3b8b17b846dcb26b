import type { Format } from "../plan.ts";
import { isParameterised, SqlLexer } from "./sql.ts";
import { isPlainUrl } from "./url.ts";

const SLOTS = 1_024;
const PROBES = 4;
const MAX_NAME = 48;

/**
 * Tells URLs, queries and SQL that hold nothing for a reader from their ASCII bytes, without a string: what most spans
 * carry. Remembers names of query parameters that mean nothing; a full neighbourhood means that a name is asked about anew.
 */
export class PlainForms {
  readonly #isDull: (name: string) => boolean;
  readonly #lexer = new SqlLexer();
  readonly #names: (Uint8Array | undefined)[] = Array.from({ length: SLOTS });

  /** `isDull` answers whether a parameter's name says nothing about its value. */
  constructor(isDull: (name: string) => boolean) {
    this.#isDull = isDull;
  }

  /** Whether `bytes[start, end)`, ASCII, needs no reading in this format. */
  isPlain(format: Format, bytes: Buffer, start: number, end: number): boolean {
    switch (format) {
      case "url":
      case "url_path": {
        const mark = bytes.subarray(start, end).indexOf(0x3f);
        if (mark < 0) return isPlainUrl(bytes, start, end);
        return isPlainUrl(bytes, start, start + mark) && this.#isPlainQuery(bytes, start + mark + 1, end);
      }
      case "url_query":
      case "form":
        return this.#isPlainQuery(bytes, bytes[start] === 0x3f ? start + 1 : start, end);
      case "sql":
        if (bytes[start] === 0x7b || holdsReference(bytes, start, end)) return false;
        return isParameterised(this.#lexer, bytes, start, end);
      default:
        return false;
    }
  }

  #isPlainQuery(bytes: Buffer, start: number, end: number): boolean {
    let at = start;
    while (at < end) {
      let sign = at;
      while (sign < end && NAME[bytes[sign]!] === 1) sign++;
      if (bytes[sign] !== 0x3d || sign >= end || !this.#knows(bytes, at, sign)) return false;
      at = sign + 1;
      while (at < end && VALUE[bytes[at]!] === 1) at++;
      if (at < end && bytes[at] !== 0x26) return false;
      at++;
    }
    return true;
  }

  #knows(bytes: Buffer, start: number, end: number): boolean {
    if (end === start || end - start > MAX_NAME) return false;
    let hash = end - start;
    for (let i = start; i < end; i++) hash = Math.imul(hash ^ bytes[i]!, 0x01000193);
    hash ^= hash >>> 15;
    for (let probe = 0; probe < PROBES; probe++) {
      const slot = (hash + probe) & (SLOTS - 1);
      const name = this.#names[slot];
      if (name === undefined) {
        if (!this.#isDull(bytes.toString("latin1", start, end))) return false;
        this.#names[slot] = Uint8Array.prototype.slice.call(bytes, start, end);
        return true;
      }
      if (name.length === end - start && equals(name, bytes, start)) return true;
    }
    return this.#isDull(bytes.toString("latin1", start, end));
  }
}

/** Whether a numeric character reference may stand in the bytes. */
function holdsReference(bytes: Uint8Array, start: number, end: number): boolean {
  for (let i = start + 1; i < end; i++) if (bytes[i] === 0x23 && bytes[i - 1] === 0x26) return true;
  return false;
}

function equals(name: Uint8Array, bytes: Uint8Array, start: number): boolean {
  for (let i = 0; i < name.length; i++) if (name[i] !== bytes[start + i]) return false;
  return true;
}

const LETTERS_AND_DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
/** Signs of names and values that mean themselves. */
const NAME = signs(`${LETTERS_AND_DIGITS}_.-`);
const VALUE = signs(`${LETTERS_AND_DIGITS}_.-~,:!*()`);

function signs(text: string): Uint8Array {
  const table = new Uint8Array(256);
  for (const unit of Buffer.from(text)) table[unit] = 1;
  return table;
}
