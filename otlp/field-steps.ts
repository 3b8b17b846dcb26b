import { RoadError } from "../core/errors.ts";

/**
 * Steps over the fields of one message without allocating: one object serves any number of messages, one after another.
 * After `next()` the members describe the current field. Made for bytes that passed the walk; anything else is malformed.
 */
export class FieldSteps {
  #bytes: Uint8Array = new Uint8Array(0);
  /** Next byte to read. */
  #at = 0;
  #end = 0;
  number = 0;
  wireType = 0;
  /** First byte of the tag. */
  start = 0;
  /** Length prefix of a length-delimited field. */
  lengthAt = 0;
  /** Content without tag and length. */
  valueStart = 0;
  valueEnd = 0;

  /** Turns to the message in [start, end) of `bytes`. */
  over(bytes: Uint8Array, start: number, end: number): this {
    this.#bytes = bytes;
    this.#at = start;
    this.#end = end;
    return this;
  }

  /** False at the end; throws RoadError `malformed` where no field is. */
  next(): boolean {
    if (this.#at >= this.#end) return false;
    this.start = this.#at;
    const tag = this.#varint();
    this.number = tag >>> 3;
    this.wireType = tag & 7;
    this.lengthAt = this.#at;
    let end: number;
    if (this.wireType === 2) {
      const length = this.#varint();
      end = this.#at + length;
    } else if (this.wireType === 1) end = this.#at + 8;
    else if (this.wireType === 5) end = this.#at + 4;
    else end = this.#varintEnd();
    if (end > this.#end) throw new RoadError("malformed");
    this.valueStart = this.#at;
    this.valueEnd = end;
    this.#at = end;
    return true;
  }

  /** Whether the current field is length-delimited and has that number. */
  is(number: number): boolean {
    return this.number === number && this.wireType === 2;
  }

  #varint(): number {
    const bytes = this.#bytes;
    let byte = this.#at < this.#end ? bytes[this.#at++]! : broken();
    if (byte < 0x80) return byte;
    let value = byte & 0x7f;
    for (let shift = 7; shift < 35; shift += 7) {
      byte = this.#at < this.#end ? bytes[this.#at++]! : broken();
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
    return broken();
  }

  /** Where the varint at `#at` ends; groups and what does not exist are no wire type 0. */
  #varintEnd(): number {
    if (this.wireType !== 0) broken();
    let at = this.#at;
    while (at < this.#end && this.#bytes[at]! >= 0x80) at++;
    return at + 1;
  }
}

function broken(): never {
  throw new RoadError("malformed");
}
