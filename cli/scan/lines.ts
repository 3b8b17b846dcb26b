/** A run of whole lines in one buffer, and where each begins and ends. */
export interface Block {
  readonly bytes: Buffer;
  /** Pairs of offsets, without line ends. */
  readonly bounds: readonly number[];
  /** Number of the first line, from 1. */
  readonly firstLine: number;
  /** The only line of this block is longer than the limit: its rest was skipped. */
  readonly cut: boolean;
}

/** Bytes of a line that are kept; what is longer is reported, never half-read. */
const MAX_LINE_BYTES = 64 * 1024 * 1024;

/**
 * Cuts a stream into runs of whole lines. Memory stays at one chunk and one line. A byte order mark in front is left out,
 * and so is the carriage return of a line end.
 */
export async function* blocksOf(chunks: AsyncIterable<Buffer>, maxLineBytes = MAX_LINE_BYTES): AsyncGenerator<Block> {
  let pending: Buffer[] = [];
  let held = 0;
  let line = 1;
  let skipping = false;
  let isFirst = true;
  for await (const piece of chunks) {
    const chunk = isFirst ? withoutMark(piece) : piece;
    isFirst = false;
    const last = chunk.lastIndexOf(0x0a);
    if (last < 0) {
      if (!skipping) pending.push(chunk);
      held += chunk.length;
      if (held > maxLineBytes && !skipping) {
        skipping = true;
        pending = [];
      }
      continue;
    }
    let from = 0;
    if (skipping) {
      yield { bytes: Buffer.alloc(0), bounds: [0, 0], firstLine: line++, cut: true };
      from = chunk.indexOf(0x0a) + 1;
      skipping = false;
    }
    if (from <= last) {
      const bytes =
        pending.length === 0
          ? chunk.subarray(from, last + 1)
          : Buffer.concat([...pending, chunk.subarray(0, last + 1)]);
      const bounds = boundsOf(bytes);
      yield { bytes, bounds, firstLine: line, cut: false };
      line += bounds.length / 2;
    }
    const rest = chunk.subarray(last + 1);
    pending = rest.length > 0 ? [rest] : [];
    held = rest.length;
  }
  if (skipping) yield { bytes: Buffer.alloc(0), bounds: [0, 0], firstLine: line, cut: true };
  else if (held > 0) {
    const bytes = Buffer.concat(pending);
    yield { bytes, bounds: boundsOf(bytes), firstLine: line, cut: false };
  }
}

function withoutMark(chunk: Buffer): Buffer {
  return chunk[0] === 0xef && chunk[1] === 0xbb && chunk[2] === 0xbf ? chunk.subarray(3) : chunk;
}

function boundsOf(bytes: Buffer): number[] {
  const bounds: number[] = [];
  for (let at = 0; at < bytes.length; ) {
    const found = bytes.indexOf(0x0a, at);
    const end = found < 0 ? bytes.length : found;
    bounds.push(at, end > at && bytes[end - 1] === 0x0d ? end - 1 : end);
    at = end + 1;
  }
  return bounds;
}
