import { createHmac, timingSafeEqual } from "node:crypto";
import type { SnapshotBinding } from "../contract.ts";
import { DIGEST_WORDS } from "./digests.ts";
import { HEADER, headerOf, MAGIC, type SnapshotRefusal, sealKey, TAG_BYTES, VERSION } from "./format.ts";

/** Stops reading; what was built from the snapshot so far is thrown away. */
export class RefusedSnapshot extends Error {
  readonly reason: SnapshotRefusal;
  constructor(reason: SnapshotRefusal) {
    super(`The snapshot is refused: ${reason}.`);
    this.reason = reason;
  }
}

/** Why a snapshot must not be read; undefined when it may. Everything in it is as it was written then. */
export function refusalOf(bytes: Buffer, binding: SnapshotBinding): SnapshotRefusal | undefined {
  const end = bytes.length - TAG_BYTES;
  if (end < HEADER.bytes || bytes.toString("latin1", 0, HEADER.version) !== MAGIC) return "damaged";
  if (bytes.readUInt32LE(HEADER.version) !== VERSION) return "version";
  const expected = headerOf(binding);
  if (bytes.compare(expected, HEADER.key, HEADER.binding, HEADER.key, HEADER.binding) !== 0) return "key";
  const tag = createHmac("sha256", sealKey(binding)).update(bytes.subarray(0, end)).digest();
  if (!timingSafeEqual(tag, bytes.subarray(end))) return "damaged";
  return bytes.compare(expected, HEADER.binding, HEADER.bytes, HEADER.binding, HEADER.bytes) === 0
    ? undefined
    : "policy";
}

/** Reads what `SnapshotWriter` wrote. */
export class SnapshotReader {
  readonly bytes: Buffer;
  #at: number;
  readonly #end: number;

  constructor(bytes: Buffer, start: number, end: number) {
    this.bytes = bytes;
    this.#at = start;
    this.#end = end;
  }

  /** Moves past so many bytes and returns where they begin. */
  skip(length: number): number {
    const start = this.#at;
    if (start + length > this.#end) throw new RefusedSnapshot("damaged");
    this.#at = start + length;
    return start;
  }

  u32(): number {
    return this.bytes.readUInt32LE(this.skip(4));
  }

  u64(): bigint {
    return this.bytes.readBigInt64LE(this.skip(8));
  }

  f64(): number {
    return this.bytes.readDoubleLE(this.skip(8));
  }

  digest(): Uint32Array {
    const words = new Uint32Array(DIGEST_WORDS);
    for (let i = 0; i < DIGEST_WORDS; i++) words[i] = this.u32();
    return words;
  }

  blob(): Buffer {
    const length = this.u32();
    const start = this.skip(length);
    return this.bytes.subarray(start, start + length);
  }

  /** What a `KindLedger` opens again: its slot. */
  record(open: (buffer: Uint8Array, start: number, end: number) => number): number {
    const { byteOffset, byteLength, buffer } = this.blob();
    const slot = open(new Uint8Array(buffer, byteOffset, byteLength), 0, byteLength);
    if (slot < 0) throw new RefusedSnapshot("damaged");
    return slot;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#end;
  }
}
