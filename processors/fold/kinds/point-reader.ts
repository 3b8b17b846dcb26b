const TWO_32 = 2 ** 32;
/** The upper half of 2^53. */
const TOO_HIGH = 0x20_0000;

/**
 * Steps over the fields of one point without allocating, and never throws: what is not protobuf ends the steps with
 * `isBroken`. Counts of 2^53 and more, which a double cannot hold exactly, set `isTooLarge`.
 */
export class PointReader {
  #bytes: Uint8Array = new Uint8Array(0);
  /** Over the whole memory under `#bytes`; made anew only when that changes, which is once per request. */
  #view = new DataView(this.#bytes.buffer);
  #at = 0;
  #end = 0;
  /** Halves of the last varint. */
  #low = 0;
  #high = 0;
  number = 0;
  wireType = 0;
  /** Content of the field, without tag and length. */
  start = 0;
  end = 0;
  isBroken = false;
  isTooLarge = false;
  /** Of all that `varintCounts` read. */
  varintTotal = 0;

  open(buffer: Uint8Array, start: number, end: number): void {
    if (buffer !== this.#bytes) {
      this.#bytes = buffer;
      this.#view = new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength);
    }
    this.isBroken = start < 0 || end > buffer.length;
    this.isTooLarge = false;
    this.varintTotal = 0;
    this.enter(start, end);
  }

  /** Goes on with the fields in [start, end): a message inside the point. Come back with `enter(after, end)`. */
  enter(start: number, end: number): void {
    this.#at = start;
    this.#end = end;
  }

  /** False at the end and where something is broken. */
  next(): boolean {
    if (this.isBroken || this.#at >= this.#end) return false;
    const first = this.#bytes[this.#at] as number;
    let tag = first;
    if (first < 128) this.#at++;
    else {
      if (!this.#varint() || this.#high !== 0) return this.#broken();
      tag = this.#low;
    }
    this.number = tag >>> 3;
    this.wireType = tag & 7;
    return this.number === 0 ? this.#broken() : this.#content();
  }

  #content(): boolean {
    this.start = this.#at;
    switch (this.wireType) {
      case 0:
        if (!this.#varint()) return this.#broken();
        break;
      case 1:
        this.#at += 8;
        break;
      case 2:
        if (!this.#varint() || this.#high !== 0) return this.#broken();
        this.start = this.#at;
        this.#at += this.#low;
        break;
      case 5:
        this.#at += 4;
        break;
      default:
        // Groups, which OTLP never had, and what does not exist.
        return this.#broken();
    }
    this.end = this.#at;
    return this.#at <= this.#end || this.#broken();
  }

  #broken(): false {
    this.isBroken = true;
    return false;
  }

  #varint(): boolean {
    const bytes = this.#bytes;
    let at = this.#at;
    const first = at < this.#end ? (bytes[at] as number) : 128;
    if (first < 128) {
      this.#at = at + 1;
      this.#low = first;
      this.#high = 0;
      return true;
    }
    let low = 0;
    let high = 0;
    for (let shift = 0; shift < 70 && at < this.#end; shift += 7) {
      const byte = bytes[at++] as number;
      const bits = byte & 127;
      if (shift < 28) low |= bits << shift;
      else if (shift === 28) {
        low |= bits << 28;
        high = bits >> 4;
      } else high |= bits << (shift - 32);
      if (byte < 128) {
        this.#at = at;
        this.#low = low >>> 0;
        this.#high = high >>> 0;
        return true;
      }
    }
    return false;
  }

  /** The field as a double. */
  double(): number {
    return this.#view.getFloat64(this.start, true);
  }

  /** The field as a fixed64. */
  fixedCount(): number {
    return this.#count(this.#view.getUint32(this.start, true), this.#view.getUint32(this.start + 4, true));
  }

  /** The field as a sint32. */
  sint32(): number {
    return (this.#low >>> 1) ^ -(this.#low & 1);
  }

  #count(low: number, high: number): number {
    if (high >= TOO_HIGH) this.isTooLarge = true;
    return high * TWO_32 + low;
  }

  /**
   * Appends a repeated fixed64 field, packed or not, to `list` from `length` on. Returns the new length, which may be
   * larger than `list`: what does not fit was left out. Other wire types are unknown fields, and passed over.
   */
  fixedCounts(list: Float64Array, length: number): number {
    const view = this.#view;
    const end = this.#eights();
    let filled = length;
    let bits = 0;
    for (let at = this.start; at < end; at += 8) {
      const high = view.getUint32(at + 4, true);
      bits |= high;
      if (filled < list.length) list[filled] = high * TWO_32 + view.getUint32(at, true);
      filled++;
    }
    if (bits >>> 0 >= TOO_HIGH) this.isTooLarge = true;
    return filled;
  }

  /** As `fixedCounts`, for doubles. */
  doubles(list: Float64Array, length: number): number {
    const view = this.#view;
    const end = this.#eights();
    let filled = length;
    for (let at = this.start; at < end; at += 8) {
      if (filled < list.length) list[filled] = view.getFloat64(at, true);
      filled++;
    }
    return filled;
  }

  /** Where values of eight bytes end in the field: at its start where it holds none. */
  #eights(): number {
    if (this.wireType !== 1 && this.wireType !== 2) return this.start;
    if (((this.end - this.start) & 7) !== 0) {
      this.isBroken = true;
      return this.start;
    }
    return this.end;
  }

  /** As `fixedCounts`, for a repeated uint64. */
  varintCounts(list: Float64Array, length: number): number {
    if (this.wireType !== 0 && this.wireType !== 2) return length;
    const after = this.#at;
    const outer = this.#end;
    this.enter(this.start, this.end);
    let filled = length;
    let total = this.varintTotal;
    while (this.#at < this.#end) {
      if (!this.#varint()) {
        this.isBroken = true;
        break;
      }
      const count = this.#count(this.#low, this.#high);
      if (filled < list.length) list[filled] = count;
      filled++;
      total += count;
    }
    this.varintTotal = total;
    this.enter(after, outer);
    return filled;
  }
}
