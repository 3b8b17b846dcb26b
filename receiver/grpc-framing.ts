import { BufferPool } from "../core/buffer-pool.ts";
import type { Compression } from "../core/envelope.ts";

// gRPC over HTTP/2, "Length-Prefixed-Message": 1 byte compressed flag, 4 bytes big-endian length, the message.
const PREFIX_BYTES = 5;

const COMPRESSIONS: ReadonlyMap<string, Compression> = new Map([
  ["identity", "identity"],
  ["gzip", "gzip"],
  ["deflate", "deflate"],
  ["zstd", "zstd"],
]);

/** Value of `grpc-accept-encoding`. */
export const ACCEPTED_ENCODINGS = [...COMPRESSIONS.keys()].join(",");

/** What a `grpc-encoding` names, or undefined when it is not one of ours. */
export function compressionOf(encoding: string): Compression | undefined {
  return COMPRESSIONS.get(encoding);
}

/** Reassembles the one message of a unary call in one buffer of the announced size. */
export class MessageReader {
  /** First byte of the prefix: 0 plain, 1 compressed, anything else is an error. */
  flag = 0;
  /** Announced size; -1 until the prefix is complete. */
  length = -1;
  #prefix: Buffer | undefined;
  #prefixFilled = 0;
  readonly #pool: BufferPool;
  #body: Buffer | undefined;
  #filled = 0;

  constructor(pool: BufferPool = new BufferPool(0)) {
    this.#pool = pool;
  }

  /** Takes what belongs to the prefix and says how many bytes that was. */
  takePrefix(chunk: Buffer): number {
    // Nearly always the prefix is whole: it is five bytes at the start of the first frame.
    if (this.#prefixFilled === 0 && chunk.length >= PREFIX_BYTES) {
      this.#readPrefix(chunk);
      return PREFIX_BYTES;
    }
    this.#prefix ??= Buffer.alloc(PREFIX_BYTES);
    const taken = chunk.copy(this.#prefix, this.#prefixFilled);
    this.#prefixFilled += taken;
    if (this.#prefixFilled === PREFIX_BYTES) this.#readPrefix(this.#prefix);
    return taken;
  }

  /** Takes message bytes, from `from` on; false when the chunk holds more than the message had left. */
  fill(chunk: Buffer, from: number): boolean {
    if (chunk.length - from > this.length - this.#filled) return false;
    this.#body ??= this.#pool.take(this.length);
    this.#filled += chunk.copy(this.#body, this.#filled, from);
    return true;
  }

  /** The message, or undefined while bytes are missing: memory that was not written is never handed out. */
  get message(): Buffer | undefined {
    if (this.length === 0) return Buffer.alloc(0);
    return this.#filled === this.length ? this.#body : undefined;
  }

  /** Lets go of the memory: nothing reads the message any more. */
  release(): void {
    const body = this.#body;
    this.#body = undefined;
    if (body !== undefined) this.#pool.give(body);
  }

  #readPrefix(bytes: Buffer): void {
    this.flag = bytes[0] ?? 0;
    this.length = bytes.readUInt32BE(1);
  }
}

/** A response message with its prefix, uncompressed. */
export function frameMessage(message: Uint8Array): Buffer {
  const frame = Buffer.allocUnsafe(PREFIX_BYTES + message.length);
  frame[0] = 0;
  frame.writeUInt32BE(message.length, 1);
  frame.set(message, PREFIX_BYTES);
  return frame;
}
