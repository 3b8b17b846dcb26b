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
    const bytes = this.#bytes;
    let at = this.#at;
    if (at >= this.#end) return false;
    this.start = at;
    let tag = bytes[at++]!;
    if (tag >= 0x80) {
      tag = this.#varint(at - 1);
      at = this.#at;
    }
    const wireType = tag & 7;
    this.number = tag >>> 3;
    this.wireType = wireType;
    this.lengthAt = at;
    let end: number;
    if (wireType === 2) {
      let length = bytes[at++]!;
      if (length >= 0x80) {
        length = this.#varint(at - 1);
        at = this.#at;
      }
      end = at + length;
    } else if (wireType === 1) end = at + 8;
    else if (wireType === 5) end = at + 4;
    else end = this.#varintEnd(at);
    // What was read beyond the end is found out here: nothing was done with it yet.
    if (!(end <= this.#end)) throw new RoadError("malformed");
    this.valueStart = at;
    this.valueEnd = end;
    this.#at = end;
    return true;
  }

  /** Whether the current field is length-delimited and has that number. */
  is(number: number): boolean {
    return this.number === number && this.wireType === 2;
  }

  /** Reads the varint at `at` and leaves `#at` behind it. */
  #varint(from: number): number {
    let at = from;
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = at < this.#end ? this.#bytes[at++]! : broken();
      value += (byte & 0x7f) * 2 ** shift;
      if (byte >= 0x80) continue;
      this.#at = at;
      return value;
    }
    return broken();
  }

  /** Where the varint at `from` ends; groups and what does not exist are no wire type 0. */
  #varintEnd(from: number): number {
    if (this.wireType !== 0) broken();
    let at = from;
    while (at < this.#end && this.#bytes[at]! >= 0x80) at++;
    return at + 1;
  }
}

function broken(): never {
  throw new RoadError("malformed");
}
