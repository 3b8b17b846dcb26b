import { RoadError } from "../core/errors.ts";

/** Steps over the fields of one message. After `next()` the other members describe the current field. */
export class ProtoCursor {
  readonly bytes: Uint8Array;
  /** Next byte to read. */
  at: number;
  readonly end: number;
  number = 0;
  wireType = 0;
  /** First byte of the tag. */
  start = 0;
  /** Content without tag and length. */
  valueStart = 0;
  valueEnd = 0;
  /** Unsigned halves of a varint or fixed value. */
  low = 0;
  high = 0;

  constructor(bytes: Uint8Array, at = 0, end = bytes.length) {
    this.bytes = bytes;
    this.at = at;
    this.end = end;
  }

  /** False at the end; throws RoadError `malformed` where no field is. */
  next(): boolean {
    if (this.at >= this.end) return false;
    this.start = this.at;
    this.#varint();
    const tag = this.low;
    this.number = tag >>> 3;
    this.wireType = tag & 7;
    if (this.high !== 0 || this.number === 0) throw new RoadError("malformed");
    this.#content(this.wireType);
    return true;
  }

  /** Steps over the values of a packed field. */
  nextElement(wireType: number): boolean {
    if (this.at >= this.end) return false;
    this.#content(wireType);
    return true;
  }

  #content(wireType: number): void {
    this.valueStart = this.at;
    switch (wireType) {
      case 0:
        this.#varint();
        break;
      case 1:
        this.#fixed(8);
        break;
      case 2:
        this.#varint();
        if (this.high !== 0 || this.low > this.end - this.at) throw new RoadError("malformed");
        this.valueStart = this.at;
        this.at += this.low;
        break;
      case 5:
        this.#fixed(4);
        break;
      default:
        // Groups, which OTLP never had, and what does not exist.
        throw new RoadError("malformed");
    }
    this.valueEnd = this.at;
  }

  #varint(): void {
    let low = 0;
    let high = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      if (this.at >= this.end) break;
      const byte = this.bytes[this.at++] as number;
      const bits = byte & 127;
      if (shift < 28) low |= bits << shift;
      else if (shift === 28) {
        low |= bits << 28;
        high = bits >> 4;
      } else high |= bits << (shift - 32);
      if (byte < 128) {
        this.low = low >>> 0;
        this.high = high >>> 0;
        return;
      }
    }
    throw new RoadError("malformed");
  }

  #fixed(size: 4 | 8): void {
    if (this.end - this.at < size) throw new RoadError("malformed");
    this.low = this.#word(this.at);
    this.high = size === 8 ? this.#word(this.at + 4) : 0;
    this.at += size;
  }

  #word(at: number): number {
    const { bytes } = this;
    const low = (bytes[at] as number) | ((bytes[at + 1] as number) << 8) | ((bytes[at + 2] as number) << 16);
    return (low | ((bytes[at + 3] as number) << 24)) >>> 0;
  }

  /** The current fixed64 as a double. */
  double(): number {
    return new DataView(this.bytes.buffer, this.bytes.byteOffset + this.valueStart, 8).getFloat64(0, true);
  }
}
