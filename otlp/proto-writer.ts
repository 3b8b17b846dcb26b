import { RoadError } from "../core/errors.ts";

const TWO_32 = 2 ** 32;

/**
 * Writes protobuf front to back into one buffer that grows. Lengths are written after their contents: `open` leaves
 * room for the number of length bytes that the same field needed last time, `close` moves the contents if it was wrong.
 */
export class ProtoWriter {
  /** Written to directly by the text copier; every growth replaces it. */
  buffer: Uint8Array;
  /** First free byte in `buffer`. */
  at = 0;
  #view: DataView;
  readonly #maxBytes: number;

  constructor(initialBytes: number, maxBytes: number) {
    this.buffer = new Uint8Array(initialBytes);
    this.#view = new DataView(this.buffer.buffer);
    this.#maxBytes = maxBytes;
  }

  /** What was written so far; shares memory with the writer. */
  result(): Uint8Array {
    return this.buffer.subarray(0, this.at);
  }

  /** Makes room for `bytes` more. */
  reserve(bytes: number): void {
    if (this.at + bytes > this.buffer.length) this.#grow(bytes);
  }

  #grow(bytes: number): void {
    const needed = this.at + bytes;
    if (needed > this.#maxBytes) throw new RoadError("too_large");
    const larger = new Uint8Array(Math.min(this.#maxBytes, Math.max(needed, this.buffer.length * 2)));
    larger.set(this.buffer.subarray(0, this.at));
    this.buffer = larger;
    this.#view = new DataView(larger.buffer);
  }

  /** Unsigned, below 2^32. */
  varint(value: number): void {
    this.reserve(5);
    this.at = putVarint(this.buffer, this.at, value);
  }

  /** 64 bits as two unsigned halves. */
  varint64(low: number, high: number): void {
    this.reserve(10);
    const { buffer } = this;
    let at = this.at;
    let lo = low;
    let hi = high;
    while (hi !== 0) {
      buffer[at++] = (lo & 127) | 128;
      lo = ((lo >>> 7) | (hi << 25)) >>> 0;
      hi >>>= 7;
    }
    this.at = putVarint(buffer, at, lo);
  }

  fixed32(value: number): void {
    this.reserve(4);
    this.#view.setUint32(this.at, value, true);
    this.at += 4;
  }

  fixed64(low: number, high: number): void {
    this.reserve(8);
    this.#view.setUint32(this.at, low, true);
    this.#view.setUint32(this.at + 4, high, true);
    this.at += 8;
  }

  double(value: number): void {
    this.reserve(8);
    this.#view.setFloat64(this.at, value, true);
    this.at += 8;
  }

  /** Starts a length-delimited content and returns where it begins. */
  open(lengthBytes: number): number {
    this.reserve(lengthBytes);
    this.at += lengthBytes;
    return this.at;
  }

  /** Ends the content that began at `start`; returns how many bytes its length took. */
  close(start: number, lengthBytes: number): number {
    const size = this.at - start;
    const width = varintBytes(size);
    if (width !== lengthBytes) {
      if (width > lengthBytes) this.reserve(width - lengthBytes);
      this.buffer.copyWithin(start - lengthBytes + width, start, this.at);
      this.at += width - lengthBytes;
    }
    putVarint(this.buffer, start - lengthBytes, size);
    return width;
  }
}

function putVarint(buffer: Uint8Array, start: number, value: number): number {
  let at = start;
  let rest = value;
  while (rest > 127) {
    buffer[at++] = (rest & 127) | 128;
    rest >>>= 7;
  }
  buffer[at++] = rest;
  return at;
}

function varintBytes(value: number): number {
  if (value < 128) return 1;
  if (value < 16_384) return 2;
  if (value < 2_097_152) return 3;
  if (value < 268_435_456) return 4;
  return value < TWO_32 ? 5 : 10;
}
