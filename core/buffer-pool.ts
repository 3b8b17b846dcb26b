const SMALLEST_BITS = 12;
const LARGEST_BITS = 23;

/**
 * Buffers used again: fresh large ones cost page faults, and V8 answers their external memory with full collections
 * (measured: 28 % of all CPU at 350 KiB a request). One pool per kind of bytes, raw or clean, so that what was raw is
 * never behind a clean view. A buffer is given back only by whoever knows that nobody reads it any more.
 */
export class BufferPool {
  readonly #maxBytes: number;
  readonly #free: Buffer[][] = [];
  /** Every buffer of this pool that is out; what is not here cannot be given back, twice least of all. */
  readonly #out = new WeakMap<ArrayBufferLike, Buffer>();
  #freeBytes = 0;

  /** `maxBytes` bounds what lies unused. */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** A buffer of exactly that length, with whatever was in it. */
  take(bytes: number): Buffer {
    const bits = Math.max(SMALLEST_BITS, 32 - Math.clz32(Math.max(1, bytes - 1)));
    if (bits > LARGEST_BITS) return Buffer.allocUnsafeSlow(bytes);
    const slab = this.#reuse(bits) ?? Buffer.allocUnsafeSlow(1 << bits);
    if (this.#out.has(slab.buffer)) throw new Error("a pooled buffer is out twice");
    this.#out.set(slab.buffer, slab);
    return slab.subarray(0, bytes);
  }

  /** Takes a buffer back; one that is not of this pool, or came back already, is ignored. */
  give(bytes: Uint8Array): void {
    const slab = this.#out.get(bytes.buffer);
    if (slab === undefined) return;
    this.#out.delete(bytes.buffer);
    if (this.#freeBytes + slab.length > this.#maxBytes) return;
    this.#freeBytes += slab.length;
    const bits = 31 - Math.clz32(slab.length);
    const list = this.#free[bits];
    if (list === undefined) this.#free[bits] = [slab];
    else list.push(slab);
  }

  #reuse(bits: number): Buffer | undefined {
    const slab = this.#free[bits]?.pop();
    if (slab !== undefined) this.#freeBytes -= slab.length;
    return slab;
  }
}
