import type { Signal } from "../core/signal.ts";
import { readFields } from "./read-fields.ts";

/**
 * Field numbers on the way from a request to its records: ResourceX, ScopeX, record. A metric's records are its data
 * points, one level inside whichever data message it holds (gauge 5, sum 7, histogram 9, exponential 10, summary 11).
 */
const METRIC_DATA: readonly number[] = [5, 7, 9, 10, 11];
const PATHS: Readonly<Record<Signal, readonly (readonly number[])[]>> = {
  logs: [[1], [2], [2]],
  traces: [[1], [2], [2]],
  metrics: [[1], [2], [2], METRIC_DATA, [1]],
};

export interface Split<B extends Uint8Array> {
  readonly first: B;
  readonly firstItems: number;
  readonly second: B;
  readonly secondItems: number;
}

/**
 * Cuts a request into two with half of the records each, in their order; resource, scope and metric descriptions are
 * repeated byte for byte. Undefined where there are fewer than two records. The result is built only from bytes of the
 * input, so it carries the input's brand.
 */
export function splitRequest<B extends Uint8Array>(bytes: B, signal: Signal): Split<B> | undefined {
  const path = PATHS[signal];
  const items = countRecords(bytes, path, 0, 0, bytes.length);
  if (items < 2) return undefined;
  const firstItems = Math.ceil(items / 2);
  return {
    first: selectRecords(bytes, path, 0, firstItems) as B,
    firstItems,
    second: selectRecords(bytes, path, firstItems, items) as B,
    secondItems: items - firstItems,
  };
}

type Path = (typeof PATHS)[Signal];

/** Records below one message; 0 where the bytes are not a message, so that they are never cut. */
function countRecords(bytes: Uint8Array, path: Path, depth: number, from: number, to: number): number {
  const step = path[depth] ?? [];
  const isLast = depth === path.length - 1;
  let count = 0;
  for (const field of readFields(bytes, from, to) ?? []) {
    if (field.wireType !== 2 || !step.includes(field.number)) continue;
    count += isLast ? 1 : countRecords(bytes, path, depth + 1, field.valueStart, field.end);
  }
  return count;
}

/** A request holding only the records from `low` up to `high`, counted through all resources and scopes. */
function selectRecords(bytes: Uint8Array, path: Path, low: number, high: number): Uint8Array {
  const cursor: Cursor = { bytes, path, low, high, next: 0 };
  const top = selectWithin(cursor, 0, 0, bytes.length);
  const out = new Uint8Array(top.length);
  let at = 0;
  for (const chunk of top.chunks) {
    out.set(chunk, at);
    at += chunk.length;
  }
  return out;
}

interface Cursor {
  readonly bytes: Uint8Array;
  readonly path: Path;
  readonly low: number;
  readonly high: number;
  /** Index of the next record met. */
  next: number;
}

interface Piece {
  readonly chunks: Uint8Array[];
  length: number;
  /** Records taken. */
  taken: number;
}

function selectWithin(cursor: Cursor, depth: number, from: number, to: number): Piece {
  const { bytes, path } = cursor;
  const step = path[depth] ?? [];
  const isLast = depth === path.length - 1;
  const piece: Piece = { chunks: [], length: 0, taken: 0 };
  for (const field of readFields(bytes, from, to) ?? []) {
    const whole = bytes.subarray(field.start, field.end);
    if (field.wireType !== 2 || !step.includes(field.number)) {
      append(piece, whole);
    } else if (isLast) {
      const index = cursor.next++;
      if (index < cursor.low || index >= cursor.high) continue;
      append(piece, whole);
      piece.taken++;
    } else {
      const inner = selectWithin(cursor, depth + 1, field.valueStart, field.end);
      // A data message stays even when empty: it decides which member of the oneof counts.
      if (inner.taken === 0 && step !== METRIC_DATA) continue;
      appendNested(piece, (field.number << 3) | 2, inner);
    }
  }
  return piece;
}

function append(piece: Piece, chunk: Uint8Array): void {
  piece.chunks.push(chunk);
  piece.length += chunk.length;
}

function appendNested(piece: Piece, tag: number, inner: Piece): void {
  // Field numbers on the paths are below 16: one byte of tag.
  const head = [tag];
  let rest = inner.length;
  while (rest >= 0x80) {
    head.push((rest & 0x7f) | 0x80);
    rest = Math.floor(rest / 128);
  }
  head.push(rest);
  append(piece, Uint8Array.from(head));
  for (const chunk of inner.chunks) append(piece, chunk);
  piece.taken += inner.taken;
}
