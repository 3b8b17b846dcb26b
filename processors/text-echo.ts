/** How far a detector looks around a candidate that says so (`Detector.isLocal`). */
export const LOOK = { back: 76, ahead: 168 } as const;
/** Shorter texts hardly repeat so much. */
const MIN_LENGTH = 384;
/** Units that must be the same before a repetition is believed in. */
const SURE = 12;

/** What was seen at a candidate. */
export interface Seen {
  readonly index: number;
  readonly triggers: number;
  /** Its findings: `found[from, to)`. */
  readonly from: number;
  to: number;
  /** Detectors that were not asked, for the candidate lay within a match of theirs. */
  passed: readonly number[];
  /** A certain match ended the look: detectors of other triggers were not asked. */
  isCut: boolean;
}

const NONE: readonly number[] = [];

/**
 * Where a text repeats itself: around a candidate stands the same as around one before it, as far as a local detector
 * looks, so what it saw there it sees here. Of one text, whose candidates come in order.
 */
export class TextEcho {
  readonly #text: string;
  readonly #found: readonly unknown[];
  /** Last candidate by what it begins with, and all of them by place. */
  readonly #last = new Map<number, number>();
  readonly #seen = new Map<number, Seen>();
  /** Up to `#to` the text is the same as `#distance` before, as far back as a detector looks from the candidate asked for last. */
  #distance = 0;
  #to = 0;

  private constructor(text: string, found: readonly unknown[]) {
    this.#text = text;
    this.#found = found;
  }

  /** Undefined for texts too short to look twice. */
  static of(text: string, found: readonly unknown[]): TextEcho | undefined {
    return text.length < MIN_LENGTH ? undefined : new TextEcho(text, found);
  }

  /** Begins the look at a candidate. */
  begin(index: number, triggers: number): Seen {
    const from = this.#found.length;
    const seen = { index, triggers, from, to: from, passed: NONE, isCut: false };
    this.#seen.set(index, seen);
    return seen;
  }

  /** The candidate before this one around which the same stands, if it was looked at. To be asked before `begin`. */
  source(index: number, triggers: number): Seen | undefined {
    const beginning = beginningAt(this.#text, index);
    const last = this.#last.get(beginning);
    this.#last.set(beginning, index);
    if (index + LOOK.ahead > this.#text.length) return undefined;
    if (!this.#reaches(index) && (last === undefined || !this.#repeats(index, index - last))) return undefined;
    const seen = this.#seen.get(index - this.#distance);
    return seen?.triggers === triggers ? seen : undefined;
  }

  #repeats(index: number, distance: number): boolean {
    if (distance === this.#distance || !this.#isSame(index - SURE, index + SURE, distance)) return false;
    this.#distance = distance;
    this.#to = 0;
    return this.#reaches(index);
  }

  /** Whether all that a local detector may look at is the same as `#distance` before. */
  #reaches(index: number): boolean {
    const text = this.#text;
    const distance = this.#distance;
    const from = index - LOOK.back;
    if (distance === 0 || from < distance) return false;
    if (from > this.#to) this.#to = from;
    const to = index + LOOK.ahead;
    while (this.#to < to && text.charCodeAt(this.#to) === text.charCodeAt(this.#to - distance)) this.#to++;
    return this.#to >= to;
  }

  #isSame(from: number, to: number, distance: number): boolean {
    if (from < distance) return false;
    for (let i = from; i < to; i++) if (this.#text.charCodeAt(i) !== this.#text.charCodeAt(i - distance)) return false;
    return true;
  }
}

function beginningAt(text: string, index: number): number {
  const first = text.charCodeAt(index) | (text.charCodeAt(index + 1) << 16);
  return Math.imul(first, 0x9e3779b1) ^ (text.charCodeAt(index + 2) | (text.charCodeAt(index + 3) << 16));
}
