// Trains the tagger of names and addresses and writes processors/detect/model/names-model.generated.ts.
// `node scripts/train-names.ts [--seed N] [--samples N] [--epochs N] [--out FILE]`; the same seed gives the same file.
import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { allFakers } from "@faker-js/faker";
import { CLASS_COUNT, expSteps, LABEL_COUNT, marginals, mayFollow } from "../processors/detect/model/chain.ts";
import { FEATURES, features } from "../processors/detect/model/features.ts";
import { LEX, type Lexicon } from "../processors/detect/model/lexicon.ts";
import { newTokens, type Tokens, tokenize } from "../processors/detect/model/tokens.ts";
import { lexiconOf, wordsOf } from "./names/lexicon.ts";
import { localeLists } from "./names/lists.ts";
import { type Dice, newDice } from "./names/random.ts";
import { type Sample, sample } from "./names/sentences.ts";

const root = new URL("..", import.meta.url).pathname;
const option = (name: string): string | undefined => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? undefined : process.argv[at + 1];
};
const SEED = Number(option("seed") ?? 20_260_101);
const SAMPLES = Number(option("samples") ?? 400_000);
const EPOCHS = Number(option("epochs") ?? 3);
const BUCKETS = 1 << 17;
const RATE = 0.12;
/** Share of a weight that is lost each time it is touched: rare features stay weak. */
const DECAY = 1e-4;
/** Largest weight that is told from larger ones. */
const CLIP = 4;

/** Labels of the tokens: the class at their first unit, beginning at borders. */
function labelsOf(tokens: Tokens, one: Sample): Uint8Array {
  const labels = new Uint8Array(tokens.count);
  let before = 0;
  let pending = false;
  let at = 0;
  for (let i = 0; i < tokens.count; i++) {
    const start = tokens.starts[i]!;
    for (; at <= start; at++) if (one.borders.has(at)) pending = true;
    const kind = one.kinds[start]!;
    labels[i] = kind === 0 ? 0 : kind === before && !pending ? kind * 2 : kind * 2 - 1;
    if (kind !== 0) pending = false;
    before = kind;
  }
  return labels;
}

interface Weights {
  readonly emit: Float32Array;
  readonly squares: Float32Array;
  readonly steps: Float32Array;
  readonly stepSquares: Float32Array;
}

function update(weights: Float32Array, squares: Float32Array, at: number, gradient: number): void {
  squares[at]! += gradient * gradient;
  weights[at] = weights[at]! * (1 - DECAY) + (RATE * gradient) / Math.sqrt(1e-2 + squares[at]!);
}

/** One step of stochastic gradient ascent on the log-likelihood of a text; returns how many tokens were right. */
function learn(tokens: Tokens, labels: Uint8Array, hint: number, weights: Weights): number {
  const { count } = tokens;
  const rows = Array.from({ length: count }, (_, i) => {
    const row = new Int32Array(FEATURES);
    features(tokens, i, hint, BUCKETS - 1, row);
    return row;
  });
  const scores = new Float64Array(count * LABEL_COUNT);
  rows.forEach((row, i) => {
    for (const bucket of row)
      for (let y = 0; y < LABEL_COUNT; y++) scores[i * LABEL_COUNT + y]! += weights.emit[bucket * LABEL_COUNT + y]!;
  });
  const emitted = scores.slice();
  const steps = expSteps(weights.steps);
  const forward = new Float64Array(count * LABEL_COUNT);
  marginals(scores, count, steps, forward);
  let right = 0;
  for (let i = 0; i < count; i++) {
    let best = 0;
    for (let y = 0; y < LABEL_COUNT; y++) {
      if (scores[i * LABEL_COUNT + y]! > scores[i * LABEL_COUNT + best]!) best = y;
      const gradient = (labels[i] === y ? 1 : 0) - scores[i * LABEL_COUNT + y]!;
      if (Math.abs(gradient) < 1e-3) continue;
      for (const bucket of rows[i]!) update(weights.emit, weights.squares, bucket * LABEL_COUNT + y, gradient);
    }
    if (best === labels[i]) right++;
  }
  learnSteps(labels, scores, emitted, forward, steps, weights);
  return right;
}

/** Expected steps are approximated by the product of neighbouring probabilities, corrected by the step's own weight. */
function learnSteps(
  labels: Uint8Array,
  probabilities: Float64Array,
  emitted: Float64Array,
  forward: Float64Array,
  steps: Float64Array,
  weights: Weights,
): void {
  const L = LABEL_COUNT;
  const pair = new Float64Array(L * L);
  for (let i = 1; i < labels.length; i++) {
    let sum = 0;
    let top = -Infinity;
    for (let y = 0; y < L; y++) top = Math.max(top, emitted[i * L + y]!);
    for (let y = 0; y < L; y++) {
      let reach = 0;
      for (let x = 0; x < L; x++) reach += forward[(i - 1) * L + x]! * steps[x * L + y]!;
      // p(x, y) = forward(x) step(x, y) emit(y) backward(y), and the last two are p(y) / sum over x of the first two.
      for (let x = 0; x < L; x++)
        sum += pair[x * L + y] =
          reach === 0 ? 0 : (forward[(i - 1) * L + x]! * steps[x * L + y]! * probabilities[i * L + y]!) / reach;
    }
    for (let at = 0; at < L * L; at++) {
      if (!mayFollow(Math.floor(at / L), at % L)) continue;
      const seen = labels[i - 1] === Math.floor(at / L) && labels[i] === at % L ? 1 : 0;
      const gradient = seen - pair[at]! / sum;
      if (Math.abs(gradient) > 1e-3) update(weights.steps, weights.stepSquares, at, gradient);
    }
  }
}

/** Names on lists look like names on none now and then. */
function forgetNames(tokens: Tokens, labels: Uint8Array, dice: Dice): void {
  for (let i = 0; i < tokens.count; i++) {
    if (labels[i] === 0) continue;
    const roll = dice.next();
    if (roll < 0.2) tokens.lexicon[i]! &= ~(LEX.first | LEX.last | LEX.city | LEX.region);
    else if (roll < 0.25) tokens.lexicon[i]! &= LEX.street | LEX.title | LEX.company;
  }
}

/** Means of the weights over the second half of training: steadier than where it happens to end. */
interface Means {
  readonly emit: Float32Array;
  readonly steps: Float32Array;
  count: number;
}

/** Looks at the weights so often per epoch. */
const LOOKS = 8;

function look(means: Means, weights: Weights): void {
  means.count++;
  const share = 1 / means.count;
  for (let i = 0; i < means.emit.length; i++) means.emit[i]! += (weights.emit[i]! - means.emit[i]!) * share;
  for (let i = 0; i < means.steps.length; i++) means.steps[i]! += (weights.steps[i]! - means.steps[i]!) * share;
}

function train(lexicon: Lexicon, words: readonly string[]): Means {
  for (const faker of Object.values(allFakers)) faker.seed(SEED);
  const dice = newDice(SEED);
  const source = { dice, lists: localeLists(), words };
  const weights: Weights = {
    emit: new Float32Array(BUCKETS * LABEL_COUNT),
    squares: new Float32Array(BUCKETS * LABEL_COUNT),
    steps: new Float32Array(LABEL_COUNT ** 2),
    stepSquares: new Float32Array(LABEL_COUNT ** 2),
  };
  const means: Means = {
    emit: new Float32Array(weights.emit.length),
    steps: new Float32Array(weights.steps.length),
    count: 0,
  };
  const every = Math.max(1, Math.floor(SAMPLES / LOOKS));
  const tokens = newTokens(2_048);
  for (let epoch = 0; epoch < EPOCHS; epoch++) {
    let right = 0;
    let all = 0;
    for (let n = 0; n < SAMPLES; n++) {
      const one = sample(source);
      tokenize(one.text, 0, one.text.length, tokens, lexicon);
      const labels = labelsOf(tokens, one);
      forgetNames(tokens, labels, dice);
      right += learn(tokens, labels, one.hint, weights);
      all += tokens.count;
      if (epoch * 2 >= EPOCHS - 1 && (n + 1) % every === 0) look(means, weights);
    }
    console.log(
      `epoch ${epoch + 1}: ${((100 * right) / all).toFixed(2)} % of ${all} tokens right before learning from them`,
    );
  }
  return means;
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
}

function main(): void {
  const words = wordsOf(root);
  const lexicon = lexiconOf(words);
  const weights = train(lexicon, words.plain);
  const quantised = Int8Array.from(weights.emit, (weight) =>
    Math.round((Math.max(-CLIP, Math.min(CLIP, weight)) / CLIP) * 127),
  );
  const parts = {
    slots: new Uint8Array(lexicon.slots.buffer),
    weights: new Uint8Array(quantised.buffer),
    steps: new Uint8Array(weights.steps.buffer),
  };
  const digest = createHash("sha256").update(parts.slots).update(parts.weights).update(parts.steps).digest("hex");
  const out = option("out") ?? `${root}processors/detect/model/names-model.generated.ts`;
  writeFileSync(
    out,
    `// Generated by scripts/train-names.ts. Do not edit. See docs/model-card.md.
/** Trained weights and word lists, base64 of little-endian arrays. */
export const NAMES_MODEL = {
  seed: ${SEED},
  samples: ${SAMPLES},
  epochs: ${EPOCHS},
  classes: ${CLASS_COUNT},
  buckets: ${BUCKETS},
  scale: ${CLIP / 127},
  sha256: "${digest}",
  slots: "${base64(parts.slots)}",
  weights: "${base64(parts.weights)}",
  steps: "${base64(parts.steps)}",
} as const;
`,
  );
  console.log(
    `sha256 ${digest}, ${lexicon.slots.length} slots, ${quantised.filter((weight) => weight !== 0).length} weights`,
  );
}

main();
