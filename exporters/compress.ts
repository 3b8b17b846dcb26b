import { promisify } from "node:util";
import { gzip, gzipSync, constants as zlib, zstdCompress, zstdCompressSync } from "node:zlib";
import type { Payload } from "./attempt.ts";

const gzipAsync = promisify(gzip);
const zstdAsync = promisify(zstdCompress);

/** Up to here compressing on the spot is cheaper than a trip to the thread pool; above, the loop would stall. */
const SYNC_LIMIT_BYTES = 1024 * 1024;

export type SendCompression = "gzip" | "zstd" | "none";

/**
 * The body to send: the request as it came where it already has the wanted compression and did not change, else
 * compressed anew.
 */
export function encodeBody(
  payload: Payload,
  compression: SendCompression,
  level: number,
): Uint8Array | Promise<Uint8Array> {
  if (compression === "none") return payload.bytes;
  if (payload.original?.compression === compression) return payload.original.bytes;
  payload.encoded ??= compress(payload.bytes, compression, level);
  return payload.encoded;
}

/** Compresses, at once where the input is small. */
export function compress(
  bytes: Uint8Array,
  compression: Exclude<SendCompression, "none">,
  level: number,
): Uint8Array | Promise<Uint8Array> {
  const isSmall = bytes.length <= SYNC_LIMIT_BYTES;
  // One output chunk for the usual ratio: the default of 16 KiB ends in a concatenation.
  const chunkSize = Math.min(Math.max(1_024, bytes.length >> 1), 256 * 1024);
  if (compression === "gzip") {
    const options = { level, chunkSize };
    return isSmall ? gzipSync(bytes, options) : gzipAsync(bytes, options);
  }
  const options = { chunkSize, params: { [zlib.ZSTD_c_compressionLevel]: level } };
  return isSmall ? zstdCompressSync(bytes, options) : zstdAsync(bytes, options);
}
