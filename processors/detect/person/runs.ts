import { CLASS, CLASS_COUNT } from "../model/chain.ts";
import { LEX } from "../model/lexicon.ts";
import { SHAPE, type Tokens, wordHash } from "../model/tokens.ts";
import { MANNER, type Manner } from "./gate.ts";

/** `Doe, Jane` */
const COMMA = wordHash(",");

/** How sure the tagger must be, by manner and class. */
const SURE: Readonly<Record<Manner, readonly number[]>> = {
  [MANNER.skip]: [1, 1, 1, 1],
  [MANNER.record]: [1, 1, 1, 1],
  [MANNER.machine]: [1, 0.9, 0.95, 2],
  [MANNER.plain]: [1, 0.6, 0.6, 0.6],
  [MANNER.prose]: [1, 0.4, 0.4, 0.4],
};

/** A run of tokens of one class. */
export interface Run {
  first: number;
  last: number;
  kind: number;
  /** Best probability of the class within. */
  sure: number;
}

/** Runs of tokens that the tagger is sure enough of, joined and trimmed, in order. */
export function runsOf(text: string, tokens: Tokens, classes: Float64Array, manner: Manner): Run[] {
  return joined(text, tokens, runs(tokens, classes, SURE[manner]));
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
  return found
    .flatMap((run) => (run.kind === CLASS.address ? apart(tokens, run) : [run]))
    .map((run) => trimmed(tokens, run))
    .filter((run) => run.first <= run.last);
}

/** Words in front of a number that is no part of an address. */
const OF_NUMBERS: ReadonlySet<number> = new Set(
  "dob ssn nhs nric cpr ahv cpf nif dni rut curp iban pesel nik bsn cnp pnr tel telefon tlf phone puh tél téléphone teléfono telefono móvil mobile mob cell fax"
    .split(" ")
    .map(wordHash),
);
const ATTENTION = wordHash("attn");

/** An address without what a word says is something else: `DOB 14/03/1987`, `tel 06-1234`, `attn Jane`. */
function apart(tokens: Tokens, run: Run): readonly Run[] {
  for (let i = run.first; i <= run.last; i++) {
    const isAttention = tokens.hashes[i] === ATTENTION;
    if (!isAttention && !(OF_NUMBERS.has(tokens.hashes[i]!) && isNumbered(tokens, i))) continue;
    const front = { ...run, last: i - 1 };
    if (isAttention) return [front, { ...run, first: i + 1, kind: CLASS.person }].filter(isSome);
    const rest = { ...run, first: behindValue(tokens, i + 1, run.last) };
    return [...(i > run.first ? [front] : []), ...(holdsStreet(tokens, rest) ? apart(tokens, rest) : [])];
  }
  return [run];
}

function isSome({ first, last }: Run): boolean {
  return first <= last;
}

/** Behind the next comma, where one ends the value soon. */
function behindValue(tokens: Tokens, first: number, last: number): number {
  for (let i = first; i <= last && i < first + 8; i++) if (tokens.hashes[i] === COMMA) return i + 1;
  return first;
}

/** A number within two words behind it: `NHS number 749 ...`, not `Tel Aviv`. */
function isNumbered(tokens: Tokens, i: number): boolean {
  for (let k = i + 1, words = 0; k < tokens.count && k <= i + 4 && words < 2; k++) {
    const shape = tokens.shapes[k]!;
    if (shape >= SHAPE.digits && shape <= SHAPE.mixed) return true;
    if (shape < SHAPE.mark) words++;
  }
  return false;
}

function holdsStreet(tokens: Tokens, run: Run): boolean {
  for (let i = run.first; i <= run.last; i++)
    if ((tokens.lexicon[i]! & (LEX.street | LEX.city | LEX.region)) !== 0 && (tokens.lexicon[i]! & LEX.common) === 0)
      return true;
  return false;
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
  // Where the classes of personal data share what is certain, the likeliest one has it.
  if (best === CLASS.none && classes[i * CLASS_COUNT]! + classes[i * CLASS_COUNT + CLASS.company]! < 0.4)
    best = likeliest(classes, i);
  const shape = tokens.shapes[i]!;
  if (
    best === CLASS.person &&
    (shape === SHAPE.line ||
      (shape === SHAPE.mark && !innerMark(tokens, i) && !(tokens.hashes[i] === COMMA && top > 0.6)))
  )
    return CLASS.none;
  if (best === CLASS.place && shape === SHAPE.line) return CLASS.none;
  return best;
}

function likeliest(classes: Float64Array, i: number): number {
  let best: number = CLASS.person;
  for (let c: number = CLASS.address; c <= CLASS.place; c++)
    if (classes[i * CLASS_COUNT + c]! > classes[i * CLASS_COUNT + best]!) best = c;
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
  while (
    first <= last &&
    tokens.shapes[first]! >= SHAPE.mark &&
    tokens.shapes[first]! <= SHAPE.line &&
    !(run.kind === CLASS.address && first < last && tokens.spaced[first + 1] === 0)
  )
    first++;
  while (last >= first && tokens.shapes[last]! >= SHAPE.mark && tokens.shapes[last]! <= SHAPE.line) last--;
  return run.kind === CLASS.person ? withoutWords(tokens, { ...run, first, last }) : { ...run, first, last };
}

const NAMED = LEX.first | LEX.last | LEX.title;
/** Letters that `de`, `van`, `bin` have at most. */
const PARTICLE = 3;

/** Longer words in small letters that begin a name. */
const LONG_PARTICLES: ReadonlySet<number> = new Set(
  "della delle degli dello dalla dalle dell dall abdel abdul sant saint sankt ould".split(" ").map(wordHash),
);

/** A name without ordinary words in small letters at its ends, and without a letter of another script behind it. */
function withoutWords(tokens: Tokens, run: Run): Run {
  let { first, last } = run;
  while (last > first && tokens.shapes[last] === SHAPE.uncased && tokens.shapes[first] !== SHAPE.uncased) last--;
  // Beside capitalised words one in small letters is a word of the sentence: `Tamara just`, `starring Lindqvist`.
  while (last > first && isSmall(tokens, last) && holdsCapital(tokens, first, last - 1)) last--;
  while (
    last > first &&
    isSmall(tokens, first) &&
    tokens.ends[first]! - tokens.starts[first]! > PARTICLE &&
    (tokens.lexicon[first]! & LEX.title) === 0 &&
    !LONG_PARTICLES.has(tokens.hashes[first]!) &&
    holdsCapital(tokens, first + 1, last)
  )
    first++;
  while (last > first && isWord(tokens, last) && holdsName(tokens, first, last - 1)) last--;
  while (
    last > first &&
    isWord(tokens, first) &&
    tokens.ends[first]! - tokens.starts[first]! > PARTICLE &&
    holdsName(tokens, first + 1, last)
  )
    first++;
  return { ...run, first, last };
}

/** In small letters, and not tied to a neighbour by a hyphen. */
function isSmall(tokens: Tokens, i: number): boolean {
  return (
    tokens.shapes[i] === SHAPE.lower &&
    tokens.spaced[i] !== 0 &&
    !(i + 1 < tokens.count && tokens.shapes[i + 1] === SHAPE.mark && tokens.spaced[i + 1] === 0)
  );
}

function holdsCapital(tokens: Tokens, first: number, last: number): boolean {
  for (let i = first; i <= last; i++) if (tokens.shapes[i] === SHAPE.title) return true;
  return false;
}

function isWord(tokens: Tokens, i: number): boolean {
  const bits = tokens.lexicon[i]!;
  return tokens.shapes[i] === SHAPE.lower && (bits & LEX.common) !== 0 && (bits & NAMED) === 0;
}

/** A capitalised word, or a listed name that is no ordinary word. */
function holdsName(tokens: Tokens, first: number, last: number): boolean {
  for (let i = first; i <= last; i++) {
    const bits = tokens.lexicon[i]!;
    const shape = tokens.shapes[i]!;
    if (shape === SHAPE.title || shape === SHAPE.upper || shape === SHAPE.camel) return true;
    if ((bits & (LEX.first | LEX.last)) !== 0 && (bits & LEX.common) === 0) return true;
  }
  return false;
}

/** What may stand between two parts of an address: marks, and on a line of its own the letters of a state. */
const GAP =
  /^(?:[\s,;|>*.#?!+•~:-]{0,12}|[\s,;|>*.#?!+•~-]{0,8}\n[\s,;|>*.#?!+•~-]{0,8}\p{L}{1,3}[\s,;|>*.#?!+•~-]{0,12})$/u;

/** Parts of one address with marks between them are one; a title in front belongs to the name. */
function joined(text: string, tokens: Tokens, found: readonly Run[]): Run[] {
  const out: Run[] = [];
  for (const run of found) {
    const last = out[out.length - 1];
    const near =
      last !== undefined &&
      isPlace(last) &&
      isPlace(run) &&
      (last.kind === CLASS.address || run.kind === CLASS.address);
    if (near && GAP.test(text.slice(tokens.ends[last.last], tokens.starts[run.first]))) {
      last.last = run.last;
      last.kind = CLASS.address;
      last.sure = Math.max(last.sure, run.sure);
    } else if (run.kind !== CLASS.person) out.push({ ...run });
    else out.push({ ...run, first: withTitle(tokens, run.first), last: withSuffix(tokens, run) });
  }
  return out;
}

function isPlace(run: Run): boolean {
  return run.kind === CLASS.address || run.kind === CLASS.place;
}

function withTitle(tokens: Tokens, first: number): number {
  const dot = first >= 2 && tokens.shapes[first - 1] === SHAPE.mark && tokens.spaced[first - 1] === 0 ? 2 : 1;
  const at = first - dot;
  if (at < 0 || (tokens.lexicon[at]! & LEX.title) === 0 || tokens.shapes[at] === SHAPE.mark) return first;
  return tokens.shapes[at] === SHAPE.title || dot === 2 || tokens.ends[at]! - tokens.starts[at]! > 3 ? at : first;
}

/** Generations and degrees. */
const SUFFIXES: ReadonlySet<number> = new Set("jr sr ii iii iv phd md dds dvm esq".split(" ").map(wordHash));

/** A name of two words and more with what follows it: `Jr.`, `PhD`, `, MD`. */
function withSuffix(tokens: Tokens, { first, last }: Run): number {
  if (last === first) return last;
  let end = last;
  for (let i = last + 1; i < tokens.count && i <= last + 2; i++) {
    if (SUFFIXES.has(tokens.hashes[i]!)) end = i;
    else if (tokens.hashes[i] !== COMMA) break;
  }
  return end;
}
