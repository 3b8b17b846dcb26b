import { hasDigit } from "./units.ts";

/**
 * What the look at a text depended on, noted while it is looked at: texts of one shape (`scan/assembly/shape.ts`) differ in
 * what the digits of their numerals say, and in nothing else: of UUIDs and digests all are seen as one (`stand-in.ts`). Where no digit was asked what it says, only whether it is
 * one, the same look at another text of the shape sees the same.
 */
export class Sight {
  /** Since `judge` last asked: a digit was asked what it says, by a detector that tells, or by one that does not tell. */
  digits = false;
  /** Candidates, by number, whose detectors asked digits or found something. */
  readonly alive: number[] = [];
  /** A reader of whole texts asked digits or found something. */
  stages = false;
  /** The candidates of the text are judged: those of texts inside it are numbered otherwise. */
  isJudged = false;
  /** The text was read by its parts. */
  reads = false;
  /** Beginnings and ends of those, in order; nothing was found in them. */
  parts: readonly number[] = [];
  /** Nothing else asked what a digit says. */
  isWhole = true;
}

/** Where the look under work is noted. */
interface Noted {
  sight: Sight | undefined;
}

/** Called before a detector, stage or reader that tells (`tellsSight`) lets the value of a digit decide. */
export function see(noted: Noted | undefined): void {
  if (noted?.sight !== undefined) noted.sight.digits = true;
}

/** The same where digits decide only if there are any in `text[from, to)`. */
export function seeDigits(noted: Noted | undefined, text: string, from: number, to: number): void {
  if (noted?.sight !== undefined && hasDigit(text, from, to)) see(noted);
}

/** The text with a zero for each digit. */
export function zeroed(text: string): string {
  return text.replaceAll(/\d/g, "0");
}
