import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip, createZstdDecompress } from "node:zlib";

/** Bytes of one file or of stdin, with its compression off; they come as fast as they are taken. */
export interface Source {
  readonly name: string;
  /** Bytes of the file as it lies there; undefined where nobody knows. */
  readonly size: number | undefined;
  /** How many of `size` were read so far. */
  read(): number;
  readonly chunks: AsyncIterable<Buffer>;
}

/** Opens a file, or stdin for `-`. Rejects when it cannot be read. */
export async function openSource(name: string, stdin: NodeJS.ReadableStream): Promise<Source> {
  let read = 0;
  const isStdin = name === "-";
  const stats = isStdin ? undefined : await stat(name);
  if (stats?.isDirectory() === true) throw Object.assign(new Error("EISDIR"), { code: "EISDIR" });
  const raw = isStdin ? (stdin as Readable) : createReadStream(name, { highWaterMark: 256 * 1024 });
  const counted = count(raw, (bytes) => void (read += bytes));
  return {
    name: isStdin ? "stdin" : name,
    size: stats?.isFile() === true ? stats.size : undefined,
    read: () => read,
    chunks: inflated(counted),
  };
}

async function* count(chunks: AsyncIterable<Buffer | string>, add: (bytes: number) => void): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) {
    const bytes = typeof chunk === "string" ? Buffer.from(chunk) : chunk;
    add(bytes.length);
    yield bytes;
  }
}

/** Looks at the first four bytes: RFC 1952 2.3.1 for gzip, RFC 8878 3.1.1 for zstd. */
async function* inflated(chunks: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  let head: Buffer = Buffer.alloc(0);
  while (head.length < 4) {
    const next = await chunks.next();
    if (next.done === true) break;
    head = Buffer.concat([head, next.value]);
  }
  const whole = startingWith(head, chunks);
  if (head[0] === 0x1f && head[1] === 0x8b) yield* through(whole, createGunzip());
  else if (head.length >= 4 && head.readUInt32LE(0) === 0xfd2fb528) yield* through(whole, createZstdDecompress());
  else yield* whole;
}

async function* startingWith(head: Buffer, rest: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  if (head.length > 0) yield head;
  yield* rest;
}

async function* through(
  chunks: AsyncIterable<Buffer>,
  stream: NodeJS.ReadWriteStream & AsyncIterable<unknown>,
): AsyncGenerator<Buffer> {
  // What breaks the stream also breaks the loop below, which is where it is reported.
  void pipeline(chunks, stream as unknown as NodeJS.WritableStream).catch(() => undefined);
  for await (const chunk of stream) yield chunk as Buffer;
}
