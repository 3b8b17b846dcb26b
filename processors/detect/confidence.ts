import { EVIDENCE } from "./detector.ts";

/** How much of the remaining doubt each kind of evidence removes. */
const WEIGHTS: readonly (readonly [number, number])[] = [
  [EVIDENCE.checksum, 0.7],
  [EVIDENCE.contextWord, 0.6],
  [EVIDENCE.key, 0.8],
  [EVIDENCE.prefix, 0.8],
  [EVIDENCE.lexicon, 0.5],
  [EVIDENCE.model, 0.5],
];

/**
 * Confidence of a match, 0 to 1: `1 - (1 - prior) x product(1 - weight of each piece of evidence)`, the noisy-or of
 * independent causes (Pearl 1988, 4.3). Shape is the prior itself.
 */
export function confidence(prior: number, evidence: number): number {
  let doubt = 1 - prior;
  for (let i = 0; i < WEIGHTS.length; i++) {
    const row = WEIGHTS[i]!;
    if ((evidence & row[0]) !== 0) doubt *= 1 - row[1];
  }
  return 1 - doubt;
}
