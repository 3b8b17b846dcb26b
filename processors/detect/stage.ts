import type { Context, Match } from "./detector.ts";

/**
 * A reader of whole texts that feeds several detectors at once: the built-in tagger of names and addresses, or a model
 * that a tenant brings, over ONNX say. It runs once per text that has any trigger of its detectors; each of its matches
 * goes to the detector of the match's type.
 *
 * The contract: no state between texts, time linear in the text, no value written anywhere, the same answer for the same
 * text and context. What it throws closes the road for that value, as with every detector.
 */
export interface Stage {
  readonly id: string;
  /** `read` calls `see(context.work)` before the value of a digit decides, as in `Detector.tellsSight`. */
  readonly tellsSight?: boolean;
  /** Cheap; false where `read` would find nothing. */
  mayHold(text: string, context: Context): boolean;
  /** Matches in any order; each carries its type. */
  read(text: string, context: Context): readonly Match[];
}
