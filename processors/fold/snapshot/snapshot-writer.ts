import { createHmac } from "node:crypto";
import type { Slices } from "../../../core/slices.ts";
import { ProtoWriter } from "../../../otlp/proto-writer.ts";

const CHUNK = 1 << 20;
const MAX_RECORD = 1 << 24;

/** Writes a snapshot as chunks of a megabyte, so that nothing large is copied. */
export class SnapshotWriter {
  readonly #chunks: Buffer[] = [];
  readonly #record = new ProtoWriter(4_096, MAX_RECORD);
  #chunk = Buffer.allocUnsafe(CHUNK);
  #at = 0;

  #room(bytes: number): void {
    if (this.#at + bytes <= this.#chunk.length) return;
    this.#chunks.push(this.#chunk.subarray(0, this.#at));
    this.#chunk = Buffer.allocUnsafe(Math.max(CHUNK, bytes));
    this.#at = 0;
  }

  u32(value: number): void {
    this.#room(4);
    this.#at = this.#chunk.writeUInt32LE(value, this.#at);
  }

  u64(value: bigint): void {
    this.#room(8);
    this.#at = this.#chunk.writeBigInt64LE(value, this.#at);
  }

  f64(value: number): void {
    this.#room(8);
    this.#at = this.#chunk.writeDoubleLE(value, this.#at);
  }

  words(words: Uint32Array): void {
    this.#room(4 * words.length);
    for (const word of words) this.#at = this.#chunk.writeUInt32LE(word, this.#at);
  }

  copy(bytes: Buffer, start: number, end: number): void {
    this.#room(end - start);
    this.#at += bytes.copy(this.#chunk, this.#at, start, end);
  }

  /** With its length. */
  blob(bytes: Uint8Array): void {
    this.u32(bytes.length);
    this.#room(bytes.length);
    this.#chunk.set(bytes, this.#at);
    this.#at += bytes.length;
  }

  /** What a `KindLedger` writes, with its length. */
  record(write: (writer: ProtoWriter) => void): void {
    this.#record.at = 0;
    write(this.#record);
    this.blob(this.#record.result());
  }

  /** All of it, sealed. */
  *seal(key: Uint8Array): Slices<readonly Buffer[]> {
    const hmac = createHmac("sha256", key);
    const chunks = [...this.#chunks, this.#chunk.subarray(0, this.#at)];
    for (const chunk of chunks) {
      hmac.update(chunk);
      yield;
    }
    return [...chunks, hmac.digest()];
  }
}
