const WORD = 0xffffffffn;

/**
 * Writes protobuf from the end to the front, so that a message's length is known when its tag is due and fields may
 * come in any order. A writer of our own, because what is checked must not write its own questions.
 */
export class Backwards {
  readonly #buffer = new Uint8Array(1 << 20);
  readonly #view = new DataView(this.#buffer.buffer);
  readonly #texts = Buffer.from(this.#buffer.buffer);
  #at = this.#buffer.length;

  /** A copy of what was written; the writer is empty afterwards. */
  take(): Uint8Array {
    const bytes = this.#buffer.slice(this.#at);
    this.#at = this.#buffer.length;
    return bytes;
  }

  /** Where the content that is about to be written ends; give it to `close`. */
  get mark(): number {
    return this.#at;
  }

  /** Puts length and tag before everything written since `mark`. */
  close(field: number, mark: number): void {
    this.#varint(mark - this.#at);
    this.#tag(field, 2);
  }

  text(field: number, value: string): void {
    const mark = this.#at;
    // Generated texts are ASCII.
    this.#at = mark - value.length;
    this.#texts.write(value, this.#at, "latin1");
    this.close(field, mark);
  }

  varint(field: number, value: number): void {
    this.#varint(value);
    this.#tag(field, 0);
  }

  /** int64: a negative one takes ten bytes. */
  int64(field: number, value: bigint): void {
    this.#varint64(BigInt.asUintN(64, value));
    this.#tag(field, 0);
  }

  sint32(field: number, value: number): void {
    this.#varint(((value << 1) ^ (value >> 31)) >>> 0);
    this.#tag(field, 0);
  }

  fixed64(field: number, value: bigint): void {
    this.#fixed64(BigInt.asUintN(64, value));
    this.#tag(field, 1);
  }

  double(field: number, value: number): void {
    this.#at -= 8;
    this.#view.setFloat64(this.#at, value, true);
    this.#tag(field, 1);
  }

  doubles(field: number, values: readonly number[]): void {
    const mark = this.#at;
    for (let i = values.length - 1; i >= 0; i--) {
      this.#at -= 8;
      this.#view.setFloat64(this.#at, values[i]!, true);
    }
    this.close(field, mark);
  }

  fixed64s(field: number, values: readonly number[]): void {
    const mark = this.#at;
    for (let i = values.length - 1; i >= 0; i--) this.#fixed64(BigInt(values[i]!));
    this.close(field, mark);
  }

  varints(field: number, values: readonly number[]): void {
    const mark = this.#at;
    for (let i = values.length - 1; i >= 0; i--) this.#varint(values[i]!);
    this.close(field, mark);
  }

  #tag(field: number, wireType: number): void {
    this.#varint(field * 8 + wireType);
  }

  #varint(value: number): void {
    let bytes = 1;
    for (let rest = value; rest > 127; rest = Math.floor(rest / 128)) bytes++;
    this.#at -= bytes;
    let rest = value;
    for (let i = 0; i < bytes; i++) {
      this.#buffer[this.#at + i] = (rest % 128) | (i < bytes - 1 ? 128 : 0);
      rest = Math.floor(rest / 128);
    }
  }

  #varint64(value: bigint): void {
    const bytes: number[] = [];
    for (let rest = value; ; rest >>= 7n) {
      bytes.push(Number(rest & 127n) | (rest > 127n ? 128 : 0));
      if (rest <= 127n) break;
    }
    this.#at -= bytes.length;
    this.#buffer.set(bytes, this.#at);
  }

  #fixed64(value: bigint): void {
    this.#at -= 8;
    this.#view.setUint32(this.#at, Number(value & WORD), true);
    this.#view.setUint32(this.#at + 4, Number(value >> 32n), true);
  }
}
