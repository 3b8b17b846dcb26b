import { type Chain, CLASS_COUNT, emit, expSteps, LABEL_COUNT, marginals } from "./chain.ts";
import { Echo } from "./echo.ts";
import { FEATURES, features, type KeyHint } from "./features.ts";
import type { Lexicon } from "./lexicon.ts";
import type { Tokens } from "./tokens.ts";

/** A trained model, decoded. */
export interface Model {
  readonly lexicon: Lexicon;
  readonly chain: Chain;
  readonly bucketMask: number;
  /** Steps as `marginals` takes them. */
  readonly steps: Float64Array;
}

/** What a model file holds: base64 of little-endian arrays. */
export interface ModelFile {
  readonly classes: number;
  readonly buckets: number;
  readonly scale: number;
  readonly slots: string;
  readonly weights: string;
  readonly steps: string;
}

/** A copy of its own: views of wider numbers must begin at a multiple of their size. */
function bytesOf(base64: string): ArrayBuffer {
  return Uint8Array.from(Buffer.from(base64, "base64")).buffer;
}

/** Decodes a model, or throws when its parts do not fit each other. */
export function decodeModel(file: ModelFile): Model {
  const slots = new Uint32Array(bytesOf(file.slots));
  const weights = new Int8Array(bytesOf(file.weights));
  const steps = new Float32Array(bytesOf(file.steps));
  const powers = [slots.length, file.buckets].every((size) => size > 0 && (size & (size - 1)) === 0);
  if (
    !powers ||
    file.classes !== CLASS_COUNT ||
    weights.length !== file.buckets * LABEL_COUNT ||
    steps.length !== LABEL_COUNT ** 2
  ) {
    throw new Error(
      "the model of names and addresses is damaged: its tables do not fit each other; build or install the package again",
    );
  }
  if (!slots.includes(0))
    throw new Error(
      "the model of names and addresses is damaged: its word table has no empty slot; build or install the package again",
    );
  return {
    lexicon: { slots, mask: slots.length - 1 },
    chain: { weights, scale: file.scale, steps },
    bucketMask: file.buckets - 1,
    steps: expSteps(steps),
  };
}

/** Probability of each class at each token: `[token * CLASS_COUNT + class]`. */
export function classify(tokens: Tokens, hint: KeyHint, model: Model): Float64Array {
  const { count } = tokens;
  const scores = new Float64Array(count * LABEL_COUNT);
  const row = new Int32Array(FEATURES);
  const echo = new Echo(tokens);
  for (let i = 0; i < count; i++) {
    const same = echo.before(i);
    if (same >= 0) scores.copyWithin(i * LABEL_COUNT, same * LABEL_COUNT, (same + 1) * LABEL_COUNT);
    else {
      features(tokens, i, hint, model.bucketMask, row);
      emit(model.chain, row, scores, i * LABEL_COUNT);
    }
  }
  marginals(scores, count, model.steps, new Float64Array(count * LABEL_COUNT));
  const classes = new Float64Array(count * CLASS_COUNT);
  for (let i = 0; i < count; i++) {
    classes[i * CLASS_COUNT] = scores[i * LABEL_COUNT]!;
    for (let c = 1; c < CLASS_COUNT; c++)
      classes[i * CLASS_COUNT + c] = scores[i * LABEL_COUNT + c * 2 - 1]! + scores[i * LABEL_COUNT + c * 2]!;
  }
  return classes;
}
