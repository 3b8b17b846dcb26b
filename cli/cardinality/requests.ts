import { zstdDecompressSync } from "node:zlib";
import { OperatorError } from "../../core/errors.ts";
import { LIMITS } from "../../core/limits.ts";
import { jsonToProtobuf } from "../../otlp/json-read.ts";
import { openSource } from "../scan/input.ts";
import { blocksOf } from "../scan/lines.ts";

const OPEN_BRACE = 0x7b;
const LENGTH_BYTES = 4;
const ZSTD_MAGIC = 0xfd2fb528;
const MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/** Takes Export requests of metrics in protobuf, one by one. Throws where it cannot read one. */
export type TakeRequest = (request: Uint8Array) => void;

/** What of a file was read. */
export interface Reading {
  requests: number;
  /** Requests that could not be read. */
  failed: number;
}

/**
 * Reads a file of metrics (`-` for stdin), with gzip or zstd off: one Export request in protobuf; OTLP/JSON, one request or
 * one on each line; or the length-prefixed messages of the collector's file exporter (`format: proto`, `compression`).
 * Rejects where the file cannot be read at all.
 */
export async function readRequests(name: string, stdin: NodeJS.ReadableStream, take: TakeRequest): Promise<Reading> {
  const reader = new Reader(take);
  const { chunks } = await openSource(name, stdin);
  const source = chunks[Symbol.asyncIterator]();
  const first = await source.next();
  if (first.done === true) return reader.reading;
  const all = startingWith(first.value, source);
  const head = first.value[0];
  // A request in protobuf begins with field 1 (0x0a), which JSON could have as white space: no writer puts it there.
  if (head === OPEN_BRACE || head === 0x20 || first.value.subarray(0, 3).equals(MARK)) await reader.json(all);
  else if (head === 0) await reader.frames(all);
  else reader.request(await gather(all));
  return reader.reading;
}

class Reader {
  readonly reading: Reading = { requests: 0, failed: 0 };
  readonly #take: TakeRequest;

  constructor(take: TakeRequest) {
    this.#take = take;
  }

  /** False when it could not be read. */
  request(bytes: Buffer): boolean {
    try {
      this.#take(bytes[0] === OPEN_BRACE ? jsonToProtobuf(bytes, "metrics") : bytes);
    } catch {
      // Error texts may quote data.
      this.reading.failed++;
      return false;
    }
    this.reading.requests++;
    return true;
  }

  /** A request on each line; where the first line is none, all lines are one. */
  async json(chunks: AsyncIterable<Buffer>): Promise<void> {
    const { reading } = this;
    const whole: Buffer[] = [];
    for await (const { bytes, bounds, cut } of blocksOf(chunks)) {
      if (cut) reading.failed++;
      else if (whole.length > 0) push(whole, bytes);
      else if (!this.#lines(bytes, bounds)) {
        reading.failed = 0;
        push(whole, bytes);
      }
    }
    if (whole.length > 0) this.request(Buffer.concat(whole));
  }

  /** False when the very first line is no request. */
  #lines(bytes: Buffer, bounds: readonly number[]): boolean {
    for (let i = 0; i < bounds.length; i += 2) {
      const line = bytes.subarray(bounds[i], bounds[i + 1]);
      if (line.length > 0 && !this.request(line) && this.reading.requests + this.reading.failed === 1) return false;
    }
    return true;
  }

  /** Four bytes of length, then a message, which may be compressed by itself. */
  async frames(chunks: AsyncIterable<Buffer>): Promise<void> {
    let pending: Buffer = Buffer.alloc(0);
    for await (const chunk of chunks) {
      pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
      for (;;) {
        const length = pending.length < LENGTH_BYTES ? 0 : pending.readUInt32BE(0);
        if (length > LIMITS.maxRequestBytes) throw new OperatorError("holds a message over 64 MiB");
        if (pending.length < LENGTH_BYTES + length || pending.length < LENGTH_BYTES) break;
        this.#frame(pending.subarray(LENGTH_BYTES, LENGTH_BYTES + length));
        pending = pending.subarray(LENGTH_BYTES + length);
      }
    }
    if (pending.length > 0) this.reading.failed++;
  }

  #frame(message: Buffer): void {
    const isZstd = message.length >= 4 && message.readUInt32LE(0) === ZSTD_MAGIC;
    if (!isZstd) return void this.request(message);
    let inflated: Buffer;
    try {
      inflated = zstdDecompressSync(message, { maxOutputLength: LIMITS.maxRequestBytes });
    } catch {
      this.reading.failed++;
      return;
    }
    this.request(inflated);
  }
}

async function gather(chunks: AsyncIterable<Buffer>): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const chunk of chunks) push(parts, chunk);
  return Buffer.concat(parts);
}

function push(parts: Buffer[], part: Buffer): void {
  parts.push(part);
  if (parts.reduce((size, { length }) => size + length, 0) > LIMITS.maxRequestBytes)
    throw new OperatorError("is one request over 64 MiB; write one request on each line, or several files");
}

async function* startingWith(first: Buffer, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  yield first;
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
}
