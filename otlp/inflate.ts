import {
  constants,
  gunzipSync,
  inflateRawSync,
  inflateSync,
  type ZlibOptions,
  type ZstdOptions,
  zstdDecompressSync,
} from "node:zlib";
import type { Compression } from "../core/envelope.ts";
import { RoadError } from "../core/errors.ts";
import { LIMITS } from "../core/limits.ts";

/** Below this size a high ratio is ordinary (a short text repeated) and does no harm. */
const RATIO_FREE_BYTES = 1024 * 1024;
/** zlib refuses smaller chunks. */
const MIN_CHUNK_BYTES = 64;
/** RFC 9659 asks senders of zstd for windows of at most 8 MiB; four times that is allowed, zstd's own limit is 128 MiB. */
const ZSTD_PARAMS = { [constants.ZSTD_d_windowLogMax]: 25 };

/**
 * Decompresses a request body in one synchronous call, which for bodies under a megabyte costs less than handing it to
 * the thread pool. Every byte of the input must belong to the stream: all members of a gzip file and all frames of zstd
 * are decoded, and anything after them is an error, because a decoder that stops early acknowledges data it dropped.
 *
 * @throws RoadError `too_large` above `maxBytes` or above the ratio cap, `malformed_encoding` for anything broken.
 */
export function inflate(body: Uint8Array, compression: Compression, maxBytes: number): Uint8Array {
  const ceiling = Math.min(maxBytes, Math.max(RATIO_FREE_BYTES, body.length * LIMITS.maxInflateRatio));
  switch (compression) {
    case "identity":
      if (body.length > maxBytes) throw new RoadError("too_large");
      return body;
    case "gzip":
      return whole(body, step(gunzipSync, body, gzipSize(body), ceiling));
    case "deflate":
      return whole(body, step(hasZlibHeader(body) ? inflateSync : inflateRawSync, body, body.length * 5, ceiling));
    case "zstd":
      return whole(body, step(zstdDecompressSync, body, zstdSize(body), ceiling, ZSTD_PARAMS));
  }
}

interface Step {
  readonly output: Uint8Array;
  readonly consumed: number;
}

type Decoder = (body: Uint8Array, options: ZlibOptions & ZstdOptions) => unknown;

/** `sizeGuess` becomes the first output buffer: right, it saves every further allocation and copy; wrong, it only costs time. */
function step(decode: Decoder, body: Uint8Array, sizeGuess: number, ceiling: number, params = {}): Step {
  // One byte above the size lets the decoder see the end of the stream without a second buffer.
  const chunkSize = Math.max(MIN_CHUNK_BYTES, Math.min(sizeGuess, ceiling) + 1);
  try {
    const { buffer, engine } = decode(body, { chunkSize, maxOutputLength: ceiling, info: true, params }) as {
      buffer: Uint8Array;
      engine: { bytesWritten: number };
    };
    return { output: buffer, consumed: engine.bytesWritten };
  } catch (error) {
    // The cause is not attached: zlib's texts are fixed today, but nothing promises that.
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    throw new RoadError(code === "ERR_BUFFER_TOO_LARGE" ? "too_large" : "malformed_encoding");
  }
}

/** Node stops silently at zero bytes after a gzip member and at anything that is no next stream after deflate or zstd. */
function whole(body: Uint8Array, { output, consumed }: Step): Uint8Array {
  if (consumed !== body.length) throw new RoadError("malformed_encoding", "There are bytes after the end.");
  return output;
}

/** RFC 1952: the last four bytes are the size of the last member, modulo 2^32. A lie is bounded by `ceiling`. */
function gzipSize(body: Uint8Array): number {
  const n = body.length;
  if (n < 18) return 0;
  return new DataView(body.buffer, body.byteOffset + n - 4, 4).getUint32(0, true);
}

/** RFC 1950: compression method 8 and a check over the two header bytes. Some clients send RFC 1951 bare. */
function hasZlibHeader(body: Uint8Array): boolean {
  const [cmf = 0, flags = 0] = body;
  return (cmf & 15) === 8 && ((cmf << 8) | flags) % 31 === 0;
}

/** RFC 8878 3.1.1.1: the frame header may state the content size; otherwise text of this kind is about eight times larger. */
function zstdSize(body: Uint8Array): number {
  const guess = body.length * 8;
  if (body.length < 18) return guess;
  const view = new DataView(body.buffer, body.byteOffset, 18);
  if (view.getUint32(0, true) !== 0xfd2fb528) return guess;
  const descriptor = view.getUint8(4);
  const singleSegment = (descriptor & 32) !== 0;
  const at = 5 + (singleSegment ? 0 : 1) + ([0, 1, 2, 4][descriptor & 3] ?? 0);
  switch (descriptor >> 6) {
    case 0:
      return singleSegment ? view.getUint8(at) : guess;
    case 1:
      return view.getUint16(at, true) + 256;
    case 2:
      return view.getUint32(at, true);
    default:
      return view.getUint32(at, true) + view.getUint32(at + 4, true) * 2 ** 32;
  }
}
