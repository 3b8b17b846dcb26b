import type { Rng } from "../../test/support/rng.ts";

/** One way to make a text that is dear to look at. */
export interface Hostile {
  /** The detector's id, the parser's name, or `all`. */
  readonly target: string;
  readonly name: string;
  /** Attribute the text stands under; empty for a log body. */
  readonly key: string;
  /** A text of about `bytes` bytes. */
  make(rng: Rng, bytes: number): Buffer;
}

/** A family of texts made of pieces, joined until the size is reached. */
export function family(target: string, name: string, key: string, piece: (rng: Rng) => string): Hostile {
  return { target, name, key, make: (rng, bytes) => fill(rng, bytes, piece) };
}

function fill(rng: Rng, bytes: number, piece: (rng: Rng) => string): Buffer {
  let text = "";
  while (text.length < bytes) {
    const next = piece(rng);
    // Half of the pieces fill a KiB: texts repeat themselves, and never each other.
    text += rng.chance(0.5) ? next : next.repeat(Math.max(1, Math.ceil(1_024 / Math.max(1, next.length))));
  }
  return Buffer.from(text.slice(0, bytes));
}

export function digits(rng: Rng, length: number): string {
  let text = "";
  for (let i = 0; i < length; i++) text += String(rng.int(10));
  return text;
}
