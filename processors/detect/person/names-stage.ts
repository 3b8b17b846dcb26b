import { hintBit } from "../hints.ts";
import { type Context, EVIDENCE, type Match } from "../detector.ts";
import { CLASS, CLASS_COUNT } from "../model/chain.ts";
import { LEX } from "../model/lexicon.ts";
import { NAMES_MODEL } from "../model/names-model.generated.ts";
import { classify, decodeModel, type Model } from "../model/tagger.ts";
import { newTokens, SHAPE, tokenize, type Tokens, wordHash } from "../model/tokens.ts";
import type { Stage } from "../stage.ts";
import { MANNER, type Manner, mannerOf } from "./gate.ts";

/** Tokens tagged at once; longer texts are cut between words. */
const WINDOW = 1_024;
/** Tokens of a text that are tagged at most, lest one long value hold up all others; of the rest only listed pairs are taken. */
const MAX_TAGGED = 12_288;
const TYPES = [undefined, "PERSON", "POSTAL_ADDRESS", "LOCATION"] as const;

const POST_CODE_WORDS: ReadonlySet<number> = new Set("zip zipcode postcode postal code plz postleitzahl postal cap cep cp postnummer postcode psč індекс индекс".split(" ").map(wordHash));

/** How sure the tagger must be, by manner and class. */
const SURE: Readonly<Record<Manner, readonly number[]>> = {
  [MANNER.skip]: [1, 1, 1, 1],
  [MANNER.record]: [1, 1, 1, 1],
  [MANNER.machine]: [1, 0.9, 0.95, 2],
  [MANNER.plain]: [1, 0.6, 0.6, 0.6],
  [MANNER.prose]: [1, 0.4, 0.45, 0.4],
};

const PERSON_HINT = hintBit("person");
const ADDRESS_HINT = hintBit("address");
const TOWN_HINT = hintBit("city") | hintBit("postcode");
const HINTED = PERSON_HINT | ADDRESS_HINT | TOWN_HINT;

/** Decoded when the first text asks for it, and kept: a constant that is made late, since clean traffic needs none. */
const model: () => Model = late(() => decodeModel(NAMES_MODEL));

function late<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}

const MACHINES: ReadonlySet<Manner> = new Set<Manner>([MANNER.machine, MANNER.record]);

interface Part {
  readonly start: number;
  readonly end: number;
  readonly manner: Manner;
}

const NO_PARTS: readonly Part[] = [];

/** Neighbouring lines are read together, for an address goes over several; lines of machines stand alone. */
function parts(text: string, context: Context): readonly Part[] {
  const { lexicon } = model();
  const whole = context.freeText || (context.hints & HINTED) !== 0 || looksLikeForm(text);
  const found: Part[] = [];
  if (!whole && !text.includes("\n")) {
    const manner = mannerOf(text, 0, text.length, lexicon);
    return manner === MANNER.skip || manner === MANNER.record ? NO_PARTS : [{ start: 0, end: text.length, manner }];
  }
  let start = 0;
  while (start < text.length) {
    let end = text.indexOf("\n", start) + 1;
    if (end === 0) end = text.length;
    const read = mannerOf(text, start, end, lexicon);
    const manner = whole && !MACHINES.has(read) ? MANNER.prose : read;
    const last = found[found.length - 1];
    const together = last !== undefined && !MACHINES.has(last.manner) && !MACHINES.has(manner);
    if (together) found[found.length - 1] = { start: last.start, end, manner: Math.max(last.manner, manner) as Manner };
    else found.push({ start, end, manner });
    start = end;
  }
  return found.filter((part) => part.manner !== MANNER.skip && part.manner !== MANNER.record);
}

/** Three or more short lines without signs of machines: a letter head, a signature, a form. */
function looksLikeForm(text: string): boolean {
  if (text.length > 1_000 || !text.includes("\n")) return false;
  const lines = text.split("\n", 40).filter((line) => line.trim() !== "");
  return lines.length >= 3 && lines.every((line) => line.length < 60 && !/[={}[\]_<@]|\d\d:\d\d:\d\d|\w[./:]\w*[./:]\w/.test(line));
}

function keyHint(context: Context): number {
  return ((context.hints & PERSON_HINT) !== 0 ? 1 : 0) | ((context.hints & ADDRESS_HINT) !== 0 ? 2 : 0) | ((context.hints & TOWN_HINT) !== 0 ? 4 : 0);
}

/** The tagger of names and addresses. */
export const NAMES_STAGE: Stage = {
  id: "names",
  mayHold(text, context) {
    if ((context.hints & HINTED) !== 0 || context.freeText) return text.length > 1;
    return text.includes(" ") || text.includes("\n") || text.charCodeAt(0) > 0x2000;
  },
  read(text, context) {
    const matches: Match[] = [];
    let left = MAX_TAGGED;
    for (const part of parts(text, context)) {
      const tokens = newTokens(Math.min(WINDOW, part.end - part.start));
      for (let at = part.start; at < part.end; ) {
        const next = tokenize(text, at, part.end, tokens, model().lexicon);
        if (left > 0) spansOf(text, tokens, classify(tokens, keyHint(context), model()), part.manner, context, matches);
        else listedPairs(tokens, matches);
        left -= tokens.count;
        at = next;
      }
    }
    return matches;
  },
};

/** Two listed names side by side, without the tagger. */
function listedPairs(tokens: Tokens, matches: Match[]): void {
  for (let i = 0; i + 1 < tokens.count; i++) {
    if (!isListed(tokens, i, LEX.first) || !isListed(tokens, i + 1, LEX.first | LEX.last)) continue;
    matches.push({ start: tokens.starts[i]!, end: tokens.ends[i + 1]!, prior: 0.5, evidence: EVIDENCE.lexicon, type: "PERSON" });
    i++;
  }
}

function isListed(tokens: Tokens, i: number, lists: number): boolean {
  return tokens.shapes[i] === SHAPE.title && tokens.glued[i] === 0 && (tokens.lexicon[i]! & lists) !== 0 && (tokens.lexicon[i]! & LEX.common) === 0;
}

/** A run of tokens of one class. */
interface Run {
  first: number;
  last: number;
  kind: number;
  /** Best probability of the class within. */
  sure: number;
}

function spansOf(text: string, tokens: Tokens, classes: Float64Array, manner: Manner, context: Context, matches: Match[]): void {
  for (const run of joined(text, tokens, runs(tokens, classes, SURE[manner]))) {
    if (run.kind === CLASS.company || !stands(tokens, run, manner)) continue;
    const { evidence } = support(tokens, run, context);
    matches.push({ start: tokens.starts[run.first]!, end: tokens.ends[run.last]!, prior: 0.4 + 0.4 * run.sure, evidence, type: TYPES[run.kind]! });
  }
}

function runs(tokens: Tokens, classes: Float64Array, sure: readonly number[]): Run[] {
  const found: Run[] = [];
  let current: Run | undefined;
  for (let i = 0; i < tokens.count; i++) {
    const kind = classAt(tokens, classes, i, sure);
    if (kind === CLASS.none) {
      current = undefined;
      continue;
    }
    const probability = classes[i * CLASS_COUNT + kind]!;
    if (current !== undefined && current.kind === kind) {
      current.last = i;
      current.sure = Math.max(current.sure, probability);
    } else found.push((current = { first: i, last: i, kind, sure: probability }));
  }
  return found.map((run) => trimmed(tokens, run)).filter((run) => run.first <= run.last);
}

function classAt(tokens: Tokens, classes: Float64Array, i: number, sure: readonly number[]): number {
  let best: number = CLASS.none;
  let top = 0;
  for (let c = 1; c < CLASS_COUNT; c++) {
    const probability = classes[i * CLASS_COUNT + c]!;
    if (probability >= (sure[c] ?? 0.5) && probability > top) {
      top = probability;
      best = c;
    }
  }
  const shape = tokens.shapes[i]!;
  if (best === CLASS.person && (shape === SHAPE.line || (shape === SHAPE.mark && !innerMark(tokens, i)))) return CLASS.none;
  if (best === CLASS.place && shape === SHAPE.line) return CLASS.none;
  return best;
}

/** A mark inside a name: after an initial or a title, or glued to both neighbours as in `Anne-Marie`. */
function innerMark(tokens: Tokens, i: number): boolean {
  if (i === 0 || i + 1 >= tokens.count) return false;
  if (tokens.shapes[i - 1] === SHAPE.initial || (tokens.lexicon[i - 1]! & LEX.title) !== 0) return true;
  return tokens.spaced[i] === 0 && tokens.spaced[i + 1] === 0;
}

/** Without marks at the ends, but for brackets and dots that close an abbreviation. */
function trimmed(tokens: Tokens, run: Run): Run {
  let { first, last } = run;
  while (first <= last && tokens.shapes[first]! >= SHAPE.mark && tokens.shapes[first]! <= SHAPE.line && !(run.kind === CLASS.address && first < last && tokens.spaced[first + 1] === 0)) first++;
  while (last >= first && tokens.shapes[last]! >= SHAPE.mark && tokens.shapes[last]! <= SHAPE.line) last--;
  return { ...run, first, last };
}

/** Parts of one address with marks between them are one; a title in front belongs to the name. */
function joined(text: string, tokens: Tokens, found: readonly Run[]): Run[] {
  const out: Run[] = [];
  for (const run of found) {
    const last = out[out.length - 1];
    const near = last !== undefined && run.kind !== CLASS.company && last.kind === CLASS.address && (run.kind === CLASS.address || run.kind === CLASS.place) && /^[\s,;|>*.#-]{0,6}$/.test(text.slice(tokens.ends[last.last]!, tokens.starts[run.first]!));
    if (near) {
      last.last = run.last;
      last.sure = Math.max(last.sure, run.sure);
    } else out.push(run.kind === CLASS.person ? { ...run, first: withTitle(tokens, run.first) } : { ...run });
  }
  return out;
}

function withTitle(tokens: Tokens, first: number): number {
  const dot = first >= 2 && tokens.shapes[first - 1] === SHAPE.mark && tokens.ends[first - 1]! - tokens.starts[first - 1]! === 1 && tokens.spaced[first - 1] === 0 ? 2 : 1;
  const at = first - dot;
  if (at < 0 || (tokens.lexicon[at]! & LEX.title) === 0 || tokens.shapes[at] === SHAPE.mark) return first;
  return tokens.shapes[at] === SHAPE.title || tokens.ends[at]! - tokens.starts[at]! > 3 ? at : first;
}

/** Lines of machines need two listed names side by side, or a listed word of addresses with its number. */
function stands(tokens: Tokens, run: Run, manner: Manner): boolean {
  let glued = 0;
  let firsts = 0;
  let names = 0;
  let streets = 0;
  let digits = 0;
  let letters = 0;
  let capitals = 0;
  for (let i = run.first; i <= run.last; i++) {
    const bits = tokens.lexicon[i]!;
    const shape = tokens.shapes[i]!;
    glued += tokens.glued[i]!;
    if (shape >= SHAPE.digits && shape <= SHAPE.mixed) digits++;
    else if (shape < SHAPE.mark || shape === SHAPE.uncased) {
      letters++;
      if (shape !== SHAPE.lower) capitals++;
    }
    if ((bits & LEX.street) !== 0) streets++;
    if ((bits & LEX.common) !== 0) continue;
    if ((bits & LEX.first) !== 0) firsts++;
    if ((bits & (LEX.first | LEX.last)) !== 0) names++;
  }
  if (manner === MANNER.machine) {
    if (glued > 0) return false;
    return run.kind === CLASS.person ? firsts > 0 && names > 1 && digits === 0 : run.kind === CLASS.address && streets > 0 && digits > 0 && names + letters > 3;
  }
  if (run.kind === CLASS.person) return letters > 0 && glued * 2 <= letters && (capitals > 0 || tokens.cased === 0 || run.sure > 0.9);
  if (run.kind !== CLASS.address) return true;
  if (letters === 0) return isPostCode(tokens, run);
  if (digits > 0) return streets > 0 || run.sure > 0.6;
  return capitals > 0 || tokens.cased === 0 ? (streets > 0 || letters > 1) && run.sure > 0.7 : false;
}

/** Digits alone are a post code only behind a word that says so. */
function isPostCode(tokens: Tokens, run: Run): boolean {
  for (let i = Math.max(0, run.first - 4); i < run.first; i++) if (POST_CODE_WORDS.has(tokens.hashes[i]!)) return true;
  return false;
}

function support(tokens: Tokens, run: Run, context: Context): { evidence: number } {
  let bits = 0;
  for (let i = run.first; i <= run.last; i++) bits |= tokens.lexicon[i]!;
  const listed = run.kind === CLASS.person ? LEX.first | LEX.last : run.kind === CLASS.address ? LEX.street : LEX.city | LEX.region;
  const hint = run.kind === CLASS.person ? PERSON_HINT : run.kind === CLASS.address ? ADDRESS_HINT | TOWN_HINT : TOWN_HINT;
  const titled = run.kind === CLASS.person && (bits & LEX.title) !== 0;
  return { evidence: EVIDENCE.model | ((bits & listed) !== 0 ? EVIDENCE.lexicon : 0) | ((context.hints & hint) !== 0 ? EVIDENCE.key : 0) | (titled ? EVIDENCE.contextWord : 0) };
}
