/** Labels of tokens: begin and inside of each class, and outside. */
const LABELS = ["O", "B-PER", "I-PER", "B-ADR", "I-ADR", "B-LOC", "I-LOC", "B-ORG", "I-ORG"] as const;
export const LABEL_COUNT = LABELS.length;
/** Classes in the order of their labels: label 0 is none, labels 2c-1 and 2c are class c. */
export const CLASS = { none: 0, person: 1, address: 2, place: 3, company: 4 } as const;
export const CLASS_COUNT = 5;

/** A linear chain: weights by bucket and label, and by label after label. */
export interface Chain {
  readonly weights: Float32Array | Int8Array;
  /** What a weight of 1 stands for. */
  readonly scale: number;
  /** `[before * LABEL_COUNT + after]`. */
  readonly steps: Float32Array;
}

/** Whether `after` may follow `before`: the inside of a class only follows its beginning or inside. */
export function mayFollow(before: number, after: number): boolean {
  return after === 0 || after % 2 === 1 || before === after || before === after - 1;
}

/** Adds the scores of a token's features to `out[at ..]`. */
export function emit(chain: Chain, row: Int32Array, out: Float64Array, at: number): void {
  const { weights, scale } = chain;
  let s0 = 0,
    s1 = 0,
    s2 = 0,
    s3 = 0,
    s4 = 0,
    s5 = 0,
    s6 = 0,
    s7 = 0,
    s8 = 0;
  for (let k = 0; k < row.length; k++) {
    const base = row[k]! * LABEL_COUNT;
    s0 += weights[base]!;
    s1 += weights[base + 1]!;
    s2 += weights[base + 2]!;
    s3 += weights[base + 3]!;
    s4 += weights[base + 4]!;
    s5 += weights[base + 5]!;
    s6 += weights[base + 6]!;
    s7 += weights[base + 7]!;
    s8 += weights[base + 8]!;
  }
  out[at] = s0 * scale;
  out[at + 1] = s1 * scale;
  out[at + 2] = s2 * scale;
  out[at + 3] = s3 * scale;
  out[at + 4] = s4 * scale;
  out[at + 5] = s5 * scale;
  out[at + 6] = s6 * scale;
  out[at + 7] = s7 * scale;
  out[at + 8] = s8 * scale;
}

/**
 * Probabilities of every label at every token (forward-backward), written over `scores`. Steps come as
 * exp(weight), 0 where not allowed; every row is scaled to a sum of 1, so nothing overflows in long texts.
 */
export function marginals(scores: Float64Array, count: number, steps: Float64Array, forward: Float64Array): void {
  const L = LABEL_COUNT;
  for (let i = 0; i < count; i++) {
    let top = -Infinity;
    for (let y = 0; y < L; y++) top = Math.max(top, scores[i * L + y]!);
    let sum = 0;
    for (let y = 0; y < L; y++) {
      const inside = y !== 0 && y % 2 === 0;
      let from = inside ? 0 : 1;
      if (i > 0) {
        // The inside of a class is reached from its beginning and itself only.
        from = 0;
        const first = inside ? y - 1 : 0;
        const last = inside ? y + 1 : L;
        for (let x = first; x < last; x++) from += forward[(i - 1) * L + x]! * steps[x * L + y]!;
      }
      const emitted = Math.exp(scores[i * L + y]! - top);
      scores[i * L + y] = emitted;
      sum += forward[i * L + y] = from * emitted;
    }
    for (let y = 0; y < L; y++) forward[i * L + y]! /= sum;
  }
  const back = new Float64Array(L).fill(1);
  const next = new Float64Array(L);
  for (let i = count - 1; i >= 0; i--) {
    if (i < count - 1) {
      let sum = 0;
      for (let x = 0; x < L; x++) sum += back[x] = onward(steps, x, next);
      for (let x = 0; x < L; x++) back[x]! /= sum;
    }
    let sum = 0;
    for (let y = 0; y < L; y++) {
      next[y] = scores[i * L + y]! * back[y]!;
      sum += scores[i * L + y] = forward[i * L + y]! * back[y]!;
    }
    for (let y = 0; y < L; y++) scores[i * L + y]! /= sum;
  }
}

/** What may follow label `x`: none, every beginning, and the inside of its own class. Steps that may not be taken are left out. */
function onward(steps: Float64Array, x: number, next: Float64Array): number {
  const at = x * LABEL_COUNT;
  const inside = x === 0 ? 0 : x + (x & 1);
  let to = steps[at]! * next[0]! + steps[at + 1]! * next[1]!;
  if (inside === 2) to += steps[at + 2]! * next[2]!;
  to += steps[at + 3]! * next[3]!;
  if (inside === 4) to += steps[at + 4]! * next[4]!;
  to += steps[at + 5]! * next[5]!;
  if (inside === 6) to += steps[at + 6]! * next[6]!;
  to += steps[at + 7]! * next[7]!;
  return inside === 8 ? to + steps[at + 8]! * next[8]! : to;
}

/** Steps as `marginals` takes them. */
export function expSteps(steps: Float32Array): Float64Array {
  return Float64Array.from(steps, (weight, at) =>
    mayFollow(Math.floor(at / LABEL_COUNT), at % LABEL_COUNT) ? Math.exp(weight) : 0,
  );
}
