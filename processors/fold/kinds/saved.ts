import type { ProtoWriter } from "../../../otlp/proto-writer.ts";

const TWO_32 = 2 ** 32;
const MOST_WHOLE = 2 ** 53 - 2;

/**
 * Writes a number for a snapshot: whole ones that are not negative as a varint of one more, all others as a 0 and eight
 * bytes. Most numbers of a series are small counts.
 */
export function saveNumber(writer: ProtoWriter, value: number): void {
  if (Number.isInteger(value) && value <= MOST_WHOLE && (value > 0 || Object.is(value, 0))) {
    const more = value + 1;
    return writer.varint64(more >>> 0, Math.floor(more / TWO_32));
  }
  writer.varint(0);
  writer.double(value);
}

export function saveNumbers(writer: ProtoWriter, numbers: Float64Array, at: number, length: number): void {
  for (let i = 0; i < length; i++) saveNumber(writer, numbers[at + i] as number);
}

/** Reads what `saveNumber` wrote. Beyond the end and where something is wrong it gives 0 and `isBroken`. */
export class SavedNumbers {
  readonly #view: DataView;
  #at = 0;
  #isBroken = false;

  constructor(buffer: Uint8Array, start: number, end: number) {
    this.#view = new DataView(buffer.buffer, buffer.byteOffset + start, end - start);
  }

  /** True where everything was read and nothing was wrong. */
  get isComplete(): boolean {
    return !this.#isBroken && this.#at === this.#view.byteLength;
  }

  get isBroken(): boolean {
    return this.#isBroken;
  }

  next(): number {
    let value = 0;
    for (let scale = 1; scale <= 2 ** 49; scale *= 128) {
      const byte = this.#at < this.#view.byteLength ? this.#view.getUint8(this.#at++) : 0x100;
      if (byte > 255) break;
      value += (byte & 127) * scale;
      if (byte < 128) return value === 0 ? this.#double() : value - 1;
    }
    this.#isBroken = true;
    return 0;
  }

  #double(): number {
    const at = this.#at;
    this.#at += 8;
    if (this.#at <= this.#view.byteLength) return this.#view.getFloat64(at, true);
    this.#isBroken = true;
    return 0;
  }

  /** A number of things, none where it is more than `most` or no such number. */
  length(most: number): number {
    const length = this.next();
    if (Number.isInteger(length) && length >= 0 && length <= most) return length;
    this.#isBroken = true;
    return 0;
  }

  readInto(numbers: Float64Array, at: number, length: number): void {
    for (let i = 0; i < length; i++) numbers[at + i] = this.next();
  }
}
