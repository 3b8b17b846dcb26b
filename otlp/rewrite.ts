import { RoadError } from "../core/errors.ts";

const MAX_FRAMES = 512;
const NONE = -1;
const NOTHING = new Uint8Array(0);

/**
 * Edits of one message, in order of position, and the length prefixes they make wrong. The walk opens a frame for each
 * length-delimited field it enters; the first edit inside a frame reserves a slot for its prefix, which closing the
 * frame fills. Nothing is allocated for a message without edits.
 */
export class Rewrite {
  readonly #frameLengthAt = new Int32Array(MAX_FRAMES);
  readonly #frameStart = new Int32Array(MAX_FRAMES);
  readonly #frameSlot = new Int32Array(MAX_FRAMES);
  readonly #frameDelta = new Int32Array(MAX_FRAMES);
  #frames = 0;
  #slotted = 0;
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];
  readonly #bytes: Uint8Array[] = [];
  /** Length to be written in front of an edit's bytes, or `NONE`. */
  readonly #announced: number[] = [];
  #delta = 0;

  reset(): void {
    this.#frames = 0;
    this.#slotted = 0;
    this.#starts.length = 0;
    this.#ends.length = 0;
    this.#bytes.length = 0;
    this.#announced.length = 0;
    this.#delta = 0;
  }

  get edits(): number {
    return this.#starts.length;
  }

  /** Enters a length-delimited field whose length prefix is at `lengthAt` and whose content begins at `start`. */
  open(lengthAt: number, start: number): void {
    const frame = this.#frames;
    if (frame >= MAX_FRAMES) throw new RoadError("malformed", "It is nested too deeply.");
    this.#frameLengthAt[frame] = lengthAt;
    this.#frameStart[frame] = start;
    this.#frameSlot[frame] = -1;
    this.#frameDelta[frame] = 0;
    this.#frames = frame + 1;
  }

  /** Leaves the innermost field, whose content ends at `end`. */
  close(end: number): void {
    const frame = --this.#frames;
    const slot = this.#frameSlot[frame]!;
    if (slot < 0) return;
    if (this.#slotted > frame) this.#slotted = frame;
    const start = this.#frameStart[frame]!;
    const length = end - start + this.#frameDelta[frame]!;
    this.#announced[slot] = length;
    this.#grow(this.#frameDelta[frame]! + varintLength(length) - (start - this.#frameLengthAt[frame]!));
  }

  /** Replaces [start, end) of the original. Calls come in order of position and do not overlap. */
  edit(start: number, end: number, bytes: Uint8Array): void {
    this.#reserve();
    this.#push(start, end, bytes, NONE);
    this.#grow(bytes.length - (end - start));
  }

  /** The same for a field's length prefix, which begins at `lengthAt`, and its content up to `end`. */
  replace(lengthAt: number, end: number, content: Uint8Array): void {
    this.#reserve();
    this.#push(lengthAt, end, content, content.length);
    this.#grow(varintLength(content.length) + content.length - (end - lengthAt));
  }

  /** A slot for the prefix of every open frame that has none yet. */
  #reserve(): void {
    for (let frame = this.#slotted; frame < this.#frames; frame++) {
      this.#frameSlot[frame] = this.#starts.length;
      this.#push(this.#frameLengthAt[frame]!, this.#frameStart[frame]!, NOTHING, 0);
    }
    this.#slotted = this.#frames;
  }

  #push(start: number, end: number, bytes: Uint8Array, announced: number): void {
    this.#starts.push(start);
    this.#ends.push(end);
    this.#bytes.push(bytes);
    this.#announced.push(announced);
  }

  #grow(delta: number): void {
    if (this.#frames > 0) this.#frameDelta[this.#frames - 1]! += delta;
    else this.#delta += delta;
  }

  /** The message with all edits applied, in memory from `take`. */
  apply(message: Uint8Array, take: (bytes: number) => Uint8Array): Uint8Array {
    const out = take(message.length + this.#delta);
    let from = 0;
    let at = 0;
    for (let i = 0; i < this.#starts.length; i++) {
      const start = this.#starts[i]!;
      at = copy(message, from, start, out, at);
      const announced = this.#announced[i]!;
      if (announced !== NONE) at = writeVarint(announced, out, at);
      const bytes = this.#bytes[i]!;
      if (bytes.length > 0) out.set(bytes, at);
      at += bytes.length;
      from = this.#ends[i]!;
    }
    at = copy(message, from, message.length, out, at);
    if (at !== out.length) throw new Error("a rewrite produced another size than it announced");
    return out;
  }
}

/** Copies a range; a loop beats `set` for the short runs between edits. */
function copy(from: Uint8Array, start: number, end: number, to: Uint8Array, at: number): number {
  if (end - start > 48) to.set(from.subarray(start, end), at);
  else for (let i = start, k = at; i < end; i++, k++) to[k] = from[i]!;
  return at + end - start;
}

/** Bytes of the varint of a length. */
function varintLength(value: number): number {
  let length = 1;
  for (let rest = value >>> 7; rest > 0; rest >>>= 7) length++;
  return length;
}

/** Writes a length as base-128 varint (protobuf encoding guide, "Base 128 Varints"); returns the position behind it. */
function writeVarint(value: number, to: Uint8Array, at: number): number {
  let next = at;
  let rest = value;
  for (; rest > 0x7f; rest >>>= 7) to[next++] = (rest & 0x7f) | 0x80;
  to[next++] = rest;
  return next;
}

/** A length prefix and the bytes it announces. */
export function delimited(content: Uint8Array): Uint8Array {
  const out = new Uint8Array(varintLength(content.length) + content.length);
  out.set(content, writeVarint(content.length, out, 0));
  return out;
}
